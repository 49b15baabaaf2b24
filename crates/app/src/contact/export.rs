//! One person's data, given out whole: a zip of JSON and files, written as it is read, so that memory stays flat.

use crate::{App, Ctx};
use domain::id::ContactId;
use domain::{Error, Result};
use flate2::Crc;
use futures::Stream;
use serde_json::{Value, json};
use store::contact::duplicate::cards;
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

type Chunk = std::io::Result<Vec<u8>>;

/// The archive, piece by piece. That it was asked for is written down.
pub async fn archive(app: &App, ctx: &Ctx, id: ContactId) -> Result<impl Stream<Item = Chunk> + Send + 'static + use<>> {
    let mut unit = app.unit(ctx).await?;
    super::named(&store::contact::get_in(&mut unit, id).await?)?;
    unit.audit("export", "contact", Some(id.0), None, None).await?;
    unit.event("contact.exported", id, None, json!({ "contact_id": id })).await?;
    unit.commit().await?;
    let (to, from) = tokio::sync::mpsc::channel(4);
    let (app, ctx) = (app.clone(), ctx.clone());
    app.tasks().clone().spawn(async move {
        let mut zip = Zip::new(to.clone());
        if let Err(error) = written(&app, &ctx, id, &mut zip).await {
            tracing::warn!(error = %error, "an export broke off");
            // The connection is cut, so that nobody takes a part for the whole.
            let _ = to.send(Err(std::io::Error::other("the export broke off"))).await;
        }
    });
    Ok(futures::stream::unfold(from, async |mut from| from.recv().await.map(|chunk| (chunk, from))))
}

async fn written(app: &App, ctx: &Ctx, id: ContactId, zip: &mut Zip) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    let card = cards(&mut scope, &[id]).await?.remove(&id).ok_or_else(|| Error::not_found("contact"))?;
    zip.add("contact.json", &pretty(&json!({ "contact": card.contact, "more": card.extra }))).await?;
    for (name, rows) in store::contact::data::parts(&mut scope, id).await? {
        zip.add(&format!("{name}.json"), &pretty(&Value::Array(rows))).await?;
    }
    let (mut place, mut page) = ((Uuid::nil(), 0), 1);
    loop {
        let (rows, last) = store::contact::data::messages(&mut scope, id, place).await?;
        let Some(last) = last else { break };
        zip.add(&format!("messages/{page:04}.json"), &pretty(&Value::Array(rows))).await?;
        (place, page) = (last, page + 1);
    }
    let files = store::contact::data::files(&mut scope, id).await?;
    drop(scope);
    for file in files {
        let (_, path) = crate::file::find(app, ctx.org, file.id).await?;
        let bytes = crate::file::read(&path).await?;
        zip.add(&format!("files/{}-{}", file.id, crate::file::clean(&file.name, 80)), &bytes).await?;
    }
    zip.finish().await
}

fn pretty(value: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(value).unwrap_or_default()
}

/// A zip of stored entries with names in UTF-8. Bytes go out as they come; only the list of entries is kept.
struct Zip {
    to: Sender<Chunk>,
    list: Vec<u8>,
    at: u32,
    count: u16,
}

/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// 1 January 2026, for what has no time of its own.
const DAY: u16 = (46 << 9) | (1 << 5) | 1;

impl Zip {
    fn new(to: Sender<Chunk>) -> Self {
        Zip { to, list: Vec::new(), at: 0, count: 0 }
    }

    async fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut crc = Crc::new();
        crc.update(bytes);
        let size = u32::try_from(bytes.len()).map_err(|_| full())?;
        let length = u16::try_from(name.len()).map_err(|_| full())?;
        let mut common = Vec::new();
        for word in [20_u16, FLAGS, 0, 0, DAY] {
            common.extend(word.to_le_bytes());
        }
        for word in [crc.sum(), size, size] {
            common.extend(word.to_le_bytes());
        }
        common.extend(length.to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        let head = [b"PK\x03\x04".as_slice(), &common, name.as_bytes()].concat();
        self.list.extend(b"PK\x01\x02\x14\x00");
        self.list.extend(&common);
        self.list.extend([0; 10]);
        self.list.extend(self.at.to_le_bytes());
        self.list.extend(name.as_bytes());
        self.count = self.count.checked_add(1).ok_or_else(full)?;
        self.send(head).await?;
        self.send(bytes.to_vec()).await
    }

    async fn finish(&mut self) -> Result<()> {
        let (begins, count) = (self.at, self.count);
        let list = std::mem::take(&mut self.list);
        let size = u32::try_from(list.len()).map_err(|_| full())?;
        self.send(list).await?;
        let mut end = b"PK\x05\x06\x00\x00\x00\x00".to_vec();
        end.extend(count.to_le_bytes());
        end.extend(count.to_le_bytes());
        end.extend(size.to_le_bytes());
        end.extend(begins.to_le_bytes());
        end.extend([0; 2]);
        self.send(end).await
    }

    async fn send(&mut self, bytes: Vec<u8>) -> Result<()> {
        let size = u32::try_from(bytes.len()).map_err(|_| full())?;
        self.at = self.at.checked_add(size).ok_or_else(full)?;
        self.to.send(Ok(bytes)).await.map_err(|_| Error::new(domain::Kind::Unavailable, "whoever asked has gone"))
    }
}

fn full() -> Error {
    Error::new(domain::Kind::TooLarge, "an export has at most 4 GB")
}
