//! A folder in the real form, written by the test: words on three axes, in each way numbers are kept.

use super::Local;
use domain::id::{OrgId, ProviderId};
use domain::port::{Model, ModelConfig, ModelRequest, ModelVendor, NetPolicy, Purpose};
use domain::{Kind, Ts};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug)]
struct Fixed;

impl domain::time::Clock for Fixed {
    fn now(&self) -> Ts {
        Ts::from_micros(0)
    }
}

/// Goes with the test.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn place() -> Place {
    let place = std::env::temp_dir().join(format!("samovar-local-{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir_all(&place).unwrap();
    Place(place)
}

const WORDS: [&str; 5] = ["[UNK]", "кошка", "кот", "машина", "дождь"];
const ROWS: [[f32; 3]; 5] = [[9.0, 9.0, 9.0], [2.0, 0.5, 0.0], [2.0, 0.0, 0.5], [0.0, 4.0, 0.0], [0.0, 0.0, -1.0]];

fn tokenizer() -> String {
    let vocab: serde_json::Map<String, serde_json::Value> = WORDS.iter().zip(0..).map(|(word, id)| ((*word).to_owned(), json!(id))).collect();
    json!({
        "version": "1.0", "truncation": { "direction": "Right", "max_length": 1, "strategy": "LongestFirst", "stride": 0 }, "padding": null, "added_tokens": [],
        "normalizer": { "type": "Lowercase" }, "pre_tokenizer": { "type": "Whitespace" }, "post_processor": null, "decoder": null,
        "model": { "type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]" }
    })
    .to_string()
}

/// The layout of a file of tensors: the length of the head, the head, the numbers.
fn tensors(all: &[(&str, &str, Vec<usize>, Vec<u8>)]) -> Vec<u8> {
    let (mut head, mut data) = (serde_json::Map::new(), Vec::new());
    for (name, kind, shape, bytes) in all {
        head.insert((*name).to_owned(), json!({ "dtype": kind, "shape": shape, "data_offsets": [data.len(), data.len() + bytes.len()] }));
        data.extend_from_slice(bytes);
    }
    let mut head = serde_json::Value::Object(head).to_string().into_bytes();
    head.resize(head.len().next_multiple_of(8), b' ');
    [&u64::try_from(head.len()).unwrap().to_le_bytes()[..], &head, &data].concat()
}

fn flat(rows: &[[f32; 3]]) -> Vec<u8> {
    rows.iter().flatten().flat_map(|x| x.to_le_bytes()).collect()
}

fn write(root: &Path, name: &str, config: &str, model: &[u8]) {
    let folder = root.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.json"), config).unwrap();
    std::fs::write(folder.join("tokenizer.json"), tokenizer()).unwrap();
    std::fs::write(folder.join("model.safetensors"), model).unwrap();
}

fn open(local: &Local) -> Arc<dyn Model> {
    let config = ModelConfig { org_id: OrgId::nil(), provider_id: ProviderId::nil(), settings: json!({}), secrets: BTreeMap::new(), net: NetPolicy::Public, clock: Arc::new(Fixed) };
    local.open(config).unwrap()
}

async fn one(model: &Arc<dyn Model>, name: &str, text: &str) -> Vec<f32> {
    model.embed(name, &[text.to_owned()], Purpose::Question).await.unwrap().vectors.remove(0)
}

fn is_near(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 0.01)
}

