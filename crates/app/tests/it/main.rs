//! Stories of the use cases on a real database: SQLite, or PostgreSQL with `TEST_PG=1`. One binary, a module per noun.

#[cfg(test)]
mod booking;
#[cfg(test)]
mod catalog;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod night;
#[cfg(test)]
mod race;
#[cfg(test)]
mod salon;
#[cfg(test)]
mod stage;
