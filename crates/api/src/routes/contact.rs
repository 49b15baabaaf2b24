//! Contacts: the firm's customers.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{self, Email, LangWord, Name, Note, Patch, Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::{Answer, Problem};
use app::contact::ContactPatch;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Phone;
use domain::contact::{Contact, Identity};
use domain::id::ContactId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
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
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContactQuery {
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
    /// Part of a name, phone or e-mail.
    #[param(inline, required = false, nullable = false)]
    query: Option<Text<1, 100>>,
}

/// Phones are read by the habits of the firm's country.
async fn phone(state: &ApiState, org: domain::id::OrgId, text: &str) -> Answer<Phone> {
    let mut scope = state.app.scope(org).await?;
    let region = store::org::get(&mut scope).await?.region;
    Ok(Phone::parse(text, &region)?)
}

fn tags(tags: Vec<Text<1, 40>>) -> Answer<Vec<String>> {
    if tags.len() > 50 {
        return Err(Problem::invalid("tags", "at most 50 tags"));
    }
    Ok(tags.into_iter().map(Text::into_string).collect())
}

/// Contacts, newest first.
#[utoipa::path(get, path = "/contacts", tag = "contacts", params(ContactQuery), responses((status = 200, description = "Contacts.", body = Page<ContactView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<ContactQuery>) -> Answer<Json<Page<ContactView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let before = query.cursor.map_or(ContactId(Uuid::max()), |c| c.id.into());
    let like = query.query.map(|q| format!("%{}%", q.as_str().to_lowercase().replace(['%', '_'], "")));
    let rows = store::contact::list(&mut scope, before, like, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |c| Cursor::new(c.created_at, c.id), Into::into)))
}

/// One contact with its accounts.
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "The contact.", body = ContactCard)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ContactCard>> {
    let mut scope = state.app.scope(who.org()).await?;
    let contact = store::contact::get(&mut scope, id.into()).await?;
    let identities = store::contact::identities(&mut scope, contact.id).await?;
    Ok(Json(ContactCard { contact: contact.into(), identities: identities.into_iter().map(Into::into).collect() }))
}

/// Adds a contact. A phone or e-mail that is someone's already is a conflict.
#[utoipa::path(post, path = "/contacts", tag = "contacts", request_body = CreateContact, responses((status = 201, description = "Added.", body = ContactView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<CreateContact>) -> Answer<(StatusCode, Json<ContactView>)> {
    let phone = match &body.phone {
        Some(text) => Some(Some(phone(&state, who.org(), text.as_str()).await?)),
        None => None,
    };
    let patch = ContactPatch {
        name: body.name.map(|n| Some(n.into_string())), phone, email: body.email.map(|e| Some(e.into())), lang: body.lang.map(|l| Some(l.into())),
        zone: body.timezone.map(|z| Some(z.into_string())), tags: Some(tags(body.tags)?), note: body.note.map(Text::into_string),
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
        tags: body.tags.map(tags).transpose()?,
        note: body.note.map(Text::into_string),
    };
    Ok(Json(app::contact::update(&state.app, &who.ctx, id.into(), patch).await?.into()))
}

/// Removes a contact nobody has talked to or booked for.
#[utoipa::path(delete, path = "/contacts/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    app::contact::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
