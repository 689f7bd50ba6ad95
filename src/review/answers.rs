//! Answers of Label Studio (its JSON export) to the tasks that `quotestance report --format label-studio` gave out.
//!
//! Taken over is what was changed of a quotation that was given out: its speaker, stance and type, and that it was removed,
//! which says that it is none. Not taken over, but told: a quotation that was drawn anew, and other borders of one; the
//! archive holds what the program found, and corrections hang on it.

use serde::Deserialize;

use super::Said;
use crate::archive::{Field, Statement, Verdict, spans_of};
use crate::export::{Given, RegionName};
use crate::text::Span;

#[derive(Deserialize)]
struct Task {
    #[serde(default)]
    data: Data,
    #[serde(default)]
    annotations: Vec<Annotation>,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    article_id: String,
    quotations: Option<Vec<Given>>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    was_cancelled: bool,
    #[serde(default)]
    completed_by: serde_json::Value,
    #[serde(default)]
    updated_at: String,
    #[serde(default)]
    result: Vec<Answer>,
}

/// What one control says of a region.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    id: String,
    #[serde(default)]
    from_name: String,
    #[serde(default)]
    value: Value,
}

#[derive(Default, Deserialize)]
struct Value {
    start: Option<usize>,
    end: Option<usize>,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    choices: Vec<String>,
    /// The region's words, or what was written into a text field: a list.
    text: Option<serde_json::Value>,
}

/// The statements and what was passed over, or all that is wrong.
pub fn read(json: &str) -> Result<Said, Vec<String>> {
    let tasks: Vec<Task> = serde_json::from_str(json).map_err(|e| {
        vec![format!("no export of Label Studio ({e}); choose the format JSON there, not JSON-MIN, for tasks of `report --format label-studio`")]
    })?;
    let (mut said, mut wrong) = (Said::default(), Vec::new());
    for (n, mut task) in tasks.into_iter().enumerate() {
        let at = format!("task {}", n + 1);
        let Some(given) = task.data.quotations.take().filter(|_| !task.data.article_id.is_empty()) else {
            wrong.push(format!("{at}: no task of `quotestance report --format label-studio`: article_id or quotations are missing in its data"));
            continue;
        };
        // of several annotators the last one counts, as of several lines
        task.annotations.retain(|a| !a.was_cancelled);
        task.annotations.sort_by(|a, b| a.updated_at.cmp(&b.updated_at));
        for annotation in &task.annotations {
            let of = Answers { at: &at, article: &task.data.article_id, given: &given, annotation };
            of.compare(&mut said, &mut wrong);
        }
    }
    if wrong.is_empty() { Ok(said) } else { Err(wrong) }
}

/// One annotation of one task.
struct Answers<'a> {
    at: &'a str,
    article: &'a str,
    given: &'a [Given],
    annotation: &'a Annotation,
}

