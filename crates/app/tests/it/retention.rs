//! What nobody works with any more goes at night, and nothing else: people with their proof, traces, lines of the log.

use crate::stage::Theatre;
use app::contact::ContactPatch;
use app::org::OrgPatch;
use app::task::{self, NewTask, TaskCause};
use domain::id::{ContactId, ErasureId};
use domain::retention::RetentionRules;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::audit::AuditFilter;
use testkit::TestDb;

const DAY: i64 = 86_400;

async fn contact(t: &Theatre, name: &str) -> ContactId {
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    let patch = ContactPatch { name: Some(Some(name.into())), ..ContactPatch::default() };
    let made = app::contact::create_in(&mut unit, patch, "person").await.unwrap();
    unit.commit().await.unwrap();
    made.id
}

async fn rule(t: &Theatre, rules: Value) -> domain::Result<domain::org::Org> {
    let Value::Object(settings) = json!({ "retention": rules }) else { unreachable!() };
    app::org::update(&t.app, &t.ctx, OrgPatch { settings: Some(settings), ..OrgPatch::default() }).await
}

async fn known(t: &Theatre, all: &[ContactId]) -> Vec<bool> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let mut known = Vec::new();
    for id in all {
        known.push(store::contact::get(&mut scope, *id).await.is_ok());
    }
    known
}

/// All that is due now, and what follows from it at once.
async fn night(t: &Theatre) {
    for _ in 0..4 {
        while app::job::drain(&t.app).await.unwrap() > 0 {
            while !t.app.tasks().is_empty() {
                tokio::task::yield_now().await;
            }
        }
    }
}

#[tokio::test]
async fn who_has_not_been_heard_of_is_erased_at_night_with_a_proof() {
    let db = TestDb::new().await;
    let mut t = Theatre::open(&db, "2026-11-24T12:00".parse().unwrap(), 8, true, &BTreeMap::new()).await;
    t.says("здравствуйте").await;
    let (busy, dear) = (contact(&t, "Дарья").await, contact(&t, "Ева").await);
    let all = [contact(&t, "Анна").await, contact(&t, "Вера").await, busy, dear];
    let open = NewTask { title: "Позвонить".into(), note: String::new(), contact_id: Some(dear), deal_id: None, conversation_id: None, assignee_id: None, due_at: None, remind_at: None, cause: TaskCause::Person };
    task::create(&t.app, &t.ctx, open, false).await.unwrap();

    let refused = rule(&t, json!({ "contact_months": 1 })).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("settings.retention.contact_months"));
    rule(&t, json!({ "contact_months": 6, "trace_days": 30, "audit_months": 12 })).await.unwrap();
    night(&t).await;
    assert_eq!(known(&t, &all).await, [true; 4], "not before the night, and nobody is old enough");

    t.clock.advance_secs(100 * DAY);
    let patch = ContactPatch { note: Some("заходила".into()), ..ContactPatch::default() };
    app::contact::update(&t.app, &t.ctx, busy, patch).await.unwrap();
    t.clock.advance_secs(100 * DAY);
    let rules = RetentionRules { contact_months: Some(6), trace_days: Some(30), audit_months: None };
    let due = app::retention::due(&t.app, t.ctx.org, &rules).await.unwrap();
    assert!(due.contacts >= 2 && due.traces >= 1 && due.audit == 0, "{due:?}");

    night(&t).await;
    assert_eq!(known(&t, &all).await, [false, false, true, true]);
    let after = app::retention::due(&t.app, t.ctx.org, &rules).await.unwrap();
    assert_eq!((after.contacts, after.traces), (0, 0));
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let proofs = store::erasure::list(&mut scope, ErasureId(uuid::Uuid::max()), 100).await.unwrap();
    assert_eq!(i64::try_from(proofs.len()).unwrap(), due.contacts);
    assert!(proofs.iter().all(|p| p.by_kind == "system"));
    let lines = store::audit::list(&mut scope, domain::id::AuditId(uuid::Uuid::max()), &AuditFilter { noun: Some("retention".into()), ..AuditFilter::default() }, 10).await.unwrap();
    assert_eq!(lines.first().and_then(|l| l.after.clone()).unwrap(), json!({ "contacts": due.contacts, "traces": due.traces, "audit": 0 }));
    drop(scope);

    // The next night is planned by the run itself; switched off, it does nothing.
    t.clock.advance_secs(200 * DAY);
    rule(&t, json!({})).await.unwrap();
    night(&t).await;
    assert_eq!(known(&t, &all).await, [false, false, true, true]);
}
