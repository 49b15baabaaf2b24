//! Prints files as Markdown, or why they are refused: `cargo run -p samovar-documents --example show -- FILE…`

use samovar_documents::{Limits, read};
use std::fs::File;
use std::io::{self, BufReader, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for path in std::env::args().skip(1) {
        let mut file = BufReader::new(File::open(&path)?);
        match read(&mut file, &path, "", &Limits::default(), &mut |_| {}) {
            Ok(text) => writeln!(out, "{path}: {:?}\n\n{}", text.title, text.to_markdown())?,
            Err(refused) => writeln!(out, "{path}: {refused}")?,
        }
    }
    Ok(())
}
