//! A table of corrections, long (a line for each, with `field` and `value`) or wide (a line for each quotation, with a
//! column for each field), as `quotestance review` writes it.

use std::collections::HashMap;

use crate::archive::{Field, Statement, Verdict, spans_of};
use crate::document::plain_name;
use crate::export::cells::plain;

/// Columns of the wide form, as [`plain_name`] has them.
const WIDE: [(&str, Field); 4] = [
    ("correctspeaker", Field::Speaker),
    ("correctstance", Field::Stance),
    ("correcttype", Field::Type),
    ("notaquotation", Field::NotAQuotation),
];

/// What a table needs, in words.
const NEEDED: &str = "needs the columns quote_id (or article_id and spans), field and value, or those that `quotestance review` \
                      writes (quote_id, correct_speaker, correct_stance, correct_type, not_a_quotation)";

/// The statements, or all that is wrong.
pub fn read(text: &str) -> Result<Vec<Statement>, Vec<String>> {
    // or lines would be counted by the reader as those of another system
    let text = text.replace("\r\n", "\n");
    // Excel's own way to tell the delimiter
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let told = first.trim_end().strip_prefix("sep=").and_then(|d| d.chars().next());
    let (text, skipped) = if told.is_some() { (rest, 1) } else { (text.as_str(), 0) };
    let delimiter = told.filter(char::is_ascii).map_or_else(|| delimiter(text), |d| d as u8);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| vec![format!("line {}: {e}", 1 + skipped)])?.clone();
    let columns = Columns::of(&header).map_err(|e| vec![e])?;
    let (mut statements, mut wrong) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = skipped + record.position().map_or(0, |p| line_of(text, p));
                columns.line(&record, line, &mut statements, &mut wrong);
            }
            Err(e) => wrong.push(format!("line {}: {e}", skipped + e.position().map_or(0, |p| line_of(text, p)))),
        }
    }
    if wrong.is_empty() { Ok(statements) } else { Err(wrong) }
}

/// The line on which a record begins: the reader tells where the one before it ends, empty lines may follow.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    position.line() + rest.iter().take_while(|b| **b == b'\n').count() as u64
}

/// What stands between the names of the columns.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let count = |d: &u8| header.bytes().filter(|b| b == d).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}

/// Which cell of a line holds what.
struct Columns {
    at: HashMap<String, usize>,
    count: usize,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, String> {
        let mut at = HashMap::new();
        for (i, name) in header.iter().enumerate() {
            let name = plain_name(plain(name.trim()));
            if !name.is_empty() && at.insert(name.clone(), i).is_some() {
                return Err(format!("line 1: two columns are called {name:?}; which one counts cannot be known"));
            }
        }
        let has = |name: &str| at.contains_key(name);
        let long = has("field") && has("value");
        let wide = WIDE.iter().any(|(name, _)| has(name));
        let place = has("quoteid") || has("articleid") || (long && has("speaker"));
        if !(place && (long || wide)) {
            return Err(format!("line 1: no table of corrections: {NEEDED}"));
        }
        Ok(Columns { at, count: header.len() })
    }

    fn cell<'a>(&self, record: &'a csv::StringRecord, name: &str) -> &'a str {
        plain(self.at.get(name).and_then(|&i| record.get(i)).unwrap_or_default().trim())
    }

    /// What one line says.
    fn line(&self, record: &csv::StringRecord, line: u64, out: &mut Vec<Statement>, wrong: &mut Vec<String>) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let mut bad = |what: String| wrong.push(format!("line {line}: {what}"));
        if record.len() > self.count && record.iter().skip(self.count).any(|c| !c.trim().is_empty()) {
            return bad(format!(
                "{} cells, but the header has {}; cells with commas need quotation marks",
                record.len(),
                self.count
            ));
        }
        let cell = |name: &str| self.cell(record, name);
        let spans = cell("spans");
        let Some(spans) = spans_of(spans) else {
            return bad(format!("spans are {spans:?}; they look like 12-40, or 12-40;55-61"));
        };
        let statement = |field: Field, verdict: Verdict| Statement {
            at: format!("line {line}"),
            quote_id: cell("quoteid").to_string(),
            article_id: cell("articleid").to_string(),
            spans: spans.clone(),
            quote: cell("quote").to_string(),
            speaker: if field.is_of_names() { one_line(cell("speaker")) } else { String::new() },
            field,
            verdict,
            by: cell("by").to_string(),
            note: cell("note").to_string(),
        };
        let mut said = Vec::new();
        if self.at.contains_key("field") && self.at.contains_key("value") {
            let (field, value) = (cell("field"), cell("value"));
            match (Field::of(field), field.is_empty() && value.is_empty()) {
                (Some(field), _) => said.push((field, value)),
                // a line of the wide form in a table of both
                (None, true) if WIDE.iter().any(|(name, _)| self.at.contains_key(*name)) => {}
                (None, _) => {
                    let all: Vec<&str> = Field::ALL.iter().map(|f| f.name()).collect();
                    return bad(format!("field is {field:?}; use {}", all.join(", ")));
                }
            }
        }
        for (name, field) in WIDE {
            // an empty cell of a list that was looked through says nothing
            let value = cell(name);
            if !value.is_empty() {
                said.push((field, value));
            }
        }
        for (field, value) in said {
            match Verdict::read(field, value) {
                Ok(verdict) => out.push(statement(field, verdict)),
                Err(problem) => bad(problem),
            }
        }
    }
}

