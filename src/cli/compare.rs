//! `quotestance compare`: two speakers, outlets or times, and how far apart they stand.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use serde_json::json;

use quotestance::Date;
use quotestance::archive::{Archive, Compared, Comparison, Filter, Side};
use quotestance::export::signed;

use super::wanted::{WantedArgs, day, near};

/// Compare two means: of two speakers, of two outlets, or before and after a day
///
/// Two of one kind are the two sides: --speaker A --speaker B, --in A --in B (outlets), or --before DATE --after DATE (the day
/// itself counts as after). One of a kind narrows both sides: --speaker A --before DATE --after DATE is one speaker then and
/// now. The interval of the difference resamples articles; where it holds 0, the two may not differ at all.
///
/// Exit code: 0, 1 where a side has no quotation on the axis, 2 where a folder could not be read.
#[derive(Args)]
pub struct CompareArgs {
    /// Folders that `score` wrote
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// A part of a speaker's name or id; two for the two sides
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// A part of an outlet's name; two for the two sides
    #[arg(long = "in", value_name = "OUTLET", conflicts_with = "outlet")]
    outlets: Vec<String>,
    /// One side: up to the day before this one
    #[arg(long, value_name = "DATE", value_parser = day, requires = "after")]
    before: Option<Date>,
    /// The other side: from this day on
    #[arg(long, value_name = "DATE", value_parser = day, requires = "before")]
    after: Option<Date>,
    /// Words that both sides must have, as in `show`
    #[arg(long, value_name = "WORDS")]
    words: Option<String>,
    #[command(flatten)]
    wanted: WantedArgs,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &CompareArgs) -> Result<ExitCode> {
    let (names, sides) = args.sides()?;
    let archives: Vec<Archive> = args.folders.iter().map(|f| Archive::open(f)).collect::<Result<_, _>>()?;
    for wanted in &args.speaker {
        if let Some(near) = near(&archives, wanted)? {
            tracing::error!("no speaker is called “{wanted}”{near}");
            return Ok(ExitCode::from(1));
        }
    }
    let mut compared = Compared::default();
    for archive in &archives {
        compared.add(archive, [&sides[0], &sides[1]])?;
    }
    let found = compared.result();
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", as_json(&names, &found))?;
    } else {
        writeln!(out, "{}\n{}", table(&names, &found), in_words(&names, &found))?;
    }
    Ok(if found.difference.is_some() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

impl CompareArgs {
    /// The two sides, by name.
    fn sides(&self) -> Result<([String; 2], [Filter; 2])> {
        let mut both = [self.wanted.filter(), self.wanted.filter()];
        let mut names = None;
        let mut split = |new: [String; 2]| match names.replace(new) {
            None => Ok(()),
            Some(_) => bail!("only one thing can be compared: two speakers, two outlets, or before and after a day"),
        };
        for filter in &mut both {
            filter.words.clone_from(&self.words);
        }
        match self.speaker.as_slice() {
            [] => {}
            [one] => both.each_mut().into_iter().for_each(|f| f.speaker = Some(one.clone())),
            [a, b] => {
                [both[0].speaker, both[1].speaker] = [Some(a.clone()), Some(b.clone())];
                split([a.clone(), b.clone()])?;
            }
            _ => bail!("--speaker: two speakers can be compared, not {}", self.speaker.len()),
        }
        match self.outlets.as_slice() {
            [] => {}
            [one] => both.each_mut().into_iter().for_each(|f| f.outlet = Some(one.clone())),
            [a, b] => {
                [both[0].outlet, both[1].outlet] = [Some(a.clone()), Some(b.clone())];
                split([a.clone(), b.clone()])?;
            }
            _ => bail!("--in: two outlets can be compared, not {}", self.outlets.len()),
        }
        if let (Some(before), Some(after)) = (self.before, self.after) {
            let last = before.yesterday()?;
            both[0].to = Some(both[0].to.map_or(last, |to| to.min(last)));
            both[1].from = Some(both[1].from.map_or(after, |from| from.max(after)));
            split([format!("before {before}"), format!("from {after} on")])?;
        }
        let Some(names) = names else {
            bail!("name two sides: --speaker A --speaker B, --in OUTLET --in OUTLET, or --before DATE --after DATE");
        };
        Ok((names, both))
    }
}

fn table(names: &[String; 2], found: &Comparison) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(["", "articles", "on the axis", "mean", "95 % interval"]);
    let interval = |i: Option<(f64, f64)>| i.map_or("–".into(), |(a, b)| format!("{} to {}", signed(a), signed(b)));
    for (name, Side { articles, on_axis, mean, interval: of }) in names.iter().zip(found.sides) {
        let mean = mean.map_or("–".into(), signed);
        table.add_row([name.clone(), articles.to_string(), on_axis.to_string(), mean, interval(of)]);
    }
    let gap = found.difference.map_or("–".into(), signed);
    table.add_row(["difference".into(), String::new(), String::new(), gap, interval(found.interval)]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// What the figures say, and what they do not.
fn in_words(names: &[String; 2], found: &Comparison) -> String {
    let [a, b] = names;
    match (found.difference, found.interval) {
        (None, _) => "A side has no quotation on the axis, so there is nothing to compare.".into(),
        (Some(_), None) => {
            "A side rests on fewer than two articles: how far the difference can be trusted is not known.".into()
        }
        (Some(gap), Some(_)) if signed(gap) == "0.00" => format!("{a} and {b} stand at the same place."),
        (Some(_), Some((low, high))) if low <= 0.0 && high >= 0.0 => {
            format!("{a} and {b} may not differ: the interval of the difference holds 0.")
        }
        (Some(gap), Some(_)) => {
            let toward = if gap > 0.0 { "peace" } else { "pressure" };
            format!("{a} stands nearer to {toward} than {b}: the interval of the difference does not hold 0.")
        }
    }
}

fn as_json(names: &[String; 2], found: &Comparison) -> serde_json::Value {
    let round = |x: f64| (x * 1000.0).round() / 1000.0;
    let pair = |i: Option<(f64, f64)>| i.map(|(a, b)| [round(a), round(b)]);
    let side = |n: usize| {
        let s = found.sides[n];
        json!({
            "name": names[n], "articles": s.articles, "on_axis": s.on_axis, "mean": s.mean.map(round),
            "interval": pair(s.interval),
        })
    };
    json!({"sides": [side(0), side(1)], "difference": found.difference.map(round), "interval": pair(found.interval)})
}
