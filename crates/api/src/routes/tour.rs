//! Tours: list, read, add, change, remove. Their departures are `departure.rs`, photos and materials `tour_file.rs`.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{self, Patch, Text, When};
use crate::page::Page;
use crate::problem::Answer;
use crate::removal::Removal;
use crate::routes::service::MoneyView;
use crate::routes::tour_file::TourFileView;
use app::catalog::Removed;
use app::tour as tours;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Money;
use domain::id::TourId;
use domain::tour::{Difficulty, ProgramDay, Tour, TourFile, TourFileKind, Variant};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

words! {
    DifficultyWord = Difficulty, "Difficulty", Difficulty::ALL;
}

/// Another price of a tour: for children, for a room of one's own.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TourVariant {
    #[schema(inline)]
    key: Text<1, 48>,
    #[schema(inline)]
    name: Text<1, 200>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    name_en: Option<Text<1, 200>>,
    /// Minor units of the tour's currency, per person.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: i64,
}
impl From<Variant> for TourVariant {
    fn from(v: Variant) -> Self {
        TourVariant { key: Text::trusted(v.key), name: Text::trusted(v.name), name_en: v.name_en.map(Text::trusted), price: v.price }
    }
}
impl From<TourVariant> for Variant {
    fn from(v: TourVariant) -> Self {
        Variant { key: v.key.into(), name: v.name.into(), name_en: v.name_en.map(Into::into), price: v.price }
    }
}

