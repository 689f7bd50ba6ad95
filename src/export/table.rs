//! A table's columns and cells by what they are, before a format says how they look.

use std::borrow::Cow;
use std::collections::HashSet;

use super::cells::{self, CellStyle};
use crate::attribution::day;

/// A column: its name, and what its cells hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As in the header.
    pub name: String,
    /// What all of its cells are.
    pub kind: Kind,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Cell::Text`]
    Text,
    /// [`Cell::Integer`]
    Integer,
    /// [`Cell::Number`]
    Number,
    /// [`Cell::Truth`]
    Truth,
    /// [`Cell::Date`] that is a day or empty.
    Day,
    /// [`Cell::Date`] that may also be what could not be read as a day.
    DateAsGiven,
}

/// A cell. Empty text is what is not known.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Any text.
    Text(Cow<'a, str>),
    /// A count.
    Integer(usize),
    /// To three decimals; `None` is an empty cell.
    Number(Option<f64>),
    /// `true` or `false`.
    Truth(bool),
    /// YYYY-MM-DD, a date as it was given, or nothing.
    Date(&'a str),
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: &'a str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }

    /// The cell of a CSV file.
    pub fn csv(&self, style: CellStyle) -> String {
        match self {
            Cell::Text(text) => style.text(text),
            Cell::Integer(n) => n.to_string(),
            Cell::Number(x) => cells::number(*x, 3),
            Cell::Truth(is) => is.to_string(),
            // a day may become a date in a spreadsheet, for it is one
            Cell::Date(date) if day(date).is_some() => date.to_string(),
            Cell::Date(date) => style.text(date),
        }
    }
}

/// The header of a table's own columns.
pub(super) const fn names<const N: usize>(own: &[(&'static str, Kind); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut n = 0;
    while n < N {
        names[n] = own[n].0;
        n += 1;
    }
    names
}

/// The columns of a table: its own, and behind them those that the user gave, under names that none of its own has.
pub fn columns(own: &[(&str, Kind)], users: &[String]) -> Vec<Column> {
    let own_columns = own.iter().map(|(name, kind)| Column { name: name.to_string(), kind: *kind });
    let users = users_names(own, users).into_iter().map(|name| Column { name, kind: Kind::Text });
    own_columns.chain(users).collect()
}

/// The names of the user's columns beside a table's own: `input_NAME` where the table has such a name itself, whatever the
/// case, for databases see none. The names given are all different; so are those that come out.
fn users_names(own: &[(&str, Kind)], users: &[String]) -> Vec<String> {
    let texts = own.iter().filter(|(_, kind)| *kind == Kind::DateAsGiven).map(|(name, _)| date_text(name));
    let own: HashSet<String> = own.iter().map(|(name, _)| name.to_lowercase()).chain(texts).collect();
    let is_own = |name: &str| own.contains(&name.to_lowercase());
    let mut taken: HashSet<String> = users.iter().filter(|name| !is_own(name)).cloned().collect();
    let mut name_of = |name: &String| {
        if !is_own(name) {
            return name.clone();
        }
        let first = format!("input_{name}");
        let mut names = std::iter::once(first.clone()).chain((2..).map(|n| format!("{first}_{n}")));
        names.find(|new| !is_own(new) && taken.insert(new.clone())).expect("numbers do not end")
    };
    users.iter().map(&mut name_of).collect()
}

/// What the column is called that holds a date as it was given, where the column of its name holds days.
pub(super) fn date_text(name: &str) -> String {
    format!("{name}_text")
}

/// A document's values of the user's columns `names`, empty where it has none.
pub fn users_cells<'a>(names: &[String], extra: &'a [(String, String)]) -> Vec<Cell<'a>> {
    let value = |(place, name): (usize, &String)| {
        // documents of one source have the same columns in the same places
        let here = extra.get(place).filter(|(n, _)| n == name);
        let found = here.or_else(|| extra.iter().find(|(n, _)| n == name));
        Cell::text(found.map_or("", |(_, value)| value))
    };
    names.iter().enumerate().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [(&str, Kind); 3] = [("speaker", Kind::Text), ("date", Kind::DateAsGiven), ("on_axis", Kind::Integer)];

    #[test]
    fn the_users_names_make_way() {
        let names = ["topic", "speaker", "input_speaker", "Date", "date_text", "on_axis"].map(str::to_string);
        let found: Vec<String> = columns(&OWN, &names).into_iter().skip(3).map(|column| column.name).collect();
        assert_eq!(
            found,
            ["topic", "input_speaker_2", "input_speaker", "input_Date", "input_date_text", "input_on_axis"]
        );
        assert_eq!(columns(&OWN, &[])[1], Column { name: "date".into(), kind: Kind::DateAsGiven });
    }

    #[test]
    fn values_by_their_names() {
        let extra = [("b", "1"), ("a", "2")].map(|(n, v)| (n.to_string(), v.to_string()));
        let names = ["a", "b", "c"].map(str::to_string);
        assert_eq!(users_cells(&names, &extra), ["2", "1", ""].map(Cell::text));
    }

    #[test]
    fn days_stay_dates_in_a_spreadsheet() {
        assert_eq!(Cell::Date("2031-02-03").csv(CellStyle::Excel), "2031-02-03");
        assert_eq!(Cell::Date("03/04/2031").csv(CellStyle::Excel), "'03/04/2031");
        assert_eq!(Cell::text("2031-02-03").csv(CellStyle::Excel), "'2031-02-03");
        assert_eq!(Cell::Number(Some(-0.41251)).csv(CellStyle::Excel), "-0.413");
        assert_eq!(Cell::Number(None).csv(CellStyle::Plain), "");
        assert_eq!(
            (Cell::Integer(7).csv(CellStyle::Excel), Cell::Truth(true).csv(CellStyle::Excel)),
            ("7".into(), "true".into())
        );
    }
}
