//! Signing in by a firm's own provider: the way there and back, whose word counts for whom, and every way a token can lie.

use connectors::oidc::fake::{CLIENT, FakeProvider, SECRET, Trick};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::http::{Client, PASSWORD, Reply, TestApi};

struct Stage {
    api: TestApi,
    provider: FakeProvider,
    owner: Client,
    slug: String,
}

fn settings(provider: &FakeProvider) -> Value {
    json!({ "issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, "label": "Вход фирмы", "domains": ["firm.example"], "default_role": "operator" })
}

async fn stage() -> Stage {
    let api = TestApi::among_fakes().await;
    let provider = FakeProvider::start(Arc::new(api.clock.clone())).await.unwrap();
    let owner = api.owner("anna").await;
    owner.put("/sso", settings(&provider)).await.expect_status(200);
    let slug = owner.get("/org").await.text_at("/slug").to_owned();
    Stage { api, provider, owner, slug }
}

fn cookies(reply: &Reply) -> String {
    let set: Vec<&str> = reply.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).filter_map(|v| v.split(';').next()).filter(|v| !v.ends_with('=')).collect();
    set.join("; ")
}

/// The path of an address of this server, from the root.
fn path_of(address: &str) -> String {
    format!("//{}", address.splitn(4, '/').nth(3).unwrap())
}

impl Stage {
    /// To the provider: its address, and what the browser keeps.
    async fn leave(&self, query: &str) -> (String, String) {
        let reply = self.api.stranger().get(&format!("//sso/start?{query}")).await.expect_status(303);
        (reply.header("location").to_owned(), cookies(&reply))
    }
    async fn come_back(&self, address: &str, cookie: &str) -> Reply {
        self.api.stranger().with_header("cookie", cookie).get(&path_of(address)).await.expect_status(303)
    }
    async fn journey(&self) -> Reply {
        let (there, cookie) = self.leave(&format!("org={}", self.slug)).await;
        self.come_back(&self.provider.answer(&there).unwrap(), &cookie).await
    }
    /// Signed in by the provider.
    async fn enter(&self) -> Client {
        let reply = self.journey().await;
        assert_eq!(reply.header("location"), "/app/");
        let all = cookies(&reply);
        let csrf = all.split("; ").find_map(|c| c.strip_prefix("samovar_csrf=")).unwrap();
        self.api.stranger().with_header("x-csrf-token", csrf).with_header("cookie", &all)
    }
    /// How it ended; empty when it went well.
    async fn refusal(&self) -> String {
        let reply = self.journey().await;
        reply.header("location").strip_prefix("/app/login?sso=").unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn a_new_person_comes_in_with_the_usual_role_and_is_known_again() {
    let s = stage().await;
    let found = s.api.stranger().post("/auth/sso/find", json!({ "email": "Vera@firm.example" })).await.expect_status(200);
    assert_eq!((found.text_at("/items/0/org"), found.text_at("/items/0/label")), (s.slug.as_str(), "Вход фирмы"));
    assert!(s.api.stranger().post("/auth/sso/find", json!({ "email": "vera@else.example" })).await.items().is_empty());
    let (there, cookie) = s.leave("email=vera@firm.example&next=/app/inbox").await;
    assert!(there.contains("login_hint=vera%40firm.example") && there.contains("code_challenge_method=S256"), "{there}");
    let reply = s.come_back(&s.provider.answer(&there).unwrap(), &cookie).await;
    assert_eq!(reply.header("location"), "/app/inbox");
    let vera = s.enter().await;
    let me = vera.get("/auth/me").await.expect_status(200);
    assert_eq!((me.text_at("/org/role"), me.text_at("/person/name"), me.text_at("/person/email")), ("operator", "Вера П.", "vera@firm.example"));
    // The provider may call her otherwise from now on: it is she.
    s.provider.person("1", "vera.petrova@firm.example", false);
    assert_eq!(s.enter().await.get("/auth/me").await.text_at("/person/id"), me.text_at("/person/id"));
    assert_eq!(s.owner.get("/members").await.items().len(), 2);
    // RS256, a key that is new since, and an e-mail that only userinfo says.
    s.provider.rotate().unwrap();
    s.enter().await;
    s.provider.speak_rsa();
    s.enter().await;
    s.provider.trick(Trick::ByUserInfo);
    s.provider.person("2", "gleb@firm.example", true);
    assert_eq!(s.enter().await.get("/auth/me").await.text_at("/person/email"), "gleb@firm.example");
    let log = s.owner.get("/audit?action=log_in").await;
    assert!(log.items().iter().any(|l| l["after"]["way"] == "sso"), "{}", log.text);
    assert!(!s.owner.get("/audit?noun=sso").await.text.contains(SECRET));
    // Who was let go does not come back by signing in.
    let member = s.owner.get("/members").await.items().iter().find(|m| m["email"] == "gleb@firm.example").unwrap()["id"].as_str().unwrap().to_owned();
    s.owner.delete(&format!("/members/{member}")).await.expect_status(204);
    assert_eq!(s.refusal().await, "sso_removed");
    s.owner.post("/invitations", json!({ "email": "gleb@firm.example", "role": "viewer" })).await.expect_status(201);
    assert_eq!(s.enter().await.get("/auth/me").await.text_at("/org/role"), "viewer");
}

#[tokio::test]
async fn a_word_that_does_not_hold_lets_nobody_in() {
    let s = stage().await;
    for trick in [
        Trick::AlgNone, Trick::Hmac, Trick::OtherKey, Trick::OtherAudience, Trick::ManyAudiences, Trick::OtherNonce, Trick::Expired, Trick::FromTomorrow, Trick::OtherIssuer, Trick::Critical, Trick::OtherPerson, Trick::Tampered,
    ] {
        s.provider.trick(trick);
        assert_eq!(s.refusal().await, "sso_token_wrong", "{trick:?}");
    }
    s.provider.trick(Trick::Nothing);
    for (email, is_verified, code) in [("vera@firm.example", false, "sso_email_unverified"), ("vera@else.example", true, "sso_email_foreign"), ("vera@sub.firm.example", true, "sso_email_foreign"), ("", true, "sso_email_missing")] {
        s.provider.person("7", email, is_verified);
        assert_eq!(s.refusal().await, code, "{email}");
    }
    s.provider.person("1", "vera@firm.example", true);
    let (there, cookie) = s.leave(&format!("org={}", s.slug)).await;
    let back = s.provider.answer(&there).unwrap();
    // Mixed up: another provider says it has answered, or says nothing though this one always does.
    for changed in [back.replace("iss=http", "iss=https"), back.split("&iss=").next().unwrap().to_owned()] {
        let (there, cookie) = s.leave(&format!("org={}", s.slug)).await;
        let own = s.provider.answer(&there).unwrap();
        let state = own.split("state=").nth(1).unwrap().split('&').next().unwrap();
        let old = changed.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        assert_eq!(s.come_back(&changed.replace(&old, state), &cookie).await.header("location"), "/app/login?sso=sso_issuer_wrong");
    }
    // In another browser, without one, with an invented state; then right, and once more.
    let (_, other) = s.leave(&format!("org={}", s.slug)).await;
    for (address, cookie) in [(back.clone(), other.as_str()), (back.clone(), ""), (back.replace("state=sst_", "state=sst_x"), cookie.as_str())] {
        assert_eq!(s.come_back(&address, cookie).await.header("location"), "/app/login?sso=sso_over");
    }
    assert_eq!(s.come_back(&back, &cookie).await.header("location"), "/app/");
    assert_eq!(s.come_back(&back, &cookie).await.header("location"), "/app/login?sso=sso_over");
    // Too late; denied at the provider; a code that was made for another question.
    let (there, cookie) = s.leave(&format!("org={}", s.slug)).await;
    s.api.clock.advance_secs(601);
    assert_eq!(s.come_back(&s.provider.answer(&there).unwrap(), &cookie).await.header("location"), "/app/login?sso=sso_over");
    assert_eq!(s.come_back("http://x/sso/callback?error=access_denied&state=x", &cookie).await.header("location"), "/app/login?sso=sso_denied");
    let ((first, _), (second, cookie)) = (s.leave(&format!("org={}", s.slug)).await, s.leave(&format!("org={}", s.slug)).await);
    let code = |address: &str| s.provider.answer(address).unwrap().split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let (stolen, own) = (code(&first), s.provider.answer(&second).unwrap());
    let own_code = own.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    assert_eq!(s.come_back(&own.replace(&own_code, &stolen), &cookie).await.header("location"), "/app/login?sso=sso_refused");
    assert_eq!(s.api.stranger().get("//sso/start?org=nobody").await.header("location"), "/app/login?sso=sso_unknown");
}

#[tokio::test]
async fn where_it_is_enforced_only_owners_keep_their_password() {
    let s = stage().await;
    let join = |email: &'static str, role: &'static str| {
        let (owner, stranger) = (s.owner.clone(), s.api.stranger());
        async move {
            let invited = owner.post("/invitations", json!({ "email": email, "role": role })).await.expect_status(201);
            let reply = stranger.post("/invitations/accept", json!({ "token": invited.text_at("/token"), "name": "x", "password": PASSWORD, "way": "token" })).await;
            (stranger.with_bearer(reply.text_at("/tokens/access_token")), reply)
        }
    };
    let (vera, _) = join("vera@firm.example", "manager").await;
    let (_boss, _) = join("boss@firm.example", "owner").await;
    let (guest, _) = join("guest@else.example", "viewer").await;
    let mut enforced = settings(&s.provider);
    enforced["is_enforced"] = json!(true);
    enforced["client_secret"].take();
    enforced.as_object_mut().unwrap().remove("client_secret");
    s.owner.put("/sso", enforced.clone()).await.expect_status(200);
    let login = |email: &str| json!({ "email": email, "password": PASSWORD, "way": "token" });
    // What the password had opened is over, and it opens nothing more.
    vera.get("/org").await.expect_problem(401, "token_revoked");
    s.api.stranger().post("/auth/login", login("vera@firm.example")).await.expect_problem(403, "sso_required");
    s.api.stranger().post("/auth/login", json!({ "email": "vera@firm.example", "password": "wrong", "way": "token" })).await.expect_problem(401, "login_wrong");
    s.api.stranger().post("/auth/login", login("boss@firm.example")).await.expect_status(200);
    s.api.stranger().post("/auth/login", login("guest@else.example")).await.expect_status(200);
    guest.get("/org").await.expect_status(200);
    // An invitation is no way around it; by the provider it counts, with its role.
    let (_, reply) = join("lena@firm.example", "manager").await;
    reply.expect_problem(403, "sso_required");
    s.provider.person("9", "lena@firm.example", true);
    assert_eq!(s.enter().await.get("/auth/me").await.text_at("/org/role"), "manager");
    // Vera's account is the one she had, with the role she had.
    s.provider.person("1", "vera@firm.example", true);
    let by_provider = s.enter().await;
    assert_eq!(by_provider.get("/auth/me").await.text_at("/org/role"), "manager");
    // A second firm of hers stays open to the password, and closed to the provider of the first.
    let second = s.api.owner("boris").await;
    let invited = second.post("/invitations", json!({ "email": "vera@firm.example", "role": "viewer" })).await.expect_status(201);
    let reply = s.api.stranger().post("/invitations/accept", json!({ "token": invited.text_at("/token"), "password": PASSWORD, "way": "token" })).await.expect_status(200);
    let by_password = s.api.stranger().with_bearer(reply.text_at("/tokens/access_token"));
    let (first_id, second_id) = (s.owner.get("/org").await.text_at("/id").to_owned(), second.get("/org").await.text_at("/id").to_owned());
    by_password.post(&format!("/orgs/{first_id}/switch"), json!({})).await.expect_problem(403, "sso_required");
    assert_eq!(s.api.stranger().post("/auth/login", login("vera@firm.example")).await.expect_status(200).text_at("/me/org/org_id"), second_id);
    by_provider.post(&format!("/orgs/{second_id}/switch"), json!({})).await.expect_problem(403, "sso_confined");
    assert_eq!(by_provider.get("/orgs").await.items().len(), 1);
    assert_eq!(by_provider.get("/sessions").await.items().len(), 1);
    for (path, body) in [("/orgs", json!({ "name": "x" })), ("/auth/totp/setup", json!({})), ("/auth/password/change", json!({ "old_password": PASSWORD, "new_password": "новый чайник 8" }))] {
        by_provider.post(path, body).await.expect_problem(403, "sso_confined");
    }
    // Without the provider its sessions end.
    s.owner.delete("/sso").await.expect_status(204);
    by_provider.get("/org").await.expect_problem(401, "session_over");
    assert_eq!(s.owner.get("/sso").await.body.get("settings"), None);
    s.api.stranger().post("/auth/login", json!({ "email": "vera@firm.example", "password": PASSWORD, "way": "token", "org_id": first_id })).await.expect_status(200);
}

#[tokio::test]
async fn the_second_factor_is_asked_for_where_the_firm_wants_it() {
    let s = stage().await;
    let vera = s.enter().await;
    let setup = vera.post("/auth/totp/setup", json!({})).await.expect_status(200);
    let code = || app::totp::code_of(setup.text_at("/secret"), s.api.state.now());
    vera.post("/auth/totp/enable", json!({ "code": code() })).await.expect_status(200);
    assert_eq!(s.refusal().await, "", "usually the provider's own business");
    let mut strict = settings(&s.provider);
    strict["wants_totp"] = json!(true);
    s.owner.put("/sso", strict).await.expect_status(200);
    let reply = s.journey().await;
    assert_eq!(reply.header("location"), "/app/login?sso=code&next=%2F");
    let waiting = s.api.stranger().with_header("cookie", &cookies(&reply));
    waiting.get("/auth/me").await.expect_problem(401, "unauthorized");
    s.api.stranger().post("/auth/sso/confirm", json!({ "code": "123456" })).await.expect_problem(409, "sso_over");
    waiting.post("/auth/sso/confirm", json!({ "code": "999999999" })).await.expect_problem(401, "totp_wrong");
    s.api.clock.advance_secs(30);
    let done = waiting.post("/auth/sso/confirm", json!({ "code": code() })).await.expect_status(200);
    assert_eq!(done.text_at("/me/person/email"), "vera@firm.example");
    waiting.post("/auth/sso/confirm", json!({ "code": code() })).await.expect_problem(409, "sso_over");
}

#[tokio::test]
async fn settings_are_checked() {
    let s = stage().await;
    let right = settings(&s.provider);
    for (field, value, status, code) in [
        ("domains", json!(["gmail.com"]), 422, "domain_public"),
        ("domains", json!(["не домен"]), 422, "domain_invalid"),
        ("domains", json!([]), 422, "missing"),
        ("default_role", json!("owner"), 403, "role_above_own"),
        ("issuer", json!("ftp://sso.example"), 422, "invalid"),
        ("issuer", json!("http://10.0.0.1/realm"), 422, "address_not_allowed"),
        ("extra", json!(1), 422, "unknown_field"),
    ] {
        let mut body = right.clone();
        body[field] = value;
        s.owner.put("/sso", body).await.expect_problem(status, code);
    }
    // The known secret is not sent to another address.
    let mut moved = right.clone();
    moved.as_object_mut().unwrap().remove("client_secret");
    s.owner.put("/sso", moved.clone()).await.expect_status(200);
    moved["issuer"] = json!("https://sso.example");
    s.owner.put("/sso", moved).await.expect_problem(422, "missing");
    let seen = s.owner.get("/sso").await.expect_status(200);
    assert!(!seen.text.contains("баранки"));
    assert!(seen.text_at("/redirect_uri").ends_with("/sso/callback"));
    // A domain leads to one firm.
    let boris = s.api.owner("boris").await;
    boris.put("/sso", right.clone()).await.expect_problem(409, "domain_taken");
    s.owner.post("/sso/check", json!({ "issuer": s.provider.issuer })).await.expect_status(204);
    s.owner.post("/sso/check", json!({ "issuer": format!("{}/other", s.provider.issuer) })).await.expect_problem(403, "sso_provider_wrong");
    s.owner.post("/sso/check", json!({ "issuer": "http://127.0.0.1:1" })).await.expect_problem(503, "sso_unreachable");
    let cautious = TestApi::new().await;
    let owner = cautious.owner("anna").await;
    owner.put("/sso", right).await.expect_problem(422, "address_not_allowed");
}
