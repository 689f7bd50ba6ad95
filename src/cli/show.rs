//! `quotestance show`: quotations of earlier runs on the terminal.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use quotestance::attribution::key;
use quotestance::archive::{Archive, QuoteRow, Ran, where_it_ran};
use quotestance::export::signed;
use quotestance::quotation::QuotationType;

/// Show quotations of earlier runs: who, where on the axis, the words, and the sentence around them
///
/// A quotation that ran several times is shown once. In colour on a terminal (NO_COLOR turns it off). Exit code: 0 where
/// something was shown, 1 where nothing fits, 2 where a folder could not be read.
#[derive(Args)]
pub struct ShowArgs {
    /// Folders that `score` wrote
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// A part of the speaker's name or id; accents and case do not matter
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// Only those that lean to peace, strongest first
    #[arg(long, conflicts_with = "pressure")]
    peace: bool,
    /// Only those that lean to pressure, strongest first
    #[arg(long)]
    pressure: bool,
    /// A part of the outlet's name
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Only direct, indirect or mixed ones
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    kind: Option<TypeArg>,
    /// Only where the speaker's name and the score are both at least this sure, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = super::probability)]
    min_confidence: f64,
    /// At most so many; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// One JSON object a line, with the columns of quotes.csv
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum TypeArg {
    Direct,
    Indirect,
    Mixed,
}

pub fn run(args: &ShowArgs) -> Result<ExitCode> {
    let mut all: Vec<QuoteRow> = Vec::new();
    for folder in &args.folders {
        for row in Archive::open(folder)?.rows() {
            all.push(row?);
        }
    }
    if let Some(wanted) = &args.speaker {
        if key(wanted).is_empty() {
            bail!("--speaker needs a part of a name");
        }
        if !all.iter().any(|r| is_named(r, wanted)) {
            tracing::error!("no speaker is called “{wanted}”{}", near(&all, wanted));
            return Ok(ExitCode::from(1));
        }
    }
    let mut shown: Vec<&QuoteRow> = all.iter().filter(|r| r.duplicate_of.is_empty() && fits(r, args)).collect();
    if args.peace || args.pressure {
        let sign = if args.peace { -1.0 } else { 1.0 };
        let strength = |r: &QuoteRow| r.stance.score.unwrap_or_default() * sign;
        shown.sort_by(|a, b| strength(a).total_cmp(&strength(b)));
    }
    if shown.is_empty() {
        tracing::error!("no quotation fits");
        return Ok(ExitCode::from(1));
    }
    let total = shown.len();
    if args.limit > 0 {
        shown.truncate(args.limit);
    }

    let mut out = anstream::stdout().lock();
    if args.json {
        for r in &shown {
            writeln!(out, "{}", json(r))?;
        }
    } else {
        let width = if std::io::stdout().is_terminal() { textwrap::termwidth().min(100) } else { usize::MAX };
        let ran = where_it_ran(&all);
        for r in &shown {
            write_quotation(&mut out, r, ran.get(r.quote_id.as_str()).map(ran_in), width)?;
        }
    }
    out.flush()?;
    if shown.len() < total {
        tracing::warn!("{} of {total} are shown; --limit 0 shows all", shown.len());
    }
    Ok(ExitCode::SUCCESS)
}

fn is_named(row: &QuoteRow, wanted: &str) -> bool {
    !row.speaker.is_empty()
        && (key(&row.speaker).contains(&key(wanted)) || row.speaker_id.contains(&wanted.to_lowercase()))
}

fn fits(r: &QuoteRow, args: &ShowArgs) -> bool {
    let score = r.stance.score;
    let sure = f64::from(r.speaker_confidence).min(r.stance.confidence);
    args.speaker.as_deref().is_none_or(|s| is_named(r, s))
        && (!args.peace || score.is_some_and(|s| s > 0.0))
        && (!args.pressure || score.is_some_and(|s| s < 0.0))
        && args.outlet.as_deref().is_none_or(|o| key(&r.outlet).contains(&key(o)))
        && args.kind.is_none_or(|k| {
            r.kind
                == match k {
                    TypeArg::Direct => QuotationType::Direct,
                    TypeArg::Indirect => QuotationType::Indirect,
                    TypeArg::Mixed => QuotationType::Mixed,
                }
        })
        // a row without a speaker has no name to be sure of
        && (args.min_confidence == 0.0 || !r.speaker.is_empty() && sure >= args.min_confidence)
}

/// Names like the wanted one, the most alike first.
fn near(rows: &[QuoteRow], wanted: &str) -> String {
    let wanted = key(wanted);
    let names: BTreeSet<&str> = rows.iter().map(|r| r.speaker.as_str()).filter(|s| !s.is_empty()).collect();
    let mut scored: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| {
            let name_key = key(name);
            let parts = name_key.split(' ').chain([name_key.as_str()]);
            (parts.map(|p| strsim::jaro_winkler(p, &wanted)).fold(0.0, f64::max), name)
        })
        .filter(|(alike, _)| *alike >= 0.75)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    match scored.is_empty() {
        true => "; speakers.csv lists all".into(),
        false => format!("; near: {}", scored.iter().take(5).map(|s| s.1).collect::<Vec<_>>().join(", ")),
    }
}

