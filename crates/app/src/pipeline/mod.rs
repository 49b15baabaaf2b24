//! Pipelines of a firm: made, changed as a whole, removed. Nothing is left standing nowhere: deals of a stage that goes away are
//! moved with it, and so are the names by which agents and scripts know it. Until the first change the usual pipeline is in no table.

use crate::agent::stage::{named_by, rename_in};
use crate::catalog::check;
use crate::org::slugify;
use crate::{App, Ctx};
use domain::deal::LONGEST_REASON;
use domain::id::EventId;
use domain::pipeline::{MAIN, MOST_PIPELINES, MOST_REASONS, Pipeline, Stage, StageColor, StageKind, StageRules, is_key, usual};
use domain::{Error, Fault, Faults, Kind, Result};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::Unit;

const NAME: usize = 80;
const TASK: usize = 200;

/// What a pipeline should be.
#[derive(Clone, Debug, Default)]
pub struct PipelineWish {
    pub name: String,
    pub name_en: String,
    /// False on the default one changes nothing: there is always one.
    pub is_default: bool,
    pub loss_reasons: Vec<String>,
    /// In their order. None of them: a short way to won or lost.
    pub stages: Vec<StageWish>,
    /// Where deals and names go from stages that go away.
    pub moved: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct StageWish {
    /// None: made of the name.
    pub key: Option<String>,
    pub name: String,
    pub name_en: String,
    pub kind: StageKind,
    pub color: Option<StageColor>,
    pub rules: StageRules,
}

/// Adds a pipeline after the others.
pub async fn create(app: &App, ctx: &Ctx, key: Option<String>, wish: PipelineWish) -> Result<Pipeline> {
    let mut unit = app.unit(ctx).await?;
    let all = own(&mut unit).await?;
    if all.len() >= MOST_PIPELINES {
        return Err(Error::conflict(format!("at most {MOST_PIPELINES} pipelines")).code("pipelines_too_many"));
    }
    let key = match key {
        Some(key) if !is_key(&key) => return Err(Error::invalid("key", "a key is made of a-z, 0-9, dashes and underscores, at most 48")),
        Some(key) if all.iter().any(|p| p.key == key) => return Err(Error { field: Some("key".to_owned()), ..Error::conflict("another pipeline has this key") }.code("key_taken")),
        Some(key) => key,
        None => free(&made_of(&wish.name_en, &wish.name, "pipeline"), |key| all.iter().any(|p| p.key == key)),
    };
    let position = all.iter().map(|p| p.position).max().unwrap_or(0) + 1;
    let after = pipeline(&all, key, position, wish)?;
    store::pipeline::put(&mut unit, &after).await?;
    record(&mut unit, "create", &after.key, None, Some(&after)).await?;
    unit.commit().await?;
    Ok(after)
}

/// Makes a pipeline what it should be. What stands at stages that go away must be told where to go.
pub async fn put(app: &App, ctx: &Ctx, key: &str, wish: PipelineWish) -> Result<Pipeline> {
    let mut unit = app.unit(ctx).await?;
    let all = own(&mut unit).await?;
    let before = all.iter().find(|p| p.key == key).ok_or_else(|| Error::not_found("pipeline"))?;
    let moved = wish.moved.clone();
    let mut after = pipeline(&all, key.to_owned(), before.position, wish)?;
    after.is_default |= before.is_default;
    let gone: Vec<&Stage> = before.stages.iter().filter(|s| after.stage(&s.key).is_none()).collect();
    let target = |key: &str| after.stage(key).or_else(|| all.iter().filter(|p| p.key != after.key).find_map(|p| p.stage(key)));
    for (from, to) in &moved {
        if target(to).is_none() {
            return Err(Error::invalid(format!("moved.{from}"), "no such stage").code("stage_unknown"));
        }
    }
    let standing = store::pipeline::standing(&mut unit, key).await?;
    let left = |s: &&&Stage| !moved.contains_key(&s.key);
    let faults: Vec<Fault> = gone.iter().filter(left).filter_map(|s| standing.get(&s.key).map(|n| fault(&s.key, "stage_in_use", n.to_string()))).collect();
    refuse(faults, "stage_in_use", "deals stand at stages that go away: `moved` says where they go")?;
    for stage in gone.iter().filter(left) {
        named(&mut unit, stage).await?;
    }
    store::pipeline::put(&mut unit, &after).await?;
    for stage in &after.stages {
        if let Some(was) = before.stage(&stage.key) {
            store::pipeline::settle(&mut unit, Some(was), stage).await?;
        }
    }
    let renamed: BTreeMap<String, String> = moved.into_iter().filter(|(from, _)| gone.iter().any(|s| s.key == *from)).collect();
    for (from, to) in &renamed {
        if let Some(to) = target(to) {
            store::deal::move_all(&mut unit, from, to).await?;
        }
    }
    if !renamed.is_empty() {
        rename_in(&mut unit, ctx, &renamed).await?;
    }
    record(&mut unit, "update", key, Some(before), Some(&after)).await?;
    unit.commit().await?;
    Ok(after)
}

/// Removes a pipeline without deals; if it was the default one, the next takes its place.
pub async fn remove(app: &App, ctx: &Ctx, key: &str) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let all = own(&mut unit).await?;
    let before = all.iter().find(|p| p.key == key).ok_or_else(|| Error::not_found("pipeline"))?;
    let Some(heir) = all.iter().find(|p| p.key != key) else { return Err(Error::conflict("a firm has at least one pipeline").code("pipeline_last")) };
    let standing = store::pipeline::standing(&mut unit, key).await?;
    refuse(standing.iter().map(|(stage, n)| fault(stage, "stage_in_use", n.to_string())).collect(), "pipeline_in_use", "deals stand in this pipeline")?;
    for stage in &before.stages {
        named(&mut unit, stage).await?;
    }
    store::pipeline::remove(&mut unit, key).await?;
    if before.is_default {
        store::pipeline::put(&mut unit, &Pipeline { is_default: true, ..heir.clone() }).await?;
    }
    record(&mut unit, "remove", key, Some(before), None).await?;
    unit.commit().await
}

