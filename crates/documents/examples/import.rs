//! Reads an export and tells what is in it: `cargo run --release -p samovar-documents --example import -- FILE…`. Without a file it makes one
//! of 200,000 WhatsApp messages in memory and tells how long reading took and what was held beside it.

use peak_alloc::PeakAlloc;
use samovar_documents::Limits;
use samovar_documents::import::{Options, Record, read};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, Write};
use std::ops::ControlFlow;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;
const MESSAGES: u64 = 200_000;

fn main() -> io::Result<()> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    for path in &paths {
        tell(path, BufReader::new(File::open(path)?))?;
    }
    if paths.is_empty() {
        tell("WhatsApp Chat with Anna.txt", Cursor::new(chat()))?;
    }
    Ok(())
}

fn chat() -> String {
    let mut text = String::new();
    for at in 0..MESSAGES {
        let (day, month, hour, minute) = (at / 1_440 % 28 + 1, at / 40_320 % 12 + 1, at / 60 % 24, at % 60);
        let name = if at.is_multiple_of(3) { "Салон «Лотос»" } else { "Анна Ли" };
        let body = if at.is_multiple_of(17) { "<Без медиафайлов>" } else { "Здравствуйте! Можно записаться на стрижку в субботу после обеда?\nИ ещё вопрос: сколько стоит окрашивание?" };
        let _ = writeln!(text, "{day:02}.{month:02}.2024, {hour:02}:{minute:02} - {name}: {body}");
    }
    text
}

fn tell(name: &str, mut source: impl Read + Seek) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let before = ALLOCATOR.current_usage_as_mb();
    ALLOCATOR.reset_peak_usage();
    let started = Instant::now();
    let mut shown = 0;
    let outcome = read(&mut source, name, &Options::default(), &Limits::of_import(), &mut |_| {}, &|| false, &mut |record| {
        if shown < 5 && !matches!(record, Record::Chat(_)) {
            shown += 1;
            let _ = writeln!(out, "{record:?}");
        }
        ControlFlow::Continue(())
    });
    let took = started.elapsed().as_secs_f32();
    let held = ALLOCATOR.peak_usage_as_mb() - before;
    match outcome {
        Ok(report) => writeln!(out, "{name}: {report:#?}\n{took:.2} s, at most {held:.1} MB beside the file"),
        Err(refused) => writeln!(out, "{name}: {refused}"),
    }
}
