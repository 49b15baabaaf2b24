//! What customers long for, in their words and in the words of tours: a lake, horses, snow. The table is `themes.txt`; it is no catalog,
//! it only lets a wish and the firm's own descriptions meet.

use crate::dialogue::faq::fold;
use domain::tour::Tour;
use std::sync::LazyLock;

struct Theme {
    name: &'static str,
    asked: Vec<String>,
    has: Vec<String>,
}

static THEMES: LazyLock<Vec<Theme>> = LazyLock::new(|| {
    let list = |text: &str| text.split_whitespace().map(fold).collect::<Vec<_>>();
    let read = |line: &'static str| {
        let mut parts = line.split('|');
        Some(Theme { name: parts.next()?.trim(), asked: list(parts.next()?), has: list(parts.next()?) })
    };
    include_str!("themes.txt").lines().filter(|l| !l.starts_with('#')).filter_map(read).collect()
});

fn fits(pattern: &str, word: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => word == pattern,
    }
}

/// Names of the themes a customer's word speaks of.
pub(crate) fn themes_of(word: &str) -> Vec<&'static str> {
    THEMES.iter().filter(|t| t.asked.iter().any(|p| fits(p, word))).map(|t| t.name).collect()
}

pub(crate) fn is_theme_word(word: &str) -> bool {
    THEMES.iter().any(|t| t.asked.iter().any(|p| fits(p, word)))
}

/// Does the tour offer it?
pub(super) fn has(tour: &Tour, theme: &str) -> bool {
    let Some(theme) = THEMES.iter().find(|t| t.name == theme) else { return false };
    let text = fold(&[tour.name.as_str(), &tour.category, &tour.description, &tour.synonyms.join(" ")].join(" "));
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).any(|word| theme.has.iter().any(|p| fits(p, word)))
}
