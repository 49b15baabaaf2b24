//! The texts of notices, in Russian and English. Names and words of customers only for those who allow it.

use super::{News, Notice, What};
use domain::Lang;
use store::push::Subscription;

pub(super) fn notice(to: &Subscription, news: &News) -> Notice {
    let is_english = to.lang.spoken() == Lang::En;
    let (title, body) = match (news.what, is_english) {
        (What::HandedOver, false) => ("Клиенту нужен человек", "Агент передал разговор сотрудникам"),
        (What::HandedOver, true) => ("A customer needs a person", "The agent has handed a conversation over"),
        (What::Mentioned, false) => ("Вас упомянули", "Коллега назвал вас в комментарии"),
        (What::Mentioned, true) => ("You were mentioned", "A colleague named you in a comment"),
        (What::Assigned, false) => ("Новое сообщение", "Клиент написал в вашем разговоре"),
        (What::Assigned, true) => ("New message", "A customer wrote in your conversation"),
        (What::TaskDue, false) => ("Напоминание о задаче", "Пора заняться задачей"),
        (What::TaskDue, true) => ("Task reminder", "It is time for a task"),
        (What::TaskGiven, false) => ("Новая задача", "Коллега поставил вам задачу"),
        (What::TaskGiven, true) => ("New task", "A colleague gave you a task"),
        (What::Referral, false) => ("Ответ партнёра", "Есть новости о клиенте, переданном партнёру"),
        (What::Referral, true) => ("A partner's answer", "There is news of a client handed to a partner"),
        (What::Test, false) => ("Уведомления работают", "Так будет выглядеть уведомление"),
        (What::Test, true) => ("Notifications work", "This is how a notification will look"),
    };
    let own = news.text.as_deref().filter(|_| to.wishes.show_text).map(str::trim).filter(|t| !t.is_empty());
    let page = match (&news.page, news.what) {
        (Some(page), _) => page.clone(),
        (None, What::Test) => "inbox".to_owned(),
        (None, _) => format!("inbox/{}", news.conversation_id),
    };
    Notice {
        title: title.to_owned(),
        body: own.unwrap_or(body).to_owned(),
        tag: match (&news.page, news.what) {
            (Some(page), _) => page.clone(),
            (None, What::Test) => "test".to_owned(),
            (None, _) => format!("conversation:{}", news.conversation_id),
        },
        url: format!("/app/{page}"),
    }
}
