//! One article from one file or one JSON line.

use serde::Deserialize;

use super::Article;

/// A line of a `.jsonl` file.
#[derive(Deserialize)]
struct Record {
    id: Option<serde_json::Value>,
    text: Option<serde_json::Value>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    date: Option<String>,
}

/// Read one JSON line.
pub fn from_json(line: &str) -> Result<Article, String> {
    let record: Record = serde_json::from_str(line).map_err(|e| {
        // serde_json counts from the line's own start, so only the column says something
        let what = e.to_string();
        let what = what.split(" at line ").next().unwrap_or(&what);
        format!("not a JSON object with id and text: {what} (column {})", e.column())
    })?;
    let id = match record.id {
        Some(serde_json::Value::String(s)) if !s.trim().is_empty() => s,
        Some(serde_json::Value::Number(n)) => n.to_string(),
        Some(serde_json::Value::String(_)) => return Err("the record's id is empty".to_string()),
        Some(_) => return Err("the record's id is neither a string nor a number".to_string()),
        None => return Err("the record has no id".to_string()),
    };
    let text = match record.text {
        Some(serde_json::Value::String(s)) => s,
        Some(_) => return Err(format!("record {id}: text is not a string")),
        None => return Err(format!("record {id} has no text")),
    };
    Ok(Article {
        text: checked(text)?,
        id,
        title: record.title.unwrap_or_default(),
        outlet: record.outlet.unwrap_or_default(),
        date: record.date.unwrap_or_default(),
    })
}

/// Decode the bytes of a text file: UTF-8, with or without a byte order mark (which is no part of the text).
pub fn from_bytes(id: String, bytes: Vec<u8>) -> Result<Article, String> {
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    if let Some(at) = bytes.iter().position(|&b| b == 0) {
        return Err(format!("a binary file, not text (a NUL byte at byte {at})"));
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        format!("not UTF-8 (byte {}); convert it first, e.g. iconv -f LATIN1 -t UTF-8", e.utf8_error().valid_up_to())
    })?;
    Ok(Article { id, text: checked(text)?, ..Default::default() })
}

fn checked(text: String) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("no text in it".to_string());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_needs_id_and_text() {
        let a = from_json(r#"{"id": 7, "text": "Peace.", "outlet": "Wire", "extra": [1]}"#).unwrap();
        assert_eq!((a.id.as_str(), a.text.as_str(), a.outlet.as_str()), ("7", "Peace.", "Wire"));
        for (line, part) in [
            (r#"{"text": "x"}"#, "no id"),
            (r#"{"id": "a"}"#, "no text"),
            (r#"{"id": "a", "text": " \n"}"#, "no text in it"),
            (r#"{"id": "a", "text": 3}"#, "not a string"),
            (r#"{"id": "a", "text": "x""#, "column"),
            ("[1]", "not a JSON object"),
        ] {
            let e = from_json(line).unwrap_err();
            assert!(e.contains(part), "{line}: {e}");
        }
    }

    #[test]
    fn text_files_are_utf8() {
        assert_eq!(from_bytes("a".into(), b"\xef\xbb\xbfhi".to_vec()).unwrap().text, "hi");
        assert!(from_bytes("a".into(), b"caf\xe9 noir".to_vec()).unwrap_err().contains("byte 3"));
        assert!(from_bytes("a".into(), b"ab\0c".to_vec()).unwrap_err().contains("binary"));
        assert!(from_bytes("a".into(), Vec::new()).unwrap_err().contains("no text"));
    }
}
