//! The binary as a process: killed, restarted, restored. `TEST_PG=1` runs it on PostgreSQL.

#[cfg(test)]
mod chaos;
#[cfg(test)]
mod command;
#[cfg(test)]
mod process;
