//! The index in pieces: what is added and removed bit by bit is found as if built at once; vectors of a configured embedder, filters,
//! order, hostile questions.

use super::set::{entry, mixed, questions};
use brain::knowledge::{Entry, Index, Query, THRESHOLD, Usual, answer_from, citation, to_bytes};
use domain::Lang;
use domain::document::Passage;
use domain::id::{CategoryId, ChunkId, DocumentId};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn passage(heading: &str, text: &str) -> Passage {
    Passage { chunk_id: ChunkId(id(1)), document_id: DocumentId(id(1)), title: "Правила".into(), heading: heading.into(), text: text.into(), page: Some(3), url: None, score: 1.0 }
}

#[test]
fn pieces_find_what_one_index_finds() {
    let firm = mixed();
    let mut documents: Vec<DocumentId> = firm.papers.iter().map(|p| p.passage.document_id).collect();
    documents.dedup();
    let mut grown = Index::default();
    for (at, document) in documents.iter().enumerate() {
        let own = || firm.papers.iter().filter(|p| p.passage.document_id == *document).map(|p| entry(&p.passage));
        grown = grown.with(own());
        if at % 3 == 0 {
            // Indexed again, as after an edit; and one that comes and goes.
            grown = grown.with(own());
            let stray = Entry { chunk: ChunkId(id(7_000_000)), document: DocumentId(id(7_000_000)), title: "Парковка", heading: "", text: "Парковка и стрижка, тур на Алтай, анализ крови", category: None, lang: None, vector: None };
            let with_stray = grown.with([stray]);
            assert_ne!(with_stray.size().passages, grown.size().passages);
            grown = with_stray.without(&[stray.document]);
        }
    }
    assert_eq!(grown.size().passages, firm.index.size().passages);
    assert_eq!(grown.size().documents, documents.len());
    assert!(grown.size().pieces <= 10, "{:?}", grown.size());
    for question in questions() {
        let (at_once, bit_by_bit) = (firm.index.search(&Query::new(&question.text, 5)), grown.search(&Query::new(&question.text, 5)));
        assert_eq!(at_once, firm.index.search(&Query::new(&question.text, 5)), "the same twice");
        assert_eq!(at_once.iter().map(|h| h.chunk_id).collect::<Vec<_>>(), bit_by_bit.iter().map(|h| h.chunk_id).collect::<Vec<_>>(), "{}", question.text);
        assert!(at_once.iter().zip(&bit_by_bit).all(|(a, b)| (a.score - b.score).abs() < 1e-4), "{}", question.text);
    }
    assert!(grown.without(&documents).is_empty());
}