/// Puts stages of a pack in the place of those of the main pipeline.
pub(crate) async fn settle_in(unit: &mut Unit, stages: &[Stage], loss_reasons: &[String]) -> Result<()> {
    let main = store::pipeline::list(unit).await?.into_iter().find(|p| p.key == MAIN).unwrap_or_else(usual);
    let after = Pipeline { stages: stages.to_vec(), loss_reasons: loss_reasons.to_vec(), ..main };
    after.check()?;
    store::pipeline::put(unit, &after).await
}

/// The firm's pipelines, held still, in tables from now on.
async fn own(unit: &mut Unit) -> Result<Vec<Pipeline>> {
    store::pipeline::hold(unit).await?;
    if !store::pipeline::is_own(unit).await? {
        store::pipeline::put(unit, &usual()).await?;
    }
    store::pipeline::list(unit).await
}

/// The pipeline of a wish, by all rules.
fn pipeline(all: &[Pipeline], key: String, position: i64, mut wish: PipelineWish) -> Result<Pipeline> {
    check::name("name", &mut wish.name, NAME)?;
    check::tidy("name_en", &mut wish.name_en, NAME)?;
    check::words("loss_reasons", &mut wish.loss_reasons, MOST_REASONS)?;
    if wish.loss_reasons.iter().any(|r| r.chars().count() > LONGEST_REASON) {
        return Err(Error::invalid("loss_reasons", format!("at most {LONGEST_REASON} characters")));
    }
    if wish.stages.is_empty() {
        wish.stages = short_way();
    }
    let others: BTreeSet<&str> = all.iter().filter(|p| p.key != key).flat_map(|p| p.stages.iter().map(|s| s.key.as_str())).collect();
    let mut taken: BTreeSet<String> = others.iter().map(|k| (*k).to_owned()).chain(wish.stages.iter().filter_map(|s| s.key.clone())).collect();
    let mut stages = Vec::with_capacity(wish.stages.len());
    for (i, mut s) in wish.stages.into_iter().enumerate() {
        let at = |field: &str| format!("stages[{i}].{field}");
        check::name(&at("name"), &mut s.name, NAME)?;
        check::tidy(&at("name_en"), &mut s.name_en, NAME)?;
        for task in &mut s.rules.tasks {
            check::name(&at("rules.tasks"), &mut task.title, TASK)?;
        }
        let stage_key = match s.key {
            Some(key) if others.contains(key.as_str()) => return Err(Error { field: Some(at("key")), ..Error::conflict("a stage of another pipeline has this key") }.code("stage_taken")),
            Some(key) => key,
            None => free(&made_of(&s.name_en, &s.name, "stage"), |key| taken.contains(key)),
        };
        taken.insert(stage_key.clone());
        let name_en = if s.name_en.is_empty() { s.name.clone() } else { s.name_en };
        let color = s.color.unwrap_or_else(|| StageColor::of(s.kind, i));
        stages.push(Stage { key: stage_key, name: s.name, name_en, kind: s.kind, position: i64::try_from(i + 1).unwrap_or(i64::MAX), pipeline: key.clone(), color, rules: s.rules });
    }
    let name_en = if wish.name_en.is_empty() { wish.name.clone() } else { wish.name_en };
    let made = Pipeline { key, name: wish.name, name_en, position, is_default: wish.is_default, stages, loss_reasons: wish.loss_reasons };
    made.check()?;
    Ok(made)
}

