//! What servers make of the dialect: pieces without an index, names told twice, arguments as objects, answers without an end.

use super::gather::Gather;
use super::wire;
use domain::port::{ModelMessage, ModelPart, ModelRequest, Stop};
use serde_json::{Value, json};

fn gathered(deltas: &[Value], finish: Option<&str>) -> domain::Result<domain::port::ModelReply> {
    let mut gather = Gather::default();
    for delta in deltas {
        gather.take(&json!({ "choices": [{ "delta": delta }] }));
    }
    if finish.is_some() {
        gather.take(&json!({ "choices": [{ "delta": {}, "finish_reason": finish }] }));
    }
    gather.finish(&ModelRequest::default())
}

fn calls(reply: &domain::port::ModelReply) -> Vec<(&str, &str, String)> {
    reply.parts.iter().filter_map(|part| if let ModelPart::Call { id, name, arguments } = part { Some((id.as_str(), name.as_str(), arguments.to_string())) } else { None }).collect()
}

#[test]
fn calls_come_in_many_ways() {
    let piece = |value: Value| json!({ "tool_calls": [value] });
    let cases = [
        // As the documents say.
        vec![piece(json!({ "index": 0, "id": "a", "function": { "name": "slots", "arguments": "" } })), piece(json!({ "index": 0, "function": { "arguments": "{\"n\":" } })), piece(json!({ "index": 0, "function": { "arguments": "1}" } }))],
        // Without an index, the name told twice.
        vec![piece(json!({ "id": "a", "function": { "name": "slots", "arguments": "{\"n\":" } })), piece(json!({ "id": "a", "function": { "name": "slots", "arguments": "1}" } }))],
        // Without an index and an id after the first piece.
        vec![piece(json!({ "id": "a", "function": { "name": "slots", "arguments": "{\"n\":" } })), piece(json!({ "function": { "arguments": "1}" } }))],
        // The arguments as an object.
        vec![piece(json!({ "index": 0, "id": "a", "function": { "name": "slots", "arguments": { "n": 1 } } }))],
    ];
    for case in &cases {
        let reply = gathered(case, Some("tool_calls")).unwrap();
        assert_eq!(calls(&reply), [("a", "slots", "{\"n\":1}".to_owned())], "{case:?}");
        assert_eq!(reply.stop, Stop::Tools);
    }
    let two = [piece(json!({ "index": 0, "id": "a", "function": { "name": "x", "arguments": "{}" } })), piece(json!({ "index": 1, "id": "b", "function": { "name": "y", "arguments": "" } }))];
    assert_eq!(calls(&gathered(&two, Some("stop")).unwrap()), [("a", "x", "{}".to_owned()), ("b", "y", "{}".to_owned())]);
    let nameless = [piece(json!({ "index": 0, "function": { "name": "x", "arguments": "{}" } }))];
    assert!(!calls(&gathered(&nameless, Some("stop")).unwrap())[0].0.is_empty(), "an id is made up");
}

#[test]
fn half_a_call_at_the_end_of_a_long_answer_is_dropped_and_anywhere_else_an_error() {
    let half = [json!({ "content": "Смотрю" }), json!({ "tool_calls": [{ "index": 0, "id": "a", "function": { "name": "slots", "arguments": "{\"n\":" } }] })];
    let reply = gathered(&half, Some("length")).unwrap();
    assert_eq!((reply.stop, calls(&reply).len(), reply.text().as_str()), (Stop::Length, 0, "Смотрю"));
    assert_eq!(gathered(&half, Some("tool_calls")).unwrap_err().public_code(), "model_malformed");
    assert_eq!(gathered(&half, None).unwrap_err().public_code(), "model_malformed");
    assert_eq!(gathered(&[], Some("stop")).unwrap_err().public_code(), "model_malformed", "an empty answer");
}

#[test]
fn refusals_and_texts_in_parts_are_read() {
    assert_eq!(gathered(&[json!({ "refusal": "Не могу." })], Some("stop")).unwrap().stop, Stop::Refused);
    let read = |message: Value| wire::read(&json!({ "choices": [{ "message": message, "finish_reason": "stop" }] }), &ModelRequest::default());
    assert_eq!(read(json!({ "content": [{ "type": "text", "text": "Да" }] })).unwrap().text(), "Да");
    assert_eq!(read(json!({ "content": null, "refusal": "Нет" })).unwrap().stop, Stop::Refused);
    assert_eq!(wire::read(&json!({ "choices": [] }), &ModelRequest::default()).unwrap_err().public_code(), "model_malformed");
}

#[test]
fn what_a_server_wants_back_goes_back_to_the_same_model_only() {
    let body = json!({ "choices": [{ "finish_reason": "tool_calls", "message": {
        "reasoning_details": [{ "type": "reasoning.encrypted", "data": "xyz" }],
        "tool_calls": [{ "id": "c1", "function": { "name": "slots", "arguments": "{}" }, "extra_content": { "google": { "thought_signature": "s" } } }],
    } }] });
    let mut request = ModelRequest { model: "a/b".to_owned(), ..ModelRequest::default() };
    let reply = wire::read(&body, &request).unwrap();
    request.messages = vec![ModelMessage::User { text: "x".to_owned() }, ModelMessage::Assistant { parts: reply.parts, native: reply.native }];
    let manner = wire::Manner { max_tokens: "max_tokens", with_temperature: true, with_cache_key: false, effort: None };
    let back = wire::body(&request, &manner);
    assert_eq!(back.pointer("/messages/1/reasoning_details/0/data"), Some(&json!("xyz")));
    assert_eq!(back.pointer("/messages/1/tool_calls/0/extra_content/google/thought_signature"), Some(&json!("s")));
    request.model = "c/d".to_owned();
    let other = wire::body(&request, &manner);
    assert_eq!((other.pointer("/messages/1/reasoning_details"), other.pointer("/messages/1/tool_calls/0/extra_content")), (None, None));
}
