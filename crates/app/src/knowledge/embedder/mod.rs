//! The embedder of a firm: a model of one of its providers that finds by meaning what words do not. Off unless chosen. `work.rs` makes the
//! vectors in the background, `meaning.rs` that of a question; the search puts both together (`library.rs`). docs/dev/knowledge.md.

pub mod meaning;
pub(crate) mod work;

use crate::job::embed as job;
use crate::provider::embed::{Way, way};
use crate::provider::Asker;
use crate::{App, Ctx};
use brain::knowledge::{Usual, cosine, to_bytes};
use domain::embedder::EmbedderStatus;
use domain::id::{OrgId, ProviderId};
use domain::port::Purpose;
use domain::{Error, Kind, Result};
use serde_json::{Value, json};
use std::time::Duration;
use store::embedder::{Embedder, Share};
use store::{Reads, Unit};

/// Longer vectors than any model has.
const DIMS: usize = 8_192;
/// A person waits for the choice.
const CHOICE: Duration = Duration::from_secs(20);
const MODEL: usize = 200;

/// Texts that have nothing to do with one another: what the embedder calls unlike is learnt from them.
const PASSAGES: [&str; 4] = [
    "Парковка для гостей во дворе, въезд с улицы Лесной, первые два часа бесплатно.",
    "Перед окрашиванием волосы не моют один день, аллергию проверяют на сгибе локтя.",
    "Экскурсия на озеро начинается в семь утра, обед и трансфер входят в стоимость.",
    "Счёт для юридических лиц выставляется по запросу, договор подписывают по доверенности.",
];
const QUESTIONS: [&str; 4] = ["Можно прийти с собакой?", "Сколько стоит абонемент в бассейн на месяц?", "У вас есть гарантия на ремонт телефона?", "Во сколько закрывается библиотека в воскресенье?"];

/// What the screen shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    pub chosen: Option<Chosen>,
    /// None = off.
    pub state: Option<EmbedderStatus>,
    /// Passages and entries of the FAQ that are found by meaning, of all.
    pub done: i64,
    pub total: i64,
    pub error: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    pub provider_id: ProviderId,
    pub provider_title: String,
    pub vendor: String,
    pub model: String,
    pub dims: i64,
}

impl Status {
    fn shown(&self) -> Value {
        let chosen = self.chosen.as_ref().map(|c| json!({ "provider_id": c.provider_id, "provider_title": c.provider_title, "vendor": c.vendor, "model": c.model, "dims": c.dims }));
        let error = self.error.as_ref().map(|(code, detail)| json!({ "code": code, "detail": detail }));
        json!({ "embedder": chosen, "state": self.state.map_or("off", EmbedderStatus::as_str), "done": self.done, "total": self.total, "error": error })
    }
}

/// Models that lie on this server and make vectors.
pub fn local_folders(app: &App) -> Vec<String> {
    app.config().models.iter().filter(|vendor| vendor.caps().embeddings).flat_map(|vendor| vendor.folders()).collect()
}

pub async fn status(app: &App, org: OrgId) -> Result<Status> {
    of(&mut app.scope(org).await?).await
}

async fn of(reads: &mut impl Reads) -> Result<Status> {
    let Some(row) = store::embedder::find(reads).await? else { return Ok(Status { total: store::embedder::share(reads, "").await?.total, ..Status::default() }) };
    let share = store::embedder::share(reads, &row.name).await?;
    let provider = store::provider::find(reads, row.provider_id).await?;
    let state = if row.status == EmbedderStatus::Ready && share.done < share.total { EmbedderStatus::Embedding } else { row.status };
    Ok(Status {
        state: Some(state),
        done: counted(&row, share),
        total: share.total,
        error: row.error_code.clone().map(|code| (code, row.error.clone().unwrap_or_default())),
        chosen: Some(Chosen { provider_id: row.provider_id, provider_title: provider.map(|p| p.name).unwrap_or_default(), vendor: row.vendor, model: row.model, dims: row.dims }),
    })
}

/// Whole documents, entries, and what is done of the document under way.
fn counted(row: &Embedder, share: Share) -> i64 {
    let partial = if row.status == EmbedderStatus::Ready { 0 } else { row.partial };
    share.done.saturating_add(partial).min(share.total)
}

/// Chooses a model, after it has embedded some texts. The same one again keeps its vectors.
pub async fn choose(app: &App, ctx: &Ctx, provider: ProviderId, model: &str) -> Result<Status> {
    let mut model = model.to_owned();
    crate::catalog::check::name("model", &mut model, MODEL)?;
    if store::provider::find(&mut app.scope(ctx.org).await?, provider).await?.is_none() {
        return Err(Error { field: Some("provider_id".to_owned()), ..Error::not_found("provider") }.code("provider_unknown"));
    }
    let way = way(app, ctx.org, provider, &model).await?;
    let (dims, usual) = try_out(app, &way).await?;
    let millionths = |x: f32| (f64::from(x) * 1e6) as i64;
    let mut unit = app.unit(ctx).await?;
    let before = of(&mut unit).await?;
    let row = Embedder {
        provider_id: provider, vendor: way.provider.vendor, name: format!("{provider}/{model}/{dims}"), model, dims: i64::try_from(dims).unwrap_or(i64::MAX), usual: millionths(usual.mean), spread: millionths(usual.spread),
        status: EmbedderStatus::Embedding, partial: 0, error_code: None, error: None, tries: 0, run: 0, busy_until: unit.now(), seen_knowledge: 0, seen_catalog: 0, created_at: unit.now(), updated_at: unit.now(),
    };
    store::embedder::set(&mut unit, &row).await?;
    // What was found by the vectors of the one before is found by words until the new ones are there.
    store::org::bump_knowledge(&mut unit).await?;
    job::enqueue(&mut unit).await?;
    let after = tell(&mut unit).await?;
    let public = |s: &Status| s.chosen.as_ref().map(|c| json!({ "provider_id": c.provider_id, "vendor": c.vendor, "model": c.model, "dims": c.dims }));
    unit.audit(if before.chosen.is_some() { "update" } else { "create" }, "embedder", None, public(&before), public(&after)).await?;
    unit.commit().await?;
    Ok(after)
}

