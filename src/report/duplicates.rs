//! Wire copies: the same words by the same speaker.

use std::collections::HashMap;

use super::row::QuoteRow;

/// The quotations seen so far, row after row.
#[derive(Debug, Default)]
pub struct Duplicates {
    first: HashMap<(String, String), String>,
}

impl Duplicates {
    /// The `quote_id` of the first row that had the same words (case, marks and punctuation aside) by the same named
    /// speaker; `None` where this row is the first.
    pub fn first_of(&mut self, row: &QuoteRow) -> Option<String> {
        if row.speaker.is_empty() || row.nested {
            return None;
        }
        let words: Vec<String> =
            row.quote.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        match self.first.entry((row.speaker.clone(), words.join(" "))) {
            std::collections::hash_map::Entry::Occupied(e) => Some(e.get().clone()),
            std::collections::hash_map::Entry::Vacant(e) => {
                e.insert(row.quote_id.clone());
                None
            }
        }
    }
}

/// Fill `duplicate_of` of all rows, in their order.
pub fn mark_duplicates(rows: &mut [QuoteRow]) {
    let mut seen = Duplicates::default();
    for row in rows {
        row.duplicate_of = seen.first_of(row).unwrap_or_default();
    }
}
