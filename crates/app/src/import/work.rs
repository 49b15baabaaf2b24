//! The job of an import: it does what the row's state says and goes on where the last runner was. Nothing is kept in memory that another
//! runner could not make anew from the file and the row.

use super::read::{Source, Survey};
use super::{let_go, propose, tell};
use super::write::Press;
use crate::{App, Ctx};
use documents::Refused;
use domain::custom_field::Entity;
use domain::id::ImportId;
use domain::import::{Counts, Import, ImportState};
use domain::{Error, Kind, Result};
use serde_json::json;
use std::sync::Arc;
use store::Unit;
use store::import::bulk;

/// Does what there is to do; an import that was cancelled or taken over is left alone.
pub async fn run(app: &App, ctx: &Ctx, id: ImportId) -> Result<()> {
    let Some(import) = crate::or_gone(store::import::get(&mut app.scope(ctx.org).await?, id).await)? else { return Ok(()) };
    match import.state {
        ImportState::New | ImportState::Reading => survey(app, ctx, import).await,
        ImportState::Checking | ImportState::Running => press(app, ctx, import).await,
        ImportState::Undoing => super::undo::run(app, ctx, import).await,
        _ => Ok(()),
    }
}

/// Tells whoever looks how far it is; no single row is told of.
pub(super) async fn progress(unit: &mut Unit, import: &Import, done: i64, counts: &Counts) -> Result<()> {
    let counts = Counts { refusals: Vec::new(), ..counts.clone() };
    unit.event("import.progressed", import.id, None, json!({ "import_id": import.id, "state": import.state, "done_records": done, "total_records": import.total_records, "counts": counts })).await
}

async fn source(app: &App, ctx: &Ctx, import: &Import) -> Result<Source> {
    let (file, path) = crate::file::find(app, ctx.org, store::import::file_of(import)?).await?;
    Ok(Source { path, name: file.name, order: import.mapping.date_order })
}

fn broken() -> Refused {
    Refused { code: "broken", detail: "Reading it failed.".to_owned() }
}

async fn survey(app: &App, ctx: &Ctx, import: Import) -> Result<()> {
    let id = import.id;
    let source = match source(app, ctx, &import).await {
        Err(error) if error.kind == Kind::NotFound || error.public_code() == "import_file_gone" => return refuse(app, ctx, &import, &broken()).await,
        source => source?,
    };
    if import.state == ImportState::New {
        let mut unit = app.unit(ctx).await?;
        if store::import::lock(&mut unit, id).await?.state != ImportState::New {
            return Ok(());
        }
        store::import::set_state(&mut unit, id, ImportState::Reading, None, None, 0).await?;
        tell(&mut unit, id).await?;
        unit.commit().await?;
    }
    // What a large file needs in memory is needed once, however many wait.
    let _place = app.0.reading.clone().acquire_owned().await.ok();
    let (send, mut heard) = tokio::sync::mpsc::channel(4);
    let reader = tokio::task::spawn_blocking(move || source.survey(&send));
    let mut told = 0;
    while let Some(percent) = heard.recv().await {
        if percent >= told + 10 && percent < 100 {
            told = percent;
            let mut unit = app.unit(ctx).await?;
            if store::import::lock(&mut unit, id).await?.state != ImportState::Reading {
                return Ok(());
            }
            unit.event("import.progressed", id, None, json!({ "import_id": id, "state": ImportState::Reading, "done_records": percent, "total_records": 100 })).await?;
            unit.commit().await?;
        }
    }
    match reader.await.unwrap_or_else(|_| Err(broken())) {
        Ok(survey) => ready(app, ctx, &import, &survey).await,
        Err(refused) => refuse(app, ctx, &Import { state: ImportState::Reading, ..import }, &refused).await,
    }
}

async fn ready(app: &App, ctx: &Ctx, import: &Import, survey: &Survey) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let org = store::org::get_in(&mut unit).await?;
    let fields = crate::custom_field::list(&mut unit, Entity::Contact).await?;
    let mapping = propose::mapping(survey, &import.mapping, &org.zone, &fields);
    if store::import::set_found(&mut unit, import.id, survey.format, &survey.found, &mapping, survey.total).await? {
        tell(&mut unit, import.id).await?;
        unit.commit().await?;
    }
    Ok(())
}

/// A file that cannot be read is no fault of ours: the import says why.
async fn refuse(app: &App, ctx: &Ctx, import: &Import, why: &Refused) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    if store::import::fail(&mut unit, import.id, import.state, why.code, &why.detail.replace('\0', "")).await? {
        tell(&mut unit, import.id).await?;
        unit.commit().await?;
    }
    Ok(())
}

/// Writes all portions that are left; a dry run only counts them.
async fn press(app: &App, ctx: &Ctx, import: Import) -> Result<()> {
    let is_dry = import.state == ImportState::Checking;
    let mut done = if is_dry { 0 } else { import.done_records };
    let source = match source(app, ctx, &import).await {
        Err(error) if error.kind == Kind::NotFound || error.public_code() == "import_file_gone" => return refuse(app, ctx, &import, &broken()).await,
        source => Arc::new(source?),
    };
    let mut scope = app.scope(ctx.org).await?;
    let org = store::org::get(&mut scope).await?;
    let fields = crate::custom_field::list(&mut scope, Entity::Contact).await?;
    drop(scope);
    let mut press = Press::new(app, ctx, import, org, fields, source.clone(), is_dry)?;
    let (send, mut heard) = tokio::sync::mpsc::channel(2);
    let reader = tokio::task::spawn_blocking(move || source.stream(done, &send));
    while let Some(portion) = heard.recv().await {
        if app.stop().is_cancelled() {
            return Err(Error::new(Kind::Unavailable, "the server stops").op("import.run"));
        }
        if !press.take(&portion, done).await? {
            return Ok(());
        }
        done = portion.upto;
        if is_dry {
            let mut unit = app.unit(ctx).await?;
            progress(&mut unit, &press.import, done, &press.counts).await?;
            unit.commit().await?;
        }
    }
    if let Err(refused) = reader.await.unwrap_or_else(|_| Err(broken())) {
        return refuse(app, ctx, &press.import, &refused).await;
    }
    if is_dry { tried(app, ctx, &press).await } else { finish(app, ctx, &press).await }
}

async fn tried(app: &App, ctx: &Ctx, press: &Press) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    if store::import::set_dry(&mut unit, press.import.id, &press.counts).await? {
        tell(&mut unit, press.import.id).await?;
        unit.commit().await?;
    }
    Ok(())
}

async fn finish(app: &App, ctx: &Ctx, press: &Press) -> Result<()> {
    let id = press.import.id;
    for keys in press.talk_keys().chunks(super::read::PORTION) {
        let mut unit = app.unit(ctx).await?;
        for talk in bulk::known(&mut unit, keys).await?.into_values() {
            bulk::sort(&mut unit, talk.into()).await?;
        }
        unit.commit().await?;
    }
    let mut unit = app.unit(ctx).await?;
    if store::import::finish(&mut unit, id, ImportState::Running, ImportState::Done, &press.counts).await? {
        let_go(&mut unit, &press.import).await?;
        unit.audit("finish", "import", Some(id.0), None, Some(json!({ "contacts": press.counts.contacts_new, "messages": press.counts.messages_new, "refused": press.counts.refused }))).await?;
        tell(&mut unit, id).await?;
        unit.commit().await?;
    }
    Ok(())
}
