//! The account of dates that were given but not read.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Dates that documents were given and that could not be read as a day: how many, and some of them.
///
/// As a message: `3 dates not read, e.g. "03/04/2031" (a.csv line 2), "December 2022" (a.csv line 7); offices name nobody
/// there (a date that is written YYYY-MM-DD is always read)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadDates {
    /// Documents whose date was not read.
    pub count: usize,
    /// The first that differ, at most [`UnreadDates::EXAMPLES`].
    pub examples: Vec<UnreadDate>,
}

/// A date that was not read, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadDate {
    /// As it was given; of a longer one, the first [`UnreadDates::LONGEST`] code points and an ellipsis.
    pub date: String,
    /// The file, or the file and line.
    pub input: String,
}

impl UnreadDates {
    /// Examples that are kept.
    pub const EXAMPLES: usize = 3;
    /// Code points of an example that are kept.
    pub const LONGEST: usize = 40;

    /// Whether every date was read.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn add(&mut self, date: &str, input: &str) {
        self.count += 1;
        if self.examples.len() == Self::EXAMPLES {
            return;
        }
        let mut short: String = date.chars().take(Self::LONGEST).collect();
        if short.len() < date.len() {
            short.push('…');
        }
        if self.examples.iter().all(|example| example.date != short) {
            self.examples.push(UnreadDate { date: short, input: input.to_string() });
        }
    }
}

impl fmt::Display for UnreadDates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            0 => return f.write_str("all dates read"),
            1 => write!(f, "1 date not read")?,
            n => write!(f, "{n} dates not read")?,
        }
        for (i, UnreadDate { date, input }) in self.examples.iter().enumerate() {
            // as it is, but for line ends and what else would spoil a terminal
            write!(f, "{} {date:?} ({input})", if i == 0 { ", e.g." } else { "," })?;
        }
        f.write_str("; offices name nobody there (a date that is written YYYY-MM-DD is always read)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_all_and_shows_three_that_differ() {
        let mut unread = UnreadDates::default();
        assert!(unread.is_empty());
        assert_eq!(unread.to_string(), "all dates read");
        unread.add("03/04/2031", "a.csv line 2");
        assert_eq!(
            unread.to_string(),
            "1 date not read, e.g. \"03/04/2031\" (a.csv line 2); offices name nobody there (a date that is written \
             YYYY-MM-DD is always read)"
        );
        for (line, date) in ["03/04/2031", "a\nb", &"9".repeat(1000), "2031"].into_iter().enumerate() {
            unread.add(date, &format!("a.csv line {}", line + 3));
        }
        let shown = unread.to_string();
        assert!(
            shown.starts_with("5 dates not read, e.g. \"03/04/2031\" (a.csv line 2), \"a\\nb\" (a.csv line 4), \"999")
        );
        assert!(shown.contains("9…\" (a.csv line 5); offices") && shown.len() < 250, "{shown}");
        assert_eq!(unread.examples.len(), 3);
    }
}