fn one_line(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> Vec<String> {
        let show = |s: &Statement| {
            let place = [s.quote_id.as_str(), s.article_id.as_str(), s.speaker.as_str()].join("|");
            format!("{} {place} {:?} {}={} {}", s.at, s.spans, s.field.name(), s.verdict, s.by)
        };
        read(text).map_or_else(|wrong| wrong, |all| all.iter().map(show).collect())
    }

    #[test]
    fn long_tables_of_all_kinds() {
        let comma = "Quote ID,field,value,By\r\na#1,speaker,Oda Varn,Juna\r\n\r\na#2,stance,'-0.5,Juna\r\n";
        assert_eq!(said(comma), ["line 2 a#1|| [] speaker=Oda Varn Juna", "line 4 a#2|| [] stance=lean_pressure Juna"]);
        let semicolon = "sep=;\narticle_id;spans;field;value\na;'12-40;type;mixed\n\"a\";\"12-40;55-61\";speaker;\n";
        assert_eq!(said(semicolon), ["line 3 |a| [12..40] type=mixed ", "line 4 |a| [12..40, 55..61] speaker=nobody "]);
        let tab = "field\tspeaker\tvalue\nmerge_speaker\tO.  Varn\tOda Varn\nrename speaker\tB\t\n";
        assert_eq!(said(tab), ["line 2 ||O. Varn [] merge_speaker=Oda Varn ", "line 3 ||B [] rename_speaker=undo "]);
    }

    #[test]
    fn wide_tables() {
        let text = "quote_id,speaker,correct_speaker,correct_stance,correct_type,not_a_quotation,by\n\
                    a#1,Oda Varn,nobody,,,,\na#2,Oda Varn,,lean peace,direct,,J\na#3,Oda Varn,,,,x,\na#4,Oda Varn,,,,,J\n";
        assert_eq!(
            said(text),
            [
                "line 2 a#1|| [] speaker=nobody ",
                "line 3 a#2|| [] stance=lean_peace J",
                "line 3 a#2|| [] type=direct J",
                "line 4 a#3|| [] not_a_quotation=yes "
            ]
        );
    }

    #[test]
    fn every_bad_line_is_named() {
        let text = "quote_id,spans,field,value\na#1,,spoker,x\na#2,4-,type,direct\na#3,,stance,2\na#4,,type,direct,x\n\"a\nb\",,type,sung\n";
        let wrong = read(text).unwrap_err();
        assert_eq!(wrong.len(), 5, "{wrong:?}");
        for (line, says) in [
            "line 2: field is \"spoker\"; use speaker",
            "line 3: spans are \"4-\"",
            "line 4: \"2\" is no stance",
            "line 5: 5 cells",
            "line 6: \"sung\"",
        ]
        .iter()
        .zip(&wrong)
        {
            assert!(says.starts_with(line), "{says}");
        }
        assert!(read("quote,speaker\nx,y\n").unwrap_err()[0].contains("needs the columns quote_id"));
        assert!(read("").unwrap_err()[0].contains("needs the columns"));
        assert!(read("quote_id,Quote-ID,field,value\n").unwrap_err()[0].contains("two columns"));
    }

    proptest! {
        #[test]
        fn no_table_panics(text in "(quote_id|article_id|spans|field|value|correct_stance|[,;\t\"\n'\u{feff}]|\\PC{0,4}){0,30}") {
            let _ = read(&text);
        }

        #[test]
        fn lines_are_counted(values in prop::collection::vec("q[a-z\n\"]{0,8}", 1..6)) {
            let mut out = csv::Writer::from_writer(Vec::new());
            out.write_record(["quote_id", "field", "value"]).unwrap();
            for v in &values {
                out.write_record(["a#1", "type", v]).unwrap();
            }
            let text = String::from_utf8(out.into_inner().unwrap()).unwrap();
            let wrong = read(&text).unwrap_err();
            let mut line = 2;
            for (w, v) in wrong.iter().zip(&values) {
                let start = format!("line {line}:");
                prop_assert!(w.starts_with(&start), "{w} {start}");
                line += 1 + v.matches('\n').count();
            }
        }
    }
}
