//! Generated files: openapi.json, the TypeScript client, the example configuration, schema dumps. Committed; CI demands they are fresh.

use crate::shell::{self, command, output, root, say};
use crate::setup;
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;

pub fn run(check: bool) -> Result<()> {
    let samovar = |what: &str| output(command("cargo", &["run", "--quiet", "-p", "samovar", "--", what]));
    let mut stale = Vec::new();
    put("docs/api/openapi.json", &samovar("openapi")?, check, &mut stale)?;
    put("deploy/samovar.example.toml", &samovar("config-example")?, check, &mut stale)?;
    for engine in ["sqlite", "postgres"] {
        let dump = output(command("cargo", &["run", "--quiet", "-p", "samovar-testkit", "--bin", "schema-dump", "--", engine]))?;
        put(&format!("crates/store/schema/{engine}.sql"), &dump, check, &mut stale)?;
    }
    let before = tree(&root().join("web/client/src"));
    client()?;
    if check && before != tree(&root().join("web/client/src")) {
        stale.push("web/client/src".to_owned());
    }
    if !stale.is_empty() {
        bail!("stale, run `cargo xtask gen` and commit: {}", stale.join(", "));
    }
    say("  generated files are fresh");
    Ok(())
}

fn client() -> Result<()> {
    setup::web()?;
    let mut npm = command("npm", &["run", "generate", "--workspaces", "--if-present"]);
    npm.current_dir(root().join("web"));
    shell::run(npm)
}

fn put(name: &str, text: &str, check: bool, stale: &mut Vec<String>) -> Result<()> {
    let file = root().join(name);
    let text = format!("{}\n", text.trim_end());
    if fs::read_to_string(&file).unwrap_or_default() == text {
        return Ok(());
    }
    if check {
        stale.push(name.to_owned());
        return Ok(());
    }
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(file, text)?;
    say(&format!("  wrote {name}"));
    Ok(())
}

/// Every file under a folder with its content.
fn tree(dir: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { all.push((path.display().to_string(), fs::read_to_string(&path).unwrap_or_default())) }
        }
    }
    all.sort();
    all
}
