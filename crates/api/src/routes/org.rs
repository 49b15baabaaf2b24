//! Organizations: one's own list, opening another, working in another, the current one's settings.

use crate::ApiState;
use crate::auth::{Can, SignedIn, may};
use crate::extract::{Body, Path};
use crate::field::{LangWord, Name, Text, When};
use crate::page::Page;
use crate::problem::Answer;
use crate::routes::auth::{MembershipView, TokensView};
use crate::routes::reminder::VisitsView;
use app::org::{NewOrg, OrgPatch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::org::{Org, OrgSettings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(switch)).routes(routes!(current, update))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateOrg {
    #[schema(inline)]
    name: Name,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    #[serde(default)]
    #[schema(inline)]
    timezone: Option<Text<1, 64>>,
    /// ISO 4217.
    #[serde(default)]
    #[schema(inline)]
    currency: Option<Text<3, 3>>,
    /// ISO 3166 alpha-2, for phones typed without a country code.
    #[serde(default)]
    #[schema(inline)]
    region: Option<Text<2, 2>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateOrg {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    #[serde(default)]
    #[schema(inline)]
    timezone: Option<Text<1, 64>>,
    #[serde(default)]
    #[schema(inline)]
    currency: Option<Text<3, 3>>,
    #[serde(default)]
    #[schema(inline)]
    region: Option<Text<2, 2>>,
    /// Changes the settings that are named; the others stay. Null clears a phone or a site.
    #[serde(default)]
    #[schema(value_type = Option<Settings>)]
    settings: Option<SettingsPatch>,
}

/// The settings a caller has named, checked as a whole `Settings` and kept by name.
#[derive(Debug)]
pub struct SettingsPatch(serde_json::Map<String, serde_json::Value>);

impl<'de> Deserialize<'de> for SettingsPatch {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let named = serde_json::Map::deserialize(deserializer)?;
        let checked: Settings = serde_path_to_error::deserialize(serde_json::Value::Object(named.clone())).map_err(|e| {
            let path = e.path().to_string();
            let inner = e.into_inner().to_string();
            D::Error::custom(if inner.starts_with("unknown field") { inner } else { crate::extract::nested(&path, &inner) })
        })?;
        let tidy = serde_json::to_value(checked).map_err(D::Error::custom)?;
        let kept = named.into_iter().map(|(name, given)| {
            let value = tidy.get(&name).cloned().unwrap_or(given);
            (name, value)
        });
        Ok(SettingsPatch(kept.collect()))
    }
}

/// A language the agent has words in.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Spoken {
    Ru,
    En,
}
impl From<domain::Lang> for Spoken {
    fn from(lang: domain::Lang) -> Self {
        if lang.spoken() == domain::Lang::En { Spoken::En } else { Spoken::Ru }
    }
}

/// The firm's own greeting of strangers, by language; the usual one where it is missing.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GreetingsView {
    #[schema(inline)]
    pub ru: Option<Text<1, 300>>,
    #[schema(inline)]
    pub en: Option<Text<1, 300>>,
}

/// Minutes of working time; nothing is promised where there is none.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SlaView {
    /// Until the first answer of a person.
    #[schema(minimum = 1, maximum = 43200)]
    pub first_minutes: Option<u32>,
    /// Until any answer after it.
    #[schema(minimum = 1, maximum = 43200)]
    pub next_minutes: Option<u32>,
}

/// Nothing is thrown away where there is no number.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionView {
    /// Whoever has not been heard of for so many months of 31 days is erased: no message, no change of the card, no visit, no deal or task under way.
    #[schema(minimum = 6, maximum = 240)]
    pub contact_months: Option<u32>,
    /// What the agent thought and called is kept so many days.
    #[schema(minimum = 7, maximum = 3650)]
    pub trace_days: Option<u32>,
    /// Lines of the audit log are kept so many months of 31 days.
    #[schema(minimum = 12, maximum = 240)]
    pub audit_months: Option<u32>,
}

