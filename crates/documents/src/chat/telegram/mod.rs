//! What Telegram Desktop exports: `result.json` of one chat or of everything (`json`), and `messages.html` (`html`).

pub(crate) mod html;
pub(crate) mod json;
mod message;