#[test]
fn equals_stand_in_the_order_of_ids_and_categories_hold() {
    let (mine, other) = (CategoryId(id(1)), CategoryId(id(2)));
    let entries: Vec<Entry<'_>> = (0..30).rev().map(|n| Entry { chunk: ChunkId(id(n)), document: DocumentId(id(n)), title: "", heading: "", text: "Парковка во дворе бесплатная", category: Some(if n % 2 == 0 { mine } else { other }), lang: None, vector: None }).collect();
    let index = Index::build(entries.iter().copied());
    let hits = index.search(&Query::new("где парковка", 5));
    assert_eq!(hits.iter().map(|h| h.chunk_id.uuid().as_u128()).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    let hits = index.search(&Query { categories: &[other], ..Query::new("где парковка", 5) });
    assert_eq!(hits.iter().map(|h| h.chunk_id.uuid().as_u128()).collect::<Vec<_>>(), [1, 3, 5, 7, 9]);
    assert!(hits.iter().all(|h| h.score >= THRESHOLD));
}

#[test]
fn vectors_of_a_configured_embedder_find_what_words_do_not() {
    // Three subjects along three axes of a model of 48 dimensions.
    let vector = |axis: usize, shade: usize| -> Vec<f32> { (0..48).map(|d| if d == axis { 1.0 } else { ((d * 7 + shade * 13 + axis) % 11) as f32 * 0.01 }).collect() };
    let texts: Vec<String> = (0..60).map(|n| format!("Подъезд номер {n}, второй этаж, квартира {}", n * 3)).collect();
    let vectors: Vec<Vec<i8>> = (0..60).map(|n| to_bytes(&vector(n % 3 + if n == 33 { 20 } else { 0 }, n))).collect();
    let entries = || texts.iter().zip(&vectors).zip(1..).map(|((text, vector), n)| Entry { chunk: ChunkId(id(n)), document: DocumentId(id(n)), title: "", heading: "", text, category: None, lang: None, vector: Some(vector) });
    let index = Index::build(entries().take(20)).with(entries().skip(20));
    let question = vector(20, 5);
    let asked = Query { vector: Some(&question), ..Query::new("куда бежать при пожаре", 3) };
    let hits = index.search(&asked);
    assert_eq!(hits.first().map(|h| (h.chunk_id.uuid().as_u128(), h.score >= THRESHOLD)), Some((34, true)), "{hits:?}");
    assert!(hits.get(1).is_none_or(|h| h.score < THRESHOLD), "{hits:?}");
    // Without vectors, with another model's or with none of numbers, only words speak.
    for wrong in [&[1.0_f32; 7] as &[f32], &[f32::NAN; 48]] {
        assert!(index.search(&Query { vector: Some(wrong), ..asked }).iter().all(|h| h.score < THRESHOLD));
    }
}

#[test]
fn a_base_that_is_half_embedded_loses_nothing_by_it() {
    let texts = ["Парковка во дворе бесплатная", "Собаку можно взять с собой", "Оплата картой и наличными", "Работаем с девяти до девяти"];
    let vector = |n: usize| -> Vec<i8> { (0..16).map(|d| if d == n { 100 } else { 1 }).collect() };
    let vectors: Vec<Option<Vec<i8>>> = (0..4).map(|n| (n == 1).then(|| vector(n))).collect();
    let entries = |with: bool| {
        let vectors = vectors.clone();
        texts.iter().enumerate().map(move |(n, text)| (n, *text, vectors[n].clone().filter(|_| with))).collect::<Vec<_>>()
    };
    let build = |rows: &[(usize, &'static str, Option<Vec<i8>>)]| {
        Index::build(rows.iter().map(|(n, text, v)| {
            let n = u128::try_from(*n).unwrap();
            Entry { chunk: ChunkId(id(n)), document: DocumentId(id(n)), title: "", heading: "", text, category: None, lang: None, vector: v.as_deref() }
        }))
    };
    let (plain, half) = (build(&entries(false)), build(&entries(true)));
    let far = vec![0.1_f32; 16];
    for question in ["где парковка?", "как оплатить?", "во сколько открываетесь"] {
        let (before, after) = (plain.search(&Query::new(question, 4)), half.search(&Query { vector: Some(&far), ..Query::new(question, 4) }));
        let first = |hits: &[brain::knowledge::Hit]| hits.first().map(|h| (h.chunk_id, h.score, h.semantic));
        assert_eq!(first(&before), first(&after), "{question}: a passage without a vector is judged as ever");
    }
    // A model that finds everything alike needs more than 0.75 to be believed.
    let near: Vec<f32> = vector(1).iter().map(|x| f32::from(*x)).collect();
    let asked = Query { vector: Some(&near), ..Query::new("чихуахуа", 1) };
    let score = |usual| half.search(&Query { usual, ..asked })[0].score;
    let (unlike, alike) = (score(Usual { mean: 0.75, spread: 0.05 }), score(Usual { mean: 0.98, spread: 0.02 }));
    assert!(unlike > 0.5 && alike < 0.5, "{unlike} {alike}");
    assert_eq!(Usual::of(&[0.1; 3]), Usual::UNKNOWN);
    let learnt = Usual::of(&[0.7, 0.8, 0.7, 0.75, 0.8, 0.75, 0.7, 0.8, 0.99]);
    assert!((learnt.mean - 0.75).abs() < 0.001 && (learnt.spread - 0.111).abs() < 0.001, "{learnt:?}");
}

#[test]
fn hostile_questions_are_only_questions() {
    let firm = mixed();
    for text in ["", " ", "?!", "😀😀", "\u{0}\u{fffd}", "а", "и в на", "|||", &"парковка ".repeat(2_000), &"ы".repeat(10_000), &"ghbdtn ".repeat(900), "' OR 1=1 --", "<script>"] {
        let hits = firm.index.search(&Query::new(text, 3));
        assert!(hits.iter().all(|h| (0.0..=1.0).contains(&h.score) && (0.0..=1.0).contains(&h.lexical) && (0.0..=1.0).contains(&h.semantic)), "{text:.20}: {hits:?}");
        if !text.contains("парковка") {
            assert!(hits.iter().all(|h| h.score < THRESHOLD), "{text:.20}: {hits:?}");
        }
    }
    assert!(Index::default().search(&Query::new("парковка", 3)).is_empty());
    assert!(firm.index.search(&Query::new("парковка", 0)).is_empty());
}

#[test]
fn a_short_answer_is_word_for_word_and_says_where() {
    let text = "Мы открыты каждый день с девяти до десяти, без обеда и без перерывов, даже по праздникам.\n\nОтменить визит можно за четыре часа. Если осталось меньше, позвоните администратору: он поможет найти другой день.\n\n| Услуга | Цена | Время |\n|---|---|---|\n| Женская стрижка | 2 600 ₽ | 60 мин |\n| Мужская стрижка | 1 900 ₽ | 45 мин |\n";
    let found = passage("Правила › Отмена", text);
    assert_eq!(answer_from(&found, "за сколько можно атменить визит").as_deref(), Some("Отменить визит можно за четыре часа. Если осталось меньше, позвоните администратору: он поможет найти другой день."));
    assert_eq!(answer_from(&found, "сколько стоит мужская стрижка").as_deref(), Some("Мужская стрижка: цена — 1 900 ₽, время — 45 мин."));
    assert_eq!(answer_from(&passage("", " \n"), "что"), None);
    assert_eq!(answer_from(&passage("Парковка", "Во дворе три места."), "где парковаться").as_deref(), Some("Во дворе три места."));
    assert_eq!(citation(&found, Lang::Ru), "Правила › Отмена, с. 3");
    assert_eq!(citation(&passage("Условия › Возврат", ""), Lang::En), "Правила › Условия › Возврат, p. 3");
}
