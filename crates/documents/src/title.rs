//! What a document is called: programs fill the title field with "Untitled" and file names, so not every title is one.

const RUBBISH: [&str; 16] = ["untitled", "без названия", "без имени", "document", "документ", "презентация powerpoint", "powerpoint presentation", "slide 1", "new document", "новый документ", "title", "заголовок", "лист1", "sheet1", "документ microsoft word", "microsoft word document"];
const LONGEST: usize = 160;

/// The text as a title, if a person could have written it.
pub(crate) fn decent(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.strip_prefix("Microsoft Word - ").or_else(|| text.strip_prefix("Microsoft Excel - ")).or_else(|| text.strip_prefix("Microsoft PowerPoint - ")).unwrap_or(&text).to_owned();
    let lower = text.to_lowercase();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_file = [".doc", ".docx", ".pdf", ".xls", ".xlsx", ".indd", ".cdr", ".ai", ".odt", ".rtf", ".html", ".txt", ".tmp", ".dwg"].iter().any(|end| lower.ends_with(end));
    let is_address = lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("file:") || lower.starts_with("about:");
    let is_mojibake = text.contains('\u{fffd}') || text.chars().filter(|c| ('\u{c0}'..='\u{ff}').contains(c)).count() * 2 > letters.max(1);
    (letters >= 2 && text.chars().count() <= LONGEST && !is_file && !is_address && !is_mojibake && !RUBBISH.contains(&lower.as_str())).then_some(text)
}

/// The first words of a text, when they stand alone like a title.
pub(crate) fn opening(text: &str) -> Option<String> {
    let line = text.lines().next()?.trim();
    let is_sentence = line.ends_with(['.', ',', ';', ':']) && line.chars().count() > 40;
    (line.chars().count() <= 100 && !is_sentence).then(|| decent(line)).flatten()
}

/// A file name without folders and ending, underscores read as spaces.
pub(crate) fn of_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next()?;
    let stem = match last.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= 5 => stem,
        _ => last,
    };
    let text: String = stem.chars().map(|c| if c == '_' || c.is_control() { ' ' } else { c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rubbish_is_no_title() {
        for text in ["", "  ", "Untitled", "Прайс.docx", "Microsoft Word - Прайс.doc", "https://example.com/a", "Ïðàéñ ñàëîíà", "12"] {
            assert_eq!(decent(text), None, "{text}");
        }
        assert_eq!(decent(" Прайс  салона\n2026 "), Some("Прайс салона 2026".to_owned()));
    }

    #[test]
    fn a_name_makes_a_title() {
        assert_eq!(of_name("C:\\docs\\прайс_лист 2026.xlsx"), Some("прайс лист 2026".to_owned()));
        assert_eq!(of_name(".xlsx"), Some(".xlsx".to_owned()));
        assert_eq!(of_name(""), None);
    }
}
