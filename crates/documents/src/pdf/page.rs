//! One page while it is painted: words with their places, and what decides whether they are seen: ground, pictures, edges.

/// Words of one line that stand together.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) x: f64,
    /// Base line; grows upwards.
    pub(super) y: f64,
    pub(super) end: f64,
    pub(super) size: f64,
    pub(super) text: String,
    pub(super) is_bold: bool,
    /// Written from below to above.
    pub(super) is_turned: bool,
}

/// Points under which nobody reads.
const TINY: f64 = 1.5;
const SPANS: usize = 60_000;
const LETTERS: usize = 1_000_000;
const SHAPES: usize = 4_000;

#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) left: f64,
    pub(super) bottom: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) spans: Vec<Span>,
    /// Words painted without ink: the text layer of a scan, or something to hide.
    ghosts: Vec<Span>,
    grounds: Vec<([f64; 4], bool)>,
    /// Lines across: height, from, to.
    pub(super) rules: Vec<(f64, f64, f64)>,
    /// Lines up: place, from, to.
    pub(super) walls: Vec<(f64, f64, f64)>,
    pictured: f64,
    /// Letters drawn whose meaning the file does not tell.
    pub(super) unknown: usize,
    letters: usize,
}

impl Page {
    pub(super) fn new([left, bottom, right, top]: [f64; 4]) -> Self {
        Self { left, bottom, right, top, ..Self::default() }
    }

    pub(super) fn height(&self) -> f64 {
        (self.top - self.bottom).max(1.0)
    }

    pub(super) fn is_full(&self) -> bool {
        self.letters > LETTERS || self.spans.len() + self.ghosts.len() > SPANS
    }

    pub(super) fn put(&mut self, span: Span, is_ghost: bool, is_white: bool) {
        let is_inside = (self.left - 5.0..=self.right + 5.0).contains(&span.x) && (self.bottom - 5.0..=self.top + 5.0).contains(&span.y);
        let is_sound = span.x.is_finite() && span.y.is_finite() && span.end.is_finite() && span.size.is_finite();
        if !is_sound || !is_inside || span.size < TINY || self.is_full() || is_white && !self.is_on_ground(span.x + span.size * 0.2, span.y + span.size * 0.3) {
            return;
        }
        if span.text.is_empty() {
            self.unknown += usize::from(span.end > span.x);
            return;
        }
        self.letters += span.text.len();
        let spans = if is_ghost { &mut self.ghosts } else { &mut self.spans };
        match spans.last_mut() {
            Some(last) if last.takes(&span) => last.join(span),
            _ if span.text.trim().is_empty() => {}
            _ => spans.push(span),
        }
    }

    /// White words are seen on what is painted in another colour, or on a picture.
    fn is_on_ground(&self, x: f64, y: f64) -> bool {
        let covers = |[left, bottom, right, top]: &[f64; 4]| (*left..=*right).contains(&x) && (*bottom..=*top).contains(&y);
        self.grounds.len() >= SHAPES || self.grounds.iter().rev().find(|(area, _)| covers(area)).is_some_and(|(_, is_white)| !is_white)
    }

    pub(super) fn fill(&mut self, area: [f64; 4], is_white: bool, is_clear: bool) {
        let [left, bottom, right, top] = area;
        if is_clear || is_white && top - bottom < 3.0 {
            return;
        }
        if top - bottom < 3.0 || right - left < 3.0 {
            self.rule(area);
        } else if self.grounds.len() < SHAPES {
            self.grounds.push((area, is_white));
            // A cell painted for itself has edges like a drawn one.
            if !is_white {
                self.edges(area);
            }
        }
    }

    pub(super) fn stroke(&mut self, area: [f64; 4]) {
        let [left, bottom, right, top] = area;
        if top - bottom < 3.0 || right - left < 3.0 { self.rule(area) } else { self.edges(area) }
    }

    fn edges(&mut self, [left, bottom, right, top]: [f64; 4]) {
        // The page itself is not a cell.
        if top - bottom > self.height() * 0.8 {
            return;
        }
        for edge in [[left, bottom, right, bottom], [left, top, right, top], [left, bottom, left, top], [right, bottom, right, top]] {
            self.rule(edge);
        }
    }

    fn rule(&mut self, [left, bottom, right, top]: [f64; 4]) {
        if right - left > 8.0 && self.rules.len() < SHAPES {
            self.rules.push(((bottom + top) / 2.0, left, right));
        } else if top - bottom > 8.0 && self.walls.len() < SHAPES {
            self.walls.push(((left + right) / 2.0, bottom, top));
        }
    }

    pub(super) fn picture(&mut self, area: [f64; 4]) {
        let [left, bottom, right, top] = area;
        let share = (right.min(self.right) - left.max(self.left)).max(0.0) * (top.min(self.top) - bottom.max(self.bottom)).max(0.0);
        self.pictured += share / ((self.right - self.left).max(1.0) * self.height());
        if self.grounds.len() < SHAPES {
            self.grounds.push((area, false));
        }
    }

    /// All is painted: a scan shows its text layer, any other page loses its ghosts.
    pub(super) fn settle(&mut self) {
        let letters = |spans: &[Span]| spans.iter().map(|s| s.text.len()).sum::<usize>();
        let ghosts = std::mem::take(&mut self.ghosts);
        if self.pictured > 0.5 && letters(&self.spans) * 5 < letters(&ghosts) {
            self.spans.extend(ghosts);
        }
    }
}

impl Span {
    /// The next characters go on where this ends.
    fn takes(&self, next: &Self) -> bool {
        let gap = next.x - self.end;
        self.is_turned == next.is_turned && !self.is_turned && self.is_bold == next.is_bold && (self.y - next.y).abs() < 0.15 * self.size && (self.size - next.size).abs() < 0.2 * self.size && gap > -0.35 * self.size && gap < 0.9 * self.size && self.text.len() < 4_000
            || self.is_turned && next.is_turned && (self.x - next.x).abs() < 0.2 * self.size
    }

    fn join(&mut self, next: Self) {
        let gap = next.x - self.end;
        if gap > 0.18 * self.size && !self.text.ends_with(' ') && !next.text.starts_with(' ') && !self.is_turned {
            self.text.push(' ');
        }
        self.text.push_str(&next.text);
        self.end = next.end.max(self.end);
    }
}
