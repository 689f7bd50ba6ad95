//! `quotestance speakers`: the roster printed, checked and searched.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use comfy_table::{ContentArrangement, Table, presets::UTF8_BORDERS_ONLY};

use quotestance::attribution::{Entry, EntryKind, Roster, check, day as iso_day, key, who};
use quotestance::{AsOf, Date};

/// Print, check and search the roster of known speakers
///
/// Without anything: all speakers of the built-in roster.
/// With FILE: your own entries, checked for use with `score --speakers FILE`.
/// With --find or --who: the speakers that fit, from both.
///
/// Exit code: 0 found, or checked without a warning;
/// 1 nothing found, or warnings; 2 FILE has an error.
///
/// Examples:
///   quotestance speakers --find zelensk
///   quotestance speakers --who "the Russian president" --date 2025-05-19
///   quotestance speakers mine.toml
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct SpeakersArgs {
    /// A roster of your own (TOML), laid over the built-in one
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Speakers with these letters in a name or alias; case and accents do not matter
    #[arg(long, value_name = "TEXT", conflicts_with = "who")]
    find: Option<String>,
    /// Whom a name or a title means: "the Russian president"
    #[arg(long, value_name = "WORDS")]
    who: Option<String>,
    /// The day for --who and for the offices shown, as YYYY-MM-DD [default: offices without an end]
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<Date>,
    /// Print JSON: a list of entries with all their fields
    #[arg(long)]
    json: bool,
}

fn day(s: &str) -> Result<Date, String> {
    iso_day(s).ok_or_else(|| "no day; write it as 2025-05-19".to_string())
}

pub fn run(args: &SpeakersArgs) -> Result<ExitCode> {
    let mut roster = Roster::built_in();
    let own = args.file.as_deref().map(Roster::read).transpose()?;
    let warnings = own.as_ref().map_or_else(Vec::new, |own| check(own, &roster));
    if let Some(own) = &own {
        roster.add(own.clone());
    }
    let as_of = args.date.map_or(AsOf::Today, AsOf::Day);
    let searched = args.find.is_some() || args.who.is_some();
    let shown: Vec<&Entry> = match (&args.find, &args.who, &own) {
        (Some(part), _, _) => {
            let part = key(part);
            if part.is_empty() {
                bail!("--find: give some letters of a name");
            }
            let has = |e: &&Entry| std::iter::once(&e.name).chain(&e.aliases).any(|n| key(n).contains(&part));
            roster.entries().iter().filter(has).collect()
        }
        (_, Some(words), _) => who(words, as_of, &roster),
        (_, _, Some(own)) => own.iter().collect(),
        _ => roster.entries().iter().collect(),
    };

    for w in &warnings {
        tracing::warn!("{w}");
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &shown)?;
        writeln!(out)?;
    } else if shown.is_empty() {
        writeln!(out, "no speaker found")?;
    } else {
        writeln!(out, "{}", table(&shown, as_of))?;
        if !searched {
            let (n, warned) = (plural(shown.len(), "speaker"), plural(warnings.len(), "warning"));
            writeln!(out, "{n}, no errors, {warned}")?;
        }
    }
    let good = if searched { !shown.is_empty() } else { warnings.is_empty() };
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn plural(n: usize, what: &str) -> String {
    match n {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{n} {what}s"),
    }
}

fn table(entries: &[&Entry], as_of: AsOf) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["name", "kind", "country", "office", "since"]);
    for e in entries {
        let kind = if e.kind == EntryKind::Person { "person" } else { "body" };
        // one office stands under several titles; the first is the usual one
        let office = e.offices.iter().find(|o| o.held(as_of));
        let title = office.map_or(String::new(), |o| match &o.of {
            Some(of) => format!("{}, {of}", o.title),
            None => o.title.clone(),
        });
        let since = office.and_then(|o| o.from).map_or_else(String::new, |d| d.to_string());
        table.add_row([e.name.clone(), kind.to_string(), e.country.clone().unwrap_or_default(), title, since]);
    }
    table.to_string()
}
