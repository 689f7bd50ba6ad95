//! Which column of a table is which part of an article, whatever the table's format.

use super::entry::{checked, given};
use super::fields;
use crate::document::Document;

/// Where a row of a table has what; places count from 0.
pub struct Columns {
    /// Cells of a row.
    pub count: usize,
    pub text: usize,
    pub id: Option<usize>,
    pub title: Option<usize>,
    pub outlet: Option<usize>,
    pub date: Option<usize>,
}

impl Columns {
    /// By the names in a header.
    pub fn of(header: &[String], text_column: Option<&str>) -> Result<Self, String> {
        let names: Vec<String> = header.iter().map(|n| fields::plain(n.trim_start_matches('\u{feff}'))).collect();
        let one = |wanted: &[&str]| match fields::place(&names, wanted) {
            Some(i) if names[i + 1..].contains(&names[i]) => {
                Err(format!("two columns are called {}; rename one", header[i]))
            }
            place => Ok(place),
        };
        let short = |name: &String| name.chars().take(40).collect::<String>();
        let list = || header.iter().take(20).map(short).collect::<Vec<_>>().join(", ");
        let text = match text_column {
            Some(name) => one(&[&fields::plain(name)])?
                .ok_or_else(|| format!("no column is called {name} (--text-column); the header has: {}", list()))?,
            None => one(fields::TEXT)?.ok_or_else(|| {
                format!(
                    "no column is called text; name the one that holds the text with --text-column; the header has: {}",
                    list()
                )
            })?,
        };
        let other = |wanted| one(wanted).map(|place| place.filter(|&i| i != text));
        Ok(Columns {
            count: header.len(),
            text,
            id: other(fields::ID)?,
            title: other(fields::TITLE)?,
            outlet: other(fields::OUTLET)?,
            date: other(fields::DATE)?,
        })
    }

    /// The article in a row, whose cells `cell` gives by their places. An id that is missing is made of `stem` and the
    /// row's number.
    pub fn article(
        &self,
        stem: &str,
        row: usize,
        cell: impl Fn(usize) -> Result<String, String>,
    ) -> Result<Document, String> {
        let known = |place: Option<usize>| place.map_or_else(|| Ok(String::new()), &cell);
        let id = known(self.id)?.trim().to_string();
        let id = if id.is_empty() { format!("{stem}-{row}") } else { id };
        let mut document = Document::new(id, checked(cell(self.text)?)?);
        document.title = known(self.title)?;
        document.outlet = known(self.outlet)?;
        document.unread_date = given(&known(self.date)?);
        Ok(document)
    }
}
