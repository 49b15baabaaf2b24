//! Keeps secrets out of errors and logs: every text that leaves a connector goes through its mask.

use domain::Secret;

/// The secrets of one connection. `Debug` shows none of them.
#[derive(Clone, Debug, Default)]
pub struct Mask(Vec<Secret>);

impl Mask {
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        // Shorter values would blank out innocent words.
        let mut secrets: Vec<Secret> = secrets.into_iter().filter(|secret| secret.expose().len() >= 4).cloned().collect();
        // A secret that contains another must go first, or its tail stays readable.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        Mask(secrets)
    }

    /// The text without secrets, on one line, at most 300 characters.
    pub fn text(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.0 {
            clean = clean.replace(secret.expose(), "***");
        }
        clean.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
    }
}
