//! One article from one JSON object.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::entry::{checked, given};
use super::extra::Extra;
use super::fields;
use crate::document::Document;

/// The fields of a record that are read, and all others as they are written.
#[derive(Default)]
struct Record<'de> {
    id: Option<Value>,
    text: Option<Value>,
    title: Option<Value>,
    outlet: Option<Value>,
    date: Option<Value>,
    others: Vec<(String, &'de RawValue)>,
}

/// Reads a [`Record`]; the string is the name of the field that holds the text.
struct Fields<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Record<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record::default();
        while let Some(key) = map.next_key::<String>()? {
            let field = match key.as_str() {
                k if k == self.0 => &mut record.text,
                k if k == fields::ID[0] => &mut record.id,
                k if k == fields::TITLE[0] => &mut record.title,
                k if k == fields::OUTLET[0] => &mut record.outlet,
                k if k == fields::DATE[0] => &mut record.date,
                _ => {
                    let value = map.next_value()?;
                    record.others.push((key, value));
                    continue;
                }
            };
            if field.replace(map.next_value()?).is_some() {
                return Err(A::Error::custom(format!("{key} is there twice")));
            }
        }
        Ok(record)
    }
}

/// Read one line of JSON. `text_field` holds the text; `None` for `text`. The values of other fields are kept: strings as
/// they are, numbers and truth values as they are written, lists and objects as JSON without white space; null is not there.
pub fn from_json(line: &str, text_field: Option<&str>, max_bytes: u64) -> Result<Document, String> {
    let text_field = text_field.unwrap_or(fields::TEXT[0]);
    if line.trim_start().starts_with('[') {
        return Err("a JSON array, where each line is to be one object; e.g. jq -c '.[]' FILE > FILE.jsonl".into());
    }
    let mut json = serde_json::Deserializer::from_str(line);
    let record = Fields(text_field).deserialize(&mut json).and_then(|r| json.end().map(|()| r)).map_err(|e| {
        // serde_json counts from the line's own start, so only the column says something
        let what = e.to_string();
        let what = what.split(" at line ").next().unwrap_or(&what);
        let hint = if what.contains("hex escape") {
            "; a lone surrogate, half of a \\u pair, is no character"
        } else if e.is_eof() {
            "; each line is to be one whole object, e.g. jq -c . FILE > FILE.jsonl"
        } else {
            ""
        };
        format!("not a JSON object with id and {text_field}: {what} (byte {} of the line){hint}", e.column())
    })?;
    let id = match record.id {
        Some(Value::String(s)) if !s.trim().is_empty() => s,
        Some(Value::Number(n)) => n.to_string(),
        Some(Value::String(_)) => return Err("the record's id is empty".to_string()),
        Some(_) => return Err("the record's id is neither a string nor a number".to_string()),
        None => return Err("the record has no id".to_string()),
    };
    let text = match record.text {
        Some(Value::String(s)) => checked(s).map_err(|e| format!("record {id}: {e}"))?,
        Some(_) => return Err(format!("record {id}: {text_field} is not a string")),
        None => return Err(format!("record {id} has no {text_field}; --text-column names another field")),
    };
    let string = |name: &str, value: Option<Value>| match value {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(s)) => Ok(s),
        Some(_) => Err(format!("record {id}: {name} is not a string")),
    };
    let mut document = Document::new(id.clone(), text);
    document.title = string(fields::TITLE[0], record.title)?;
    document.outlet = string(fields::OUTLET[0], record.outlet)?;
    // a number is a date as other programs keep it, and no reason to lose the text
    let date = record.date.map(|d| if d.is_number() { Value::String(d.to_string()) } else { d });
    document.unread_date = given(&string(fields::DATE[0], date)?);
    let mut extra = Extra::new(max_bytes);
    for (name, value) in record.others {
        if let Some(value) = words(value.get().trim()) {
            extra.set(&name, value).map_err(|e| format!("record {id}: {e}"))?;
        }
    }
    document.extra = extra.into_columns();
    Ok(document)
}

/// A value as text; `None` for null.
fn words(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'n' => None,
        // half of a surrogate pair is no character: its escape is kept
        b'"' => Some(serde_json::from_str(json).unwrap_or_else(|_| json[1..json.len() - 1].to_string())),
        b'[' | b'{' => Some(compact(json)),
        _ => Some(json.to_string()),
    }
}

