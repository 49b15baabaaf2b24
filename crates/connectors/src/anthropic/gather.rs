//! Puts a streamed answer of the Messages API together. Pure.

use super::wire;
use crate::kit::model;
use domain::Result;
use domain::port::{ModelReply, ModelRequest};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub struct Gather {
    blocks: BTreeMap<u64, Block>,
    stop: Option<String>,
    usage: Map<String, Value>,
    model: Option<String>,
    is_ended: bool,
}

#[derive(Debug, Default)]
struct Block {
    value: Map<String, Value>,
    /// The input of a call, which comes as pieces of text.
    input: String,
}

impl Gather {
    pub fn is_whole(&self) -> bool {
        self.is_ended
    }

    /// Takes one event; returns the text it adds.
    pub fn take(&mut self, event: &Value) -> Option<String> {
        let at = |pointer: &str| event.pointer(pointer);
        match at("/type").and_then(Value::as_str).unwrap_or_default() {
            "message_start" => {
                self.model = at("/message/model").and_then(Value::as_str).map(str::to_owned);
                self.count(at("/message/usage"));
                None
            }
            "content_block_start" => {
                let mut value = at("/content_block").and_then(Value::as_object).cloned().unwrap_or_default();
                // The start of a call holds an empty object in the place of what is to come.
                if value.get("type").and_then(Value::as_str) == Some("tool_use") {
                    value.remove("input");
                }
                let text = value.get("text").and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
                self.blocks.insert(index(event), Block { value, input: String::new() });
                text
            }
            "content_block_delta" => self.delta(index(event), at("/delta")?),
            "message_delta" => {
                if let Some(reason) = at("/delta/stop_reason").and_then(Value::as_str) {
                    self.stop = Some(reason.to_owned());
                }
                self.count(at("/usage"));
                None
            }
            "message_stop" => {
                self.is_ended = true;
                None
            }
            _ => None,
        }
    }

    fn delta(&mut self, index: u64, delta: &Value) -> Option<String> {
        let block = self.blocks.entry(index).or_default();
        let piece = |field: &str| delta.get(field).and_then(Value::as_str);
        let mut add = |field: &str, more: &str| {
            let old = block.value.get(field).and_then(Value::as_str).unwrap_or_default();
            block.value.insert(field.to_owned(), format!("{old}{more}").into());
        };
        match delta.get("type").and_then(Value::as_str).unwrap_or_default() {
            "text_delta" => {
                let text = piece("text").filter(|text| !text.is_empty())?;
                add("text", text);
                Some(text.to_owned())
            }
            "thinking_delta" => {
                add("thinking", piece("thinking")?);
                None
            }
            "signature_delta" => {
                add("signature", piece("signature")?);
                None
            }
            "input_json_delta" => {
                block.input.push_str(piece("partial_json")?);
                None
            }
            _ => None,
        }
    }

    /// Later counts stand in the place of earlier ones; the last event may leave out what the first has said.
    fn count(&mut self, usage: Option<&Value>) {
        for (name, value) in usage.and_then(Value::as_object).into_iter().flatten().filter(|(_, value)| value.is_number()) {
            self.usage.insert(name.clone(), value.clone());
        }
    }

    pub fn finish(self, request: &ModelRequest) -> Result<ModelReply> {
        let Some(stop) = self.stop.filter(|_| self.is_ended) else { return Err(model::cut_off()) };
        let mut blocks = Vec::new();
        for (_, mut block) in self.blocks {
            if block.value.get("type").and_then(Value::as_str) == Some("tool_use") {
                match model::arguments(&block.input) {
                    Ok(input) => drop(block.value.insert("input".to_owned(), input)),
                    Err(_) if stop == "max_tokens" => continue,
                    Err(error) => return Err(error),
                }
            }
            blocks.push(Value::Object(block.value));
        }
        wire::answer(blocks, &stop, wire::usage(&Value::Object(self.usage)), self.model.as_deref(), request)
    }
}

fn index(event: &Value) -> u64 {
    event.get("index").and_then(Value::as_u64).unwrap_or(0)
}
