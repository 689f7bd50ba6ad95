//! Which column of a table is which part of an article, whatever the table's format.

use std::collections::HashSet;

use super::entry::{checked, given};
use super::extra::Extra;
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
    /// All others, with their names, of which no two are alike.
    pub others: Vec<(usize, String)>,
}

impl Columns {
    /// By the names in a header.
    pub fn of(header: &[String], text_column: Option<&str>) -> Result<Self, String> {
        let names: Vec<String> = header.iter().map(|n| fields::plain(bare(n))).collect();
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
        let (id, title) = (other(fields::ID)?, other(fields::TITLE)?);
        let (outlet, date) = (other(fields::OUTLET)?, other(fields::DATE)?);
        let read = [Some(text), id, title, outlet, date];
        let others = others(header, |i| read.contains(&Some(i)))?;
        Ok(Columns { count: header.len(), text, id, title, outlet, date, others })
    }

    /// The article in a row, whose cells `cell` gives by their places; `other` gives those that are only kept, `None` for
    /// what is no text. An id that is missing is made of `stem` and the row's number.
    pub fn article(
        &self,
        stem: &str,
        row: usize,
        max_bytes: u64,
        cell: impl Fn(usize) -> Result<String, String>,
        other: impl Fn(usize) -> Option<String>,
    ) -> Result<Document, String> {
        let known = |place: Option<usize>| place.map_or_else(|| Ok(String::new()), &cell);
        let id = known(self.id)?.trim().to_string();
        let id = if id.is_empty() { format!("{stem}-{row}") } else { id };
        let mut document = Document::new(id, checked(cell(self.text)?)?);
        document.title = known(self.title)?;
        document.outlet = known(self.outlet)?;
        document.unread_date = given(&known(self.date)?);
        let mut extra = Extra::new(max_bytes);
        for (place, name) in &self.others {
            if let Some(value) = other(*place) {
                extra.push(name, value)?;
            }
        }
        document.extra = extra.into_columns();
        Ok(document)
    }
}

/// The columns that are not read, by their names: one without a name is called by its number, and of two with one name the
/// second gets a number.
fn others(header: &[String], is_read: impl Fn(usize) -> bool) -> Result<Vec<(usize, String)>, String> {
    let mut taken: HashSet<String> = header.iter().map(|name| bare(name).to_string()).collect();
    let mut met = HashSet::new();
    let mut others = Vec::new();
    for (place, name) in header.iter().enumerate().filter(|(place, _)| !is_read(*place)) {
        let mut name = bare(name).to_string();
        if name.is_empty() {
            name = format!("column_{}", place + 1);
            taken.insert(name.clone());
        }
        if !met.insert(name.clone()) {
            let free = (2..).map(|n| format!("{name}_{n}")).find(|new| taken.insert(new.clone()));
            name = free.expect("numbers do not end");
        }
        Extra::check(&name, others.len())?;
        others.push((place, name));
    }
    Ok(others)
}

/// A name in a header, without a byte order mark and white space around it.
fn bare(name: &str) -> &str {
    name.trim_start_matches('\u{feff}').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &[&str]) -> Result<Vec<(usize, String)>, String> {
        let header: Vec<String> = header.iter().map(|n| n.to_string()).collect();
        Columns::of(&header, None).map(|columns| columns.others)
    }

    #[test]
    fn other_columns_keep_their_names() {
        let named = |names: &[(usize, &str)]| names.iter().map(|(i, n)| (*i, n.to_string())).collect::<Vec<_>>();
        assert_eq!(
            names(&["\u{feff}Topic", "ID", "text", " web url ", "content"]).unwrap(),
            named(&[(0, "Topic"), (3, "web url"), (4, "content")])
        );
        assert_eq!(
            names(&["", "text", "tag", "tag_2", "tag", "column_7", ""]).unwrap(),
            named(&[(0, "column_1"), (2, "tag"), (3, "tag_2"), (4, "tag_3"), (5, "column_7"), (6, "column_7_2")])
        );
        let many: Vec<String> = (0..=Extra::MOST).map(|n| format!("c{n}")).chain(["text".into()]).collect();
        assert!(Columns::of(&many, None).is_err_and(|e| e.starts_with("more than 1000 columns beside text")));
        assert!(Columns::of(&many[1..], None).is_ok());
    }
}
