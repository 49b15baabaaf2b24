//! What a person has open: cookie sessions and token families, to be seen and ended.

use crate::ApiState;
use crate::auth::SignedIn;
use crate::extract::Path;
use crate::field::When;
use crate::page::Page;
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(end))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    pub id: Uuid,
    /// `cookie` for a browser, `token` for a program.
    pub way: String,
    pub user_agent: String,
    pub ip: String,
    /// Is it the one this request came with?
    pub is_current: bool,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub seen_at: When,
    #[schema(inline)]
    pub expires_at: When,
}

/// Everything you have open.
#[utoipa::path(get, path = "/sessions", tag = "auth", responses((status = 200, description = "Open sessions and token families.", body = Page<SessionView>)))]
async fn list(State(state): State<ApiState>, who: SignedIn) -> Answer<Json<Page<SessionView>>> {
    let mut root = state.app.db().root_read().await?;
    let sessions = store::session::of_person(&mut root, who.person(), state.now()).await?;
    let families = store::session::families(&mut root, who.person(), state.now()).await?;
    let current = who.id();
    let cookies = sessions.into_iter().map(|s| SessionView {
        id: s.id.uuid(), way: "cookie".into(), user_agent: s.user_agent, ip: s.ip, is_current: s.id.uuid() == current, created_at: s.created_at.into(), seen_at: s.seen_at.into(), expires_at: s.expires_at.into(),
    });
    let tokens = families.into_iter().map(|f| SessionView {
        id: f.id, way: "token".into(), user_agent: String::new(), ip: String::new(), is_current: f.id == current, created_at: f.created_at.into(), seen_at: f.seen_at.into(), expires_at: f.expires_at.into(),
    });
    // One firm's provider does not show what the account has open elsewhere.
    let is_whole = app::sso::check_whole(&state.app, &who.proven).await.is_ok();
    Ok(Json(Page::whole(cookies.chain(tokens).filter(|s| is_whole || s.is_current).collect())))
}

/// Ends one of your sessions or token families.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "auth", params(("id" = Uuid, Path,)), responses((status = 204, description = "Ended.")))]
async fn end(State(state): State<ApiState>, who: SignedIn, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    if id != who.id() {
        app::sso::check_whole(&state.app, &who.proven).await?;
    }
    app::session::end(&state.app, &who.origin, who.person(), who.org(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
