//! The first message must not pay for reading the rules: everything that is built once per process is built here.

use crate::Lexicon;
use crate::understand::{Context, understand};
use domain::Lang;
use std::sync::Once;

/// Builds the rules, word lists and phrases. Costs once; later calls return at once. `Catalog::new` calls it, and a server
/// may call it before it listens.
pub fn warm_up() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lexicon = Lexicon::default();
        // Each sample touches another reader: slips, Latin letters, the keyboard, numbers, phones, both languages.
        let samples = ["здравствуйте, запешите меня на завтро к Анне в 18:00, 8 916 123-45-67", "zapishite menya na 25 dekabrya", "ghbdtn vfybr.h", "book me for friday at five, two people, $20", "восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь"];
        for text in samples {
            let context = Context { now: jiff::Timestamp::UNIX_EPOCH, zone: jiff::tz::TimeZone::UTC, lang: None, lexicon: &lexicon };
            understand(text, &context);
        }
        for lang in [Lang::Ru, Lang::En] {
            crate::dialogue::warm_up(lang);
        }
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_second_warm_up_is_harmless() {
        super::warm_up();
        super::warm_up();
    }
}