/// What an owner may tune.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The agent's own name, used in greetings.
    #[schema(inline)]
    pub agent_name: Text<0, 60>,
    /// Languages the agent answers in, each at most once; the first for everybody whose own is not among them. Empty: all it
    /// speaks, the organization's first.
    #[schema(max_items = 2)]
    pub languages: Vec<Spoken>,
    /// Replaced as a whole.
    pub greetings: GreetingsView,
    /// Phone the agent may give to customers.
    #[schema(inline)]
    pub phone: Option<Text<1, 32>>,
    #[schema(inline)]
    pub site: Option<Text<1, 200>>,
    /// Quiet window that gathers a burst of messages on messengers.
    #[schema(maximum = 30000)]
    pub quiet_window_ms: u32,
    /// How long a slot stays held while the customer decides.
    #[schema(minimum = 1, maximum = 120)]
    pub hold_minutes: u32,
    /// A visit cannot start sooner than this from now.
    #[schema(maximum = 20160)]
    pub lead_minutes: u32,
    #[schema(minimum = 1, maximum = 366)]
    pub horizon_days: u32,
    #[schema(minimum = 5, maximum = 240)]
    pub slot_step_minutes: u32,
    /// A customer may move or cancel by themselves until this long before the visit.
    #[schema(maximum = 20160)]
    pub change_until_minutes: u32,
    /// Ask for a phone before booking when the channel has not given one.
    pub phone_required: bool,
    /// What the agent does with new conversations: answer, prepare answers for approval, or nothing.
    #[schema(inline)]
    pub mode: AgentModeWord,
    /// `mode` holds in working hours only; outside them the agent answers by itself.
    pub mode_within_hours: bool,
    /// A conversation counts as over when the customer has been silent for so many hours; who left then without asking more was helped.
    #[schema(minimum = 1, maximum = 168)]
    pub resolve_hours: u32,
    /// A model, where an agent has one, reads documents in the background and adds to the knowledge graph what they say word for word. It costs
    /// tokens of that agent, within its limits; switched off, what it has found is not shown either.
    pub graph_by_model: bool,
    /// The public booking page: shown to everybody, kept out of search engines, or switched off.
    #[schema(inline)]
    pub booking_page: PageModeWord,
    /// Replaced as a whole.
    pub visits: VisitsView,
    /// How long a customer may wait for a person, where their team says nothing else. Replaced as a whole.
    pub sla: SlaView,
    /// How long data are kept that nobody works with; what is older goes at night. Replaced as a whole.
    pub retention: RetentionView,
}
words! {
    AgentModeWord = domain::conversation::AgentMode, "AgentMode", domain::conversation::AgentMode::ALL;
    PageModeWord = domain::org::PageMode, "PageMode", domain::org::PageMode::ALL;
}
impl Default for Settings {
    fn default() -> Self {
        OrgSettings::default().into()
    }
}
impl From<OrgSettings> for Settings {
    fn from(s: OrgSettings) -> Self {
        Settings {
            agent_name: Text::trusted(s.agent_name),
            languages: s.languages.into_iter().map(Into::into).collect(),
            greetings: GreetingsView { ru: s.greetings.ru.map(Text::trusted), en: s.greetings.en.map(Text::trusted) },
            phone: s.phone.map(Text::trusted),
            site: s.site.map(Text::trusted),
            quiet_window_ms: s.quiet_window_ms,
            hold_minutes: s.hold_minutes,
            lead_minutes: s.lead_minutes,
            horizon_days: s.horizon_days,
            slot_step_minutes: s.slot_step_minutes,
            change_until_minutes: s.change_until_minutes,
            phone_required: s.phone_required,
            mode: s.mode.into(),
            mode_within_hours: s.mode_within_hours,
            resolve_hours: s.resolve_hours,
            graph_by_model: s.graph_by_model,
            booking_page: s.booking_page.into(),
            visits: s.visits.into(),
            sla: SlaView { first_minutes: s.sla.first_minutes, next_minutes: s.sla.next_minutes },
            retention: RetentionView { contact_months: s.retention.contact_months, trace_days: s.retention.trace_days, audit_months: s.retention.audit_months },
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OrgView {
    pub id: Uuid,
    pub name: String,
    /// Short name in public addresses.
    pub slug: String,
    pub timezone: String,
    #[schema(inline)]
    pub lang: LangWord,
    pub currency: String,
    pub region: String,
    pub pack: String,
    pub settings: Settings,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Org> for OrgView {
    fn from(o: Org) -> Self {
        OrgView {
            id: o.id.uuid(), name: o.name, slug: o.slug, timezone: o.zone, lang: o.lang.into(), currency: o.currency, region: o.region, pack: o.pack, settings: o.settings.into(), created_at: o.created_at.into(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Switched {
    pub org: MembershipView,
    /// For a bearer token: the pair for the other organization. A cookie session simply works there from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tokens: Option<TokensView>,
}

/// Your organizations.
#[utoipa::path(get, path = "/orgs", tag = "orgs", responses((status = 200, description = "Organizations you belong to.", body = Page<MembershipView>)))]
async fn list(State(state): State<ApiState>, who: SignedIn) -> Answer<Json<Page<MembershipView>>> {
    let mut root = state.app.db().root_read().await?;
    let all = store::member::memberships(&mut root, who.person()).await?;
    let is_here = |m: &store::member::Membership| !who.proven.is_sso || Some(m.org_id) == who.org();
    Ok(Json(Page::whole(all.into_iter().filter(is_here).map(Into::into).collect())))
}

/// Opens one more organization; you own it.
#[utoipa::path(post, path = "/orgs", tag = "orgs", request_body = CreateOrg, responses((status = 201, description = "Opened.", body = OrgView)))]
async fn create(State(state): State<ApiState>, who: SignedIn, Body(body): Body<CreateOrg>) -> Answer<(StatusCode, Json<OrgView>)> {
    let text = |given: Option<String>, usual: &str| given.unwrap_or_else(|| usual.to_owned());
    let new = NewOrg {
        name: body.name.into_string(),
        slug: None,
        zone: text(body.timezone.map(Text::into_string), "Europe/Moscow"),
        lang: body.lang.map_or(domain::Lang::Ru, Into::into),
        currency: text(body.currency.map(Text::into_string), "RUB"),
        region: text(body.region.map(Text::into_string), "RU"),
        pack: "blank".to_owned(),
        settings: OrgSettings::default(),
    };
    app::sso::check_whole(&state.app, &who.proven).await?;
    let org = app::person::create_org(&state.app, &who.origin, who.person(), new).await?;
    Ok((StatusCode::CREATED, Json(org.into())))
}

/// Goes to work in another of your organizations.
#[utoipa::path(post, path = "/orgs/{id}/switch", tag = "orgs", params(("id" = Uuid, Path,)), responses((status = 200, description = "You work there now.", body = Switched)))]
async fn switch(State(state): State<ApiState>, who: SignedIn, Path(id): Path<Uuid>) -> Answer<Json<Switched>> {
    let (org, tokens) = app::session::switch(&state.app, &state.gate, &who.origin, &who.proven, id.into()).await?;
    Ok(Json(Switched { org: org.into(), tokens: tokens.map(Into::into) }))
}

/// The current organization.
#[utoipa::path(get, path = "/org", tag = "orgs", responses((status = 200, description = "The organization.", body = OrgView)))]
async fn current(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<OrgView>> {
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(store::org::get(&mut scope).await?.into()))
}

/// Changes the current organization.
#[utoipa::path(patch, path = "/org", tag = "orgs", request_body = UpdateOrg, responses((status = 200, description = "The organization now.", body = OrgView)))]
async fn update(State(state): State<ApiState>, who: Can<may::ManageOrg>, Body(body): Body<UpdateOrg>) -> Answer<Json<OrgView>> {
    let patch = OrgPatch {
        name: body.name.map(Text::into_string),
        zone: body.timezone.map(Text::into_string),
        lang: body.lang.map(Into::into),
        currency: body.currency.map(Text::into_string),
        region: body.region.map(Text::into_string),
        settings: body.settings.map(|patch| patch.0),
    };
    Ok(Json(app::org::update(&state.app, &who.ctx, patch).await?.into()))
}
