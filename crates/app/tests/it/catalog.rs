//! Changes of the catalog: rules of the fields, what is referenced stays, every change raises the version.

use crate::salon::{Salon, code};
use app::catalog::{self, Removed};
use domain::faq::Faq;
use domain::id::{BranchId, FaqId, ResourceId, ServiceId};
use domain::schedule::{Exception, Shift, Span};
use domain::{Lang, Money};
use jiff::civil::date;

async fn version(salon: &Salon) -> i64 {
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    store::catalog::version(&mut scope).await.unwrap()
}

#[tokio::test]
async fn every_change_is_seen_by_the_next_snapshot() {
    let salon = Salon::new().await;
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    let before = catalog::snapshot(&salon.app, &mut scope).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&before, &catalog::snapshot(&salon.app, &mut scope).await.unwrap()), "unchanged, so shared");
    assert_eq!((before.branches.len(), before.services.len(), before.employees.len(), before.schedules.len()), (1, 2, 2, 2));
    assert_eq!(before.employees[0].branches, [salon.branch]);
    drop(scope);
    let changed = catalog::service::update(&salon.app, &salon.ctx, salon.services[0], |s| s.name = "  Стрижка женская ".into()).await.unwrap();
    assert_eq!(changed.name, "Стрижка женская");
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    let after = catalog::snapshot(&salon.app, &mut scope).await.unwrap();
    assert!(after.services.iter().any(|s| s.name == "Стрижка женская"));
    assert!(after.org.catalog_version > before.org.catalog_version);
    drop(scope);
    let now = version(&salon).await;
    catalog::service::update(&salon.app, &salon.ctx, salon.services[0], |_| {}).await.unwrap();
    assert_eq!(version(&salon).await, now, "nothing changed, nothing written");
}

#[tokio::test]
async fn what_visits_refer_to_is_switched_off_and_the_rest_is_gone() {
    let salon = Salon::new().await;
    let visit = salon.book(0, "2026-11-24T10:00:00+03:00").await.unwrap();
    assert!(matches!(catalog::service::remove(&salon.app, &salon.ctx, salon.services[0]).await.unwrap(), Removed::SwitchedOff(s) if !s.is_active));
    assert_eq!(catalog::service::remove(&salon.app, &salon.ctx, salon.services[1]).await.unwrap(), Removed::Gone);
    assert_eq!(code(&catalog::service::remove(&salon.app, &salon.ctx, salon.services[1]).await), "not_found");
    assert!(matches!(catalog::employee::remove(&salon.app, &salon.ctx, salon.employees[0]).await.unwrap(), Removed::SwitchedOff(_)));
    assert_eq!(catalog::employee::remove(&salon.app, &salon.ctx, salon.employees[1]).await.unwrap(), Removed::Gone);
    assert!(matches!(catalog::branch::remove(&salon.app, &salon.ctx, salon.branch).await.unwrap(), Removed::SwitchedOff(_)));
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    assert_eq!(store::booking::get(&mut scope, visit.id).await.unwrap(), visit, "the visit stands");
    drop(scope);
    assert_eq!(code(&salon.book(0, "2026-11-24T12:00:00+03:00").await), "service_unknown");
}

#[tokio::test]
async fn fields_keep_their_rules() {
    let salon = Salon::new().await;
    let check = async |change: fn(&mut domain::service::Service)| {
        let error = catalog::service::update(&salon.app, &salon.ctx, salon.services[0], change).await.unwrap_err();
        (error.public_code(), error.field.unwrap_or_default())
    };
    assert_eq!(check(|s| s.name = " ".into()).await, ("invalid", "name".into()));
    assert_eq!(check(|s| s.duration_minutes = 0).await, ("invalid", "duration_minutes".into()));
    assert_eq!(check(|s| s.duration_minutes = 1441).await, ("invalid", "duration_minutes".into()));
    assert_eq!(check(|s| s.price = Money::new(-1, "RUB").unwrap()).await, ("invalid", "price".into()));
    assert_eq!(check(|s| s.price = Money::new(1, "USD").unwrap()).await, ("invalid", "currency".into()));
    assert_eq!(check(|s| s.price_max = Some(1)).await, ("invalid", "price_max".into()));
    assert_eq!(check(|s| s.resources = vec![ResourceId::new()]).await, ("resource_unknown", "resources[0]".into()));
    let zone = catalog::branch::update(&salon.app, &salon.ctx, salon.branch, |b| b.zone = "Mars/Olympus".into()).await.unwrap_err();
    assert_eq!(zone.field.as_deref(), Some("timezone"));
    let phone = catalog::branch::update(&salon.app, &salon.ctx, salon.branch, |b| b.phone = Some("8 (916) 123-45-67".into())).await.unwrap();
    assert_eq!(phone.phone.as_deref(), Some("+79161234567"));
    let skill = catalog::employee::update(&salon.app, &salon.ctx, salon.employees[0], |e| e.skills[0].service_id = ServiceId::new()).await.unwrap_err();
    assert_eq!((skill.public_code(), skill.field.as_deref()), ("service_unknown", Some("skills[0].service_id")));
}

