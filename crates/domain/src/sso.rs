//! Signing in by a firm's own provider: what the firm has set, and which domains may lead to it. The protocol is behind `port::SignIn`.

use crate::person::Role;
use crate::{Error, Result, Ts};

/// What a firm has set, without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sso {
    pub issuer: String,
    pub client_id: String,
    /// What stands on the button; the firm's name when empty.
    pub label: String,
    /// E-mails of these lead to the provider, and only with these does it bring people in.
    pub domains: Vec<String>,
    /// Of people who come for the first time without an invitation.
    pub default_role: Role,
    /// No passwords for these domains, owners excepted.
    pub is_enforced: bool,
    /// The provider knows its people and says nothing about their e-mails.
    pub trusts_unverified: bool,
    /// Who has a second factor here is asked for it, too.
    pub wants_totp: bool,
    pub created_at: Ts,
    pub updated_at: Ts,
}

const MOST_DOMAINS: usize = 20;

/// Mailboxes anybody can have: whoever claimed one of these would speak for strangers.
const PUBLIC: [&str; 38] = [
    "gmail.com", "googlemail.com", "yandex.ru", "ya.ru", "yandex.com", "yandex.kz", "yandex.by", "yandex.ua", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "xmail.ru", "vk.com", "rambler.ru", "lenta.ru",
    "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "proton.me", "protonmail.com", "pm.me", "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com", "zoho.com",
    "tutanota.com", "fastmail.com", "ukr.net",
];

/// The domains as they are compared: small letters, each once.
pub fn domains(typed: &[String]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for (i, text) in typed.iter().enumerate() {
        let domain = text.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase();
        let field = || format!("domains.{i}");
        if !is_domain(&domain) {
            return Err(Error::invalid(field(), "a domain is written like firm.ru").code("domain_invalid"));
        }
        if PUBLIC.contains(&domain.as_str()) {
            return Err(Error::invalid(field(), "anybody can have a mailbox there").code("domain_public"));
        }
        if !all.contains(&domain) {
            all.push(domain);
        }
    }
    match all.len() {
        0 => Err(Error::invalid("domains", "name at least one domain").code("missing")),
        n if n > MOST_DOMAINS => Err(Error::invalid("domains", "at most twenty domains").code("too_many_domains")),
        _ => Ok(all),
    }
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.chars().count() <= 63 && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label) && !text.rsplit('.').next().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()))
}

/// What stands behind the last `@`.
pub fn domain_of(email: &str) -> Option<String> {
    email.trim().rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).filter(|domain| !domain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_tidied_and_strangers_mailboxes_refused() {
        let check = |typed: &[&str]| domains(&typed.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>()).map_err(|e| e.public_code());
        assert_eq!(check(&[" @Firm.RU ", "firm.ru", "mail.xn--80a1acny.xn--p1ai"]).unwrap(), ["firm.ru", "mail.xn--80a1acny.xn--p1ai"]);
        for (typed, code) in [("gmail.com", "domain_public"), ("Yandex.ru", "domain_public"), ("localhost", "domain_invalid"), ("a b.ru", "domain_invalid"), ("-a.ru", "domain_invalid"), ("10.0.0.1", "domain_invalid"), ("x@firm.ru", "domain_invalid"), ("фирма.рф", "domain_invalid")] {
            assert_eq!(check(&[typed]).unwrap_err(), code, "{typed}");
        }
        assert_eq!(check(&[]).unwrap_err(), "missing");
        assert_eq!(domain_of("Anna@Firm.RU"), Some("firm.ru".to_owned()));
        assert_eq!(domain_of("anna"), None);
    }
}
