//! Spreadsheets. `grid` turns rows into tables with headers, `number` shows a cell as its program would; each format has its file.

pub(crate) mod cfb;
pub(crate) mod grid;
pub(crate) mod number;
pub(crate) mod xls;
mod xls_cell;
pub(crate) mod xlsx;
mod xlsx_book;

/// `AB12` as column and row, both from 0.
pub(crate) fn place(reference: &str) -> Option<(usize, u32)> {
    let reference = reference.trim_start_matches('$');
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = reference.split_at_checked(digits)?;
    let mut column = 0usize;
    for letter in letters.trim_end_matches('$').bytes() {
        if !letter.is_ascii_alphabetic() || column > 1_000_000 {
            return None;
        }
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    Some((column.checked_sub(1)?, row.parse::<u32>().ok()?.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn references_become_places() {
        assert_eq!(super::place("A1"), Some((0, 0)));
        assert_eq!(super::place("$AB$12"), Some((27, 11)));
        assert_eq!(super::place("XFD1048576"), Some((16_383, 1_048_575)));
        for wrong in ["", "A", "12", "A0", "AAAAAAAAAAAAAAAA1", "Ж1", "A99999999999"] {
            assert_eq!(super::place(wrong), None, "{wrong}");
        }
    }
}
