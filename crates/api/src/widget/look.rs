//! How a chat looks and what it says, from its settings: what the launcher needs before anybody opens it, and what the
//! open chat shows. The usual texts are here; `connectors::widget` has the form, `site.rs` who may show the chat.

use super::site::Settings;
use domain::org::Org;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

const COLOR: &str = "#8f4a2b";
const RADIUS: u16 = 18;
const OFFSET: u16 = 20;

/// The texts of one language; an empty one takes the usual.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Texts {
    pub greeting: String,
    pub starters: Option<Vec<String>>,
    pub placeholder: String,
    pub offline: String,
    pub hours: String,
    pub launcher: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ByLanguage {
    pub ru: Texts,
    pub en: Texts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

/// Only what a device has; nothing is downloaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Font {
    #[default]
    System,
    Serif,
    Rounded,
    Mono,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    #[default]
    Right,
    Left,
}

/// All a launcher needs before anybody opens the chat.
#[derive(Debug, Serialize)]
pub struct Launcher {
    pub color: String,
    /// Readable on the colour.
    pub ink: &'static str,
    pub locale: &'static str,
    pub theme: Theme,
    pub font: Font,
    pub radius: u16,
    pub position: Side,
    pub offset_x: u16,
    pub offset_y: u16,
    pub label: String,
    pub open_after_seconds: u16,
    pub open_on_exit: bool,
    pub sound: bool,
}

/// What the open chat shows.
#[derive(Debug, Serialize)]
pub struct Config {
    pub title: String,
    pub agent_name: String,
    pub initials: String,
    /// Address of the picture, on this server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    pub greeting: String,
    pub starters: Vec<String>,
    pub placeholder: String,
    pub offline: String,
    pub hours: String,
    pub color: String,
    pub ink: &'static str,
    pub font: Font,
    pub radius: u16,
    pub locale: &'static str,
    pub files: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_url: Option<String>,
}

