//! Which of day and month comes first in a file's dates: the whole file decides.

use super::date::{self, Order, Separator, Written};
use super::entry::{Entries, Entry, InputError};

/// What dates show of their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    Nothing,
    One(Order),
    /// Some have the day first, some the month.
    Both,
}

/// The order of day and month in a file's dates, for each [`Separator`] on its own: a file that writes some dates with
/// slashes and others with dots was put together from several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orders([Shown; 3]);

impl Orders {
    /// What all dates show, whatever their sequence.
    fn of(entries: Entries) -> Self {
        let mut orders = Orders::default();
        for entry in entries.flatten() {
            if let Some(written) = entry.document.unread_date.as_deref().and_then(date::read) {
                orders.add(&written);
            }
        }
        orders
    }

    fn add(&mut self, written: &Written) {
        let Some((separator, order)) = written.shows() else { return };
        let shown = &mut self.0[separator as usize];
        *shown = match *shown {
            Shown::Nothing => Shown::One(order),
            Shown::One(before) if before == order => Shown::One(order),
            _ => Shown::Both,
        };
    }

    fn of_separator(&self, separator: Separator) -> Option<Order> {
        match self.0[separator as usize] {
            Shown::One(order) => Some(order),
            Shown::Nothing | Shown::Both => None,
        }
    }
}

/// Gives the documents of a file their dates.
///
/// At the first date that can be two days the file is read a second time from its start, for its dates alone, so that
/// what is decided hangs neither on how far reading has come nor on where a run was interrupted. Where that cannot be
/// done (standard input), such dates stay unread: to wait for the end would keep everything in memory.
pub struct Dated {
    entries: Entries,
    again: Option<Again>,
    orders: Orders,
}

/// Reads a file again, from its start.
pub type Again = Box<dyn FnOnce() -> Entries + Send>;

impl Dated {
    pub fn new(entries: Entries, again: Option<Again>) -> Self {
        Dated { entries, again, orders: Orders::default() }
    }

    fn date(&mut self, entry: &mut Entry) {
        let Some(written) = entry.document.unread_date.as_deref().and_then(date::read) else { return };
        let day = match written.doubtful() {
            None => written.day(),
            Some(separator) => {
                if let Some(again) = self.again.take() {
                    tracing::debug!("{}: a date that can be two days; all dates of the file are read", entry.place);
                    self.orders = Orders::of(again());
                }
                self.orders.of_separator(separator).and_then(|order| written.day_in(order))
            }
        };
        if day.is_some() {
            entry.document.date = day;
            entry.document.unread_date = None;
        }
    }
}

impl Iterator for Dated {
    type Item = Result<Entry, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut next = self.entries.next()?;
        if let Ok(entry) = &mut next {
            self.date(entry);
        }
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use proptest::prelude::*;

    use super::*;
    use crate::document::Document;

    fn entries(dates: &[&str]) -> Entries {
        let entry = |(i, date): (usize, &&str)| {
            let mut document = Document::new(format!("d{i}"), "x");
            document.unread_date = Some(date.to_string());
            Ok(Entry { document, place: format!("a.csv line {}", i + 2) })
        };
        Box::new(dates.iter().enumerate().map(entry).collect::<Vec<_>>().into_iter())
    }

    /// The dates of a file as its documents have them, in the end.
    fn dated(dates: &[&str]) -> Vec<String> {
        let owned: Vec<String> = dates.iter().map(|d| d.to_string()).collect();
        let again: Again = Box::new(move || entries(&owned.iter().map(String::as_str).collect::<Vec<_>>()));
        Dated::new(entries(dates), Some(again)).map(|e| e.unwrap().document.date_text()).collect()
    }

    #[test]
    fn the_rest_of_the_file_decides() {
        assert_eq!(dated(&["03/04/2031", "31/12/2031"]), ["2031-04-03", "2031-12-31"]);
        assert_eq!(dated(&["12/31/2031", "03/04/2031"]), ["2031-12-31", "2031-03-04"]);
        assert_eq!(dated(&["04.05.2031", "31.12.2031", "5.5.2031"]), ["2031-05-04", "2031-12-31", "2031-05-05"]);
        // a weekday shows the order too: 3 April 2031 is a Thursday
        assert_eq!(dated(&["05/04/2031", "Thu 03/04/2031"]), ["2031-04-05", "2031-04-03"]);
    }

    #[test]
    fn nothing_decides_or_too_much() {
        assert_eq!(dated(&["03/04/2031", "5/5/2031", "2031-02-03"]), ["03/04/2031", "2031-05-05", "2031-02-03"]);
        assert_eq!(
            dated(&["03/04/2031", "31/12/2031", "12/31/2031"]),
            ["03/04/2031", "2031-12-31", "2031-12-31"],
            "they contradict each other"
        );
        assert_eq!(
            dated(&["03/04/2031", "04.05.2031", "12/31/2031", "31.12.2031", "1-2-2031"]),
            ["2031-03-04", "2031-05-04", "2031-12-31", "2031-12-31", "1-2-2031"],
            "each separator on its own"
        );
        assert_eq!(dated(&["03/04/2031", "31/12/22", "31/02/2031"])[0], "03/04/2031", "what is no date shows nothing");
    }

    #[test]
    fn without_a_second_reading_doubt_stays() {
        let dates = ["31/12/2031", "03/04/2031"];
        let found: Vec<Document> = Dated::new(entries(&dates), None).map(|e| e.unwrap().document).collect();
        assert_eq!(found[0].date, Some(Date::constant(2031, 12, 31)));
        assert_eq!((found[1].date, found[1].unread_date.as_deref()), (None, Some("03/04/2031")));
    }

    proptest! {
        /// Whatever the sequence of rows, a day is read the same; in a file of one order it is read right or not at all.
        #[test]
        fn rows_in_any_sequence(
            days in prop::collection::vec((1i16..3000, 0usize..3), 1..12),
            other in prop::option::of(1i16..3000),
            month_first: bool,
            seed: u64,
        ) {
            let write = |day: i16, separator: usize, month_first: bool| {
                let date = Date::constant(2030, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
                let way = if month_first { "%m/%d/%Y" } else { "%d/%m/%Y" };
                (date, date.strftime(way).to_string().replace('/', ["/", ".", "-"][separator]))
            };
            let mut rows: Vec<_> = days.iter().map(|&(day, separator)| write(day, separator, month_first)).collect();
            rows.extend(other.map(|day| write(day, 0, !month_first)));
            let read = |rows: &[(Date, String)]| -> Vec<String> {
                dated(&rows.iter().map(|(_, written)| written.as_str()).collect::<Vec<_>>())
            };
            let here = read(&rows);
            if other.is_none() {
                for ((day, written), read) in rows.iter().zip(&here) {
                    prop_assert!(*read == day.to_string() || read == written, "{} {}", written, read);
                }
            }
            let turn = seed as usize % rows.len();
            let mut turned = rows.clone();
            turned.rotate_left(turn);
            let mut there = read(&turned);
            there.rotate_right(turn);
            prop_assert_eq!(here, there);
        }
    }
}
