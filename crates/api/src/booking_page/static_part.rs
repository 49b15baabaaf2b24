//! The part of the page that needs no scripts: who the firm is, what it offers, how to reach it. Scripts replace it.

use super::firm::{BranchView, FirmView, ServiceView};
use super::words::Words;
use domain::branch::Hours;
use domain::{Lang, Money};

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

pub fn missing(w: &Words) -> String {
    format!("<main class=\"lone\"><h1>{}</h1><p>{}</p></main>", w.missing_title, w.missing)
}

/// The same boxes as the scripts draw (web/booking/src/steps/services.ts), so that nothing jumps when they take over.
pub fn body(firm: &FirmView, w: &Words, lang: Lang) -> String {
    let is_one = firm.branches.len() == 1;
    let phone = firm.phone.as_ref().zip(firm.phone_show.as_ref()).map(|(raw, shown)| call(raw, shown)).unwrap_or_default();
    let places: String = firm.branches.iter().filter(|_| is_one).map(|b| format!("<div class=\"places\">{}</div>", place(b, w))).collect();
    let head = format!("<header class=\"firm\"><p class=\"over\">{}</p><h1 class=\"title\">{}</h1>{phone}{places}</header>", w.lead, escape(&firm.name));
    let call_us = if phone.is_empty() { String::new() } else { format!(" {} {phone}", w.no_script_call) };
    let hint = format!("<noscript><p class=\"notice\">{}{call_us}</p></noscript>", w.no_script);
    if firm.services.is_empty() {
        return format!("<div class=\"wrap\">{head}<main><div class=\"head\"><h2>{}</h2></div><p class=\"soft\">{}</p></main></div>", w.empty_title, w.empty);
    }
    let branches = if is_one { String::new() } else { format!("<div class=\"branches\">{}</div>", firm.branches.iter().map(|b| choice(b, w)).collect::<String>()) };
    let tools = if firm.services.len() >= MANY { format!("<div class=\"tools\">{hint}</div>") } else { hint };
    let list = services(&firm.services, w, lang);
    format!("<div class=\"wrap\">{head}<main><div class=\"head\"><h2>{}</h2></div>{branches}{tools}<div class=\"list\">{list}</div></main></div>", w.services)
}

/// From how many services on the page has a search.
const MANY: usize = 7;

fn choice(b: &BranchView, w: &Words) -> String {
    let hours = week(&b.hours, w).into_iter().map(|(days, text)| format!("{days} {text}")).collect::<Vec<_>>().join("; ");
    let phone = b.phone.as_ref().zip(b.phone_show.as_ref()).map(|(raw, shown)| call(raw, shown)).unwrap_or_default();
    format!("<div class=\"choice\"><span class=\"box\"></span><span class=\"what\"><span class=\"name\">{}</span><span class=\"soft\">{}</span>{phone}<span class=\"soft\">{hours}</span></span></div>", escape(&b.name), escape(&b.address))
}

fn call(raw: &str, shown: &str) -> String {
    format!("<a class=\"phone\" href=\"tel:{}\">{}</a>", escape(raw), escape(shown))
}

fn place(b: &BranchView, w: &Words) -> String {
    let hours: String = week(&b.hours, w).into_iter().map(|(days, text)| format!("<span class=\"when\">{days} {text}</span> ")).collect();
    let phone = b.phone.as_ref().zip(b.phone_show.as_ref()).map(|(raw, shown)| call(raw, shown)).unwrap_or_default();
    format!("<p class=\"place\"><strong>{}</strong> <span>{}</span> {hours}{phone}</p>", escape(&b.name), escape(&b.address))
}

fn services(all: &[ServiceView], w: &Words, lang: Lang) -> String {
    let mut categories: Vec<&str> = Vec::new();
    for service in all {
        if !categories.contains(&service.category.as_str()) {
            categories.push(&service.category);
        }
    }
    let group = |category: &&str| {
        let rows: String = all.iter().filter(|s| s.category == **category).map(|s| row(s, w, lang)).collect();
        let title = if category.is_empty() { String::new() } else { format!("<h3>{}</h3>", escape(category)) };
        format!("<div class=\"group\">{title}<ul class=\"services\">{rows}</ul></div>")
    };
    categories.iter().map(group).collect()
}

fn row(s: &ServiceView, w: &Words, lang: Lang) -> String {
    let name = if lang.spoken() == Lang::En { s.name_en.as_deref().unwrap_or(&s.name) } else { &s.name };
    let about = if s.description.is_empty() { String::new() } else { format!("<span class=\"about\">{}</span>", escape(&s.description)) };
    format!(
        "<li><div class=\"service\"><span class=\"box\"></span><span class=\"what\"><span class=\"name\">{}</span><span class=\"soft\">{}</span></span><span class=\"price\">{}</span>{about}</div></li>",
        escape(name), length(s.duration_minutes, w), price(&s.price, s.price_max, w, lang)
    )
}

fn price(price: &Money, max: Option<i64>, w: &Words, lang: Lang) -> String {
    let text = escape(&price.show(lang.spoken()));
    if max.is_some() { format!("{} {text}", w.from) } else { text }
}

fn length(minutes: u32, w: &Words) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} {}", w.minute),
        (h, 0) => format!("{h} {}", w.hour),
        (h, m) => format!("{h} {} {m} {}", w.hour, w.minute),
    }
}

/// Equal neighbouring days together: `пн–пт 10:00–21:00`.
fn week(hours: &[Hours], w: &Words) -> Vec<(String, String)> {
    if hours.is_empty() {
        return Vec::new();
    }
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    let mut rows: Vec<(&str, &str, String)> = Vec::new();
    for (weekday, name) in (1_u8..).zip(w.days) {
        let mut day: Vec<&Hours> = hours.iter().filter(|h| h.weekday == weekday).collect();
        day.sort_by_key(|h| h.opens);
        let text = if day.is_empty() { w.closed.to_owned() } else { day.iter().map(|h| format!("{}–{}", clock(h.opens), clock(h.closes))).collect::<Vec<_>>().join(", ") };
        match rows.last_mut().filter(|last| last.2 == text) {
            Some(last) => last.1 = name,
            None => rows.push((name, name, text)),
        }
    }
    let is_daily = rows.len() == 1;
    rows.into_iter().map(|(from, to, text)| (if is_daily { w.daily.to_owned() } else if from == to { from.to_owned() } else { format!("{from}–{to}") }, text)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    fn day(weekday: u8, opens: u16, closes: u16) -> Hours {
        Hours { weekday, opens, closes }
    }

    #[test]
    fn weeks_read_as_people_write_them() {
        let w = words::of(Lang::Ru);
        let mut hours: Vec<Hours> = (1..=5).map(|d| day(d, 600, 1260)).collect();
        assert_eq!(week(&hours, w), [("пн–пт".into(), "10:00–21:00".into()), ("сб–вс".into(), "выходной".to_owned())]);
        hours.extend([day(6, 600, 1260), day(7, 600, 1260)]);
        assert_eq!(week(&hours, w), [("ежедневно".into(), "10:00–21:00".to_owned())]);
        assert_eq!(week(&[], w), []);
    }

    #[test]
    fn lengths() {
        let w = words::of(Lang::Ru);
        assert_eq!([30, 60, 95].map(|m| length(m, w)), ["30 мин", "1 ч", "1 ч 35 мин"]);
    }
}
