//! Calendars as iCalendar text (RFC 5545): `GET /ical/{token}.ics` is an employee's, read again and again by their phone. Times are UTC, so no zone
//! table is needed. A single visit's file for its customer is `booking_page/ics.rs`.

use crate::ApiState;
use crate::problem::Answer;
use app::calendar_feed::{self, Feed};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use domain::id::{BranchId, ServiceId};
use domain::{Lang, Ts};
use jiff::tz::TimeZone;
use uuid::Uuid;

/// Octets of a line before it must be folded.
const LONGEST: usize = 75;

pub fn router() -> Router<ApiState> {
    Router::new().route("/ical/{token}", get(serve))
}

/// The address of a feed, on this server.
pub(crate) fn path(token: &str) -> String {
    format!("/ical/{token}.ics")
}

/// `GET /ical/{token}.ics`
async fn serve(State(state): State<ApiState>, Path(name): Path<String>) -> Answer<impl IntoResponse> {
    let feed = calendar_feed::read(&state.app, name.strip_suffix(".ics").unwrap_or(&name)).await?;
    // Whoever is between must keep nothing: it is a calendar of people.
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, "private, no-store")], write(&feed, state.now())))
}

/// One entry.
struct Event {
    id: Uuid,
    version: i64,
    starts_at: Ts,
    ends_at: Ts,
    summary: String,
    about: String,
    place: String,
}

fn write(feed: &Feed, now: Ts) -> String {
    let org = &feed.firm.catalog.org;
    let name = format!("{}: {}", org.name, feed.employee.name);
    let head = [
        "BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".to_owned(), "PRODID:-//Samovar//Calendar//EN".to_owned(), "CALSCALE:GREGORIAN".to_owned(), "METHOD:PUBLISH".to_owned(),
        format!("NAME:{}", escape(&name)), format!("X-WR-CALNAME:{}", escape(&name)),
        // Once an hour is how often a phone should ask.
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H".to_owned(), "X-PUBLISHED-TTL:PT1H".to_owned(),
    ];
    let mut out: String = head.iter().map(|line| fold(line)).collect();
    for event in events(feed) {
        let lines = [
            "BEGIN:VEVENT".to_owned(), format!("UID:{}@samovar", event.id), format!("SEQUENCE:{}", event.version), format!("DTSTAMP:{}", stamp(now)), format!("DTSTART:{}", stamp(event.starts_at)),
            format!("DTEND:{}", stamp(event.ends_at)), format!("SUMMARY:{}", escape(&event.summary)), format!("LOCATION:{}", escape(&event.place)), format!("DESCRIPTION:{}", escape(&event.about)),
            "STATUS:CONFIRMED".to_owned(), "END:VEVENT".to_owned(),
        ];
        out.extend(lines.iter().map(|line| fold(line)));
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

fn events(feed: &Feed) -> Vec<Event> {
    let (catalog, is_english) = (&feed.firm.catalog, feed.firm.catalog.org.lang.spoken() == Lang::En);
    let place = |id: BranchId| catalog.branch(id).map(|b| [b.name.as_str(), b.address.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")).unwrap_or_default();
    let service = |id: ServiceId| catalog.service(id).map(|s| s.name.clone()).unwrap_or_default();
    let (stranger, closed, of) = if is_english { ("No name", "Closed", "of") } else { ("Без имени", "Закрыто", "из") };
    let mut all: Vec<Event> = feed.visits.iter().map(|entry| {
        let (b, services) = (&entry.booking, entry.services.join(", "));
        let who = entry.contact_name.as_deref().filter(|n| !n.trim().is_empty()).or(entry.contact_phone.as_deref()).unwrap_or(stranger);
        let about = [Some(services.clone()), entry.contact_phone.clone(), Some(b.note.clone())].into_iter().flatten().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        Event { id: b.id.uuid(), version: b.version, starts_at: b.starts_at, ends_at: b.ends_at, summary: format!("{who}: {services}"), about, place: place(b.branch_id) }
    }).collect();
    all.extend(feed.groups.iter().map(|one| {
        let e = &one.event;
        Event { id: e.id.uuid(), version: e.version, starts_at: e.starts_at, ends_at: e.ends_at, summary: format!("{} ({} {of} {})", service(e.service_id), one.people, e.seats), about: e.note.clone(), place: place(e.branch_id) }
    }));
    all.extend(feed.blocks.iter().map(|b| {
        let summary = if b.reason.is_empty() { closed.to_owned() } else { b.reason.clone() };
        Event { id: b.id.uuid(), version: 0, starts_at: b.starts_at, ends_at: b.ends_at, summary, about: String::new(), place: b.branch_id.map(place).unwrap_or_default() }
    }));
    all.sort_by_key(|event| (event.starts_at, event.id));
    all
}

pub(crate) fn stamp(at: Ts) -> String {
    at.in_zone(&TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Lines end with CRLF; a long one goes on in the next after a space. A character is never cut.
pub(crate) fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 4);
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_fold_between_characters() {
        let line = format!("DESCRIPTION:{}", "ёлка ".repeat(40));
        let folded = fold(&line);
        assert!(folded.split("\r\n").all(|part| part.len() <= LONGEST), "{folded}");
        assert_eq!(folded.replace("\r\n ", "").trim_end_matches("\r\n"), line);
    }

    #[test]
    fn hostile_text_stays_in_its_property() {
        assert_eq!(escape("a,b;c\\d\r\nEND:VEVENT\u{7}"), "a\\,b\\;c\\\\d\\nEND:VEVENT");
    }

    #[test]
    fn times_are_utc() {
        assert_eq!(stamp("2026-11-24T10:00:00+03:00".parse().unwrap()), "20261124T070000Z");
    }
}