/// The length of its vectors, and what it calls unlike.
async fn try_out(app: &App, way: &Way) -> Result<(usize, Usual)> {
    let mut sides = Vec::new();
    for (texts, purpose) in [(PASSAGES, Purpose::Passage), (QUESTIONS, Purpose::Question)] {
        let texts: Vec<String> = texts.iter().map(|t| (*t).to_owned()).collect();
        let mut vectors = Vec::new();
        for part in texts.chunks(usize::from(way.caps.texts_at_once.max(1))) {
            vectors.extend(way.embed(app, &Asker::default(), part, purpose, CHOICE).await?);
        }
        sides.push(vectors);
    }
    let dims = sides.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let is_sound = |v: &Vec<f32>| v.len() == dims && to_bytes(v).iter().any(|b| *b != 0);
    if !(1..=DIMS).contains(&dims) || !sides.iter().flatten().all(is_sound) {
        return Err(Error::new(Kind::Unsupported, "what it answers are no vectors").code("embedder_useless"));
    }
    let [passages, questions] = sides.as_slice() else { return Ok((dims, Usual::UNKNOWN)) };
    let unlike: Vec<f32> = passages.iter().flat_map(|p| questions.iter().map(|q| cosine(p, q))).collect();
    Ok((dims, Usual::of(&unlike)))
}

/// Only words from now on; the vectors are dropped in the background.
pub async fn remove(app: &App, ctx: &Ctx) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(row) = store::embedder::find(&mut unit).await? else { return Ok(()) };
    store::embedder::remove(&mut unit).await?;
    store::org::bump_knowledge(&mut unit).await?;
    job::enqueue(&mut unit).await?;
    unit.audit("remove", "embedder", None, Some(json!({ "provider_id": row.provider_id, "vendor": row.vendor, "model": row.model, "dims": row.dims })), None).await?;
    tell(&mut unit).await?;
    unit.commit().await
}

/// Goes on at once, whatever has failed.
pub async fn retry(app: &App, ctx: &Ctx) -> Result<Status> {
    let mut unit = app.unit(ctx).await?;
    let row = store::embedder::find(&mut unit).await?.ok_or_else(|| Error::conflict("no embedder is chosen").code("embedder_off"))?;
    // Who is at work without trouble is not disturbed.
    if row.status == EmbedderStatus::Embedding && row.error_code.is_none() && row.busy_until > unit.now() {
        return of(&mut unit).await;
    }
    store::embedder::again(&mut unit).await?;
    job::enqueue(&mut unit).await?;
    unit.audit("retry", "embedder", None, None, None).await?;
    let status = tell(&mut unit).await?;
    unit.commit().await?;
    Ok(status)
}

/// The event of a change, which is the whole of what the screen shows.
async fn tell(unit: &mut Unit) -> Result<Status> {
    let status = of(unit).await?;
    let org = unit.org();
    unit.event("knowledge.embedder", org, None, status.shown()).await?;
    Ok(status)
}

/// Something was written that has no vector yet.
pub(crate) async fn freshen(unit: &mut Unit) -> Result<()> {
    if store::embedder::find(unit).await?.is_some() { job::enqueue(unit).await } else { Ok(()) }
}

/// A provider has another key, or goes on after a pause.
pub(crate) async fn provider_changed(unit: &mut Unit, provider: ProviderId) -> Result<()> {
    let Some(row) = store::embedder::find(unit).await?.filter(|row| row.provider_id == provider) else { return Ok(()) };
    if row.status == EmbedderStatus::Ready {
        return Ok(());
    }
    store::embedder::again(unit).await?;
    job::enqueue(unit).await?;
    tell(unit).await.map(drop)
}

/// The provider that makes the vectors is not removed under them.
pub(crate) async fn check_free(unit: &mut Unit, provider: ProviderId) -> Result<()> {
    match store::embedder::find(unit).await?.filter(|row| row.provider_id == provider) {
        Some(_) => Err(Error::conflict("the knowledge base is found by its vectors: choose another embedder or none first").code("provider_embeds")),
        None => Ok(()),
    }
}

/// What others have written or left undone is taken up: a net under `freshen`, and under a process that died.
pub(crate) async fn watch(app: &App) -> Result<()> {
    let mut root = app.db().root().await?;
    let firms = store::embedder::stale(&mut root, app.now(), app.now().plus_secs(-300)).await?;
    root.commit().await?;
    for org in firms {
        let mut unit = app.unit(&app.system(org)).await?;
        job::enqueue(&mut unit).await?;
        unit.commit().await?;
    }
    Ok(())
}
