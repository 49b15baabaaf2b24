//! Rows that may be gone when work on them begins: a job comes later than what asked for it.

use domain::{Kind, Result};

/// A row that somebody has taken away meanwhile is nothing to do.
pub(crate) fn or_gone<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(row) => Ok(Some(row)),
        Err(error) if error.kind == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
