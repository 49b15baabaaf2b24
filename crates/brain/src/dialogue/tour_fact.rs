//! Facts of a tour: price, what is in it, what to bring, the programme, how hard and for whom. All of it are rows.

use super::faq::{fold, stems};
use super::phrase::args;
use super::talk::Talk;
use super::tour_read::{TourAsk, TourTopic};
use super::{show, tour_show};
use domain::tour::{Tour, Variant};

/// Answers one topic of one tour.
pub fn tell(talk: &mut Talk<'_>, topic: TourTopic, tour: &Tour, ask: &TourAsk) {
    let lang = talk.lang;
    let name = tour_show::name(lang, tour).to_owned();
    match topic {
        TourTopic::About => about(talk, tour),
        TourTopic::Price => price(talk, tour, ask),
        TourTopic::Included => list(talk, "tour-included", &name, &tour.included),
        TourTopic::Excluded => list(talk, "tour-excluded", &name, &tour.excluded),
        TourTopic::Bring => list(talk, "tour-bring", &name, &tour.bring),
        TourTopic::Program => program(talk, tour, ask.day),
        TourTopic::Difficulty => {
            let (level, top) = (tour_show::difficulty(lang, tour.difficulty), tour_show::metres(lang, tour.max_altitude));
            talk.say("tour-difficulty", &args!["name" => name, "level" => level, "top" => top]);
        }
        TourTopic::Age => age(talk, tour, ask.wish.age.or(talk.state.tour.wish.age)),
        TourTopic::Group => talk.say("tour-group", &args!["name" => name, "min" => tour.group_min, "max" => tour.group_max]),
        TourTopic::Start => start(talk, tour),
        TourTopic::Season => {
            let months = tour_show::months(lang, &tour.season);
            talk.say("tour-season", &args!["name" => name, "months" => months]);
        }
        TourTopic::Duration => talk.say("tour-duration", &args!["name" => name, "days" => tour_show::days(lang, tour.duration_days)]),
        TourTopic::Item => item(talk, tour, &ask.items),
        _ => {}
    }
}

fn about(talk: &mut Talk<'_>, tour: &Tour) {
    let lang = talk.lang;
    let facts = args![
        "name" => tour_show::name(lang, tour).to_owned(),
        "description" => tour_show::description(lang, tour).to_owned(),
        "days" => tour_show::days(lang, tour.duration_days),
        "level" => tour_show::difficulty(lang, tour.difficulty),
        "top" => tour_show::metres(lang, tour.max_altitude),
        "price" => tour_show::price(lang, tour),
        "months" => tour_show::months(lang, &tour.season),
    ];
    talk.say("tour-about", &facts);
    super::tour_seats::ahead(talk, tour, 3);
}

/// The price a child of that age has, where the tour has one: "Ребёнок до 10 лет".
fn childs(tour: &Tour, age: Option<u8>) -> Option<&Variant> {
    let of_child = tour.variants.iter().filter(|v| v.key.contains("child") || ["ребен", "дет", "child", "kid"].iter().any(|w| fold(&v.name).contains(w)));
    of_child.into_iter().find(|v| {
        let limit = v.name.split(|c: char| !c.is_ascii_digit()).find_map(|n| n.parse::<u8>().ok());
        age.is_none_or(|age| limit.is_none_or(|limit| age < limit))
    })
}

fn price(talk: &mut Talk<'_>, tour: &Tour, ask: &TourAsk) {
    let lang = talk.lang;
    let name = tour_show::name(lang, tour).to_owned();
    let price = tour_show::price(lang, tour);
    let age = ask.wish.age;
    if ask.has_child || age.is_some() {
        match childs(tour, age) {
            Some(variant) => {
                let (own, child) = (tour_show::variant(lang, variant), tour_show::sum(lang, tour, variant.price));
                talk.say("tour-price-child", &args!["name" => name, "price" => price, "variant" => own, "child" => child]);
            }
            None => talk.say("tour-price-no-child", &args!["name" => name, "price" => price]),
        }
        if tour.min_age > 0 {
            talk.say("tour-age-line", &args!["age" => tour.min_age]);
        }
        return;
    }
    let people = ask.wish.people.filter(|n| *n > 1);
    let mut text = match people.and_then(|n| tour.price.minor.checked_mul(i64::from(n)).map(|sum| (n, sum))) {
        Some((n, sum)) => talk.phrase("tour-price-all", &args!["name" => name, "price" => price, "n" => n, "sum" => tour_show::sum(lang, tour, sum)]),
        None => talk.phrase("tour-price", &args!["name" => name, "price" => price]),
    };
    let others: Vec<String> = tour.variants.iter().map(|v| format!("{}: {}", tour_show::variant(lang, v), tour_show::sum(lang, tour, v.price))).collect();
    if !others.is_empty() {
        text.push_str(&format!(" {}.", others.join(". ")));
    }
    talk.says.push(text);
}

