//! `cargo xtask bench desk`: what people look at all day, on a firm with years of work behind it (100,000 contacts, 1,000,000 messages,
//! 200,000 visits), over HTTP on both engines. Prints p50, p95 and the slowest call of each. The firm is made by testkit's `years`.

use super::client::Client;
use super::server::{Engine, Server};
use crate::shell::{command, output, run, say};
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// What may be slower than the rest, in milliseconds at p95: reports over all years.
const REPORT: u128 = 1_000;
const CALL: u128 = 100;

struct Look {
    name: &'static str,
    paths: Vec<String>,
    limit: u128,
}

pub fn measure(engine: Engine, binary: &Path, rounds: usize) -> Result<()> {
    let prepared = Server::start(binary, engine, None)?.stop_keeping_data()?;
    let started = Instant::now();
    // Beside a binary that was built with it, or built now.
    let years = binary.with_file_name("years");
    if years.exists() {
        run(command(&years.to_string_lossy(), &[&prepared.database_url()]))?;
    } else {
        run(command("cargo", &["run", "--release", "--quiet", "-p", "samovar-testkit", "--bin", "years", "--", &prepared.database_url()]))?;
    }
    say(&format!("{engine:?}: the firm was made in {:.0} s", started.elapsed().as_secs_f64()));
    let server = Server::start(binary, engine, Some(prepared))?;
    let mut client = Client::connect(&server)?;
    let mut too_slow = 0;
    for look in looks(&mut client)? {
        let mut times = Vec::new();
        for round in 0..rounds {
            let path = look.paths.get(round % look.paths.len()).context("a look without paths")?;
            let at = Instant::now();
            client.get(path)?;
            times.push(at.elapsed());
        }
        times.sort();
        let at = |share: usize| times.get(times.len() * share / 100).or(times.last()).map_or(0.0, |t: &Duration| t.as_secs_f64() * 1000.0);
        let is_slow = at(95) > f64::from(u32::try_from(look.limit).unwrap_or(u32::MAX));
        too_slow += usize::from(is_slow);
        say(&format!("{engine:?} {:32} p50 {:7.1} ms  p95 {:7.1} ms  most {:7.1} ms{}", look.name, at(50), at(95), at(100), if is_slow { "  TOO SLOW" } else { "" }));
    }
    say(&format!("{engine:?}: {too_slow} too slow, RSS {:.0} MB", server.rss_mb()));
    Ok(())
}

/// The screens' calls, with ids and words that exist.
fn looks(client: &mut Client) -> Result<Vec<Look>> {
    let today = output(command("date", &["-u", "+%Y-%m-%d"]))?;
    let before = |days: u32| output(command("date", &["-u", "-d", &format!("{days} days ago"), "+%Y-%m-%d"]));
    let (week, month, year) = (before(7)?, before(30)?, before(365)?);
    let mut ids = |path: &str| -> Result<Vec<String>> {
        let page: Value = serde_json::from_str(&client.get(path)?).context("not JSON")?;
        let items = page.get("items").and_then(Value::as_array).with_context(|| format!("{path} has no items"))?;
        Ok(items.iter().filter_map(|item| item.get("id").and_then(Value::as_str).map(str::to_owned)).collect())
    };
    let talks = ids("/api/v1/conversations?view=all&limit=50")?;
    let contacts = ids("/api/v1/contacts?limit=50&sort=name")?;
    let of = |ids: &[String], shape: &str| ids.iter().map(|id| format!("/api/v1/{}", shape.replace("{}", id))).collect::<Vec<_>>();
    let look = |name, paths: Vec<String>, limit| Look { name, paths, limit };
    let each = |name, paths: &[&str]| look(name, paths.iter().map(|p| format!("/api/v1/{p}")).collect(), CALL);
    Ok(vec![
        each("inbox", &["conversations?view=all&limit=30", "conversations?view=mine&limit=30", "conversations?view=waiting&limit=30", "conversations?view=unassigned&limit=30", "conversations?view=agent&limit=30", "conversations?view=closed&limit=30"]),
        each("inbox: unread, by tag", &["conversations?view=all&unread=true&limit=30", "conversations?view=all&tag=vip&limit=30"]),
        each("inbox: counts", &["conversations/counts"]),
        each("inbox: search", &["conversations?view=all&q=%D1%81%D0%BE%D0%BA%D0%BE%D0%BB&limit=30", "conversations?view=all&q=79100123&limit=30", "conversations?view=all&q=%D0%BC%D0%B0%D0%BD%D0%B8%D0%BA%D1%8E%D1%80&limit=30"]),
        look("conversation", of(&talks, "conversations/{}"), CALL),
        look("conversation: messages", of(&talks, "conversations/{}/messages?limit=50"), CALL),
        each("contacts", &["contacts?limit=50", "contacts?limit=50&sort=name", "contacts?limit=50&tag=vip", "contacts?limit=50&source=telegram"]),
        each("contacts: search", &["contacts?limit=50&query=%D1%81%D0%BE%D0%BA%D0%BE%D0%BB", "contacts?limit=50&query=79100123", "contacts?limit=50&query=c400%40"]),
        look("contact", of(&contacts, "contacts/{}"), CALL),
        look("contact: timeline", of(&contacts, "contacts/{}/timeline?limit=50"), CALL),
        each("contacts: duplicates", &["contacts/duplicates?limit=20"]),
        each("kanban", &["deals/board", "deals/board?per_stage=30&q=%D1%81%D0%BE%D0%BA", "deals/board?status=open"]),
        each("deals", &["deals?limit=50", "deals?limit=50&stage=offer&sort=-amount", "deals?limit=50&sort=stage_since"]),
        look("calendar", vec![format!("/api/v1/calendar?from={today}T00:00:00Z&to={today}T23:59:59Z"), format!("/api/v1/calendar?from={week}T00:00:00Z&to={today}T23:59:59Z")], CALL),
        each("tasks", &["tasks", "tasks/counts"]),
        each("updates", &["updates?limit=30"]),
        look("dashboard: a month", vec![format!("/api/v1/dashboard?from={month}&to={today}")], REPORT),
        look("dashboard: a year", vec![format!("/api/v1/dashboard?from={year}&to={today}")], REPORT),
        look("report: funnel", vec![format!("/api/v1/reports/funnel?from={year}T00:00:00Z&to={today}T00:00:00Z")], REPORT),
        look("report: outcomes", vec![format!("/api/v1/reports/outcomes?from={month}&to={today}")], REPORT),
    ])
}
