//! Members and invitations: who may do what to whom, and that there is always an owner.

use serde_json::json;
use testkit::http::{Client, PASSWORD, TestApi};

/// Invites by `inviter` and accepts with a fresh account; the new member speaks by bearer token.
async fn join(api: &TestApi, inviter: &Client, name: &str, role: &str) -> Client {
    let invited = inviter.post("/invitations", json!({ "email": format!("{name}@example.com"), "role": role })).await.expect_status(201);
    let body = json!({ "token": invited.text_at("/token"), "name": name, "password": PASSWORD, "way": "token" });
    let reply = api.stranger().post("/invitations/accept", body).await.expect_status(200);
    assert_eq!(reply.text_at("/me/org/role"), role);
    api.stranger().with_bearer(reply.text_at("/tokens/access_token"))
}

async fn member_id(client: &Client, email: &str) -> String {
    let members = client.get("/members").await.expect_status(200);
    members.items().iter().find(|m| m["email"] == email).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_invitation_is_accepted_once_by_its_e_mail() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let invited = anna.post("/invitations", json!({ "email": "Vera@Example.com", "role": "operator" })).await.expect_status(201);
    let token = invited.text_at("/token").to_owned();
    assert!(invited.text_at("/link").ends_with(&format!("/app/invite#token={token}")));
    assert!(!anna.get("/invitations").await.text.contains(&token), "the token is shown once");
    let offer = api.stranger().post("/invitations/look", json!({ "token": token })).await.expect_status(200);
    assert_eq!((offer.text_at("/org_name"), offer.text_at("/email"), &offer.body["has_account"]), ("Firm of anna", "vera@example.com", &json!(false)));
    let accept = |name: Option<&str>, password: Option<&str>| json!({ "token": token, "name": name, "password": password, "way": "token" });
    api.stranger().post("/invitations/accept", accept(Some("Вера"), None)).await.expect_problem(422, "password_missing");
    api.stranger().post("/invitations/accept", accept(None, Some(PASSWORD))).await.expect_problem(422, "missing");
    api.stranger().post("/invitations/accept", accept(Some("Вера"), Some("short"))).await.expect_problem(422, "password_weak");
    api.stranger().post("/invitations/accept", accept(Some("Вера"), Some(PASSWORD))).await.expect_status(200);
    api.stranger().post("/invitations/accept", accept(Some("Вера"), Some(PASSWORD))).await.expect_problem(404, "invitation_gone");
    assert_eq!(anna.get("/invitations").await.items()[0]["status"], "accepted");
    assert_eq!(anna.get("/members").await.items().len(), 2);
    anna.post("/invitations", json!({ "email": "vera@example.com", "role": "viewer" })).await.expect_problem(409, "already_member");
}

#[tokio::test]
async fn an_existing_account_joins_with_its_own_password_or_session() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let boris = api.owner("boris").await;
    let vera = api.owner("vera").await;
    let invite = |email: &'static str| { let anna = anna.clone(); async move { anna.post("/invitations", json!({ "email": email, "role": "manager" })).await.expect_status(201).text_at("/token").to_owned() } };
    let token = invite("boris@example.com").await;
    api.stranger().post("/invitations/accept", json!({ "token": token, "password": "not his password", "way": "token" })).await.expect_problem(401, "login_wrong");
    vera.post("/invitations/accept", json!({ "token": token, "way": "token" })).await.expect_problem(422, "password_missing");
    boris.post("/invitations/accept", json!({ "token": token, "way": "token" })).await.expect_status(200);
    assert_eq!(boris.get("/orgs").await.items().len(), 2);
    let token = invite("vera@example.com").await;
    api.stranger().post("/invitations/accept", json!({ "token": token, "password": PASSWORD, "way": "token" })).await.expect_status(200);
}

#[tokio::test]
async fn invitations_expire_are_revoked_and_replaced() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let invite = || async { anna.post("/invitations", json!({ "email": "vera@example.com", "role": "viewer" })).await.expect_status(201) };
    let look = |token: String| { let stranger = api.stranger(); async move { stranger.post("/invitations/look", json!({ "token": token })).await } };
    let first = invite().await;
    let second = invite().await;
    look(first.text_at("/token").to_owned()).await.expect_problem(404, "invitation_gone");
    look(second.text_at("/token").to_owned()).await.expect_status(200);
    anna.delete(&format!("/invitations/{}", second.text_at("/invitation/id"))).await.expect_status(204);
    look(second.text_at("/token").to_owned()).await.expect_problem(404, "invitation_gone");
    let third = invite().await;
    api.clock.advance_secs(7 * 24 * 3600);
    look(third.text_at("/token").to_owned()).await.expect_problem(404, "invitation_gone");
    look("smi_guess".to_owned()).await.expect_problem(404, "invitation_gone");
}

