//! Cells that every spreadsheet shows as what they are.

use std::io::Write;

pub(crate) use crate::archive::{number, thousandths};

/// A writer of CSV as RFC 4180 has it: line ends are CRLF, cells are quoted where they must be.
pub fn writer<W: Write>(to: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to)
}

/// What a file in the style of spreadsheets begins with: without it, Excel takes UTF-8 for Windows-1252.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// For whom a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellStyle {
    /// For programs: text is as it is, but that no spreadsheet runs it as a formula.
    #[default]
    Plain,
    /// For Excel and LibreOffice, which make dates and numbers of text when they open a file ("12-40" becomes December 1940,
    /// the id 007 becomes 7, and of a longer one the last digits become zeros): such text has an apostrophe before it, too,
    /// and the file begins with a byte order mark.
    Excel,
}

impl CellStyle {
    /// Text as a cell; [`plain`] gives it back. An apostrophe stands before it where it would begin with `=`, `+`, `-`, `@`, a
    /// tab or a carriage return (OWASP, "CSV Injection"), and in the style of spreadsheets also where it would become a date, a
    /// number or a truth value. Text that is like this behind apostrophes of its own gets one more, so that one can be taken
    /// away whatever the style was.
    pub fn text(self, s: &str) -> String {
        let bare = s.trim_start_matches('\'');
        let is_value = (self == CellStyle::Excel || bare.len() < s.len()) && is_taken_for_a_value(bare);
        if is_value || is_formula(bare) { format!("'{s}") } else { s.to_string() }
    }

    /// What a file begins with.
    pub fn head(self) -> &'static [u8] {
        match self {
            CellStyle::Plain => b"",
            CellStyle::Excel => BYTE_ORDER_MARK,
        }
    }
}

/// The text of a cell of any style.
pub fn plain(cell: &str) -> &str {
    let Some(rest) = cell.strip_prefix('\'') else { return cell };
    let bare = rest.trim_start_matches('\'');
    if is_formula(bare) || is_taken_for_a_value(bare) { rest } else { cell }
}

fn is_formula(s: &str) -> bool {
    s.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Whether a spreadsheet might take this for a number, a date, a time, a truth value or an error. Rather too often than too
/// seldom: what is made of a cell hangs on the language of the machine, and cannot be undone.
fn is_taken_for_a_value(s: &str) -> bool {
    // what cells are taken for in the languages of Excel that are used most
    const WORDS: &[&str] = &[
        "true",
        "false",
        "wahr",
        "falsch",
        "vrai",
        "faux",
        "verdadero",
        "falso",
        "vero",
        "verdadeiro",
        "waar",
        "onwaar",
        "#n/a",
        "#name?",
        "#null!",
        "#num!",
        "#ref!",
        "#value!",
        "#div/0!",
    ];
    // how months begin (English, German, French, Spanish, Italian, Portuguese, Dutch), and what stands in dates beside them
    const MONTHS: &[&str] = &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jän", "mär", "mrz", "mai",
        "okt", "dez", "fév", "fev", "avr", "juin", "juil", "aoû", "aou", "déc", "ene", "abr", "ago", "dic", "gen",
        "mag", "giu", "lug", "set", "ott", "out", "maa", "mrt", "mei", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    ];
    const BESIDE: &[&str] = &["a", "p", "am", "pm", "t", "z", "utc", "gmt", "e", "d", "de", "di"];
    let s = s.trim();
    if s.len() < 12 && WORDS.contains(&s.to_lowercase().as_str()) {
        return true;
    }
    if !s.contains(char::is_numeric) {
        return false;
    }
    let mark = |c: char| c.is_whitespace() || c.is_numeric() || "+-−–.,/:;'’()%$€£¥₹₽₩¢".contains(c);
    let is_of_a_date = |(place, word): (usize, &str)| {
        let word = word.to_lowercase();
        word.is_empty()
            || MONTHS.iter().any(|month| word.starts_with(month))
            // these stand behind a number
            || place > 0 && BESIDE.contains(&word.as_str())
    };
    s.chars().all(|c| mark(c) || c.is_alphabetic())
        && s.split(|c: char| !c.is_alphabetic()).enumerate().all(is_of_a_date)
}

