//! Imports over HTTP: a table from upload to undo, what is refused, and that only managers of the firm may.

use crate::inbox::{FORM, form};
use serde_json::{Value, json};
use testkit::http::{Client, Method, Reply, TestApi};

async fn work(api: &TestApi) {
    while app::job::drain(&api.state.app).await.unwrap() > 0 {
        while !api.state.app.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
    }
}

async fn upload(api: &TestApi, client: &Client, name: &str, text: &str) -> Reply {
    let made = client.raw(Method::POST, "/imports", Some(FORM), form(name, text.as_bytes())).await.expect_status(201);
    work(api).await;
    client.get(&format!("/imports/{}", made.text_at("/id"))).await.expect_status(200)
}

#[tokio::test]
async fn a_table_is_mapped_tried_run_and_taken_back() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    anna.put("/custom-fields/contact", json!({ "fields": [{ "key": "born", "name": "День рождения", "kind": "date" }] })).await.expect_status(200);
    let table = "ФИО;Телефон;День рождения;Сумма\nАнна Ли;8 912 345-67-89;12.04.1985;100\nПётр;12;;\n";
    let made = upload(&api, &anna, "люди.csv", table).await;
    let path = format!("/imports/{}", made.text_at("/id"));
    assert_eq!((made.text_at("/state"), made.text_at("/format"), &made.body["mapping"]["columns"]), ("ready", "csv", &json!(["name", "phone", "field:born", null])));
    assert_eq!((&made.body["found"]["rows"], made.text_at("/found/columns/3/examples/0"), made.text_at("/mapping/timezone")), (&json!(2), "100", "Europe/Moscow"));
    let mut mapping = made.body["mapping"].clone();
    mapping["columns"][3] = json!("field:none");
    assert_eq!(anna.put(&format!("{path}/mapping"), mapping.clone()).await.expect_status(422).text_at("/code"), "field_unknown");
    mapping["columns"] = json!([null, null, "field:born", "note"]);
    anna.put(&format!("{path}/mapping"), mapping.clone()).await.expect_status(200);
    assert_eq!(anna.post(&format!("{path}/run"), Value::Null).await.expect_status(422).text_at("/code"), "import_columns_needed");
    mapping["columns"] = json!(["name", "phone", "field:born", "note"]);
    anna.put(&format!("{path}/mapping"), mapping.clone()).await.expect_status(200);
    anna.post(&format!("{path}/dry-run"), Value::Null).await.expect_status(202);
    work(&api).await;
    let tried = anna.get(&path).await;
    assert_eq!((tried.text_at("/state"), &tried.body["dry"]["contacts_new"], &tried.body["dry"]["refusals"]), ("ready", &json!(1), &json!([{ "number": 3, "code": "phone_invalid", "field": "Телефон" }])));
    anna.post(&format!("{path}/run"), Value::Null).await.expect_status(202);
    assert_eq!(anna.post(&format!("{path}/run"), Value::Null).await.expect_status(409).text_at("/code"), "import_state");
    // One at a time: the other one waits for its turn.
    let other = anna.raw(Method::POST, "/imports", Some(FORM), form("ещё.vcf", "BEGIN:VCARD\nFN:Ева\nEND:VCARD\n".as_bytes())).await.expect_status(201).text_at("/id").to_owned();
    work(&api).await;
    let done = anna.get(&path).await;
    assert_eq!((done.text_at("/state"), &done.body["counts"]["contacts_new"], done.body.get("found")), ("done", &json!(1), None));
    let contact = anna.get("/contacts?query=%D0%90%D0%BD%D0%BD%D0%B0").await;
    assert_eq!((contact.text_at("/items/0/fields/born"), contact.text_at("/items/0/note"), contact.text_at("/items/0/source")), ("1985-04-12", "Сумма: 100", "import"), "{:?}", contact.body);
    assert_eq!(anna.delete(&path).await.expect_status(409).text_at("/code"), "import_has_rows");
    anna.post(&format!("{path}/undo"), Value::Null).await.expect_status(202);
    assert_eq!(anna.post(&format!("/imports/{other}/run"), Value::Null).await.expect_status(409).text_at("/code"), "import_runs");
    work(&api).await;
    assert_eq!(anna.get(&path).await.text_at("/state"), "undone");
    assert_eq!(anna.get(&format!("{path}/kept")).await.items().len(), 0);
    assert_eq!(anna.get("/contacts").await.items().len(), 0);
    anna.delete(&path).await.expect_status(204);
    anna.delete(&format!("/imports/{other}")).await.expect_status(204);
    assert_eq!(anna.get("/imports").await.items().len(), 0);
}

#[tokio::test]
async fn what_cannot_be_read_says_why_and_who_may_not_is_turned_away() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let refused = anna.raw(Method::POST, "/imports", Some(FORM), form("a.exe", b"x")).await.expect_status(422);
    assert_eq!(refused.text_at("/code"), "file_type");
    let failed = upload(&api, &anna, "a.txt", "просто текст").await;
    assert_eq!((failed.text_at("/state"), failed.text_at("/error_code")), ("failed", "unsupported"));
    let key = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read", "edit_contacts"] })).await.expect_status(201);
    let guest = api.stranger().with_key(key.text_at("/key"));
    assert_eq!(guest.get("/imports").await.status, 403);
    assert_eq!(guest.raw(Method::POST, "/imports", Some(FORM), form("a.vcf", b"x")).await.status, 403);
}
