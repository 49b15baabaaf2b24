//! `samovar replay`: runs stored turns again with the program as it is and shows what would be otherwise. Nothing is written.

use super::say;
use super::user::find_org;
use crate::config::Config;
use crate::wire;
use anyhow::{Context as _, Result, bail};
use app::App;
use app::turn::replay::{self, Archive, Replayed, Verdict};
use clap::Args;
use domain::Ts;
use domain::id::{OrgId, TurnId};
use serde_json::json;
use std::fmt::Write as _;
use std::process::ExitCode;
use store::turn::TurnRow;
use uuid::Uuid;

/// Turns read in one go.
const PAGE: i64 = 200;
/// Differences shown of one turn; `--json` shows all.
const SHOWN: usize = 5;
/// Longest value shown.
const WIDTH: usize = 160;

#[derive(Debug, Args)]
pub struct Replay {
    /// A turn, a conversation, or the trace id of a request.
    #[arg(value_name = "ID", required_unless_present = "all")]
    id: Option<String>,
    /// The latest N turns of the organization instead.
    #[arg(long, value_name = "N", conflicts_with = "id")]
    all: Option<u32>,
    /// As this version of the agent that answered would answer.
    #[arg(long, value_name = "NUMBER", conflicts_with = "all")]
    agent_version: Option<i64>,
    /// Slug of the organization; may be omitted when there is only one.
    #[arg(long)]
    org: Option<String>,
    /// One JSON object per turn, then one of the sums.
    #[arg(long)]
    json: bool,
}

/// Exit code 1 when a turn would go another way.
pub async fn run(config: &Config, command: &Replay) -> Result<ExitCode> {
    let app = wire::open(config).await?;
    let org = find_org(&app, command.org.as_deref()).await?.id;
    let mut sums = Sums::default();
    match (&command.id, command.all) {
        (Some(id), _) => {
            let turns = replay::find(&app, org, id.trim()).await.with_context(|| format!("no turn, conversation or request {id} in this organization"))?;
            play(&app, org, turns, command, &mut sums).await?;
        }
        (None, Some(count)) => latest(&app, org, count, command, &mut sums).await?,
        (None, None) => bail!("name a turn, a conversation or a trace, or say --all N"),
    }
    app.db().close().await;
    say(&sums.show(command.json))?;
    Ok(if sums.different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn latest(app: &App, org: OrgId, count: u32, command: &Replay, sums: &mut Sums) -> Result<()> {
    let mut left = i64::from(count);
    let mut before = (Ts::from_micros(i64::MAX), TurnId(Uuid::max()));
    while left > 0 {
        let turns = store::turn::latest(&mut app.scope(org).await?, before, left.min(PAGE)).await?;
        let Some(last) = turns.last() else { break };
        before = (last.created_at, last.id);
        left -= PAGE;
        play(app, org, turns, command, sums).await?;
    }
    Ok(())
}

async fn play(app: &App, org: OrgId, turns: Vec<TurnRow>, command: &Replay, sums: &mut Sums) -> Result<()> {
    let mut scope = app.scope(org).await?;
    let mut archive = Archive::default();
    for turn in turns {
        let replayed = replay::replay_row(&mut scope, &turn, command.agent_version, &mut archive).await?;
        sums.add(replayed.verdict);
        if command.json {
            say(&serde_json::to_string(&replayed)?)?;
        } else if replayed.verdict != Verdict::Equal {
            say(&show(&replayed))?;
        }
    }
    Ok(())
}

fn show(replayed: &Replayed) -> String {
    let mut text = format!("{:<12} {}  {}", replayed.verdict.as_str(), replayed.turn_id, replayed.created_at);
    for difference in replayed.differences.iter().take(SHOWN) {
        let _ = write!(text, "\n    {}\n      was {}\n      now {}", difference.path, short(&difference.before), short(&difference.after));
    }
    if replayed.differences.len() > SHOWN {
        let _ = write!(text, "\n    and {} more", replayed.differences.len() - SHOWN);
    }
    text
}

fn short(value: &serde_json::Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= WIDTH { text } else { text.chars().take(WIDTH).chain(['…']).collect() }
}

#[derive(Debug, Default)]
struct Sums {
    equal: u64,
    different: u64,
    not_replayed: u64,
}

impl Sums {
    const fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Equal => self.equal += 1,
            Verdict::Different => self.different += 1,
            _ => self.not_replayed += 1,
        }
    }

    fn show(&self, is_json: bool) -> String {
        let Sums { equal, different, not_replayed } = self;
        if is_json {
            return json!({"turns": equal + different + not_replayed, "equal": equal, "different": different, "not_replayed": not_replayed}).to_string();
        }
        let rest = if *not_replayed == 0 { String::new() } else { format!(", {not_replayed} cannot be replayed") };
        format!("{} turns: {equal} equal, {different} different{rest}", equal + different + not_replayed)
    }
}
