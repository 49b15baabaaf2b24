//! Photos and materials of a tour: stored files, chosen and ordered by people of the firm. Uploading and sweeping are `app::file`.

use crate::catalog::{Verb, record};
use crate::{App, Ctx};
use domain::id::{FileId, TourId};
use domain::tour::{MOST_FILES, Tour, TourFile, TourFileKind};
use domain::{Error, Result};
use serde_json::json;
use store::Unit;

/// A file of the organization for a tour.
#[derive(Clone, Debug)]
pub struct Choice {
    pub file_id: FileId,
    pub text: String,
}

/// These photos and materials, in this order, instead of what the tour had.
pub async fn replace(app: &App, ctx: &Ctx, id: TourId, photos: Vec<Choice>, materials: Vec<Choice>) -> Result<(Tour, Vec<TourFile>)> {
    let mut unit = app.unit(ctx).await?;
    // Two who change the same tour at once come one after the other.
    store::org::lock(&mut unit).await?;
    let tour = store::tour::get(&mut unit, id).await?;
    let before = store::tour_file::of(&mut unit, id).await?;
    let mut after = chosen(&mut unit, id, TourFileKind::Photo, photos).await?;
    after.extend(chosen(&mut unit, id, TourFileKind::Material, materials).await?);
    for (i, file) in after.iter().enumerate() {
        if after.iter().skip(i + 1).any(|other| other.file_id == file.file_id) {
            return Err(Error::invalid(field(file.kind), "each file once"));
        }
    }
    if after != before {
        store::tour_file::replace(&mut unit, id, &after).await?;
        record(&mut unit, "tour", Verb::Update, id.uuid(), Some(&json!({ "files": before })), Some(&json!({ "files": after }))).await?;
        unit.commit().await?;
    }
    Ok((tour, after))
}

const fn field(kind: TourFileKind) -> &'static str {
    match kind {
        TourFileKind::Photo => "photo_files",
        TourFileKind::Material => "materials",
    }
}

async fn chosen(unit: &mut Unit, tour_id: TourId, kind: TourFileKind, choices: Vec<Choice>) -> Result<Vec<TourFile>> {
    let field = field(kind);
    if choices.len() > MOST_FILES {
        return Err(Error::invalid(field, format!("at most {MOST_FILES} entries")));
    }
    let mut files = Vec::with_capacity(choices.len());
    for (i, Choice { file_id, text }) in choices.into_iter().enumerate() {
        let file = store::file::get(unit, file_id).await.map_err(|_| Error::invalid(format!("{field}[{i}].file_id"), "no such file").code("file_unknown"))?;
        if kind == TourFileKind::Photo && !matches!(file.mime.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif") {
            return Err(Error::invalid(format!("{field}[{i}].file_id"), "a photo is a JPEG, PNG, WebP or GIF").code("photo_type"));
        }
        files.push(TourFile { tour_id, file_id, kind, text, name: file.name, mime: file.mime, size: file.size });
    }
    Ok(files)
}
