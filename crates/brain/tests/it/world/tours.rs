//! A pack's tours and departures for dialogues played in memory, read by the tests' own hands.

use super::{Table, days, file, number, position, tables, text, texts};
use domain::id::{DepartureId, TourId};
use domain::tour::{Departure, DepartureStatus, Tour};
use domain::{Money, Ts};
use jiff::ToSpan;
use jiff::civil::Date;
use samovar_brain::golden::Keys;

pub fn of(pack: &str, today: Date, keys: &Keys) -> (Vec<Tour>, Vec<Departure>) {
    let (mut tours, mut departures) = (vec![], vec![]);
    for (i, t) in file(pack, "tours.toml", "tour").iter().enumerate() {
        let id = TourId::new();
        let whole = |key: &str| number(t, key).unwrap_or_default();
        let take = |key: &str| t.get(key).cloned().unwrap_or_else(|| toml::Value::Array(vec![]));
        for d in tables(t, "departures") {
            for starts_on in starts(&d, today) {
                if departures.iter().any(|known: &Departure| known.tour_id == id && known.starts_on == starts_on) {
                    continue;
                }
                let seat = |key: &str| u16::try_from(number(&d, key).unwrap()).unwrap();
                departures.push(Departure { id: DepartureId::new(), tour_id: id, starts_on, seats: seat("seats"), seats_taken: seat("seats_taken"), guide: Some(keys.employees[&text(&d, "guide")]), status: DepartureStatus::Open, created_at: Ts::from_micros(0) });
            }
        }
        tours.push(Tour {
            id,
            key: text(t, "key"),
            name: text(t, "name"),
            name_en: Some(text(t, "name_en")),
            category: text(t, "category"),
            description: text(t, "description"),
            description_en: text(t, "description_en"),
            synonyms: texts(t, "synonyms"),
            duration_days: u16::try_from(whole("duration_days")).unwrap(),
            season: take("season").try_into().unwrap(),
            difficulty: text(t, "difficulty").parse().unwrap(),
            max_altitude: u32::try_from(whole("max_altitude")).unwrap(),
            group_min: u16::try_from(whole("group_min")).unwrap(),
            group_max: u16::try_from(whole("group_max")).unwrap(),
            min_age: u8::try_from(whole("min_age")).unwrap(),
            price: Money::new(whole("price"), text(t, "currency")).unwrap(),
            variants: take("variants").try_into().unwrap(),
            start: keys.branches.get(&text(t, "start")).copied(),
            included: texts(t, "included"),
            excluded: texts(t, "excluded"),
            bring: texts(t, "bring"),
            program: take("program").try_into().unwrap(),
            photos: vec![],
            is_active: true,
            position: position(i),
            created_at: Ts::from_micros(0),
        });
    }
    (tours, departures)
}

fn starts(d: &Table, today: Date) -> Vec<Date> {
    let rule = text(d, "starts");
    if let Some(n) = rule.strip_prefix('+') {
        return vec![today + n.trim_end_matches('d').parse::<i32>().unwrap().days()];
    }
    if let Some((month, day)) = rule.split_once('-') {
        let of = |year: i16| Date::new(year, month.parse().unwrap(), day.parse().unwrap()).unwrap();
        let this = of(today.year());
        return vec![if this >= today { this } else { of(today.year() + 1) }];
    }
    let months: Vec<i8> = d["months"].clone().try_into().unwrap();
    let weekdays: Vec<i8> = days(d).into_iter().map(|n| i8::try_from(n).unwrap()).collect();
    today.series(1.day()).take(365).filter(|day| weekdays.contains(&day.weekday().to_monday_one_offset()) && months.contains(&day.month())).collect()
}
