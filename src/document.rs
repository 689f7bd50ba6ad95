//! One text with what is known about it: what the analyzer reads.

pub use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A text to be analyzed.
///
/// ```
/// use quotestance::{Date, Document};
/// let mut document = Document::new("wire-1", "“We will talk,” President Oda Varn said.");
/// document.date = Some(Date::constant(2031, 2, 3));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The file's stem, or the record's `id`; unique in a run.
    pub id: String,
    /// The whole text; spans count its code points.
    pub text: String,
    /// The headline; empty where none is known.
    pub title: String,
    /// Who published it; empty where nobody is known.
    pub outlet: String,
    /// The day of publication; it decides who held an office. `None` where none is known.
    pub date: Option<Date>,
    /// The date as the source gives it, where it could not be read as a day without doubt. No office names anybody then,
    /// since today's holder would be a guess. It counts only where `date` is `None`.
    pub unread_date: Option<String>,
    /// All other columns that the source gives, in its order, by the names it uses, values as text.
    #[serde(default)]
    pub extra: Vec<(String, String)>,
}

impl Document {
    /// A text of which nothing else is known.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Document { id: id.into(), text: text.into(), ..Document::default() }
    }

    /// The day on which offices are looked up.
    pub fn as_of(&self) -> AsOf {
        match (self.date, &self.unread_date) {
            (Some(day), _) => AsOf::Day(day),
            (None, Some(_)) => AsOf::Unknown,
            (None, None) => AsOf::Today,
        }
    }

    /// What the user's own column of this name holds; empty where the source has no such column.
    pub fn column(&self, name: &str) -> String {
        self.extra.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The address on the web; see the reader.
    pub fn url(&self) -> Option<&str> {
        self.extra.iter().find(|(n, _)| n == "url").map(|(_, v)| v.as_str())
    }

    /// YYYY-MM-DD, or the date as it was given where it could not be read, or nothing.
    pub fn date_text(&self) -> String {
        let day = self.date.map(|day| day.to_string());
        day.or_else(|| self.unread_date.clone()).unwrap_or_default()
    }
}

/// The day for which the roster is asked who holds an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Whoever held the office on this day.
    Day(Date),
    /// No date is known: whoever holds the office now.
    Today,
    /// A date was given but cannot be read: nobody is named by an office.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_are_asked_for_the_day_that_was_read() {
        let day = Date::constant(2022, 12, 31);
        let mut document = Document::new("a", "T");
        assert_eq!((document.as_of(), document.date_text()), (AsOf::Today, String::new()));
        document.unread_date = Some("December 2022".into());
        assert_eq!((document.as_of(), document.date_text()), (AsOf::Unknown, "December 2022".into()));
        document.date = Some(day);
        assert_eq!((document.as_of(), document.date_text()), (AsOf::Day(day), "2022-12-31".into()));
    }
}
