//! A statement put together when it is asked: a constant frame with a place for conditions, and conditions made of constant pieces.
//! Nothing a caller sends becomes text of it, values are bound; every piece is prepared by the tests in every frame (docs/adr/0015).

use crate::{Sql, Val};
use domain::Result;

/// Where conditions stand in a frame; a frame without them is a statement by itself.
const PLACE: &str = "/*rules*/";

/// A condition. `?1`, `?2`… are its own values in their order, `$1`, `$2`… those of the frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub lite: &'static str,
    pub pg: &'static str,
}

/// A frame with its conditions.
#[derive(Clone, Debug)]
pub struct Composed {
    pub(crate) name: &'static str,
    pub(crate) lite: String,
    pub(crate) pg: String,
    pub(crate) vals: Vec<Val>,
}

/// Grows by constant words and pieces.
#[derive(Debug)]
pub(crate) struct Conditions {
    lite: String,
    pg: String,
    /// Values after `$1`, first those of the frame.
    vals: Vec<Val>,
}

impl Conditions {
    pub fn after(vals: Vec<Val>) -> Self {
        Conditions { lite: String::new(), pg: String::new(), vals }
    }

    pub fn word(&mut self, word: &'static str) {
        self.lite.push_str(word);
        self.pg.push_str(word);
    }

    pub fn piece(&mut self, piece: Piece, own: Vec<Val>) {
        let before = self.vals.len();
        self.lite.push_str(&numbered(piece.lite, before, own.len()));
        self.pg.push_str(&numbered(piece.pg, before, own.len()));
        self.vals.extend(own);
    }

    /// Puts the conditions into their place.
    pub fn within(self, frame: Sql) -> Composed {
        let put = |text: &str, conditions: &str| text.replace(PLACE, &format!("AND ({conditions})"));
        Composed { name: frame.name, lite: put(frame.lite, &self.lite), pg: put(frame.pg, &self.pg), vals: self.vals }
    }
}

/// `?1` becomes the parameter after the `before` values that follow `$1`.
fn numbered(piece: &'static str, before: usize, own: usize) -> String {
    (1..=own).rev().fold(piece.to_owned(), |text, n| text.replace(&format!("?{n}"), &format!("${}", before + 1 + n)))
}

impl Composed {
    /// As a constant one, for the tests that prepare every statement. Never called in service: the text is not given back.
    pub(crate) fn rehearsed(self, rule: &str) -> Sql {
        let name = Box::leak(format!("{}::{rule}", self.name).into_boxed_str());
        Sql::two(name, Box::leak(self.lite.into_boxed_str()), Box::leak(self.pg.into_boxed_str()))
    }
    pub(crate) fn check(self) -> Result<Self> {
        if Sql::one(self.name, "").is_root() { Err(domain::Error::internal("a cross-tenant frame met a tenant's door").op(self.name)) } else { Ok(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_after_those_of_the_frame() {
        let frame = Sql::one("x::FRAME", "SELECT 1 FROM t WHERE org_id = $1 AND a = $2 /*rules*/ ORDER BY 1");
        let mut conditions = Conditions::after(vals!["a"]);
        conditions.piece(Piece { lite: "b = ?1", pg: "b = CAST(?1 AS text)" }, vals!["b"]);
        conditions.word(" AND ");
        conditions.piece(Piece { lite: "c BETWEEN ?1 AND ?2", pg: "c BETWEEN ?1 AND ?2" }, vals![1_i64, 2_i64]);
        let made = conditions.within(frame);
        assert_eq!(made.lite, "SELECT 1 FROM t WHERE org_id = $1 AND a = $2 AND (b = $3 AND c BETWEEN $4 AND $5) ORDER BY 1");
        assert_eq!((made.pg.contains("b = CAST($3 AS text)"), made.vals.len()), (true, 4));
    }
}
