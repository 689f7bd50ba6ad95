//! Cells that every spreadsheet shows as what they are.

use std::io::Write;

pub(crate) use crate::archive::{number, thousandths};

/// A writer of CSV as RFC 4180 has it: line ends are CRLF, cells are quoted where they must be.
pub fn writer<W: Write>(to: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to)
}

/// Text that a spreadsheet does not run as a formula: a cell that would begin with `=`, `+`, `-`, `@`, a tab
/// or a carriage return gets an apostrophe before it (OWASP, "CSV Injection"). A cell that begins so behind
/// apostrophes of its own gets one more, so that `plain` can tell them apart.
pub fn text(s: &str) -> String {
    if is_formula(s.trim_start_matches('\'')) { format!("'{s}") } else { s.to_string() }
}

/// What [`text`] was given.
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_formula(s: &str) -> bool {
    s.starts_with(['=', '+', '-', '@', '\t', '\r'])
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
        fn any_text_comes_back(s in "['=+@\\-\t\r a]{0,5}|\\PC{0,20}") {
            let cell = text(&s);
            prop_assert_eq!(plain(&cell), s);
        }
    }

    #[test]
    fn formulas_are_text() {
        assert_eq!(text("=1+1"), "'=1+1");
        assert_eq!(text("@x"), "'@x");
        assert_eq!(text("“-5”"), "“-5”");
        assert_eq!(text("'-5'"), "''-5'");
        assert_eq!(plain("'tis"), "'tis");
        assert_eq!(text(""), "");
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
