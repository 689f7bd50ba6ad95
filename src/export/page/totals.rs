//! What is counted over all rows for the page's text.

use crate::archive::QuoteRow;

/// Rows, and how many of them are of some kind.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub quotations: usize,
    pub duplicates: usize,
    pub without_speaker: usize,
    pub off_axis: usize,
    pub undated: usize,
    /// By a person.
    pub corrected: usize,
}

impl Totals {
    /// Count a row.
    pub fn add(&mut self, row: &QuoteRow) {
        self.quotations += 1;
        self.duplicates += usize::from(!row.duplicate_of.is_empty());
        self.without_speaker += usize::from(row.speaker.is_empty());
        self.off_axis += usize::from(row.stance.score.is_none());
        self.undated += usize::from(row.day().is_none());
        self.corrected += usize::from(!row.corrected.is_empty());
    }
}
