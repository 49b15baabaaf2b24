//! Contacts: the firm's customers. Their list is `contact/list.rs`, the entries of a story `story.rs`.

mod consent;
mod list;
mod merge;

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{self, Email, LangWord, Name, Note, Patch, Text, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::{Answer, Problem};
use crate::routes::story::StoryView;
use app::contact::ContactPatch;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{Error, Phone, Ts};
use domain::contact::{Contact, Identity};
use domain::id::ContactId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::contact::Consent;
use store::contact::duplicate::Card;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list::list, create)).routes(routes!(get, update, remove)).routes(routes!(list::tags)).routes(routes!(timeline)).routes(routes!(add_identity, remove_identity))
        .routes(routes!(list::search)).routes(routes!(list::count)).routes(routes!(consent::consents, consent::add_consent)).routes(routes!(merge::duplicates)).routes(routes!(merge::dismiss)).routes(routes!(merge::preview))
        .routes(routes!(merge::unite)).routes(routes!(merge::merges)).routes(routes!(merge::undo))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactView {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    /// E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub lang: Option<LangWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub timezone: Option<String>,
    pub tags: Vec<String>,
    pub note: String,
    /// Where the contact first came from.
    pub source: String,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Contact> for ContactView {
    fn from(c: Contact) -> Self {
        ContactView {
            id: c.id.uuid(), name: c.name, phone: c.phone.map(|p| p.to_string()), email: c.email, lang: c.lang.map(Into::into), timezone: c.zone, tags: c.tags, note: c.note, source: c.source,
            created_at: c.created_at.into(), updated_at: c.updated_at.into(),
        }
    }
}

/// A contact with the accounts it is known by.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactCard {
    #[serde(flatten)]
    pub contact: ContactView,
    pub identities: Vec<IdentityView>,
    /// The firm's own fields.
    pub fields: BTreeMap<String, String>,
    pub consents: Vec<ConsentView>,
    /// The member who looks after the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub owner_id: Option<Uuid>,
    /// The channel the contact likes to be written by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub preferred_channel: Option<String>,
    /// Wants no news.
    pub is_unsubscribed: bool,
}
impl From<Card> for ContactCard {
    fn from(c: Card) -> Self {
        let consents = c.extra.consents.into_iter().map(|c| ConsentView { kind: Text::trusted(c.kind), at: c.at.into(), source: Text::trusted(c.source) }).collect();
        ContactCard {
            contact: c.contact.into(), identities: c.identities.into_iter().map(Into::into).collect(), fields: c.extra.fields, consents, owner_id: c.extra.owner_id.map(Into::into), preferred_channel: c.extra.preferred_channel,
            is_unsubscribed: c.extra.is_unsubscribed,
        }
    }
}

/// That the contact agreed to something.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentView {
    /// To what: `marketing`, `personal_data`.
    #[schema(inline)]
    kind: Text<1, 40>,
    #[schema(inline)]
    at: When,
    /// Where it was given: `booking page`, `paper`.
    #[serde(default)]
    #[schema(inline)]
    source: Text<0, 120>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    Phone,
    Email,
}

