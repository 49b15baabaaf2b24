//! The binary as a process: killed, restarted, restored. `TEST_PG=1` runs it on PostgreSQL.

mod chaos;
mod command;
mod process;
