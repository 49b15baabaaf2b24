//! A row of a table as a person: the mapping says what each cell is, the kinds of own fields in which form it is kept.

use super::person::{Wanted, cut, key, note, tags};
use documents::import::{Civil, Row};
use domain::Phone;
use domain::custom_field::{CustomField, FieldKind, number};
use domain::import::{DateOrder, Mapping, Target};

/// Why a row is not taken, and what is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub code: &'static str,
    pub field: Option<String>,
}

/// What rows are read by.
pub(super) struct Reader<'a> {
    pub names: &'a [String],
    pub mapping: &'a Mapping,
    pub fields: &'a [CustomField],
    pub region: &'a str,
}

/// Headers of columns that are notes by themselves.
const NOTES: [&str; 6] = ["коммент", "примеч", "замет", "note", "comment", "remark"];

impl Reader<'_> {
    pub fn read(&self, row: &Row) -> Result<Wanted, Wrong> {
        let mut wanted = Wanted { key: key(&["table", "row", &row.id]), ..Wanted::default() };
        let (mut names, mut whole, mut lines, mut labels) = ([None, None, None], None, Vec::new(), Vec::new());
        for (index, (target, cell)) in self.mapping.columns.iter().zip(&row.cells).enumerate() {
            let (Some(target), cell) = (target, cell.trim()) else { continue };
            if cell.is_empty() {
                continue;
            }
            let header = self.names.get(index).map(String::as_str).unwrap_or_default();
            let wrong = |code| Wrong { code, field: Some(header.to_owned()).filter(|name| !name.is_empty()) };
            let [first, middle, last] = &mut names;
            match target {
                Target::Name => whole = Some(cell.to_owned()),
                Target::FirstName => *first = Some(cell.to_owned()),
                Target::MiddleName => *middle = Some(cell.to_owned()),
                Target::LastName => *last = Some(cell.to_owned()),
                Target::Phone => wanted.phones.extend(self.phones(cell).ok_or_else(|| wrong("phone_invalid"))?),
                Target::Email => wanted.emails.extend(emails(cell).ok_or_else(|| wrong("email_invalid"))?),
                Target::Tags => labels.extend(cell.split([',', ';', '\n']).map(str::to_owned)),
                Target::Note => lines.push(line(header, cell)),
                Target::ExternalId => wanted.key = key(&["table", "external", cell]),
                Target::Field(name) => {
                    let Some(field) = self.fields.iter().find(|f| f.key == *name) else { continue };
                    let value = field.canonical(&self.formed(field.kind, cell)).map_err(|_| wrong("field_invalid"))?;
                    wanted.fields.extend(value.map(|value| (name.clone(), value)));
                }
            }
        }
        let parts = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        wanted.name = whole.or(Some(parts)).map(|name| cut(name.trim(), 200)).filter(|name| !name.is_empty());
        (wanted.tags, wanted.note) = (tags(labels), note(&lines));
        if wanted.name.is_none() && wanted.phones.is_empty() && wanted.emails.is_empty() {
            return Err(Wrong { code: "no_contact", field: None });
        }
        Ok(wanted)
    }

    fn phones(&self, cell: &str) -> Option<Vec<Phone>> {
        // A whole number of a sheet, as spreadsheets write long ones.
        let cell = cell.strip_suffix(".0").unwrap_or(cell);
        cell.split([',', ';', '/', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(|part| Phone::parse(part, self.region).ok()).collect()
    }

    /// As people write it, in the form fields keep.
    fn formed(&self, kind: FieldKind, cell: &str) -> String {
        let lower = cell.to_lowercase();
        match kind {
            FieldKind::Date => self.day(cell).unwrap_or_else(|| cell.to_owned()),
            FieldKind::Bool if ["да", "yes", "true", "1", "+", "истина"].contains(&lower.as_str()) => "true".to_owned(),
            FieldKind::Bool if ["нет", "no", "false", "0", "-", "ложь"].contains(&lower.as_str()) => "false".to_owned(),
            FieldKind::Money => minor(cell).unwrap_or_else(|| cell.to_owned()),
            FieldKind::Choices => cell.split([',', ';', '\n']).map(str::trim).collect::<Vec<_>>().join("\n"),
            _ => cell.to_owned(),
        }
    }

    fn day(&self, cell: &str) -> Option<String> {
        if let Some(civil) = Civil::parse(cell) {
            return civil.to_string().get(..10).map(str::to_owned);
        }
        let date = cell.split([' ', 'T', ',']).next()?;
        let mut parts = date.split(['.', '/', '-']).map(str::parse::<u16>);
        let (one, two, three) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        let (day, month, year) = match self.mapping.date_order.unwrap_or(DateOrder::DayMonthYear) {
            _ if one > 31 => (three, two, one),
            DateOrder::YearMonthDay => (three, two, one),
            DateOrder::MonthDayYear => (two, one, three),
            DateOrder::DayMonthYear => (one, two, three),
        };
        let year = match year {
            0..=29 => year + 2_000,
            30..=99 => year + 1_900,
            full => full,
        };
        let civil = Civil::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?, (0, 0, 0))?;
        civil.to_string().get(..10).map(str::to_owned)
    }
}

