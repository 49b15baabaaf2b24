//! Exact comparison of one vector with all: rows of bytes, a loop the compiler turns into vector instructions (checked by
//! `cargo xtask bench retrieval`). Vectors of configured embedders are scanned as bytes and the best compared again in full.

use super::embed::inverse_norm;

/// Rows of bytes of one length, with what makes a dot product a cosine.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    dims: usize,
    values: Vec<i8>,
    inverse: Vec<f32>,
}

impl Rows {
    pub fn new(dims: usize) -> Self {
        Rows { dims, ..Rows::default() }
    }

    pub fn push(&mut self, row: &[i8]) {
        debug_assert_eq!(row.len(), self.dims);
        self.values.extend_from_slice(row);
        self.inverse.push(inverse_norm(row));
    }

    pub fn get(&self, at: usize) -> &[i8] {
        self.values.get(at * self.dims..(at + 1) * self.dims).unwrap_or_default()
    }

    /// Cosines with every row, added at the end of `out`.
    pub fn likeness(&self, query: &[i8], out: &mut Vec<f32>) {
        let own = inverse_norm(query);
        // A length known beforehand makes the loop straight.
        if let (Ok(query), (rows, [])) = (<&[i8; super::DIMS]>::try_from(query), self.values.as_chunks::<{ super::DIMS }>()) {
            out.extend(rows.iter().zip(&self.inverse).map(|(row, inverse)| dot(row, query) as f32 * inverse * own));
        } else {
            out.extend(self.values.chunks_exact(self.dims.max(1)).zip(&self.inverse).map(|(row, inverse)| dot(row, query) as f32 * inverse * own));
        }
    }

    pub fn bytes(&self) -> usize {
        self.values.capacity() + self.inverse.capacity() * 4
    }
}

#[inline]
pub(super) fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum()
}

/// Vectors of a configured embedder: bytes for the scan, all of them for the last word. A passage without one has zeros.
#[derive(Clone, Debug)]
pub(super) struct Wide {
    pub dims: usize,
    rows: Rows,
    full: Vec<f32>,
}

impl Wide {
    pub fn new(dims: usize) -> Self {
        Wide { dims, rows: Rows::new(dims), full: Vec::new() }
    }

    pub fn push(&mut self, vector: Option<&[f32]>) {
        let vector = vector.filter(|v| v.len() == self.dims);
        let unit = vector.map_or_else(|| vec![0.0; self.dims], unit);
        self.rows.push(&to_bytes(&unit));
        self.full.extend_from_slice(&unit);
    }

    pub fn get(&self, at: usize) -> &[f32] {
        self.full.get(at * self.dims..(at + 1) * self.dims).unwrap_or_default()
    }

    pub fn likeness(&self, query: &[i8], out: &mut Vec<f32>) {
        self.rows.likeness(query, out);
    }

    /// The cosine in full, of a query of length one.
    pub fn exact(&self, at: usize, query: &[f32]) -> f32 {
        self.get(at).iter().zip(query).map(|(a, b)| a * b).sum()
    }

    pub fn bytes(&self) -> usize {
        self.rows.bytes() + self.full.capacity() * 4
    }
}

/// The vector at length one; what is no number is nothing.
pub(super) fn unit(vector: &[f32]) -> Vec<f32> {
    let squares: f32 = vector.iter().filter(|v| v.is_finite()).map(|v| v * v).sum();
    let scale = if squares > 0.0 { 1.0 / squares.sqrt() } else { 0.0 };
    vector.iter().map(|v| if v.is_finite() { v * scale } else { 0.0 }).collect()
}

pub(super) fn to_bytes(vector: &[f32]) -> Vec<i8> {
    let largest = vector.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
    let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    vector.iter().map(|v| (v * scale).round() as i8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_near_the_full_cosine() {
        let vector = |seed: usize| -> Vec<f32> { (0..1536).map(|i| (((i * 31 + seed * 17) % 101) as f32 - 50.0) / 7.0).collect() };
        let mut wide = Wide::new(1536);
        for seed in 0..20 {
            wide.push(Some(&vector(seed)));
        }
        wide.push(None);
        wide.push(Some(&[1.0, f32::NAN]));
        let query = unit(&vector(7));
        let mut near = Vec::new();
        wide.likeness(&to_bytes(&query), &mut near);
        assert_eq!(near.len(), 22);
        for (at, near) in near.iter().enumerate() {
            assert!((near - wide.exact(at, &query)).abs() < 0.01, "{at}: {near} {}", wide.exact(at, &query));
        }
        assert!(wide.exact(7, &query) > 0.999 && near[20] == 0.0 && near[21] == 0.0);
    }
}