#[tokio::test]
async fn nobody_rises_above_themselves() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let admin = join(&api, &anna, "boris", "admin").await;
    let operator = join(&api, &anna, "vera", "operator").await;
    let (anna_id, boris_id, vera_id) = (member_id(&anna, "anna@example.com").await, member_id(&anna, "boris@example.com").await, member_id(&anna, "vera@example.com").await);
    admin.post("/invitations", json!({ "email": "x@example.com", "role": "owner" })).await.expect_problem(403, "role_above_own");
    admin.patch(&format!("/members/{boris_id}"), json!({ "role": "owner" })).await.expect_problem(403, "role_above_own");
    admin.patch(&format!("/members/{anna_id}"), json!({ "role": "viewer" })).await.expect_problem(403, "role_above_own");
    admin.delete(&format!("/members/{anna_id}")).await.expect_problem(403, "role_above_own");
    operator.patch(&format!("/members/{vera_id}"), json!({ "role": "manager" })).await.expect_problem(403, "permission_missing");
    operator.delete(&format!("/members/{boris_id}")).await.expect_problem(403, "permission_missing");
    operator.get("/audit").await.expect_problem(403, "permission_missing");
    operator.get("/api-keys").await.expect_problem(403, "permission_missing");
    operator.post("/invitations", json!({ "email": "x@example.com", "role": "viewer" })).await.expect_problem(403, "permission_missing");
    admin.patch(&format!("/members/{vera_id}"), json!({ "role": "manager" })).await.expect_status(200);
    assert_eq!(operator.get("/auth/me").await.text_at("/org/role"), "manager", "a changed role counts at once");
}

#[tokio::test]
async fn there_is_always_an_owner() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let boris = join(&api, &anna, "boris", "owner").await;
    let (anna_id, boris_id) = (member_id(&anna, "anna@example.com").await, member_id(&anna, "boris@example.com").await);
    let demote = |client: Client, id: String| async move { client.patch(&format!("/members/{id}"), json!({ "role": "admin" })).await.status };
    let (a, b) = tokio::join!(demote(anna.clone(), boris_id.clone()), demote(boris.clone(), anna_id.clone()));
    let mut statuses = [a, b];
    statuses.sort_unstable();
    assert!(statuses == [200, 409] || statuses == [200, 403], "{statuses:?}");
    let members = anna.get("/members").await;
    assert_eq!(members.items().iter().filter(|m| m["role"] == "owner").count(), 1);
    let (last, id) = if members.items().iter().any(|m| m["email"] == "anna@example.com" && m["role"] == "owner") { (&anna, &anna_id) } else { (&boris, &boris_id) };
    last.delete(&format!("/members/{id}")).await.expect_problem(409, "last_owner");
    last.patch(&format!("/members/{id}"), json!({ "role": "viewer" })).await.expect_problem(409, "last_owner");
}

#[tokio::test]
async fn whoever_leaves_is_out_at_once() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let vera = join(&api, &anna, "vera", "operator").await;
    let reply = api.stranger().post("/auth/login", json!({ "email": "vera@example.com", "password": PASSWORD })).await.expect_status(200);
    let desk = api.stranger().with_session(&reply);
    desk.get("/members").await.expect_status(200);
    let id = member_id(&anna, "vera@example.com").await;
    vera.delete(&format!("/members/{id}")).await.expect_status(204);
    vera.get("/members").await.expect_problem(401, "token_revoked");
    desk.get("/members").await.expect_problem(403, "no_organization");
    desk.get("/auth/me").await.expect_status(200);
    desk.post("/orgs", json!({ "name": "Своё дело" })).await.expect_status(201);
}

#[tokio::test]
async fn rows_of_another_firm_look_missing() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let boris = api.owner("boris").await;
    let id = member_id(&anna, "anna@example.com").await;
    let invited = anna.post("/invitations", json!({ "email": "x@example.com", "role": "viewer" })).await;
    let key = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await;
    boris.get(&format!("/members/{id}")).await.expect_problem(404, "not_found");
    boris.patch(&format!("/members/{id}"), json!({ "role": "viewer" })).await.expect_problem(404, "not_found");
    boris.delete(&format!("/members/{id}")).await.expect_problem(404, "not_found");
    boris.delete(&format!("/invitations/{}", invited.text_at("/invitation/id"))).await.expect_problem(404, "not_found");
    boris.get(&format!("/api-keys/{}", key.text_at("/api_key/id"))).await.expect_problem(404, "not_found");
    boris.delete(&format!("/api-keys/{}", key.text_at("/api_key/id"))).await.expect_problem(404, "not_found");
    assert_eq!(boris.get("/members").await.items().len(), 1);
}
