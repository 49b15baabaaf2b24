//! Two states of an agent's settings compared: each field that differs with both values, and for texts the lines that came and went.

use domain::agent::AgentSpec;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// Lines around a change that are shown with it.
const CONTEXT: usize = 2;
/// Edits after which two texts count as having nothing in common.
const FURTHEST: i64 = 600;

#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// `limits.turn_ms`, `prompts.booking`, `tools`.
    pub field: String,
    /// Null where it was not there.
    pub before: Value,
    pub after: Value,
    /// Of a text of several lines.
    pub hunks: Vec<Hunk>,
}

/// Lines that belong together, with a little of what stands around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Number of the first line, from 1, in the text before and after.
    pub before_line: usize,
    pub after_line: usize,
    pub lines: Vec<(Op, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Same,
    Removed,
    Added,
}

impl Op {
    pub const ALL: [Op; 3] = [Op::Same, Op::Removed, Op::Added];
    pub const fn as_str(self) -> &'static str {
        match self {
            Op::Same => "same",
            Op::Removed => "removed",
            Op::Added => "added",
        }
    }
}

/// Every field in which the two differ, by name.
pub fn between(before: &AgentSpec, after: &AgentSpec) -> Vec<Change> {
    let flat = |spec: &AgentSpec| {
        let mut fields = BTreeMap::new();
        flatten("", serde_json::to_value(spec).unwrap_or(Value::Null), &mut fields);
        fields
    };
    let (mut was, is) = (flat(before), flat(after));
    let mut all: Vec<Change> = Vec::new();
    for (field, after) in is {
        let before = was.remove(&field).unwrap_or(Value::Null);
        if before != after {
            all.push(change(field, before, after));
        }
    }
    all.extend(was.into_iter().map(|(field, before)| change(field, before, Value::Null)));
    all.sort_by(|a, b| a.field.cmp(&b.field));
    all
}

/// Objects become paths; lists stay whole.
fn flatten(path: &str, value: Value, into: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name } else { format!("{path}.{name}") };
                flatten(&path, value, into);
            }
        }
        // A field without a value and a field that is not there are the same.
        Value::Null => {}
        value => {
            into.insert(path.to_owned(), value);
        }
    }
}

fn change(field: String, before: Value, after: Value) -> Change {
    let is_text = field == "instructions" || field == "persona" || field.starts_with("prompts.");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let hunks = if is_text { hunks(&text(&before), &text(&after)) } else { Vec::new() };
    Change { field, before, after, hunks }
}

/// The differing lines of two texts, each group with its surroundings.
pub fn hunks(before: &str, after: &str) -> Vec<Hunk> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut old_line, mut new_line) = (1, 1);
    let mut same_run: Vec<&str> = Vec::new();
    let mut is_open = false;
    for (op, line) in edits(&old, &new) {
        if op == Op::Same {
            same_run.push(line);
            old_line += 1;
            new_line += 1;
            continue;
        }
        if !is_open || same_run.len() > CONTEXT * 2 {
            if is_open && let Some(hunk) = hunks.last_mut() {
                hunk.lines.extend(same_run.iter().take(CONTEXT).map(|line| (Op::Same, (*line).to_owned())));
            }
            let lead = same_run.len().min(CONTEXT);
            let lines = same_run.iter().skip(same_run.len() - lead).map(|line| (Op::Same, (*line).to_owned())).collect();
            hunks.push(Hunk { before_line: old_line - lead, after_line: new_line - lead, lines });
        } else if let Some(hunk) = hunks.last_mut() {
            hunk.lines.extend(same_run.iter().map(|line| (Op::Same, (*line).to_owned())));
        }
        same_run.clear();
        is_open = true;
        if op == Op::Removed {
            old_line += 1;
        } else {
            new_line += 1;
        }
        if let Some(hunk) = hunks.last_mut() {
            hunk.lines.push((op, line.to_owned()));
        }
    }
    if is_open && let Some(hunk) = hunks.last_mut() {
        hunk.lines.extend(same_run.iter().take(CONTEXT).map(|line| (Op::Same, (*line).to_owned())));
    }
    hunks
}

/// The shortest way from one list of lines to the other (Myers); all out and all in when there is hardly anything in common.
fn edits<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(Op, &'a str)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old.iter().skip(head).rev().zip(new.iter().skip(head).rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (middle(old, head, tail), middle(new, head, tail));
    let mut all: Vec<(Op, &str)> = old.iter().take(head).map(|line| (Op::Same, *line)).collect();
    match trace(a, b) {
        Some(steps) => all.extend(steps),
        None => {
            all.extend(a.iter().map(|line| (Op::Removed, *line)));
            all.extend(b.iter().map(|line| (Op::Added, *line)));
        }
    }
    all.extend(old.iter().skip(old.len() - tail).map(|line| (Op::Same, *line)));
    all
}

fn middle<'s, 'a>(lines: &'s [&'a str], head: usize, tail: usize) -> &'s [&'a str] {
    lines.get(head..lines.len() - tail).unwrap_or_default()
}

