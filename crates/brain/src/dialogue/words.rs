//! Turns of speech that no intent names but a receptionist hears: refusing, asking for another, asking who is speaking.

use super::command::Change;
use super::faq::fold;
use crate::understand::{Understanding, Value};

/// "вы на связи?", "ау, есть кто?": only looks whether somebody answers. The whole message is made of such words.
pub fn is_calling(folded: &str) -> bool {
    const CALLS: &[&str] = &["ау", "ауу", "аууу", "связи", "тут", "здесь", "онлайн", "слышите", "видите", "отвечаете", "ответьте", "отзовитесь", "кто", "живой", "живые", "there", "here", "online", "anyone", "anybody", "somebody"];
    const BESIDE: &[&str] = &[
        "вы", "ты", "на", "есть", "нибудь", "то", "кто-нибудь", "меня", "мне", "сейчас", "еще", "ли", "а", "ну", "эй", "алло", "ало", "але", "привет", "здравствуйте", "люди", "человек", "хоть", "там", "или", "нет", "are", "is", "you", "still", "hello", "hi", "hey",
        "me", "can", "hear",
    ];
    let said: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let calls = |w: &&str| CALLS.contains(w);
    // "кто" and "здесь" alone are the beginning of a question.
    let is_whole = said.len() > 1 || said.first().is_some_and(|w| w.starts_with("ау") || matches!(*w, "отзовитесь" | "ответьте"));
    let asks_who = said.starts_with(&["кто", "вы"]) || said.starts_with(&["а", "кто"]) || said.starts_with(&["кто", "здесь"]) || said.starts_with(&["кто", "там"]) || said.starts_with(&["кто", "тут"]);
    is_whole && !asks_who && said.len() <= 7 && said.iter().any(calls) && said.iter().all(|w| calls(w) || BESIDE.contains(w))
}

/// "не пишите мне больше", "отпишите меня от рассылки": wants no more messages. "не звоните, пишите" is about the way only.
pub fn wants_silence(folded: &str) -> bool {
    const SAYS: &[&str] = &[
        "не пишите мне", "не пиши мне", "не пишите больше", "больше не пиши", "не надо мне писать", "хватит писать", "хватит мне писать", "не присылайте", "не беспокойте", "отпишите", "отписаться", "отпишись", "не звоните", "stop writing", "stop messaging", "stop texting", "stop sending", "unsubscribe",
        "do not write to me", "don't write to me", "do not text me", "don't text me",
    ];
    let is_of_visit = ["запис", "завтра", "сегодня", "чек", "имя", "номер", "отзыв", "визит"].iter().any(|w| folded.contains(w));
    let wants_text = folded.contains("звоните") && folded.replace("не пиш", "").contains("пиш");
    !is_of_visit && !wants_text && SAYS.iter().any(|w| folded.contains(w))
}

/// "забыла у вас серёжку", "оставил зонт в салоне": people look for it, no calendar does.
pub fn lost_something(folded: &str) -> bool {
    let said: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let left = said.iter().any(|w| ["забыл", "потерял", "обронил"].iter().any(|s| w.starts_with(s)));
    let put = said.iter().any(|w| matches!(*w, "оставил" | "оставила" | "оставили"));
    let told = ["отзыв", "заявк", "номер", "телефон", "контакт", "коммент", "чаев", "предоплат", "задаток", "деньги", "запис", "сообщен", "оценк"].iter().any(|s| folded.contains(s));
    let place = ["у вас", "в салоне", "в офисе", "в зале", "в кабинете", "в раздевалке", "у мастера", "на базе", "в машине", "в автобусе", "в юрте", "в лагере", "в гостинице"].iter().any(|s| folded.contains(s));
    let english = ["left my", "forgot my", "lost my", "left something"].iter().any(|s| folded.contains(s)) && ["at your", "in your", "at the salon", "at the office", "with you", "in the car", "on the bus", "in the yurt"].iter().any(|s| folded.contains(s));
    english || place && (left && !folded.contains("запис") && !folded.contains("во сколько") && !folded.contains("когда") || put && !told)
}

/// "пришла, а у вас закрыто": somebody stands at the door.
pub fn stands_outside(folded: &str) -> bool {
    let came = folded.split(|c: char| !c.is_alphanumeric()).any(|w| ["пришл", "приехал", "подошл", "стою", "стоим"].iter().any(|s| w.starts_with(s))) || folded.contains("у двери");
    came && ["закрыт", "заперт", "никого нет", "никто не открыва"].iter().any(|w| folded.contains(w))
}

/// "а если заболею, деньги вернёте?": asks what would be, orders nothing.
pub fn is_supposed(folded: &str) -> bool {
    let mut said = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).skip_while(|w| matches!(*w, "а" | "и" | "но" | "ну" | "что" | "здравствуйте" | "привет" | "добрый" | "день" | "скажите" | "подскажите" | "пожалуйста" | "and" | "but" | "what"));
    matches!(said.next(), Some("если" | "вдруг" | "if"))
}