#[tokio::test]
async fn a_folder_embeds_as_its_form_says() {
    let root = place();
    let table = |kind: &'static str, bytes: Vec<u8>| ("embeddings", kind, vec![5, 3], bytes);
    // 0.5 = 0x3800, 1 = 0x3c00, 2 = 0x4000, 4 = 0x4400, 9 = 0x4880.
    let half = |x: &f32| match (x * 2.0) as i32 { 0 => 0_u16, 1 => 0x3800, 4 => 0x4000, 8 => 0x4400, 18 => 0x4880, -2 => 0xbc00, n => panic!("{n}") };
    let halves = ROWS.iter().flatten().flat_map(|x| half(x).to_le_bytes()).collect();
    let bytes = ROWS.iter().flatten().map(|x| ((x * 2.0) as i8).cast_unsigned()).collect();
    write(&root.0, "full", "{}", &tensors(&[table("F32", flat(&ROWS))]));
    write(&root.0, "half", "{\"normalize\": true}", &tensors(&[table("F16", halves)]));
    write(&root.0, "bytes", "{}", &tensors(&[table("I8", bytes)]));
    write(&root.0, "plain", "{\"normalize\": false}", &tensors(&[table("F32", flat(&ROWS))]));
    // Tokens share rows and weigh differently: "кот" is "кошка", and "дождь" weighs nothing.
    let weights: Vec<u8> = [1.0_f64, 1.0, 0.5, 1.0, 0.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    let mapping: Vec<u8> = [0_i64, 0, 0, 1, 1].iter().flat_map(|x| x.to_le_bytes()).collect();
    write(&root.0, "shared", "{\"normalize\": false}", &tensors(&[("embeddings", "F32", vec![2, 3], flat(&[[2.0, 0.0, 0.0], [0.0, 4.0, 0.0]])), ("weights", "F64", vec![5], weights), ("mapping", "I64", vec![5], mapping)]));
    let local = Local::new(Some(root.0.clone()));
    assert_eq!(local.folders(), ["bytes", "full", "half", "plain", "shared"]);
    let model = open(&local);
    model.check().await.unwrap();
    let length = (4.0_f32 + 0.0625 + 0.0625).sqrt();
    for name in ["full", "half", "bytes"] {
        // The average of both, unknown words left out, brought to length one; truncation of the tokenizer does not count.
        let found = one(&model, name, "Кошка xyz кот").await;
        assert!(is_near(&found, &[2.0 / length, 0.25 / length, 0.25 / length]), "{name}: {found:?}");
        assert_eq!(one(&model, name, "ничего из этого").await, [0.0; 3], "{name}");
        assert_eq!(one(&model, name, "").await, [0.0; 3], "{name}");
    }
    assert!(is_near(&one(&model, "plain", "кошка кот").await, &[2.0, 0.25, 0.25]));
    assert!(is_near(&one(&model, "shared", "кот машина дождь").await, &[1.0 / 3.0, 4.0 / 3.0, 0.0]));
    let many = model.embed("full", &["кошка".to_owned(), "машина".to_owned()], Purpose::Passage).await.unwrap();
    assert!(is_near(&many.vectors[1], &[0.0, 1.0, 0.0]) && many.tokens == 0);
    // Two firms share what is loaded; a file that is written anew is read anew.
    assert_eq!(one(&open(&local), "full", "машина").await, many.vectors[1]);
    assert_eq!(local.0.loaded.lock().unwrap().len(), 5);
    write(&root.0, "full", "{}", &tensors(&[table("F32", flat(&[[0.0, 0.0, 1.0]; 5]))]));
    let file = std::fs::File::options().append(true).open(root.0.join("full/model.safetensors")).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    assert!(is_near(&one(&model, "full", "машина").await, &[0.0, 0.0, 1.0]));
}

#[tokio::test]
async fn only_folders_of_the_server_are_opened_and_broken_ones_say_so() {
    let root = place();
    let good = tensors(&[("embeddings", "F32", vec![5, 3], flat(&ROWS))]);
    write(&root.0, "good", "{}", &good);
    write(&root.0, "inside/deep", "{}", &good);
    write(&root.0, ".hidden", "{}", &good);
    write(&root.0, "cut", "{}", &good[..good.len() - 4]);
    write(&root.0, "none", "{}", &tensors(&[("other", "F32", vec![5, 3], flat(&ROWS))]));
    write(&root.0, "odd", "{}", &tensors(&[("embeddings", "I32", vec![5, 3], flat(&ROWS))]));
    write(&root.0, "row", "{}", &tensors(&[("embeddings", "F32", vec![15], flat(&ROWS))]));
    write(&root.0, "far", "{}", &tensors(&[("embeddings", "F32", vec![5, 3], flat(&ROWS)), ("mapping", "I32", vec![1], 7_i32.to_le_bytes().to_vec())]));
    write(&root.0, "mute", "{", &good);
    let local = Local::new(Some(root.0.join("good").parent().unwrap().to_owned()));
    let model = open(&local);
    let code = async |name: &str| model.embed(name, &["кот".to_owned()], Purpose::Passage).await.err().map(|e| (e.kind, e.public_code()));
    assert_eq!(code("good").await, None);
    for name in ["", ".", "..", "../good", "inside/deep", "good/", "/etc", ".hidden", "absent", "good\0", "..\\good", &root.0.join("good").display().to_string()] {
        assert_eq!(code(name).await, Some((Kind::Unsupported, "model_unknown")), "{name}");
    }
    for name in ["cut", "none", "odd", "row", "far", "mute"] {
        assert_eq!(code(name).await, Some((Kind::Unsupported, "local_model_broken")), "{name}");
    }
    assert!(!local.folders().contains(&".hidden".to_owned()) && !local.folders().contains(&"inside".to_owned()));
    let told = model.generate(&ModelRequest::default(), &mut |_| {}).await.unwrap_err();
    assert_eq!((told.kind, told.public_code()), (Kind::Unsupported, "model_only_embeds"));
    let nowhere = Local::new(None);
    assert!(nowhere.folders().is_empty() && open(&nowhere).check().await.is_err());
    assert_eq!(open(&nowhere).embed("good", &["кот".to_owned()], Purpose::Passage).await.unwrap_err().public_code(), "model_unknown");
    assert!(!local.caps().generation && local.caps().embeddings && local.caps().is_local);
}