impl Answers<'_> {
    fn compare(&self, said: &mut Said, wrong: &mut Vec<String>) {
        let mut taken: Vec<&str> = Vec::new();
        for given in self.given {
            let Some(spans) = spans_of(&given.spans).filter(|s| !s.is_empty()) else {
                wrong.push(format!("{}: quotation {}: spans are {:?}", self.at, given.number, given.spans));
                continue;
            };
            let regions = self.regions(given, &spans);
            let Some(first) = regions.first() else {
                said.statements.push(self.statement(given, &spans, Field::NotAQuotation, Verdict::NotAQuotation));
                continue;
            };
            if !regions.iter().all(|r| spans.iter().any(|s| r.span() == Some(s.clone()))) || regions.len() < spans.len()
            {
                said.passed_over
                    .push(format!("{}: other borders of quotation {}#{}", self.at, self.article, given.number));
            }
            taken.extend(regions.iter().map(|r| r.id.as_str()));
            for (field, was, is) in self.fields(given, &first.id) {
                if is == was {
                    continue;
                }
                match Verdict::read(field, &is) {
                    Ok(verdict) => said.statements.push(self.statement(given, &spans, field, verdict)),
                    Err(problem) => wrong.push(format!("{}: quotation {}: {problem}", self.at, given.number)),
                }
            }
        }
        for new in self.quotations().filter(|r| !taken.contains(&r.id.as_str())) {
            let place = new.span().map(|s| format!(" at {}-{}", s.start, s.end)).unwrap_or_default();
            said.passed_over
                .push(format!("{}: a quotation that was not given out, in {}{place}", self.at, self.article));
        }
    }

    fn quotations(&self) -> impl Iterator<Item = &Answer> {
        self.annotation
            .result
            .iter()
            .filter(|r| r.from_name == "span" && r.value.labels.iter().any(|l| l == "quotation"))
    }

    /// The regions of a quotation that was given out, the first one first: by their names, else by their places.
    fn regions(&self, given: &Given, spans: &[Span]) -> Vec<&Answer> {
        let names: Vec<String> = (1..=spans.len()).map(|part| RegionName::span(&given.number, part)).collect();
        let mut named: Vec<&Answer> = self.quotations().filter(|r| names.contains(&r.id)).collect();
        named.sort_by_key(|r| names.iter().position(|n| *n == r.id));
        if named.is_empty() {
            let there = |r: &&Answer| r.span().is_some_and(|s| spans.iter().any(|g| overlap_by_half(&s, g)));
            named = self.quotations().filter(there).collect();
            named.sort_by_key(|r| r.value.start);
        }
        named
    }

    /// What was given out and what is said now of speaker, stance and type. A choice that was taken away says nothing.
    fn fields(&self, given: &Given, region: &str) -> Vec<(Field, String, String)> {
        let of = |control: &str| self.annotation.result.iter().find(|r| r.id == region && r.from_name == control);
        let choice = |control: &str| of(control).and_then(|r| r.value.choices.first().cloned());
        let speaker = match of("speaker").and_then(|r| r.value.text.as_ref()) {
            Some(serde_json::Value::Array(lines)) => {
                lines.iter().filter_map(|l| l.as_str()).collect::<Vec<_>>().join(" ")
            }
            Some(serde_json::Value::String(line)) => line.clone(),
            _ => String::new(),
        };
        let mut out = vec![(Field::Speaker, given.speaker.clone(), speaker.trim().to_string())];
        out.extend(choice("stance").map(|is| (Field::Stance, given.stance.clone(), is)));
        out.extend(choice("type").map(|is| (Field::Type, given.kind.clone(), is)));
        out
    }

    fn statement(&self, given: &Given, spans: &[Span], field: Field, verdict: Verdict) -> Statement {
        Statement {
            at: format!("{}, quotation {}", self.at, given.number),
            quote_id: String::new(),
            article_id: self.article.to_string(),
            spans: spans.to_vec(),
            quote: given.quote.clone(),
            speaker: String::new(),
            field,
            verdict,
            by: annotator(&self.annotation.completed_by),
            note: "Label Studio".to_string(),
        }
    }
}

impl Answer {
    fn span(&self) -> Option<Span> {
        self.value.start.zip(self.value.end).filter(|(start, end)| start <= end).map(|(start, end)| start..end)
    }
}

/// An annotator's address, or number.
fn annotator(completed_by: &serde_json::Value) -> String {
    match completed_by {
        serde_json::Value::Object(o) => {
            let email = o.get("email").and_then(|e| e.as_str());
            email.map_or_else(|| o.get("id").map(annotator).unwrap_or_default(), str::to_string)
        }
        serde_json::Value::Number(n) => format!("Label Studio user {n}"),
        serde_json::Value::String(s) => s.clone(),
        _ => String::new(),
    }
}

