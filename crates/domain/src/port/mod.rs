//! What the outside world must do for us: one trait per kind of system, each with `Caps` that say what a vendor can.
//! Core code sees vendors only through these traits; `connectors` implements them.

pub mod channel;
pub mod fetch;
pub mod mailer;
pub mod model;
pub mod push;
pub mod sign_in;

pub use channel::*;
pub use fetch::*;
pub use mailer::*;
pub use model::*;
pub use push::*;
pub use sign_in::*;
