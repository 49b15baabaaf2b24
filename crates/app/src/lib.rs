//! What the product does: use cases. Every write starts here and is one `store::Unit`; jobs, the turn driver and the
//! delivery loop run here too. `app.rs` holds what they share. HTTP is `api`, SQL is `store`, words are `domain`.

pub mod access;
pub mod agent;
pub mod app;
pub mod booking;
pub mod booking_page;
pub mod catalog;
pub mod channel;
pub mod comment;
pub mod contact;
pub mod deal;
pub mod demo;
pub mod dialogue_test;
pub mod experiment;
pub mod envelope;
pub mod file;
pub mod dashboard;
pub mod hub;
pub mod inbox;
pub mod invitation;
pub mod job;
pub mod key;
pub mod knowledge;
pub mod member;
pub mod memory;
pub mod onboarding;
pub mod org;
pub mod outbox;
pub mod outcome;
pub mod pack;
pub mod person;
pub mod provider;
pub mod push;
pub mod run;
pub mod script;
pub mod session;
pub mod test_chat;
pub mod totp;
pub mod tour;
pub mod turn;
pub mod understand;
pub mod update;
pub mod vault;
pub mod widget;

pub use app::{App, AppConfig, Ctx};
pub use hub::Hub;
