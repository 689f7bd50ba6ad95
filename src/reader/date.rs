//! Dates as newsrooms, feeds and spreadsheets write them.

use jiff::civil::Date;

use crate::document::Document;

/// Ways to write a day that mean one day only: "03/04/2031" is not among them.
const WAYS: &[&str] = &["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %B %Y", "%B %d %Y", "%d %b %Y", "%b %d %Y"];

/// Give a document its date: the day of a date in one of the usual ways, whatever time of day and weekday stand beside
/// it (the day is the one that is written, in its own time zone). Anything else is kept as unread.
pub fn give(document: &mut Document, date: &str) {
    let date = date.trim();
    document.date = day(date);
    document.unread_date = (document.date.is_none() && !date.is_empty()).then(|| date.to_string());
}

fn day(date: &str) -> Option<Date> {
    // 2031-02-03T10:00:00Z, 2031-02-03 10:00; twelve characters hold "2031-02-03" and what tells that it ends
    let head: String = date.split(['T', ' ']).next()?.chars().take(12).collect();
    let numeric = || WAYS[..4].iter().find_map(|way| Date::strptime(way, &head).ok());
    // "Monday, 3 February 2031", "Mon, 03 Feb 2031 10:00:00 GMT", "Feb. 3, 2031"
    let words: Vec<&str> = date.split([' ', ',', '.']).filter(|w| !w.is_empty()).take(6).collect();
    let is_day_or_month = |w: &str| w.len() <= 9 && w.chars().all(char::is_alphanumeric);
    let named = || {
        words.windows(3).take(2).find_map(|three| {
            let plain = three.iter().all(|w| is_day_or_month(w)).then(|| three.join(" "))?;
            let plain = plain.replace("Sept ", "Sep ");
            WAYS[4..].iter().find_map(|way| Date::strptime(way, &plain).ok())
        })
    };
    numeric().or_else(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalised(date: &str) -> String {
        let mut document = Document::default();
        give(&mut document, date);
        document.date_text()
    }

    #[test]
    fn usual_ways() {
        for date in [
            "2031-02-03",
            "2031-02-03T23:59:00+09:00",
            "2031-02-03 10:00",
            "2031/02/03",
            "20310203",
            "3 February 2031",
            "February 3, 2031",
            "Mon, 03 Feb 2031 10:00:00 GMT",
            "Feb. 3, 2031",
            "Monday, 3 February 2031",
            " 2031-02-03Z".trim_end_matches('Z'),
        ] {
            assert_eq!(normalised(date), "2031-02-03", "{date}");
        }
        assert_eq!(normalised("Sept. 9, 2031"), "2031-09-09");
    }

    #[test]
    fn others_stay() {
        for date in ["03/04/2031", "2031-13-01", "2031-02-30", "yesterday", "", "2031", "9999999999", "\u{0}"] {
            assert_eq!(normalised(date), date);
        }
    }
}
