//! The inbox: what comes from customers (`receive.rs`) and what people do in a conversation (`say.rs`); files they sent (`attachment.rs`).

pub mod attachment;
pub mod receive;
pub mod say;

pub use receive::{Accepted, receive};
