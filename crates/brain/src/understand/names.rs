//! First names with short forms, gender and cases, and how family names bend. The table is `data/names.txt`.
//! `person.rs` decides when a name in a message is the customer's.

use super::token::fold_word;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a form such as "анной" may be.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The nominative as it was said: "Анна", and "Маша" for "Машу".
    pub name: String,
    pub is_female: bool,
    pub is_nominative: bool,
    /// The name is a common word too ("Вера", "Роман").
    pub is_word_too: bool,
    row: usize,
}

struct Table {
    by_form: HashMap<String, Vec<Reading>>,
    rows: Vec<Vec<String>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut by_form: HashMap<String, Vec<Reading>> = HashMap::new();
    let mut rows = Vec::new();
    for line in include_str!("data/names.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut parts = line.split_whitespace();
        let is_female = matches!(parts.next(), Some("ж" | "f"));
        let mut row = Vec::new();
        for part in parts {
            let (name, oblique) = part.split_once('/').map_or((part, None), |(name, stem)| (name, Some(stem)));
            let is_word_too = name.ends_with('?') || part.contains("?/");
            let name = name.trim_end_matches('?');
            row.push(fold_word(name));
            let nominative = fold_word(name);
            for form in bend(&nominative, oblique.map(fold_word).as_deref(), is_female) {
                let readings = by_form.entry(form.clone()).or_default();
                let is_nominative = form == nominative;
                if !readings.iter().any(|r| r.name == name) {
                    readings.push(Reading { name: name.to_owned(), is_female, is_nominative, is_word_too: is_word_too || WORDS.contains(&form.as_str()), row: rows.len() });
                }
            }
        }
        rows.push(row);
    }
    for readings in by_form.values_mut() {
        readings.sort_by_key(|r| !r.is_nominative);
    }
    Table { by_form, rows }
});

/// Case forms that are other words: "мая" is a month, "толи" a slip of "то ли".
const WORDS: &[&str] = &[
    "мая", "маю", "мае", "май", "света", "свете", "свету", "светом", "толи", "коли", "коль", "поле", "полем", "поли", "роль", "мари", "миром", "мире", "миру", "веры", "вере", "верой", "веру", "слава", "славе", "славу", "тома", "тому", "том",
    "тем", "яне", "рае", "раю", "рай", "гуля", "гулять", "тая", "лик", "ася", "тоня", "вик", "дин", "диной", "саул", "мил", "лен", "лене", "бот", "ботом", "бота", "ник", "вас", "вась", "валь", "мат", "ир", "лан", "галка", "саней", "сани", "лист",
    "лева", "левой", "лиза", "стас", "мар", "лад", "ладе", "зин", "люд", "люде", "тон", "тоне", "тоном", "тим", "шура", "миша", "данных", "дана", "дан", "вар", "ев", "ера", "лар", "кат", "жан", "мага", "мур", "амин", "роз", "розу", "розы", "розе",
    "нин", "рим", "рит", "ад", "дай", "кир", "ян", "яны", "яна", "ильей", "рома", "ромом", "романом", "романе", "романа", "роману", "марку", "марке", "марки", "марка", "маркой", "али", "аля", "эля", "алекса",
];

/// Every case of a name, folded; Latin names do not bend.
fn bend(name: &str, oblique: Option<&str>, is_female: bool) -> Vec<String> {
    let mut forms = vec![name.to_owned()];
    if name.is_ascii() {
        return forms;
    }
    let mut add = |stem: &str, endings: &[&str]| forms.extend(endings.iter().map(|e| format!("{stem}{e}")));
    if let Some(stem) = oblique {
        add(stem, &["а", "у", "ом", "е"]);
        return forms;
    }
    let cut = |n: usize| -> String { name.chars().take(name.chars().count().saturating_sub(n)).collect() };
    if let Some(stem) = name.strip_suffix("ия") {
        add(stem, &["ии", "ию", "ией", "ие"]);
    } else if let Some(stem) = name.strip_suffix('я') {
        add(stem, &["и", "е", "ю", "ей"]);
        if stem.chars().last().is_some_and(|c| !"аеиоуыэ".contains(c)) {
            add(stem, &["ь"]);
        }
    } else if let Some(stem) = name.strip_suffix('а') {
        let hushing = stem.ends_with(['ж', 'ш', 'ч', 'щ', 'ц']);
        let soft = stem.ends_with(['г', 'к', 'х', 'ж', 'ш', 'ч', 'щ']);
        add(stem, &[if soft { "и" } else { "ы" }, "е", "у", "ой"]);
        if hushing {
            add(stem, &["ей"]);
        }
        if stem.chars().count() >= 3 {
            add(stem, &[""]);
        }
    } else if name.ends_with('й') {
        let stem = cut(1);
        add(&stem, &["я", "ю", "ем", "е", "и"]);
    } else if name.ends_with('ь') {
        let stem = cut(1);
        if is_female { add(&stem, &["и", "ью"]) } else { add(&stem, &["я", "ю", "ем", "е"]) }
    } else if !is_female && name.chars().last().is_some_and(|c| !"аеиоуыэюя".contains(c)) {
        add(name, &["а", "у", "ом", "е"]);
        if name.ends_with(['ж', 'ш', 'ч', 'щ', 'ц']) {
            add(name, &["ем"]);
        }
        if let Some(stem) = name.strip_suffix("ек").or_else(|| name.strip_suffix("ок")) {
            add(stem, &["ька", "ьку", "ьком", "ка", "ку", "ком"]);
        }
    }
    forms
}

