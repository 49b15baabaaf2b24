//! What tokens cost: prices and rates shipped as data (`prices.json`), which the firm's own table goes before. All amounts are millionths
//! of a currency unit; a cost is told in the firm's currency.

use crate::{App, Ctx};
use domain::id::ProviderId;
use domain::port::Usage;
use domain::{Error, Result};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;
use store::Reads;
use store::provider::{Price, Rate};

/// More rows than any firm needs.
const MOST: usize = 500;
/// Far above any price, far below what would overflow a sum.
const MAX: i64 = 1_000_000_000_000;

#[derive(Deserialize)]
struct File {
    checked: String,
    per_dollar: BTreeMap<String, i64>,
    prices: Vec<FilePrice>,
}

#[derive(Deserialize)]
struct FilePrice {
    vendor: String,
    model: String,
    input: i64,
    cached: i64,
    output: i64,
    currency: String,
}

/// Prices and rates, the firm's or the shipped ones.
#[derive(Clone, Debug, Default)]
pub struct Prices {
    /// The date of the shipped ones.
    pub checked: String,
    pub prices: Vec<Price>,
    pub rates: Vec<Rate>,
}

/// What is known without anybody telling.
pub fn shipped() -> &'static Prices {
    static SHIPPED: OnceLock<Prices> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let Ok(file) = serde_json::from_str::<File>(include_str!("prices.json")) else { return Prices::default() };
        let price = |p: FilePrice| Price { vendor: p.vendor, model: p.model, provider_id: None, input: p.input, cached: p.cached, output: p.output, currency: p.currency };
        Prices {
            checked: file.checked,
            prices: file.prices.into_iter().map(price).collect(),
            rates: file.per_dollar.into_iter().map(|(currency, per_dollar)| Rate { currency, per_dollar }).collect(),
        }
    })
}

/// The firm's own table.
pub async fn own(reads: &mut impl Reads) -> Result<Prices> {
    Ok(Prices { checked: String::new(), prices: store::provider::prices(reads).await?, rates: store::provider::rates(reads).await? })
}

impl Prices {
    /// The price of a model: of this provider before that of its vendor, of the whole name before its beginning.
    pub fn find(&self, vendor: &str, model: &str, provider: ProviderId) -> Option<&Price> {
        let rank = |price: &&Price| {
            let fit = fit(model, &price.model)?;
            match price.provider_id {
                Some(one) if one == provider => Some((1, fit)),
                None if price.vendor == vendor => Some((0, fit)),
                _ => None,
            }
        };
        self.prices.iter().filter(|price| rank(price).is_some()).max_by_key(rank)
    }

    fn per_dollar(&self, currency: &str) -> Option<i64> {
        self.rates.iter().find(|rate| rate.currency == currency).map(|rate| rate.per_dollar).filter(|n| *n > 0)
    }
}

