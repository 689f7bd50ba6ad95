//! One article from one JSON object.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::entry::{checked, given};
use super::fields;
use crate::document::Document;

/// The fields of a record that are read; all others are passed over.
#[derive(Default)]
struct Record {
    id: Option<Value>,
    text: Option<Value>,
    title: Option<Value>,
    outlet: Option<Value>,
    date: Option<Value>,
}

/// Reads a [`Record`]; the string is the name of the field that holds the text.
struct Fields<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::default();
        while let Some(key) = map.next_key::<String>()? {
            let field = match key.as_str() {
                k if k == self.0 => &mut record.text,
                k if k == fields::ID[0] => &mut record.id,
                k if k == fields::TITLE[0] => &mut record.title,
                k if k == fields::OUTLET[0] => &mut record.outlet,
                k if k == fields::DATE[0] => &mut record.date,
                _ => {
                    map.next_value::<IgnoredAny>()?;
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

/// Read one line of JSON. `text_field` holds the text; `None` for `text`.
pub fn from_json(line: &str, text_field: Option<&str>) -> Result<Document, String> {
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
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

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
