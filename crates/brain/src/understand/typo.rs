//! Forgives slips of the finger: Damerau–Levenshtein with a budget that grows with the word, keys that are neighbours cost less.
//! Who may be corrected to what is decided by the callers.

use std::sync::LazyLock;

/// Edits allowed in a word of this many letters, in tenths.
pub(crate) const fn budget(letters: usize) -> u32 {
    match letters {
        0..=3 => 0,
        4..=6 => 10,
        7..=8 => 16,
        _ => 20,
    }
}

const ROWS: [&str; 6] = ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

fn key(c: char) -> Option<(i32, i32)> {
    ROWS.iter().enumerate().find_map(|(row, keys)| {
        let column = keys.chars().position(|k| k == c)?;
        Some((i32::try_from(row).ok()?, i32::try_from(column).ok()?))
    })
}

const ALIKE: &[(char, char)] = &[
    ('а', 'о'), ('е', 'и'), ('и', 'ы'), ('е', 'э'), ('е', 'я'), ('и', 'я'), ('б', 'п'), ('в', 'ф'), ('г', 'к'), ('д', 'т'), ('ж', 'ш'), ('з', 'с'),
    ('ш', 'щ'), ('ь', 'ъ'), ('и', 'й'), ('у', 'ю'), ('ч', 'щ'), ('е', 'о'), ('ц', 'с'), ('c', 'k'), ('c', 's'), ('s', 'z'), ('i', 'y'), ('a', 'e'), ('e', 'i'),
];

/// Costs of all pairs of letters: a word nobody knows is held against thousands.
static SWAPS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let letters = || ('а'..='я').chain('a'..='z');
    let mut costs = vec![10; LETTERS * LETTERS];
    for (a, b) in letters().flat_map(|a| letters().map(move |b| (a, b))) {
        if let Some(cost) = place(a, b).and_then(|at| costs.get_mut(at)) {
            *cost = weigh(a, b);
        }
    }
    costs
});
const LETTERS: usize = 58;

fn place(a: char, b: char) -> Option<usize> {
    let letter = |c: char| match c {
        'а'..='я' => usize::try_from(u32::from(c) - u32::from('а')).ok(),
        'a'..='z' => usize::try_from(32 + u32::from(c) - u32::from('a')).ok(),
        _ => None,
    };
    Some(letter(a)? * LETTERS + letter(b)?)
}

/// Letters people hear alike or hit by mistake.
fn swap_cost(a: char, b: char) -> u32 {
    place(a, b).and_then(|at| SWAPS.get(at)).copied().unwrap_or(10)
}

fn weigh(a: char, b: char) -> u32 {
    if ALIKE.contains(&(a, b)) || ALIKE.contains(&(b, a)) {
        return 6;
    }
    match (key(a), key(b)) {
        (Some((row_a, column_a)), Some((row_b, column_b))) if row_a / 3 == row_b / 3 && (row_a - row_b).abs() <= 1 && (column_a - column_b).abs() <= 1 => 8,
        _ => 10,
    }
}

fn gap_cost(word: &[char], at: usize) -> u32 {
    let c = word.get(at).copied().unwrap_or_default();
    let doubled = at > 0 && word.get(at - 1) == Some(&c) || word.get(at + 1) == Some(&c);
    if doubled || matches!(c, 'ь' | 'ъ') { 5 } else { 10 }
}

/// The distance in tenths of an edit, or `None` past `limit`.
pub(crate) fn distance(a: &[char], b: &[char], limit: u32) -> Option<u32> {
    // Every letter too many costs at least half an edit.
    if u32::try_from(a.len().abs_diff(b.len())).is_ok_and(|extra| extra * 5 > limit) {
        return None;
    }
    let width = b.len() + 1;
    let mut before: Vec<u32> = vec![u32::MAX / 2; width];
    let mut last: Vec<u32> = Vec::with_capacity(width);
    let mut total = 0;
    for j in 0..width {
        last.push(total);
        total += gap_cost(b, j);
    }
    for (i, &x) in a.iter().enumerate() {
        let mut row: Vec<u32> = Vec::with_capacity(width);
        row.push(last.first().copied().unwrap_or_default() + gap_cost(a, i));
        let mut least = u32::MAX;
        for (j, &y) in b.iter().enumerate() {
            let get = |row: &[u32], at: usize| row.get(at).copied().unwrap_or(u32::MAX / 2);
            let same = get(&last, j) + if x == y { 0 } else { swap_cost(x, y) };
            let mut best = same.min(get(&last, j + 1) + gap_cost(a, i)).min(get(&row, j) + gap_cost(b, j));
            if i > 0 && j > 0 && a.get(i - 1) == Some(&y) && b.get(j - 1) == Some(&x) && x != y {
                best = best.min(get(&before, j - 1) + 8);
            }
            least = least.min(best);
            row.push(best);
        }
        if least > limit {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|d| *d <= limit)
}

/// Words to correct towards, bucketed by their first two letters so that one look-up touches few of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    by_first: std::collections::HashMap<char, Vec<Known>>,
}

#[derive(Clone, Debug)]
struct Known {
    letters: Vec<char>,
    mask: u64,
    id: u32,
}

/// Which letters a word has; words with few letters in common need no closer look.
fn mask(letters: &[char]) -> u64 {
    letters.iter().fold(0, |mask, c| mask | 1 << (u32::from(*c) & 63))
}

impl Dictionary {
    pub fn insert(&mut self, word: &str, id: u32) {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 4 {
            return;
        }
        if let (Some(&first), Some(&second)) = (letters.first(), letters.get(1)) {
            let known = Known { mask: mask(&letters), letters, id };
            if second != first {
                self.by_first.entry(second).or_default().push(known.clone());
            }
            self.by_first.entry(first).or_default().push(known);
        }
    }

    /// Ids of the nearest words inside the budget; several when equally near.
    pub fn nearest(&self, word: &str) -> Vec<u32> {
        let letters: Vec<char> = word.chars().collect();
        let mut limit = budget(letters.len());
        let mut found: Vec<u32> = Vec::new();
        if limit == 0 || letters.len() > 24 {
            return found;
        }
        let own = mask(&letters);
        for c in letters.iter().take(2) {
            for Known { letters: candidate, mask, id } in self.by_first.get(c).into_iter().flatten() {
                let allowed = limit.min(budget(candidate.len()));
                // An edit changes two letters of the set at most and costs half a point at least.
                if (own ^ mask).count_ones() * 5 > allowed * 2 {
                    continue;
                }
                let Some(d) = distance(&letters, candidate, allowed) else { continue };
                if d < limit {
                    found.clear();
                    limit = d;
                }
                if !found.contains(id) {
                    found.push(*id);
                }
            }
        }
        found
    }
}