/// How well a known name fits an asked one: `gpt-x-mini` fits `gpt-x-mini-2026-08-07` and `vendor/gpt-x-mini:free`, but better is the whole.
fn fit(asked: &str, known: &str) -> Option<usize> {
    let length = known.len();
    if asked == known {
        return Some(usize::MAX);
    }
    // An address holds the name in its middle, a relay puts its own word before it.
    let mut tail = asked;
    loop {
        if let Some(rest) = tail.strip_prefix(known)
            && rest.starts_with(['/', ':', '@', '-'])
            && rest.strip_prefix('-').is_none_or(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        {
            return Some(length);
        }
        if tail == known {
            return Some(length);
        }
        tail = tail.split_once('/')?.1;
    }
}

/// Millionths of a unit of the price's currency.
fn cost_of(price: &Price, usage: Usage) -> i64 {
    let tokens = |n: u64| i128::from(n);
    let cached = usage.cached.min(usage.input);
    let sum = tokens(usage.input - cached) * i128::from(price.input) + tokens(cached) * i128::from(price.cached) + tokens(usage.output) * i128::from(price.output);
    i64::try_from(sum / 1_000_000).unwrap_or(i64::MAX)
}

/// The cost in the firm's currency; nothing where the price or the rate is not known.
pub fn cost(own: &Prices, vendor: &str, model: &str, provider: ProviderId, usage: Usage, currency: &str) -> i64 {
    let Some(price) = own.find(vendor, model, provider).or_else(|| shipped().find(vendor, model, provider)) else { return 0 };
    let cost = cost_of(price, usage);
    if price.currency == currency {
        return cost;
    }
    let rate = |currency: &str| own.per_dollar(currency).or_else(|| shipped().per_dollar(currency)).map(i128::from);
    let (Some(from), Some(to)) = (rate(&price.currency), rate(currency)) else { return 0 };
    i64::try_from(i128::from(cost) * to / from).unwrap_or(i64::MAX)
}

/// The firm's table becomes these rows and no others; an empty one leaves the shipped prices.
pub async fn replace(app: &App, ctx: &Ctx, prices: Vec<Price>, rates: Vec<Rate>) -> Result<Prices> {
    check(app, &prices, &rates)?;
    let mut unit = app.unit(ctx).await?;
    for (index, id) in prices.iter().enumerate().filter_map(|(index, price)| price.provider_id.map(|id| (index, id))) {
        let provider = store::provider::find(&mut unit, id).await?.ok_or_else(|| Error { field: Some(format!("prices[{index}].provider_id")), ..Error::not_found("provider") }.code("provider_unknown"))?;
        if prices.get(index).is_some_and(|price| price.vendor != provider.vendor) {
            return Err(Error::invalid(format!("prices[{index}].vendor"), "the provider is of another vendor"));
        }
    }
    let before = own(&mut unit).await?;
    store::provider::replace_prices(&mut unit, &prices, &rates).await?;
    unit.audit("update", "model_price", None, Some(json!({ "prices": before.prices.len(), "rates": before.rates.len() })), Some(json!({ "prices": prices.len(), "rates": rates.len() }))).await?;
    unit.event("model_price.updated", ctx.org, None, json!({})).await?;
    unit.commit().await?;
    Ok(Prices { checked: String::new(), prices, rates })
}

fn check(app: &App, prices: &[Price], rates: &[Rate]) -> Result<()> {
    if prices.len() > MOST || rates.len() > MOST {
        return Err(Error::invalid("prices", format!("at most {MOST} rows")));
    }
    let mut seen = HashSet::new();
    for (index, price) in prices.iter().enumerate() {
        app.config().models.get(&price.vendor).map_err(|e| Error { field: Some(format!("prices[{index}].vendor")), ..e })?;
        domain::Money::new(0, price.currency.clone()).map_err(|e| Error { field: Some(format!("prices[{index}].currency")), ..e })?;
        if [price.input, price.cached, price.output].iter().any(|n| !(0..=MAX).contains(n)) {
            return Err(Error::invalid(format!("prices[{index}].input"), format!("from 0 to {MAX}")));
        }
        if !seen.insert((&price.vendor, &price.model, price.provider_id)) {
            return Err(Error::invalid(format!("prices[{index}].model"), "stands twice"));
        }
    }
    let mut seen = HashSet::new();
    for (index, rate) in rates.iter().enumerate() {
        domain::Money::new(0, rate.currency.clone()).map_err(|e| Error { field: Some(format!("rates[{index}].currency")), ..e })?;
        if !(1..=MAX).contains(&rate.per_dollar) {
            return Err(Error::invalid(format!("rates[{index}].per_dollar"), format!("from 1 to {MAX}")));
        }
        if !seen.insert(&rate.currency) {
            return Err(Error::invalid(format!("rates[{index}].currency"), "stands twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(model: &str, provider_id: Option<ProviderId>, input: i64) -> Price {
        Price { vendor: "v".to_owned(), model: model.to_owned(), provider_id, input, cached: input / 10, output: input * 4, currency: "USD".to_owned() }
    }

    #[test]
    fn the_nearest_price_is_found() {
        let own = ProviderId::new();
        let prices = Prices { prices: vec![price("gpt-5", None, 1), price("gpt-5-mini", None, 2), price("gpt-5-mini", Some(own), 3), price("lite", None, 4)], ..Prices::default() };
        let found = |model: &str, provider| prices.find("v", model, provider).map(|p| p.input);
        for (model, expected) in [
            ("gpt-5", Some(1)), ("gpt-5-2026-08-07", Some(1)), ("gpt-5-mini", Some(2)), ("gpt-5-mini-2026-08-07", Some(2)), ("openai/gpt-5-mini", Some(2)), ("openai/gpt-5-mini:free", Some(2)), ("gpt://b1g/lite/latest", Some(4)),
            ("gpt-5-nano", None), ("gpt-50", None), ("x", None), ("", None),
        ] {
            assert_eq!(found(model, ProviderId::new()), expected, "{model}");
        }
        assert_eq!(found("gpt-5-mini", own), Some(3), "the provider's own price");
        assert!(prices.find("w", "gpt-5", own).is_none(), "another vendor");
    }

    #[test]
    fn a_cost_is_in_the_firms_currency() {
        let own = Prices { prices: vec![price("m", None, 1_000_000)], rates: vec![Rate { currency: "RUB".to_owned(), per_dollar: 90_000_000 }], ..Prices::default() };
        let usage = Usage { input: 1_000, cached: 400, output: 100 };
        // 600 at $1, 400 at $0.1, 100 at $4 for a million.
        assert_eq!(cost(&own, "v", "m", ProviderId::nil(), usage, "USD"), 600 + 40 + 400);
        assert_eq!(cost(&own, "v", "m", ProviderId::nil(), usage, "RUB"), 1_040 * 90);
        assert_eq!(cost(&own, "v", "unknown", ProviderId::nil(), usage, "RUB"), 0);
        assert_eq!(cost(&own, "v", "m", ProviderId::nil(), usage, "XXX"), 0);
        assert_eq!(cost(&own, "v", "m", ProviderId::nil(), Usage { input: u64::MAX, cached: u64::MAX, output: u64::MAX }, "USD"), i64::MAX);
    }

    #[test]
    fn what_is_shipped_reads() {
        assert!(shipped().prices.len() > 4 && shipped().per_dollar("RUB").is_some() && !shipped().checked.is_empty());
        let known: HashSet<_> = shipped().rates.iter().map(|r| r.currency.as_str()).collect();
        assert!(shipped().prices.iter().all(|p| known.contains(p.currency.as_str())));
    }
}
