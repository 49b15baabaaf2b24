//! The rules of segments as conditions over a contact `c`: a table of constant pieces, and the filter that puts them together.
//! Pieces are true or false, never NULL, so that each can be turned round. `$10` of every frame is now.

use crate::composed::{Composed, Conditions, Piece};
use crate::{Sql, Val};
use domain::segment::{Match, Op, Operand, Part, Plan, Subject, Test};
use domain::{Error, Result};
use std::sync::LazyLock;

const fn same(text: &'static str) -> Piece {
    Piece { lite: text, pg: text }
}
const fn two(lite: &'static str, pg: &'static str) -> Piece {
    Piece { lite, pg }
}

/// The subqueries of the list, as numbers.
macro_rules! last_message {
    () => {
        "(SELECT MAX(m.created_at) FROM conversation v JOIN message m ON m.org_id = v.org_id AND m.conversation_id = v.id AND m.seq = v.last_seq WHERE v.org_id = $1 AND v.contact_id = c.id)"
    };
}
macro_rules! last_visit {
    () => {
        "(SELECT MAX(b.starts_at) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at < $10 AND b.status NOT IN ('cancelled', 'no_show'))"
    };
}
macro_rules! next_visit {
    () => {
        "(SELECT MIN(b.starts_at) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at >= $10 AND b.status IN ('booked', 'confirmed'))"
    };
}
macro_rules! visits {
    () => {
        "(SELECT COUNT(*) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at < $10 AND b.status NOT IN ('cancelled', 'no_show'))"
    };
}
macro_rules! spent {
    () => {
        "CAST(COALESCE((SELECT SUM(b.price) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at < $10 AND b.status NOT IN ('cancelled', 'no_show')), 0) AS BIGINT)"
    };
}
macro_rules! compared {
    ($value:expr, $sign:literal) => {
        same(concat!("COALESCE(", $value, $sign, "CAST(?1 AS BIGINT), FALSE)"))
    };
}
/// A field of the firm's own, `x`, under the key `$key`.
macro_rules! field {
    ($key:literal, $lite:literal, $pg:literal) => {
        two(
            concat!("EXISTS (SELECT 1 FROM json_each(c.fields) j WHERE j.key = ", $key, " AND ", $lite, ")"),
            concat!("EXISTS (SELECT 1 FROM (SELECT c.fields ->> CAST(", $key, " AS TEXT) AS x) f WHERE ", $pg, ")"),
        )
    };
}
macro_rules! number {
    ($sign:literal) => {
        two(
            concat!(
                "EXISTS (SELECT 1 FROM json_each(c.fields) j WHERE j.key = ?2 AND CASE WHEN json_valid(j.value) THEN CASE WHEN json_type(j.value) IN ('integer', 'real') THEN CAST(j.value AS REAL) ", $sign,
                " CAST(?1 AS REAL) ELSE FALSE END ELSE FALSE END)"
            ),
            concat!(
                "COALESCE(CASE WHEN (c.fields ->> CAST(?2 AS TEXT)) ~ '^-?[0-9]{1,15}([.][0-9]{1,6})?$' THEN CAST(c.fields ->> CAST(?2 AS TEXT) AS numeric) ", $sign,
                " CAST(CAST(?1 AS TEXT) AS numeric) END, FALSE)"
            ),
        )
    };
}
macro_rules! identity {
    ($kind:literal, $lite:literal, $pg:literal) => {
        two(
            concat!("EXISTS (SELECT 1 FROM identity i WHERE i.org_id = $1 AND i.contact_id = c.id AND i.kind = '", $kind, "' AND ", $lite, ")"),
            concat!("EXISTS (SELECT 1 FROM identity i WHERE i.org_id = $1 AND i.contact_id = c.id AND i.kind = '", $kind, "' AND ", $pg, ")"),
        )
    };
}

