//! What the server itself writes into the page, for browsers that run no scripts and for search engines.

use domain::Lang;

pub struct Words {
    pub lang: &'static str,
    pub title: &'static str,
    pub describe: &'static str,
    pub lead: &'static str,
    pub services: &'static str,
    pub from: &'static str,
    pub hour: &'static str,
    pub minute: &'static str,
    pub closed: &'static str,
    pub daily: &'static str,
    pub days: [&'static str; 7],
    pub no_script: &'static str,
    pub no_script_call: &'static str,
    pub empty_title: &'static str,
    pub empty: &'static str,
    pub missing_title: &'static str,
    pub missing: &'static str,
}

pub const fn of(lang: Lang) -> &'static Words {
    match lang.spoken() {
        Lang::En => &EN,
        _ => &RU,
    }
}

const RU: Words = Words {
    lang: "ru",
    title: "онлайн-запись",
    describe: "Запишитесь онлайн: услуги, цены и свободное время.",
    lead: "Онлайн-запись",
    services: "Услуги и цены",
    from: "от",
    hour: "ч",
    minute: "мин",
    closed: "выходной",
    daily: "ежедневно",
    days: ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
    no_script: "Чтобы выбрать время на этой странице, включите JavaScript в браузере.",
    no_script_call: "Или позвоните, и мы вас запишем:",
    empty_title: "Онлайн-запись скоро откроется",
    empty: "Мы ещё составляем список услуг. Загляните позже или свяжитесь с нами.",
    missing_title: "Такой страницы нет",
    missing: "Проверьте адрес: возможно, в нём опечатка или запись здесь закрыта.",
};

const EN: Words = Words {
    lang: "en",
    title: "book online",
    describe: "Book online: services, prices and free times.",
    lead: "Book online",
    services: "Services and prices",
    from: "from",
    hour: "h",
    minute: "min",
    closed: "closed",
    daily: "daily",
    days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    no_script: "To choose a time on this page, turn JavaScript on in your browser.",
    no_script_call: "Or call us and we will book you in:",
    empty_title: "Online booking opens soon",
    empty: "We are still preparing the list of services. Please come back later or contact us.",
    missing_title: "There is no such page",
    missing: "Check the address: it may have a typo, or booking here is closed.",
};
