//! What a turn asks of others than the firm's rows: its documents and its models. Both take time, so neither is asked inside of a unit.
//! A model that fails, is too slow or too dear is answered for with a code; the dialogue goes on in its own words.

use crate::knowledge::embedder::meaning::TURN;
use crate::knowledge::{self, Meaning, Question};
use crate::provider::{Asker, Chain, Settling, Used};
use crate::{App, Ctx};
use brain::facts::AgentFacts;
use brain::turn::{Answer, Call};
use domain::Result;
use domain::id::ConversationId;
use domain::port::ModelRequest;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is asked in one turn, within the agent's limits.
pub(super) struct Outside<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    conversation: ConversationId,
    /// Who asks.
    agent: Arc<AgentFacts>,
    ends: Instant,
    used: Used,
    /// Who was asked, how long it took and what it cost; part of the trace.
    pub told: Vec<Value>,
    /// Whether questions were looked for by meaning beside their words; part of the trace.
    pub meaning: Vec<Value>,
    /// Microseconds of each question, in order.
    pub took: Vec<i64>,
    /// The agent's models, once one of them was asked.
    chain: Option<Chain>,
    settling: Settling,
}

impl<'a> Outside<'a> {
    pub fn new(app: &'a App, ctx: &'a Ctx, conversation: ConversationId, agent: &Arc<AgentFacts>) -> Self {
        // The lease must outlive the models by enough to write the answer.
        let patience = Duration::from_millis(agent.spec.limits.turn_ms.into()).min(app.config().turn_lease.mul_f32(0.8));
        Outside { app, ctx, conversation, agent: agent.clone(), ends: Instant::now() + patience, used: Used::default(), told: Vec::new(), meaning: Vec::new(), took: Vec::new(), chain: None, settling: Settling::default() }
    }

    /// A colleague goes on, on its own account: within the same time and the same tokens, but what the first one asked to find that out is not
    /// counted among its calls.
    pub fn pass_to(&mut self, agent: &Arc<AgentFacts>) {
        self.agent = agent.clone();
        self.used.calls = self.used.calls.saturating_sub(1);
        // Times stand beside the calls of whoever answers.
        self.took.clear();
        self.chain = None;
    }

    /// When this returns, what the questions cost is written down.
    pub async fn settled(&mut self) {
        self.settling.done().await;
    }

    /// `hear` gets a model's words as they come.
    pub async fn answer(&mut self, call: &Call, hear: &mut (dyn FnMut(&str) + Send)) -> Answer {
        let started = Instant::now();
        let answered = match call {
            Call::Knowledge { query, categories, limit, lang } => self.search(query, categories, *limit, *lang).await,
            Call::Model { request } => self.ask(request, hear).await,
            Call::Slots { .. } | Call::Visits { .. } | Call::Offer { .. } => Ok(Answer::Failed { code: "not_here".to_owned() }),
        };
        self.took.push(super::micros(started));
        answered.unwrap_or_else(|error| {
            tracing::error!(error = %error, "a turn could not be helped from outside");
            Answer::Failed { code: error.public_code().to_owned() }
        })
    }

    async fn search(&mut self, query: &str, categories: &[domain::id::CategoryId], limit: u16, lang: Option<domain::Lang>) -> Result<Answer> {
        let question = Question { text: query.to_owned(), categories: categories.to_vec(), lang, limit: limit.into() };
        let asker = Asker { agent: self.agent.id, conversation: Some(self.conversation) };
        let patience = TURN.min(self.ends.saturating_duration_since(Instant::now()) / 3);
        let (passages, meaning) = knowledge::look(self.app, self.ctx.org, &asker, &question, patience).await?;
        match meaning {
            Meaning::Off => {}
            Meaning::Known(_) => self.meaning.push(json!("known")),
            Meaning::Failed(code) => self.meaning.push(json!({ "failed": code })),
        }
        Ok(Answer::Passages { passages })
    }

    async fn ask(&mut self, request: &ModelRequest, hear: &mut (dyn FnMut(&str) + Send)) -> Result<Answer> {
        let agent = self.agent.clone();
        let spec = &agent.spec;
        let asker = Asker { agent: agent.id, conversation: Some(self.conversation) };
        let chain = match self.chain.take() {
            Some(chain) => chain,
            None => Chain::open(self.app, &mut self.app.scope(self.ctx.org).await?, &spec.model.chain).await?,
        };
        let purse = chain.purse(&spec.limits);
        let mut exhausted = purse.of_turn(self.used);
        if exhausted.is_none() && purse.is_counted(&asker) {
            // What the first question cost is counted before the second one is asked.
            self.settling.done().await;
            exhausted = purse.spent(&mut self.app.scope(self.ctx.org).await?, &asker, self.app.now()).await?;
        }
        if let Some(limit) = exhausted {
            self.told.push(json!({"passed_over": limit.code()}));
            return Ok(Answer::Failed { code: limit.code().to_owned() });
        }
        let left = self.ends.saturating_duration_since(Instant::now());
        self.used.calls += 1;
        let answered = chain.ask(self.app, &asker, request, left, hear, &mut self.settling).await;
        self.chain = Some(chain);
        match answered {
            Ok((reply, served)) => {
                self.used.tokens += served.usage.input + served.usage.output;
                self.told.push(json!(served));
                Ok(Answer::Model { reply: Box::new(reply) })
            }
            Err(failed) => {
                let code = failed.error.public_code();
                tracing::warn!(error = %failed.error, conversation.id = %self.conversation, "no model answered");
                self.told.push(json!({"failed": code, "tries": failed.tries}));
                Ok(Answer::Failed { code: code.to_owned() })
            }
        }
    }
}
