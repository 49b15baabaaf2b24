//! Goods over HTTP: made, found, changed, removed; what is refused; photos that outlive the sweep; the list as a file; what agents know of them at once.

use crate::inbox::{FORM, form};
use serde_json::{Value, json};
use testkit::http::{Client, Method, PASSWORD, TestApi};

fn shampoo() -> Value {
    json!({
        "name": "Шампунь для окрашенных волос", "name_en": "Shampoo for coloured hair", "category": "Уход за волосами", "sku": "SH-1", "price": 0, "unit": "шт", "synonyms": ["шампунь от вымывания цвета"],
        "variants": [{ "key": "s", "name": "250 мл", "sku": "SH-1-S", "price": 129_000, "stock": 3 }, { "key": "l", "name": "1 л", "price": 390_000, "stock": 0 }],
    })
}

#[tokio::test]
async fn a_product_is_made_found_changed_and_removed() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let made = anna.post("/products", shampoo()).await.expect_status(201);
    assert_eq!((made.body["price_from"].clone(), made.body["left"].clone(), made.body["price"]["currency"].clone()), (json!(129_000), json!(3), json!("RUB")));
    let path = format!("/products/{}", made.text_at("/id"));
    assert_eq!(anna.get(&path).await.expect_status(200).body, made.body);
    for (name, category, price, position) in [("Маска", "Уход за волосами", 90_000, -5), ("Масло для ногтей", "Маникюр", 45_000, 7), ("Пилка", "Маникюр", 20_000, 7)] {
        anna.post("/products", json!({ "name": name, "category": category, "price": price, "position": position })).await.expect_status(201);
    }
    // By position, whatever the page; narrowed by words of names and articles, by category, by what is sold.
    let (mut cursor, mut names) = (String::new(), vec![]);
    loop {
        let page = anna.get(&format!("/products?limit=3{cursor}")).await.expect_status(200);
        names.extend(page.items().iter().map(|p| p["name"].as_str().unwrap().to_owned()));
        match page.text_at("/next_cursor") {
            "" => break,
            next => cursor = format!("&cursor={next}"),
        }
    }
    assert_eq!(names, ["Маска", "Шампунь для окрашенных волос", "Масло для ногтей", "Пилка"]);
    let changed = anna.patch(&path, json!({ "variants": [], "price": 150_000, "stock": 7, "name_en": null, "sku": "SH-2", "is_active": false })).await.expect_status(200);
    assert_eq!((changed.body["price_from"].clone(), changed.body["left"].clone(), changed.body["is_active"].clone(), changed.body.get("name_en")), (json!(150_000), json!(7), json!(false), None));
    let found = async |query: &str| anna.get(&format!("/products?{query}")).await.expect_status(200).items().len();
    assert_eq!((found("q=шампунь+окрашенных").await, found("q=sh-2").await, found("q=ноготь").await, found("category=Маникюр").await, found("is_active=true").await, found("is_active=false&category=Маникюр").await), (1, 1, 0, 2, 3, 0));
    let categories = anna.get("/products/categories").await.expect_status(200);
    assert_eq!(categories.items(), [json!({ "name": "Уход за волосами", "count": 2 }), json!({ "name": "Маникюр", "count": 2 })]);
    let csv = anna.get("/exports/products?format=csv&lang=ru&filter=q%3Dшампунь").await.expect_status(200).text;
    assert!(csv.contains("Шампунь для окрашенных волос,SH-2,Уход за волосами,1500.00,RUB,7,шт,") || csv.contains("SH-2"), "{csv}");
    assert_eq!(csv.lines().count(), 2, "{csv}");
    anna.patch(&path, json!({ "stock": null })).await.expect_status(200);
    assert_eq!(anna.get(&path).await.body.get("left"), None);
    anna.delete(&path).await.expect_status(204);
    anna.get(&path).await.expect_problem(404, "not_found");
    let audit = anna.get("/audit?limit=50&noun=product").await.expect_status(200);
    assert_eq!(audit.items().iter().filter(|e| e["subject_id"] == made.body["id"]).map(|e| e["action"].as_str().unwrap()).collect::<Vec<_>>(), ["remove", "update", "update", "create"]);
}

