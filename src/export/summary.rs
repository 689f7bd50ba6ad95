//! The summary of a run as Markdown.

use std::collections::BTreeMap;

use askama::Template;

use super::cells::signed;
use super::page::{Made, PageInput, count, counted};
use crate::archive::{QuoteRow, Ran, SpeakerRow, where_it_ran};
use crate::error::Error;

/// Speakers in a table.
const SPEAKERS: usize = 20;
/// Tables, where a column splits the speakers.
const GROUPS: usize = 20;
/// Quotations at each end of the axis, and among those that ran most widely.
const QUOTATIONS: usize = 5;
/// Characters of a quotation that are shown.
const WORDS: usize = 240;

/// The most quoted speakers, the strongest quotations and how it was made, as Markdown. Where a column splits the rows,
/// each of its values has a table of speakers, and there is none over all.
pub fn summary(input: &PageInput, rows: &[QuoteRow]) -> Result<String, Error> {
    let mut tables = Vec::new();
    let mut more_groups = String::new();
    match input.group_by {
        None => tables.push(table("Speakers".into(), &input.speakers.iter().collect::<Vec<_>>())),
        Some(column) => {
            let mut groups: BTreeMap<&str, Vec<&SpeakerRow>> = BTreeMap::new();
            for row in input.speakers {
                groups.entry(&row.group).or_default().push(row);
            }
            let mut groups: Vec<_> = groups.into_iter().collect();
            groups.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.iter().map(|s| s.quotations).sum::<usize>()));
            if let Some(more) = groups.len().checked_sub(GROUPS).filter(|n| *n > 0) {
                more_groups = counted(more, "more value");
            }
            for (name, rows) in groups.into_iter().take(GROUPS) {
                let value = if name.is_empty() { format!("no {column} given") } else { format!("{column}: {name}") };
                tables.push(table(format!("Speakers, {value}"), &rows));
            }
        }
    }
    let summary = Summary {
        made: Made::new(input, count(rows)),
        tables,
        more_groups,
        ends: [
            End { title: "Strongest for peace", rows: strongest(rows, 1.0) },
            End { title: "Strongest for pressure", rows: strongest(rows, -1.0) },
        ],
        widest: widest(rows),
    };
    Ok(summary.render().map_err(std::io::Error::from)?)
}

fn table(title: String, speakers: &[&SpeakerRow]) -> Table {
    let shown = speakers.iter().take(SPEAKERS).map(|s| {
        let [pp, p, n, l, ll, off] = s.labels;
        Speaker {
            name: s.speaker.clone(),
            quotations: s.quotations,
            on_axis: s.on_axis,
            mean: s.mean_stance.map_or("–".into(), signed),
            interval: s.interval.map_or("–".into(), |(a, b)| format!("{} to {}", signed(a), signed(b))),
            peace: l + ll,
            neutral: n,
            pressure: pp + p,
            off_axis: off,
        }
    });
    let more = speakers.len().saturating_sub(SPEAKERS);
    let more = if more > 0 { counted(more, "more speaker") } else { String::new() };
    Table { title, speakers: shown.collect(), more }
}

fn strongest(rows: &[QuoteRow], sign: f64) -> Vec<Quoted> {
    let mut found: Vec<(f64, &QuoteRow)> = rows
        .iter()
        .filter(|r| r.duplicate_of.is_empty())
        .filter_map(|r| Some((r.stance.score? * sign, r)))
        .filter(|(s, _)| *s > 0.0)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let shown = found.into_iter().take(QUOTATIONS).map(|(s, r)| Quoted {
        score: signed(s * sign),
        speaker: if r.speaker.is_empty() { "no speaker found".into() } else { r.speaker.clone() },
        words: cut(&r.quote),
        place: [&r.quote_id, &r.outlet, &r.date]
            .into_iter()
            .filter(|s| !s.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
    });
    shown.collect()
}

fn widest(rows: &[QuoteRow]) -> Vec<Wide> {
    let ran = where_it_ran(rows);
    let first = |r: &QuoteRow| {
        let &Ran { outlets, articles } = ran.get(r.quote_id.as_str())?;
        Some(Wide { speaker: r.speaker.clone(), words: cut(&r.quote), outlets, articles })
    };
    let mut found: Vec<Wide> = rows.iter().filter_map(first).collect();
    found.sort_by_key(|w| std::cmp::Reverse((w.outlets, w.articles)));
    found.truncate(QUOTATIONS);
    found
}

fn cut(words: &str) -> String {
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(WORDS) {
        Some((at, _)) => format!("{} …", words[..at].rsplit_once(' ').map_or(&words[..at], |(before, _)| before)),
        None => words,
    }
}

#[derive(Template)]
#[template(path = "report/summary.md", escape = "none")]
struct Summary {
    made: Made,
    tables: Vec<Table>,
    /// "3 more values"; empty for none.
    more_groups: String,
    ends: [End; 2],
    widest: Vec<Wide>,
}

struct Table {
    title: String,
    speakers: Vec<Speaker>,
    /// "1 more speaker"; empty for none.
    more: String,
}

struct Speaker {
    name: String,
    quotations: usize,
    on_axis: usize,
    mean: String,
    interval: String,
    peace: usize,
    neutral: usize,
    pressure: usize,
    off_axis: usize,
}

struct End {
    title: &'static str,
    rows: Vec<Quoted>,
}

struct Quoted {
    score: String,
    speaker: String,
    words: String,
    place: String,
}

struct Wide {
    speaker: String,
    words: String,
    outlets: usize,
    articles: usize,
}

mod filters {
    /// Text that Markdown (also with HTML in it, and in a table) shows as what it is.
    #[askama::filter_fn]
    pub fn md(s: &str, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(super::escaped(s))
    }
}

fn escaped(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_has_a_table() {
        let mut rows = Vec::new();
        for (article, group, speaker) in [("a", "Arden", "Varn"), ("b", "Arden", "Varn"), ("c", "", "Dolny")] {
            let mut row = crate::archive::sample(speaker, "words", Some(0.5));
            (row.article_id, row.group) = (article.into(), group.into());
            rows.push(row);
        }
        rows[0].corrected = "speaker".into();
        let speakers = crate::archive::speaker_rows(&rows);
        let input = PageInput {
            speakers: &speakers,
            articles: &[],
            article_count: 3,
            errors: &[],
            runs: &[],
            group_by: Some("topic"),
            texts: true,
        };
        let text = summary(&input, &rows).unwrap();
        assert!(text.contains("3 quotations by 2 speakers in 3 articles, 2025-01-02."), "{text}");
        let (before, arden) = text.split_once("## Speakers, topic: Arden").unwrap();
        let (arden, none) = arden.split_once("## Speakers, no topic given").unwrap();
        assert!(!before.contains("| Varn |"), "no mean over all: {text}");
        assert!(arden.contains("| Varn | 2 | +0.50 |") && !arden.contains("Dolny"), "{text}");
        assert!(none.contains("| Dolny | 1 | +0.50 |") && text.contains("a person corrected 1 of them"), "{text}");
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("<b>*a*|_b_ [x](y)\n# c"), "&lt;b>\\*a\\*\\|\\_b\\_ \\[x\\](y) \\# c");
        assert_eq!(cut(&"long words ".repeat(40)).chars().count(), 237);
    }
}
