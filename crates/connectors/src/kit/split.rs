//! Cuts a long text into parts a vendor accepts, counted in UTF-16 units: between paragraphs, else lines, sentences, words.
//! Never inside a letter with its marks or an emoji. The same text always gives the same parts: a resumed send relies on it.

use unicode_segmentation::UnicodeSegmentation;

/// Length as the messengers count it.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The parts, each at most `most` units and none of them blank. A blank text gives none.
pub fn split(text: &str, most: usize) -> Vec<String> {
    let most = most.max(1);
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (part, tail) = cut(rest, most);
        let part = part.trim_end();
        if !part.is_empty() {
            parts.push(part.to_owned());
        }
        rest = tail.trim_start();
    }
    parts
}

/// How good a place for a cut is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Word,
    Sentence,
    Line,
    Paragraph,
}

fn cut(text: &str, most: usize) -> (&str, &str) {
    let mut used = 0;
    let mut fits = 0;
    let mut best: Option<(Place, usize, usize)> = None;
    let mut before: Option<&str> = None;
    let mut blank_line = false;
    let mut whole = true;
    for (at, grapheme) in text.grapheme_indices(true) {
        let place = place(before, grapheme, blank_line);
        // A cut before white space costs nothing: the space is dropped.
        if let Some(place) = place
            && used > 0
            && used <= most
        {
            // A better place wins only where it does not leave the part half empty.
            let keep = best.is_some_and(|(old, _, filled)| old > place && filled.saturating_mul(2) >= most);
            if !keep {
                best = Some((place, at, used));
            }
        }
        let size = units(grapheme);
        if used + size > most {
            whole = false;
            break;
        }
        used += size;
        fits = at + grapheme.len();
        blank_line = is_line_end(grapheme) || (blank_line && is_blank(grapheme));
        before = Some(grapheme);
    }
    if whole {
        return (text, "");
    }
    let at = match best {
        Some((_, at, _)) => at,
        None if fits > 0 => fits,
        // One grapheme alone is longer than a part: there is no kind cut, so it goes by characters.
        None => by_chars(text, most),
    };
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// Is there a place to cut between these two?
fn place(before: Option<&str>, after: &str, blank_line: bool) -> Option<Place> {
    let before = before?;
    if is_line_end(after) {
        return Some(if blank_line { Place::Paragraph } else { Place::Line });
    }
    if !is_blank(after) || is_blank(before) {
        return None;
    }
    Some(if before.ends_with(['.', '!', '?', '…', ';']) { Place::Sentence } else { Place::Word })
}

fn by_chars(text: &str, most: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > most && at > 0 {
            return at;
        }
    }
    text.len()
}

fn is_blank(grapheme: &str) -> bool {
    grapheme.chars().all(char::is_whitespace)
}

fn is_line_end(grapheme: &str) -> bool {
    grapheme.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, most: usize, expected: &[&str]) {
        assert_eq!(split(text, most), expected, "{text:?} by {most}");
    }

    #[test]
    fn cuts_at_the_best_place_that_fits() {
        check("", 10, &[]);
        check(" \n ", 10, &[]);
        check("привет", 10, &["привет"]);
        check("раз два три", 7, &["раз два", "три"]);
        check("раз два три", 6, &["раз", "два", "три"]);
        check("Первое дело. Второе дело", 16, &["Первое дело.", "Второе дело"]);
        check("первая строка\nвторая тут", 18, &["первая строка", "вторая тут"]);
        check("абзац один.\n\nабзац два. конец", 22, &["абзац один.", "абзац два. конец"]);
        check("а\n\nбббб вввв гггг", 12, &["а\n\nбббб вввв", "гггг"]);
        check("безпробелов", 4, &["безп", "робе", "лов"]);
    }

    #[test]
    fn never_cuts_inside_an_emoji() {
        let family = "👨‍👩‍👧‍👦";
        check(&format!("{family}{family}"), units(family) + 3, &[family, family]);
        check("👋👋👋", 5, &["👋👋", "👋"]);
        check("е\u{301}е\u{301}е\u{301}", 5, &["е\u{301}е\u{301}", "е\u{301}"]);
    }

    #[test]
    fn an_endless_grapheme_still_ends() {
        let zalgo = format!("a{}", "\u{301}".repeat(50));
        let parts = split(&zalgo, 10);
        assert!(parts.iter().all(|part| units(part) <= 10));
        assert_eq!(parts.concat(), zalgo);
    }

    proptest! {
        #[test]
        fn every_part_fits_and_nothing_but_space_is_lost(text in "[а-яё .!\n👋👨‍👩‍👧e\u{301}]{0,200}", most in 1usize..60) {
            let parts = split(&text, most);
            let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert!(parts.iter().all(|part| !part.trim().is_empty()));
            // A part of one character may be over: a surrogate pair has no half.
            prop_assert!(parts.iter().all(|part| units(part) <= most || part.chars().count() == 1), "{parts:?}");
            prop_assert_eq!(solid(&parts.concat()), solid(&text));
        }
    }
}
