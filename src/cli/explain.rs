//! `quotestance explain`: why each quotation has its speaker.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;

use quotestance::attribution::{QuotationTrace, TracedEntity};
use quotestance::{Analyzer, AsOf, Document};

use super::engine::{Engine, EngineArgs};
use super::inputs::InputArgs;

const EXAMPLES: &str = "\
Examples:
  quotestance explain article.txt
  quotestance explain article.txt --quote 3
  quotestance explain news.jsonl --quote wire-17#3 --json";

/// Tell why each quotation of an article has its speaker
///
/// Prints the entities that were seen, and for each quotation its words, the mention of its source, the speaker and the
/// rule that found it, the best other speaker, the parts of the confidence, and all that the rules proposed, each with
/// its score (to be compared within one rule) and the words that it leans on. Numbers behind words count the code points
/// of the article.
///
/// Exit code: 0 where something was explained, 1 where an input failed or there is no such quotation, 2 where nothing
/// could be done.
#[derive(Args)]
#[command(after_long_help = EXAMPLES)]
pub struct ExplainArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Only this quotation: its number in its article, from 1, or its quote_id
    #[arg(long, value_name = "N", value_parser = wanted)]
    quote: Option<Wanted>,
    /// One JSON object a line for each article, with all that is seen, proposed and chosen
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    engine: EngineArgs,
}

/// Which quotation is asked for.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    /// Of this article, or of any.
    article: Option<String>,
    /// From 1.
    number: usize,
}

fn wanted(s: &str) -> Result<Wanted, String> {
    let (article, number) = s.rsplit_once('#').map_or((None, s), |(id, n)| (Some(id.to_string()), n));
    match number.parse() {
        Ok(number) if number > 0 => Ok(Wanted { article, number }),
        _ => Err("a number from 1, or a quote_id such as wire-17#3".to_string()),
    }
}

/// An article with its trace, as JSON has it.
#[derive(Serialize)]
struct Explained<'a> {
    article_id: &'a str,
    /// YYYY-MM-DD, or the date as it was given.
    date: String,
    /// The day for which holders of offices were looked up: YYYY-MM-DD, `today`, or null where the date was not read and
    /// nobody was looked up.
    offices_as_of: Option<String>,
    entities: &'a [TracedEntity],
    quotations: Vec<Numbered<'a>>,
}

#[derive(Serialize)]
struct Numbered<'a> {
    quote_id: String,
    #[serde(flatten)]
    trace: &'a QuotationTrace,
}

pub fn run(args: &ExplainArgs) -> Result<ExitCode> {
    let inputs = args.input.open()?;
    let engine = Engine::load(&args.engine)?;
    let wanted = args.quote.as_ref();
    let (mut failed, mut articles, mut analyzed, mut shown) = (false, 0, 0, 0);
    let mut out = anstream::stdout().lock();
    for input in inputs {
        let explained = match &input {
            Ok(article) if !is_of(article, wanted) => continue,
            Ok(article) => explain(&mut out, engine.analyzer(), article, args)?,
            Err(e) => {
                tracing::error!("{e}");
                None
            }
        };
        articles += usize::from(input.is_ok());
        match explained {
            Some(n) => {
                analyzed += 1;
                shown += n;
            }
            None => failed = true,
        }
    }
    out.flush()?;
    match wanted {
        Some(Wanted { article: Some(id), .. }) if articles == 0 => bail!("no article has the id {id}"),
        Some(Wanted { number, .. }) if shown == 0 && (analyzed > 0 || !failed) => {
            let of = if failed { " of the articles that could be read" } else { "" };
            tracing::error!("no quotation{of} has the number {number}; without --quote all are explained");
            failed = true;
        }
        _ => {}
    }
    Ok(ExitCode::from(match (failed, articles) {
        (false, _) => 0,
        (true, 0) => 2,
        (true, _) => 1,
    }))
}

fn is_of(article: &Document, wanted: Option<&Wanted>) -> bool {
    wanted.and_then(|w| w.article.as_ref()).is_none_or(|id| *id == article.id)
}

/// Print one article; how many quotations were shown, or `None` where it could not be analyzed.
fn explain(out: &mut impl Write, analyzer: &Analyzer, article: &Document, args: &ExplainArgs) -> Result<Option<usize>> {
    let analysis = match analyzer.explain(article) {
        Ok(analysis) => analysis,
        Err(e) => {
            tracing::error!("{}: {e}", article.id);
            return Ok(None);
        }
    };
    let trace = analysis.trace.unwrap_or_default();
    let number = args.quote.as_ref().map(|w| w.number);
    let all = trace.quotations.iter().enumerate().map(|(i, q)| (i + 1, q));
    let asked: Vec<(usize, &QuotationTrace)> = all.filter(|(n, _)| number.is_none_or(|wanted| wanted == *n)).collect();
    if number.is_some() && asked.is_empty() {
        return Ok(Some(0));
    }
    if args.json {
        let quotations = asked.iter().map(|(n, trace)| Numbered { quote_id: format!("{}#{n}", article.id), trace });
        let explained = Explained {
            article_id: &article.id,
            date: article.date_text(),
            offices_as_of: match article.as_of() {
                AsOf::Day(day) => Some(day.to_string()),
                AsOf::Today => Some("today".to_string()),
                AsOf::Unknown => None,
            },
            entities: &trace.entities,
            quotations: quotations.collect(),
        };
        serde_json::to_writer(&mut *out, &explained)?;
        writeln!(out)?;
    } else {
        writeln!(out, "article {}, {}", article.id, offices(article))?;
        write!(out, "{trace}")?;
        for (n, q) in &asked {
            write!(out, "\nquotation {}#{n}\n{q}", article.id)?;
        }
        writeln!(out)?;
    }
    Ok(Some(asked.len()))
}

/// Who is asked for by an office.
fn offices(article: &Document) -> String {
    match article.as_of() {
        AsOf::Day(day) => format!("holders of offices as of {day}"),
        AsOf::Today => "without a date, so holders of offices are those of today".to_string(),
        AsOf::Unknown => {
            format!("dated {:?}, which was not read as one day, so no office names anybody", article.date_text())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_asked_for_by_number_or_id() {
        assert_eq!(wanted("3"), Ok(Wanted { article: None, number: 3 }));
        assert_eq!(wanted("a#b#12"), Ok(Wanted { article: Some("a#b".into()), number: 12 }));
        for wrong in ["0", "", "a#", "#0", "-1", "three"] {
            assert!(wanted(wrong).is_err(), "{wrong}");
        }
    }
}
