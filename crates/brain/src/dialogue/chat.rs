//! Small talk: greetings, thanks, "are you a bot", rudeness, spam, and attempts to change the subject.

use super::ask;
use super::command::Chat;
use super::handover;
use super::phrase::args;
use super::talk::Talk;
use crate::turn::HandOver;
use domain::conversation::Phase;

pub fn chat(talk: &mut Talk<'_>, kind: Chat) {
    match kind {
        Chat::Greet => greet(talk),
        Chat::Thanks => talk.say(if talk.phase == Phase::Completed { "thanks-done" } else { "thanks" }, &args![]),
        // Who says goodbye is let go: the open question waits in the state, unasked.
        Chat::Farewell => {
            talk.say("farewell", &args![]);
            talk.is_over = true;
        }
        Chat::SmallTalk => {
            talk.say(if talk.books() { "small-talk" } else { "small-talk-open" }, &args![]);
            if talk.state.flow.is_none() {
                ask::next(talk);
            }
        }
        Chat::AreYouBot => {
            let org = talk.catalog().org.name.clone();
            talk.say("are-you-bot", &args!["org" => org]);
            if talk.state.flow.is_none() {
                ask::next(talk);
            }
        }
        Chat::Help => {
            talk.say(if talk.books() { "help" } else { "help-open" }, &args![]);
            if talk.state.flow.is_none() {
                ask::next(talk);
            }
        }
        Chat::OffTopic => {
            let org = talk.catalog().org.name.clone();
            talk.say("off-topic", &args!["org" => org]);
            if talk.state.flow.is_none() {
                ask::next(talk);
            }
        }
        Chat::Abuse => {
            talk.state.abuse = talk.state.abuse.saturating_add(1);
            if talk.state.abuse > 1 {
                handover::hand_over(talk, HandOver::Complaint);
            } else {
                talk.say("abuse", &args![]);
            }
        }
        Chat::Quiet => {
            let wants_silence = super::words::wants_silence(&super::faq::fold(&talk.words()));
            talk.say(if wants_silence { "quiet" } else { "well-later" }, &args![]);
            talk.is_over = true;
        }
        Chat::Spam => {
            talk.state.spam = talk.state.spam.saturating_add(1);
            if talk.state.spam == 1 {
                talk.say("spam", &args![]);
            }
            talk.is_over = true;
        }
    }
}

/// A greeting is said once; a customer who greets again in the middle hears it back in a word.
fn greet(talk: &mut Talk<'_>) {
    if talk.state.greeted {
        talk.says.insert(0, talk.plain("greet-again"));
        return;
    }
    talk.state.greeted = true;
    let hour = talk.now().in_zone(&talk.zone()).hour();
    let hello = talk.plain(match hour {
        5..=11 => "good-morning",
        12..=17 => "good-day",
        18..=23 => "good-evening",
        _ => "hello",
    });
    let hello = match (own_greeting(talk), talk.name()) {
        (Some(own), _) => own,
        (None, Some(name)) => talk.phrase("hello-named", &args!["hello" => hello, "name" => name.to_owned()]),
        (None, None) => talk.phrase("hello-plain", &args!["hello" => hello]),
    };
    talk.says.insert(0, hello);
    talk.has_hello = true;
}

/// The firm's own words for somebody who has never written before.
pub fn own_greeting(talk: &Talk<'_>) -> Option<String> {
    let is_new = talk.facts.contact.messages_before == 0;
    talk.catalog().org.settings.greeting(talk.lang).filter(|_| is_new).map(str::to_owned)
}

/// The customer is told whom they have now, where they asked for them.
pub fn here(talk: &mut Talk<'_>) {
    let persona = talk.facts.agent.spec.persona.trim().to_owned();
    let text = if persona.is_empty() { talk.plain("colleague-here") } else { talk.phrase("colleague-here-named", &args!["agent" => persona]) };
    talk.says.insert(usize::from(talk.has_hello).min(talk.says.len()), text);
}

/// Nothing was asked yet: the open question is asked again, or what to help with.
pub fn present(talk: &mut Talk<'_>) {
    if talk.state.flow.is_none() && talk.state.script.is_none() {
        talk.say("how-can-i-help", &args![]);
        ask::next(talk);
    }
}

/// Nothing but a greeting: who is speaking and what can be done here.
pub fn introduce(talk: &mut Talk<'_>) {
    let (org, agent) = (talk.catalog().org.name.clone(), talk.catalog().org.settings.agent_name.clone());
    let key = match (agent.is_empty(), talk.facts.contact.messages_before) {
        // Known already, or introduced a moment ago.
        (_, n) if n > 2 || !talk.has_hello => "how-can-i-help",
        // Their own greeting has said who is speaking.
        _ if own_greeting(talk).is_some() => "how-can-i-help",
        (true, _) if talk.books() => "introduce",
        (false, _) if talk.books() => "introduce-named",
        (true, _) => "introduce-open",
        (false, _) => "introduce-open-named",
    };
    let text = talk.phrase(key, &args!["org" => org, "agent" => agent]);
    match talk.says.first_mut() {
        Some(hello) if !talk.has_hello => {
            hello.push(' ');
            hello.push_str(&text);
        }
        _ => talk.says.push(text),
    }
    ask::next(talk);
}
