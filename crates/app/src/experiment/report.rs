//! What an experiment shows: each share's talks, how they ended, what they cost, and whether a difference is more than chance.

use super::Experiment;
use domain::Result;
use domain::experiment::{Agreement, Arm, ExperimentKind, Ratio, chance, needed};
use domain::outcome::{OutcomeKind, Resolution};
use serde::Serialize;
use store::Reads;
use store::experiment::ArmOutcome;

/// Below this chance a difference is told as one.
const SURE: f64 = 0.05;

#[derive(Clone, Debug)]
pub struct Report {
    /// Control first. Empty for a shadow: it answers nobody.
    pub arms: Vec<ArmReport>,
    pub comparisons: Vec<Comparison>,
    pub shadow: Vec<Beside>,
}

#[derive(Clone, Debug)]
pub struct ArmReport {
    pub arm: Arm,
    pub version: i64,
    pub conversations: i64,
    pub contacts: i64,
    pub turns: i64,
    /// A turn took so long on average, in milliseconds.
    pub turn_ms: i64,
    pub tokens: i64,
    /// Millionths of a unit of the firm's currency.
    pub cost: i64,
    /// Marks customers gave, and their sum.
    pub ratings: i64,
    pub rating_sum: i64,
}

/// What is compared, and which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Booked or sold.
    Conversion,
    /// Resolved by the agent alone.
    Resolution,
    HandOver,
    Lost,
}

impl Measure {
    pub const ALL: [Measure; 4] = [Measure::Conversion, Measure::Resolution, Measure::HandOver, Measure::Lost];
    pub const fn as_str(self) -> &'static str {
        match self {
            Measure::Conversion => "conversion",
            Measure::Resolution => "resolution",
            Measure::HandOver => "hand_over",
            Measure::Lost => "lost",
        }
    }
    pub const fn is_good(self) -> bool {
        matches!(self, Measure::Conversion | Measure::Resolution)
    }
    fn counts(self, o: &ArmOutcome) -> bool {
        match self {
            Measure::Conversion => matches!(o.kind, OutcomeKind::Booked | OutcomeKind::Sold),
            Measure::Resolution => o.resolution.is_resolved(),
            Measure::HandOver => o.kind == OutcomeKind::HandedOver,
            Measure::Lost => o.kind == OutcomeKind::Lost,
        }
    }
}

/// How the variant does, measured so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Better,
    Worse,
    /// No difference that chance would not make.
    Even,
    /// Too few talks have ended to tell.
    TooFew,
}

impl Standing {
    pub const ALL: [Standing; 4] = [Standing::Better, Standing::Worse, Standing::Even, Standing::TooFew];
    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::Better => "better",
            Standing::Worse => "worse",
            Standing::Even => "even",
            Standing::TooFew => "too_few",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    pub measure: Measure,
    pub control: Ratio,
    pub variant: Ratio,
    /// The chance to see this difference where there is none.
    pub chance: Option<f64>,
    /// Ended talks each share needs for a difference as it shows now.
    pub needed: Option<u32>,
    pub standing: Standing,
}

/// How silent answers agreed with those of the agent or of people.
#[derive(Clone, Debug)]
pub struct Beside {
    pub beside: String,
    pub counts: Vec<(Agreement, i64)>,
    pub tokens: i64,
}

pub async fn of(reads: &mut impl Reads, experiment: &Experiment) -> Result<Report> {
    if experiment.kind == ExperimentKind::Shadow {
        return Ok(Report { arms: Vec::new(), comparisons: Vec::new(), shadow: shadow(reads, experiment).await? });
    }
    let outcomes = store::experiment::outcomes(reads, experiment.id).await?;
    Ok(Report { arms: arms(reads, experiment).await?, comparisons: compare(&outcomes), shadow: Vec::new() })
}

