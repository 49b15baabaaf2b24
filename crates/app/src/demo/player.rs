//! One pretended customer: reads what the agent says, thinks, types and answers by the script; where the living calendar
//! offers something else than the script expects, takes what is offered.

use super::Speed;
use crate::inbox::receive::{Accepted, Answering, receive};
use crate::{App, Ctx, turn, widget};
use brain::golden::{Act, Press, Said, Script};
use domain::conversation::{Mode, Phase};
use domain::id::ConversationId;
use domain::message::{Author, Button};
use domain::port::{Inbound, Sender, What};
use domain::{Error, Result};
use std::time::Duration;
use store::connection::Connection;
use uuid::Uuid;

/// As the widget's own visitors are answered.
const QUIET: Duration = Duration::from_millis(600);
/// How long an answer is awaited before the customer leaves.
const PATIENCE: Duration = Duration::from_secs(30);
/// Choices a customer takes beyond the script to get the visit booked.
const EXTRA: usize = 5;
/// Typing is shown anew so often.
const TYPING: Duration = Duration::from_secs(3);

pub(super) struct Player {
    app: App,
    ctx: Ctx,
    connection: Connection,
    script: Script,
    speed: Speed,
    chat: String,
    /// From the range the demo's guests have.
    phone: String,
    conversation: ConversationId,
    /// The customer's last message.
    seq: i64,
}

impl Player {
    /// Says the first line.
    pub(super) async fn begin(app: &App, ctx: &Ctx, script: Script, speed: Speed) -> Result<Player> {
        let ctx = Ctx { ..app.system(ctx.org) };
        let mut scope = app.scope(ctx.org).await?;
        let connection = store::connection::find_by_connector(&mut scope, widget::CONNECTOR).await?.filter(|c| !c.is_paused);
        drop(scope);
        let connection = connection.ok_or_else(|| Error::conflict("the web chat is switched off").code("chat_paused"))?;
        let visitor = Uuid::new_v4();
        let phone = format!("+7900{:07}", 5_000 + visitor.as_u128() % 5_000);
        let mut player = Player { app: app.clone(), ctx, connection, script, speed, chat: format!("v:{visitor}"), phone, conversation: ConversationId::nil(), seq: 0 };
        let Some(first) = player.said(0).first().cloned() else { return Err(Error::internal("a dialogue begins with a word of the customer").op("demo.begin")) };
        let is_alone = player.said(0).len() == 1;
        let accepted = player.send(first.text, None, is_alone).await?;
        player.conversation = accepted.conversation;
        player.took(accepted).await?;
        Ok(player)
    }

    pub(super) const fn conversation(&self) -> ConversationId {
        self.conversation
    }

    pub(super) async fn play(&mut self) -> Result<()> {
        self.say_rest(0, 1).await?;
        for step in 1..self.script.steps.len() {
            if !self.hear().await? {
                return Ok(());
            }
            match self.script.steps.get(step).map(|s| s.act.clone()) {
                Some(Act::Say { .. }) if self.is_overtaken(step).await? => self.press(&Press::Number(1)).await?,
                Some(Act::Say { .. }) => self.say_rest(step, 0).await?,
                Some(Act::Press(press)) => self.press(&press).await?,
                // What comes days later a pretended customer does not wait for.
                Some(Act::Approach(_)) => return Ok(()),
                Some(Act::Wait { .. } | Act::Busy(_)) | None => {}
            }
        }
        self.finish().await
    }

    /// The script ends where its own calendar would have: a customer in the middle of a booking goes on to its end.
    async fn finish(&mut self) -> Result<()> {
        for _ in 0..EXTRA {
            if !self.hear().await? {
                return Ok(());
            }
            let mut scope = self.app.scope(self.ctx.org).await?;
            let phase = store::conversation::get(&mut scope, self.conversation).await?.conversation.phase;
            drop(scope);
            if !matches!(phase, Phase::Booking | Phase::Confirming | Phase::Collecting) || self.choices().await?.is_empty() {
                return Ok(());
            }
            self.press(&Press::Number(1)).await?;
        }
        Ok(())
    }

    /// A bare yes where no yes is asked for: the wished time was taken, and others are offered.
    async fn is_overtaken(&self, step: usize) -> Result<bool> {
        let said = self.said(step);
        let is_yes = said.len() == 1 && said.iter().all(|s| is_yes(&s.text));
        let choices = if is_yes { self.choices().await? } else { Vec::new() };
        Ok(!choices.is_empty() && !choices.iter().any(|b| is_yes_title(&b.title)))
    }

    /// What the customer says in a step, as written, with a number of their own.
    fn said(&self, step: usize) -> Vec<Said> {
        let Some(Act::Say { wordings, burst }) = self.script.steps.get(step).map(|s| &s.act) else { return Vec::new() };
        let own = |said: &Said| Said { text: with_phone(&said.text, &self.phone), phone: said.phone.as_ref().map(|_| self.phone.clone()), ..said.clone() };
        wordings.first().into_iter().chain(burst).map(own).collect()
    }

    async fn say_rest(&mut self, step: usize, from: usize) -> Result<()> {
        let all = self.said(step);
        for (index, said) in all.iter().enumerate().skip(from) {
            self.type_in(&said.text).await?;
            let accepted = self.send(said.text.clone(), None, index + 1 == all.len()).await?;
            self.took(accepted).await?;
        }
        Ok(())
    }