fn list(talk: &mut Talk<'_>, key: &str, name: &str, items: &[String]) {
    if items.is_empty() {
        talk.say("tour-not-said", &args!["name" => name.to_owned()]);
        return;
    }
    let lines = tour_show::lines(items);
    let text = talk.phrase(key, &args!["name" => name.to_owned(), "lines" => lines]);
    talk.says.push(text);
}

fn program(talk: &mut Talk<'_>, tour: &Tour, day: Option<i16>) {
    let wanted = match day {
        Some(-1) => tour.program.last(),
        Some(n) => tour.program.iter().find(|p| i16::try_from(p.day) == Ok(n)),
        None => None,
    };
    let line = |talk: &Talk<'_>, p: &domain::tour::ProgramDay| talk.phrase("tour-program-day", &args!["day" => p.day, "title" => p.title.clone(), "text" => p.text.clone()]);
    let name = tour_show::name(talk.lang, tour).to_owned();
    let text = match (wanted, day) {
        (Some(p), _) => format!("{name}. {}", line(talk, p)),
        (None, Some(_)) => talk.phrase("tour-duration", &args!["name" => name, "days" => tour_show::days(talk.lang, tour.duration_days)]),
        (None, None) if tour.program.is_empty() => talk.phrase("tour-not-said", &args!["name" => name]),
        (None, None) => {
            let all: Vec<String> = tour.program.iter().map(|p| line(talk, p)).collect();
            format!("{name}:\n{}", tour_show::lines(&all))
        }
    };
    talk.says.push(text);
}

fn age(talk: &mut Talk<'_>, tour: &Tour, age: Option<u8>) {
    let name = tour_show::name(talk.lang, tour).to_owned();
    let key = match age {
        _ if tour.min_age == 0 => "tour-any-age",
        Some(age) if age < tour.min_age => "tour-too-young",
        Some(_) => "tour-old-enough",
        None => "tour-age",
    };
    talk.say(key, &args!["name" => name, "age" => tour.min_age]);
}

fn start(talk: &mut Talk<'_>, tour: &Tour) {
    let name = tour_show::name(talk.lang, tour).to_owned();
    let place = tour.start.and_then(|id| talk.catalog().branch(id)).map(|b| format!("{}, {}", b.name, b.address));
    let first = tour.program.first().map(|p| p.text.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()).filter(|t| !t.is_empty());
    let text = match place {
        Some(place) => talk.phrase("tour-start", &args!["name" => name, "place" => place]),
        None => name,
    };
    talk.says.push([Some(text), first].into_iter().flatten().collect::<Vec<_>>().join(" "));
}

fn item(talk: &mut Talk<'_>, tour: &Tour, items: &[String]) {
    let fits = |line: &&String| stems(line).iter().any(|s| items.contains(s));
    let name = tour_show::name(talk.lang, tour).to_owned();
    let (inside, outside): (Vec<String>, Vec<String>) = (tour.included.iter().filter(fits).cloned().collect(), tour.excluded.iter().filter(fits).cloned().collect());
    if !inside.is_empty() {
        let items = show::list(talk.lang, &inside);
        talk.say("tour-item-in", &args!["name" => name.clone(), "items" => items]);
    }
    if !outside.is_empty() {
        let items = show::list(talk.lang, &outside);
        talk.say("tour-item-out", &args!["name" => name, "items" => items]);
    }
}

/// Two or three tours beside each other.
pub fn compare(talk: &mut Talk<'_>, tours: &[&Tour]) {
    let lang = talk.lang;
    let rows: Vec<String> = tours
        .iter()
        .map(|t| {
            talk.phrase(
                "tour-compare-row",
                &args![
                    "name" => tour_show::name(lang, t).to_owned(),
                    "days" => tour_show::days(lang, t.duration_days),
                    "level" => tour_show::difficulty(lang, t.difficulty),
                    "top" => tour_show::metres(lang, t.max_altitude),
                    "price" => tour_show::price(lang, t),
                    "min" => t.group_min,
                    "max" => t.group_max,
                    "age" => t.min_age,
                    "description" => tour_show::description(lang, t).to_owned(),
                ],
            )
        })
        .collect();
    talk.says.push(rows.join("\n\n"));
}
