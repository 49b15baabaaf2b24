//! Reads a dialogue file. Every mistake is told with its line.

use super::{Act, Approach, Busy, Contact, Expect, Press, Row, Said, Script, Standing, Step, What};
use domain::conversation::Phase;
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// Longest wait between two lines, in seconds.
const LONGEST: i64 = 2 * 366 * 86_400;

pub fn parse(source: &str) -> Result<Script, String> {
    let mut script = Script {
        title: String::new(),
        now: DateTime::ZERO,
        lang: None,
        buttons: 8,
        contact: None,
        settings: BTreeMap::new(),
        visits: vec![],
        busy: vec![],
        stage: None,
        lead: BTreeMap::new(),
        steps: vec![],
        rows: vec![],
    };
    for (i, raw) in source.lines().enumerate() {
        line(&mut script, i + 1, raw.trim()).map_err(|e| format!("line {}: {e}: {raw}", i + 1))?;
    }
    if script.now == DateTime::ZERO {
        return Err("@now is missing".into());
    }
    Ok(script)
}

fn line(script: &mut Script, number: usize, text: &str) -> Result<(), String> {
    let mut chars = text.chars();
    let Some(mark) = chars.next() else { return Ok(()) };
    let rest = chars.as_str().trim();
    match mark {
        '#' => {
            if script.title.is_empty() {
                script.title = rest.to_owned();
            }
        }
        '@' => directive(script, number, rest)?,
        '>' => script.steps.push(Step { line: number, act: Act::Say { wordings: vec![said(rest)], burst: vec![] }, expect: vec![] }),
        '~' | '&' => match script.steps.last_mut().map(|s| &mut s.act) {
            Some(Act::Say { wordings, burst }) => if mark == '~' { wordings.push(said(rest)) } else { burst.push(said(rest)) },
            _ => return Err("no customer line above".into()),
        },
        '[' => {
            let inside = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).ok_or("] is missing")?.trim();
            let press = match (inside.strip_prefix('#'), inside.strip_prefix("old:")) {
                (Some(n), _) => Press::Number(n.parse().map_err(|_| "not a number")?),
                (_, Some(title)) => Press::Old(title.trim().to_owned()),
                _ => Press::Title(inside.to_owned()),
            };
            script.steps.push(Step { line: number, act: Act::Press(press), expect: vec![] });
        }
        '+' => expect(script, number, Expect::Has(rest.split('|').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect()))?,
        '-' => expect(script, number, Expect::HasNot(rest.to_owned()))?,
        '?' => expect(script, number, Expect::Phase(rest.parse::<Phase>().map_err(|_| "no such phase")?))?,
        '!' => expect(script, number, used(rest)?)?,
        '=' => row(script, number, rest)?,
        _ => return Err("a line begins with # @ > ~ & [ + - ? ! or =".into()),
    }
    Ok(())
}

fn expect(script: &mut Script, number: usize, expect: Expect) -> Result<(), String> {
    let step = script.steps.iter_mut().rev().find(|s| matches!(s.act, Act::Say { .. } | Act::Press(_) | Act::Approach(_))).ok_or("nothing was said yet")?;
    step.expect.push((number, expect));
    Ok(())
}

/// `tool search_knowledge`, `no tool create_appointment`.
fn used(text: &str) -> Result<Expect, String> {
    let (is_not, rest) = text.strip_prefix("no ").map_or((false, text), |rest| (true, rest));
    let (what, key) = rest.trim().split_once(char::is_whitespace).ok_or("say what, and its key")?;
    let what = match what {
        "tool" => What::Tool,
        "agent" => What::Agent,
        "script" => What::Script,
        "faq" => What::Faq,
        "knowledge" => What::Knowledge,
        _ => return Err(format!("no such thing: {what}")),
    };
    Ok(Expect::Used { what, key: key.trim().to_owned(), is_not })
}

/// `{voice} text`, `{contact +7…}`, `{start payload}`, or plain text.
fn said(text: &str) -> Said {
    let plain = || Said { text: text.to_owned(), ..Said::default() };
    let Some((inside, rest)) = text.strip_prefix('{').and_then(|t| t.split_once('}')) else { return plain() };
    let (kind, value) = inside.split_once(' ').unwrap_or((inside, ""));
    let value = Some(value.trim().to_owned()).filter(|v| !v.is_empty());
    let text = rest.trim().to_owned();
    match kind {
        "contact" => Said { text, phone: value, ..Said::default() },
        "start" => Said { text: "/start".into(), start: Some(value.unwrap_or_default()), ..Said::default() },
        kind => Said { text, attachment: Some(kind.to_owned()), ..Said::default() },
    }
}

