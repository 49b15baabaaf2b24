//! The page a partner opens by their link, `/r/{token}`: what the firm tells of the client, yes and no. A GET changes nothing, for messengers
//! and mail programs open links to show a preview; that somebody looks at it is told by the page's own script. Not part of the documented API.

mod page;
mod words;

use crate::ApiState;
use crate::extract::Path;
use crate::limits::{self, Subject};
use crate::origin::Remote;
use app::Ctx;
use app::referral::answer;
use axum::extract::{DefaultBodyLimit, Form, FromRequestParts, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::http::request::Parts;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::Router;
use domain::event::Actor;
use domain::id::{OrgId, ReferralId};
use domain::referral::Answer;
use domain::{Error, Kind, Lang, Result};
use serde::Deserialize;
use std::net::IpAddr;
use std::str::FromStr;

/// Answers one address may give in ten minutes.
const ANSWERS: (u32, u32) = (30, 600);

pub fn router(state: &ApiState) -> Router<ApiState> {
    Router::new()
        .route("/r/{token}", get(show))
        .route("/r/{token}/seen", post(seen))
        .route("/r/{token}/accept", post(accept))
        .route("/r/{token}/decline", post(decline))
        .layer(from_fn_with_state(state.clone(), limits::anonymous))
        .route("/r/page.css", get(async || page::asset("text/css; charset=utf-8", include_str!("page.css"))))
        .route("/r/page.js", get(async || page::asset("text/javascript; charset=utf-8", include_str!("page.js"))))
        .layer(DefaultBodyLimit::max(16 * 1024))
}

/// Who came, with what link, and in which language they want to read.
struct Visit {
    token: String,
    ip: IpAddr,
    lang: Option<Lang>,
}

impl FromRequestParts<ApiState> for Visit {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Response> {
        let Path((token, ..)) = Path::<(String,)>::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let Ok(remote) = Remote::from_request_parts(parts, state).await;
        let Ok(RawQuery(query)) = RawQuery::from_request_parts(parts, state).await;
        let asked = query.as_deref().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|text| Lang::from_str(text).ok());
        Ok(Visit { token, ip: remote.ip, lang: asked.or_else(|| preferred(&parts.headers)) })
    }
}

fn preferred(headers: &HeaderMap) -> Option<Lang> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').filter_map(|one| one.split(';').next()).find_map(|tag| Lang::from_str(tag.trim()).ok())
}

impl Visit {
    fn ctx(&self, org: OrgId) -> Ctx {
        Ctx { org, actor: Actor::System, ip: Some(self.ip.to_string()), trace_id: Some(crate::trace::current()) }
    }

    async fn found(&self, state: &ApiState) -> Result<(OrgId, ReferralId)> {
        answer::find(&state.app, &self.token).await
    }

    fn failed(&self, error: Error) -> Response {
        if error.kind == Kind::NotFound {
            return page::missing(self.lang.unwrap_or_default());
        }
        crate::problem::Problem::from(error).into_response()
    }

    /// The page as it is now, with a word about what was just tried.
    async fn shown(&self, state: &ApiState, status: StatusCode, news: Option<page::News>) -> Response {
        let seen = async {
            let (org, id) = self.found(state).await?;
            answer::look(&state.app, org, id).await
        };
        match seen.await {
            Ok(seen) => page::show(&seen, &self.token, self.lang.unwrap_or(seen.partner.lang), state.now(), status, news),
            Err(error) => self.failed(error),
        }
    }

    async fn answered(&self, state: &ApiState, said: Answer, reason: &str) -> Response {
        let verdict = state.limits.take(Subject::page("referral", self.ip), ANSWERS.0, ANSWERS.1, state.now());
        if !verdict.is_allowed {
            return page::slow_down(self.lang.unwrap_or_default(), verdict.reset);
        }
        let done = async {
            let (org, id) = self.found(state).await?;
            answer::answer(&state.app, &self.ctx(org), id, said, reason).await
        };
        match done.await {
            // Read again by GET: going back or reloading sends nothing.
            Ok(()) => {
                let lang = self.lang.map(|l| format!("?lang={}", l.spoken().as_str())).unwrap_or_default();
                (StatusCode::SEE_OTHER, [(header::LOCATION, format!("/r/{}{lang}", self.token))]).into_response()
            }
            Err(error) if error.public_code() == "referral_answered" => self.shown(state, StatusCode::CONFLICT, Some(page::News::Answered)).await,
            Err(error) if error.public_code() == "referral_over" => self.shown(state, StatusCode::CONFLICT, Some(page::News::Over)).await,
            Err(error) => self.failed(error),
        }
    }
}

/// `GET /r/{token}`
async fn show(State(state): State<ApiState>, visit: Visit) -> Response {
    visit.shown(&state, StatusCode::OK, None).await
}

/// `POST /r/{token}/seen`
async fn seen(State(state): State<ApiState>, visit: Visit) -> Response {
    let done = async {
        let (org, id) = visit.found(&state).await?;
        answer::seen(&state.app, &visit.ctx(org), id).await
    };
    match done.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => visit.failed(error),
    }
}

/// `POST /r/{token}/accept`
async fn accept(State(state): State<ApiState>, visit: Visit) -> Response {
    visit.answered(&state, Answer::Accepted, "").await
}

#[derive(Debug, Deserialize)]
struct Refusal {
    #[serde(default)]
    reason: String,
}

/// `POST /r/{token}/decline`
async fn decline(State(state): State<ApiState>, visit: Visit, Form(body): Form<Refusal>) -> Response {
    let reason: String = body.reason.chars().filter(|c| *c != '\0').take(500).collect();
    visit.answered(&state, Answer::Declined, &reason).await
}
