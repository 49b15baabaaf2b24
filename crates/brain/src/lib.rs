//! The dialogue: sans-I/O, synchronous, deterministic. Text in, commands and replies out; `now` and every fact are inputs.
//! `understand/` reads what a customer wrote; `dialogue/` decides what to say and do; `knowledge/` finds
//! passages of the firm's documents; `golden/` runs scripted dialogues.
//! The driver is `app/src/turn/`; nothing here knows the database, the network or the clock.

pub mod colleague;
pub mod dialogue;
pub mod facts;
pub mod golden;
pub mod knowledge;
pub mod guard;
pub mod lexicon;
pub mod lint;
pub mod memory;
pub mod model;
pub mod outcome;
pub mod product;
pub mod route;
pub mod tour;
pub mod turn;
pub mod understand;
mod warm;

pub use facts::Facts;
pub use lexicon::Lexicon;
pub use turn::{Answer, Call, Effect, Input, Outcome, Reply, State, Step, preview, step};
pub use understand::{Understanding, understand};
pub use warm::warm_up;