/// `key=value key="two words"`.
pub(super) fn fields(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or("expected key=value")?;
        let (value, tail) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("\" is missing")?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        found.insert(key.trim().to_owned(), value.to_owned());
        rest = tail.trim();
    }
    Ok(found)
}

fn directive(script: &mut Script, number: usize, text: &str) -> Result<(), String> {
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match name {
        "now" => script.now = moment(rest)?,
        "lang" => script.lang = Some(rest.parse().map_err(|_| "no such language")?),
        "channel" => {
            if let Some(buttons) = fields(rest)?.get("buttons") {
                script.buttons = buttons.parse().map_err(|_| "not a number")?;
            }
        }
        "contact" => script.contact = Some(contact(&fields(rest)?)),
        "settings" => script.settings.extend(fields(rest)?),
        "visit" => {
            let f = fields(rest)?;
            script.visits.push(Standing {
                services: f.get("service").ok_or("service is missing")?.split(',').map(|s| s.trim().to_owned()).collect(),
                employee: f.get("employee").ok_or("employee is missing")?.clone(),
                branch: f.get("branch").cloned(),
                start: moment(f.get("start").ok_or("start is missing")?)?,
                status: f.get("status").cloned().unwrap_or_else(|| "booked".into()),
                other: f.get("other").is_some_and(|v| v == "true"),
            });
        }
        "busy" => {
            let f = fields(rest)?;
            let busy = Busy {
                employee: f.get("employee").filter(|e| *e != "*").cloned(),
                start: moment(f.get("start").ok_or("start is missing")?)?,
                end: moment(f.get("end").ok_or("end is missing")?)?,
            };
            if script.steps.is_empty() { script.busy.push(busy) } else { script.steps.push(Step { line: number, act: Act::Busy(busy), expect: vec![] }) }
        }
        "wait" => script.steps.push(Step { line: number, act: Act::Wait { seconds: length(rest)? }, expect: vec![] }),
        "remind" => script.steps.push(Step { line: number, act: Act::Approach(Approach::Remind), expect: vec![] }),
        "feedback" => script.steps.push(Step { line: number, act: Act::Approach(Approach::Feedback), expect: vec![] }),
        "stage" if !rest.is_empty() => script.stage = Some(rest.to_owned()),
        "lead" => script.lead.extend(fields(rest)?),
        "empty" => {}
        _ => return Err(format!("no such directive @{name}")),
    }
    Ok(())
}

fn moment(text: &str) -> Result<DateTime, String> {
    let found: Option<DateTime> = text.replacen(' ', "T", 1).parse().ok();
    found.filter(|at| (2000..2200).contains(&at.year())).ok_or_else(|| format!("{text} is not like 2026-11-24 12:00"))
}

fn length(text: &str) -> Result<i64, String> {
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3600,
        Some('d') => 86_400,
        _ => return Err("a length is like 90s, 15m, 13h, 2d".into()),
    };
    let digits = text.trim_end_matches(['s', 'm', 'h', 'd']);
    digits.parse::<i64>().ok().and_then(|n| n.checked_mul(unit)).filter(|n| (0..=LONGEST).contains(n)).ok_or_else(|| "a length is like 90s, 15m, 13h, 2d, at most two years".into())
}

fn contact(fields: &BTreeMap<String, String>) -> Contact {
    Contact { name: fields.get("name").cloned(), phone: fields.get("phone").cloned() }
}

fn row(script: &mut Script, line: usize, text: &str) -> Result<(), String> {
    let (noun, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let row = match noun {
        "booking" => {
            let mut fields = fields(rest)?;
            if let Some(unknown) = fields.keys().find(|k| !matches!(k.as_str(), "service" | "employee" | "branch" | "start" | "status" | "count" | "name")) {
                return Err(format!("no field {unknown} of a booking"));
            }
            let count = fields.remove("count").map(|n| n.parse().map_err(|_| "count is a number")).transpose()?;
            fields.remove("name");
            Row::Booking { line, fields, count }
        }
        "handover" if rest.trim() == "none" => Row::HandOver { line, reason: None },
        "handover" => Row::HandOver { line, reason: Some(fields(rest)?.get("reason").cloned().ok_or("reason is missing")?) },
        "contact" => Row::Contact { line, contact: contact(&fields(rest)?) },
        "unanswered" => Row::Unanswered { line, count: fields(rest)?.get("count").and_then(|n| n.parse().ok()).ok_or("count is missing")? },
        "mark" => Row::Mark { line, rating: rest.trim().parse().map_err(|_| "a mark is from 1 to 5")? },
        "lead" => Row::Lead { line, fields: fields(rest)? },
        _ => return Err(format!("no such row {noun}")),
    };
    script.rows.push(row);
    Ok(())
}
