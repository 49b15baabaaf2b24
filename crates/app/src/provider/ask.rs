//! The one way to ask a model: the chain of an agent is tried in order within one deadline, a model at most twice and only while the customer has
//! heard nothing, and what it came to is written down. Never inside of a unit: a vendor takes seconds, and the use is a unit of its own.

use super::price::Prices;
use super::usage::{Outcome, Purse, estimate, record};
use super::{manage, open, price};
use crate::App;
use domain::agent::{AgentLimits, ModelRef};
use domain::id::{AgentId, ConversationId, OrgId, ProviderId};
use domain::org::Org;
use domain::port::{Model, ModelReply, ModelRequest, Usage};
use domain::{Error, Kind, Result, Retry};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use store::Scope;
use store::provider::{OrgLimit, Provider};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// On whose account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asker {
    pub agent: Option<AgentId>,
    pub conversation: Option<ConversationId>,
}

/// One try, for the flight record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Try {
    pub provider_id: ProviderId,
    pub model: String,
    pub ms: u64,
    /// Why it failed or was passed over; none = it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// Did a call go out?
    pub is_called: bool,
}

/// Who answered, and what it cost.
#[derive(Clone, Debug, Serialize)]
pub struct Served {
    pub provider: ProviderId,
    pub vendor: String,
    pub model: String,
    pub tries: Vec<Try>,
    pub usage: Usage,
    /// The vendor did not count; the usage is ours.
    pub is_estimated: bool,
    /// Millionths of a unit of the firm's currency.
    pub cost: i64,
}

/// Nobody answered: the built-in brain does.
#[derive(Debug)]
pub struct Unanswered {
    pub error: Error,
    pub tries: Vec<Try>,
    /// Part of an answer was handed on before it broke off.
    pub is_heard: bool,
}

impl From<Unanswered> for Error {
    fn from(unanswered: Unanswered) -> Self {
        unanswered.error
    }
}
impl From<Error> for Unanswered {
    fn from(error: Error) -> Self {
        Unanswered { error, tries: Vec::new(), is_heard: false }
    }
}

/// A model of the chain, ready to be asked.
struct Link {
    provider: Provider,
    model: Arc<dyn Model>,
    name: String,
    streams: bool,
}

/// An agent's chain with everything that is needed to ask it, so that a turn looks it up once.
pub(crate) struct Chain {
    firm: Org,
    limit: OrgLimit,
    links: Vec<Link>,
    /// Models that cannot be asked, and why.
    passed_over: Vec<Try>,
    prices: Prices,
}

/// The use of a model being written down. It goes on by itself; a turn waits for it before it ends.
#[derive(Default)]
pub(crate) struct Settling(Vec<JoinHandle<()>>);

impl Settling {
    pub async fn done(&mut self) {
        for written in self.0.drain(..) {
            if let Err(error) = written.await {
                tracing::error!(error = %error, "the use of a model was not written down to its end");
            }
        }
    }
}

/// Asks the models of the chain in order. `hear` gets text as it comes if the request is streamed.
pub async fn ask(app: &App, org: OrgId, asker: &Asker, chain: &[ModelRef], request: &ModelRequest, deadline: Duration, hear: &mut (dyn FnMut(&str) + Send)) -> Result<(ModelReply, Served), Unanswered> {
    let chain = Chain::open(app, &mut app.scope(org).await?, chain).await?;
    let mut settling = Settling::default();
    let answered = chain.ask(app, asker, request, deadline, hear, &mut settling).await;
    settling.done().await;
    answered
}

impl Chain {
    pub fn purse<'a>(&'a self, limits: &'a AgentLimits) -> Purse<'a> {
        Purse { org: &self.firm, all: &self.limit, limits }
    }

    /// Asks in order; what it came to is being written down when this returns.
    pub async fn ask(&self, app: &App, asker: &Asker, request: &ModelRequest, deadline: Duration, hear: &mut (dyn FnMut(&str) + Send), settling: &mut Settling) -> Result<(ModelReply, Served), Unanswered> {
        let ends = Instant::now() + deadline;
        let mut tries = self.passed_over.clone();
        let links = &self.links;
        let mut is_heard = false;
        let mut listen = |text: &str| {
            if !text.is_empty() {
                is_heard = true;
                hear(text);
            }
        };
        let mut talk = Talk { request, ends, tries: &mut tries, hear: &mut listen };
        let mut answered = Err(Error::new(Kind::Unavailable, "no model of the chain can be asked").code("model_none"));
        let mut by = None;
        for (place, link) in links.iter().enumerate() {
            if let Some(code) = app.0.models.rests(&link.provider, &link.name, app.now()) {
                talk.pass_over(link, code);
                continue;
            }
            answered = talk.with(link, links.len() - place).await;
            by = Some(link);
            match &answered {
                Ok(_) => app.0.models.wake(&link.provider, &link.name),
                Err(error) => {
                    if let Some(pause) = rest_of(error) {
                        app.0.models.rest(&link.provider, &link.name, app.now().plus_millis(pause), error.public_code());
                    }
                    if !goes_on(error) || talk.is_over() {
                        break;
                    }
                }
            }
            if answered.is_ok() {
                break;
            }
        }
        let answered = self.settle(app, asker, request, &tries, by, answered, settling);
        answered.map(|(reply, served)| (reply, Served { tries: tries.clone(), ..served })).map_err(|error| Unanswered { error, tries, is_heard })
    }

