//! The W3C's Web Annotation Data Model (Recommendation of 23 February 2017): an annotation for each quotation, on the words
//! in their article.

use serde_json::{Value, json};

use super::{address, urn, without_empty};
use crate::archive::{Archive, QuoteRow, Stored, number, span_list};
use crate::error::Error;
use crate::text::{Span, Text};
use crate::{COMMIT, VERSION};

/// Code points before and after the words by which a TextQuoteSelector tells them from the same words elsewhere.
const AROUND: usize = 32;

/// The page up to its first annotation.
pub(super) fn beginning(archive: &Archive) -> Result<String, Error> {
    let made_by: Vec<String> = archive.runs()?.into_iter().map(|r| r.fingerprint).collect();
    let mut parts = vec!["page"];
    parts.extend(made_by.iter().map(String::as_str));
    let head = json!({ "@context": "http://www.w3.org/ns/anno.jsonld", "id": urn(&parts), "type": "AnnotationPage" });
    let head = head.to_string();
    Ok(format!("{},\"items\":[", &head[..head.len() - 1]))
}

pub(super) fn annotations(stored: &Stored) -> Vec<Value> {
    let text = Text::new(&stored.document.text);
    let source = source(stored);
    stored.rows.iter().filter(|r| !r.spans.is_empty()).map(|row| annotation(row, &text, &source)).collect()
}

fn source(stored: &Stored) -> Value {
    let d = &stored.document;
    without_empty(json!({
        "id": address(stored),
        "type": "Text",
        "format": "text/plain",
        "dcterms:identifier": d.id,
        "dcterms:title": d.title,
        "dcterms:publisher": d.outlet,
        "dcterms:date": d.date_text(),
    }))
}

fn annotation(row: &QuoteRow, text: &Text, source: &Value) -> Value {
    let body = |purpose: &str, value: String| json!({ "type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain" });
    let mut bodies = Vec::new();
    if !row.speaker.is_empty() {
        bodies.push(body("identifying", row.speaker.clone()));
    }
    bodies.push(body("classifying", row.stance.label.name().to_string()));
    bodies.push(body("classifying", row.kind.name().to_string()));
    let score = match row.stance.score {
        Some(score) => format!("stance {} on the axis from -1 (pressure) to 1 (peace)", number(Some(score), 3)),
        None => "not on the axis between pressure and peace".to_string(),
    };
    let by =
        if row.corrected.is_empty() { String::new() } else { format!("; put right by a person: {}", row.corrected) };
    bodies.push(body("describing", score + &by));
    let mut targets: Vec<Value> = row.spans.iter().map(|span| target(span, text, source)).collect();
    let target = if targets.len() == 1 { targets.remove(0) } else { json!({ "type": "List", "items": targets }) };
    let commit = if COMMIT.is_empty() { String::new() } else { format!(" ({COMMIT})") };
    json!({
        "id": urn(&["quotation", &row.article_id, &span_list(&row.spans), &row.quote]),
        "type": "Annotation",
        "motivation": ["identifying", "classifying"],
        "creator": { "type": "Software", "name": format!("quotestance {VERSION}{commit}") },
        "body": bodies,
        "target": target,
    })
}

/// The words by themselves with what stands around them, and their place in the text.
fn target(span: &Span, text: &Text, source: &Value) -> Value {
    let within = span.start.min(text.len())..span.end.min(text.len());
    let before = within.start.saturating_sub(AROUND)..within.start;
    let after = within.end..(within.end + AROUND).min(text.len());
    json!({
        "type": "SpecificResource",
        "source": source,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text.slice(&within),
                "prefix": text.slice(&before),
                "suffix": text.slice(&after),
            },
            { "type": "TextPositionSelector", "start": within.start, "end": within.end },
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample;
    use crate::document::Document;

    #[test]
    fn the_selectors_find_the_words() {
        let text = "🕊 “We will talk,” Oda Varn said. “Tomorrow.”";
        let mut row = sample("Oda Varn", "“We will talk,” … “Tomorrow.”", Some(-0.4));
        row.spans = vec![2..17, 33..44];
        let mut document = Document::new("a", text);
        document.extra = vec![("link".into(), "https://norlund.example/1".into())];
        let all = annotations(&Stored::new(document, vec![row, sample("", "🕊 ", None)]));
        assert_eq!(all.len(), 2);
        let a = &all[0];
        assert_eq!((&a["type"], a["creator"]["type"].as_str()), (&json!("Annotation"), Some("Software")));
        assert_eq!(a["target"]["type"], "List");
        let whole: Vec<char> = text.chars().collect();
        for t in a["target"]["items"].as_array().unwrap() {
            assert_eq!(t["source"]["id"], "https://norlund.example/1");
            assert!(t["source"].get("dcterms:title").is_none(), "what is not known is not said");
            let (quote, place) = (&t["selector"][0], &t["selector"][1]);
            let at = |k: &str| place[k].as_u64().unwrap() as usize;
            let words: String = whole[at("start")..at("end")].iter().collect();
            assert_eq!(quote["exact"], words.as_str());
            let around = format!("{}{words}{}", quote["prefix"].as_str().unwrap(), quote["suffix"].as_str().unwrap());
            assert!(text.contains(&around), "{around}");
        }
        let values: Vec<&str> = a["body"].as_array().unwrap().iter().map(|b| b["value"].as_str().unwrap()).collect();
        assert_eq!(values[..3], ["Oda Varn", "lean_pressure", "direct"]);
        assert!(values[3].starts_with("stance -0.400 on the axis"), "{values:?}");
        assert_eq!(all[1]["body"][0]["purpose"], "classifying", "nobody is named");
        assert_ne!(all[0]["id"], all[1]["id"]);
    }
}
