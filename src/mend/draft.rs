//! A text that is being mended.

use std::ops::Range;

/// Code points as they are read, each with where it stands in the text as it was given.
pub(super) struct Draft {
    pub chars: Vec<char>,
    /// One more than `chars`: the last is the given text's length.
    starts: Vec<usize>,
    changed: bool,
}

/// Code points to be read in the place of others.
pub(super) struct Change {
    /// Which ones, in the draft.
    pub at: Range<usize>,
    /// What is read instead; nothing where they are to go.
    pub read: Option<char>,
}

impl Draft {
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let starts = (0..=chars.len()).collect();
        Draft { chars, starts, changed: false }
    }

    /// A carriage return that stands alone ends a line.
    pub fn one_line_end(&mut self) {
        for i in 0..self.chars.len() {
            if self.chars[i] == '\r' && self.chars.get(i + 1) != Some(&'\n') {
                self.set(i, '\n');
            }
        }
    }

    /// Read one code point as another.
    pub fn set(&mut self, at: usize, c: char) {
        self.changed |= self.chars[at] != c;
        self.chars[at] = c;
    }

    /// Make changes, which are in order and do not overlap. What is to go belongs to the code point before it.
    pub fn apply(&mut self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        let (mut chars, mut starts) = (Vec::with_capacity(self.chars.len()), Vec::with_capacity(self.starts.len()));
        let mut at = 0;
        for change in changes {
            chars.extend_from_slice(&self.chars[at..change.at.start]);
            starts.extend_from_slice(&self.starts[at..change.at.start]);
            if let Some(c) = change.read {
                chars.push(c);
                starts.push(self.starts[change.at.start]);
            }
            at = change.at.end;
        }
        chars.extend_from_slice(&self.chars[at..]);
        starts.extend_from_slice(&self.starts[at..]);
        *self = Draft { chars, starts, changed: true };
    }

    /// The text as it is read and the places; `None` where it is as it was given.
    pub fn into_parts(self) -> Option<(String, Vec<usize>)> {
        self.changed.then(|| (self.chars.into_iter().collect(), self.starts))
    }
}
