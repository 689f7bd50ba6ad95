//! A roster file: its entries, and errors that name file, line and field.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::entry::Entry;

/// Why a roster file was not read.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The file cannot be opened or is no UTF-8.
    #[error("{}: cannot be read", path.display())]
    Unreadable {
        /// The roster file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// An entry is wrong: where, and what to do.
    #[error("{}: line {line}: {}{problem}", path.display(), field.as_ref().map_or(String::new(), |f| format!("field `{f}`: ")))]
    Invalid {
        /// The roster file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// The key whose value is wrong, missing or unknown, where that is known.
        field: Option<String>,
        /// What is wrong and what to do.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    speaker: Vec<Entry>,
}

/// The entries of a roster file.
pub fn read(path: &Path) -> Result<Vec<Entry>, RosterError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| RosterError::Unreadable { path: path.to_path_buf(), source })?;
    parse(&text, path)
}

/// The entries of a roster file's text; `path` is for errors.
pub fn parse(text: &str, path: &Path) -> Result<Vec<Entry>, RosterError> {
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
        RosterError::Invalid { path: path.to_path_buf(), line, field, problem: format!("{message}{advice}") }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(toml: &str) -> String {
        parse(toml, Path::new("mine.toml")).unwrap_err().to_string()
    }

    #[test]
    fn errors_name_file_line_and_field() {
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
            let start = format!("mine.toml: line {line}: field `{field}`: ");
            assert!(e.starts_with(&start) && e.contains(words), "{rest}: {e}");
        }
        let empty = said("[[speaker]]\nname = \"\"\nkind = \"body\"\n");
        assert!(empty.starts_with("mine.toml: line 2: field `name`: is empty"), "{empty}");
        let table = said("[[speakers]]\nname = \"Oda Varn\"\n");
        assert!(table.starts_with("mine.toml: line 1: field `speakers`: unknown field"), "{table}");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let e = read(Path::new("no-such-file.toml")).unwrap_err();
        assert_eq!(e.to_string(), "no-such-file.toml: cannot be read");
        assert!(std::error::Error::source(&e).is_some());
    }
}
