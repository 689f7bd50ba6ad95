//! `quotestance show`: quotations on the terminal, by their words, speaker, outlet, day, score.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use quotestance::archive::{Archive, Filter, Found, MARKS, Order, QuoteRow, Ran};
use quotestance::attribution::key;
use quotestance::export::signed;
use quotestance::quotation::QuotationType;

use super::wanted::{WantedArgs, near};

/// Show quotations: who, where on the axis, the words, and the sentence around them
///
/// WORDS are searched for in quotations and the sentences around them: all of them (ceasefire drones), one of them (ceasefire
/// OR drones), without some (ceasefire NOT drones), together ("prisoner exchange"), beginnings (sanction*). Case and accents
/// do not matter. A quotation that ran several times is shown once. In colour on a terminal (NO_COLOR turns it off).
///
/// Exit code: 0 where something was shown, 1 where nothing fits, 2 where a folder could not be read.
#[derive(Args)]
pub struct ShowArgs {
    /// Folders that `score` wrote, and behind them the words to search for
    #[arg(required = true, value_name = "DIR [WORDS]")]
    folders: Vec<PathBuf>,
    /// A part of the speaker's name or id; accents and case do not matter
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    #[command(flatten)]
    wanted: WantedArgs,
    /// Only those that lean to peace, strongest first
    #[arg(long, conflicts_with = "pressure")]
    peace: bool,
    /// Only those that lean to pressure, strongest first
    #[arg(long)]
    pressure: bool,
    /// Only direct, indirect or mixed ones
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    kind: Option<TypeArg>,
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
    let (folders, words) = args.folders_and_words();
    let archives: Vec<Archive> = folders.iter().map(|f| Archive::open(f)).collect::<Result<_, _>>()?;
    if let Some(wanted) = &args.speaker {
        if key(wanted).is_empty() {
            bail!("--speaker needs a part of a name");
        }
        if let Some(near) = near(&archives, wanted)? {
            tracing::error!("no speaker is called “{wanted}”{near}");
            return Ok(ExitCode::from(1));
        }
    }
    let (filter, order) = args.filter(words);
    let (mut shown, mut total) = (Vec::new(), 0);
    for archive in &archives {
        let (found, of) = archive.search(&filter, order, args.limit)?;
        shown.extend(found);
        total += of;
    }
    if order != Order::Text {
        let sign = if order == Order::Peace { -1.0 } else { 1.0 };
        let strength = |f: &Found| f.row.stance.score.unwrap_or_default() * sign;
        shown.sort_by(|a, b| strength(a).total_cmp(&strength(b)));
    }
    if shown.is_empty() {
        tracing::error!("no quotation fits");
        return Ok(ExitCode::from(1));
    }
    if args.limit > 0 {
        shown.truncate(args.limit);
    }

    let mut out = anstream::stdout().lock();
    if args.json {
        for found in &shown {
            writeln!(out, "{}", json(&found.row))?;
        }
    } else {
        let width = if std::io::stdout().is_terminal() { textwrap::termwidth().min(100) } else { usize::MAX };
        for found in &shown {
            write_quotation(&mut out, found, width)?;
        }
    }
    out.flush()?;
    if shown.len() < total {
        tracing::warn!("{} of {total} are shown; --limit 0 shows all", shown.len());
    }
    Ok(ExitCode::SUCCESS)
}

impl ShowArgs {
    /// What stands last and is no folder are the words.
    fn folders_and_words(&self) -> (&[PathBuf], Option<String>) {
        match self.folders.as_slice() {
            [folders @ .., last] if !folders.is_empty() && !last.exists() => {
                (folders, Some(last.to_string_lossy().into_owned()))
            }
            all => (all, None),
        }
    }

    fn filter(&self, words: Option<String>) -> (Filter, Order) {
        let kind = |k| match k {
            TypeArg::Direct => QuotationType::Direct,
            TypeArg::Indirect => QuotationType::Indirect,
            TypeArg::Mixed => QuotationType::Mixed,
        };
        let mut filter =
            Filter { words, speaker: self.speaker.clone(), kind: self.kind.map(kind), ..self.wanted.filter() };
        // the smallest step that a score is printed with
        const STEP: f64 = 0.0005;
        let order = match (self.peace, self.pressure) {
            (true, _) => {
                filter.min_score = Some(filter.min_score.unwrap_or(STEP).max(STEP));
                Order::Peace
            }
            (_, true) => {
                filter.max_score = Some(filter.max_score.unwrap_or(-STEP).min(-STEP));
                Order::Pressure
            }
            _ => Order::Text,
        };
        (filter, order)
    }
}

fn ran_in(ran: &Ran) -> String {
    match (ran.outlets, ran.articles) {
        (2.., _) => format!("ran in {} outlets", ran.outlets),
        (_, 2..) => format!("ran in {} articles", ran.articles),
        _ => "said twice".into(),
    }
}

/// Stand around a word that was searched for until lines are broken; they have no width, and no text of ours has them.
const OPEN: &str = "\u{2060}\u{200b}\u{2060}";
const CLOSE: &str = "\u{2060}\u{200c}\u{2060}";

/// Text on one line, without what a terminal would take for a command.
fn line(s: &str) -> String {
    let plain: String = s.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn write_quotation(out: &mut impl Write, found: &Found, width: usize) -> std::io::Result<()> {
    let r = &found.row;
    let ran = found.ran.as_ref().map(ran_in);
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
    writeln!(out, "{}", textwrap::fill(&line(&r.quote), &indent))?;
    let corrected = if r.corrected.is_empty() { "" } else { " (put right by a person)" };
    if line(&r.sentence) != line(&r.quote) || found.sentence.contains(MARKS[0]) {
        // marks are put into the text that is wrapped: they have no width of their own there
        let marked = found.sentence.replace(MARKS[0], OPEN).replace(MARKS[1], CLOSE);
        for l in textwrap::wrap(&line(&marked), &indent) {
            let l = l.replace(OPEN, &format!("{faint:#}{bold}")).replace(CLOSE, &format!("{bold:#}{faint}"));
            writeln!(out, "{faint}{l}{faint:#}")?;
        }
    }
    if !corrected.is_empty() {
        writeln!(out, "{faint} {corrected}{faint:#}")?;
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
        "corrected": r.corrected,
        "made_by": r.made_by,
        "url": r.url,
    })
}