const PIECES: &[(Subject, Op, Piece)] = &[
    (Subject::Name, Op::Is, same("COALESCE(c.name_key = ?1, FALSE)")),
    (Subject::Name, Op::Contains, two("instr(COALESCE(c.name_key, ''), ?1) > 0", "strpos(COALESCE(c.name_key, ''), ?1) > 0")),
    (Subject::Name, Op::IsSet, same("c.name IS NOT NULL")),
    (Subject::Phone, Op::Is, identity!("phone", "i.value = ?1", "i.value = ?1")),
    (Subject::Phone, Op::Contains, identity!("phone", "instr(i.value, ?1) > 0", "strpos(i.value, ?1) > 0")),
    (Subject::Phone, Op::IsSet, same("c.phone IS NOT NULL")),
    (Subject::Email, Op::Is, identity!("email", "i.value = ?1", "i.value = ?1")),
    (Subject::Email, Op::Contains, identity!("email", "instr(i.value, ?1) > 0", "strpos(i.value, ?1) > 0")),
    (Subject::Email, Op::IsSet, same("c.email IS NOT NULL")),
    (Subject::Tag, Op::Is, two("EXISTS (SELECT 1 FROM json_each(c.tags) t WHERE t.value = ?1)", "c.tags @> jsonb_build_array(CAST(?1 AS TEXT))")),
    (Subject::Tag, Op::IsSet, two("json_array_length(c.tags) > 0", "jsonb_array_length(c.tags) > 0")),
    (Subject::Source, Op::Is, same("c.source = ?1")),
    (Subject::Lang, Op::Is, same("COALESCE(c.lang = ?1, FALSE)")),
    (Subject::Lang, Op::IsSet, same("c.lang IS NOT NULL")),
    (Subject::Owner, Op::Is, same("COALESCE(c.owner_id = ?1, FALSE)")),
    (Subject::Owner, Op::IsSet, same("c.owner_id IS NOT NULL")),
    (Subject::CreatedAt, Op::Before, compared!("c.created_at", " < ")),
    (Subject::CreatedAt, Op::After, compared!("c.created_at", " > ")),
    (Subject::CreatedAt, Op::InLastDays, compared!("c.created_at", " >= ")),
    (Subject::LastMessageAt, Op::Before, compared!(last_message!(), " < ")),
    (Subject::LastMessageAt, Op::After, compared!(last_message!(), " > ")),
    (Subject::LastMessageAt, Op::InLastDays, compared!(last_message!(), " >= ")),
    (Subject::LastMessageAt, Op::IsSet, same(concat!(last_message!(), " IS NOT NULL"))),
    (Subject::LastVisitAt, Op::Before, compared!(last_visit!(), " < ")),
    (Subject::LastVisitAt, Op::After, compared!(last_visit!(), " > ")),
    (Subject::LastVisitAt, Op::InLastDays, compared!(last_visit!(), " >= ")),
    (Subject::LastVisitAt, Op::IsSet, same(concat!(last_visit!(), " IS NOT NULL"))),
    (Subject::NextVisitAt, Op::Before, compared!(next_visit!(), " < ")),
    (Subject::NextVisitAt, Op::After, compared!(next_visit!(), " > ")),
    (Subject::NextVisitAt, Op::IsSet, same(concat!(next_visit!(), " IS NOT NULL"))),
    (Subject::Visits, Op::Is, compared!(visits!(), " = ")),
    (Subject::Visits, Op::More, compared!(visits!(), " > ")),
    (Subject::Visits, Op::Less, compared!(visits!(), " < ")),
    (Subject::Spent, Op::Is, compared!(spent!(), " = ")),
    (Subject::Spent, Op::More, compared!(spent!(), " > ")),
    (Subject::Spent, Op::Less, compared!(spent!(), " < ")),
    (Subject::Stage, Op::Is, same("EXISTS (SELECT 1 FROM deal d WHERE d.org_id = $1 AND d.contact_id = c.id AND d.stage = ?1)")),
    (Subject::Stage, Op::IsSet, same("EXISTS (SELECT 1 FROM deal d WHERE d.org_id = $1 AND d.contact_id = c.id)")),
    (Subject::Channel, Op::Is, same("EXISTS (SELECT 1 FROM conversation v JOIN connection n ON n.org_id = v.org_id AND n.id = v.connection_id WHERE v.org_id = $1 AND v.contact_id = c.id AND n.connector = ?1)")),
    (Subject::Channel, Op::IsSet, same("EXISTS (SELECT 1 FROM conversation v WHERE v.org_id = $1 AND v.contact_id = c.id)")),
    (
        Subject::Consent,
        Op::Is,
        two("EXISTS (SELECT 1 FROM json_each(c.consents) e WHERE e.value ->> 'kind' = ?2) = ?1", "(c.consents @> jsonb_build_array(jsonb_build_object('kind', CAST(?2 AS TEXT)))) = CAST(?1 AS BOOLEAN)"),
    ),
    (Subject::Consent, Op::IsSet, same("EXISTS (SELECT 1 FROM consent k WHERE k.org_id = $1 AND k.contact_id = c.id AND k.kind = ?1)")),
    (Subject::Unsubscribed, Op::Is, two("c.is_unsubscribed = ?1", "c.is_unsubscribed = CAST(?1 AS BOOLEAN)")),
    (Subject::FieldText, Op::Is, field!("?2", "j.value = ?1", "f.x = ?1")),
    (Subject::FieldText, Op::Contains, field!("?4", "(instr(j.value, ?1) > 0 OR instr(j.value, ?2) > 0 OR instr(j.value, ?3) > 0)", "(strpos(f.x, ?1) > 0 OR strpos(f.x, ?2) > 0 OR strpos(f.x, ?3) > 0)")),
    (Subject::FieldText, Op::IsSet, field!("?1", "j.value <> ''", "f.x <> ''")),
    (Subject::FieldNumber, Op::Is, number!("=")),
    (Subject::FieldNumber, Op::More, number!(">")),
    (Subject::FieldNumber, Op::Less, number!("<")),
    (Subject::FieldNumber, Op::IsSet, field!("?1", "j.value <> ''", "f.x <> ''")),
    (Subject::FieldDate, Op::Before, field!("?2", "length(j.value) = 10 AND j.value < ?1", "length(f.x) = 10 AND f.x COLLATE \"C\" < ?1")),
    (Subject::FieldDate, Op::After, field!("?2", "length(j.value) = 10 AND j.value > ?1", "length(f.x) = 10 AND f.x COLLATE \"C\" > ?1")),
    (Subject::FieldDate, Op::InLastDays, field!("?3", "length(j.value) = 10 AND j.value >= ?1 AND j.value <= ?2", "length(f.x) = 10 AND f.x COLLATE \"C\" >= ?1 AND f.x COLLATE \"C\" <= ?2")),
    (Subject::FieldDate, Op::IsSet, field!("?1", "j.value <> ''", "f.x <> ''")),
    (
        Subject::FieldBool,
        Op::Is,
        two("EXISTS (SELECT 1 FROM json_each(c.fields) j WHERE j.key = ?2 AND j.value = 'true') = ?1", "COALESCE((c.fields ->> CAST(?2 AS TEXT)) = 'true', FALSE) = CAST(?1 AS BOOLEAN)"),
    ),
    (Subject::FieldBool, Op::IsSet, field!("?1", "j.value <> ''", "f.x <> ''")),
    (Subject::FieldChoices, Op::Is, field!("?2", "instr(char(10) || j.value || char(10), ?1) > 0", "strpos(chr(10) || f.x || chr(10), ?1) > 0")),
    (Subject::FieldChoices, Op::IsSet, field!("?1", "j.value <> ''", "f.x <> ''")),
];