/// One more phone or e-mail.
#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IdentityBody {
    #[param(inline)]
    kind: IdentityKind,
    #[schema(inline)]
    #[param(inline)]
    value: Text<3, 254>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IdentityView {
    /// `phone`, `email`, or the channel.
    pub kind: String,
    pub value: String,
}
impl From<Identity> for IdentityView {
    fn from(i: Identity) -> Self {
        IdentityView { kind: i.kind, value: i.value }
    }
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContact {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    #[serde(default)]
    #[schema(inline)]
    phone: Option<Text<3, 32>>,
    #[serde(default)]
    #[schema(inline)]
    email: Option<Email>,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    #[serde(default)]
    #[schema(inline)]
    timezone: Option<Text<1, 64>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    tags: Vec<Text<1, 40>>,
    #[serde(default)]
    #[schema(inline)]
    note: Option<Note>,
    /// The firm's own fields: at most 50 of 500 characters, names of 60.
    #[serde(default)]
    #[schema(nullable = false)]
    fields: Option<BTreeMap<String, String>>,
    #[serde(default)]
    #[schema(nullable = false, max_items = 50)]
    consents: Option<Vec<ConsentView>>,
    /// The member who looks after the contact.
    #[serde(default)]
    #[schema(nullable = false)]
    owner_id: Option<Uuid>,
    /// The channel the contact likes to be written by.
    #[serde(default)]
    #[schema(inline)]
    preferred_channel: Option<Text<1, 40>>,
    /// Wants no news.
    #[serde(default)]
    is_unsubscribed: Option<bool>,
}

/// Absent = stays, null = cleared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateContact {
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<Name>)]
    name: Option<Patch<Name>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<Text<3, 32>>)]
    phone: Option<Patch<Text<3, 32>>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<Email>)]
    email: Option<Patch<Email>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<LangWord>)]
    lang: Option<Patch<LangWord>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<Text<1, 64>>)]
    timezone: Option<Patch<Text<1, 64>>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    tags: Option<Vec<Text<1, 40>>>,
    #[serde(default)]
    #[schema(inline)]
    note: Option<Note>,
    /// The firm's own fields, all of them: at most 50 of 500 characters, names of 60.
    #[serde(default)]
    #[schema(nullable = false)]
    fields: Option<BTreeMap<String, String>>,
    /// All of them.
    #[serde(default)]
    #[schema(nullable = false, max_items = 50)]
    consents: Option<Vec<ConsentView>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    owner_id: Option<Patch<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<Text<1, 40>>)]
    preferred_channel: Option<Patch<Text<1, 40>>>,
    #[serde(default)]
    is_unsubscribed: Option<bool>,
}

/// Phones are read by the habits of the firm's country.
async fn phone(state: &ApiState, org: domain::id::OrgId, text: &str) -> Answer<Phone> {
    let mut scope = state.app.scope(org).await?;
    let region = store::org::get(&mut scope).await?.region;
    Ok(Phone::parse(text, &region)?)
}

fn labels(tags: Vec<Text<1, 40>>) -> Answer<Vec<String>> {
    if tags.len() > 50 {
        return Err(Problem::invalid("tags", "at most 50 tags"));
    }
    Ok(tags.into_iter().map(Text::into_string).collect())
}

fn fields(fields: BTreeMap<String, String>) -> Answer<BTreeMap<String, String>> {
    let is_text = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(|c| c.is_control() && c != '\n');
    if fields.len() > 50 || fields.iter().any(|(name, value)| name.trim().is_empty() || !is_text(name, 60) || !is_text(value, 500)) {
        return Err(Problem::invalid("fields", "at most 50 fields; a name has 1 to 60 characters, a value at most 500"));
    }
    Ok(fields.into_iter().map(|(name, value)| (name.trim().to_owned(), value)).collect())
}

fn consents(consents: Vec<ConsentView>) -> Answer<Vec<Consent>> {
    if consents.len() > 50 {
        return Err(Problem::invalid("consents", "at most 50 consents"));
    }
    Ok(consents.into_iter().map(|c| Consent { kind: c.kind.into(), at: c.at.into(), source: c.source.into() }).collect())
}

async fn identity(state: &ApiState, org: domain::id::OrgId, body: IdentityBody) -> Answer<Identity> {
    let (kind, value) = match body.kind {
        IdentityKind::Phone => ("phone", phone(state, org, body.value.as_str()).await?.to_string()),
        IdentityKind::Email => ("email", String::from(Email::parse(body.value.as_str()).ok_or_else(|| Problem::invalid("value", "not an e-mail address"))?)),
    };
    Ok(Identity { kind: kind.to_owned(), value, connection_id: None })
}

async fn card(state: &ApiState, org: domain::id::OrgId, id: ContactId) -> Answer<Json<ContactCard>> {
    let mut scope = state.app.scope(org).await?;
    let card = store::contact::duplicate::cards(&mut scope, &[id]).await?.remove(&id);
    Ok(Json(card.ok_or_else(|| Error::not_found("contact"))?.into()))
}

/// One contact with its accounts. The id of one that was merged into another answers 404 with `merged_into`.
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "The contact.", body = ContactCard)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Response> {
    let gone = match card(&state, who.org(), id.into()).await {
        Ok(card) => return Ok(card.into_response()),
        Err(problem) if problem.status != StatusCode::NOT_FOUND => return Err(problem),
        Err(gone) => gone,
    };
    let into = app::contact::merge::merged_into(&state.app, &who.ctx, id.into()).await?;
    into.map(|into| gone.with_merged(into.uuid())).ok_or(gone)
}

