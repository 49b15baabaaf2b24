//! Many customers, one slot: exactly one gets it, on both engines. `SAMOVAR_RACE_ROUNDS` sets the rounds (1000 in the
//! full demonstration); each round is another slot, and the racers book, hold and block.

use crate::salon::{Salon, ts};
use app::booking::{self, BlockWish, Rules};
use domain::{Error, Kind, Result, Ts};
use std::sync::Arc;
use store::occupancy::Except;
use testkit::TestDb;

const RACERS: usize = 64;

fn rounds() -> usize {
    std::env::var("SAMOVAR_RACE_ROUNDS").ok().and_then(|v| v.parse().ok()).unwrap_or(4)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_slot_one_winner_on_sqlite() {
    race(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_slot_one_winner_on_postgres() {
    race(TestDb::pg().await).await;
}

async fn race(test: TestDb) {
    let salon = Arc::new(Salon::on(test, "Europe/Moscow", "2026-11-23T10:00:00+03:00").await);
    let first = ts("2026-11-25T00:00:00+03:00");
    let (mut won, mut lost) = (0, 0);
    for round in 0..rounds() {
        let at = first.plus_minutes(60 * i64::try_from(round).unwrap());
        let tasks: Vec<_> = (0..RACERS).map(|racer| tokio::spawn(attempt(salon.clone(), at, racer, round))).collect();
        let mut winners = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => winners += 1,
                Err(error) => {
                    assert_eq!(error.kind, Kind::SlotTaken, "round {round}: {error}");
                    lost += 1;
                }
            }
        }
        assert_eq!(winners, 1, "round {round}");
        won += winners;
        let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
        let busy = store::occupancy::busy(&mut scope, at, at.plus_minutes(60), ts("2026-11-23T10:00:00+03:00"), Except::default()).await.unwrap();
        assert_eq!(busy.len(), 1, "round {round}: {busy:?}");
    }
    println!("{} rounds of {RACERS}: {won} won, {lost} refused, engine {}", rounds(), if salon.app.db().is_pg() { "postgres" } else { "sqlite" });
}

/// In even rounds everybody books; in odd ones every third holds and every third blocks, overlapping but not equal.
async fn attempt(salon: Arc<Salon>, at: Ts, racer: usize, round: usize) -> Result<(), Error> {
    let slot = salon.slot_at(0, at);
    match if round.is_multiple_of(2) { 0 } else { racer % 3 } {
        0 => booking::book(&salon.app, &salon.ctx, Rules::Customer(salon.contact), &booking::Wish { slot, ..salon.wish(0, "2026-11-25T00:00:00+03:00") }).await.map(drop),
        1 => booking::hold(&salon.app, &salon.ctx, Rules::Desk, &[salon.services[0]], &slot).await.map(drop),
        _ => {
            let wish = BlockWish { subject: salon.employees[0].into(), branch: None, starts_at: at.plus_minutes(10), ends_at: at.plus_minutes(50), reason: String::new() };
            booking::block(&salon.app, &salon.ctx, &wish).await.map(drop)
        }
    }
}
