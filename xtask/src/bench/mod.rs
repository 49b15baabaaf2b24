//! `cargo xtask bench`: a release binary under concurrent customers over HTTP, on SQLite and PostgreSQL, beside the raw limit
//! of the same rows written with prepared statements. Prints turns/s, percentiles, memory, start time. `bench retrieval`: the search
//! of 100,000 passages, in memory alone and from the rows of both databases. `bench mind`: what a turn through a model costs beside the model.
//! `bench desk`: what people look at all day, on a firm with years of work behind it. `bench import`: 200,000 messages brought along.

mod client;
mod desk;
mod import;
mod server;

use crate::shell::{self, command, output, root, say};
use anyhow::{Context as _, Result, bail};
use client::{Client, script};
pub use server::{Engine, Server};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

struct Plan {
    engines: Vec<Engine>,
    turns: usize,
    customers: usize,
    soak: usize,
}

pub fn run(arguments: &[String]) -> Result<()> {
    if arguments.first().is_some_and(|a| a == "retrieval") {
        shell::run(command("cargo", &["run", "--release", "--quiet", "-p", "samovar-brain", "--example", "retrieval"]))?;
        return shell::run(command("cargo", &["run", "--release", "--quiet", "-p", "samovar-app", "--example", "retrieval_rows"]));
    }
    if arguments.first().is_some_and(|a| a == "mind") {
        return shell::run(command("cargo", &["run", "--release", "--quiet", "-p", "samovar-app", "--example", "mind_turns"]));
    }
    let number = |name: &str, default: usize| -> Result<usize> {
        match arguments.iter().position(|a| a == name) {
            Some(i) => arguments.get(i + 1).context("a number is missing")?.parse().context("not a number"),
            None => Ok(default),
        }
    };
    let only = |name: &str| arguments.iter().any(|a| a == name);
    let engines = match (only("--sqlite"), only("--pg")) {
        (true, false) => vec![Engine::Sqlite],
        (false, true) => vec![Engine::Postgres],
        _ => vec![Engine::Sqlite, Engine::Postgres],
    };
    let plan = Plan { engines, turns: number("--turns", 20_000)?, customers: number("--customers", 64)?, soak: number("--soak", 0)? };
    let binary = match arguments.iter().position(|a| a == "--binary") {
        Some(i) => std::path::PathBuf::from(arguments.get(i + 1).context("--binary needs a path")?),
        None => {
            shell::run(command("cargo", &["build", "--release", "-p", "samovar"]))?;
            root().join("target/release/samovar")
        }
    };
    if only("import") {
        let messages = number("--messages", 200_000)?;
        return plan.engines.iter().try_for_each(|engine| import::measure(*engine, &binary, messages));
    }
    if only("desk") {
        return plan.engines.iter().try_for_each(|engine| desk::measure(*engine, &binary, 120));
    }
    for engine in &plan.engines {
        measure(&plan, *engine, &binary)?;
    }
    if !only("--no-raw") {
        raw(&plan)?;
    }
    Ok(())
}

fn measure(plan: &Plan, engine: Engine, binary: &std::path::Path) -> Result<()> {
    let prepared = Server::start(binary, engine, None)?;
    let dir = prepared.stop_keeping_data()?;
    // A second start on prepared data: what an owner waits for after an update.
    let started = Instant::now();
    let server = Server::start(binary, engine, Some(dir))?;
    let mut one = Client::connect(&server)?;
    one.say("cold", "здравствуйте")?;
    let cold = started.elapsed();
    std::thread::sleep(Duration::from_secs(2));
    let idle = server.rss_mb();
    say(&format!("{engine:?}: cold start to first answer {} ms, idle RSS {idle:.0} MB", cold.as_millis()));

    let mut single = Vec::new();
    for i in 0..60 {
        for line in script(i) {
            let at = Instant::now();
            one.say(&format!("single-{i}"), line)?;
            single.push(at.elapsed());
        }
    }
    report(&format!("{engine:?}, 1 customer"), &mut single, None);

    let (mut many, wall) = load(&server, plan.customers, plan.turns)?;
    report(&format!("{engine:?}, {} customers", plan.customers), &mut many, Some(wall));
    say(&format!("  RSS after: {:.0} MB", server.rss_mb()));
    let mut done = 0;
    while done < plan.soak {
        let step = (plan.soak - done).min(10_000);
        let (_, wall) = load(&server, plan.customers, step)?;
        done += step;
        say(&format!("  soak: {done} turns, {:.0} turns/s, RSS {:.0} MB", per_second(step, wall), server.rss_mb()));
    }
    Ok(())
}

fn load(server: &Server, customers: usize, turns: usize) -> Result<(Vec<Duration>, Duration)> {
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let workers: Vec<_> = (0..customers)
        .map(|worker| {
            let (next, mut client) = (next.clone(), Client::connect(server)?);
            let salt = started.elapsed().as_nanos();
            Ok(std::thread::spawn(move || -> Result<Vec<Duration>> {
                let mut times = Vec::new();
                let mut dialogue = 0;
                while next.load(Ordering::Relaxed) < turns {
                    dialogue += 1;
                    for line in script(worker + dialogue) {
                        next.fetch_add(1, Ordering::Relaxed);
                        let at = Instant::now();
                        client.say(&format!("c{salt}-{worker}-{dialogue}"), line)?;
                        times.push(at.elapsed());
                    }
                }
                Ok(times)
            }))
        })
        .collect::<Result<_>>()?;
    let mut all = Vec::new();
    for worker in workers {
        match worker.join() {
            Ok(times) => all.extend(times?),
            Err(_) => bail!("a customer panicked"),
        }
    }
    Ok((all, started.elapsed()))
}

fn report(name: &str, times: &mut [Duration], wall: Option<Duration>) {
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 1000).or(times.last()).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
    let rate = wall.map_or_else(String::new, |wall| format!(" {:.0} turns/s,", per_second(times.len(), wall)));
    say(&format!("{name}:{rate} {} turns, p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms", times.len(), at(500), at(950), at(990)));
}

fn per_second(count: usize, wall: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / wall.as_secs_f64()
}

/// The same rows with prepared statements and nothing else.
fn raw(plan: &Plan) -> Result<()> {
    for engine in &plan.engines {
        let name = match engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        };
        let line = output(command("cargo", &["run", "--release", "--quiet", "-p", "samovar-testkit", "--bin", "raw-rows", "--", name]))?;
        say(&line);
    }
    Ok(())
}
