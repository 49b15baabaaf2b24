//! What a fake vendor must offer: events of a customer, faults, and the list of what it received.
//! The conformance suite and the demo speak to every vendor in these words.

use domain::{Error, Kind, Result, Secret, message::{AttachmentKind, Button}, port::RawRequest};
use std::collections::BTreeMap;
use std::time::Duration;

/// Something a customer does.
#[derive(Clone, Debug)]
pub enum Act {
    Says { text: String },
    /// Presses a button of a message we sent.
    Presses { message: String, button: String },
    SendsFile { kind: AttachmentKind, name: String, mime: String, bytes: Vec<u8> },
    SharesPhone { phone: String },
    /// Changes the text of an own message; `message` as in `Delivered::message`.
    Edits { message: String, text: String },
    Blocks,
    Unblocks,
}

/// What the customer's act became: the vendor's id of the message, where it made one, and the webhook call.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub message: String,
    pub request: RawRequest,
}

/// A failure of the next send or the next delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The next delivery comes twice.
    Duplicate,
    /// The next delivery comes after the one behind it.
    Reorder,
    /// The next answer to a send takes this long.
    Delay(Duration),
    /// The next send is refused with the demand to wait.
    TooMany { retry_after: u32 },
    /// The next send is answered with this status in the vendor's own error form.
    ServerError(u16),
    /// The connection breaks before the next send is applied.
    DropBefore,
    /// The next send is applied, and the connection breaks before the answer.
    DropAfter,
}

/// A message the vendor accepted from us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub id: String,
    pub chat_id: String,
    /// As the customer sees it.
    pub text: String,
    pub buttons: Vec<Button>,
    /// Kind of the attached file and its bytes.
    pub file: Option<(AttachmentKind, Vec<u8>)>,
}

/// A running fake. Dropping it stops it.
pub trait Fake: Send + Sync {
    /// Settings with which a connection reaches this fake.
    fn settings(&self) -> serde_json::Value;
    fn secrets(&self) -> BTreeMap<String, Secret>;
    /// Does the act in this chat: the event waits for the next poll, goes to the webhook if one is set, and is returned as
    /// the webhook call it makes, signed with `hook_secret`.
    fn act(&self, chat_id: &str, act: Act, hook_secret: &Secret) -> Result<Delivered>;
    /// A webhook call, signed, of a kind the vendor may invent tomorrow.
    fn unknown_event(&self, hook_secret: &Secret) -> RawRequest;
    fn inject(&self, fault: Fault);
    /// Everything accepted so far, in order.
    fn received(&self) -> Vec<Received>;
    /// How many calls reached the vendor, refused ones too.
    fn calls(&self) -> usize;
}

/// The fake of a channel whose customer pulls: there is no vendor to imitate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pull;

impl Fake for Pull {
    fn settings(&self) -> serde_json::Value {
        serde_json::json!({})
    }
    fn secrets(&self) -> BTreeMap<String, Secret> {
        BTreeMap::new()
    }
    fn act(&self, _chat_id: &str, _act: Act, _hook_secret: &Secret) -> Result<Delivered> {
        Err(Error::new(Kind::Unsupported, "a pull channel has no vendor"))
    }
    fn unknown_event(&self, _hook_secret: &Secret) -> RawRequest {
        RawRequest::default()
    }
    fn inject(&self, _fault: Fault) {}
    fn received(&self) -> Vec<Received> {
        Vec::new()
    }
    fn calls(&self) -> usize {
        0
    }
}
