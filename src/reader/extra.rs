//! What a source says of a document beside id, text, title, outlet and date: its other columns, within limits.

use super::open::too_large;

/// The other columns of one document while they are gathered.
///
/// What a hostile file could do is bounded: so many columns, names so long, and values of so many bytes together as a
/// text may have (`--max-article-size`). Beyond that the document is an error, for half of what was given would be
/// taken for the whole.
pub struct Extra {
    columns: Vec<(String, String)>,
    /// Bytes of values that are left.
    left: u64,
    max: u64,
}

impl Extra {
    /// Columns that one document may have beside those that are read.
    pub const MOST: usize = 1000;
    /// Code points of the longest name.
    pub const LONGEST_NAME: usize = 200;

    /// `max_bytes` is that of the [`Options`](super::Options).
    pub fn new(max_bytes: u64) -> Self {
        Extra { columns: Vec::new(), left: max_bytes, max: max_bytes }
    }

    /// Add a column; what is wrong with it names it.
    pub fn push(&mut self, name: &str, value: String) -> Result<(), String> {
        self.take(&value)?;
        Self::check(name, self.columns.len())?;
        self.columns.push((name.to_string(), value));
        Ok(())
    }

    /// Add a column, or give it this value where it is there: of two fields of one name, JSON readers take the last.
    /// A field without a name is called `unnamed`.
    pub fn set(&mut self, name: &str, value: String) -> Result<(), String> {
        let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or("unnamed");
        match self.columns.iter().position(|(n, _)| n == name) {
            Some(place) => {
                self.take(&value)?;
                self.columns[place].1 = value;
                Ok(())
            }
            None => self.push(name, value),
        }
    }

    /// Whether a column of this name fits behind so many others.
    pub fn check(name: &str, before: usize) -> Result<(), String> {
        if name.chars().nth(Self::LONGEST_NAME).is_some() {
            let start: String = name.chars().take(40).collect();
            return Err(format!("a column's name is longer than {} characters: {start}…", Self::LONGEST_NAME));
        }
        if before >= Self::MOST {
            return Err(format!(
                "more than {} columns beside text, id, title, outlet and date; leave out those that are not needed",
                Self::MOST
            ));
        }
        Ok(())
    }

    fn take(&mut self, value: &str) -> Result<(), String> {
        let left = self.left.checked_sub(value.len() as u64);
        self.left = left.ok_or_else(|| too_large("what stands beside the text", self.max))?;
        Ok(())
    }

    /// The columns, in the order in which they came.
    pub fn into_columns(self) -> Vec<(String, String)> {
        self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_name_what_is_too_much() {
        let mut extra = Extra::new(10);
        extra.push("topic", "12345".into()).unwrap();
        assert!(
            extra
                .push("more", "123456".into())
                .unwrap_err()
                .contains("what stands beside the text is longer than 10 B")
        );
        assert!(
            extra
                .push(&"n".repeat(201), String::new())
                .unwrap_err()
                .contains("name is longer than 200 characters: nnn")
        );
        extra.set("topic", "6".into()).unwrap();
        assert_eq!(extra.columns, [("topic".to_string(), "6".to_string())]);
        for n in 1..Extra::MOST {
            extra.push(&n.to_string(), String::new()).unwrap();
        }
        assert!(extra.push("last", String::new()).unwrap_err().starts_with("more than 1000 columns beside text"));
        assert_eq!(extra.into_columns().len(), 1000);
    }
}