/// "ламинирование ресниц сколько держится": asks in the middle.
pub fn asks_inside(folded: &str) -> bool {
    ["сколько", "почему", "зачем", "как долго", "что такое", "больно", "вредно", "how long", "does it", "is it"].iter().any(|w| folded.contains(w))
}

/// The word a text begins with; "во сколько", "у кого" begin with what is asked.
pub fn first_said(folded: &str) -> Option<&str> {
    let mut said = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let first = said.next()?;
    let next = said.next().filter(|w| matches!(*w, "сколько" | "скольки" | "какой" | "какого" | "какое" | "какую" | "какие" | "каких" | "кого" | "кому" | "чего" | "чем" | "what" | "which"));
    if matches!(first, "во" | "в" | "на" | "с" | "со" | "до" | "у" | "к" | "ко" | "по" | "за" | "из" | "от" | "at" | "from" | "by" | "on") { next.or(Some(first)) } else { Some(first) }
}

/// "не надо", "передумала": leaves the flow, also after a polite "ладно".
pub fn refuses(folded: &str) -> bool {
    ["не надо", "не нужно", "не буду", "не хочу", "передумал", "раздумал", "never mind", "no need", "don't want", "do not want", "changed my mind"].iter().any(|w| folded.contains(w))
}

/// Ways to ask for another time without the word "перенести".
pub fn moves_in_words(folded: &str) -> bool {
    !folded.contains("вместо меня") && ["вместо завтра", "вместо сегодня", "вместо", "в то же время", "на это же время", "на день позже", "на день раньше", "на час позже", "на час раньше", "instead of"].iter().any(|w| folded.contains(w))
}

/// "запишите на татуировку": a noun after "на" that is nothing of ours. Only asked when nothing else was understood.
pub fn unknown_service(understood: &Understanding, folded: &str) -> Option<String> {
    const KNOWN: &[&str] = &["запись", "прием", "услугу", "услуги", "процедуру", "процедуры", "визит", "этой", "следующей", "неделе", "неделю", "днях", "ближайшее", "ближайшие", "время", "какое", "какой", "какую", "меня", "себя", "сеанс", "что", "любое", "любой", "свободное"];
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let named = words.windows(2).find_map(|pair| match pair {
        ["на" | "набить" | "сделать", word] => Some(*word),
        [word, "делаете"] => Some(*word),
        _ => None,
    })?;
    let is_noun = named.chars().count() >= 4 && named.chars().all(char::is_alphabetic) && !KNOWN.contains(&named);
    let is_entity = understood.entities.iter().any(|e| fold(&e.text).contains(named));
    (is_noun && !is_entity).then(|| named.to_owned())
}

/// Work of neighbouring trades that customers ask every front desk for, by the beginning of the word, and how it is named.
const TRADES: &[(&str, &str)] = &[
    ("тату", "тату"), ("татуир", "татуировка"), ("татуаж", "татуаж"), ("пирсинг", "пирсинг"), ("эпиляц", "эпиляция"), ("шугаринг", "шугаринг"), ("депиляц", "депиляция"), ("ботокс", "ботокс"), ("наращиван", "наращивание"), ("нарастить", "наращивание"), ("наращива", "наращивание"),
    ("перманент", "перманентный макияж"), ("чистк", "чистка"), ("пилинг", "пилинг"), ("макияж", "макияж"), ("мейкап", "макияж"), ("солярий", "солярий"), ("обертыван", "обёртывание"), ("мезотерап", "мезотерапия"), ("биоревит", "биоревитализация"), ("косметолог", "косметология"), ("инъекц", "инъекции"),
    ("кератин", "кератин"), ("завивк", "завивка"), ("дред", "дреды"), ("афрокос", "афрокосы"), ("брейд", "брейды"), ("тридинг", "тридинг"), ("филлер", "филлеры"), ("лазерн", "лазерная процедура"), ("груминг", "груминг"), ("сауна", "сауна"), ("сауну", "сауна"), ("хаммам", "хаммам"),
    ("tattoo", "tattoo"), ("piercing", "piercing"), ("waxing", "waxing"), ("botox", "botox"), ("filler", "fillers"), ("extension", "extensions"), ("makeup", "make-up"), ("facial", "facial"), ("sauna", "sauna"), ("tanning", "tanning"), ("laser", "laser treatment"), ("epilat", "epilation"), ("dreadlock", "dreadlocks"), ("perm", "perm"),
];

/// "делаете тату?": a service of the trade that the catalog does not have, as it is called.
pub fn not_offered(understood: &Understanding, folded: &str, lexicon: &crate::Lexicon) -> Option<String> {
    let is_ours = |word: &str| lexicon.offers(word) || understood.entities.iter().any(|e| matches!(e.value, Value::Service { .. }) && fold(&e.text).contains(word));
    let word = |w: &str| TRADES.iter().filter(|(stem, _)| if stem.chars().count() < 5 { w == *stem || w == format!("{stem}шку") } else { w.starts_with(stem) }).map(|(_, name)| *name).next_back();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && !is_ours(w)).find_map(word).map(str::to_owned)
}

