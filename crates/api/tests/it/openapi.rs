//! The contract is complete: valid references, every response described, every operation named, problems everywhere.

use serde_json::Value;
use testkit::http::TestApi;

fn walk(value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            visit(key, value);
            walk(value, visit);
        }),
        Value::Array(list) => list.iter().for_each(|value| walk(value, visit)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_is_served_and_complete() {
    let api = TestApi::new().await;
    let reply = api.stranger().get("//api/v1/openapi.json").await.expect_status(200);
    let tag = reply.header("etag").to_owned();
    assert_eq!(api.stranger().with_header("if-none-match", &tag).get("//api/v1/openapi.json").await.status, 304);
    let doc = reply.body;
    assert_eq!(doc["openapi"], "3.1.0");
    assert!(!doc["info"]["license"]["name"].as_str().unwrap_or_default().is_empty());
    let mut missing = Vec::new();
    walk(&doc, &mut |key, value| {
        if key == "$ref" && let Some(pointer) = value.as_str().and_then(|r| r.strip_prefix('#')) && doc.pointer(pointer).is_none() {
            missing.push(pointer.to_owned());
        }
    });
    assert!(missing.is_empty(), "dangling references: {missing:?}");
    let mut torn = Vec::new();
    walk(&doc, &mut |key, value| {
        if key == "allOf" && value.as_array().is_some_and(|all| all.iter().any(|one| one["type"] == "object") && all.iter().any(|one| one["type"] != "object" && one.get("$ref").is_none())) {
            torn.push(value.clone());
        }
    });
    assert!(torn.is_empty(), "schemas nothing can fit: {torn:?}");
    let mut ids = std::collections::BTreeSet::new();
    for (path, item) in doc["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{name} has no summary");
            assert!(operation["tags"].as_array().is_some_and(|t| !t.is_empty()), "{name} has no tag");
            assert!(ids.insert(operation["operationId"].as_str().unwrap_or_default().to_owned()), "{name}: its operationId is taken");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("429") && responses.keys().any(|s| s.starts_with('2') || s == "101"), "{name}");
            for (status, response) in responses {
                assert!(!response["description"].as_str().unwrap_or_default().is_empty(), "{name} {status} has no description");
                let is_problem = response.pointer("/content/application~1problem+json").is_some();
                assert_eq!(is_problem, status.parse::<u16>().unwrap() >= 400, "{name} {status}");
            }
            if let Some(reference) = operation.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str) {
                let schema = doc.pointer(reference.strip_prefix('#').unwrap()).unwrap();
                assert!(schema["additionalProperties"] == false || schema.get("oneOf").is_some(), "{name}: unknown fields must be refused");
            }
        }
    }
}
