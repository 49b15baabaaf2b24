//! Telegram against independent software: the Bot API emulator from npm (`telegram-test-api`), driven by `web/e2e`.

use crate::shell::{self, command, root};
use anyhow::Result;
use std::path::Path;

/// Books, moves and cancels a visit in a Telegram chat of the emulator.
pub fn run(binary: &Path) -> Result<()> {
    let mut npm = command("npm", &["run", "telegram", "--workspaces", "--if-present"]);
    npm.current_dir(root().join("web")).env("SAMOVAR_BIN", binary);
    shell::run(npm)
}
