//! What a question means, in the vectors of the firm's embedder: asked once, within a short time of its own, and remembered for a while.
//! Without it the search goes by words alone; it never fails because of this.

use crate::App;
use crate::provider::Asker;
use crate::provider::embed::way;
use brain::knowledge::Usual;
use domain::embedder::EmbedderStatus;
use domain::id::OrgId;
use domain::{Error, Kind, Result};
use std::sync::Arc;
use std::time::Duration;
use store::embedder::Embedder;

/// A customer waits for the whole turn.
pub(crate) const TURN: Duration = Duration::from_millis(1_500);
/// A person tries a question out.
pub(crate) const DESK: Duration = Duration::from_secs(5);
/// Letters of a question; more is a story, of which the beginning tells enough.
const LETTERS: usize = 1_000;

/// A question's vector, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Meant {
    pub(crate) embedder: String,
    pub(crate) vector: Vec<f32>,
}

/// What came of asking for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Meaning {
    /// No embedder, or nothing is embedded yet.
    #[default]
    Off,
    Known(Arc<Meant>),
    /// Words alone; the code says why.
    Failed(&'static str),
}

impl Meaning {
    pub fn known(&self) -> Option<Arc<Meant>> {
        if let Meaning::Known(meant) = self { Some(meant.clone()) } else { None }
    }
    pub const fn failed(&self) -> Option<&'static str> {
        if let Meaning::Failed(code) = self { Some(code) } else { None }
    }
}

/// Questions that were asked lately.
#[derive(Clone, Debug)]
pub(crate) struct Asked(moka::sync::Cache<(OrgId, String, String), Arc<Meant>>);

impl Default for Asked {
    fn default() -> Self {
        Asked(moka::sync::Cache::builder().max_capacity(2_000).time_to_live(Duration::from_secs(3600)).build())
    }
}

/// The firm's embedder as an index needs it.
pub(crate) fn usual(row: &Embedder) -> Usual {
    let cosine = |millionths: i64| millionths as f32 / 1e6;
    Usual { mean: cosine(row.usual), spread: cosine(row.spread) }
}

/// Takes a connection only between its questions: a turn never holds two.
pub(crate) async fn of(app: &App, org: OrgId, asker: &Asker, question: &str, limit: Duration) -> Meaning {
    match ask(app, org, asker, question, limit).await {
        Ok(meaning) => meaning,
        Err(error) => {
            tracing::warn!(error = %error, org.id = %org, "a question is looked for by words alone");
            Meaning::Failed(error.public_code())
        }
    }
}

async fn ask(app: &App, org: OrgId, asker: &Asker, question: &str, limit: Duration) -> Result<Meaning> {
    let text: String = question.trim().chars().take(LETTERS).collect();
    let mut scope = app.scope(org).await?;
    let Some(row) = store::embedder::find(&mut scope).await?.filter(|_| !text.is_empty()) else { return Ok(Meaning::Off) };
    if row.status != EmbedderStatus::Ready && store::embedder::share(&mut scope, &row.name).await?.done == 0 {
        return Ok(Meaning::Off);
    }
    drop(scope);
    let key = (org, row.name.clone(), text.to_lowercase());
    let asked = &app.0.library.asked.0;
    if let Some(meant) = asked.get(&key) {
        return Ok(Meaning::Known(meant));
    }
    let way = way(app, org, row.provider_id, &row.model).await?;
    let vector = way.embed_now(app, asker, text, limit).await?;
    if i64::try_from(vector.len()) != Ok(row.dims) {
        return Err(Error::new(Kind::Unsupported, format!("a vector of {} where {} were", vector.len(), row.dims)).code("embedder_dims"));
    }
    let meant = Arc::new(Meant { embedder: row.name, vector });
    asked.insert(key, meant.clone());
    Ok(Meaning::Known(meant))
}
