//! How a model takes part in a turn: what it is shown (`prompt.rs`), which commands it may give (`tool.rs`), and its answer read back
//! into the dialogue's own commands. A model is asked to understand what the rules do not, and to word what the engine has decided;
//! it sees no other firm, no other customer, and of this one no name, phone or address (`mask.rs`).

mod mask;
mod prompt;
mod tool;

pub(crate) use mask::Veil;
pub use mask::mask;
pub(crate) use prompt::standing;

use crate::dialogue::{Command, Talk};
use crate::turn::Reply;
use domain::conversation::Phase;
use domain::port::{ModelMessage, ModelPart, ModelReply, ModelRequest, ToolChoice};

/// Asks what the customer means.
pub(crate) fn understanding(talk: &Talk<'_>, commands: &[Command]) -> ModelRequest {
    let spec = &talk.facts.agent.spec;
    ModelRequest {
        system: prompt::understanding(talk, commands),
        messages: prompt::messages(talk, &Veil::of(talk, commands)),
        tools: tool::specs(talk),
        choice: ToolChoice::Required,
        max_tokens: spec.model.max_tokens.clamp(64, 8_000),
        temperature: Some(0),
        cache_key: cache_key(talk, "understand"),
        ..ModelRequest::default()
    }
}

/// Asks for the engine's answer in the agent's words.
pub(crate) fn wording(talk: &Talk<'_>, plain: &Reply, phase: Phase) -> ModelRequest {
    let spec = &talk.facts.agent.spec;
    ModelRequest {
        system: prompt::wording(talk, plain, phase),
        messages: prompt::messages(talk, &Veil::of(talk, &[])),
        choice: ToolChoice::None,
        max_tokens: spec.model.max_tokens.clamp(64, 8_000),
        temperature: spec.model.temperature,
        is_streamed: true,
        cache_key: cache_key(talk, "word"),
        ..ModelRequest::default()
    }
}

fn cache_key(talk: &Talk<'_>, what: &str) -> String {
    let agent = &talk.facts.agent;
    format!("{}-{}-{what}", agent.id.map(|id| id.to_string()).unwrap_or_default(), agent.version)
}

/// The commands a model gave, and what was wrong with the others.
pub(crate) fn commands(talk: &Talk<'_>, reply: &ModelReply) -> (Vec<Command>, Vec<String>) {
    let mut commands = Vec::new();
    let mut problems = Vec::new();
    for part in reply.parts.iter().take(8) {
        let ModelPart::Call { name, arguments, .. } = part else { continue };
        match tool::read(talk, name, arguments) {
            Ok(told) => commands.extend(told),
            Err(problem) => problems.push(format!("{name}: {problem}")),
        }
    }
    (commands, problems)
}

/// What the model wants looked up in the firm's documents.
pub(crate) fn wants_search(reply: &ModelReply) -> Option<String> {
    reply.parts.iter().find_map(|part| match part {
        ModelPart::Call { name, arguments, .. } if name == "search_knowledge" => arguments.get("query").and_then(|q| q.as_str()).map(|q| q.chars().take(300).collect()),
        _ => None,
    })
}

/// The last message of the customer in a request, as a model sees it.
pub fn last_words(request: &ModelRequest) -> &str {
    request.messages.iter().rev().find_map(|m| if let ModelMessage::User { text } = m { Some(text.as_str()) } else { None }).unwrap_or_default()
}
