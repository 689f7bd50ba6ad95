//! A roster file as text: what its fields may hold, and errors that name line and field.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::roster::Entry;
use crate::document::Date;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    speaker: Vec<Entry>,
}

/// What is wrong with a roster, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {}{problem}", field.as_ref().map_or(String::new(), |f| format!("field `{f}`: ")))]
pub struct RosterError {
    pub line: usize,
    pub field: Option<String>,
    pub problem: String,
}

/// The entries of a roster file.
pub fn parse(text: &str) -> Result<Vec<Entry>, RosterError> {
    toml::from_str::<File>(text).map(|f| f.speaker).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start).min(text.len());
        let message = e.message();
        let quoted = || message.split('`').nth(1).map(str::to_string);
        let before = &text.as_bytes()[..at];
        let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
        let (field, advice) = if message.starts_with("missing field") {
            (quoted(), " of this [[speaker]] or office; add it")
        } else if message.starts_with("unknown field") {
            (quoted(), "; remove it or mend its spelling")
        } else {
            (field_before(text, at), "")
        };
        RosterError { line, field, problem: format!("{message}{advice}") }
    })
}

/// The key whose value holds a place of the file.
fn field_before(text: &str, at: usize) -> Option<String> {
    let line_end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    let head = text.get(..at)?;
    // a value comes after its key; a broken line has its key in front
    let line_start = head.rfind('\n').map_or(0, |n| n + 1);
    let upto = if head[line_start..].contains('=') { head } else { &text[..line_end] };
    let key = upto.rsplit_once('=')?.0.trim_end();
    let key = key.rsplit(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).next()?;
    (!key.is_empty()).then(|| key.to_string())
}

/// A text that is not empty.
pub fn filled<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    let s = String::deserialize(d)?;
    if s.trim().is_empty() { Err(D::Error::custom("is empty; write a name")) } else { Ok(s) }
}

/// Texts of which none is empty.
pub fn all_filled<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    let all = Vec::<String>::deserialize(d)?;
    if all.iter().any(|s| s.trim().is_empty()) {
        return Err(D::Error::custom("one of them is empty; remove it"));
    }
    Ok(all)
}

/// A title of an office; the roster has them in lower case.
pub fn lower_case<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    filled(d).map(|s| s.trim().to_lowercase())
}

/// A date, if any.
pub fn date<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Date>, D::Error> {
    let Some(s) = Option::<String>::deserialize(d)? else { return Ok(None) };
    let wrong = || D::Error::custom(format!("{s:?} is no date; write it as \"2025-01-31\", or leave it out"));
    day(&s).map(Some).ok_or_else(wrong)
}

/// The day that a text of the form YYYY-MM-DD names.
pub fn day(s: &str) -> Option<Date> {
    // jiff reads other forms of ISO 8601, too
    (s.len() == 10).then(|| Date::strptime("%Y-%m-%d", s).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(toml: &str) -> String {
        parse(toml).unwrap_err().to_string()
    }

    #[test]
    fn errors_name_line_and_field() {
        let head = "[[speaker]]\nname = \"Oda Varn\"\n";
        for (rest, line, field, words) in [
            ("kind = \"robot\"\n", 3, "kind", "robot"),
            ("kind = 3\n", 3, "kind", "string"),
            ("kind = \"person\"\ngendr = \"female\"\n", 4, "gendr", "mend its spelling"),
            ("gender = \"female\"\n", 1, "kind", "add it"),
            ("kind = \"person\"\ngender = \"f\"\n", 4, "gender", "female"),
            ("kind = \"person\"\naliases = \"Varn\"\n", 4, "aliases", "sequence"),
            ("kind = \"person\"\naliases = [\"Varn\", \"\"]\n", 4, "aliases", "empty"),
            ("kind = \"person\"\noffices = [\n  { title = \"envoy\", from = \"2029\" },\n]\n", 5, "from", "no date"),
            ("kind = \"person\"\noffices = [{ title = \"envoy\", to = \"2029-02-30\" }]\n", 4, "to", "no date"),
            ("kind = \"person\"\noffices = [{ of = \"Tarsk\" }]\n", 4, "title", "add it"),
            ("kind = \"person\"\ncountry = Tarsk\n", 4, "country", ""),
        ] {
            let e = said(&format!("{head}{rest}"));
            assert!(e.starts_with(&format!("line {line}: field `{field}`: ")) && e.contains(words), "{rest}: {e}");
        }
        let empty = said("[[speaker]]\nname = \"\"\nkind = \"body\"\n");
        assert!(empty.starts_with("line 2: field `name`: is empty"), "{empty}");
        let table = said("[[speakers]]\nname = \"Oda Varn\"\n");
        assert!(table.starts_with("line 1: field `speakers`: unknown field"), "{table}");
    }

    #[test]
    fn dates() {
        assert_eq!(day("2024-02-29"), Some(Date::constant(2024, 2, 29)));
        for wrong in ["2025", "2025-5-19", "2025-13-01", "2023-02-29", "2025-04-31", "19.05.2025", "2025-05-19T10:00"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
