//! How fast a turn finds passages among 100,000 in the rows of a firm, on both databases: `cargo xtask bench retrieval` runs it after the
//! search in memory alone. The whole way counts: the version read, the search, the rows of what is quoted.

#[path = "../../brain/examples/made/mod.rs"]
mod made;

use app::knowledge::search;
use app::vault::Vault;
use app::{App, AppConfig, Ctx};
use domain::{Error, Result};
use made::{Made, passages, report, set};
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;
use store::chunk::NewChunk;
use store::document::Indexed;
use testkit::{TestClock, TestDb};

const PER_DOCUMENT: usize = 200;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let made = passages();
    for (name, db) in [("SQLite", TestDb::sqlite().await), ("PostgreSQL", TestDb::pg().await)] {
        measure(name, &db, &made).await?;
    }
    Ok(())
}

async fn measure(name: &str, db: &TestDb, made: &[Made]) -> Result<()> {
    let clock = TestClock::at("2026-11-24T12:00:00+03:00");
    let app = App::new(db.db.clone(), Arc::new(clock), Vault::new([7; 32]), vec![], AppConfig { files: db.files(), ..AppConfig::default() });
    let p = app::pack::read("blank")?.org(None, None, app.now());
    let org = app::org::create(&app, app::org::NewOrg { name: p.name, slug: Some("bench".to_owned()), zone: p.zone, lang: p.lang, currency: p.currency, region: p.region, pack: p.pack, settings: p.settings }).await?;
    let ctx = app.system(org.id);
    for (number, passages) in made.chunks(PER_DOCUMENT).enumerate() {
        write(&app, &ctx, number, passages).await?;
    }
    let questions = set::questions();
    let start = Instant::now();
    search(&app, org.id, "сколько стоит стрижка", &[], 5).await?;
    say(&format!("{name}: the index of {} passages is made from the rows in {:.1} s, by the first question", made.len(), start.elapsed().as_secs_f64()))?;
    let mut times = Vec::new();
    for round in 0..5 {
        for question in &questions {
            let start = Instant::now();
            let found = search(&app, org.id, &question.text, &[], 5 + round % 2).await?;
            times.push(start.elapsed());
            if found.len() < 5 {
                return Err(Error::internal(format!("{} finds {} passages", question.text, found.len())));
            }
        }
    }
    say(&report(name, &mut times))
}

/// One document with its passages, as reading leaves it.
async fn write(app: &App, ctx: &Ctx, number: usize, passages: &[Made]) -> Result<()> {
    let article = app::knowledge::document::NewArticle { title: format!("Памятка {number}"), body: "Памятка".to_owned(), category_id: None, lang: None, position: 0 };
    let document = app::knowledge::document::create(app, ctx, article).await?;
    let mut unit = app.unit(ctx).await?;
    let taken = store::document::take(&mut unit, document.id).await?.ok_or_else(|| Error::not_found("document"))?;
    let chunks: Vec<NewChunk> = passages.iter().map(|one| NewChunk { heading: one.heading.clone(), text: one.text.clone(), ..NewChunk::default() }).collect();
    store::chunk::insert(&mut unit, document.id, taken.writing, 0, &chunks).await?;
    let length = i64::try_from(chunks.len()).unwrap_or(i64::MAX);
    let end = Indexed { title: document.title.clone(), content_hash: number.to_string(), chunks: length, bytes: length, etag: None, modified: None };
    store::document::ready(&mut unit, document.id, taken.writing, &end, &document.title).await?;
    store::org::bump_knowledge(&mut unit).await?;
    unit.commit().await
}

fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").map_err(|e| Error::internal("the figures cannot be printed").source(e))
}
