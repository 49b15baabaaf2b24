//! A knowledge base carried to another firm and back: all of it, and twice as if once.

use super::Desk;
use app::knowledge::document::{self, DocumentChange, NewPage};
use app::knowledge::transfer::{self, Report};
use app::knowledge::category;
use domain::document::Category;
use domain::faq::Faq;
use domain::id::{CategoryId, FaqId};
use domain::Lang;

#[tokio::test]
async fn what_goes_out_comes_in_and_twice_is_once() {
    let desk = Desk::new().await;
    let make = async |name: &str, parent: Option<CategoryId>| {
        let new = Category { id: CategoryId::new(), parent_id: parent, name: name.into(), position: 0, created_at: desk.app.now() };
        category::create(&desk.app, &desk.ctx, new).await.unwrap().id
    };
    let rules = make("Правила", None).await;
    let visit = make("Визит", Some(rules)).await;
    let id = desk.article("Парковка", "Во дворе.").await;
    document::update(&desk.app, &desk.ctx, id, DocumentChange { category_id: Some(Some(visit)), ..DocumentChange::default() }).await.unwrap();
    let off = desk.article("Черновик", "Не готово.").await;
    document::update(&desk.app, &desk.ctx, off, DocumentChange { is_active: Some(false), ..DocumentChange::default() }).await.unwrap();
    document::create_page(&desk.app, &desk.ctx, NewPage { url: "http://127.0.0.1:9/help#top".into(), ..NewPage::default() }).await.unwrap();
    desk.upload("прайс.txt", b"x").await.unwrap();
    let faq = Faq {
        id: FaqId::new(), lang: Lang::Ru, questions: vec!["Есть Wi-Fi?".into(), "Какой пароль от вайфая?".into()], answer: "Есть, спросите пароль.".into(), is_active: true, position: 0, category_id: Some(rules),
        created_at: desk.app.now(),
    };
    app::catalog::faq::create(&desk.app, &desk.ctx, faq).await.unwrap();
    let bundle = transfer::export(&desk.app, desk.ctx.org).await.unwrap();
    assert_eq!((bundle.articles.len(), bundle.pages.len(), bundle.answers.len(), bundle.files.len()), (2, 1, 1, 1));
    assert_eq!(bundle.articles[0].category, ["Правила", "Визит"]);

    let other = desk.neighbour().await;
    let report = transfer::import(&desk.app, &other, bundle.clone()).await.unwrap();
    assert_eq!(report, Report { created: 4, ..Report::default() });
    let mut copy = transfer::export(&desk.app, other.org).await.unwrap();
    assert!(copy.files.is_empty());
    copy.files = bundle.files.clone();
    assert_eq!(copy, bundle, "the copy goes out as the original did");

    let again = transfer::import(&desk.app, &other, bundle.clone()).await.unwrap();
    assert_eq!(again, Report { unchanged: 4, ..Report::default() });
    let mut changed = bundle.clone();
    changed.articles[0].body = "За углом.".into();
    changed.answers[0].answer = "Есть, без пароля.".into();
    assert_eq!(transfer::import(&desk.app, &other, changed).await.unwrap(), Report { updated: 2, unchanged: 2, ..Report::default() });

    // One bad entry, and nothing of the rest.
    let mut bad = bundle.clone();
    bad.articles[0].title = "Новая".into();
    bad.answers[0].questions.clear();
    bad.answers[0].lang = Lang::En;
    assert!(transfer::import(&desk.app, &other, bad).await.is_err());
    assert!(transfer::export(&desk.app, other.org).await.unwrap().articles.iter().all(|a| a.title != "Новая"));
}
