//! The answer as it is being written: while a model words it, its whole sentences that stand are shown to the customer and to the inbox as
//! a passing sign. Nothing of it is stored, and the message takes its place.

use super::load::Loaded;
use crate::App;
use brain::State;
use brain::turn::{Answer, Call, Input};
use domain::conversation::Mode;
use domain::id::{ConversationId, OrgId};
use domain::presence::Sign;
use std::time::{Duration, Instant};
use store::conversation::ConversationRow;

/// Looking through what has come costs a planning of the turn: not oftener than this.
const PAUSE: Duration = Duration::from_millis(200);
/// Bytes of an answer that anybody would read; of a longer one nothing more is shown.
const LONGEST: usize = 6_000;

/// One wording under way.
pub(super) struct Writing<'a> {
    app: &'a App,
    org: OrgId,
    conversation: ConversationId,
    loaded: &'a Loaded,
    state: State,
    input: &'a Input,
    answers: Vec<(Call, Answer)>,
    text: String,
    /// A sentence has ended since it was last looked through.
    has_ended: bool,
    shown: String,
    looked: Option<Instant>,
}

impl<'a> Writing<'a> {
    /// None where an answer is not shown before it is given: a person approves it first, or it is kept back on purpose.
    pub fn of(app: &'a App, org: OrgId, row: &ConversationRow, loaded: &'a Loaded, input: &'a Input, call: &Call, answers: Vec<(Call, Answer)>) -> Option<Self> {
        let is_wording = matches!(call, Call::Model { request } if request.is_streamed);
        let is_shown = row.conversation.mode == Mode::Auto && loaded.who.facts.spec.reply_delay_ms == 0;
        let state = serde_json::from_value(row.state.clone()).unwrap_or_default();
        (is_wording && is_shown).then_some(Writing { app, org, conversation: row.conversation.id, loaded, state, input, answers, text: String::new(), has_ended: false, shown: String::new(), looked: None })
    }

    /// One more piece has come.
    pub fn hear(&mut self, piece: &str) {
        if self.text.len() > LONGEST {
            return;
        }
        self.text.push_str(piece);
        // Only the end of a sentence shows more than before.
        self.has_ended |= piece.contains(['.', '!', '?', '…', '\n']);
        if !self.has_ended || !self.text.ends_with(|c: char| c.is_whitespace() || c.is_alphanumeric()) || self.looked.is_some_and(|at| at.elapsed() < PAUSE) {
            return;
        }
        self.has_ended = false;
        self.looked = Some(Instant::now());
        let Some(text) = brain::preview(&self.loaded.facts, &self.state, self.input, &self.answers, &self.text) else { return };
        if text.len() > self.shown.len() {
            show(self.app, self.org, self.conversation, text.clone());
            self.shown = text;
        }
    }

    /// Was anything shown?
    pub fn is_shown(&self) -> bool {
        !self.shown.is_empty()
    }
}

fn show(app: &App, org: OrgId, conversation_id: ConversationId, text: String) {
    crate::inbox::presence::send(app, org, Sign::Writing { conversation_id, text });
}

/// Nothing is being written any more, and no message will take its place.
pub(super) fn clear(app: &App, org: OrgId, conversation_id: ConversationId) {
    show(app, org, conversation_id, String::new());
}
