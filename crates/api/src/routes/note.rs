//! Notes on contacts, with files and calls to colleagues; the customer never sees them.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{self, Patch, Text, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use crate::routes::task::DoerView;
use app::note::{self, NewNote, NotePatch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use domain::id::NoteId;
use domain::note::Note;
use serde::{Deserialize, Serialize};
use store::note::NoteFile;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update, remove))
}

/// A file of a note; its bytes are at `/files/{id}`.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteFileView {
    pub id: Uuid,
    pub name: String,
    pub mime: String,
    pub size: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NoteView {
    pub id: Uuid,
    pub contact_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub deal_id: Option<Uuid>,
    pub text: String,
    /// People it calls.
    pub mentions: Vec<Uuid>,
    pub files: Vec<NoteFileView>,
    /// Stands before all others.
    pub is_pinned: bool,
    pub author: DoerView,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl NoteView {
    fn of(n: Note, files: &[NoteFile]) -> Self {
        let own = files.iter().filter(|f| f.note_id == n.id);
        NoteView {
            id: n.id.uuid(), contact_id: n.contact_id.uuid(), deal_id: n.deal_id.map(Into::into), text: n.text, mentions: n.mentions.into_iter().map(Into::into).collect(),
            files: own.map(|f| NoteFileView { id: f.file.id.uuid(), name: f.file.name.clone(), mime: f.file.mime.clone(), size: f.file.size }).collect(), is_pinned: n.is_pinned, author: n.author.into(),
            created_at: n.created_at.into(), updated_at: n.updated_at.into(),
        }
    }
}

/// Notes of a contact: pinned first, then newest.
#[utoipa::path(get, path = "/contacts/{id}/notes", tag = "contacts", params(("id" = Uuid, Path,), PageQuery), responses((status = 200, description = "Notes.", body = Page<NoteView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PageQuery>) -> Answer<Json<Page<NoteView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let contact = store::contact::get(&mut scope, id.into()).await?.id;
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), NoteId(Uuid::max())), |c| (c.at, c.id.into()));
    let rows = store::note::of_contact(&mut scope, contact, before, query.limit.plus_one()).await?;
    let files = store::note::files(&mut scope, contact).await?;
    Ok(Json(Page::cut(rows, query.limit, |n| Cursor::new(store::note::place(n), n.id), |n| NoteView::of(n, &files))))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateNote {
    #[schema(inline)]
    text: Text<1, 8000>,
    /// People of the firm to be called.
    #[serde(default)]
    #[schema(max_items = 20)]
    mentions: Vec<Uuid>,
    /// Files uploaded before.
    #[serde(default)]
    #[schema(max_items = 20)]
    files: Vec<Uuid>,
    #[serde(default)]
    is_pinned: bool,
    /// A deal of this contact.
    #[serde(default)]
    deal_id: Option<Uuid>,
}

/// Writes a note on a contact.
#[utoipa::path(post, path = "/contacts/{id}/notes", tag = "contacts", params(("id" = Uuid, Path,)), request_body = CreateNote, responses((status = 201, description = "Written.", body = NoteView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<CreateNote>) -> Answer<(StatusCode, Json<NoteView>)> {
    let new = NewNote {
        contact_id: id.into(), deal_id: body.deal_id.map(Into::into), text: body.text.into(), mentions: body.mentions.into_iter().map(Into::into).collect(),
        files: body.files.into_iter().map(Into::into).collect(), is_pinned: body.is_pinned,
    };
    let made = note::create(&state.app, &who.ctx, new).await?;
    let files = store::note::files_of(&mut state.app.scope(who.org()).await?, made.id).await?;
    Ok((StatusCode::CREATED, Json(NoteView::of(made, &files))))
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateNote {
    #[serde(default)]
    #[schema(inline)]
    text: Option<Text<1, 8000>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    mentions: Option<Vec<Uuid>>,
    /// All files it has from now on.
    #[serde(default)]
    #[schema(max_items = 20)]
    files: Option<Vec<Uuid>>,
    #[serde(default)]
    is_pinned: Option<bool>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    deal_id: Option<Patch<Uuid>>,
}

/// Changes a note: for its author and for managers.
#[utoipa::path(patch, path = "/notes/{id}", tag = "contacts", params(("id" = Uuid, Path,)), request_body = UpdateNote, responses((status = 200, description = "The note now.", body = NoteView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<UpdateNote>) -> Answer<Json<NoteView>> {
    let ids = |all: Vec<Uuid>| all.into_iter().map(Into::into).collect();
    let patch = NotePatch {
        deal: body.deal_id.map(|p| p.into_option().map(Into::into)), text: body.text.map(Into::into), mentions: body.mentions.map(ids), files: body.files.map(|all| all.into_iter().map(Into::into).collect()),
        is_pinned: body.is_pinned,
    };
    let changed = note::update(&state.app, &who.ctx, id.into(), patch, who.rank()).await?;
    let files = store::note::files_of(&mut state.app.scope(who.org()).await?, changed.id).await?;
    Ok(Json(NoteView::of(changed, &files)))
}

/// Removes a note: for its author and for managers.
#[utoipa::path(delete, path = "/notes/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    note::remove(&state.app, &who.ctx, id.into(), who.rank()).await?;
    Ok(StatusCode::NO_CONTENT)
}
