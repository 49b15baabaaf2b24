//! The vocabulary of numbers: every inflected form of Russian cardinals and ordinals, and the English ones.
//! How words add up to a number is in `number.rs`.

use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    Zero,
    Unit,
    Teen,
    Ten,
    Hundred,
    /// Hundred (English), thousand, million: multiplies what stands before.
    Multiple,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumWord {
    pub value: i64,
    pub rank: Rank,
    pub ordinal: bool,
    pub is_day_form: bool,
}

const CARDINALS: &[(i64, &str)] = &[
    (0, "ноль нуль нуля zero"),
    (1, "один одна одно одного одной одну одному одним одном one"),
    (2, "два две двух двум двумя two"),
    (3, "три трех трем тремя three"),
    (4, "четыре читыре четырех четырем четырьмя four"),
    (5, "пять пяти пятью five"),
    (6, "шесть шести шестью six"),
    (7, "семь семи семью seven"),
    (8, "восемь восьми восемью восьмью восем eight"),
    (9, "девять девяти девятью девить nine"),
    (10, "десять десяти десятью десить ten"),
    (11, "одиннадцать одиннадцати одинадцать одинадцати eleven"),
    (12, "двенадцать двенадцати двенацать двенадцатью twelve"),
    (13, "тринадцать тринадцати тринацать thirteen"),
    (14, "четырнадцать четырнадцати четырнацать fourteen"),
    (15, "пятнадцать пятнадцати пятнацать пятнацати fifteen"),
    (16, "шестнадцать шестнадцати шеснадцать шестнацать sixteen"),
    (17, "семнадцать семнадцати семнацать seventeen"),
    (18, "восемнадцать восемнадцати восемнацать eighteen"),
    (19, "девятнадцать девятнадцати девятнацать nineteen"),
    (20, "двадцать двадцати двадцатью двацать двацати twenty"),
    (30, "тридцать тридцати тридцатью трицать thirty"),
    (40, "сорок сорока forty fourty"),
    (50, "пятьдесят пятидесяти пятдесят fifty"),
    (60, "шестьдесят шестидесяти шестдесят sixty"),
    (70, "семьдесят семидесяти seventy"),
    (80, "восемьдесят восьмидесяти eighty"),
    (90, "девяносто девяноста ninety"),
    (100, "сто ста"),
    (200, "двести двухсот двумстам"),
    (300, "триста трехсот"),
    (400, "четыреста четырехсот"),
    (500, "пятьсот пятисот"),
    (600, "шестьсот шестисот"),
    (700, "семьсот семисот"),
    (800, "восемьсот восьмисот"),
    (900, "девятьсот девятисот"),
];

const MULTIPLES: &[(i64, &str)] = &[
    (100, "hundred hundreds"),
    (1_000, "тысяча тысячи тысяч тысячу тысячей тысячам тыс тыщ тыща тыщи thousand thousands"),
    (1_000_000, "миллион миллиона миллионов млн million millions"),
    (1_000_000_000, "миллиард миллиарда миллиардов млрд billion billions"),
];

const ORDINAL_STEMS: &[(i64, &str)] = &[
    (1, "перв"),
    (2, "втор"),
    (4, "четверт"),
    (5, "пят"),
    (6, "шест"),
    (7, "седьм"),
    (8, "восьм"),
    (9, "девят"),
    (10, "десят"),
    (11, "одиннадцат"),
    (11, "одинадцат"),
    (12, "двенадцат"),
    (13, "тринадцат"),
    (14, "четырнадцат"),
    (15, "пятнадцат"),
    (16, "шестнадцат"),
    (17, "семнадцат"),
    (18, "восемнадцат"),
    (19, "девятнадцат"),
    (20, "двадцат"),
    (20, "двацат"),
    (30, "тридцат"),
    (40, "сороков"),
    (50, "пятидесят"),
    (60, "шестидесят"),
    (70, "семидесят"),
    (80, "восьмидесят"),
    (90, "девяност"),
    (100, "сот"),
];
const ORDINAL_ENDINGS: &[&str] = &["ый", "ой", "ий", "ая", "ое", "ого", "ому", "ым", "ом", "ую", "ые", "ых", "ово"];
const THIRD_ENDINGS: &[&str] = &["ий", "ья", "ье", "ьего", "ьему", "ьим", "ьем", "ью", "ьей", "ьи", "ьих", "его", "ему"];

const ENGLISH_ORDINALS: &[(i64, &str)] = &[
    (1, "first"),
    (2, "second"),
    (3, "third"),
    (4, "fourth"),
    (5, "fifth"),
    (6, "sixth"),
    (7, "seventh"),
    (8, "eighth"),
    (9, "ninth"),
    (10, "tenth"),
    (11, "eleventh"),
    (12, "twelfth"),
    (13, "thirteenth"),
    (14, "fourteenth"),
    (15, "fifteenth"),
    (16, "sixteenth"),
    (17, "seventeenth"),
    (18, "eighteenth"),
    (19, "nineteenth"),
    (20, "twentieth"),
    (30, "thirtieth"),
    (40, "fortieth"),
    (50, "fiftieth"),
    (60, "sixtieth"),
    (70, "seventieth"),
    (80, "eightieth"),
    (90, "ninetieth"),
];

const fn rank(value: i64) -> Rank {
    match value {
        0 => Rank::Zero,
        1..=9 => Rank::Unit,
        10..=19 => Rank::Teen,
        20..=99 => Rank::Ten,
        _ => Rank::Hundred,
    }
}

static WORDS: LazyLock<HashMap<String, NumWord>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for (value, forms) in CARDINALS {
        for form in forms.split(' ') {
            map.insert(form.to_owned(), NumWord { value: *value, rank: rank(*value), ordinal: false, is_day_form: false });
        }
    }
    for (value, forms) in MULTIPLES {
        for form in forms.split(' ') {
            map.insert(form.to_owned(), NumWord { value: *value, rank: Rank::Multiple, ordinal: false, is_day_form: false });
        }
    }
    let mut ordinal = |stem: &str, ending: &str, value: i64| {
        let is_day_form = ending.ends_with("го") || ending == "ово" || ending.ends_with("му");
        map.insert(format!("{stem}{ending}"), NumWord { value, rank: rank(value), ordinal: true, is_day_form });
    };
    for (value, stem) in ORDINAL_STEMS {
        for ending in ORDINAL_ENDINGS {
            ordinal(stem, ending, *value);
        }
    }
    for ending in THIRD_ENDINGS {
        ordinal("трет", ending, 3);
    }
    for (value, form) in ENGLISH_ORDINALS {
        map.insert((*form).to_owned(), NumWord { value: *value, rank: rank(*value), ordinal: true, is_day_form: false });
    }
    map
});

pub fn lookup(word: &str) -> Option<NumWord> {
    WORDS.get(word).copied()
}
