//! All routes of `/api/v1`, a file per noun. Each file has `router()`; adding a noun is its file and two lines here.

pub mod agent;
pub mod api_key;
pub mod attachment;
pub mod audit;
pub mod auth;
pub mod block;
pub mod booking;
pub mod branch;
pub mod calendar;
pub mod calendar_feed;
pub mod canned_reply;
pub mod category;
pub mod comment;
pub mod commission;
pub mod connection;
pub mod contact;
pub mod conversation;
pub mod custom_field;
pub mod dashboard;
pub mod deal;
pub mod demo;
pub mod departure;
pub mod dialogue_test;
pub mod document;
pub mod embedder;
pub mod employee;
pub mod envelope;
pub mod erasure;
pub mod event;
pub mod experiment;
pub mod export;
pub mod fact;
pub mod faq;
pub mod feedback;
pub mod file;
pub mod gap;
pub mod graph;
pub mod group_event;
pub mod hold;
pub mod import;
pub mod inbox_view;
pub mod invitation;
pub mod knowledge;
pub mod member;
pub mod message;
pub mod model_cost;
pub mod note;
pub mod notice;
pub mod onboarding;
pub mod org;
pub mod outcome;
pub mod partner;
pub mod pipeline;
pub mod product;
pub mod provider;
pub mod push;
pub mod question;
pub mod reminder;
pub mod referral;
pub mod report;
pub mod resource;
pub mod schedule;
pub mod script;
pub mod segment;
pub mod send;
pub mod service;
pub mod session;
pub mod sla;
pub mod slot;
pub mod sso;
pub mod story;
pub mod task;
pub mod team;
pub mod test_chat;
pub mod totp;
pub mod tour;
pub mod tour_file;
pub mod turn;
pub mod understand;
pub mod update;
pub mod waitlist;
pub mod upload;

use crate::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub fn router() -> OpenApiRouter<ApiState> {
    let nouns = OpenApiRouter::new()
        .merge(agent::router())
        .merge(api_key::router())
        .merge(attachment::router())
        .merge(audit::router())
        .merge(auth::router())
        .merge(block::router())
        .merge(group_event::router())
        .merge(booking::router())
        .merge(branch::router())
        .merge(calendar::router())
        .merge(calendar_feed::router())
        .merge(canned_reply::router())
        .merge(category::router())
        .merge(comment::router())
        .merge(commission::router())
        .merge(connection::router())
        .merge(contact::router())
        .merge(conversation::router())
        .merge(custom_field::router())
        .merge(dashboard::router())
        .merge(deal::router())
        .merge(demo::router())
        .merge(departure::router())
        .merge(dialogue_test::router())
        .merge(document::router())
        .merge(employee::router())
        .merge(envelope::router())
        .merge(erasure::router())
        .merge(event::router())
        .merge(export::router())
        .merge(fact::router())
        .merge(experiment::router())
        .merge(faq::router())
        .merge(feedback::router())
        .merge(file::router())
        .merge(gap::router())
        .merge(embedder::router())
        .merge(graph::router())
        .merge(hold::router())
        .merge(import::router())
        .merge(inbox_view::router())
        .merge(invitation::router())
        .merge(knowledge::router())
        .merge(question::router())
        .merge(member::router())
        .merge(message::router())
        .merge(note::router())
        .merge(notice::router())
        .merge(onboarding::router())
        .merge(org::router())
        .merge(outcome::router())
        .merge(partner::router())
        .merge(pipeline::router())
        .merge(product::router())
        .merge(provider::router())
        .merge(push::router())
        .merge(reminder::router())
        .merge(referral::router())
        .merge(report::router())
        .merge(resource::router())
        .merge(schedule::router())
        .merge(script::router())
        .merge(segment::router())
        .merge(send::router())
        .merge(service::router())
        .merge(session::router())
        .merge(sla::router())
        .merge(slot::router())
        .merge(sso::router())
        .merge(task::router())
        .merge(team::router())
        .merge(test_chat::router())
        .merge(totp::router())
        .merge(tour::router())
        .merge(tour_file::router())
        .merge(turn::router())
        .merge(update::router())
        .merge(waitlist::router())
        .merge(upload::router())
        .merge(understand::router());
    OpenApiRouter::new().nest("/api/v1", nouns)
}