impl Settings {
    pub fn color(&self) -> &str {
        let is_hex = self.color.len() == 7 && self.color.strip_prefix('#').is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        if is_hex { &self.color } else { COLOR }
    }
    /// Only addresses a browser opens as a page.
    pub fn policy_url(&self) -> Option<&str> {
        self.policy_url.as_deref().filter(|url| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")))
    }
    fn texts(&self, locale: &str) -> &Texts {
        if locale == "en" { &self.texts.en } else { &self.texts.ru }
    }
    /// The asked language if the chat speaks it, else the firm's, else the first on the list.
    pub fn language(&self, asked: Option<&str>, of_org: &'static str) -> &'static str {
        let speaks = |lang: &str| self.languages.as_ref().is_none_or(|known| known.is_empty() || known.iter().any(|k| k == lang));
        let known = asked.and_then(|asked| ["ru", "en"].into_iter().find(|lang| *lang == asked && speaks(lang)));
        known.or(speaks(of_org).then_some(of_org)).unwrap_or(if of_org == "ru" { "en" } else { "ru" })
    }
    pub fn launcher(&self, locale: &'static str) -> Launcher {
        Launcher {
            color: self.color().to_owned(),
            ink: ink_on(self.color()),
            locale,
            theme: self.theme,
            font: self.font,
            radius: self.radius.unwrap_or(RADIUS),
            position: self.position,
            offset_x: self.offset_x.unwrap_or(OFFSET),
            offset_y: self.offset_y.unwrap_or(OFFSET),
            label: self.texts(locale).launcher.trim().to_owned(),
            open_after_seconds: self.open_after_seconds,
            open_on_exit: self.open_on_exit,
            sound: self.sound,
        }
    }
    pub fn dress(&self, org: &Org, locale: &'static str, picture: Option<String>) -> Config {
        let agent = if self.agent_name.trim().is_empty() { org.settings.agent_name.trim() } else { self.agent_name.trim() };
        let title = if self.title.trim().is_empty() { org.name.clone() } else { self.title.trim().to_owned() };
        let (texts, usual) = (self.texts(locale), Usual::of(locale));
        let initial = || (if agent.is_empty() { &title } else { agent }).chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default();
        Config {
            initials: if self.avatar_initials.trim().is_empty() { initial() } else { self.avatar_initials.trim().to_owned() },
            avatar: picture,
            greeting: if texts.greeting.trim().is_empty() { usual.greeting(agent) } else { texts.greeting.clone() },
            starters: texts.starters.clone().unwrap_or_else(|| usual.starters.iter().map(|s| (*s).to_owned()).collect()),
            placeholder: texts.placeholder.trim().to_owned(),
            offline: texts.offline.trim().to_owned(),
            hours: texts.hours.trim().to_owned(),
            color: self.color().to_owned(),
            ink: ink_on(self.color()),
            font: self.font,
            radius: self.radius.unwrap_or(RADIUS),
            locale,
            files: self.files.unwrap_or(true),
            policy_url: self.policy_url().map(str::to_owned),
            agent_name: agent.to_owned(),
            title,
        }
    }
    pub fn picture(&self) -> Option<Uuid> {
        self.avatar_file
    }
}

/// What the chat says where the owner has written nothing. `{agent}` stands for the agent's name.
#[derive(Debug, Serialize)]
pub struct Usual {
    greeting: &'static str,
    greeting_of_agent: &'static str,
    starters: [&'static str; 3],
}

const RU: Usual = Usual {
    greeting: "Здравствуйте. Помогу записаться, перенести или отменить визит, расскажу об услугах и ценах.",
    greeting_of_agent: "Здравствуйте, я {agent}. Помогу записаться, перенести или отменить визит, расскажу об услугах и ценах.",
    starters: ["Записаться", "Цены", "Адрес и часы работы"],
};
const EN: Usual = Usual {
    greeting: "Hello. I can book a visit for you, move or cancel it, and tell you about services and prices.",
    greeting_of_agent: "Hello, I am {agent}. I can book a visit for you, move or cancel it, and tell you about services and prices.",
    starters: ["Book a visit", "Prices", "Address and hours"],
};

impl Usual {
    pub const fn of(locale: &str) -> &'static Usual {
        if let [b'e', b'n', ..] = locale.as_bytes() { &EN } else { &RU }
    }
    fn greeting(&self, agent: &str) -> String {
        if agent.is_empty() { self.greeting.to_owned() } else { self.greeting_of_agent.replace("{agent}", agent) }
    }
}

/// White where it reads (4.5:1, WCAG 2.2), else near-black.
fn ink_on(color: &str) -> &'static str {
    let channel = |from: usize| color.get(from..from + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map_or(0.0, |byte| {
        let part = f64::from(byte) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    if 1.05 / (luminance + 0.05) >= 4.5 { "#ffffff" } else { "#1d1a17" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(value: serde_json::Value) -> Settings {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn hostile_colours_and_links_fall_back() {
        for color in ["red", "#12345", "#12345g", "#123456;x", "url(x)"] {
            assert_eq!(Settings { color: color.into(), ..Settings::default() }.color(), COLOR);
        }
        assert_eq!(Settings { color: "#0A7cFf".into(), ..Settings::default() }.color(), "#0A7cFf");
        for url in ["javascript:alert(1)", "data:text/html,x", "/relative"] {
            assert_eq!(Settings { policy_url: Some(url.into()), ..Settings::default() }.policy_url(), None);
        }
    }

    #[test]
    fn text_on_the_colour_reads() {
        for (color, ink) in [("#8f4a2b", "#ffffff"), ("#ffd54a", "#1d1a17"), ("#000000", "#ffffff"), ("#ffffff", "#1d1a17"), ("#767676", "#ffffff"), ("#777777", "#1d1a17")] {
            assert_eq!(ink_on(color), ink, "{color}");
        }
    }

    #[test]
    fn the_language_is_one_the_chat_speaks() {
        let all = Settings::default();
        let only_en = settings(serde_json::json!({"languages": ["en"]}));
        for (settings, asked, of_org, expected) in [
            (&all, None, "ru", "ru"), (&all, Some("en"), "ru", "en"), (&all, Some("de"), "ru", "ru"), (&all, Some("ru"), "en", "ru"),
            (&only_en, Some("ru"), "ru", "en"), (&only_en, None, "ru", "en"), (&only_en, Some("en"), "ru", "en"),
        ] {
            assert_eq!(settings.language(asked, of_org), expected, "{asked:?} {of_org}");
        }
    }
}
