//! The columns of each report: their names, what they count, and which sums they are made of.

use domain::report::{FigureKind, ReportBy};

/// Sums of one part; a line has three parts.
pub const WIDTH: usize = 6;
/// All sums of a line.
pub type Sums = [i64; 3 * WIDTH];

#[derive(Clone, Copy, Debug)]
enum Of {
    Sum(usize),
    /// A part of a whole, in ten-thousandths.
    Share(usize, usize),
    /// So much for each.
    Mean(usize, usize),
    /// The same, in hundredths.
    Mark(usize, usize),
}

#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub key: &'static str,
    pub name: &'static str,
    pub name_en: &'static str,
    pub kind: FigureKind,
    of: Of,
}

impl Column {
    /// None where there is nothing to divide by.
    pub fn value(&self, sums: &Sums) -> Option<i64> {
        let at = |index: usize| sums.get(index).copied().unwrap_or(0);
        let over = |part: usize, whole: usize, scale: i64| (at(whole) != 0).then(|| (at(part).saturating_mul(scale) + at(whole) / 2) / at(whole));
        match self.of {
            Of::Sum(index) => Some(at(index)),
            Of::Share(part, whole) => over(part, whole, 10_000),
            Of::Mean(sum, count) => over(sum, count, 1),
            Of::Mark(sum, count) => over(sum, count, 100),
        }
    }
}

const fn count(key: &'static str, name: &'static str, name_en: &'static str, index: usize) -> Column {
    Column { key, name, name_en, kind: FigureKind::Count, of: Of::Sum(index) }
}
const fn money(key: &'static str, name: &'static str, name_en: &'static str, index: usize) -> Column {
    Column { key, name, name_en, kind: FigureKind::Money, of: Of::Sum(index) }
}
const fn cost(index: usize) -> Column {
    Column { key: "cost", name: "Расход на модели", name_en: "Cost of models", kind: FigureKind::Cost, of: Of::Sum(index) }
}
const fn share(key: &'static str, name: &'static str, name_en: &'static str, part: usize, whole: usize) -> Column {
    Column { key, name, name_en, kind: FigureKind::Share, of: Of::Share(part, whole) }
}

const TIME: &[Column] = &[
    count("conversations", "Новых диалогов", "New conversations", 0), count("messages_in", "Сообщений клиентов", "Customers' messages", 1), count("agent_replies", "Ответов агента", "Agent's replies", 2),
    count("person_replies", "Ответов людей", "People's replies", 3), count("booked", "Записались", "Booked", 4), count("visits", "Визитов", "Visits", 5), count("cancelled", "Отмен", "Cancelled", 6), count("no_show", "Не пришли", "No-shows", 7),
    money("revenue", "Выручка", "Revenue", 8),
];
const CHANNEL: &[Column] = &[
    count("conversations", "Новых диалогов", "New conversations", 0), count("agent_talks", "Вёл агент", "Had by the agent", 6), share("handed_over", "Передано людям", "Handed over", 7, 6), count("booked", "Записей", "Visits booked", 8),
    count("deals", "Сделок", "Deals", 12), count("won", "Продаж", "Won", 13), money("amount", "Сумма продаж", "Won amount", 14), cost(11),
];
const AGENT: &[Column] = &[
    count("agent_talks", "Разговоров", "Talks", 0), share("handed_over", "Передано людям", "Handed over", 1, 0), count("booked", "Записей", "Visits booked", 2), count("sold", "Продаж", "Sales", 3),
    count("tokens", "Токенов", "Tokens", 4), cost(5),
];
const EMPLOYEE: &[Column] = &[
    count("visits", "Визитов", "Visits", 0), count("completed", "Состоялось", "Completed", 1), count("cancelled", "Отмен", "Cancelled", 2), count("no_show", "Не пришли", "No-shows", 3), money("booked_revenue", "Записано на сумму", "Booked revenue", 4),
    money("revenue", "Выручка", "Revenue", 5), share("busy", "Занятость", "Time taken", 12, 13), Column { key: "rating", name: "Оценка", name_en: "Rating", kind: FigureKind::Rating, of: Of::Mark(7, 6) }, count("reviews", "Отзывов", "Reviews", 6),
];
const PERSON: &[Column] = &[
    count("replies", "Ответов", "Replies", 0), count("answered", "Диалогов", "Conversations", 1), count("tasks", "Задач сделано", "Tasks done", 12), count("won", "Продаж", "Won", 6), count("lost", "Отказов", "Lost", 7),
    money("amount", "Сумма продаж", "Won amount", 8),
];
const SERVICE: &[Column] = &[
    count("visits", "Визитов", "Visits", 0), count("clients", "Клиентов", "Customers", 1), money("revenue", "Выручка", "Revenue", 2),
    Column { key: "mean_price", name: "Средняя цена", name_en: "Mean price", kind: FigureKind::Money, of: Of::Mean(2, 0) },
];
const SOURCE: &[Column] = &[
    count("contacts", "Новых клиентов", "New contacts", 0), count("visits", "Визитов", "Visits", 6), money("revenue", "Выручка", "Revenue", 7), count("deals", "Сделок", "Deals", 12), count("won", "Продаж", "Won", 13),
    money("amount", "Сумма продаж", "Won amount", 14),
];
const TOUR: &[Column] = &[
    count("deals", "Сделок", "Deals", 0), count("won", "Продаж", "Won", 1), count("lost", "Отказов", "Lost", 2), share("win_share", "Доля продаж", "Share won", 1, 0), money("amount", "Сумма продаж", "Won amount", 3),
];
const MODEL: &[Column] = &[
    count("calls", "Обращений", "Calls", 0), count("failures", "Сбоев", "Failures", 1), count("input", "Токенов на входе", "Input tokens", 2), count("cached", "Из кеша", "Cached", 3), count("output", "Токенов на выходе", "Output tokens", 4), cost(5),
];

pub const fn columns(by: ReportBy) -> &'static [Column] {
    match by {
        ReportBy::Day | ReportBy::Week | ReportBy::Month => TIME,
        ReportBy::Channel => CHANNEL,
        ReportBy::Agent => AGENT,
        ReportBy::Employee => EMPLOYEE,
        ReportBy::Person => PERSON,
        ReportBy::Service => SERVICE,
        ReportBy::Source => SOURCE,
        ReportBy::Tour => TOUR,
        ReportBy::Model => MODEL,
    }
}
