//! Puts a streamed answer of the OpenAI dialect together. Pure.

use super::wire;
use crate::kit::model;
use domain::Result;
use domain::port::{ModelPart, ModelReply, ModelRequest, Stop, Usage};
use serde_json::{Map, Value};

#[derive(Debug, Default)]
pub struct Gather {
    text: String,
    refusal: String,
    calls: Vec<Call>,
    details: Vec<Value>,
    finish: Option<String>,
    usage: Usage,
    model: Option<String>,
    is_done: bool,
}

/// A call whose arguments are still coming.
#[derive(Debug, Default)]
struct Call {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
    extra: Option<Value>,
}

impl Gather {
    /// `[DONE]` was said.
    pub fn done(&mut self) {
        self.is_done = true;
    }

    /// Is the answer whole, whatever the connection does now?
    pub fn is_whole(&self) -> bool {
        self.finish.is_some() || self.is_done
    }

    /// Takes one chunk; returns the text it adds.
    pub fn take(&mut self, chunk: &Value) -> Option<String> {
        if let Some(name) = chunk.get("model").and_then(Value::as_str).filter(|name| !name.is_empty()) {
            self.model = Some(name.to_owned());
        }
        if let Some(usage) = chunk.get("usage").filter(|usage| usage.is_object()) {
            self.usage = wire::usage(usage);
        }
        let choice = chunk.pointer("/choices/0")?;
        if let Some(finish) = choice.get("finish_reason").and_then(Value::as_str).filter(|finish| !finish.is_empty()) {
            self.finish = Some(finish.to_owned());
        }
        let delta = choice.get("delta")?;
        if let Some(refusal) = delta.get("refusal").and_then(Value::as_str) {
            self.refusal.push_str(refusal);
        }
        self.details.extend(delta.get("reasoning_details").and_then(Value::as_array).into_iter().flatten().cloned());
        for (place, piece) in delta.get("tool_calls").and_then(Value::as_array).into_iter().flatten().enumerate() {
            self.piece(piece, place);
        }
        let text = delta.get("content").and_then(Value::as_str).filter(|text| !text.is_empty())?;
        self.text.push_str(text);
        Some(text.to_owned())
    }

    /// Pieces belong together by their index; a server that leaves it out means the first call, or a new one when it says a new id.
    fn piece(&mut self, piece: &Value, place: usize) {
        let index = piece.get("index").and_then(Value::as_u64);
        let id = piece.get("id").and_then(Value::as_str).unwrap_or_default();
        let found = match index {
            Some(index) => self.calls.iter().position(|call| call.index == Some(index)),
            None if id.is_empty() => Some(place).filter(|place| *place < self.calls.len()),
            None => self.calls.iter().position(|call| call.id == id),
        };
        let place = found.unwrap_or_else(|| {
            self.calls.push(Call { index, ..Call::default() });
            self.calls.len() - 1
        });
        let Some(call) = self.calls.get_mut(place) else { return };
        if call.id.is_empty() {
            id.clone_into(&mut call.id);
        }
        // Some servers repeat the name in every piece.
        if let Some(name) = piece.pointer("/function/name").and_then(Value::as_str).filter(|_| call.name.is_empty()) {
            name.clone_into(&mut call.name);
        }
        match piece.pointer("/function/arguments") {
            Some(Value::String(text)) => call.arguments.push_str(text),
            Some(Value::Object(map)) => call.arguments = Value::Object(map.clone()).to_string(),
            _ => {}
        }
        if let Some(extra) = piece.get("extra_content").filter(|extra| !extra.is_null()) {
            call.extra = Some(extra.clone());
        }
    }

    pub fn finish(self, request: &ModelRequest) -> Result<ModelReply> {
        if !self.is_whole() {
            return Err(model::cut_off());
        }
        let finish = self.finish.as_deref();
        let (mut calls, mut extra) = (Vec::new(), Map::new());
        for (index, call) in self.calls.into_iter().enumerate() {
            let id = if call.id.is_empty() { model::made_id(request, index) } else { call.id };
            if let Some(content) = call.extra {
                extra.insert(id.clone(), content);
            }
            match model::arguments(&call.arguments) {
                Ok(arguments) => calls.push(ModelPart::Call { id, name: call.name, arguments }),
                Err(_) if finish == Some("length") => {}
                Err(error) => return Err(error),
            }
        }
        let is_refusal = self.text.is_empty() && !self.refusal.is_empty();
        let stop = if is_refusal { Stop::Refused } else { wire::stop(finish) };
        let text = if is_refusal { self.refusal } else { self.text };
        model::reply(text, calls, stop, self.usage, self.model.as_deref(), wire::native(self.details, extra, request))
    }
}