/// Gives a contact one more phone or e-mail. One that is someone's already is a conflict.
#[utoipa::path(post, path = "/contacts/{id}/identities", tag = "contacts", params(("id" = Uuid, Path,)), request_body = IdentityBody, responses((status = 200, description = "The contact now.", body = ContactCard)))]
async fn add_identity(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<IdentityBody>) -> Answer<Json<ContactCard>> {
    let identity = identity(&state, who.org(), body).await?;
    app::contact::add_identity(&state.app, &who.ctx, id.into(), identity).await?;
    card(&state, who.org(), id.into()).await
}

/// Takes a phone or e-mail away; if it was the one on the card, another takes its place.
#[utoipa::path(delete, path = "/contacts/{id}/identities", tag = "contacts", params(("id" = Uuid, Path,), IdentityBody), responses((status = 200, description = "The contact now.", body = ContactCard)))]
async fn remove_identity(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Query(body): Query<IdentityBody>) -> Answer<Json<ContactCard>> {
    let identity = identity(&state, who.org(), body).await?;
    app::contact::remove_identity(&state.app, &who.ctx, id.into(), identity).await?;
    card(&state, who.org(), id.into()).await
}

/// What happened with a contact, newest first.
#[utoipa::path(get, path = "/contacts/{id}/timeline", tag = "contacts", params(("id" = Uuid, Path,), PageQuery), responses((status = 200, description = "The story.", body = Page<StoryView>)))]
async fn timeline(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PageQuery>) -> Answer<Json<Page<StoryView>>> {
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), Uuid::max()), |c| (c.at, c.id));
    let rows = app::contact::timeline::timeline(&state.app, who.org(), id.into(), before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |e| Cursor::new(e.at, e.id), Into::into)))
}

/// Adds a contact. A phone or e-mail that is someone's already is a conflict.
#[utoipa::path(post, path = "/contacts", tag = "contacts", request_body = CreateContact, responses((status = 201, description = "Added.", body = ContactView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<CreateContact>) -> Answer<(StatusCode, Json<ContactView>)> {
    let (fields, consents) = (body.fields.map(fields).transpose()?, body.consents.map(consents).transpose()?);
    let phone = match &body.phone {
        Some(text) => Some(Some(phone(&state, who.org(), text.as_str()).await?)),
        None => None,
    };
    let patch = ContactPatch {
        name: body.name.map(|n| Some(n.into_string())), phone, email: body.email.map(|e| Some(e.into())), lang: body.lang.map(|l| Some(l.into())),
        zone: body.timezone.map(|z| Some(z.into_string())), tags: Some(labels(body.tags)?), note: body.note.map(Text::into_string),
        fields, consents, owner: body.owner_id.map(|id| Some(id.into())), preferred_channel: body.preferred_channel.map(|c| Some(c.into())), is_unsubscribed: body.is_unsubscribed,
    };
    Ok((StatusCode::CREATED, Json(app::contact::create(&state.app, &who.ctx, patch).await?.into())))
}

/// Changes a contact.
#[utoipa::path(patch, path = "/contacts/{id}", tag = "contacts", params(("id" = Uuid, Path,)), request_body = UpdateContact, responses((status = 200, description = "The contact now.", body = ContactView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<UpdateContact>) -> Answer<Json<ContactView>> {
    let phone = match body.phone {
        Some(Patch::Set(text)) => Some(Some(phone(&state, who.org(), text.as_str()).await?)),
        Some(Patch::Clear) => Some(None),
        None => None,
    };
    let patch = ContactPatch {
        name: body.name.map(|p| p.into_option().map(Text::into_string)),
        phone,
        email: body.email.map(|p| p.into_option().map(Into::into)),
        lang: body.lang.map(|p| p.into_option().map(Into::into)),
        zone: body.timezone.map(|p| p.into_option().map(Text::into_string)),
        tags: body.tags.map(labels).transpose()?,
        fields: body.fields.map(fields).transpose()?,
        consents: body.consents.map(consents).transpose()?,
        owner: body.owner_id.map(|p| p.into_option().map(Into::into)),
        note: body.note.map(Text::into_string),
        preferred_channel: body.preferred_channel.map(|p| p.into_option().map(Text::into_string)),
        is_unsubscribed: body.is_unsubscribed,
    };
    Ok(Json(app::contact::update(&state.app, &who.ctx, id.into(), patch).await?.into()))
}

/// Removes a contact nobody has talked to or booked for.
#[utoipa::path(delete, path = "/contacts/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    app::contact::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
