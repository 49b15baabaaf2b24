//! Exports of messengers: WhatsApp and Telegram Desktop.

pub(crate) mod telegram;
pub(crate) mod whatsapp;
