//! The one way to ask a model for vectors: within a deadline and the firm's limits, with what it came to in the books. Never inside of a
//! unit: a vendor takes its time. What the vectors are for is decided in `app::knowledge::embedder`.

use super::ask::{Came, Try, rest_of, write_down};
use super::usage::estimate_texts;
use super::{Asker, Used, budget, open, price};
use crate::App;
use domain::agent::AgentLimits;
use domain::id::{OrgId, ProviderId};
use domain::port::{Embedded, Model, ModelCaps, Purpose, Usage};
use domain::{Error, Kind, Result, Retry};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::provider::Provider;

/// An embedder that can be asked.
pub(crate) struct Way {
    org: domain::org::Org,
    pub provider: Provider,
    pub caps: ModelCaps,
    model: Arc<dyn Model>,
    name: String,
}

/// Opens the way to an embedder, if it may be asked at all.
pub(crate) async fn way(app: &App, org: OrgId, provider: ProviderId, name: &str) -> Result<Way> {
    let mut scope = app.scope(org).await?;
    let provider = store::provider::find(&mut scope, provider).await?.ok_or_else(|| Error::conflict("the provider is gone").code("provider_missing"))?;
    if provider.is_paused {
        return Err(Error::conflict("the provider is paused").code("provider_paused"));
    }
    let caps = app.config().models.get(&provider.vendor)?.caps();
    if !caps.embeddings {
        return Err(Error::invalid("provider_id", "this vendor has no embeddings").code("embeddings_unsupported"));
    }
    let model = open(app, &mut scope, &provider).await?;
    Ok(Way { org: store::org::read(&mut scope).await?, provider, caps, model, name: name.to_owned() })
}

impl Way {
    /// One call. The texts are at most as many as the vendor takes at once.
    pub async fn embed(&self, app: &App, asker: &Asker, texts: &[String], purpose: Purpose, limit: Duration) -> Result<Vec<Vec<f32>>> {
        if !self.caps.is_local {
            let none = AgentLimits { turn_calls: 0, turn_tokens: 0, conversation_tokens: 0, conversation_money: 0, day_tokens: 0, day_money: 0, ..AgentLimits::default() };
            if let Some(limit) = budget(app, &mut app.scope(self.org.id).await?, asker, &none, Used::default()).await? {
                return Err(Error::conflict("a limit of the organization is reached").code(limit.code()));
            }
        }
        let begun = Instant::now();
        let late = || Error::new(Kind::Unavailable, "the embedder did not answer in time").code("timeout");
        let answered = tokio::time::timeout(limit, self.model.embed(&self.name, texts, purpose)).await.unwrap_or_else(|_| Err(late()));
        let code = answered.as_ref().err().map(Error::public_code);
        metrics::histogram!("samovar_embed_seconds", "vendor" => self.provider.vendor.clone()).record(begun.elapsed().as_secs_f64());
        metrics::counter!("samovar_embed_calls_total", "vendor" => self.provider.vendor.clone(), "outcome" => code.unwrap_or("ok")).increment(1);
        if !self.caps.is_local {
            let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            let one = Try { provider_id: self.provider.id, model: self.name.clone(), ms, code, is_called: true };
            if let Err(error) = self.settle(app, asker, one, texts, &answered).await {
                tracing::error!(error = %error, provider.id = %self.provider.id, "the use of an embedder could not be written down");
            }
        }
        answered.map(|embedded| embedded.vectors)
    }

    /// The same for what somebody waits for: an embedder that has just failed is left alone for a while.
    pub async fn embed_now(&self, app: &App, asker: &Asker, text: String, limit: Duration) -> Result<Vec<f32>> {
        if let Some(code) = app.0.models.rests(&self.provider, &self.name, app.now()) {
            return Err(Error::new(Kind::Unavailable, "the embedder is left alone for a while").code(code));
        }
        match self.embed(app, asker, &[text], Purpose::Question, limit).await {
            Ok(vectors) => {
                app.0.models.wake(&self.provider, &self.name);
                vectors.into_iter().next().ok_or_else(|| Error::new(Kind::Unavailable, "no vector came").code("model_malformed"))
            }
            Err(error) => {
                let pause = rest_of(&error).or_else(|| matches!(error.retry, Retry::Backoff).then_some(3_000));
                if let Some(pause) = pause {
                    app.0.models.rest(&self.provider, &self.name, app.now().plus_millis(pause), error.public_code());
                }
                Err(error)
            }
        }
    }

    async fn settle(&self, app: &App, asker: &Asker, one: Try, texts: &[String], answered: &Result<Embedded>) -> Result<()> {
        let own = price::own(&mut app.scope(self.org.id).await?).await?;
        let came = match answered {
            Ok(embedded) => {
                let input = if embedded.tokens == 0 { estimate_texts(texts) } else { embedded.tokens };
                let usage = Usage { input, ..Usage::default() };
                let cost = price::cost(&own, &self.provider.vendor, &self.name, self.provider.id, usage, &self.org.currency);
                Came::Answered { model: self.name.clone(), usage, cost }
            }
            Err(error) => error.into(),
        };
        write_down(app, asker, &self.org, &self.provider, &[one], &came).await
    }
}
