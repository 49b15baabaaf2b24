//! Stories of the use cases on a real database: SQLite, or PostgreSQL with `TEST_PG=1`. One binary, a module per noun.

#[cfg(test)]
mod agent;
#[cfg(test)]
mod approach;
#[cfg(test)]
mod booking;
#[cfg(test)]
mod catalog;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod deal;
#[cfg(test)]
mod experiment;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod group_event;
#[cfg(test)]
mod import;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod knowledge;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod mind;
#[cfg(test)]
mod night;
#[cfg(test)]
mod outcome;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod race;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod recorder;
#[cfg(test)]
mod salon;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod visit;
#[cfg(test)]
mod waitlist;