/// Whether two places share half of what either has.
fn overlap_by_half(a: &Span, b: &Span) -> bool {
    let both = a.end.min(b.end).saturating_sub(a.start.max(b.start)) as u128;
    both > 0 && 3 * both >= a.len() as u128 + b.len() as u128
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    fn given() -> Json {
        let one = |n: &str, spans: &str, quote: &str, speaker: &str| json!({"number": n, "spans": spans, "quote": quote, "speaker": speaker, "stance": "neutral", "type": "direct"});
        json!([one("1", "0-4", "“No”", "Oda Varn"), one("2", "10-14;20-24", "“We” … “go”", "")])
    }

    fn region(id: &str, start: usize, end: usize) -> Json {
        json!({"id": id, "from_name": "span", "to_name": "text", "type": "labels",
               "value": {"start": start, "end": end, "text": "words", "labels": ["quotation"]}})
    }

    fn choice(id: &str, control: &str, value: &str) -> Json {
        json!({"id": id, "from_name": control, "to_name": "text", "type": "choices", "value": {"start": 0, "end": 4, "choices": [value]}})
    }

    fn written(id: &str, name: &str) -> Json {
        json!({"id": id, "from_name": "speaker", "to_name": "text", "type": "textarea", "value": {"start": 0, "end": 4, "text": [name]}})
    }

    fn answered(annotations: Json) -> Said {
        let tasks = json!([{"id": 3, "data": {"article_id": "a", "text": "…", "quotations": given()}, "annotations": annotations}]);
        read(&tasks.to_string()).unwrap()
    }

    fn shown(said: &Said) -> Vec<String> {
        let show =
            |s: &Statement| format!("{}-{} {}={} {}", s.article_id, s.spans[0].start, s.field.name(), s.verdict, s.by);
        said.statements.iter().map(show).collect()
    }

    #[test]
    fn what_was_changed_is_a_correction() {
        let result = json!([
            region("q1s1", 0, 4), written("q1s1", "Marek Dolny"), choice("q1s1", "stance", "lean_peace"), choice("q1s1", "type", "direct"),
            region("q2s1", 10, 14), region("q2s2", 20, 24), choice("q2s1", "stance", "neutral"), choice("q2s1", "type", "mixed"),
            {"type": "relation", "from_id": "q2s1", "to_id": "q2s2", "direction": "right", "labels": ["continues"]},
        ]);
        let said = answered(json!([{"completed_by": {"email": "juna@harbour.example"}, "result": result}]));
        assert_eq!(
            shown(&said),
            [
                "a-0 speaker=Marek Dolny juna@harbour.example",
                "a-0 stance=lean_peace juna@harbour.example",
                "a-10 type=mixed juna@harbour.example"
            ]
        );
        assert_eq!(said.passed_over, Vec::<String>::new());
    }

    #[test]
    fn what_was_removed_moved_or_drawn() {
        // the first is moved and its name emptied, the second gone, a third drawn
        let result = json!([region("q1s1", 0, 6), choice("q1s1", "stance", "neutral"), region("Xy7", 30, 40)]);
        let said = answered(json!([{"completed_by": 4, "result": result}]));
        assert_eq!(
            shown(&said),
            ["a-0 speaker=nobody Label Studio user 4", "a-10 not_a_quotation=yes Label Studio user 4"]
        );
        assert_eq!(
            said.passed_over,
            ["task 1: other borders of quotation a#1", "task 1: a quotation that was not given out, in a at 30-40"]
        );
        // names that another tool has replaced: the place tells
        let result = json!([region("h3", 0, 4), written("h3", "Oda Varn"), region("h4", 10, 14), region("h5", 20, 24)]);
        let said = answered(json!([{"result": result}]));
        assert_eq!((shown(&said), said.passed_over), (vec![], vec![]));
    }

    #[test]
    fn skipped_tasks_say_nothing_and_the_last_annotation_counts() {
        let by = |name: &str, at: &str| json!({"updated_at": at, "result": [region("q1s1", 0, 4), written("q1s1", name), region("q2s1", 10, 14), region("q2s2", 20, 24)]});
        assert_eq!(shown(&answered(json!([{"was_cancelled": true, "result": []}]))), Vec::<String>::new());
        let said =
            answered(json!([by("Juna Hale", "2031-02-04T00:00:00Z"), by("Marek Dolny", "2031-02-03T00:00:00Z")]));
        assert_eq!(shown(&said), ["a-0 speaker=Marek Dolny ", "a-0 speaker=Juna Hale "]);
    }

    #[test]
    fn what_is_no_export() {
        let other = json!([{"data": {"text": "x"}, "annotations": []}]).to_string();
        assert!(read(&other).unwrap_err()[0].contains("task 1: no task of"));
        assert!(read("{\"a\": 1}").unwrap_err()[0].contains("JSON-MIN"));
    }

    proptest! {
        #[test]
        fn no_answers_panic(start in any::<usize>(), end in any::<usize>(), id in "q[12]s[12]|\\PC{0,5}", name in "\\PC{0,20}", spans in "[0-9;-]{0,12}") {
            let quotations = json!([{"number": "1", "spans": spans, "quote": name, "speaker": "", "stance": "x", "type": "y"}]);
            let result = json!([region(&id, start, end), written(&id, &name), choice(&id, "stance", &name)]);
            let _ = read(&json!([{"data": {"article_id": "a", "quotations": quotations}, "annotations": [{"result": result}]}]).to_string());
            let _ = read(&name);
        }
    }
}
