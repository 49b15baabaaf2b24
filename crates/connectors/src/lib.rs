//! The outside world: one folder per vendor, each behind a port of `domain::port`. Start at `kit/` (HTTP, limits, splitting).
//! A new connector is its folder and two lines here: see `docs/dev/add-connector.md`, for models `docs/dev/add-model.md`.
//! No other crate names a vendor.

pub mod kit;
pub mod oidc;
pub mod push;
pub mod smtp;

pub mod api;
pub mod telegram;
pub mod widget;

pub mod anthropic;
pub mod gemini;
pub mod gigachat;
pub mod local;
pub mod openai;
pub mod yandexgpt;

use domain::port::{Connector, ModelVendor};
use kit::{ModelKit, Vendor};
use std::path::PathBuf;
use std::sync::Arc;

/// Every vendor this build knows, with its fake.
pub fn vendors() -> Vec<Arc<dyn Vendor>> {
    vec![
        Arc::new(api::Api),
        Arc::new(telegram::Telegram),
        Arc::new(widget::Widget),
    ]
}

/// Every vendor this build knows, as the core sees it.
pub fn all() -> Vec<Arc<dyn Connector>> {
    vendors().into_iter().map(|vendor| vendor as Arc<dyn Connector>).collect()
}

/// The vendor of that name.
pub fn find(name: &str) -> Option<Arc<dyn Connector>> {
    all().into_iter().find(|connector| connector.name() == name)
}

/// Every vendor of models this build knows, with its fake.
pub fn model_kits() -> Vec<Arc<dyn ModelKit>> {
    vec![
        Arc::new(openai::OpenAi),
        Arc::new(anthropic::Anthropic),
        Arc::new(gemini::Gemini),
        Arc::new(yandexgpt::YandexGpt),
        Arc::new(gigachat::GigaChat),
    ]
}

/// Every vendor of models this build knows, as the core sees it, without models of this server.
pub fn models() -> Vec<Arc<dyn ModelVendor>> {
    models_in(None)
}

/// The same with the models that lie in this folder: they need no stand-in, so they are no kit.
pub fn models_in(folder: Option<PathBuf>) -> Vec<Arc<dyn ModelVendor>> {
    let kits = model_kits().into_iter().map(|vendor| vendor as Arc<dyn ModelVendor>);
    kits.chain([Arc::new(local::Local::new(folder)) as Arc<dyn ModelVendor>]).collect()
}
