//! Plays one wording of a script on a stage and tells everything that went otherwise than written.

use super::{Act, Booking, Expect, Heard, Press, Row, Rows, Script, Stage, What};
use domain::message::Button;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Plays the script. The result is the list of mistakes and the conversation as it went.
pub fn play(script: &Script, wording: Option<(usize, usize)>, stage: &mut impl Stage) -> (Vec<String>, String) {
    let mut mistakes = Vec::new();
    let mut log = String::new();
    // Buttons of every message so far, newest last.
    let mut seen: Vec<Vec<Button>> = Vec::new();
    for (i, step) in script.steps.iter().enumerate() {
        let heard = match &step.act {
            Act::Wait { seconds } => {
                stage.wait(*seconds);
                continue;
            }
            Act::Busy(busy) => {
                stage.busy(busy);
                continue;
            }
            Act::Approach(why) => stage.approach(*why),
            Act::Say { wordings, burst } => {
                let chosen = wording.filter(|(s, _)| *s == i).map_or(0, |(_, w)| w);
                let messages: Vec<_> = wordings.get(chosen).into_iter().chain(burst).cloned().collect();
                for message in &messages {
                    let kind = message.attachment.as_deref().map(|k| format!("{{{k}}} ")).unwrap_or_default();
                    let _ = writeln!(log, "> {kind}{}", message.text);
                }
                stage.say(&messages)
            }
            Act::Press(press) => {
                let Some(button) = find(press, &seen) else {
                    mistakes.push(format!("line {}: no button {press:?} among {:?}", step.line, seen.last().map(|b| b.iter().map(|b| b.title.clone()).collect::<Vec<_>>())));
                    return (mistakes, log);
                };
                let _ = writeln!(log, "[{}]", button.title);
                stage.press(&button.id)
            }
        };
        show(&mut log, &heard);
        seen.push(heard.replies.iter().flat_map(|r| r.buttons.clone()).collect());
        for (line, expect) in &step.expect {
            if let Some(mistake) = check(expect, &heard, |what| stage.used(what)) {
                mistakes.push(format!("line {line}: {mistake}"));
            }
        }
    }
    let rows = stage.rows();
    for row in &script.rows {
        if let Row::Mark { line, rating } = row {
            let given = stage.marks();
            mistakes.extend((!given.contains(rating)).then(|| format!("line {line}: marks given: {given:?}")));
            continue;
        }
        mistakes.extend(score(row, &rows, || stage.lead()));
    }
    mistakes.extend(stage.mistakes());
    (mistakes, log)
}

fn show(log: &mut String, heard: &Heard) {
    for reply in &heard.replies {
        let _ = writeln!(log, "    {}", reply.text.replace('\n', "\n    "));
        if !reply.buttons.is_empty() {
            let titles: Vec<&str> = reply.buttons.iter().map(|b| b.title.as_str()).collect();
            let _ = writeln!(log, "    [{}]", titles.join("] ["));
        }
    }
    let _ = writeln!(log, "    ({})", heard.phase.as_str());
}

fn find(press: &Press, seen: &[Vec<Button>]) -> Option<Button> {
    let latest = seen.iter().rposition(|buttons| !buttons.is_empty())?;
    let named = |buttons: &[Button], title: &str| {
        let title = plain(title);
        buttons.iter().find(|b| plain(&b.title) == title).or_else(|| buttons.iter().find(|b| plain(&b.title).starts_with(&title))).cloned()
    };
    match press {
        Press::Number(n) => seen.get(latest)?.get(n.checked_sub(1)?).cloned(),
        Press::Title(title) => named(seen.get(latest)?, title),
        Press::Old(title) => seen.iter().take(seen.len().saturating_sub(1)).rev().find_map(|buttons| named(buttons, title)),
    }
}