fn ran_in(ran: &Ran) -> String {
    match (ran.outlets, ran.articles) {
        (2.., _) => format!("ran in {} outlets", ran.outlets),
        (_, 2..) => format!("ran in {} articles", ran.articles),
        _ => "said twice".into(),
    }
}

/// Text on one line, without what a terminal would take for a command.
fn line(s: &str) -> String {
    let plain: String = s.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn write_quotation(out: &mut impl Write, r: &QuoteRow, ran: Option<String>, width: usize) -> std::io::Result<()> {
    let colour = match r.stance.score {
        Some(s) if s >= 0.25 => Style::new().fg_color(Some(AnsiColor::BrightBlue.into())).bold(),
        Some(s) if s <= -0.25 => Style::new().fg_color(Some(AnsiColor::Yellow.into())).bold(),
        _ => Style::new().bold(),
    };
    let (bold, faint) = (Style::new().bold(), Style::new().dimmed());
    let speaker = if r.speaker.is_empty() { "no speaker found".into() } else { line(&r.speaker) };
    let label = r.stance.label.name().replace('_', " ");
    let score = r.stance.score.map_or(String::new(), |s| format!("{} ", signed(s)));
    let place = [&line(&r.quote_id), &line(&r.outlet), &line(&r.date)];
    let place: Vec<&str> = place.into_iter().chain(&ran).map(String::as_str).filter(|s| !s.is_empty()).collect();
    writeln!(
        out,
        "{bold}{speaker}{bold:#}  {colour}{score}{label}{colour:#}  {}  {faint}{}{faint:#}",
        r.kind.name(),
        place.join(" · ")
    )?;
    let indent = textwrap::Options::new(width).initial_indent("  ").subsequent_indent("  ");
    let (quote, sentence) = (line(&r.quote), line(&r.sentence));
    writeln!(out, "{}", textwrap::fill(&quote, &indent))?;
    if sentence != quote {
        for l in textwrap::wrap(&sentence, &indent) {
            writeln!(out, "{faint}{l}{faint:#}")?;
        }
    }
    writeln!(out)
}

fn json(r: &QuoteRow) -> serde_json::Value {
    let named = !r.speaker.is_empty();
    let rounded = |x: f64| (x * 1000.0).round() / 1000.0;
    serde_json::json!({
        "article_id": r.article_id,
        "quote_id": r.quote_id,
        "type": r.kind.name(),
        "quote": r.quote,
        "spans": r.spans.iter().map(|s| [s.start, s.end]).collect::<Vec<_>>(),
        "cue": r.cue,
        "speaker_mention": r.speaker_mention,
        "speaker": r.speaker,
        "speaker_id": r.speaker_id,
        "speaker_confidence": named.then(|| rounded(f64::from(r.speaker_confidence))),
        "stance_score": r.stance.score.map(rounded),
        "stance_label": r.stance.label.name(),
        "stance_confidence": rounded(r.stance.confidence),
        "nested": r.nested,
        "duplicate_of": r.duplicate_of,
        "sentence": r.sentence,
        "title": r.title,
        "outlet": r.outlet,
        "date": r.date,
    })
}