async fn arms(reads: &mut impl Reads, e: &Experiment) -> Result<Vec<ArmReport>> {
    let counts = store::experiment::conversations(reads, e.id).await?;
    let turns = store::experiment::turns(reads, e.id).await?;
    let ratings = store::experiment::ratings(reads, e.id).await?;
    let of = |arm: Arm, version: i64| {
        let count = counts.iter().find(|c| c.arm == arm);
        let turn = turns.iter().find(|t| t.arm == arm);
        let rating = ratings.iter().find(|r| r.arm == arm);
        ArmReport {
            arm,
            version,
            conversations: count.map_or(0, |c| c.conversations),
            contacts: count.map_or(0, |c| c.contacts),
            turns: turn.map_or(0, |t| t.turns),
            turn_ms: turn.map_or(0, |t| t.duration_us / t.turns.max(1) / 1_000),
            tokens: count.map_or(0, |c| c.tokens),
            cost: count.map_or(0, |c| c.cost),
            ratings: rating.map_or(0, |r| r.count),
            rating_sum: rating.map_or(0, |r| r.sum),
        }
    };
    Ok(vec![of(Arm::Control, e.control), of(Arm::Variant, e.variant)])
}

/// Talks that are still open count nowhere: they may end either way.
pub(super) fn compare(outcomes: &[ArmOutcome]) -> Vec<Comparison> {
    let ended: Vec<&ArmOutcome> = outcomes.iter().filter(|o| o.resolution != Resolution::Open).collect();
    let ratio = |arm: Arm, measure: Measure| {
        let mine = ended.iter().filter(|o| o.arm == arm);
        let sum = |all: &mut dyn Iterator<Item = i64>| u32::try_from(all.sum::<i64>()).unwrap_or(u32::MAX);
        Ratio { hits: sum(&mut mine.clone().filter(|o| measure.counts(o)).map(|o| o.talks)), of: sum(&mut mine.map(|o| o.talks)) }
    };
    let one = |measure: Measure| {
        let (control, variant) = (ratio(Arm::Control, measure), ratio(Arm::Variant, measure));
        let chance = chance(control, variant);
        let standing = match chance {
            None => Standing::TooFew,
            Some(p) if p >= SURE => Standing::Even,
            Some(_) if (variant.rate() > control.rate()) == measure.is_good() => Standing::Better,
            Some(_) => Standing::Worse,
        };
        Comparison { measure, control, variant, chance, needed: needed(control, variant), standing }
    };
    Measure::ALL.into_iter().map(one).collect()
}

async fn shadow(reads: &mut impl Reads, experiment: &Experiment) -> Result<Vec<Beside>> {
    let counts = store::experiment::agreement(reads, experiment.id).await?;
    let mut all: Vec<Beside> = Vec::new();
    for one in counts {
        match all.iter_mut().find(|b| b.beside == one.beside) {
            Some(known) => {
                known.counts.push((one.agreement, one.count));
                known.tokens += one.tokens;
            }
            None => all.push(Beside { beside: one.beside, counts: vec![(one.agreement, one.count)], tokens: one.tokens }),
        }
    }
    all.sort_by(|a, b| a.beside.cmp(&b.beside));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(arm: Arm, kind: OutcomeKind, resolution: Resolution, talks: i64) -> ArmOutcome {
        ArmOutcome { arm, kind, resolution, reason: None, talks }
    }

    #[test]
    fn a_worse_variant_is_told_apart_from_chance() {
        let outcomes = [
            outcome(Arm::Control, OutcomeKind::Booked, Resolution::Assumed, 60),
            outcome(Arm::Control, OutcomeKind::HandedOver, Resolution::Unresolved, 40),
            outcome(Arm::Variant, OutcomeKind::Booked, Resolution::Confirmed, 40),
            outcome(Arm::Variant, OutcomeKind::HandedOver, Resolution::Unresolved, 60),
            outcome(Arm::Variant, OutcomeKind::Booked, Resolution::Open, 1_000),
        ];
        let told: Vec<(Measure, Standing)> = compare(&outcomes).iter().map(|c| (c.measure, c.standing)).collect();
        assert_eq!(told, [(Measure::Conversion, Standing::Worse), (Measure::Resolution, Standing::Worse), (Measure::HandOver, Standing::Worse), (Measure::Lost, Standing::Even)]);
        let few: Vec<ArmOutcome> = outcomes.into_iter().map(|o| ArmOutcome { talks: o.talks / 50, ..o }).collect();
        assert!(compare(&few).iter().all(|c| c.standing == Standing::TooFew));
    }
}
