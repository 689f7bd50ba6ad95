//! Cells that every spreadsheet shows as what they are.

/// Text that a spreadsheet does not run as a formula: a cell that would begin with `=`, `+`, `-`, `@`, a tab
/// or a carriage return gets an apostrophe before it (OWASP, "CSV Injection"). A cell that begins so behind
/// apostrophes of its own gets one more, so that [`plain`] can tell them apart.
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
    }
}
