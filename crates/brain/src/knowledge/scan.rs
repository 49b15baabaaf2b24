//! Exact comparison of one vector with all: rows of bytes, a loop the compiler turns into vector instructions (checked by
//! `cargo xtask bench retrieval`). Vectors of configured embedders are bytes too: a fourth of the memory for a thousandth of the cosine.

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

/// Vectors of a configured embedder. A passage without one has zeros.
#[derive(Clone, Debug)]
pub(super) struct Wide {
    pub dims: usize,
    rows: Rows,
}

impl Wide {
    pub fn new(dims: usize) -> Self {
        Wide { dims, rows: Rows::new(dims) }
    }

    pub fn push(&mut self, vector: Option<&[i8]>) {
        match vector.filter(|v| v.len() == self.dims) {
            Some(vector) => self.rows.push(vector),
            None => self.rows.push(&vec![0; self.dims]),
        }
    }

    pub fn get(&self, at: usize) -> &[i8] {
        self.rows.get(at)
    }

    pub fn likeness(&self, query: &[i8], out: &mut Vec<f32>) {
        self.rows.likeness(query, out);
    }

    pub fn bytes(&self) -> usize {
        self.rows.bytes()
    }
}

/// A vector of an embedder as it is kept and compared: its direction, a byte a dimension. What is no number is nothing.
pub fn to_bytes(vector: &[f32]) -> Vec<i8> {
    let finite = |v: &f32| if v.is_finite() { *v } else { 0.0 };
    let largest = vector.iter().map(finite).fold(0.0_f32, |most, v| most.max(v.abs()));
    let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    vector.iter().map(|v| (finite(v) * scale).round() as i8).collect()
}

/// How like two vectors are, -1..=1; of different lengths they are not comparable.
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let square = |v: &[f32]| v.iter().map(|x| x * x).sum::<f32>();
    let scale = (square(a) * square(b)).sqrt();
    if a.len() != b.len() || !scale.is_finite() || scale <= 0.0 {
        return 0.0;
    }
    a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_near_the_full_cosine() {
        let vector = |seed: usize| -> Vec<f32> { (0..1536).map(|i| (((i * 31 + seed * 17) % 101) as f32 - 50.0) / 7.0 + if i == 3 { 40.0 } else { 0.0 }).collect() };
        let mut wide = Wide::new(1536);
        for seed in 0..20 {
            wide.push(Some(&to_bytes(&vector(seed))));
        }
        wide.push(None);
        wide.push(Some(&to_bytes(&[1.0, f32::NAN])));
        let query = vector(7);
        let mut near = Vec::new();
        wide.likeness(&to_bytes(&query), &mut near);
        assert_eq!(near.len(), 22);
        for (at, near) in near.iter().take(20).enumerate() {
            assert!((near - cosine(&vector(at), &query)).abs() < 0.005, "{at}: {near}");
        }
        assert!(near[7] > 0.999 && near[20] == 0.0 && near[21] == 0.0);
        assert_eq!(to_bytes(&[f32::NAN, f32::INFINITY, -2.0, 1.0]), [0, 0, -127, 64]);
        assert_eq!((cosine(&[1.0], &[1.0, 2.0]), cosine(&[0.0], &[1.0])), (0.0, 0.0));
    }
}