#[tokio::test]
async fn schedules_are_replaced_whole_and_days_are_set_one_by_one() {
    let salon = Salon::new().await;
    let id = salon.employees[0];
    let shift = |branch_id, weekday| Shift { branch_id, weekday, starts: 600, ends: 1200, breaks: vec![Span { starts: 780, ends: 840 }] };
    assert_eq!(code(&catalog::schedule::replace(&salon.app, &salon.ctx, id, vec![shift(BranchId::new(), 2)]).await), "branch_unknown");
    catalog::schedule::replace(&salon.app, &salon.ctx, id, vec![shift(salon.branch, 2)]).await.unwrap();
    // 24 November 2026 is a Tuesday.
    let day = ("2026-11-24T00:00:00+03:00", "2026-11-25T00:00:00+03:00");
    assert_eq!(salon.free(0, day.0, "2026-11-24T14:30:00+03:00").await, "10:00 10:30 11:00 11:30 12:00 14:00");
    assert_eq!(salon.free(0, "2026-11-25T00:00:00+03:00", "2026-11-26T00:00:00+03:00").await, "");
    let off = Exception { date: date(2026, 11, 24), branch_id: None, spans: vec![], reason: "отпуск".into() };
    catalog::schedule::put_exception(&salon.app, &salon.ctx, id, off.clone()).await.unwrap();
    assert_eq!(salon.free(0, day.0, day.1).await, "");
    catalog::schedule::put_exception(&salon.app, &salon.ctx, id, Exception { spans: vec![Span { starts: 540, ends: 660 }], ..off.clone() }).await.unwrap();
    assert_eq!(salon.free(0, day.0, day.1).await, "09:00 09:30 10:00");
    catalog::schedule::remove_exception(&salon.app, &salon.ctx, id, off.date).await.unwrap();
    assert_eq!(code(&catalog::schedule::remove_exception(&salon.app, &salon.ctx, id, off.date).await), "not_found");
    for bad in [date(-9999, 1, 1), date(9999, 12, 31)] {
        assert_eq!(code(&catalog::schedule::remove_exception(&salon.app, &salon.ctx, id, bad).await), "not_found");
        assert_eq!(code(&catalog::schedule::put_exception(&salon.app, &salon.ctx, id, Exception { date: bad, ..off.clone() }).await), "invalid");
    }
}

#[tokio::test]
async fn answers_come_and_go() {
    let salon = Salon::new().await;
    let faq = Faq {
        id: FaqId::new(), lang: Lang::Ru, questions: vec!["Где парковка?".into(), " ".into(), "где парковка?".into()], answer: "Во дворе.".into(), is_active: true, position: 0, category_id: None, created_at: salon.app.now(),
    };
    let made = catalog::faq::create(&salon.app, &salon.ctx, faq.clone()).await.unwrap();
    assert_eq!(made.questions, ["Где парковка?"]);
    assert_eq!(code(&catalog::faq::update(&salon.app, &salon.ctx, made.id, |f| f.questions.clear()).await), "invalid");
    catalog::faq::remove(&salon.app, &salon.ctx, made.id).await.unwrap();
    assert_eq!(code(&catalog::faq::remove(&salon.app, &salon.ctx, made.id).await), "not_found");
}
