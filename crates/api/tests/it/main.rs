//! What a client of the API sees, over real HTTP. One binary, a file per noun; `TEST_PG=1` runs it on PostgreSQL.
#![cfg(test)]

mod agent;
mod api_key;
mod attachment;
mod audit;
mod auth;
mod booking;
mod booking_page;
mod calendar;
mod callback;
mod catalog;
mod contact;
mod coverage;
mod dashboard;
mod deal;
mod demo;
mod desk;
mod embedder;
mod erasure;
mod event;
mod idempotency;
mod inbox;
mod knowledge;
mod limits;
mod lockout;
mod memory;
mod onboarding;
mod openapi;
mod org;
mod people;
#[cfg(test)]
mod person;
mod problem;
mod provider;
mod push;
mod recorder;
mod roles;
mod script;
mod session;
mod sso;
mod totp;
mod tour;
mod twin;
mod visit;
mod widget;
mod widget_look;
