//! Words and rules of the product: the nouns, money, phone, time, errors and the ports.
//! No I/O, no async runtime, no SQL. Every other crate speaks in these types.
//! Start at `error.rs` (how things fail), `id.rs` (newtypes) and `port/` (what the outside world must do).

pub mod agent;
pub mod booking;
pub mod branch;
pub mod canned_reply;
pub mod comment;
pub mod conflict;
pub mod contact;
pub mod conversation;
pub mod custom_field;
pub mod deal;
pub mod dialogue_test;
pub mod document;
pub mod embedder;
pub mod employee;
pub mod error;
pub mod event;
pub mod experiment;
pub mod fact;
pub mod faq;
pub mod file;
pub mod graph;
pub mod id;
pub mod lang;
pub mod likeness;
pub mod message;
pub mod money;
pub mod note;
pub mod notification;
pub mod onboarding;
pub mod org;
pub mod outcome;
pub mod person;
pub mod phone;
pub mod pipeline;
pub mod port;
pub mod presence;
pub mod resource;
pub mod schedule;
pub mod secret;
pub mod script;
pub mod segment;
pub mod service;
pub mod slot;
pub mod task;
pub mod team;
pub mod time;
pub mod tool;
pub mod tour;

pub use error::{Error, Fault, Faults, Kind, Result, Retry};
pub use lang::Lang;
pub use money::Money;
pub use phone::Phone;
pub use time::{Clock, Ts};
pub use secret::Secret;