/// A score for people: two decimals and a sign, rounded from the three that the files have, so that both agree.
pub fn signed(score: f64) -> String {
    let thousandths = thousandths(score);
    let sign = if thousandths.abs() < 5 { "" } else { ["-", "+"][usize::from(thousandths > 0)] };
    let hundredths = (thousandths.abs() + 5) / 10;
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_comes_back(s in "['=+@\\-\t\r a0-9./]{0,5}|'{0,3}(true|May 5|#N/A|12-40)|\\PC{0,20}") {
            for style in [CellStyle::Plain, CellStyle::Excel] {
                let cell = style.text(&s);
                prop_assert_eq!(plain(&cell), s.as_str());
                prop_assert!(!is_formula(&cell));
                prop_assert!(style == CellStyle::Plain || !is_taken_for_a_value(&cell) || cell.starts_with('\''));
            }
        }
    }

    #[test]
    fn what_a_spreadsheet_would_change_is_text() {
        for changed in [
            "12-40",
            "12-40;55-61",
            "703-745",
            "1-2",
            "03/04",
            "007",
            "12345678901234567890",
            "1e5",
            "2E10",
            "12:30",
            "12:30 pm",
            "5%",
            "$5",
            "€ 5,50",
            "(5)",
            "1 1/2",
            "½",
            "1,000.5",
            "TRUE",
            "false",
            "Jan 6",
            "5 May",
            "May 2031",
            "6. März",
            "Mai 68",
            "3 février",
            "2031-02-03",
            "2031-02-03T10:00:00Z",
            "Mon 3 Feb 2031",
            "#N/A",
            "#DIV/0!",
            " 7 ",
            "8.",
            "1'000",
            "٣",
        ] {
            assert_eq!(CellStyle::Excel.text(changed), format!("'{changed}"), "{changed}");
            assert_eq!(CellStyle::Plain.text(changed), changed);
        }
        for same in [
            "",
            "wire-1",
            "May",
            "March",
            "Article 5",
            "“12”",
            "«5»",
            "Oda Varn",
            "unnamed: 3 officials",
            "G7",
            "she",
            "1 of 2",
            "No. 5",
            "Talks: day 2",
            "May said 5",
            "n/a",
            "#peace",
            "direct",
            "-",
            "2nd",
            "a",
        ] {
            let text = CellStyle::Excel.text(same);
            assert!(text == same || is_formula(same), "{same}");
        }
        // apostrophes of its own
        assert_eq!((CellStyle::Excel.text("'5"), CellStyle::Plain.text("'5")), ("''5".into(), "''5".into()));
        assert_eq!((plain("'tis"), plain("'5"), plain("''5"), plain("'May")), ("'tis", "5", "'5", "'May"));
    }

    #[test]
    fn formulas_are_text() {
        assert_eq!(CellStyle::Plain.text("=1+1"), "'=1+1");
        assert_eq!(CellStyle::Plain.text("@x"), "'@x");
        assert_eq!(CellStyle::Plain.text("“-5”"), "“-5”");
        assert_eq!(CellStyle::Plain.text("'-5'"), "''-5'");
        assert_eq!(plain("'tis"), "'tis");
        assert_eq!(CellStyle::Plain.text(""), "");
    }

    #[test]
    fn numbers() {
        assert_eq!(number(Some(-0.0004), 2), "0.00");
        assert_eq!(number(Some(-0.5), 3), "-0.500");
        assert_eq!(number(None, 2), "");
        // 0.3015 lies a little under the half, 301.5 does not
        assert_eq!((number(Some(0.3015), 3).as_str(), thousandths(0.3015)), ("0.301", 301));
        assert_eq!((signed(-0.4449), signed(0.004), signed(-0.0049)), ("-0.45".into(), "0.00".into(), "-0.01".into()));
    }
}
