//! Models that lie in a folder of the server and make vectors inside of it: no network, no key, no money. `folder.rs` reads one of the
//! form model2vec writes and embeds with it; here is the vendor, which lists the folders and shares what is loaded between all firms.
#![doc = include_str!("README.md")]

mod folder;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use domain::port::{Embedded, Model, ModelCaps, ModelConfig, ModelReply, ModelRequest, ModelVendor, Purpose};
use domain::{Error, Kind, Result};
use folder::Static;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Texts of one call: it ends soon, and the next one may be somebody else's.
const AT_ONCE: u16 = 64;
/// Letters of a folder's name.
const NAME: usize = 200;

/// The vendor over one folder of folders.
#[derive(Clone, Debug, Default)]
pub struct Local(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    root: Option<PathBuf>,
    /// By name.
    loaded: Mutex<HashMap<String, Loaded>>,
    /// One large file is read at a time.
    loading: tokio::sync::Mutex<()>,
}

/// A model, and when the file it was read from had been written.
#[derive(Clone, Debug)]
struct Loaded {
    written: Option<SystemTime>,
    model: Arc<Static>,
}

impl Local {
    pub fn new(root: Option<PathBuf>) -> Self {
        Local(Arc::new(Shared { root, ..Shared::default() }))
    }
}

fn unknown() -> Error {
    Error::new(Kind::Unsupported, "there is no such model folder on this server").code("model_unknown")
}

/// A folder's own name, and nothing that leads elsewhere.
fn is_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let is_one = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    is_one && !name.starts_with('.') && !name.contains(['/', '\\', '\0']) && name.chars().count() <= NAME
}

impl Shared {
    fn place(&self, name: &str) -> Result<PathBuf> {
        let place = self.root.as_ref().filter(|_| is_name(name)).map(|root| root.join(name)).ok_or_else(unknown)?;
        if folder::is_whole(&place) { Ok(place) } else { Err(unknown()) }
    }

    fn folders(&self) -> Vec<String> {
        let Some(entries) = self.root.as_ref().and_then(|root| std::fs::read_dir(root).ok()) else { return Vec::new() };
        let mut names: Vec<String> = entries.flatten().filter(|entry| folder::is_whole(&entry.path())).filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| is_name(name)).collect();
        names.sort();
        names.truncate(100);
        names
    }

    fn known(&self, name: &str, written: Option<SystemTime>) -> Option<Arc<Static>> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.get(name).filter(|known| known.written == written).map(|known| known.model.clone())
    }

    /// The model of a folder, read once for everybody and again when its file has changed.
    async fn open(&self, name: &str) -> Result<Arc<Static>> {
        let place = self.place(name)?;
        let written = folder::written(&place);
        if let Some(model) = self.known(name, written) {
            return Ok(model);
        }
        let _one = self.loading.lock().await;
        if let Some(model) = self.known(name, written) {
            return Ok(model);
        }
        let read = tokio::task::spawn_blocking(move || Static::read(&place)).await.map_err(|e| Error::internal("reading a model folder broke off").op("local.read").source(e))?;
        let model = Arc::new(read?);
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Loaded { written, model: model.clone() });
        Ok(model)
    }
}

impl ModelVendor for Local {
    fn name(&self) -> &'static str {
        "local"
    }
    fn title(&self) -> &'static str {
        "Model folder on this server"
    }
    fn caps(&self) -> ModelCaps {
        ModelCaps {
            generation: false, tools: false, parallel_tools: false, named_choice: false, streaming: false, temperature: false, embeddings: true, texts_at_once: AT_ONCE, is_local: true, lists_models: true,
        }
    }
    fn settings_schema(&self) -> Value {
        json!({ "type": "object", "properties": {} })
    }
    fn suggested(&self) -> &'static [&'static str] {
        &[]
    }
    fn folders(&self) -> Vec<String> {
        self.0.folders()
    }
    fn open(&self, _config: ModelConfig) -> Result<Arc<dyn Model>> {
        Ok(Arc::new(Here(self.0.clone())))
    }
}

/// What a firm's provider asks.
struct Here(Arc<Shared>);

#[async_trait]
impl Model for Here {
    async fn generate(&self, _request: &ModelRequest, _hear: &mut (dyn for<'t> FnMut(&'t str) + Send)) -> Result<ModelReply> {
        Err(Error::new(Kind::Unsupported, "a model folder only makes vectors").code("model_only_embeds"))
    }

    async fn check(&self) -> Result<()> {
        if self.0.folders().is_empty() { Err(unknown()) } else { Ok(()) }
    }

    async fn models(&self) -> Result<Vec<String>> {
        Ok(self.0.folders())
    }

    async fn embed(&self, model: &str, texts: &[String], _purpose: Purpose) -> Result<Embedded> {
        let model = self.0.open(model).await?;
        let texts = texts.to_vec();
        let made = tokio::task::spawn_blocking(move || texts.iter().map(|text| model.embed(text)).collect::<Result<Vec<_>>>()).await;
        let vectors = made.map_err(|e| Error::internal("embedding broke off").op("local.embed").source(e))??;
        Ok(Embedded { vectors, tokens: 0 })
    }
}
