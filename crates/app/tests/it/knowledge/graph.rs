//! The knowledge graph: read from catalog and documents, changed by people, used by searches, kept apart by tenant.

use super::Desk;
use app::knowledge::{self, graph};
use domain::graph::{EntityEdit, EntityKind, Origin, RelationKind};
use domain::id::EntityId;
use domain::{Error, Result};

fn own(name: &str, aliases: &[&str]) -> EntityEdit {
    EntityEdit { id: EntityId::new(), key: None, kind: EntityKind::Name, name: name.into(), aliases: aliases.iter().map(|a| (*a).to_owned()).collect(), is_hidden: false }
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    let error: Error = result.unwrap_err();
    error.public_code()
}

async fn key_of(desk: &Desk, name: &str) -> Option<String> {
    graph::of(&desk.app, desk.ctx.org).await.unwrap().entities.iter().find(|e| e.name == name).map(|e| e.key.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn things_of_the_documents_are_found_named_and_related() {
    let desk = Desk::new().await;
    desk.article("Оплата", "Мы принимаем Kaspi Gold и наличные.\n\nПо вопросам оплаты пишите на pay@example.org.").await;
    desk.article("Возврат", "Деньги возвращаем на Kaspi Gold за три дня.\n\nПосле окрашивания Airtouch возврата нет.").await;
    desk.work().await;
    let found = graph::of(&desk.app, desk.ctx.org).await.unwrap();
    let kaspi = found.entities.iter().find(|e| e.name == "Kaspi Gold").unwrap();
    assert_eq!((kaspi.kind, kaspi.origin, kaspi.documents), (EntityKind::Name, Origin::Rule, 2));
    assert!(found.entities.iter().any(|e| e.kind == EntityKind::Email && e.name == "pay@example.org"));
    assert!(!found.entities.iter().any(|e| e.name == "Деньги" || e.name == "Airtouch"), "a word that begins a sentence, and a name that stands once, are no things");
    // A person's own thing, and another name for one that was found.
    let airtouch = graph::add(&desk.app, &desk.ctx, own("Airtouch", &["эйртач", "аиртач"])).await.unwrap();
    let key = format!("own:{}", airtouch.id);
    assert_eq!(key_of(&desk, "Airtouch").await, Some(key.clone()));
    let related = graph::relate(&desk.app, &desk.ctx, &key, &kaspi.key, RelationKind::Needs).await.unwrap();
    assert_eq!(code(graph::relate(&desk.app, &desk.ctx, &key, &kaspi.key, RelationKind::Needs).await), "relation_exists");
    assert_eq!(code(graph::relate(&desk.app, &desk.ctx, &key, "own:nobody", RelationKind::Like).await), "entity_unknown");
    let now = graph::of(&desk.app, desk.ctx.org).await.unwrap();
    assert!(now.relations.iter().any(|r| r.from == key && r.to == kaspi.key && r.edit_id == Some(related.id)));
    let alias = EntityEdit { key: Some(kaspi.key.clone()), aliases: vec!["каспи".into()], ..own("Kaspi Gold", &[]) };
    let alias = graph::add(&desk.app, &desk.ctx, alias).await.unwrap();
    // Rules find nothing of it any more once it is hidden; forgetting shows it again.
    graph::change(&desk.app, &desk.ctx, alias.id, |e| e.is_hidden = true).await.unwrap();
    assert_eq!(key_of(&desk, "Kaspi Gold").await, None);
    graph::remove(&desk.app, &desk.ctx, alias.id).await.unwrap();
    assert_eq!(key_of(&desk, "Kaspi Gold").await, Some(kaspi.key.clone()));
    graph::unrelate(&desk.app, &desk.ctx, related.id).await.unwrap();
    graph::remove(&desk.app, &desk.ctx, airtouch.id).await.unwrap();
    assert_eq!(key_of(&desk, "Airtouch").await, None);
    // Another firm sees none of it.
    let neighbour = desk.neighbour().await;
    assert!(graph::of(&desk.app, neighbour.org).await.unwrap().entities.iter().all(|e| e.origin == Origin::Catalog));
    assert_eq!(code(graph::change(&desk.app, &neighbour, alias.id, |_| {}).await), "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_name_finds_what_is_written_under_the_first() {
    let desk = Desk::new().await;
    desk.article("Уход за ресницами", "Ламинирование ресниц держится шесть недель, мочить ресницы нельзя сутки.").await;
    desk.article("Маникюр", "Гель-лак держится три недели.").await;
    desk.work().await;
    let best = async || knowledge::search(&desk.app, desk.ctx.org, "сколько держится бумбик?", &[], 3).await.unwrap().into_iter().next().map(|p| p.title);
    assert_ne!(best().await.as_deref(), Some("Уход за ресницами"), "nobody knows the word");
    graph::add(&desk.app, &desk.ctx, own("ламинирование ресниц", &["бумбик"])).await.unwrap();
    assert_eq!(best().await.as_deref(), Some("Уход за ресницами"));
}