    async fn press(&mut self, press: &Press) -> Result<()> {
        let choices = self.choices().await?;
        let begins = |title: &str, wanted: &str| title.to_lowercase().starts_with(&wanted.to_lowercase());
        let wanted = match press {
            Press::Title(title) | Press::Old(title) => choices.iter().find(|b| begins(&b.title, title)),
            Press::Number(number) => number.checked_sub(1).and_then(|index| choices.get(index)),
        };
        let choice = wanted.or_else(|| choices.iter().find(|b| is_yes_title(&b.title))).or(choices.first());
        self.think(Duration::from_millis(1_400)).await;
        let (text, button) = choice.map_or_else(|| ("да".to_owned(), None), |b| (b.title.clone(), Some(b.id.clone())));
        let accepted = self.send(text, button, true).await?;
        self.took(accepted).await
    }

    /// The buttons under the agent's latest messages.
    async fn choices(&self) -> Result<Vec<Button>> {
        let mut scope = self.app.scope(self.ctx.org).await?;
        let mut latest = store::message::before(&mut scope, self.conversation, i64::MAX, 10).await?;
        latest.retain(|m| m.seq > self.seq && m.author != Author::Contact);
        latest.reverse();
        Ok(latest.into_iter().flat_map(|m| m.buttons).collect())
    }

    /// Waits for the answer and reads it; false when a person has the conversation or nobody answers.
    async fn hear(&self) -> Result<bool> {
        let until = tokio::time::Instant::now() + PATIENCE;
        if turn::wait(&self.app, &self.ctx, self.conversation, self.seq, until).await?.is_none() {
            return Ok(false);
        }
        let mut scope = self.app.scope(self.ctx.org).await?;
        let row = store::conversation::get(&mut scope, self.conversation).await?.conversation;
        drop(scope);
        widget::read(&self.app, &self.ctx, self.conversation, row.last_seq).await?;
        Ok(row.mode == Mode::Auto)
    }

    /// Reads, thinks, then types as long as the words take.
    async fn type_in(&self, text: &str) -> Result<()> {
        self.think(Duration::from_millis(1_200)).await;
        let letters = u64::try_from(text.chars().count()).unwrap_or(1);
        let mut left = Duration::from_millis((letters * 70).clamp(700, 7_000));
        while self.speed != Speed::Max && !left.is_zero() {
            let mut scope = self.app.scope(self.ctx.org).await?;
            let row = store::conversation::get(&mut scope, self.conversation).await?.conversation;
            drop(scope);
            widget::typing(&self.app, self.ctx.org, &row).await?;
            let part = left.min(TYPING);
            self.think(part).await;
            left = left.saturating_sub(part);
        }
        Ok(())
    }

    async fn think(&self, pause: Duration) {
        if let Speed::Times(times) = self.speed {
            tokio::time::sleep(pause / times.max(1)).await;
        }
    }

    async fn send(&self, text: String, button: Option<String>, is_last: bool) -> Result<Accepted> {
        let contact = self.script.contact.clone().unwrap_or_default();
        let lang = self.script.lang.map(|l| l.as_str().to_owned());
        let from = Sender { id: self.chat.clone(), name: contact.name, username: None, lang };
        // Who is known to the script is known to the firm, by a number of their own.
        let phone = contact.phone.filter(|_| self.seq == 0).map(|_| self.phone.clone());
        let inbound = Inbound {
            provider_id: format!("{}/{}", self.chat, Uuid::new_v4()),
            chat_id: self.chat.clone(),
            what: What::Message { from, text, button, press_ref: None, attachments: Vec::new(), phone, start: None },
            sent_at: None,
        };
        let answering = match self.speed {
            Speed::Max if is_last => Answering::Now,
            _ => Answering::Quiet(QUIET),
        };
        receive(&self.app, &self.ctx, &self.connection, &inbound, answering).await
    }

    async fn took(&mut self, accepted: Accepted) -> Result<()> {
        self.seq = accepted.seq;
        match accepted.turn {
            Some(leased) => turn::run(&self.app, &self.ctx, *leased).await.map(drop),
            None => Ok(()),
        }
    }
}

fn is_yes(text: &str) -> bool {
    text.chars().count() < 12 && is_yes_title(text)
}

fn is_yes_title(text: &str) -> bool {
    let first: String = text.trim().chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    matches!(first.as_str(), "да" | "yes")
}

/// Puts the customer's own number in place of whatever number the script has, however it is written.
fn with_phone(text: &str, phone: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        let belongs = c.is_ascii_digit() || (matches!(c, '+' | '(') && !run.contains(|r: char| r.is_ascii_digit())) || (!run.is_empty() && matches!(c, ' ' | '-' | '(' | ')'));
        if belongs {
            run.push(c);
        } else {
            close(&mut out, &mut run, phone);
            out.push(c);
        }
    }
    close(&mut out, &mut run, phone);
    out
}

fn close(out: &mut String, run: &mut String, phone: &str) {
    let digits = run.chars().filter(char::is_ascii_digit).count();
    if digits == 11 {
        let tail: String = run.chars().rev().take_while(|c| *c == ' ').collect();
        out.push_str(phone);
        out.push_str(&tail);
    } else {
        out.push_str(run);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::with_phone;

    #[test]
    fn numbers_are_replaced_however_written() {
        for (text, expected) in [
            ("Ирина, 8 900 000-12-34", "Ирина, +79000005000"),
            ("я Пётр 89000001122", "я Пётр +79000005000"),
            ("John, +7 900 000 44 45 here", "John, +79000005000 here"),
            ("8(900)000-52-53", "+79000005000"),
            ("завтра в 18 на 2 человек", "завтра в 18 на 2 человек"),
            ("в 10", "в 10"),
            ("", ""),
        ] {
            assert_eq!(with_phone(text, "+79000005000"), expected, "{text}");
        }
    }
}
