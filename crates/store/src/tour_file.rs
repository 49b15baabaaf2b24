//! Which stored files are photos and materials of a tour, in their order. The files themselves are `file.rs`.

use crate::{FromRow, Reads, Row, Unit};
use domain::Result;
use domain::id::TourId;
use domain::tour::TourFile;

statements! {
    INSERT = "INSERT INTO tour_file (org_id, tour_id, file_id, kind, text, position) VALUES ($1, $2, $3, $4, $5, $6)";
    CLEAR = "DELETE FROM tour_file WHERE org_id = $1 AND tour_id = $2";
    OF = "SELECT t.*, f.name, f.mime, f.size FROM tour_file t JOIN file f ON f.org_id = t.org_id AND f.id = t.file_id WHERE t.org_id = $1 AND t.tour_id = $2 ORDER BY t.position, t.file_id";
    LIST = "SELECT t.*, f.name, f.mime, f.size FROM tour_file t JOIN file f ON f.org_id = t.org_id AND f.id = t.file_id WHERE t.org_id = $1 ORDER BY t.tour_id, t.position, t.file_id";
}

impl FromRow for TourFile {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(TourFile { tour_id: row.id("tour_id")?, file_id: row.id("file_id")?, kind: row.parse("kind")?, text: row.get("text")?, name: row.get("name")?, mime: row.get("mime")?, size: row.num("size")? })
    }
}

/// These instead of what the tour had, in this order.
pub async fn replace(unit: &mut Unit, tour: TourId, files: &[TourFile]) -> Result<()> {
    unit.exec(CLEAR, vals![tour]).await?;
    for (file, position) in files.iter().zip(0_u32..) {
        unit.exec(INSERT, vals![tour, file.file_id, file.kind, &file.text, position]).await?;
    }
    Ok(())
}

pub async fn of(reads: &mut impl Reads, tour: TourId) -> Result<Vec<TourFile>> {
    reads.list(OF, vals![tour]).await
}

/// Of all tours.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<TourFile>> {
    reads.list(LIST, vec![]).await
}
