//! The steps from nothing to the first booking, and the industry packs a new firm can begin with.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{LangWord, Text, When};
use crate::page::Page;
use crate::problem::{Answer, Problem};
use app::onboarding::{self, Change, Onboarding};
use domain::onboarding::Step;
use app::pack::{Pack, Texts};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get, update)).routes(routes!(packs)).routes(routes!(install))
}

words! {
    StepWord = domain::onboarding::Step, "Step", domain::onboarding::Step::ALL;
    StepStateWord = domain::onboarding::StepState, "StepState", domain::onboarding::StepState::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    #[schema(inline)]
    pub id: StepWord,
    /// `current` is the first step neither done nor skipped.
    #[schema(inline)]
    pub state: StepStateWord,
}

/// How far the firm has come.
#[derive(Debug, Serialize, ToSchema)]
pub struct OnboardingView {
    pub steps: Vec<StepView>,
    /// Absent until the owner has finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub finished_at: Option<When>,
}
impl From<Onboarding> for OnboardingView {
    fn from(o: Onboarding) -> Self {
        let steps = o.steps.into_iter().map(|(id, state)| StepView { id: id.into(), state: state.into() }).collect();
        OnboardingView { steps, finished_at: o.finished_at.map(Into::into) }
    }
}

/// Exactly one of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateOnboarding {
    /// Leave a step out.
    #[serde(default)]
    #[schema(inline)]
    skip: Option<StepWord>,
    /// Take a skipped step up again; `done` begins anew.
    #[serde(default)]
    #[schema(inline)]
    restore: Option<StepWord>,
    /// True: the owner needs no guide any more.
    #[serde(default)]
    finish: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TextsView {
    pub ru: String,
    pub en: String,
}
impl From<Texts> for TextsView {
    fn from(t: Texts) -> Self {
        TextsView { ru: t.ru, en: t.en }
    }
}

/// An industry pack: a firm to begin with.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackView {
    pub name: String,
    pub title: TextsView,
    pub description: TextsView,
    /// The language of its texts.
    #[schema(inline)]
    pub lang: LangWord,
    pub branches: usize,
    pub services: usize,
    pub employees: usize,
    /// Answers to common questions, by language.
    pub answers: BTreeMap<String, usize>,
    /// Can it invent weeks of visits and talks?
    pub has_demo: bool,
}
impl From<Pack> for PackView {
    fn from(p: Pack) -> Self {
        let mut answers = BTreeMap::new();
        for (lang, count) in [("ru", p.faq.iter().filter(|f| f.ru.is_some()).count()), ("en", p.faq.iter().filter(|f| f.en.is_some()).count())] {
            answers.insert(lang.to_owned(), count);
        }
        PackView {
            name: p.head.key, title: p.head.name.into(), description: p.head.description.into(), lang: p.head.lang.into(), branches: p.branches.len(), services: p.services.len(),
            employees: p.employees.len(), answers, has_demo: p.demo.is_some(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstallPack {
    /// Also invent weeks of customers, visits and talks.
    #[serde(default)]
    with_demo: bool,
}

/// The steps from nothing to the first booking. What is done is read from the firm itself.
#[utoipa::path(get, path = "/onboarding", tag = "orgs", responses((status = 200, description = "The steps.", body = OnboardingView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<OnboardingView>> {
    Ok(Json(onboarding::get(&state.app, &who.ctx).await?.into()))
}

/// Skips a step, takes it up again, or finishes.
#[utoipa::path(patch, path = "/onboarding", tag = "orgs", request_body = UpdateOnboarding, responses((status = 200, description = "The steps now.", body = OnboardingView)))]
async fn update(State(state): State<ApiState>, who: Can<may::ManageOrg>, Body(body): Body<UpdateOnboarding>) -> Answer<Json<OnboardingView>> {
    let change = match (body.skip, body.restore, body.finish) {
        (Some(step), None, None) => Change::Skip(step.into()),
        (None, Some(step), None) => Change::Restore(step.into()),
        (None, None, Some(true)) => Change::Finish,
        (None, None, Some(false)) => Change::Restore(Step::Done),
        _ => return Err(Problem::invalid("skip", "exactly one of skip, restore and finish")),
    };
    Ok(Json(onboarding::change(&state.app, &who.ctx, change).await?.into()))
}

/// Industry packs to begin with.
#[utoipa::path(get, path = "/packs", tag = "orgs", responses((status = 200, description = "Packs.", body = Page<PackView>)))]
async fn packs(_: Can<may::Read>) -> Answer<Json<Page<PackView>>> {
    let all = app::pack::names().iter().map(|name| Ok(app::pack::read(name)?.into())).collect::<domain::Result<_>>()?;
    Ok(Json(Page::whole(all)))
}

/// Fills the organization's catalog from a pack. Only an empty one: otherwise 409 `catalog_not_empty`.
#[utoipa::path(post, path = "/packs/{name}/install", tag = "orgs", params(("name" = inline(Text<1, 40>), Path, description = "As in the list of packs.")), request_body = InstallPack, responses((status = 201, description = "Installed; the steps now.", body = OnboardingView)))]
async fn install(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(name): Path<Text<1, 40>>, Body(body): Body<InstallPack>) -> Answer<(StatusCode, Json<OnboardingView>)> {
    app::pack::begin_with(&state.app, &who.ctx, name.as_str(), body.with_demo).await?;
    Ok((StatusCode::CREATED, Json(onboarding::get(&state.app, &who.ctx).await?.into())))
}
