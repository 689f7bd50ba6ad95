//! Markdown: front matter is read, the text below it stays as it is.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::entry::{checked, given};
use super::extra::Extra;
use super::fields;
use crate::document::Document;

/// An article of a Markdown file. Its text is what follows the front matter, marks of Markdown included, so that spans
/// point into the file (less its front matter).
///
/// Front matter is a block of YAML between lines `---` or of TOML between lines `+++` at the very start. Such a block
/// that holds no keys is text: some begin with a ruled line. Keys that are not read are kept: numbers as they are written,
/// lists and tables as JSON.
pub fn article(id: String, file: String, max_bytes: u64) -> Result<Document, String> {
    let mut article = Document { id, ..Document::default() };
    let Some((mut block, rest)) = front_matter(&file)? else {
        article.text = checked(file)?;
        return Ok(article);
    };
    let mut take = |wanted: &[&str]| {
        let names: Vec<String> = block.iter().map(|(key, _)| fields::plain(key)).collect();
        let place = fields::place(&names, wanted).filter(|&i| block[i].1.is_one)?;
        Some(block.remove(place).1.words.trim().to_string())
    };
    article.title = take(fields::TITLE).unwrap_or_default();
    article.outlet = take(fields::OUTLET).unwrap_or_default();
    article.unread_date = take(fields::DATE).as_deref().and_then(given);
    article.text = checked(rest.to_string())?;
    let mut extra = Extra::new(max_bytes);
    for (key, value) in block.into_iter().filter(|(_, value)| !value.is_null) {
        extra.set(&key, value.words)?;
    }
    article.extra = extra.into_columns();
    Ok(article)
}

/// The keys of the front matter, in their order.
type Block = Vec<(String, Text)>;

/// A value of the front matter as text.
struct Text {
    words: String,
    /// Whether it is a string, number or date: neither a truth value, nor a list or table, nor nothing.
    is_one: bool,
    is_null: bool,
}

impl Text {
    /// `written` is how the file has it, where that is known: no digit of a number may be lost.
    fn of(value: Value, written: Option<&str>) -> Self {
        let (is_one, is_null) = (value.is_string() || value.is_number(), value.is_null());
        let words = match value {
            Value::String(s) => s,
            Value::Number(_) | Value::Bool(_) if written.is_some() => written.unwrap_or_default().to_string(),
            other => other.to_string(),
        };
        Text { words, is_one, is_null }
    }
}

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
    let Yaml(keys) = serde_saphyr::from_str(block)
        .map_err(|e: serde_saphyr::Error| format!("the front matter is no YAML: {}", first_line(&e.to_string())))?;
    let text = |value: serde_saphyr::Spanned<Value>| {
        let span = value.defined.span();
        let place = span.byte_offset().zip(span.byte_len());
        let written = place.and_then(|(at, length)| block.get(at as usize..(at + length) as usize));
        Text::of(value.value, written.map(str::trim))
    };
    Ok(keys.map(|keys| keys.into_iter().map(|(key, value)| (key, text(value))).collect()))
}

/// The keys of a YAML block, in their order; `None` where it holds no keys.
struct Yaml(Option<Vec<(String, serde_saphyr::Spanned<Value>)>>);

impl<'de> Deserialize<'de> for Yaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Keys).map(Yaml)
    }
}

struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Option<Vec<(String, serde_saphyr::Spanned<Value>)>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("keys with values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = Vec::new();
        while let Some(pair) = map.next_entry()? {
            keys.push(pair);
        }
        Ok(Some(keys))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Some(Vec::new()))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<Value>()?.is_some() {}
        Ok(None)
    }
}

fn toml(block: &str) -> Result<Option<Block>, String> {
    let table: toml::Table =
        toml::from_str(block).map_err(|e| format!("the front matter is no TOML: {}", first_line(&e.to_string())))?;
    Ok(Some(table.into_iter().map(|(key, value)| (key, Text::of(plain(value), None))).collect()))
}

/// A value of TOML as one of JSON; dates and what is no number of JSON (`nan`) become strings.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(s) => Value::String(s),
        toml::Value::Integer(n) => n.into(),
        toml::Value::Float(x) => serde_json::Number::from_f64(x).map_or_else(|| x.to_string().into(), Value::Number),
        toml::Value::Boolean(b) => b.into(),
        toml::Value::Datetime(d) => d.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(plain).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, plain(value))).collect(),
    }
}

fn first_line(s: &str) -> &str {
    s.lines().next().unwrap_or(s)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn article(id: String, file: String) -> Result<Document, String> {
        super::article(id, file, 1_000_000)
    }

    #[test]
    fn other_keys_are_kept() {
        let extra = |file: &str| article("a".into(), file.into()).unwrap().extra;
        let expected = |columns: &[(&str, &str)]| -> Vec<(String, String)> {
            columns.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect()
        };
        let yaml = "---\nurl: https://wire.example/a\ntitle: T\nid: 00123\nn: 1.10 # note\ntags: [a, \"b c\"]\ndraft: true\n\
                    none: null\nby:\n  name: Juna Hale\nsource: [x]\nauthor: Juna Hale\n---\nText";
        assert_eq!(
            extra(yaml),
            expected(&[
                ("url", "https://wire.example/a"),
                ("id", "00123"),
                ("n", "1.10"),
                ("tags", r#"["a","b c"]"#),
                ("draft", "true"),
                ("by", r#"{"name":"Juna Hale"}"#),
                ("source", r#"["x"]"#),
                ("author", "Juna Hale"),
            ])
        );
        let toml =
            "+++\nz = 1.5\ntitle = 'T'\na = ['x', 2]\nday = 2031-02-03\ndate = 2031-02-04\n[by]\nname = 'J'\n+++\nText";
        assert_eq!(
            extra(toml),
            expected(&[("z", "1.5"), ("a", r#"["x",2]"#), ("day", "2031-02-03"), ("by", r#"{"name":"J"}"#)])
        );
        assert_eq!(extra("---\n---\nText"), []);
        let many: String = (0..1001).map(|n| format!("k{n}: 1\n")).collect();
        assert!(article("a".into(), format!("---\n{many}---\nT")).unwrap_err().starts_with("more than 1000 columns"));
        // one line that is used again and again
        let again = format!("---\na: &a {}\nb: [*a, *a, *a, *a]\n---\nText", "x".repeat(400));
        assert!(super::article("a".into(), again, 1000).unwrap_err().contains("beside the text is longer than 1.0 kB"));
    }

    proptest! {
        #[test]
        fn any_front_matter_is_read_or_an_error(block in "([a-z]{1,3}[:=] ?(\\PC{0,12}|[0-9.e-]{0,5}|[\\[\\]{}&*,\"' a-b]{0,9})\n){0,5}") {
            for fence in ["---", "+++"] {
                if let Ok(a) = article("a".into(), format!("{fence}\n{block}{fence}\nText")) {
                    prop_assert!(a.text.ends_with("Text"));
                }
            }
        }
    }

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