/// A frame of the list with the rules in their place; `vals` are the frame's.
pub(super) fn compose(frame: Sql, vals: Vec<Val>, plan: &Plan) -> Result<Composed> {
    let mut conditions = Conditions::after(vals);
    group(&mut conditions, plan)?;
    Ok(conditions.within(frame))
}

fn group(to: &mut Conditions, plan: &Plan) -> Result<()> {
    for (index, part) in plan.parts.iter().enumerate() {
        if index > 0 {
            to.word(match plan.join {
                Match::All => " AND ",
                Match::Any => " OR ",
            });
        }
        to.word("(");
        match part {
            Part::Group(inner) => group(to, inner)?,
            Part::Test(test) => one(to, test)?,
        }
        to.word(")");
    }
    Ok(())
}

fn one(to: &mut Conditions, test: &Test) -> Result<()> {
    let found = PIECES.iter().find(|(subject, op, _)| (*subject, *op) == (test.subject, test.op));
    let (_, _, piece) = found.ok_or_else(|| Error::internal("a rule nobody can ask").op("store.contact.rule"))?;
    if test.is_negated {
        to.word("NOT (");
    }
    to.piece(*piece, values(test));
    if test.is_negated {
        to.word(")");
    }
    Ok(())
}

/// What is compared, then the key of what is compared.
fn values(test: &Test) -> Vec<Val> {
    let mut vals = match &test.operand {
        Operand::Nothing => vec![],
        Operand::Text(text) => vals![text],
        Operand::Words([a, b, c]) => vals![a, b, c],
        Operand::Whole(n) => vals![*n],
        Operand::At(at) => vals![*at],
        Operand::Id(id) => vals![*id],
        Operand::Flag(flag) => vals![*flag],
        Operand::Days(from, until) => vals![from, until],
    };
    vals.extend(test.key.iter().map(Val::from));
    vals
}

/// Each piece, turned round, and each frame of the list: what the tests prepare and attack.
pub(crate) fn rehearsed() -> &'static [Sql] {
    static ALL: LazyLock<Vec<Sql>> = LazyLock::new(|| {
        let [born, named, keyed, count] = super::list::FRAMES;
        let every = PIECES.iter().map(|piece| (count, piece));
        let rest = [born, named, keyed].into_iter().flat_map(|frame| PIECES.iter().take(2).map(move |piece| (frame, piece)));
        every.chain(rest).map(|(frame, piece)| rehearse(frame, piece)).collect()
    });
    &ALL
}

fn rehearse((frame, vals): (Sql, usize), (subject, op, piece): &(Subject, Op, Piece)) -> Sql {
    let own = (1..=4).filter(|n| piece.pg.contains(&format!("?{n}"))).count();
    let mut conditions = Conditions::after(vec![Val::Int(None); vals]);
    conditions.word("NOT (");
    conditions.piece(*piece, vec![Val::Int(None); own]);
    conditions.word(")");
    conditions.within(frame).rehearsed(&format!("{subject:?}_{}", op.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_may_be_asked_can_be_asked() {
        for subject in Subject::ALL {
            for op in subject.ops() {
                let (plain, _) = op.plain();
                assert_eq!(PIECES.iter().filter(|(s, o, _)| (s, o) == (subject, &plain)).count(), 1, "{subject:?} {op:?}");
            }
        }
    }
}