pub(crate) fn readings(form: &str) -> &'static [Reading] {
    TABLE.by_form.get(form).map_or(&[], Vec::as_slice)
}

pub(crate) fn find(form: &str) -> Option<&'static Reading> {
    readings(form).first()
}

/// A name in any case that is no common word.
pub(crate) fn knows(form: &str) -> bool {
    find(form).is_some_and(|r| !r.is_word_too)
}

pub(crate) fn is_word_too(form: &str) -> bool {
    WORDS.contains(&form) || find(form).is_some_and(|r| r.is_word_too)
}

/// Case forms of a name in the nominative, known or not.
pub(crate) fn forms_of(name: &str) -> Vec<String> {
    let known: Vec<bool> = readings(name).iter().filter(|r| r.is_nominative).map(|r| r.is_female).collect();
    let guess = name.ends_with(['а', 'я']);
    let genders = if known.is_empty() { vec![guess] } else { known };
    let oblique = match name {
        "павел" => Some("павл"),
        "лев" => Some("льв"),
        "петр" => Some("петр"),
        _ => None,
    };
    let mut forms: Vec<String> = genders.into_iter().flat_map(|is_female| bend(name, oblique, is_female)).collect();
    forms.sort();
    forms.dedup();
    forms
}

/// The other names of the same person: "Анна" → "Аня", "Анюта".
pub(crate) fn relatives(name: &str) -> Vec<String> {
    let rows = readings(name).iter().filter(|r| r.is_nominative).filter_map(|r| TABLE.rows.get(r.row));
    rows.flatten().filter(|other| *other != name).cloned().collect()
}

/// Case forms of a family name.
pub(crate) fn family_forms(name: &str) -> Vec<String> {
    let mut forms = vec![name.to_owned()];
    let mut add = |stem: &str, endings: &[&str]| forms.extend(endings.iter().map(|e| format!("{stem}{e}")));
    if let Some(stem) = name.strip_suffix("ая") {
        add(stem, &["ой", "ую"]);
    } else if let Some(stem) = name.strip_suffix('а') {
        add(stem, &["ой", "у", "ы", "е"]);
    } else if let Some(stem) = name.strip_suffix("ий").or_else(|| name.strip_suffix("ый")) {
        add(stem, &["ого", "ому", "им", "ым", "ом"]);
    } else if name.chars().last().is_some_and(|c| !c.is_ascii() && !"еиоуыэюя".contains(c)) {
        add(name, &["а", "у", "ым", "ом", "е"]);
    }
    forms
}

/// Looks like a family name or a patronymic: "Петрова", "Сергеевна", "Шевченко".
pub(crate) fn is_family(form: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ов", "ев", "ова", "ева", "ову", "еву", "овой", "евой", "овым", "евым", "ин", "ина", "ину", "иной", "иным", "ский", "ская", "ского", "скую", "скому", "ской", "цкий", "цкая", "енко", "чук", "юк", "ян", "швили", "дзе", "ович", "евич", "овна", "евна", "овну",
        "евну", "овне", "евне", "овича", "евича", "ична", "улы", "кызы", "баев", "баева", "беков", "бекова", "ich", "ov", "ova", "ev", "eva", "in", "ina", "sky", "skaya", "enko",
    ];
    form.chars().count() >= 4 && ENDINGS.iter().any(|e| form.ends_with(e) && form.chars().count() > e.chars().count() + 1)
}

/// The nominative of a family name or patronymic said in another case.
pub(crate) fn family_nominative(word: &str, is_female: bool) -> String {
    let swap = |from: &str, to: &str| word.strip_suffix(from).map(|stem| format!("{stem}{to}"));
    let tries: &[(&str, &str)] = if is_female {
        &[("овой", "ова"), ("евой", "ева"), ("иной", "ина"), ("ову", "ова"), ("еву", "ева"), ("ину", "ина"), ("скую", "ская"), ("ской", "ская"), ("цкую", "цкая"), ("овну", "овна"), ("евну", "евна"), ("овне", "овна"), ("евне", "евна"), ("овной", "овна"), ("евной", "евна")]
    } else {
        &[
            ("ова", "ов"), ("ева", "ев"), ("ина", "ин"), ("ову", "ов"), ("еву", "ев"), ("ину", "ин"), ("овым", "ов"), ("евым", "ев"), ("иным", "ин"), ("ского", "ский"), ("скому", "ский"), ("ским", "ский"), ("овича", "ович"), ("евича", "евич"), ("овичу", "ович"),
            ("евичу", "евич"), ("ича", "ич"),
        ]
    };
    tries.iter().find_map(|(from, to)| swap(from, to)).unwrap_or_else(|| word.to_owned())
}
