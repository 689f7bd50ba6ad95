//! Cells that every spreadsheet shows as what they are.

use std::io::Write;

/// A writer of CSV as RFC 4180 has it: line ends are CRLF, cells are quoted where they must be.
pub fn writer<W: Write>(to: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to)
}

/// Text that a spreadsheet does not run as a formula: a cell that would begin with `=`, `+`, `-`, `@`, a tab
/// or a carriage return gets an apostrophe before it (OWASP, "CSV Injection").
pub fn text(s: &str) -> String {
    match s.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{s}"),
        _ => s.to_string(),
    }
}

/// A number with the given decimals, without a sign before zero; empty for none.
pub fn number(x: Option<f64>, decimals: usize) -> String {
    let Some(x) = x else { return String::new() };
    let s = format!("{x:.decimals$}");
    if s.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        s.trim_start_matches('-').to_string()
    } else {
        s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text() {
        assert_eq!(text("=1+1"), "'=1+1");
        assert_eq!(text("@x"), "'@x");
        assert_eq!(text("“-5”"), "“-5”");
        assert_eq!(text(""), "");
    }

    #[test]
    fn numbers() {
        assert_eq!(number(Some(-0.0004), 2), "0.00");
        assert_eq!(number(Some(-0.5), 3), "-0.500");
        assert_eq!(number(None, 2), "");
    }
}
