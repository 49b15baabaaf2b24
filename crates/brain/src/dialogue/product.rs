//! Goods in the dialogue: prices, what is left, what it is. All of it are rows; who wants to have something is offered a person, who puts it aside.

use super::act::Act;
use super::ask;
use super::phrase::args;
use super::product_read::{GoodsAsk, GoodsTopic};
use super::state::Ask;
use super::talk::Talk;
use domain::product::{Product, ProductVariant};
use domain::{Lang, Money};

/// Most goods told of at once.
const MOST: usize = 12;
/// So few are told by number.
const FEW: u32 = 5;

pub fn answer(talk: &mut Talk<'_>, asked: &GoodsAsk) {
    let goods = &talk.catalog().products;
    let rows: Vec<&Product> = if asked.goods.is_empty() { goods.rows.iter().collect() } else { asked.goods.iter().filter_map(|id| goods.get(*id)).collect() };
    let found: Vec<String> = rows.iter().map(|p| p.id.to_string()).collect();
    talk.lookups.push(serde_json::json!({ "call": { "tool": "search_products", "goods": asked.goods, "topic": asked.topic }, "found": found.len() }));
    talk.knowledge.extend(found);
    // "сколько стоит?" after this is of the goods, not of a service.
    talk.state.topic.clear();
    talk.state.goods = if asked.goods.is_empty() { vec![] } else { rows.iter().map(|p| p.id).collect() };
    match rows.as_slice() {
        [] => talk.say("not-known", &args![]),
        [one] => tell(talk, one, asked.topic),
        several => list(talk, several, asked.topic),
    }
    let is_there = rows.iter().any(|p| p.is_in_stock());
    if talk.state.flow.is_some() || talk.question.is_some() {
        return;
    }
    if asked.topic == GoodsTopic::Buy && is_there {
        let text = talk.plain("product-put-aside");
        let choices = vec![talk.choice(Act::Person, "button-person")];
        talk.ask(Ask::Person, text, choices);
    } else {
        ask::after_answer(talk);
    }
}

fn tell(talk: &mut Talk<'_>, p: &Product, topic: GoodsTopic) {
    let lang = talk.lang;
    let name = title(lang, p);
    if p.variants.is_empty() {
        let left = left(talk, p.stock, topic == GoodsTopic::Stock);
        let price = sum(lang, p, p.price.minor);
        talk.say("product-price", &args!["name" => name, "price" => price, "left" => left]);
    } else {
        let lines: Vec<String> = p.variants.iter().map(|v| {
            let left = left(talk, v.stock, topic == GoodsTopic::Stock);
            talk.phrase("product-line", &args!["name" => variant(lang, v), "price" => sum(lang, p, v.price), "left" => left])
        }).collect();
        talk.say("product-variants", &args!["name" => name, "lines" => lines.join("\n")]);
    }
    let description = description(lang, talk.catalog().org.lang, p);
    if topic == GoodsTopic::About && !description.is_empty() {
        talk.says.push(description.to_owned());
    }
    if topic == GoodsTopic::Stock && p.left().is_none() && p.is_in_stock() {
        talk.say("product-not-counted", &args![]);
    }
}

fn list(talk: &mut Talk<'_>, rows: &[&Product], topic: GoodsTopic) {
    let lang = talk.lang;
    // What there is comes first.
    let mut shown: Vec<&Product> = rows.to_vec();
    shown.sort_by_key(|p| !p.is_in_stock());
    let lines: Vec<String> = shown.iter().take(MOST).map(|p| {
        let (low, high) = p.prices();
        let price = sum(lang, p, low);
        let price = if low == high { price } else { talk.phrase("product-from", &args!["price" => price]) };
        let left = left(talk, p.left().or((!p.is_in_stock()).then_some(0)), topic == GoodsTopic::Stock);
        talk.phrase("product-line", &args!["name" => title(lang, p), "price" => price, "left" => left])
    }).collect();
    let lines = lines.join("\n");
    if topic == GoodsTopic::List { talk.say("product-list", &args!["lines" => lines]) } else { talk.say("product-several", &args!["lines" => lines]) }
    let more = rows.len().saturating_sub(MOST);
    if more > 0 {
        talk.say("product-more", &args!["n" => more]);
    }
}

/// ` (осталось 3)`: what runs out is always told, that there is enough only to who asks.
fn left(talk: &Talk<'_>, stock: Option<u32>, is_asked: bool) -> String {
    let text = match stock {
        Some(0) => talk.plain("product-none"),
        Some(n) if n <= FEW => talk.phrase("product-few", &args!["n" => n]),
        Some(_) if is_asked => talk.plain("product-enough"),
        _ => return String::new(),
    };
    format!(" ({text})")
}

/// `Шампунь, 250 мл`; a plain "шт" says nothing.
fn title(lang: Lang, p: &Product) -> String {
    let name = name(lang, p);
    let is_telling = p.variants.is_empty() && p.unit.chars().any(|c| c.is_ascii_digit()) && !name.contains(&p.unit);
    if is_telling { format!("{name}, {}", p.unit) } else { name.to_owned() }
}

fn name(lang: Lang, p: &Product) -> &str {
    match (&p.name_en, lang.spoken()) {
        (Some(en), Lang::En) => en,
        _ => &p.name,
    }
}

fn variant(lang: Lang, v: &ProductVariant) -> String {
    match (&v.name_en, lang.spoken()) {
        (Some(en), Lang::En) => en.clone(),
        _ => v.name.clone(),
    }
}

/// In the customer's language; one the customer does not read is left out.
fn description(lang: Lang, home: Lang, p: &Product) -> &str {
    match lang.spoken() {
        Lang::En if !p.description_en.is_empty() || home.spoken() != Lang::En => &p.description_en,
        _ => &p.description,
    }
}

fn sum(lang: Lang, p: &Product, minor: i64) -> String {
    Money { minor, currency: p.price.currency.clone() }.show(lang)
}