fn emails(cell: &str) -> Option<Vec<String>> {
    let all: Vec<String> = cell.split([',', ';', ' ', '\n']).map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty()).collect();
    all.iter().all(|email| crate::contact::is_email(email)).then_some(all)
}

fn line(header: &str, cell: &str) -> String {
    let lower = header.to_lowercase();
    if header.is_empty() || NOTES.iter().any(|word| lower.contains(word)) { cell.to_owned() } else { format!("{header}: {cell}") }
}

/// `1 500,50 ₽` in kopecks.
fn minor(cell: &str) -> Option<String> {
    let bare: String = cell.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')).collect();
    let plain = number(bare.trim_end_matches(['.', ',']))?;
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    if part.len() > 2 {
        return None;
    }
    number(&format!("{whole}{part:0<2}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::custom_field::Entity;

    fn own(kind: FieldKind) -> CustomField {
        CustomField { entity: Entity::Contact, key: "own".into(), name: "Своё".into(), kind, choices: vec!["a".into(), "b".into()], is_required: false, position: 0 }
    }

    fn read(targets: &[&str], cells: &[&str], kind: FieldKind) -> Result<Wanted, Wrong> {
        let names: Vec<String> = targets.iter().map(|t| format!("Колонка {t}")).collect();
        let mapping = Mapping { columns: targets.iter().map(|t| t.parse().ok()).collect(), ..Mapping::default() };
        let fields = [own(kind)];
        let reader = Reader { names: &names, mapping: &mapping, fields: &fields, region: "RU" };
        reader.read(&Row { id: "r".into(), number: 2, cells: cells.iter().map(|c| (*c).to_owned()).collect() })
    }

    #[test]
    fn rows_become_people() {
        let wanted = read(&["first_name", "last_name", "phone", "email", "tags", "note"], &["Анна", "Ли", "8 912 345-67-89; +7 495 123-45-67", "Anna@Example.com", "VIP; чай,VIP", "Лотос"], FieldKind::Text).unwrap();
        assert_eq!((wanted.name.as_deref(), wanted.phones.iter().map(ToString::to_string).collect::<Vec<_>>()), (Some("Анна Ли"), vec!["+79123456789".to_owned(), "+74951234567".to_owned()]));
        assert_eq!((wanted.emails.join(""), wanted.tags.join("|"), wanted.note.as_str()), ("anna@example.com".into(), "VIP|чай".into(), "Лотос"));
        let wrong = |targets: &[&str], cells: &[&str]| read(targets, cells, FieldKind::Text).unwrap_err().code;
        assert_eq!((wrong(&["phone"], &["12"]), wrong(&["email"], &["x"]), wrong(&["tags"], &["x"]), wrong(&["name"], &[" "])), ("phone_invalid", "email_invalid", "no_contact", "no_contact"));
    }

    #[test]
    fn own_fields_take_what_people_write() {
        for (kind, cell, kept) in [
            (FieldKind::Date, "12.04.1985", Some("1985-04-12")), (FieldKind::Date, "1985-04-12 00:00:00", Some("1985-04-12")), (FieldKind::Date, "31.02.2024", None), (FieldKind::Bool, "Да", Some("true")), (FieldKind::Bool, "может", None),
            (FieldKind::Money, "1 500,50 ₽", Some("150050")), (FieldKind::Money, "1500", Some("150000")), (FieldKind::Choices, "b, a", Some("a\nb")), (FieldKind::Choice, "c", None),
        ] {
            let found = read(&["name", "field:own"], &["Анна", cell], kind).map(|w| w.fields.get("own").cloned());
            assert_eq!(found.ok().flatten().as_deref(), kept, "{kind:?} {cell}");
        }
    }
}