    /// The models of the chain that can be asked; the others are noted.
    pub async fn open(app: &App, scope: &mut Scope, chain: &[ModelRef]) -> Result<Chain> {
        let firm = store::org::read(scope).await?;
        // A cost that cannot be told keeps nobody from answering.
        let prices = price::own(scope).await.unwrap_or_default();
        let limit = store::provider::limit(scope).await?;
        let (mut links, mut tries) = (Vec::new(), Vec::new());
        for one in chain {
            let mut pass = |code: &'static str| tries.push(Try { provider_id: one.provider_id, model: one.model.clone(), ms: 0, code: Some(code), is_called: false });
            match store::provider::find(scope, one.provider_id).await? {
                None => pass("provider_missing"),
                Some(provider) if provider.is_paused => pass("provider_paused"),
                Some(provider) if app.config().models.get(&provider.vendor).is_ok_and(|vendor| !vendor.caps().generation) => pass("provider_only_embeds"),
                Some(provider) => match open(app, scope, &provider).await {
                    Ok(model) => {
                        let streams = app.config().models.get(&provider.vendor).is_ok_and(|vendor| vendor.caps().streaming);
                        links.push(Link { provider, model, name: one.model.clone(), streams });
                    }
                    Err(error) => {
                        tracing::warn!(error = %error, provider.id = %provider.id, "a provider does not open");
                        pass("provider_unusable");
                    }
                },
            }
        }
        Ok(Chain { firm, limit, links, passed_over: tries, prices })
    }

    /// Has it written down what it came to. A reply is not lost because its cost could not be written.
    #[expect(clippy::too_many_arguments, reason = "everything one question came to")]
    fn settle(&self, app: &App, asker: &Asker, request: &ModelRequest, tries: &[Try], by: Option<&Link>, answered: Result<ModelReply>, settling: &mut Settling) -> Result<(ModelReply, Served)> {
        let Some(link) = by else { return answered.map(|reply| (reply, nobody())) };
        let done = answered.map(|reply| {
            let is_estimated = reply.usage == Usage::default();
            let usage = if is_estimated { estimate(request, &reply) } else { reply.usage };
            let cost = price::cost(&self.prices, &link.provider.vendor, &link.name, link.provider.id, usage, &self.firm.currency);
            let served = Served { provider: link.provider.id, vendor: link.provider.vendor.clone(), model: link.name.clone(), tries: Vec::new(), usage, is_estimated, cost };
            (reply, served)
        });
        let came = match &done {
            Ok((_, served)) => Came::Answered { model: served.model.clone(), usage: served.usage, cost: served.cost },
            Err(error) => error.into(),
        };
        let (app, asker, firm, provider, tries) = (app.clone(), *asker, self.firm.clone(), link.provider.clone(), tries.to_vec());
        let tasks = app.tasks().clone();
        settling.0.push(tasks.spawn(async move {
            if let Err(error) = write_down(&app, &asker, &firm, &provider, &tries, &came).await {
                tracing::error!(error = %error, provider.id = %provider.id, "the use of a model could not be written down");
            }
        }));
        done
    }
}

/// What is written down of a question.
pub(super) enum Came {
    Answered { model: String, usage: Usage, cost: i64 },
    Broken(manage::Failure),
    Failed,
}

impl From<&Error> for Came {
    fn from(error: &Error) -> Self {
        // What a person must mend; the rest passes by itself.
        if error.kind == Kind::Disconnected { Came::Broken(error.into()) } else { Came::Failed }
    }
}

pub(super) async fn write_down(app: &App, asker: &Asker, firm: &Org, provider: &Provider, tries: &[Try], came: &Came) -> Result<()> {
    let mut unit = app.unit(&app.system(firm.id)).await?;
    let served = if let Came::Answered { model, usage, cost } = came { Some((provider.id, model.as_str(), *usage, *cost)) } else { None };
    record(&mut unit, firm, asker, &Outcome { tries, served }).await?;
    match came {
        Came::Answered { .. } => store::provider::set_ok(&mut unit, provider.id).await?,
        Came::Broken(failure) => manage::note_failure(&mut unit, provider, failure).await?,
        Came::Failed => {}
    }
    unit.commit().await
}