/// Lower case, `ё` as `е`, all spaces alike.
fn plain(text: &str) -> String {
    let folded: String = text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check(expect: &Expect, heard: &Heard, used: impl FnOnce(What) -> Option<Vec<String>>) -> Option<String> {
    let mut said = String::new();
    for reply in &heard.replies {
        let _ = write!(said, " {}", reply.text);
        for button in &reply.buttons {
            let _ = write!(said, " [{}]", button.title);
        }
    }
    let said = plain(&said);
    match expect {
        Expect::Has(any) => (!any.iter().any(|text| said.contains(&plain(text)))).then(|| format!("expected {}", any.join(" | "))),
        Expect::HasNot(text) => said.contains(&plain(text)).then(|| format!("must not say {text}")),
        Expect::Phase(phase) => (heard.phase != *phase).then(|| format!("expected phase {}, is {}", phase.as_str(), heard.phase.as_str())),
        Expect::Used { what, key, is_not } => {
            let keys = used(*what)?;
            (keys.contains(key) == *is_not).then(|| format!("{what:?} {key} {}, used: {}", if *is_not { "must not be used" } else { "expected" }, keys.join(", ")))
        }
    }
}

fn score(row: &Row, rows: &Rows, lead: impl FnOnce() -> Option<BTreeMap<String, String>>) -> Option<String> {
    match row {
        Row::Booking { line, fields, count } => {
            let found = rows.bookings.iter().filter(|b| fields.iter().all(|(key, value)| fits(b, key, value))).filter(|b| fields.contains_key("status") || !matches!(b.status.as_str(), "cancelled" | "no_show")).count();
            let is_right = count.map_or(found > 0, |n| n == found);
            (!is_right).then(|| format!("line {line}: {found} such visits of {:?}", rows.bookings))
        }
        Row::HandOver { line, reason: None } => (!rows.hand_overs.is_empty()).then(|| format!("line {line}: a person was asked for: {:?}", rows.hand_overs)),
        Row::HandOver { line, reason: Some(reason) } => (!rows.hand_overs.contains(reason)).then(|| format!("line {line}: asked for: {:?}", rows.hand_overs)),
        Row::Contact { line, contact } => {
            let name = contact.name.as_ref().is_none_or(|n| rows.contact.name.as_deref().is_some_and(|r| plain(r) == plain(n)));
            let phone = contact.phone.as_ref().is_none_or(|p| rows.contact.phone.as_ref() == Some(p));
            (!name || !phone).then(|| format!("line {line}: the contact is {:?}", rows.contact))
        }
        Row::Unanswered { line, count } => (rows.unanswered != *count).then(|| format!("line {line}: {} unanswered", rows.unanswered)),
        Row::Mark { .. } => None,
        Row::Lead { line, fields } => {
            let stands = lead()?;
            let is_right = fields.iter().all(|(key, wanted)| stands.get(key).is_some_and(|known| is_said(key, wanted, known)));
            (!is_right).then(|| format!("line {line}: the request is {stands:?}"))
        }
    }
}

/// Phrases as they are compared everywhere, numbers as numbers, money without its currency; a month stands for its days.
fn is_said(key: &str, wanted: &str, known: &str) -> bool {
    let number = |text: &str| text.split_whitespace().collect::<String>().trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<f64>().ok();
    plain(wanted) == plain(known) || key == "dates" && known.starts_with(wanted) || number(wanted).is_some_and(|n| number(known) == Some(n))
}

fn fits(booking: &Booking, key: &str, value: &str) -> bool {
    match key {
        "service" => {
            let mut wanted: Vec<&str> = value.split(',').map(str::trim).collect();
            let mut booked: Vec<&str> = booking.services.iter().map(String::as_str).collect();
            wanted.sort_unstable();
            booked.sort_unstable();
            wanted == booked
        }
        "employee" => booking.employee == value,
        "branch" => booking.branch == value,
        "start" => value.replacen(' ', "T", 1).parse().is_ok_and(|start: jiff::civil::DateTime| start == booking.start),
        "status" => booking.status == value,
        _ => false,
    }
}