/// JSON without white space between its parts, and with the characters of its strings as themselves. Not by way
/// of `Value`, which keeps neither the order of fields nor the digits of numbers.
pub(super) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if c == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let end = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                end
            });
            length = end.map_or(rest.len(), |end| end + 2);
            let string = &rest[..length];
            let plain = serde_json::from_str::<String>(string).and_then(|s| serde_json::to_string(&s));
            out.push_str(&plain.unwrap_or_else(|_| string.to_string()));
        } else if !c.is_ascii_whitespace() {
            out.push(c);
        }
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn from_json(line: &str, text_field: Option<&str>) -> Result<Document, String> {
        super::from_json(line, text_field, 1_000_000)
    }

    #[test]
    fn other_fields_are_kept_as_text() {
        let line = r#"{"url": "https:\/\/wire.example/a", "n": 1.10, "big": 12345678901234567890123, "id": "a", "yes": true,
            "no": null, "tags": [ "caf\u00e9", "a \" b" , 1.10 ], "by": {"z": "\ud800", "a": {}}, "text": "Peace.",
            "half": "\ud800", "empty": "", "n": 2.50}"#;
        let a = from_json(line, None).unwrap();
        let expected = [
            ("url", "https://wire.example/a"),
            ("n", "2.50"),
            ("big", "12345678901234567890123"),
            ("yes", "true"),
            ("tags", r#"["café","a \" b",1.10]"#),
            ("by", r#"{"z":"\ud800","a":{}}"#),
            ("half", r"\ud800"),
            ("empty", ""),
        ];
        assert_eq!(a.extra, expected.map(|(n, v)| (n.to_string(), v.to_string())));
        assert_eq!(a.url(), Some("https://wire.example/a"));
        let b = from_json(r#"{"id": 1, "body": "Peace.", "text": "a snippet"}"#, Some("body")).unwrap();
        assert_eq!(b.extra, [("text".to_string(), "a snippet".to_string())]);
        let many: String = (0..1001).map(|n| format!("\"f{n}\":1,")).collect();
        let e = from_json(&format!("{{{many}\"id\":7,\"text\":\"x\"}}"), None).unwrap_err();
        assert!(e.starts_with("record 7: more than 1000 columns"), "{e}");
    }

    proptest! {
        /// Any value comes as text, and a list without its white space is still the same list.
        #[test]
        fn any_field_is_kept(name in "[^\\p{C}]{1,9}", strings in prop::collection::vec("\\PC{0,9}|[\"\\\\ \t]{0,5}", 0..5), any in "\\PC{0,40}") {
            let list = serde_json::to_string_pretty(&strings).unwrap();
            let key = serde_json::to_string(&format!("x{name}")).unwrap();
            let a = from_json(&format!("{{\"id\":1,\"text\":\"T\",{key}:{list}}}"), None).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Vec<String>>(&a.extra[0].1).unwrap(), &strings);
            prop_assert_eq!(&a.extra[0].1, &serde_json::to_string(&strings).unwrap());
            from_json(&format!("{{\"id\":1,\"text\":\"T\",\"a\":{any}}}"), None).ok();
            compact(&any);
        }
    }

    #[test]
    fn a_record_needs_id_and_text() {
        let a =
            from_json(r#"{"id": 7, "text": "Peace.", "outlet": "Wire", "extra": [1], "date": null}"#, None).unwrap();
        assert_eq!((a.id.as_str(), a.text.as_str(), a.outlet.as_str()), ("7", "Peace.", "Wire"));
        let dated = from_json(r#"{"id": 7, "text": "Peace.", "date": 1924992000}"#, None).unwrap();
        assert_eq!(dated.unread_date.as_deref(), Some("1924992000"));
        let a = from_json(r#"{"id": 7, "text": 1, "body": "Peace."}"#, Some("body")).unwrap();
        assert_eq!(a.text, "Peace.");
        for (line, part) in [
            (r#"{"text": "x"}"#, "no id"),
            (r#"{"id": "a"}"#, "record a has no text; --text-column"),
            (r#"{"id": "a", "text": " \n"}"#, "no text in it"),
            (r#"{"id": "a", "text": 3}"#, "not a string"),
            (r#"{"id": "a", "text": "x""#, "byte 23 of the line); each line"),
            (r#"{"id": "a", "text": "\ud800x"}"#, "surrogate"),
            (r#"{"id": "a", "id": "b", "text": "x"}"#, "id is there twice"),
            ("[1]", "jq -c"),
            ("3", "not a JSON object"),
        ] {
            let e = from_json(line, None).unwrap_err();
            assert!(e.contains(part), "{line}: {e}");
        }
    }

    #[test]
    fn nesting_without_end_is_an_error_and_no_crash() {
        let deep = format!("{{\"id\": {}", "[".repeat(200_000));
        assert!(from_json(&deep, None).unwrap_err().contains("recursion limit"));
        let passed_over = format!("{{\"id\":1,\"x\":{}{},\"text\":\"x\"}}", "[".repeat(200_000), "]".repeat(200_000));
        from_json(&passed_over, None).ok();
    }
}