/// One question on its way through the chain.
struct Talk<'a> {
    request: &'a ModelRequest,
    ends: Instant,
    tries: &'a mut Vec<Try>,
    hear: &'a mut (dyn FnMut(&str) + Send),
}

/// Why a model may be asked a second time, and after which pause.
fn pause_before(error: &Error, is_last: bool) -> Option<Duration> {
    match (error.public_code(), error.retry) {
        ("model_malformed", _) => Some(Duration::ZERO),
        ("connection_failed", _) => Some(Duration::from_millis(100)),
        // With somebody else to ask, nobody waits for the one that has too much to do.
        _ if !is_last => None,
        ("model_overloaded", _) => Some(Duration::from_millis(400)),
        ("model_rate_limited", Retry::After(pause)) if pause <= Duration::from_secs(2) => Some(pause),
        ("model_rate_limited", Retry::Backoff) => Some(Duration::from_millis(700)),
        _ => None,
    }
}

/// May the next model of the chain be asked? A refused subject is not carried from vendor to vendor, and half an answer that was
/// shown is not followed by another.
fn goes_on(error: &Error) -> bool {
    !matches!(error.public_code(), "model_refused" | "model_broke_off")
}

/// For how long nobody need try again, in milliseconds: what a person must mend, what the vendor asked for, and who is slow.
pub(super) fn rest_of(error: &Error) -> Option<i64> {
    match (error.public_code(), error.retry) {
        ("model_auth" | "model_no_money" | "model_geo_blocked" | "model_unknown", _) => Some(60_000),
        ("model_rate_limited", Retry::After(pause)) => Some(i64::try_from(pause.as_millis()).unwrap_or(120_000).min(120_000)),
        ("timeout", _) => Some(10_000),
        _ => None,
    }
}

impl Talk<'_> {
    fn left(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }
    fn is_over(&self) -> bool {
        self.left().is_zero()
    }
    fn pass_over(&mut self, link: &Link, code: &'static str) {
        self.tries.push(Try { provider_id: link.provider.id, model: link.name.clone(), ms: 0, code: Some(code), is_called: false });
    }

    /// Asks one model, twice if that may help. Half of what is left is kept for those who stand behind it.
    async fn with(&mut self, link: &Link, left: usize) -> Result<ModelReply> {
        let is_last = left <= 1;
        let until = if is_last { self.ends } else { Instant::now() + self.left() * 2 / 3 };
        let request = ModelRequest { model: link.name.clone(), is_streamed: self.request.is_streamed && link.streams, ..self.request.clone() };
        let mut is_second = false;
        loop {
            let (answered, is_heard) = self.once(link, &request, until).await;
            let Err(error) = &answered else { return answered };
            let Some(pause) = pause_before(error, is_last).filter(|_| !is_second && !is_heard) else { return answered.map_err(|error| heard(error, is_heard)) };
            if Instant::now() + pause >= until {
                return answered;
            }
            tokio::time::sleep(pause).await;
            is_second = true;
        }
    }

    async fn once(&mut self, link: &Link, request: &ModelRequest, until: Instant) -> (Result<ModelReply>, bool) {
        let begun = Instant::now();
        let mut is_heard = false;
        let hear = &mut *self.hear;
        let mut listen = |text: &str| {
            is_heard |= !text.is_empty();
            hear(text);
        };
        let late = || Error::new(Kind::Unavailable, "the model did not answer in time").code("timeout");
        let answered = tokio::time::timeout_at(until, link.model.generate(request, &mut listen)).await.unwrap_or_else(|_| Err(late()));
        let ms = u64::try_from((begun.elapsed().as_micros() + 500) / 1_000).unwrap_or(u64::MAX);
        let code = answered.as_ref().err().map(Error::public_code);
        metrics::histogram!("samovar_model_seconds", "vendor" => link.provider.vendor.clone()).record(begun.elapsed().as_secs_f64());
        metrics::counter!("samovar_model_calls_total", "vendor" => link.provider.vendor.clone(), "outcome" => code.unwrap_or("ok")).increment(1);
        self.tries.push(Try { provider_id: link.provider.id, model: link.name.clone(), ms, code, is_called: true });
        (answered, is_heard)
    }
}

/// Part of the answer was shown: nobody else may begin another one.
fn heard(error: Error, is_heard: bool) -> Error {
    if is_heard { error.code("model_broke_off") } else { error }
}

fn nobody() -> Served {
    Served { provider: ProviderId::nil(), vendor: String::new(), model: String::new(), tries: Vec::new(), usage: Usage::default(), is_estimated: false, cost: 0 }
}
