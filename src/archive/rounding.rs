//! Numbers as they are printed, so that every sum and mean can be checked against what the files say.

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

/// A score as it is printed, in thousandths. Rounding it any other way would part from the files where it stands
/// half way between two steps.
pub fn thousandths(x: f64) -> i64 {
    let printed = number(Some(x), 3);
    printed.parse::<f64>().map_or(0, |p| (p * 1000.0).round() as i64)
}