/// How far each diagonal got after each number of edits, then the way back.
fn trace<'a>(a: &[&'a str], b: &[&'a str]) -> Option<Vec<(Op, &'a str)>> {
    let (n, m) = (i64::try_from(a.len()).ok()?, i64::try_from(b.len()).ok()?);
    let line = |lines: &[&'a str], at: i64| usize::try_from(at).ok().and_then(|at| lines.get(at).copied());
    let mut reach: HashMap<i64, i64> = HashMap::from([(1, 0)]);
    let mut rounds: Vec<HashMap<i64, i64>> = Vec::new();
    let at = |reach: &HashMap<i64, i64>, k: i64| reach.get(&k).copied().unwrap_or(-1);
    let is_down = |reach: &HashMap<i64, i64>, k: i64, d: i64| k == -d || k != d && at(reach, k - 1) < at(reach, k + 1);
    for d in 0..=(n + m).min(FURTHEST) {
        rounds.push(reach.clone());
        let mut k = -d;
        while k <= d {
            let mut x = if is_down(&reach, k, d) { at(&reach, k + 1) } else { at(&reach, k - 1) + 1 };
            while x < n && x - k < m && line(a, x) == line(b, x - k) {
                x += 1;
            }
            reach.insert(k, x);
            if x >= n && x - k >= m {
                return Some(back(a, b, &rounds, (n, m)));
            }
            k += 2;
        }
    }
    None
}

fn back<'a>(a: &[&'a str], b: &[&'a str], rounds: &[HashMap<i64, i64>], end: (i64, i64)) -> Vec<(Op, &'a str)> {
    let line = |lines: &[&'a str], at: i64| usize::try_from(at).ok().and_then(|at| lines.get(at).copied()).unwrap_or_default();
    let at = |reach: &HashMap<i64, i64>, k: i64| reach.get(&k).copied().unwrap_or(-1);
    let (mut x, mut y) = end;
    let mut steps = Vec::new();
    for (d, reach) in rounds.iter().enumerate().rev() {
        let d = i64::try_from(d).unwrap_or(0);
        let k = x - y;
        let is_down = k == -d || k != d && at(reach, k - 1) < at(reach, k + 1);
        let from = if is_down { k + 1 } else { k - 1 };
        let from_x = at(reach, from);
        let from_y = from_x - from;
        while x > from_x.max(0) && y > from_y.max(0) {
            x -= 1;
            y -= 1;
            steps.push((Op::Same, line(a, x)));
        }
        if d > 0 {
            if is_down {
                y -= 1;
                steps.push((Op::Added, line(b, y)));
            } else {
                x -= 1;
                steps.push((Op::Removed, line(a, x)));
            }
        }
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::conversation::Phase;
    use domain::tool::Tool;
    use serde_json::json;

    fn show(before: &str, after: &str) -> String {
        let mark = |op: &Op| match op {
            Op::Same => ' ',
            Op::Removed => '-',
            Op::Added => '+',
        };
        hunks(before, after).iter().map(|h| format!("@{},{} {}", h.before_line, h.after_line, h.lines.iter().map(|(op, l)| format!("{}{l}", mark(op))).collect::<Vec<_>>().join("|"))).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn lines_that_came_and_went() {
        for (before, after, expected) in [
            ("", "", ""),
            ("a\nb", "a\nb", ""),
            ("", "a\nb", "@1,1 +a|+b"),
            ("a\nb", "", "@1,1 -a|-b"),
            ("a\nb\nc", "a\nx\nc", "@1,1  a|-b|+x| c"),
            ("a\nb\nc\nd", "b\nc\nd\ne", "@1,1 -a| b| c| d|+e"),
            ("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\nx\n3\n4\n5\n6\n7\ny\n9", "@1,1  1|-2|+x| 3| 4\n@6,6  6| 7|-8|+y| 9"),
        ] {
            assert_eq!(show(before, after), expected, "{before:?} → {after:?}");
        }
    }

    /// Whatever the texts, the edits lead from one to the other.
    #[test]
    fn edits_rebuild_both_texts() {
        let mut seed: u64 = 7;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..300 {
            let mut text = || (0..next(14)).map(|_| ["a", "b", "c", "d"][usize::try_from(next(4)).unwrap()]).collect::<Vec<_>>();
            let (old, new) = (text(), text());
            let all = edits(&old, &new);
            let side = |skip: Op| all.iter().filter(|(op, _)| *op != skip).map(|(_, l)| *l).collect::<Vec<_>>();
            assert_eq!((side(Op::Added), side(Op::Removed)), (old.clone(), new.clone()), "{old:?} {new:?}");
        }
        let long = |word: &str| (0..2_000).map(|i| format!("{word}{i}")).collect::<Vec<_>>().join("\n");
        assert_eq!(hunks(&long("a"), &long("b")).iter().map(|h| h.lines.len()).sum::<usize>(), 4_000);
    }

    #[test]
    fn fields_by_their_path() {
        let before = AgentSpec { instructions: "a\nb".into(), prompts: [(Phase::Booking, "x".to_owned())].into(), ..AgentSpec::default() };
        let mut after = AgentSpec { instructions: "a\nc".into(), tools: vec![Tool::GetServices], ..AgentSpec::default() };
        after.limits.turn_ms = 5_000;
        after.model.temperature = Some(30);
        let all = between(&before, &after);
        assert_eq!(all.iter().map(|c| c.field.as_str()).collect::<Vec<_>>(), ["instructions", "limits.turn_ms", "model.temperature", "prompts.booking", "tools"]);
        assert_eq!((&all[1].before, &all[1].after), (&json!(20_000), &json!(5_000)));
        assert_eq!((&all[2].before, &all[3].after), (&Value::Null, &Value::Null));
        assert_eq!(all[0].hunks.len(), 1);
        assert!(between(&before, &before).is_empty());
    }
}