/// What happens on a day of a tour.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TourDay {
    /// From 1 to the tour's length.
    #[schema(minimum = 1, maximum = 60)]
    day: u16,
    #[schema(inline)]
    title: Text<0, 200>,
    #[schema(inline)]
    text: Text<0, 2000>,
}
impl From<ProgramDay> for TourDay {
    fn from(p: ProgramDay) -> Self {
        TourDay { day: p.day, title: Text::trusted(p.title), text: Text::trusted(p.text) }
    }
}
impl From<TourDay> for ProgramDay {
    fn from(p: TourDay) -> Self {
        ProgramDay { day: p.day, title: p.title.into(), text: p.text.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TourView {
    pub id: Uuid,
    /// By which deals, scripts and dialogues name it.
    pub key: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name_en: Option<String>,
    pub category: String,
    pub description: String,
    pub description_en: String,
    /// Other words customers use for it.
    pub synonyms: Vec<String>,
    pub duration_days: u16,
    /// Months it runs in, 1 to 12.
    pub season: Vec<u8>,
    #[schema(inline)]
    pub difficulty: DifficultyWord,
    /// Highest point in metres.
    pub max_altitude: u32,
    pub group_min: u16,
    pub group_max: u16,
    /// 0 = any age.
    pub min_age: u8,
    /// Per person, in the tour's own currency.
    pub price: MoneyView,
    pub variants: Vec<TourVariant>,
    /// The branch it leaves from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub start_branch_id: Option<Uuid>,
    pub included: Vec<String>,
    pub excluded: Vec<String>,
    pub bring: Vec<String>,
    pub program: Vec<TourDay>,
    /// Addresses of pictures elsewhere.
    pub photos: Vec<String>,
    /// Photos that are stored files; the first is the cover.
    pub photo_files: Vec<TourFileView>,
    /// Stored files to be sent to customers.
    pub materials: Vec<TourFileView>,
    pub is_active: bool,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl TourView {
    /// `files`: of this tour, or of all.
    pub fn of(t: Tour, files: &[TourFile]) -> Self {
        let those = |kind: TourFileKind| files.iter().filter(|f| f.tour_id == t.id && f.kind == kind).cloned().map(Into::into).collect();
        let (photo_files, materials) = (those(TourFileKind::Photo), those(TourFileKind::Material));
        TourView {
            id: t.id.uuid(), key: t.key, name: t.name, name_en: t.name_en, category: t.category, description: t.description, description_en: t.description_en, synonyms: t.synonyms, duration_days: t.duration_days,
            season: t.season, difficulty: t.difficulty.into(), max_altitude: t.max_altitude, group_min: t.group_min, group_max: t.group_max, min_age: t.min_age, price: t.price.into(),
            variants: t.variants.into_iter().map(Into::into).collect(), start_branch_id: t.start.map(Into::into), included: t.included, excluded: t.excluded, bring: t.bring,
            program: t.program.into_iter().map(Into::into).collect(), photos: t.photos, photo_files, materials, is_active: t.is_active, position: t.position, created_at: t.created_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTour {
    /// Letters a–z, digits and hyphens; never changed afterwards.
    #[schema(inline)]
    key: Text<1, 48>,
    #[schema(inline)]
    name: Text<1, 200>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    name_en: Option<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline)]
    category: Text<0, 200>,
    #[serde(default)]
    #[schema(inline)]
    description: Text<0, 4000>,
    #[serde(default)]
    #[schema(inline)]
    description_en: Text<0, 4000>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    synonyms: Vec<Text<1, 200>>,
    #[schema(minimum = 1, maximum = 60)]
    duration_days: u16,
    #[schema(min_items = 1, max_items = 12)]
    season: Vec<u8>,
    #[schema(inline)]
    difficulty: DifficultyWord,
    #[serde(default)]
    #[schema(maximum = 9000)]
    max_altitude: u32,
    #[schema(minimum = 1, maximum = 500)]
    group_min: u16,
    #[schema(minimum = 1, maximum = 500)]
    group_max: u16,
    #[serde(default)]
    #[schema(maximum = 100)]
    min_age: u8,
    /// Per person, minor units of `currency`.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: i64,
    /// ISO 4217; the organization's own when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    currency: Option<Text<3, 3>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    variants: Vec<TourVariant>,
    #[serde(default)]
    #[schema(nullable = false)]
    start_branch_id: Option<Uuid>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    included: Vec<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    excluded: Vec<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    bring: Vec<Text<1, 200>>,
    #[serde(default)]
    #[schema(max_items = 60)]
    program: Vec<TourDay>,
    /// Addresses that begin with `https://` or `/`.
    #[serde(default)]
    #[schema(inline, max_items = 20)]
    photos: Vec<Text<1, 500>>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
}

fn strings<const MIN: usize, const MAX: usize>(texts: Vec<Text<MIN, MAX>>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

impl CreateTour {
    fn into_tour(self, own: String, created_at: domain::Ts) -> Tour {
        Tour {
            id: TourId::new(), key: self.key.into(), name: self.name.into(), name_en: self.name_en.map(Into::into), category: self.category.into(), description: self.description.into(), description_en: self.description_en.into(),
            synonyms: strings(self.synonyms), duration_days: self.duration_days, season: self.season, difficulty: self.difficulty.into(), max_altitude: self.max_altitude, group_min: self.group_min, group_max: self.group_max,
            min_age: self.min_age, price: Money { minor: self.price, currency: self.currency.map_or(own, Into::into) }, variants: self.variants.into_iter().map(Into::into).collect(), start: self.start_branch_id.map(Into::into),
            included: strings(self.included), excluded: strings(self.excluded), bring: strings(self.bring), program: self.program.into_iter().map(Into::into).collect(), photos: strings(self.photos), is_active: true,
            position: self.position, created_at,
        }
    }
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTour {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 200>>,
    /// Null clears it.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<String>, max_length = 200)]
    name_en: Option<Patch<Text<1, 200>>>,
    #[serde(default)]
    #[schema(inline)]
    category: Option<Text<0, 200>>,
    #[serde(default)]
    #[schema(inline)]
    description: Option<Text<0, 4000>>,
    #[serde(default)]
    #[schema(inline)]
    description_en: Option<Text<0, 4000>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    synonyms: Option<Vec<Text<1, 200>>>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    duration_days: Option<u16>,
    #[serde(default)]
    #[schema(min_items = 1, max_items = 12)]
    season: Option<Vec<u8>>,
    #[serde(default)]
    #[schema(inline)]
    difficulty: Option<DifficultyWord>,
    #[serde(default)]
    #[schema(maximum = 9000)]
    max_altitude: Option<u32>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 500)]
    group_min: Option<u16>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 500)]
    group_max: Option<u16>,
    #[serde(default)]
    #[schema(maximum = 100)]
    min_age: Option<u8>,
    /// Per person, minor units of the tour's currency.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: Option<i64>,
    #[serde(default)]
    #[schema(inline)]
    currency: Option<Text<3, 3>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    variants: Option<Vec<TourVariant>>,
    /// Null clears it.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    start_branch_id: Option<Patch<Uuid>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    included: Option<Vec<Text<1, 200>>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    excluded: Option<Vec<Text<1, 200>>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    bring: Option<Vec<Text<1, 200>>>,
    #[serde(default)]
    #[schema(max_items = 60)]
    program: Option<Vec<TourDay>>,
    #[serde(default)]
    #[schema(inline, max_items = 20)]
    photos: Option<Vec<Text<1, 500>>>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
}
impl UpdateTour {
    fn apply(self, t: &mut Tour) {
        let text = |new: Option<String>, old: &mut String| if let Some(new) = new { *old = new };
        text(self.name.map(Into::into), &mut t.name);
        text(self.category.map(Into::into), &mut t.category);
        text(self.description.map(Into::into), &mut t.description);
        text(self.description_en.map(Into::into), &mut t.description_en);
        text(self.currency.map(Into::into), &mut t.price.currency);
        if let Some(name) = self.name_en {
            t.name_en = name.into_option().map(Into::into);
        }
        let set = |new: Option<Vec<Text<1, 200>>>, old: &mut Vec<String>| if let Some(new) = new { *old = strings(new) };
        set(self.synonyms, &mut t.synonyms);
        set(self.included, &mut t.included);
        set(self.excluded, &mut t.excluded);
        set(self.bring, &mut t.bring);
        if let Some(photos) = self.photos {
            t.photos = strings(photos);
        }
        t.duration_days = self.duration_days.unwrap_or(t.duration_days);
        t.season = self.season.unwrap_or_else(|| std::mem::take(&mut t.season));
        t.difficulty = self.difficulty.map_or(t.difficulty, Into::into);
        t.max_altitude = self.max_altitude.unwrap_or(t.max_altitude);
        t.group_min = self.group_min.unwrap_or(t.group_min);
        t.group_max = self.group_max.unwrap_or(t.group_max);
        t.min_age = self.min_age.unwrap_or(t.min_age);
        t.price.minor = self.price.unwrap_or(t.price.minor);
        if let Some(variants) = self.variants {
            t.variants = variants.into_iter().map(Into::into).collect();
        }
        if let Some(branch) = self.start_branch_id {
            t.start = branch.into_option().map(Into::into);
        }
        if let Some(program) = self.program {
            t.program = program.into_iter().map(Into::into).collect();
        }
        t.is_active = self.is_active.unwrap_or(t.is_active);
        t.position = self.position.unwrap_or(t.position);
    }
}

/// All tours, by position.
#[utoipa::path(get, path = "/tours", tag = "catalog", responses((status = 200, description = "Tours.", body = Page<TourView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<TourView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let (rows, files) = (store::tour::list(&mut scope).await?, store::tour_file::list(&mut scope).await?);
    Ok(Json(Page::whole(rows.into_iter().map(|t| TourView::of(t, &files)).collect())))
}

/// One tour.
#[utoipa::path(get, path = "/tours/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "The tour.", body = TourView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<TourView>> {
    let mut scope = state.app.scope(who.org()).await?;
    let tour = store::tour::get(&mut scope, id.into()).await?;
    Ok(Json(TourView::of(tour, &store::tour_file::of(&mut scope, id.into()).await?)))
}

/// Adds a tour. It has no departures yet.
#[utoipa::path(post, path = "/tours", tag = "catalog", request_body = CreateTour, responses((status = 201, description = "Added.", body = TourView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateTour>) -> Answer<(StatusCode, Json<TourView>)> {
    let own = store::org::get(&mut state.app.scope(who.org()).await?).await?.currency;
    let tour = body.into_tour(own, state.now());
    Ok((StatusCode::CREATED, Json(TourView::of(tours::create(&state.app, &who.ctx, tour).await?, &[]))))
}

/// Changes a tour.
#[utoipa::path(patch, path = "/tours/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateTour, responses((status = 200, description = "The tour now.", body = TourView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateTour>) -> Answer<Json<TourView>> {
    let tour = tours::update(&state.app, &who.ctx, id.into(), |t| body.apply(t)).await?;
    Ok(Json(TourView::of(tour, &store::tour_file::of(&mut state.app.scope(who.org()).await?, id.into()).await?)))
}

/// Removes a tour. One that has departures is switched off instead.
#[utoipa::path(delete, path = "/tours/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone."), (status = 200, description = "Switched off.", body = TourView)))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Removal<TourView>> {
    Ok(match tours::remove(&state.app, &who.ctx, id.into()).await? {
        Removed::Gone => Removal::Gone,
        Removed::SwitchedOff(tour) => Removal::SwitchedOff(TourView::of(tour, &store::tour_file::of(&mut state.app.scope(who.org()).await?, id.into()).await?)),
    })
}
