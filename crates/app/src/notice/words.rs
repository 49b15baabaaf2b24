//! The texts of notices, in Russian and English. Names and words of customers only for those who may see them there.

use domain::Lang;
use domain::notice::{Notice, NoticeFacts, NoticeKind};
use jiff::tz::TimeZone;

/// What a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub title: String,
    pub body: String,
}

/// A notice in words; `shows` lets names and words of customers in.
pub fn said(notice: &Notice, lang: Lang, shows: bool, zone: &TimeZone) -> Said {
    let is_english = lang.spoken() == Lang::En;
    let (title, plain) = fixed(notice.kind, is_english);
    let told = told(notice.kind, &notice.facts, shows, is_english, zone);
    Said { title: title.to_owned(), body: if told.is_empty() { plain.to_owned() } else { told } }
}

const fn fixed(kind: NoticeKind, is_english: bool) -> (&'static str, &'static str) {
    use NoticeKind as K;
    match (kind, is_english) {
        (K::HandOff, false) => ("Клиенту нужен человек", "Агент передал разговор сотрудникам"),
        (K::HandOff, true) => ("A customer needs a person", "The agent has handed a conversation over"),
        (K::Assigned, false) => ("Вам передали разговор", "Теперь клиенту отвечаете вы"),
        (K::Assigned, true) => ("A conversation is yours", "It is you who answers the customer now"),
        (K::Message, false) => ("Новое сообщение", "Клиент написал в вашем разговоре"),
        (K::Message, true) => ("New message", "A customer wrote in your conversation"),
        (K::Mention, false) => ("Вас упомянули", "Коллега назвал вас в комментарии"),
        (K::Mention, true) => ("You were mentioned", "A colleague named you in a comment"),
        (K::SlaSoon, false) => ("Пора ответить клиенту", "Срок ответа скоро выйдет"),
        (K::SlaSoon, true) => ("Time to answer a customer", "The time to answer is nearly over"),
        (K::SlaBroken, false) => ("Клиент ждёт слишком долго", "Срок ответа вышел"),
        (K::SlaBroken, true) => ("A customer has waited too long", "The time to answer is over"),
        (K::Deal, false) => ("Новая сделка", "Появился новый клиент"),
        (K::Deal, true) => ("New deal", "There is a new customer"),
        (K::Booked, false) => ("Новая запись", "Клиент записался"),
        (K::Booked, true) => ("New visit", "A visit was booked"),
        (K::Cancelled, false) => ("Запись отменили", "Время снова свободно"),
        (K::Cancelled, true) => ("A visit was cancelled", "The time is free again"),
        (K::Waitlist, false) => ("Новый в листе ожидания", "Клиент ждёт свободного времени"),
        (K::Waitlist, true) => ("New on the waiting list", "A customer waits for a free time"),
        (K::TaskDue, false) => ("Напоминание о задаче", "Пора заняться задачей"),
        (K::TaskDue, true) => ("Task reminder", "It is time for a task"),
        (K::TaskGiven, false) => ("Новая задача", "Коллега поставил вам задачу"),
        (K::TaskGiven, true) => ("New task", "A colleague gave you a task"),
        (K::Referral, false) => ("Ответ партнёра", "Есть новости о клиенте, переданном партнёру"),
        (K::Referral, true) => ("A partner's answer", "There is news of a client handed to a partner"),
        (K::Failure, false) => ("Связь прервалась", "Проверьте подключение"),
        (K::Failure, true) => ("A connection is down", "Check the connection"),
        (K::Undelivered, false) => ("Сообщение не дошло", "Отправьте ещё раз или другим способом"),
        (K::Undelivered, true) => ("A message did not get through", "Send it again or another way"),
    }
}

/// What is known, as one line; empty when nothing may be said.
fn told(kind: NoticeKind, f: &NoticeFacts, shows: bool, is_english: bool, zone: &TimeZone) -> String {
    use NoticeKind as K;
    let contact = f.contact.as_deref().filter(|_| shows);
    let text = f.text.as_deref().filter(|_| shows);
    let at = f.at.map(|at| {
        let local = at.in_zone(zone);
        let shape = if is_english { "%b %-d, %H:%M" } else { "%d.%m, %H:%M" };
        local.strftime(shape).to_string()
    });
    let parts: Vec<&str> = match kind {
        // What is about the firm itself is no secret of a customer's.
        K::Failure => [f.name.as_deref(), f.text.as_deref()].into_iter().flatten().collect(),
        K::Booked | K::Cancelled | K::Waitlist => [at.as_deref(), contact, f.name.as_deref()].into_iter().flatten().collect(),
        K::Deal => [contact, f.name.as_deref().filter(|_| shows)].into_iter().flatten().collect(),
        K::TaskDue | K::TaskGiven | K::Referral => return text.unwrap_or_default().to_owned(),
        _ => return match (contact, text) {
            (Some(contact), Some(text)) => format!("{contact}: {text}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => String::new(),
        },
    };
    parts.join(" · ")
}

/// The subject of several at once.
pub(super) fn digest(count: usize, firm: &str, is_english: bool) -> String {
    if is_english {
        return format!("{firm}: {count} notices");
    }
    let word = match (count % 10, count % 100) {
        (1, n) if n != 11 => "уведомление",
        (2..=4, n) if !(12..=14).contains(&n) => "уведомления",
        _ => "уведомлений",
    };
    format!("{firm}: {count} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Ts;
    use domain::id::{NoticeId, PersonId};

    #[test]
    fn customers_are_named_only_where_they_may_be() {
        let facts = |text: &str| NoticeFacts { contact: Some("Пётр".into()), text: Some(text.into()), name: Some("Стрижка".into()), at: Some("2026-11-23T15:00:00Z".parse().unwrap()), by: None };
        let check = |kind: NoticeKind, lang: Lang, shows: bool, expected: (&str, &str)| {
            let notice = Notice { id: NoticeId::nil(), person_id: PersonId::nil(), kind, conversation_id: None, contact_id: None, page: String::new(), facts: facts("Есть места?"), is_listed: true, created_at: Ts::from_micros(0), read_at: None };
            let said = said(&notice, lang, shows, &domain::time::zone("Europe/Moscow").unwrap());
            assert_eq!((said.title.as_str(), said.body.as_str()), expected);
        };
        check(NoticeKind::HandOff, Lang::Ru, true, ("Клиенту нужен человек", "Пётр: Есть места?"));
        check(NoticeKind::HandOff, Lang::Ru, false, ("Клиенту нужен человек", "Агент передал разговор сотрудникам"));
        check(NoticeKind::Booked, Lang::Ru, true, ("Новая запись", "23.11, 18:00 · Пётр · Стрижка"));
        check(NoticeKind::Booked, Lang::En, false, ("New visit", "Nov 23, 18:00 · Стрижка"));
        check(NoticeKind::TaskDue, Lang::Ru, false, ("Напоминание о задаче", "Пора заняться задачей"));
        for (count, words) in [(2, "2 уведомления"), (5, "5 уведомлений"), (11, "11 уведомлений"), (21, "21 уведомление")] {
            assert_eq!(digest(count, "Салон", false), format!("Салон: {words}"));
        }
    }
}
