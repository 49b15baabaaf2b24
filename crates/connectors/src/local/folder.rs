//! One folder of the form model2vec writes: `config.json`, `tokenizer.json`, `model.safetensors`. A text is cut into tokens, the row of each
//! is weighted, the rows are averaged, the result brought to length one if the folder says so. The file is kept as it lies on the disk; a row becomes numbers when it is needed.

use domain::{Error, Kind, Result};
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;
use std::ops::Range;
use std::path::Path;
use std::time::SystemTime;
use tokenizers::Tokenizer;

/// Tokens that are averaged; what follows is left out.
const TOKENS: usize = 512;
/// Letters that can make so many tokens.
const LETTERS: usize = 16_384;
/// The largest file that is read: larger than any known.
const LARGEST: u64 = 4 * 1024 * 1024 * 1024;
const FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

pub(super) fn is_whole(place: &Path) -> bool {
    FILES.iter().all(|file| place.join(file).is_file())
}

pub(super) fn written(place: &Path) -> Option<SystemTime> {
    std::fs::metadata(place.join("model.safetensors")).and_then(|m| m.modified()).ok()
}

#[derive(Debug)]
pub(super) struct Static {
    tokenizer: Tokenizer,
    /// Says nothing, so it is not counted.
    unknown: Option<u32>,
    file: Vec<u8>,
    rows: Range<usize>,
    kind: Form,
    dims: usize,
    /// By token.
    weights: Vec<f32>,
    /// The row of each token, where it is not the token's own number.
    rows_of: Vec<usize>,
    is_normal: bool,
}

/// How numbers are written.
#[derive(Clone, Copy, Debug)]
enum Form {
    F32,
    F16,
    I8,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default = "yes")]
    normalize: bool,
}

const fn yes() -> bool {
    true
}

/// Of `tokenizer.json` what its reader does not tell.
#[derive(Deserialize)]
struct Head {
    model: HeadModel,
}

#[derive(Deserialize)]
struct HeadModel {
    unk_id: Option<u32>,
    unk_token: Option<String>,
}

fn broken(what: &str) -> Error {
    Error::new(Kind::Unsupported, format!("the model folder does not read: {what}")).code("local_model_broken")
}

fn read(place: &Path, file: &str) -> Result<Vec<u8>> {
    let path = place.join(file);
    if std::fs::metadata(&path).map_or(u64::MAX, |m| m.len()) > LARGEST {
        return Err(broken(&format!("{file} is too large")));
    }
    std::fs::read(path).map_err(|e| broken(file).source(e))
}

impl Static {
    pub fn read(place: &Path) -> Result<Static> {
        let config: Config = serde_json::from_slice(&read(place, "config.json")?).map_err(|e| broken("config.json").source(e))?;
        let words = read(place, "tokenizer.json")?;
        let mut tokenizer = Tokenizer::from_bytes(&words).map_err(|e| broken(&format!("tokenizer.json: {e}")))?;
        let head: Head = serde_json::from_slice(&words).map_err(|e| broken("tokenizer.json").source(e))?;
        drop(words);
        // The folder's own limits are those of the model it was made from.
        tokenizer.with_truncation(None).map_err(|e| broken(&format!("tokenizer.json: {e}")))?;
        tokenizer.with_padding(None);
        let unknown = head.model.unk_id.or_else(|| head.model.unk_token.and_then(|token| tokenizer.token_to_id(&token)));
        let file = read(place, "model.safetensors")?;
        let tensors = SafeTensors::deserialize(&file).map_err(|e| broken(&format!("model.safetensors: {e}")))?;
        let table = ["embeddings", "0", "embedding.weight"].iter().find_map(|name| tensors.tensor(name).ok()).ok_or_else(|| broken("no tensor of embeddings"))?;
        let &[count, dims] = table.shape() else { return Err(broken("the embeddings are no table")) };
        let kind = match table.dtype() {
            Dtype::F32 => Form::F32,
            Dtype::F16 => Form::F16,
            Dtype::I8 => Form::I8,
            other => return Err(broken(&format!("embeddings of {other:?}"))),
        };
        let weights = tensors.tensor("weights").ok().map(|t| numbers(t.dtype(), t.data())).transpose()?.unwrap_or_default();
        let rows_of = tensors.tensor("mapping").ok().map(|t| places(t.dtype(), t.data())).transpose()?.unwrap_or_default();
        if dims == 0 || count == 0 || rows_of.iter().any(|row| *row >= count) {
            return Err(broken("the embeddings are no table"));
        }
        // Where in the file the table lies: it is not copied.
        let start = table.data().as_ptr().addr().checked_sub(file.as_ptr().addr()).ok_or_else(|| broken("no tensor of embeddings"))?;
        let rows = start..start + table.data().len();
        drop(tensors);
        Ok(Static { tokenizer, unknown, file, rows, kind, dims, weights, rows_of, is_normal: config.normalize })
    }

