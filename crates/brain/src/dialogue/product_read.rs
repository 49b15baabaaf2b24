//! Questions about goods, as a command: which of them, and what is asked: the price, whether there is any, what it is, to have it.

use super::faq::{self, fold};
use super::found::Found;
use super::intents::best_faq;
use super::read::is_sure;
use super::state::Ask;
use super::talk::Talk;
use crate::understand::token::tokens;
use crate::understand::{Intent, Understanding};
use domain::id::ProductId;
use domain::tool::Tool;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodsTopic {
    Price,
    /// Is there any?
    Stock,
    About,
    /// Wants to have it.
    Buy,
    /// What is sold at all.
    List,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoodsAsk {
    pub topic: GoodsTopic,
    /// By position; none = all of them.
    pub goods: Vec<ProductId>,
}

/// Words that ask, by their beginnings; several words are looked for as they stand.
const PRICE: &[&str] = &["сколько сто", "скока сто", "скоко сто", "стоит", "стоят", "стоимост", "цен", "почем", "по чем", "прайс", "сколько за", "how much", "price", "cost"];
const STOCK: &[&str] = &["в налич", "наличи", "есть ли", "остал", "закончил", "сколько штук", "in stock", "available", "any left", "left in"];
const BUY: &[&str] = &["купить", "куплю", "купил", "приобре", "заказать", "закажу", "отложи", "возьму", "беру", "заверните", "buy", "purchase", "order", "i'll take", "put aside"];
const SELL: &[&str] = &["прода", "торгу", "sell", "for sale"];
const HAVE: &[&str] = &["есть", "бывает", "имеется", "do you have", "have you got", "got any", "is there", "are there"];
const ABOUT: &[&str] = &["расскаж", "подробн", "что за", "состав", "для чего", "как пользов", "чем хорош", "подойд", "tell me", "what is", "what's", "ingredient", "suit"];
const WHICH: &[&str] = &["какие", "какой", "какая", "какое", "каки", "which", "what"];
/// Goods as such.
const GOODS: &[&str] = &["товар", "ассортимент", "продукци", "магазин", "на продажу", "goods", "products", "merchandise"];
/// Words that name nothing beside goods: asking, politeness, where and for whom.
const NOISE: &[&str] = &[
    "а", "и", "у", "вас", "вы", "ваш", "ваша", "ваши", "нас", "мне", "меня", "мы", "я", "еще", "ещё", "ли", "что", "чего", "это", "эти", "этот", "эта", "какие", "какой", "какая", "какое", "каких", "как", "сколько", "там", "тут", "же", "бы", "ну", "вообще", "сейчас", "сегодня", "домой", "дома", "можно", "хочу", "хотела", "хотел",
    "нужен", "нужна", "нужно", "интересует", "подскажите", "скажите", "пожалуйста", "здравствуйте", "привет", "добрый", "день", "вечер", "утро", "есть", "все", "всё", "весь", "полный", "список", "каталог", "по", "на", "в", "за", "из", "с", "для", "него", "нее", "неё", "них", "он", "она", "оно", "они", "то", "штука", "штук", "спасибо", "цена", "цены",
    "do", "you", "your", "have", "got", "any", "what", "which", "is", "are", "there", "the", "a", "an", "of", "in", "for", "it", "this", "that", "these", "i", "we", "me", "please", "hi", "hello", "can", "could", "at", "home", "now", "how", "much", "does", "s", "all", "list", "else", "some", "to", "salon",
];

pub fn read(talk: &Talk<'_>, understood: &Understanding, found: &Found, spoken: &[ProductId]) -> Option<GoodsAsk> {
    let goods = &talk.catalog().products;
    if goods.is_empty() || !talk.facts.agent.spec.tools.contains(&Tool::SearchProducts) {
        return None;
    }
    let text = &understood.text;
    let folded = format!(" {} ", fold(text).split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" "));
    let has = |list: &[&str]| list.iter().any(|w| folded.contains(&format!(" {w}")));
    let sells = has(SELL) || has(BUY) || has(STOCK);
    let named = goods.find(text);
    // "масло для бороды" is no beard trim.
    let is_covered = named.as_ref().is_some_and(|n| n.places.len() > 1 && found.places.iter().all(|(at, _)| n.places.iter().any(|(start, end)| start <= at && at < end)));
    // What is done and what is sold may be called alike: a visit is meant unless the words are of a shop.
    let is_of_visit = !is_covered && (!found.services.is_empty() || is_sure(understood, Intent::Book) && !has(BUY)) || found.wish.has_time();
    if is_of_visit && !sells {
        return None;
    }
    let answered = best_faq(talk, text).map_or(0.0, |(_, fits)| fits);
    let ids = |places: &[usize]| places.iter().filter_map(|at| goods.rows.get(*at)).map(|p| p.id).collect::<Vec<_>>();
    let Some(named) = named else {
        if answered >= talk.faq_threshold() {
            return None;
        }
        let category = goods.of_category(text).filter(|_| sells || has(WHICH) && has(GOODS));
        if let Some(places) = category {
            return Some(GoodsAsk { topic: GoodsTopic::List, goods: ids(&places) });
        }
        let is_bare = leftover(text, &[]) == 0;
        if is_bare && (has(GOODS) || has(SELL) && has(WHICH) || folded.contains(" что ") && (has(SELL) || folded.contains(" можно купить ")) || folded.contains(" what ") && has(&["buy", "sell"])) {
            return Some(GoodsAsk { topic: GoodsTopic::List, goods: vec![] });
        }
        // "а в наличии есть?" after a price: of what was spoken of.
        let known: Vec<ProductId> = spoken.iter().copied().filter(|id| goods.get(*id).is_some()).collect();
        let topic = if has(STOCK) { GoodsTopic::Stock } else if has(BUY) { GoodsTopic::Buy } else if has(PRICE) { GoodsTopic::Price } else { return None };
        return (is_bare && !known.is_empty()).then_some(GoodsAsk { topic, goods: known });
    };
    // The firm's own answer to this very question goes first.
    if answered >= faq::STRONG {
        return None;
    }
    let rest = leftover(text, &named.places);
    let is_free = talk.state.script.is_none() && talk.state.flow.is_none() && !matches!(talk.state.asked.as_ref().map(|a| a.what), Some(Ask::Name | Ask::Script | Ask::Feedback | Ask::WentWrong));
    // The more a text says beside, the clearer it has to ask: "есть ли у шампуня запах миндаля?" is more than rows can tell.
    let (topic, most) = if has(BUY) {
        (GoodsTopic::Buy, 2)
    } else if has(PRICE) {
        (GoodsTopic::Price, 2)
    } else if has(STOCK) || has(SELL) {
        (GoodsTopic::Stock, 2)
    } else if has(ABOUT) || has(WHICH) && !has(HAVE) {
        (GoodsTopic::About, 1)
    } else if has(HAVE) {
        (GoodsTopic::Stock, 1)
    } else if is_free {
        (GoodsTopic::Price, 0)
    } else {
        return None;
    };
    (rest <= most).then(|| GoodsAsk { topic, goods: ids(&named.goods) })
}

/// How many words say something beside the goods named, the asking and politeness.
fn leftover(text: &str, places: &[(usize, usize)]) -> usize {
    let chars: Vec<char> = text.chars().take(1_000).collect();
    let asks = |form: &str| [PRICE, STOCK, BUY, SELL, HAVE, ABOUT, GOODS].iter().flat_map(|list| list.iter()).flat_map(|w| w.split_whitespace()).any(|w| w.chars().count() > 2 && form.starts_with(w));
    tokens(&chars).iter().filter(|t| t.is_word() && !places.contains(&(t.start, t.end)) && !NOISE.contains(&t.form.as_str()) && !asks(&t.form)).count()
}
