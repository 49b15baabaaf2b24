//! The words by which lasting facts are told from passing ones. Compared in small letters with `е` for `ё`; a star ends a beginning.

/// Somebody's way, not a wish for this once.
pub const HABIT: &[&str] = &[
    "всегда", "обычно", "постоянно", "предпочита*", "люблю", "любим*", "нравит*", "понравил*", "привык*", "хожу", "только", "мой мастер", "моя мастер", "мой барбер", "always", "usually", "prefer*", "only", "favourite", "favorite",
    "regular*", "love",
];
/// What is not wanted; a sentence with it says nothing of what is.
pub const NEGATION: &[&str] = &["не", "нет", "ни", "кроме", "никогда", "без", "not", "don't", "dont", "never", "except", "no"];
/// Somebody else's way.
pub const OTHERS: &[&str] = &[
    "мама", "маме", "мамы", "маму", "муж", "мужа", "мужу", "жена", "жене", "жены", "подруга", "подруге", "подруги", "друг", "другу", "друга", "сестра", "сестре", "сестры", "брат", "брату", "коллега", "коллеге", "он", "она", "они", "ему", "ей", "дочь",
    "дочка", "дочке", "сын", "сыну", "mother", "mom", "mum", "husband", "wife", "friend", "sister", "brother", "he", "she", "they", "his", "her",
];
/// Of a time: said of any week.
pub const IN_GENERAL: &[&str] = &["удобнее", "утрам", "вечерам", "выходным", "будням", "mornings", "evenings", "weekends", "weekdays"];
pub const THIS_ONCE: &[&str] = &["сегодня", "завтра", "послезавтра", "эти", "этих", "ближайш*", "следующ*", "today", "tomorrow", "this", "next"];
pub const PARTS: &[(&str, &[&str])] = &[
    ("morning", &["утром", "утра", "утро", "утрам", "утренн*", "morning*"]),
    ("day", &["днем", "обед", "обеда", "daytime", "noon", "afternoon*"]),
    ("evening", &["вечер*", "после работы", "evening*", "after work"]),
    ("weekend", &["выходн*", "weekend*"]),
    ("weekdays", &["будн*", "weekday*"]),
];
/// Asks to mind something.
pub const MIND: &[&str] = &[
    "учтите", "учесть", "учитыва*", "имейте в виду", "прошу", "пожалуйста", "запомните", "запишите", "не используйте", "не используй", "без", "нельзя", "избегай*", "предупрежда*", "предупредите", "please", "note", "avoid", "without", "keep in mind",
    "remember", "don't use", "do not use",
];
pub const HEALTH: &[&str] = &[
    "аллерг*", "непереносим*", "чувствительн*", "беремен*", "диабет*", "астм*", "псориаз*", "экзем*", "дерматит*", "варикоз*", "давлени*", "allerg*", "pregnan*", "sensitive", "intoleran*", "asthma*", "diabet*", "eczema",
];
pub const CHILDREN: &[(&str, &[&str])] = &[
    ("son", &["сын", "сыну", "сына", "сыном", "сынок", "сынку", "сынишк*", "son"]),
    ("daughter", &["дочь", "дочери", "дочка", "дочке", "дочку", "дочки", "дочурк*", "daughter"]),
    ("child", &["ребенок", "ребенку", "ребенка", "малыш", "малышу", "малышка", "малышке", "child", "kid", "baby"]),
    ("grandchild", &["внук", "внуку", "внука", "внучка", "внучке", "внучки", "grandson", "granddaughter"]),
];
pub const BETWEEN: &[&str] = &["ему", "ей", "уже", "скоро", "будет", "исполнилось", "исполняется", "всего", "почти", "мой", "моя", "is", "just", "almost", "turned", "turns"];
pub const YEARS: &[&str] = &["год", "года", "году", "лет", "годик*", "year", "years", "yo"];
pub const BUDGET: &[&str] = &["бюджет*", "рассчитыва*", "уложит*", "не дороже", "не больше", "максимум", "budget", "at most", "no more than"];
pub const RECOMMENDED: &[&str] = &["посоветовал*", "порекомендовал*", "рекомендовал*", "по рекомендации", "по совету", "recommended", "referred"];
pub const YOU: &[&str] = &["вас", "вам", "вами", "ваш", "вашу", "тебя", "you", "your"];
pub const NO_CALLS: &[&str] = &["не звоните", "не звони", "не надо звонить", "без звонков", "лучше писать", "лучше пишите", "лучше напишите", "только писать", "don't call", "do not call", "text me instead"];
pub const SPEAK: &[&str] = &["пишите", "пиши", "отвечайте", "говорите", "давайте", "можно", "общаться", "please", "speak", "write", "reply", "answer"];
pub const TONGUES: &[(&str, &[&str])] = &[
    ("en", &["по английски", "на английском", "in english"]),
    ("ru", &["по русски", "на русском", "in russian"]),
    ("kk", &["по казахски", "на казахском", "in kazakh"]),
    ("ky", &["по киргизски", "на кыргызском", "на киргизском", "in kyrgyz"]),
];

/// A sentence in words.
#[derive(Clone, Debug)]
pub struct Words(pub Vec<String>);

impl Words {
    pub fn of(text: &str) -> Self {
        let folded = crate::dialogue::faq::fold(text).replace('’', "'");
        Words(folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).map(str::to_owned).collect())
    }
    /// Where one of the words or phrases begins.
    pub fn find(&self, list: &[&str]) -> Option<usize> {
        (0..self.0.len()).find(|at| list.iter().any(|phrase| self.stands_at(*at, phrase)))
    }
    pub fn has(&self, list: &[&str]) -> bool {
        self.find(list).is_some()
    }
    fn stands_at(&self, at: usize, phrase: &str) -> bool {
        phrase.split(' ').enumerate().all(|(i, part)| {
            let Some(word) = self.0.get(at + i) else { return false };
            match part.strip_suffix('*') {
                Some(beginning) => word.starts_with(beginning),
                None => word == part,
            }
        })
    }
}

/// What a message says, sentence by sentence, each with whether it asks.
pub fn sentences(text: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let ends = matches!(c, '!' | '?' | '\n' | ';') || c == '.' && chars.peek().is_none_or(|next| next.is_whitespace());
        if !ends {
            current.push(c);
            continue;
        }
        let sentence = std::mem::take(&mut current);
        if !sentence.trim().is_empty() {
            found.push((sentence.trim().to_owned(), c == '?'));
        }
    }
    if !current.trim().is_empty() {
        found.push((current.trim().to_owned(), false));
    }
    found
}