/// For a pipeline nobody has drawn yet.
fn short_way() -> Vec<StageWish> {
    const WAY: [(&str, &str, StageKind); 4] =
        [("Новая", "New", StageKind::Open), ("В работе", "In progress", StageKind::Open), ("Успех", "Won", StageKind::Won), ("Отказ", "Lost", StageKind::Lost)];
    WAY.iter().map(|(name, name_en, kind)| StageWish { key: None, name: (*name).to_owned(), name_en: (*name_en).to_owned(), kind: *kind, color: None, rules: StageRules::default() }).collect()
}

/// A key of the first name that is not blank.
fn made_of(first: &str, second: &str, else_: &str) -> String {
    let name = if first.trim().is_empty() { second } else { first };
    let slug = slugify(name);
    if slug == "firm" { else_.to_owned() } else { slug }
}

fn free(base: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..10_000).map(|n| format!("{base}-{n}"));
    std::iter::once(base.to_owned()).chain(numbered).find(|key| !is_taken(key)).unwrap_or_else(|| base.to_owned())
}

/// A stage that somebody names cannot go away by itself.
async fn named(unit: &mut Unit, stage: &Stage) -> Result<()> {
    let names = named_by(unit, &stage.key).await?;
    refuse(names.into_iter().map(|name| fault(&stage.key, "stage_named", name)).collect(), "stage_named", "agents or scripts name stages that go away: `moved` says what they name then")
}

fn fault(field: &str, code: &'static str, detail: String) -> Fault {
    Fault { field: field.to_owned(), code, detail }
}

fn refuse(faults: Vec<Fault>, code: &'static str, detail: &str) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Error::new(Kind::Conflict, detail).code(code).source(Faults(faults))) }
}

async fn record(unit: &mut Unit, action: &'static str, key: &str, before: Option<&Pipeline>, after: Option<&Pipeline>) -> Result<()> {
    unit.audit(action, "pipeline", None, before.map(|p| json!(p)), after.map(|p| json!(p))).await?;
    unit.event("pipeline.changed", EventId::new(), None, json!({"pipeline": key, "action": action})).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_of_names_and_stay_unique() {
        let stage = |name: &str, name_en: &str, kind| StageWish { key: None, name: name.into(), name_en: name_en.into(), kind, color: None, rules: StageRules::default() };
        let wish = PipelineWish { name: " Походы ".into(), stages: vec![stage("Новая заявка", "New lead", StageKind::Open), stage("Звонок", "", StageKind::Open), stage("Звонок", "", StageKind::Lost)], ..PipelineWish::default() };
        let made = pipeline(&[usual()], "hikes".into(), 2, wish.clone()).unwrap();
        assert_eq!(made.stages.iter().map(|s| s.key.as_str()).collect::<Vec<_>>(), ["new-lead-2", "zvonok", "zvonok-2"]);
        assert_eq!((made.name.as_str(), made.name_en.as_str(), made.stages[2].color), ("Походы", "Походы", StageColor::Red));
        let taken = PipelineWish { stages: vec![StageWish { key: Some("offer".into()), ..stage("x", "x", StageKind::Open) }], ..wish };
        assert_eq!(pipeline(&[usual()], "hikes".into(), 2, taken).unwrap_err().public_code(), "stage_taken");
        assert_eq!(pipeline(&[usual()], "hikes".into(), 2, PipelineWish { name: "x".into(), ..PipelineWish::default() }).unwrap().stages.len(), 4);
    }
}
