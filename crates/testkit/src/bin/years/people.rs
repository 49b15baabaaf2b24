//! Who the made-up people are and what they do: a number in, always the same person, talk and visit out.

use super::{AHEAD_DAYS, DAY, MASTERS, PAST_DAYS};
use uuid::Uuid;

const FIRST: [&str; 20] = [
    "Анна", "Мария", "Ольга", "Елена", "Ирина", "Дарья", "Вера", "Нина", "Юлия", "Полина", "Айгуль", "Камила", "Алёна", "София", "Лейла", "Виктория", "Екатерина", "Татьяна", "Светлана", "Наталья",
];
const LAST: [&str; 24] = [
    "Соколова", "Белова", "Крылова", "Жукова", "Орлова", "Воронцова", "Лебедева", "Киселёва", "Фёдорова", "Громова", "Асанова", "Токтогулова", "Назарова", "Ким", "Цой", "Мельник", "Шевченко", "Волкова", "Зайцева", "Гусева",
    "Ильина", "Кузьмина", "Лаптева", "Яковлева",
];
const SAID: [&str; 8] = [
    "Здравствуйте! Можно записаться на маникюр завтра вечером?",
    "Да, свободно в 18:00 и в 19:30. Какое время удобнее?",
    "В половине восьмого, пожалуйста",
    "Записала вас на завтра, 19:30. Адрес: Тверская, 12. Будем ждать!",
    "Спасибо! А сколько будет стоить вместе с покрытием?",
    "Маникюр с покрытием стоит 2 200 ₽ и занимает полтора часа.",
    "Хорошо, договорились",
    "Десять минут мастер подождёт. Если опаздываете больше, предупредите нас: постараемся успеть или предложим другое время.",
];
const TAGS: [&str; 6] = ["vip", "постоянный", "акция", "новый", "свадьба", "подруга"];
const SOURCES: [&str; 5] = ["telegram", "widget", "api", "booking_page", "manual"];
const STAGES: [&str; 9] = ["new-lead", "qualification", "nurturing", "offer", "negotiation", "sale", "service", "feedback", "repeat-sale"];
/// Hours of a working day in which a visit may begin.
const SEATS: i64 = 10;

/// Chance that is the same at every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(number: i64, kind: u64) -> Self {
        Dice(number.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ kind.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, limit: i64) -> i64 {
        i64::try_from(self.roll() % limit.unsigned_abs().max(1)).unwrap_or(0)
    }
    pub fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.roll(), self.roll())
    }
    fn one_of<T: Copy>(&mut self, all: &[T], usual: T) -> T {
        let place = usize::try_from(self.below(i64::try_from(all.len()).unwrap_or(1))).unwrap_or(0);
        all.get(place).copied().unwrap_or(usual)
    }
}

pub fn name(number: i64) -> String {
    let mut dice = Dice::new(number, 1);
    format!("{} {}", dice.one_of(&FIRST, "Анна"), dice.one_of(&LAST, "Ким"))
}

pub fn line(number: i64) -> &'static str {
    SAID.get(usize::try_from(number.rem_euclid(8)).unwrap_or(0)).copied().unwrap_or("")
}

/// Where a deal stands, and whether it is open.
pub fn stage(number: i64) -> (&'static str, &'static str) {
    let place = usize::try_from(number.rem_euclid(9)).unwrap_or(0);
    (STAGES.get(place).copied().unwrap_or("new-lead"), if place < 5 { "open" } else { "won" })
}

/// A step of a deal: which one, from where, to where, and where it went next.
pub struct Step {
    pub place: i64,
    pub from: Option<&'static str>,
    pub to: &'static str,
    pub next: Option<&'static str>,
}

/// Through every stage up to the one it stands at.
pub fn way(number: i64) -> Vec<Step> {
    let last = usize::try_from(number.rem_euclid(9)).unwrap_or(0);
    let at = |place: usize| STAGES.get(place).copied();
    (0..=last)
        .map(|place| Step { place: i64::try_from(place).unwrap_or(0), from: place.checked_sub(1).and_then(at), to: at(place).unwrap_or("new-lead"), next: (place < last).then(|| at(place + 1)).flatten() })
        .collect()
}

pub struct Person {
    pub number: i64,
    pub id: Uuid,
    pub talk: Uuid,
    pub name: String,
    pub phone: String,
    pub email: Option<String>,
    pub tags: Vec<&'static str>,
    pub source: &'static str,
    pub born: i64,
    pub last: i64,
    pub messages: i64,
}

impl Person {
    /// When a message of theirs was written.
    pub fn at(&self, seq: i64) -> i64 {
        self.born + (self.last - self.born) / self.messages.max(1) * seq
    }
}

pub struct Visit {
    pub number: i64,
    pub id: Uuid,
    pub contact: Uuid,
    pub master: i64,
    pub from: i64,
    pub to: i64,
    pub status: &'static str,
}

pub struct Crowd {
    contacts: i64,
    each: i64,
    midnight: i64,
}

impl Crowd {
    /// Six of ten write, each about as much.
    pub fn new(contacts: i64, messages: i64, midnight: i64) -> Self {
        Crowd { contacts, each: messages * 10 / (contacts * 6).max(1), midnight }
    }

    pub fn contact(&self, number: i64) -> Person {
        let mut dice = Dice::new(number, 2);
        let (id, talk) = (dice.id(), dice.id());
        let born = self.midnight - dice.below(PAST_DAYS) * DAY - dice.below(DAY);
        let messages = if number % 10 < 6 { (self.each * (1 + dice.below(200)) / 100).max(1) } else { 0 };
        let tags = if number % 3 == 0 { vec![dice.one_of(&TAGS, "vip")] } else { Vec::new() };
        Person {
            number, id, talk, name: name(number), phone: format!("+79{:09}", 100_000_000 + number * 7), email: (number % 4 == 0).then(|| format!("c{number}@example.com")), tags, source: dice.one_of(&SOURCES, "api"), born,
            last: born + dice.below((self.midnight - born).max(1)), messages,
        }
    }

    /// Visits fill the days one after another, so that no master has two at once.
    pub fn visit(&self, number: i64, all: i64) -> Visit {
        let mut dice = Dice::new(number, 5);
        let days = PAST_DAYS + AHEAD_DAYS;
        let a_day = (all / days + 1).min(MASTERS * SEATS);
        let (day, place) = (number / a_day, number % a_day);
        let from = self.midnight + (day - PAST_DAYS) * DAY + (6 + place / MASTERS) * 3_600_000_000;
        let is_past = from < self.midnight;
        let status = match (is_past, dice.below(20)) {
            (_, 0) => "cancelled",
            (true, 1) => "no_show",
            (true, _) => "completed",
            (false, n) if n % 2 == 0 => "confirmed",
            _ => "booked",
        };
        let contact = Dice::new(dice.below(self.contacts), 2).id();
        Visit { number, id: dice.id(), contact, master: place % MASTERS, from, to: from + 45 * 60_000_000, status }
    }
}