/// "сколько будет 2+2": sums are no prices.
pub fn is_arithmetic(folded: &str) -> bool {
    let chars: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let has_sum = chars.windows(3).any(|w| matches!(w, [a, '+' | '*' | '×' | '÷' | '/', b] if a.is_ascii_digit() && b.is_ascii_digit()));
    has_sum && ["сколько будет", "сколько", "чему равно", "равно", "посчита", "what is", "what's", "how much is"].iter().any(|w| folded.contains(w))
}

/// "с кем я говорю?", "вы живой человек?": a question about the agent, not a wish for a person.
pub fn asks_who_speaks(text: &str) -> bool {
    let folded = fold(text);
    let speaks = ["говорю", "разговариваю", "общаюсь", "переписываюсь", "пишу", "talking to", "speaking with", "speaking to", "chatting with"].iter().any(|w| folded.contains(w));
    let who = ["с кем я", "с живым", "с человеком", "с роботом", "с ботом", "am i", "who am i"].iter().any(|w| folded.contains(w));
    speaks && who
}

/// "у меня псориаз", "я беременна".
pub fn speaks_of_oneself(folded: &str) -> bool {
    folded.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "я" | "мне" | "меня" | "мой" | "моя" | "мои" | "моей" | "i" | "im" | "my" | "me"))
}

/// "даа", "теперь точно да": the word itself, drawn out or after others.
pub fn says_yes(folded: &str) -> bool {
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| {
        let mut chars: Vec<char> = w.chars().collect();
        chars.dedup();
        chars.into_iter().collect::<String>()
    });
    words.any(|w| matches!(w.as_str(), "да" | "ага" | "угу" | "ок" | "yes" | "yep" | "верно"))
}

/// Attempts to make a receptionist something else.
pub fn is_off_topic(folded: &str) -> bool {
    const MARKS: &[&str] = &[
        "промпт", "system prompt", "ignore previous", "ignore all", "ignore your", "previous instructions", "твои инструкции", "свои инструкции", "предыдущие инструкции", "все инструкции", "прошлые инструкции",
        "представь что ты", "представь, что ты", "притворись", "веди себя как", "act as", "pretend", "jailbreak", "developer mode", "режим разработчика", "переведи на", "реши задач", "решить задач", "реши уравнение", "расскажи анекдот", "расскажи сказк", "напиши код", "write code", "напиши стих", "write a poem", "сочинение",
        "api key", "api-ключ", "пароль от", "чатгпт", "chatgpt",
    ];
    MARKS.iter().any(|mark| folded.contains(mark))
}

/// "другой мастер", "в другой день", "another time".
pub fn change(folded: &str) -> Option<Change> {
    const OTHER: &[&str] = &["друг", "ино", "another", "different", "other", "смени", "помен", "измен", "change"];
    const WHAT: &[(&str, Change)] = &[
        ("мастер", Change::Employee),
        ("специалист", Change::Employee),
        ("барбер", Change::Employee),
        ("stylist", Change::Employee),
        ("master", Change::Employee),
        ("specialist", Change::Employee),
        ("филиал", Change::Branch),
        ("салон", Change::Branch),
        ("адрес", Change::Branch),
        ("branch", Change::Branch),
        ("location", Change::Branch),
        ("услуг", Change::Service),
        ("service", Change::Service),
        ("день", Change::Day),
        ("дат", Change::Day),
        ("число", Change::Day),
        ("day", Change::Day),
        ("date", Change::Day),
        ("врем", Change::Time),
        ("час", Change::Time),
        ("time", Change::Time),
    ];
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let at = words.iter().position(|w| OTHER.iter().any(|o| w.starts_with(o)))?;
    words.iter().skip(at).take(4).find_map(|w| WHAT.iter().find(|(stem, _)| w.starts_with(stem)).map(|(_, what)| *what))
}

/// "на день позже", "на полчаса раньше", "an hour later" in minutes; earlier is negative.
pub fn shift(folded: &str) -> Option<i64> {
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let at = words.iter().position(|w| matches!(*w, "позже" | "попозже" | "позднее" | "later" | "раньше" | "пораньше" | "earlier"))?;
    let sign = if words.get(at).is_some_and(|w| matches!(*w, "раньше" | "пораньше" | "earlier")) { -1 } else { 1 };
    let unit = match words.get(at.checked_sub(1)?)?.chars().take(5).collect::<String>().as_str() {
        "полча" => 30,
        "час" | "часа" | "часик" | "часов" | "hour" | "hours" => 60,
        "минут" | "minut" => 1,
        "день" | "дня" | "дней" | "денек" | "day" | "days" => 1440,
        "недел" | "week" | "weeks" => 7 * 1440,
        _ => return None,
    };
    let count = match at.checked_sub(2).and_then(|i| words.get(i)).copied() {
        Some("два" | "две" | "two" | "пару") => 2,
        Some("три" | "three") => 3,
        Some(word) => word.parse::<i64>().ok().filter(|n| (1..=60).contains(n)).unwrap_or(1),
        None => 1,
    };
    Some(sign * unit * count)
}
