//! Markdown: front matter is read, the text below it stays as it is.

use std::collections::BTreeMap;

use serde_json::Value;

use super::entry::{checked, given};
use super::fields;
use crate::document::Document;

/// An article of a Markdown file. Its text is what follows the front matter, marks of Markdown included, so that spans
/// point into the file (less its front matter).
///
/// Front matter is a block of YAML between lines `---` or of TOML between lines `+++` at the very start. Such a block
/// that holds no keys is text: some begin with a ruled line.
pub fn article(id: String, file: String) -> Result<Document, String> {
    let mut article = Document { id, ..Document::default() };
    let Some((block, rest)) = front_matter(&file)? else {
        article.text = checked(file)?;
        return Ok(article);
    };
    let keys: Vec<String> = block.keys().map(|k| fields::plain(k)).collect();
    let value = |wanted: &[&str]| {
        let i = fields::place(&keys, wanted)?;
        match block.values().nth(i)? {
            Value::String(s) => Some(s.trim().to_string()),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        }
    };
    article.title = value(fields::TITLE).unwrap_or_default();
    article.outlet = value(fields::OUTLET).unwrap_or_default();
    article.unread_date = value(fields::DATE).as_deref().and_then(given);
    article.text = checked(rest.to_string())?;
    Ok(article)
}

type Block = BTreeMap<String, Value>;

/// The keys of the front matter and the text below it; `None` where there is none.
fn front_matter(file: &str) -> Result<Option<(Block, &str)>, String> {
    let fence = match file.lines().next().map(str::trim_end) {
        Some(fence @ ("---" | "+++")) => fence,
        _ => return Ok(None),
    };
    let after_fence = file.find('\n').map_or(file.len(), |i| i + 1);
    let mut end = after_fence;
    let mut close = None;
    for line in file[after_fence..].split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            close = Some(end + line.len());
            break;
        }
        end += line.len();
    }
    let block = &file[after_fence..end];
    let Some(close) = close else {
        let is_key = |line: &str| line.split_once(':').is_some_and(|(k, _)| !k.is_empty() && !k.contains(' '));
        return match block.lines().next() {
            Some(line) if is_key(line) => {
                Err(format!("the front matter that line 1 opens is never closed; end it with a line {fence}"))
            }
            _ => Ok(None),
        };
    };
    let keys = if fence == "---" { yaml(block)? } else { toml(block)? };
    Ok(keys.map(|keys| (keys, &file[close..])))
}

fn yaml(block: &str) -> Result<Option<Block>, String> {
    match serde_saphyr::from_str::<Value>(block) {
        Ok(Value::Object(keys)) => Ok(Some(keys.into_iter().collect())),
        Ok(Value::Null) => Ok(Some(Block::new())),
        Ok(_) => Ok(None),
        Err(e) => Err(format!("the front matter is no YAML: {}", first_line(&e.to_string()))),
    }
}

fn toml(block: &str) -> Result<Option<Block>, String> {
    let table: toml::Table =
        toml::from_str(block).map_err(|e| format!("the front matter is no TOML: {}", first_line(&e.to_string())))?;
    let plain = |v: toml::Value| match v {
        toml::Value::String(s) => Value::String(s),
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Integer(n) => Value::from(n),
        _ => Value::Null,
    };
    Ok(Some(table.into_iter().map(|(k, v)| (k, plain(v))).collect()))
}

fn first_line(s: &str) -> &str {
    s.lines().next().unwrap_or(s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_read_and_no_text() {
        let of = |file: &str| article("a".into(), file.into()).unwrap();
        let a = of(
            "---\ntitle: \"Talks: day two\"\ndate: 3 February 2031\nsource: Northlight\ntags: [a, b]\n---\n\n# Talks\n",
        );
        assert_eq!(
            (a.title.as_str(), a.date_text().as_str(), a.outlet.as_str()),
            ("Talks: day two", "3 February 2031", "Northlight")
        );
        assert_eq!(a.text, "\n# Talks\n");
        let a = of("+++\r\ntitle = 'Talks'\r\ndate = 2031-02-03T10:00:00Z\r\n+++\r\nText");
        assert_eq!(
            (a.title.as_str(), a.date_text().as_str(), a.text.as_str()),
            ("Talks", "2031-02-03T10:00:00Z", "Text")
        );
        assert_eq!(of("---\n---\nText").text, "Text");
    }

    #[test]
    fn a_ruled_line_is_text() {
        for file in ["---\nShe said no.\n\n---\nMore", "---\nShe said no.", "--- a", "# Title\n---\ntitle: x\n---\n"] {
            assert_eq!(article("a".into(), file.into()).unwrap().text, file);
        }
    }

    #[test]
    fn broken_front_matter_says_so() {
        let of = |file: &str| article("a".into(), file.into()).unwrap_err();
        assert!(of("---\ntitle: x\nText").contains("never closed"));
        assert!(of("---\ntitle: [x\n---\nText").contains("no YAML"));
        assert!(of("+++\ntitle = \n+++\nText").contains("no TOML"));
        assert!(of("---\ntitle: x\n---\n").contains("no text"));
    }
}
