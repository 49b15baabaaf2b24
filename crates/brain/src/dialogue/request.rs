//! What is known of the customer's request: the deal's facts, what this turn has found out, and who the customer is. Whoever learns
//! something writes it here; the end of the turn makes one effect of it.

use super::talk::Talk;
use crate::turn::Effect;
use domain::deal::LONGEST_KNOWN;
use domain::{Money, money};
use std::collections::BTreeMap;

/// Kept by a dialogue whose firm has no funnel: few and short, for a state stays small.
const KEPT: usize = 12;
const SHORT: usize = 80;

impl Talk<'_> {
    /// A variable's value as it is kept, put the same way whatever the words were.
    pub fn known(&self, variable: &str) -> Option<String> {
        let said = match variable {
            "name" => self.name().map(str::to_owned),
            "phone" => self.phone().map(|p| p.as_str().to_owned()),
            _ => None,
        };
        let request = self.facts.request.as_ref();
        let of_deal = || match (variable, request) {
            ("tour", Some(request)) => request.tour.clone(),
            (_, Some(request)) => request.known.get(variable).cloned(),
            (_, None) => self.state.known.get(variable).cloned(),
        };
        said.or_else(|| self.learned.get(variable).cloned()).or_else(of_deal).filter(|v| !v.is_empty())
    }

    /// Keeps what was found out; an empty value forgets.
    pub fn learn(&mut self, variable: &str, value: &str) {
        let value: String = value.trim().chars().take(LONGEST_KNOWN).collect();
        if self.known(variable).as_deref() != Some(value.as_str()) {
            self.learned.insert(variable.to_owned(), value);
        }
    }

    /// Everything known, for the operator: the deal's facts with this turn's.
    pub fn gathered(&self) -> BTreeMap<String, String> {
        let mut all = self.facts.request.as_ref().map_or_else(|| self.state.known.clone(), |r| r.known.clone());
        all.extend(self.facts.request.iter().filter_map(|r| Some(("tour".to_owned(), r.tour.clone()?))));
        all.extend(self.learned.clone());
        all.retain(|_, value| !value.is_empty());
        all
    }

    /// One effect for what the turn found out, before any move of the deal.
    pub fn settle_request(&mut self) {
        let mut known = std::mem::take(&mut self.learned);
        // A phone stands in the contact's card and nowhere else.
        known.remove("phone");
        if known.is_empty() {
            return;
        }
        if self.facts.request.is_none() {
            for (name, value) in known.into_iter().filter(|(name, _)| !matches!(name.as_str(), "name" | "phone")) {
                if value.is_empty() {
                    self.state.known.remove(&name);
                } else if self.state.known.len() < KEPT || self.state.known.contains_key(&name) {
                    self.state.known.insert(name, value.chars().take(SHORT).collect());
                }
            }
            return;
        }
        let tour = known.remove("tour");
        let at = self.effects.iter().position(|e| matches!(e, Effect::MoveStage { .. } | Effect::HandOver { .. })).unwrap_or(self.effects.len());
        self.effects.insert(at, Effect::SetRequest { known, tour });
    }
}

/// `10000 KGS`, as `budget` is kept.
pub fn money_text(minor: i64, currency: &str) -> String {
    let unit = 10_i64.pow(money::exponent(currency));
    format!("{} {currency}", minor / unit)
}

/// `10000 KGS` as an amount; none where the customer did not name one.
pub fn money_of(text: &str) -> Option<Money> {
    let (amount, currency) = text.split_once(' ')?;
    let whole: i64 = amount.parse().ok()?;
    Money::new(whole.checked_mul(10_i64.pow(money::exponent(currency)))?, currency).ok()
}
