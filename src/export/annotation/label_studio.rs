//! Tasks for Label Studio: an article's text with its quotations, cues and mentions marked beforehand, each quotation with
//! speaker, stance and type to be put right.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::VERSION;
use crate::archive::{QuoteRow, Stored, span_list};
use crate::text::{Span, Text};

/// The labeling configuration of a project for these tasks (Settings, Labeling Interface, Code).
pub const CONFIG: &str = include_str!("label_studio.xml");

/// A quotation as it was given out, kept with the task, so that an answer tells what a person has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Given {
    /// The `n` of `article_id#n`, which names its regions.
    pub number: String,
    /// As in `quotes.csv`.
    pub spans: String,
    pub quote: String,
    pub speaker: String,
    pub stance: String,
    #[serde(rename = "type")]
    pub kind: String,
}

/// What the regions of a quotation are called. (Label Studio cuts names at `#`.)
pub(crate) struct RegionName;

impl RegionName {
    /// The `part`-th span of a quotation, from 1.
    pub fn span(number: &str, part: usize) -> String {
        format!("q{number}s{part}")
    }
}

pub(super) fn task(stored: &Stored) -> Value {
    let document = &stored.document;
    let text = Text::new(&document.text);
    let results: Vec<Value> = stored.rows.iter().flat_map(|row| results(row, &text)).collect();
    let made_by = stored.rows.first().map(|r| r.made_by.clone()).unwrap_or_default();
    json!({
        "data": {
            "article_id": document.id,
            "title": document.title,
            "outlet": document.outlet,
            "date": document.date_text(),
            "url": document.url().unwrap_or_default(),
            "text": document.text,
            "quotations": stored.rows.iter().map(given).collect::<Vec<_>>(),
        },
        "predictions": [{
            "model_version": format!("quotestance {VERSION} {made_by}").trim_end(),
            "result": results,
        }],
    })
}

fn number(row: &QuoteRow) -> &str {
    row.quote_id.rsplit_once('#').map_or(row.quote_id.as_str(), |(_, n)| n)
}

fn given(row: &QuoteRow) -> Given {
    Given {
        number: number(row).to_string(),
        spans: span_list(&row.spans),
        quote: row.quote.clone(),
        speaker: row.speaker.clone(),
        stance: row.stance.label.name().to_string(),
        kind: row.kind.name().to_string(),
    }
}

/// The regions of a quotation and what hangs on its first one.
fn results(row: &QuoteRow, text: &Text) -> Vec<Value> {
    let n = number(row);
    let mut out = Vec::new();
    let id = RegionName::span(n, 1);
    for (i, span) in row.spans.iter().enumerate() {
        let part = RegionName::span(n, i + 1);
        out.push(region(&part, span, text, "span", "labels", "labels", json!(["quotation"])));
        if i > 0 {
            out.push(relation(&RegionName::span(n, i), &part, "continues"));
        }
    }
    let Some(first) = row.spans.first() else { return out };
    if !row.speaker.is_empty() {
        out.push(region(&id, first, text, "speaker", "textarea", "text", json!([row.speaker])));
    }
    out.push(region(&id, first, text, "stance", "choices", "choices", json!([row.stance.label.name()])));
    out.push(region(&id, first, text, "type", "choices", "choices", json!([row.kind.name()])));
    for (what, letter, span) in [("cue", 'c', &row.cue_span), ("mention", 'm', &row.mention_span)] {
        if let Some(span) = span {
            let part = format!("q{n}{letter}");
            out.push(region(&part, span, text, "span", "labels", "labels", json!([what])));
            out.push(relation(&id, &part, what));
        }
    }
    out
}

/// One result: what a control says of a region. `key` is where its value stands.
fn region(id: &str, span: &Span, text: &Text, control: &str, kind: &str, key: &str, value: Value) -> Value {
    let within = span.start.min(text.len())..span.end.min(text.len());
    let mut result = json!({
        "id": id,
        "from_name": control,
        "to_name": "text",
        "type": kind,
        "value": { "start": within.start, "end": within.end, "text": text.slice(&within) },
    });
    result["value"][key] = value;
    result
}

fn relation(from: &str, to: &str, label: &str) -> Value {
    json!({ "type": "relation", "from_id": from, "to_id": to, "direction": "right", "labels": [label] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample;
    use crate::document::Document;

    #[test]
    fn a_task_holds_what_the_row_holds() {
        let text = "🕊 “We will talk,” Oda Varn said. “Tomorrow.”";
        let mut row = sample("Oda Varn", "“We will talk,” … “Tomorrow.”", Some(0.5));
        (row.quote_id, row.spans) = ("a#7".into(), vec![2..17, 33..44]);
        (row.cue_span, row.mention_span) = (Some(27..31), Some(18..26));
        let stored = Stored::new(Document::new("a", text), vec![row]);
        let task = task(&stored);
        let results = task["predictions"][0]["result"].as_array().unwrap();
        let words = |id: &str, control: &str| {
            let r = results.iter().find(|r| r["id"] == id && r["from_name"] == control).unwrap();
            let (start, end) = (r["value"]["start"].as_u64().unwrap(), r["value"]["end"].as_u64().unwrap());
            text.chars().skip(start as usize).take((end - start) as usize).collect::<String>()
        };
        assert_eq!(words("q7s1", "span"), "“We will talk,”", "code points, an emoji is one");
        assert_eq!(words("q7s2", "span"), "“Tomorrow.”");
        assert_eq!((words("q7c", "span"), words("q7m", "span")), ("said".into(), "Oda Varn".into()));
        let of = |control: &str| &results.iter().find(|r| r["from_name"] == control).unwrap()["value"];
        assert_eq!(of("speaker")["text"], json!(["Oda Varn"]));
        assert_eq!((&of("stance")["choices"], &of("type")["choices"]), (&json!(["lean_peace"]), &json!(["direct"])));
        let relations: Vec<&Value> = results.iter().filter(|r| r["type"] == "relation").collect();
        assert_eq!(relations.len(), 3);
        assert_eq!((&relations[0]["from_id"], &relations[0]["to_id"]), (&json!("q7s1"), &json!("q7s2")));
        // whatever a result names is in the configuration
        for r in results.iter().filter(|r| r["type"] != "relation") {
            assert!(CONFIG.contains(&format!("name={} toName=\"text\"", r["from_name"])), "{r}");
            for value in ["labels", "choices"].into_iter().filter_map(|k| r["value"][k].as_array()).flatten() {
                assert!(CONFIG.contains(&format!("value={value}")), "{value}");
            }
        }
        assert_eq!(task["data"]["quotations"][0]["spans"], "2-17;33-44");
    }
}
