//! Repository rules as checks: dependency edges, `//!` headers, file sizes, lints, ARCHITECTURE.md against the tree.

use crate::shell::{command, output, root, say};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::fs;

/// Who may know whom. A new edge is written here and in ARCHITECTURE.md, or it does not exist.
const EDGES: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("brain", &["domain"]),
    ("documents", &[]),
    ("store", &["domain"]),
    ("connectors", &["domain"]),
    ("app", &["domain", "brain", "documents", "store"]),
    ("api", &["domain", "store", "app"]),
    ("samovar", &["domain", "brain", "store", "connectors", "app", "api"]),
    ("testkit", &["domain", "brain", "store", "connectors", "app", "api"]),
    ("xtask", &[]),
];
/// Longest source file; tests and generated files may be longer.
const LINES: usize = 400;

pub fn run() -> Result<()> {
    let files: Vec<String> = output(command("git", &["ls-files", "--cached", "--others", "--exclude-standard"]))?.lines().map(str::to_owned).filter(|f| root().join(f).is_file()).collect();
    let mut wrong = Vec::new();
    edges(&mut wrong)?;
    headers(&files, &mut wrong)?;
    sizes(&files, &mut wrong)?;
    vendors(&files, &mut wrong)?;
    documents(&files, &mut wrong)?;
    marks(&files, &mut wrong)?;
    if !wrong.is_empty() {
        bail!("tidy:\n  {}", wrong.join("\n  "));
    }
    say(&format!("  tidy: {} files are in order", files.len()));
    Ok(())
}

fn edges(wrong: &mut Vec<String>) -> Result<()> {
    let known: BTreeSet<&str> = EDGES.iter().map(|(name, _)| *name).collect();
    for entry in fs::read_dir(root().join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !known.contains(name.as_str()) {
            wrong.push(format!("crates/{name} is not in the table of edges (xtask/src/tidy.rs)"));
        }
    }
    for (name, allowed) in EDGES {
        let path = if name == "xtask" { root().join("xtask/Cargo.toml") } else { root().join(format!("crates/{name}/Cargo.toml")) };
        let text = fs::read_to_string(path)?;
        if !text.contains("[lints]\nworkspace = true") {
            wrong.push(format!("{name}: `[lints] workspace = true` is missing"));
        }
        // Tests may know more than the crate itself.
        let own = text.split("[dev-dependencies]").next().unwrap_or_default();
        for (other, _) in EDGES {
            let is_used = own.lines().any(|l| l.starts_with(&format!("{other}.workspace")) || l.starts_with(&format!("{other} =")));
            if is_used && !allowed.contains(&other) {
                wrong.push(format!("{name} must not know {other}"));
            }
        }
    }
    Ok(())
}

fn headers(files: &[String], wrong: &mut Vec<String>) -> Result<()> {
    for file in files.iter().filter(|f| f.ends_with(".rs")) {
        let text = fs::read_to_string(root().join(file))?;
        let head: Vec<&str> = text.lines().take_while(|l| l.starts_with("//!")).collect();
        if head.is_empty() && !text.starts_with("#![doc = include_str!") {
            wrong.push(format!("{file}: no //! header"));
        } else if head.len() > 6 {
            wrong.push(format!("{file}: the header is longer than 6 lines"));
        }
    }
    Ok(())
}

fn sizes(files: &[String], wrong: &mut Vec<String>) -> Result<()> {
    let is_source = |f: &&String| (f.ends_with(".rs") || f.ends_with(".ts") || f.ends_with(".tsx")) && !f.contains("/tests/") && !f.contains("web/client/src") && !f.contains(".gen.");
    for file in files.iter().filter(is_source) {
        let text = fs::read_to_string(root().join(file))?;
        let lines = text.split("#[cfg(test)]").next().unwrap_or_default().lines().count();
        if lines > LINES {
            wrong.push(format!("{file}: {lines} lines, more than {LINES}: split it by noun"));
        }
    }
    Ok(())
}

/// Core code names no vendor.
fn vendors(files: &[String], wrong: &mut Vec<String>) -> Result<()> {
    let names: Vec<String> = fs::read_dir(root().join("crates/connectors/src"))?.flatten().filter(|e| e.path().is_dir()).map(|e| e.file_name().to_string_lossy().into_owned()).filter(|n| !matches!(n.as_str(), "kit" | "api" | "widget" | "push")).collect();
    for file in files.iter().filter(|f| f.ends_with(".rs") && f.contains("/src/") && ["domain", "brain", "store", "app", "api"].iter().any(|c| f.starts_with(&format!("crates/{c}/")))) {
        let text = fs::read_to_string(root().join(file))?;
        for name in &names {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            if code.lines().any(|l| !l.trim_start().starts_with("//") && l.to_lowercase().contains(&format!("\"{name}\""))) {
                wrong.push(format!("{file}: names the vendor {name}"));
            }
        }
    }
    Ok(())
}

fn documents(files: &[String], wrong: &mut Vec<String>) -> Result<()> {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md"))?;
    for (name, _) in EDGES {
        if !map.contains(&format!("`{name}`")) && !map.contains(&format!("crates/{name}")) {
            wrong.push(format!("ARCHITECTURE.md does not mention {name}"));
        }
    }
    for file in files.iter().filter(|f| f.ends_with(".md") && !f.contains("node_modules")) {
        let text = fs::read_to_string(root().join(file))?;
        for path in text.split('`').skip(1).step_by(2).filter(|p| is_path(p)) {
            let clean = path.split([':', '#']).next().unwrap_or(path).trim_end_matches('/');
            // What git keeps, not what lies here: a folder a test has left would hide the gap until a fresh clone.
            if !files.iter().any(|f| f == clean || f.strip_prefix(clean).is_some_and(|rest| rest.starts_with('/'))) {
                wrong.push(format!("{file}: `{path}` does not exist"));
            }
        }
    }
    Ok(())
}

/// Back-ticked words that claim to be a path of this repository.
fn is_path(text: &str) -> bool {
    let starts = ["crates/", "packs/", "web/", "deploy/", "docs/", "xtask/"];
    starts.iter().any(|s| text.starts_with(s)) && !text.contains(['*', '<', '{', ' ', '…']) && !text.contains("/dist") && text.len() > 6
}

/// Places that admit to being unfinished.
fn marks(files: &[String], wrong: &mut Vec<String>) -> Result<()> {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimplemented", "!("), concat!("#[ig", "nore"), concat!("test.on", "ly"), concat!("coming ", "soon")];
    // The generated client carries its generator's own marks.
    let is_ours = |f: &&String| [".rs", ".ts", ".tsx", ".mjs"].iter().any(|e| f.ends_with(e)) && !f.starts_with("web/client/src/");
    for file in files.iter().filter(is_ours) {
        let text = fs::read_to_string(root().join(file))?;
        for mark in marks {
            if text.contains(mark) {
                wrong.push(format!("{file}: holds {mark}"));
            }
        }
    }
    Ok(())
}
