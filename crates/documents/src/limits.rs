//! How much of everything a file may have. The defaults read what a firm really uploads and keep memory under 300 MB.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file itself.
    pub input_bytes: u64,
    /// All that is unpacked from it, together.
    pub unpacked_bytes: u64,
    /// Whatever must be in memory at once: a shared string table, a stream of a PDF, one piece of XML.
    pub part_bytes: u64,
    /// Unpacked to packed, looked at once `ratio_from` bytes are unpacked. Deflate itself ends at 1032.
    pub ratio: u64,
    pub ratio_from: u64,
    /// Files inside an archive; objects of a PDF are allowed a hundred times as many.
    pub entries: usize,
    /// Elements, lists, drawings inside one another.
    pub depth: usize,
    /// Rows of all tables.
    pub rows: u64,
    pub columns: usize,
    pub pages: u32,
    /// Characters of text handed out.
    pub chars: u64,
    /// A web page or Markdown file is held whole; plain text and CSV are not.
    pub markup_bytes: u64,
}

impl Limits {
    /// For `import`: an archive of a chat holds years of pictures, which are counted and not unpacked.
    pub fn of_import() -> Self {
        Self { input_bytes: 4 << 30, unpacked_bytes: 4 << 30, entries: 100_000, rows: 2_000_000, chars: 1_000_000_000, ..Self::default() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input_bytes: 100 << 20,
            unpacked_bytes: 1 << 30,
            part_bytes: 48 << 20,
            ratio: 300,
            ratio_from: 8 << 20,
            entries: 10_000,
            depth: 256,
            rows: 500_000,
            columns: 1_000,
            pages: 5_000,
            chars: 40_000_000,
            markup_bytes: 24 << 20,
        }
    }
}
