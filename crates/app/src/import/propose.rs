//! What an import would do if nobody chose anything: which chats come along, what each column becomes.

use super::read::Survey;
use documents::import::Field;
use domain::custom_field::CustomField;
use domain::import::{ChatKind, Mapping, Target};

/// The first `most` characters, with an ellipsis if there are more.
pub(super) fn said(text: &str, most: usize) -> String {
    let mut out: String = text.chars().filter(|c| *c != '\0').take(most).collect();
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

/// The mapping a person begins with; `before` is what they have chosen already.
pub(super) fn mapping(survey: &Survey, before: &Mapping, zone: &str, fields: &[CustomField]) -> Mapping {
    let found = &survey.found;
    let has_private = found.chats.iter().any(|chat| chat.kind == ChatKind::Private);
    let is_left_out = |kind: ChatKind| matches!(kind, ChatKind::Channel | ChatKind::Saved) || kind == ChatKind::Group && has_private;
    let left_out = found.chats.iter().filter(|chat| is_left_out(chat.kind)).map(|chat| chat.key.clone()).collect();
    let mut mapping = if *before == Mapping::default() {
        Mapping { owner: found.owner.clone(), zone: zone.to_owned(), left_out, columns: columns(survey, fields), ..Mapping::default() }
    } else {
        before.clone()
    };
    // With the other person of a private chat known, the firm is the one that is left.
    if mapping.owner.is_none()
        && let [chat] = found.chats.as_slice()
        && let (ChatKind::Private, Some(counterpart), [one, other]) = (chat.kind, &chat.counterpart, chat.people.as_slice())
    {
        mapping.owner = [one, other].into_iter().find(|p| p.key != *counterpart).map(|p| p.key.clone());
    }
    mapping
}

fn columns(survey: &Survey, fields: &[CustomField]) -> Vec<Option<Target>> {
    let mut taken: Vec<Target> = Vec::new();
    let own = |name: &str| fields.iter().find(|field| !name.trim().is_empty() && (field.name.to_lowercase() == name.trim().to_lowercase() || field.key.to_lowercase() == name.trim().to_lowercase()));
    let guesses = survey.fields.iter().copied().chain(std::iter::repeat(None));
    survey
        .found
        .columns
        .iter()
        .zip(guesses)
        .map(|(column, guess)| {
            // A field the firm has made for it is what it means.
            let target = match own(&column.name) {
                Some(field) => Target::Field(field.key.clone()),
                None => plain(guess?)?,
            };
            let is_many = matches!(target, Target::Note | Target::Phone | Target::Email | Target::Tags);
            if !is_many && taken.contains(&target) {
                return None;
            }
            taken.push(target.clone());
            Some(target)
        })
        .collect()
}

fn plain(field: Field) -> Option<Target> {
    Some(match field {
        Field::Name => Target::Name,
        Field::FirstName => Target::FirstName,
        Field::LastName => Target::LastName,
        Field::MiddleName => Target::MiddleName,
        Field::Phone => Target::Phone,
        Field::Email => Target::Email,
        Field::Tags => Target::Tags,
        Field::ExternalId => Target::ExternalId,
        Field::Birthday | Field::Company | Field::Position | Field::City | Field::Note | Field::Source => Target::Note,
        Field::Created | Field::Owner => return None,
    })
}
