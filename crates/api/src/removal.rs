//! The answer to a DELETE of a row that others may refer to: gone (204), or switched off and still there (200).

use app::catalog::Removed;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// `V` is the row on the wire.
#[derive(Debug)]
pub enum Removal<V> {
    Gone,
    SwitchedOff(V),
}

impl<V> Removal<V> {
    pub fn of<T>(removed: Removed<T>) -> Self
    where
        V: From<T>,
    {
        match removed {
            Removed::Gone => Removal::Gone,
            Removed::SwitchedOff(row) => Removal::SwitchedOff(row.into()),
        }
    }
}

impl<V: Serialize> IntoResponse for Removal<V> {
    fn into_response(self) -> Response {
        match self {
            Removal::Gone => StatusCode::NO_CONTENT.into_response(),
            Removal::SwitchedOff(view) => Json(view).into_response(),
        }
    }
}
