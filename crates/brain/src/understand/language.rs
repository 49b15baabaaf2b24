//! Which language a message is in: letters first, then words only Kazakh or Kyrgyz has, then the thread.

use super::layout::is_cyrillic;
use super::token::{Kind, Token};
use super::words;
use domain::Lang;

const KAZAKH: &[&str] = &[
    "салем", "сәлем", "салеметсіз", "салеметсизбе", "сәлеметсіз", "рахмет", "рақмет", "иә", "ия", "жоқ", "қанша", "тұрады", "болады", "болама", "жазылу", "жазылайын", "жазылғым", "керек", "ертең", "ертен", "бүгін", "бугин", "сағат", "сагат",
    "маған", "маган", "шаш", "қию", "алдыру", "келеді", "келемін", "барма", "қай", "қалай", "жақсы", "жаксы", "кешіріңіз", "уақыт", "бос",
];
const KYRGYZ: &[&str] = &[
    "салам", "саламатсызбы", "рахмат", "рахмaт", "ооба", "жок", "канча", "турат", "болобу", "болот", "жазыл", "жазылайын", "жазылсам", "керек", "эртең", "эртен", "бүгүн", "бугун", "саат", "мага", "чач", "кырктыруу", "келем", "барбы", "кайсы", "кандай", "жакшы", "убакыт",
    "бош", "кечиресиз",
];

pub(crate) fn detect(text: &str, tokens: &[Token], is_transliterated: bool, thread: Option<Lang>) -> Lang {
    if is_transliterated {
        return Lang::Ru;
    }
    let mut cyrillic = 0;
    let mut latin = 0;
    let mut kazakh = 0;
    let mut turkic = 0;
    for c in text.chars() {
        match c {
            'ә' | 'ғ' | 'қ' | 'ұ' | 'һ' | 'і' | 'Ә' | 'Ғ' | 'Қ' | 'Ұ' | 'Һ' | 'І' => kazakh += 1,
            'ң' | 'ө' | 'ү' | 'Ң' | 'Ө' | 'Ү' => turkic += 1,
            _ if is_cyrillic(c) => cyrillic += 1,
            _ if c.is_ascii_alphabetic() => latin += 1,
            _ => {}
        }
    }
    let own = || tokens.iter().filter(|t| t.kind == Kind::Word);
    if cyrillic + kazakh + turkic == 0 {
        let english = own().any(|t| words::is_english(&t.form) && !matches!(t.form.as_str(), "ok" | "okay" | "spa"));
        return match (english, thread) {
            (true, _) => Lang::En,
            (false, Some(lang)) => lang,
            (false, None) if latin > 3 => Lang::En,
            (false, None) => Lang::Ru,
        };
    }
    if latin > (cyrillic + kazakh + turkic) * 2 {
        return Lang::En;
    }
    let special = |c: char| matches!(c, 'ә' | 'ғ' | 'қ' | 'ұ' | 'һ' | 'і' | 'ң' | 'ө' | 'ү');
    let is_kazakh = |t: &Token| KAZAKH.contains(&t.form.as_str());
    let is_kyrgyz = |t: &Token| KYRGYZ.contains(&t.form.as_str());
    let foreign = own().filter(|t| t.form.chars().any(special) || is_kazakh(t) || is_kyrgyz(t)).count();
    let russian = own().filter(|t| !is_kazakh(t) && !is_kyrgyz(t) && (words::is_russian(&t.form) || super::intent::RULES.vocabulary.knows(&t.form))).count();
    if foreign == 0 || russian > foreign {
        return Lang::Ru;
    }
    let (kk, ky) = (own().filter(|t| is_kazakh(t)).count() + kazakh, own().filter(|t| is_kyrgyz(t)).count() + turkic);
    match thread {
        Some(lang @ (Lang::Kk | Lang::Ky)) if kazakh == 0 && kk == ky => lang,
        _ if kk >= ky => Lang::Kk,
        _ => Lang::Ky,
    }
}