    pub fn embed(&self, text: &str) -> Result<Vec<f32>> {
        let text: String = text.chars().take(LETTERS).collect();
        let tokens = self.tokenizer.encode_fast(text, false).map_err(|e| Error::new(Kind::Unsupported, format!("the text cannot be cut into tokens: {e}")).code("model_bad_request"))?;
        let mut sum = vec![0.0_f32; self.dims];
        let mut count = 0_u16;
        for id in tokens.get_ids().iter().take(TOKENS).filter(|id| Some(**id) != self.unknown) {
            let Some((row, weight)) = self.row_of(*id) else { continue };
            self.add(row, weight, &mut sum);
            count += 1;
        }
        let scale = 1.0 / f32::from(count.max(1));
        sum.iter_mut().for_each(|x| *x *= scale);
        let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
        if self.is_normal && length > 0.0 {
            sum.iter_mut().for_each(|x| *x /= length);
        }
        Ok(sum)
    }

    /// The row of a token and its weight.
    fn row_of(&self, id: u32) -> Option<(usize, f32)> {
        let token = usize::try_from(id).ok()?;
        let row = self.rows_of.get(token).copied().unwrap_or(token);
        Some((row, self.weights.get(token).copied().unwrap_or(1.0)))
    }

    fn add(&self, row: usize, weight: f32, sum: &mut [f32]) {
        let width = self.dims * self.kind.bytes();
        let table = self.file.get(self.rows.clone()).unwrap_or_default();
        let Some(bytes) = table.get(row * width..(row + 1) * width) else { return };
        match self.kind {
            Form::F32 => sum.iter_mut().zip(bytes.as_chunks::<4>().0).for_each(|(x, b)| *x += f32::from_le_bytes(*b) * weight),
            Form::F16 => sum.iter_mut().zip(bytes.as_chunks::<2>().0).for_each(|(x, b)| *x += half(u16::from_le_bytes(*b)) * weight),
            Form::I8 => sum.iter_mut().zip(bytes).for_each(|(x, b)| *x += f32::from(b.cast_signed()) * weight),
        }
    }
}

impl Form {
    const fn bytes(self) -> usize {
        match self {
            Form::F32 => 4,
            Form::F16 => 2,
            Form::I8 => 1,
        }
    }
}

/// A number of half the usual bits.
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    let size = match exponent {
        0 => f32::from(bits & 0x3ff) / 16_777_216.0,
        31 => f32::from_bits(0x7f80_0000 | fraction << 13),
        _ => f32::from_bits((exponent + 112) << 23 | fraction << 13),
    };
    if bits & 0x8000 == 0 { size } else { -size }
}

fn numbers(kind: Dtype, bytes: &[u8]) -> Result<Vec<f32>> {
    Ok(match kind {
        Dtype::F64 => bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b) as f32).collect(),
        Dtype::F32 => bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
        Dtype::F16 => bytes.as_chunks::<2>().0.iter().map(|b| half(u16::from_le_bytes(*b))).collect(),
        other => return Err(broken(&format!("weights of {other:?}"))),
    })
}

fn places(kind: Dtype, bytes: &[u8]) -> Result<Vec<usize>> {
    let place = |n: i64| usize::try_from(n).map_err(|_| broken("a row before the first"));
    match kind {
        Dtype::I64 => bytes.as_chunks::<8>().0.iter().map(|b| place(i64::from_le_bytes(*b))).collect(),
        Dtype::I32 => bytes.as_chunks::<4>().0.iter().map(|b| place(i32::from_le_bytes(*b).into())).collect(),
        other => Err(broken(&format!("a mapping of {other:?}"))),
    }
}
