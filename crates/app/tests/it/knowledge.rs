//! The knowledge base: documents are read in the background, found when they are ready, kept apart by tenant; what dies or fails on the
//! way spoils nothing. Web pages come from a server on loopback.

mod battery;
mod embedder;
mod document;
mod gap;
mod graph;
pub mod site;
mod transfer;

use app::knowledge::document::NewArticle;
use app::knowledge::upload::{About, begin};
use app::vault::Vault;
use app::{App, AppConfig, Ctx, knowledge};
use connectors::kit::web::WebFetch;
use domain::document::Document;
use domain::id::DocumentId;
use domain::port::NetPolicy;
use std::sync::Arc;
use std::time::Duration;
use testkit::{TestClock, TestDb};

pub struct Desk {
    pub app: App,
    pub clock: TestClock,
    pub ctx: Ctx,
    pub db: TestDb,
}

impl Desk {
    pub async fn new() -> Desk {
        Self::reaching(NetPolicy::Loopback).await
    }

    pub async fn reaching(net: NetPolicy) -> Desk {
        let db = TestDb::new().await;
        let clock = TestClock::at("2026-11-23T10:00:00+03:00");
        let fetch = WebFetch::new(net).unwrap().pace(Duration::ZERO);
        let config = AppConfig { files: db.files(), net, fetch: Some(Arc::new(fetch)), models: connectors::models().into(), ..AppConfig::default() };
        let app = App::new(db.db.clone(), Arc::new(clock.clone()), Vault::new([7; 32]), Vec::new(), config);
        let ctx = crate::salon::new_org(&app, "Europe/Moscow").await;
        Desk { app, clock, ctx, db }
    }

    /// Another firm on the same server.
    pub async fn neighbour(&self) -> Ctx {
        crate::salon::new_org(&self.app, "Europe/Moscow").await
    }

    /// Runs what is due until nothing is.
    pub async fn work(&self) {
        while app::job::drain(&self.app).await.unwrap() > 0 {
            self.idle().await;
        }
    }

    pub async fn idle(&self) {
        while !self.app.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
    }

    pub async fn article(&self, title: &str, body: &str) -> DocumentId {
        let article = NewArticle { title: title.into(), body: body.into(), ..NewArticle::default() };
        knowledge::document::create(&self.app, &self.ctx, article).await.unwrap().id
    }

    pub async fn upload(&self, name: &str, bytes: &[u8]) -> domain::Result<Document> {
        let mut upload = begin(&self.app, &self.ctx, name).await?;
        for part in bytes.chunks(7) {
            upload.write(part).await?;
        }
        upload.finish(&self.app, &self.ctx, About::default()).await
    }

    pub async fn get(&self, id: DocumentId) -> Document {
        store::document::get(&mut self.app.scope(self.ctx.org).await.unwrap(), id).await.unwrap()
    }

    pub async fn all(&self) -> Vec<Document> {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let end = (domain::Ts::from_micros(i64::MAX), DocumentId(uuid::Uuid::max()));
        let mut all = store::document::list(&mut scope, &store::document::DocumentFilter::default(), end, 1000).await.unwrap();
        all.reverse();
        all
    }

    /// The texts found for a question, surest first.
    pub async fn found(&self, question: &str) -> Vec<String> {
        let passages = knowledge::search(&self.app, self.ctx.org, question, &[], 5).await.unwrap();
        passages.into_iter().filter(|p| p.score >= 0.5).map(|p| p.text).collect()
    }

    /// Kinds of all events of a subject, oldest first.
    pub async fn events(&self, subject: impl Into<uuid::Uuid>) -> Vec<(String, serde_json::Value)> {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let mut all = store::event::before(&mut scope, domain::id::EventId(uuid::Uuid::max()), None, Some(subject.into()), 200).await.unwrap();
        all.reverse();
        all.into_iter().map(|e| (e.kind, e.payload)).collect()
    }
}