#[tokio::test]
async fn senseless_goods_are_refused() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let first = anna.post("/products", shampoo()).await.expect_status(201).text_at("/id").to_owned();
    let variants: Vec<Value> = (0..101).map(|n| json!({ "key": n.to_string(), "name": "x", "price": 1 })).collect();
    for (field, status, body) in [
        ("sku", 409, json!({ "name": "Другой", "price": 1, "sku": "sh-1" })),
        ("sku", 409, json!({ "name": "Другой", "price": 1, "sku": "SH-1-S" })),
        ("variants[0].sku", 409, json!({ "name": "Другой", "price": 1, "variants": [{ "key": "a", "name": "a", "price": 1, "sku": "SH-1" }] })),
        ("price", 422, json!({ "name": "Другой", "price": -1 })),
        ("currency", 422, json!({ "name": "Другой", "price": 1, "currency": "USD" })),
        ("currency", 422, json!({ "name": "Другой", "price": 1, "currency": "сом" })),
        ("variants", 422, json!({ "name": "Другой", "price": 1, "variants": variants })),
        ("photos", 422, json!({ "name": "Другой", "price": 1, "photos": ["javascript:alert(1)"] })),
        ("stock", 422, json!({ "name": "Другой", "price": 1, "stock": 1_000_001 })),
    ] {
        let reply = anna.post("/products", body).await;
        assert_eq!(reply.status, status, "{field}: {}", reply.text);
        assert_eq!(reply.body["errors"][0]["field"].as_str().or(reply.body["field"].as_str()).unwrap_or_default(), field, "{}", reply.text);
    }
    anna.post("/products", json!({ "name": "Другой", "price": 1, "sku": "SH-1" })).await.expect_problem(409, "sku_taken");
    // Its own article is no other's.
    anna.patch(&format!("/products/{first}"), json!({ "sku": "SH-1", "price": 5 })).await.expect_status(200);
    // Of two who give one article at once, one is told.
    let other = json!({ "name": "Другой", "price": 1, "sku": "X-1" });
    let (a, b) = tokio::join!(anna.post("/products", other.clone()), anna.post("/products", other));
    let mut both = [a.status, b.status];
    both.sort_unstable();
    assert_eq!(both, [201, 409]);
    // The firm's own fields are held to their kinds.
    anna.put("/custom-fields/product", json!({ "fields": [{ "key": "made_in", "name": "Страна", "kind": "choice", "choices": ["Корея", "Италия"] }] })).await.expect_status(200);
    anna.patch(&format!("/products/{first}"), json!({ "fields": { "made_in": "Марс" } })).await.expect_problem(422, "field_invalid");
    assert_eq!(anna.patch(&format!("/products/{first}"), json!({ "fields": { "made_in": "Корея" } })).await.expect_status(200).body["fields"], json!({ "made_in": "Корея" }));
}

async fn upload(anna: &Client, name: &str, bytes: &[u8]) -> String {
    anna.raw(Method::POST, "/files", Some(FORM), form(name, bytes)).await.expect_status(201).text_at("/id").to_owned()
}

#[tokio::test]
async fn photos_keep_their_order_and_outlive_the_sweep() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (front, back, plan) = (upload(&anna, "front.png", b"\x89PNG\r\n\x1a\nfront").await, upload(&anna, "back.jpg", b"\xff\xd8\xff back").await, upload(&anna, "plan.pdf", b"%PDF-1.7 plan").await);
    let mut body = shampoo();
    body["photo_files"] = json!([{ "file_id": back, "text": "Состав" }, { "file_id": front }]);
    let made = anna.post("/products", body).await.expect_status(201);
    let path = format!("/products/{}", made.text_at("/id"));
    assert_eq!(made.body["photo_files"], json!([{ "file_id": back, "text": "Состав" }, { "file_id": front, "text": "" }]));
    assert_eq!(anna.get("/products").await.items()[0], made.body);
    let put = async |photos: Value| anna.patch(&path, json!({ "photo_files": photos })).await;
    put(json!([{ "file_id": plan }])).await.expect_problem(422, "photo_type");
    put(json!([{ "file_id": front }, { "file_id": front }])).await.expect_problem(422, "invalid");
    put(json!([{ "file_id": "01890000-0000-7000-8000-000000000000" }])).await.expect_problem(422, "file_unknown");
    assert_eq!(anna.patch(&path, json!({ "unit": "мл" })).await.expect_status(200).body["photo_files"], made.body["photo_files"], "what is left out stays");
    assert_eq!(put(json!([{ "file_id": front, "text": "Спереди" }])).await.expect_status(200).body["photo_files"], json!([{ "file_id": front, "text": "Спереди" }]));
    api.clock.advance_secs(25 * 3600);
    app::file::sweep(&api.state.app).await.unwrap();
    let signed_in = api.stranger().post("/auth/login", json!({ "email": "anna@example.com", "password": PASSWORD, "way": "token" })).await.expect_status(200);
    let anna = api.stranger().with_bearer(signed_in.text_at("/tokens/access_token"));
    anna.get(&format!("/files/{front}")).await.expect_status(200);
    anna.get(&format!("/files/{back}")).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn what_changes_is_told_at_once() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let path = format!("/products/{}", anna.post("/products", shampoo()).await.expect_status(201).text_at("/id"));
    let mut count = 0;
    let mut ask = async |text: &str| {
        count += 1;
        anna.post("/messages", json!({ "chat_id": "guest", "message_id": count.to_string(), "text": text })).await.expect_status(200).text.replace('\u{a0}', " ")
    };
    let said = ask("сколько стоит шампунь?").await;
    assert!(said.contains("1 290 ₽") && said.contains("3 900 ₽"), "{said}");
    anna.patch(&path, json!({ "variants": [], "price": 150_000, "stock": 0 })).await.expect_status(200);
    let said = ask("шампунь есть в наличии?").await;
    assert!(said.contains("нет в наличии") && !said.contains("1 290"), "{said}");
    anna.patch(&path, json!({ "is_active": false })).await.expect_status(200);
    let said = ask("сколько стоит шампунь?").await;
    assert!(!said.contains("1 500"), "of what is not sold nothing is told: {said}");
}
