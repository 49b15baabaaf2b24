//! The words of letters, in Russian and English, as plain text and as simple HTML that reads in every mail program, light and dark.

use super::Letter;
use domain::Lang;

/// Subject, text, HTML.
pub(crate) fn words(letter: &Letter, lang: Lang) -> (String, String, String) {
    let is_english = lang.spoken() == Lang::En;
    match (letter, is_english) {
        (Letter::PasswordReset { link }, false) => page(
            "Новый пароль для Самовара",
            &["Здравствуйте!", "Кто-то, наверное вы, попросил сменить пароль. Нажмите на кнопку и придумайте новый."],
            Some(("Сменить пароль", link.expose())),
            &["Ссылка действует час и срабатывает один раз. Если вы ничего не просили, просто удалите это письмо: пароль останется прежним."],
        ),
        (Letter::PasswordReset { link }, true) => page(
            "A new password for Samovar",
            &["Hello!", "Somebody, probably you, asked to change your password. Press the button and choose a new one."],
            Some(("Change the password", link.expose())),
            &["The link works once, within an hour. If you did not ask for it, just delete this letter: your password stays as it is."],
        ),
        (Letter::Invitation { link, firm, by }, false) => page(
            &format!("Приглашение в «{firm}»"),
            &["Здравствуйте!", &by.as_ref().map_or_else(|| format!("Вас приглашают в команду «{firm}»."), |by| format!("{by} приглашает вас в команду «{firm}»."))],
            Some(("Принять приглашение", link.expose())),
            &["Ссылка действует семь дней. Если вы не ждали приглашения, просто удалите это письмо."],
        ),
        (Letter::Invitation { link, firm, by }, true) => page(
            &format!("Invitation to {firm}"),
            &["Hello!", &by.as_ref().map_or_else(|| format!("You are invited to the team of {firm}."), |by| format!("{by} invites you to the team of {firm}."))],
            Some(("Accept the invitation", link.expose())),
            &["The link works for seven days. If you did not expect this, just delete the letter."],
        ),
    }
}

/// Paragraphs, a button with its address, small print.
pub(crate) fn page(subject: &str, lines: &[&str], button: Option<(&str, &str)>, small: &[&str]) -> (String, String, String) {
    let mut text = lines.join("\n\n");
    let paragraphs: String = lines.iter().map(|line| format!("<p style=\"margin:0 0 16px\">{}</p>", escaped(line).replace('\n', "<br>"))).collect();
    let mut html = format!("<div style=\"max-width:560px;margin:0 auto;padding:24px;font:16px/1.5 -apple-system,Segoe UI,Roboto,Arial,sans-serif\">{paragraphs}");
    if let Some((title, link)) = button {
        text.push_str(&format!("\n\n{title}: {link}"));
        let (title, link) = (escaped(title), escaped(link));
        html.push_str(&format!("<p style=\"margin:24px 0\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;background:#8f4a2b;color:#ffffff;text-decoration:none\">{title}</a></p>"));
    }
    for line in small {
        text.push_str(&format!("\n\n{line}"));
        html.push_str(&format!("<p style=\"margin:0 0 8px;font-size:14px;opacity:.75\">{}</p>", escaped(line).replace('\n', "<br>")));
    }
    text.push('\n');
    html.push_str("</div>");
    (subject.to_owned(), text, html)
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Secret;

    #[test]
    fn what_people_call_themselves_stays_text() {
        let letter = Letter::Invitation { link: Secret::new("https://example.org/app/invite#token=smi_1"), firm: "Чай & <b>Ко</b>".into(), by: Some("Анна".into()) };
        let (subject, text, html) = words(&letter, Lang::Ru);
        assert_eq!(subject, "Приглашение в «Чай & <b>Ко</b>»");
        assert!(text.contains("Принять приглашение: https://example.org/app/invite#token=smi_1"));
        assert!(html.contains("Чай &amp; &lt;b&gt;Ко&lt;/b&gt;") && !html.contains("<b>"));
    }
}
