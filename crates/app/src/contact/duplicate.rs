//! Who may be one person: pairs by the same phone, the same e-mail, or names that are alike where something else speaks for it and
//! nothing against. What a person has said no to is not asked again.

use crate::{App, Ctx};
use domain::id::ContactId;
use domain::{Error, Result, likeness};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::Reads;
use store::contact::duplicate::{self, Alike, Card};

/// Groups up to this size are compared all with all, larger ones with their oldest.
const SMALL: usize = 6;
/// Names less alike than this are two.
const LEAST: f64 = 0.5;

/// Two that may be one.
#[derive(Clone, Debug)]
pub struct Duplicate {
    pub a: Card,
    pub b: Card,
    /// 0 to 100.
    pub score: i64,
    pub reasons: Vec<Alike>,
}

/// All pairs, the surest first; cards are read for `limit` of them after `skip`. Also says how many there are.
pub async fn list(app: &App, ctx: &Ctx, of: Option<ContactId>, skip: usize, limit: usize) -> Result<(Vec<Duplicate>, usize)> {
    let mut scope = app.scope(ctx.org).await?;
    let found = pairs(&mut scope, of).await?;
    let total = found.len();
    let page: Vec<_> = found.into_iter().skip(skip).take(limit).collect();
    let ids: BTreeSet<ContactId> = page.iter().flat_map(|p| [p.a, p.b]).collect();
    let cards = duplicate::cards(&mut scope, &ids.into_iter().collect::<Vec<_>>()).await?;
    let shown = page.into_iter().filter_map(|p| Some(Duplicate { a: cards.get(&p.a)?.clone(), b: cards.get(&p.b)?.clone(), score: p.score, reasons: p.reasons.into_iter().collect() }));
    Ok((shown.collect(), total))
}

/// A person says that they are two.
pub async fn dismiss(app: &App, ctx: &Ctx, a: ContactId, b: ContactId) -> Result<()> {
    if a == b {
        return Err(Error::invalid("b_id", "another contact than a_id"));
    }
    let mut unit = app.unit(ctx).await?;
    for (id, field) in [(a, "a_id"), (b, "b_id")] {
        store::contact::get_in(&mut unit, id).await.map_err(|e| Error { field: Some(field.to_owned()), ..e })?;
    }
    duplicate::dismiss(&mut unit, a, b, ctx.actor.id()).await?;
    unit.audit("dismiss", "duplicate", Some(a.0), None, Some(json!({ "a_id": a, "b_id": b }))).await?;
    unit.event("contact.duplicate_dismissed", a, None, json!({ "a_id": a, "b_id": b })).await?;
    unit.commit().await
}

#[derive(Debug)]
struct Found {
    a: ContactId,
    b: ContactId,
    score: i64,
    reasons: BTreeSet<Alike>,
}

async fn pairs(reads: &mut impl Reads, of: Option<ContactId>) -> Result<Vec<Found>> {
    let mut found: BTreeMap<(ContactId, ContactId), BTreeSet<Alike>> = BTreeMap::new();
    for alike in [Alike::Phone, Alike::Email, Alike::Name] {
        let groups = duplicate::groups(reads, alike).await?;
        let paired = groups.iter().flat_map(|group| paired(group)).chain(duplicate::claims(reads, alike).await?);
        for pair in paired.filter(|(a, b)| of.is_none_or(|id| id == *a || id == *b)) {
            found.entry(pair).or_default().insert(alike);
        }
    }
    for pair in duplicate::dismissed(reads).await? {
        found.remove(&pair);
    }
    // What only the names say must be looked at; so must the names of the others, for their place.
    let ids: BTreeSet<ContactId> = found.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let cards = duplicate::cards(reads, &ids.into_iter().collect::<Vec<_>>()).await?;
    let mut pairs: Vec<Found> = found.into_iter().filter_map(|((a, b), reasons)| judged(cards.get(&a)?, cards.get(&b)?, reasons)).collect();
    pairs.sort_by_key(|p| (std::cmp::Reverse(p.score), p.a, p.b));
    Ok(pairs)
}

fn paired(group: &[ContactId]) -> Vec<(ContactId, ContactId)> {
    let firsts = if group.len() <= SMALL { group.len() } else { 1 };
    let with = |first: usize| group.iter().skip(first + 1).filter_map(move |b| group.get(first).map(|a| (*a.min(b), *a.max(b))));
    (0..firsts).flat_map(with).collect()
}

fn judged(a: &Card, b: &Card, mut reasons: BTreeSet<Alike>) -> Option<Found> {
    let key = |card: &Card| likeness::key(card.contact.name.as_deref().unwrap_or_default());
    let alike = likeness::similarity(&key(a), &key(b));
    let is_named = reasons.remove(&Alike::Name) || alike >= LEAST;
    let sure = if reasons.contains(&Alike::Phone) { 70.0 } else if reasons.contains(&Alike::Email) { 65.0 } else { 0.0 };
    let score = if sure > 0.0 {
        sure + 25.0 * alike + if reasons.len() > 1 { 5.0 } else { 0.0 }
    } else {
        let says = evidence(a, b, &key(a))?;
        if alike < LEAST {
            return None;
        }
        20.0 + 25.0 * alike + says
    };
    if is_named {
        reasons.insert(Alike::Name);
    }
    Some(Found { a: a.contact.id, b: b.contact.id, score: whole(score), reasons })
}

/// What speaks for two of the same name being one; none where something speaks against it or nothing for it.
fn evidence(a: &Card, b: &Card, key: &str) -> Option<f64> {
    let (pa, pb) = (a.contact.phone.as_ref().map(|p| p.as_str()), b.contact.phone.as_ref().map(|p| p.as_str()));
    let local = |card: &Card| card.contact.email.as_deref().and_then(|e| e.split_once('@')).map(|(user, _)| user.to_owned());
    let differs = |x: bool, y: bool, same: bool| x && y && !same;
    let ends = |phone: Option<&str>| phone.map(|p| p.chars().rev().take(7).collect::<String>());
    let mut says = 0.0;
    if pa.is_some() && ends(pa) == ends(pb) || local(a).is_some() && local(a) == local(b) {
        says += 20.0;
    }
    let long = |value: &&String| value.chars().count() >= 6;
    if a.extra.fields.iter().any(|(name, value)| long(&value) && b.extra.fields.get(name) == Some(value)) {
        says += 15.0;
    }
    let against = differs(pa.is_some(), pb.is_some(), ends(pa) == ends(pb)) || differs(a.contact.email.is_some(), b.contact.email.is_some(), local(a) == local(b));
    // Whole names that nothing tells apart: one wrote from two messengers.
    let is_whole = key.split(' ').count() >= 2 && key.chars().count() >= 7;
    if !against && is_whole {
        says += 10.0;
    }
    (says > 0.0 && !(against && says < 15.0)).then_some(says)
}

fn whole(score: f64) -> i64 {
    // A comparison for each step keeps the number exact without a cast.
    (0..=100).rev().find(|n: &i32| f64::from(*n) <= score).map_or(0, i64::from)
}
