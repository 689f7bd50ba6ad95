//! `quotestance correct`: what people put right is kept and shown everywhere.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;

use quotestance::archive::{Archive, Correction};
use quotestance::export::{CellStyle, FileOptions, csv_writer};
use quotestance::job::OutputFolder;
use quotestance::review::{Said, statements, unusable};

use super::report::publish;

const EXAMPLES: &str = "\
A file of corrections:
  quote_id,field,value,by,note
  wire-17#3,speaker,Oda Varn,JH,he quotes her letter
  wire-17#4,stance,lean_peace,JH,
  wire-18#1,not_a_quotation,yes,JH,a slogan

  field,speaker,value
  merge_speaker,O. Varn,Oda Varn
  rename_speaker,Harbor Watch,Harbour Watch

Examples:
  quotestance correct out corrections.csv
  quotestance correct out --list > corrections.csv";

/// Put rows right: wrong speakers, stances, types, what is no quotation, names that are one
///
/// FILE is a table with the columns quote_id (or article_id and spans), field, value, and if you like by, note and quote (the
/// words, by which the row is found again); or the list that `quotestance review` wrote, filled in; or the JSON export of
/// Label Studio for the tasks of `report --format label-studio`. Comma, semicolon or tab between cells; - reads standard
/// input.
///
/// Fields and their values: speaker (a name; nobody or an empty cell; unnamed: and the words used), stance (strong_peace,
/// lean_peace, neutral, lean_pressure, strong_pressure, off_axis, or a score from -1 to 1), type (direct, indirect, mixed),
/// not_a_quotation (yes); for a name in all articles merge_speaker and rename_speaker (the column speaker has the name,
/// value what it becomes). The value undo takes a correction back. Where one line cannot be used, none is, and each such line
/// is named.
///
/// What is put right is kept in DIR/archive.db and is sure (confidence 1). All files are written anew, as they were last
/// written; the column corrected says where a person has spoken. A correction hangs on the words and their place: it holds
/// after --append, --rescore and new models, as long as a quotation stands there that shares half or more of the letters,
/// or, where the article has changed, four fifths of the words. What belongs to nothing any more is kept and listed by
/// --unfit.
///
/// Exit code: 0 where all was put right, 1 where something in FILE belongs to nothing here, or could not be taken over, or
/// --unfit lists something, 2 where nothing was done.
#[derive(Args)]
#[command(after_long_help = EXAMPLES)]
pub struct CorrectArgs {
    /// Folder that `score` wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Corrections: a table, a list of `review`, or answers of Label Studio; - for standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["list", "unfit"], conflicts_with_all = ["list", "unfit"])]
    file: Option<PathBuf>,
    /// Print all corrections that were ever entered, as a file that can be given back
    #[arg(long, conflicts_with = "unfit")]
    list: bool,
    /// Print the corrections that belong to no quotation and no speaker any more
    #[arg(long)]
    unfit: bool,
}

pub fn run(args: &CorrectArgs) -> Result<ExitCode> {
    let start = Instant::now();
    let mut archive = Archive::open(&args.folder)?;
    if args.unfit {
        let unfit = archive.unfit_corrections()?;
        print(&unfit)?;
        return Ok(ExitCode::from(u8::from(!unfit.is_empty())));
    }
    let Some(file) = &args.file else {
        print(&archive.corrections()?)?;
        return Ok(ExitCode::SUCCESS);
    };
    let (name, bytes) = contents(file)?;
    let said = statements(&name, &bytes)?;
    let out = OutputFolder::open(&args.folder)?;
    archive.remember_rows()?;
    let entered = archive.take_statements(&said.statements)?;
    if !entered.refused.is_empty() {
        archive.close()?;
        bail!("{}: {}", name.display(), unusable(&entered.refused));
    }
    // also where nothing is new: an earlier call may have been stopped before its files were written
    let (min_confidence, files) = as_last_written(&archive)?;
    publish(&mut archive, &out, min_confidence, files, start)?;
    let changed = archive.changed_rows()?;
    archive.close()?;
    say(&said, &entered.unfit);
    let known = if entered.known > 0 { format!(", {} known before", entered.known) } else { String::new() };
    writeln!(
        std::io::stdout().lock(),
        "{} kept{known}; {}; reports in {}",
        count(entered.taken, "correction"),
        count(changed, "row") + " changed",
        out.path().display()
    )?;
    Ok(ExitCode::from(u8::from(!entered.unfit.is_empty() || !said.passed_over.is_empty())))
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Lines of one kind that are told.
const TOLD: usize = 20;

/// What belongs to nothing, and what was not taken over.
fn say(said: &Said, unfit: &[String]) {
    let tell = |all: &[String], what: &str| {
        for line in all.iter().take(TOLD) {
            tracing::warn!("{line}{what}");
        }
        if all.len() > TOLD {
            tracing::warn!("and {} more{what}", all.len() - TOLD);
        }
    };
    tell(unfit, "; kept, in case it comes");
    tell(&said.passed_over, "; not taken over");
}

fn contents(file: &Path) -> Result<(PathBuf, Vec<u8>)> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("standard input: cannot be read")?;
        return Ok(("standard input".into(), bytes));
    }
    let bytes = std::fs::read(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    Ok((file.to_path_buf(), bytes))
}

/// With which options the files in the folder were written.
fn as_last_written(archive: &Archive) -> Result<(f64, FileOptions)> {
    let runs = archive.runs()?;
    let Some(last) = runs.last() else { return Ok((0.0, FileOptions::default())) };
    let files = last.about.get("files").cloned().map(serde_json::from_value).transpose();
    let files = files.context("archive.db: what the last run says of its files cannot be read")?;
    Ok((last.about["min_confidence"].as_f64().unwrap_or_default(), files.unwrap_or_default()))
}

fn print(corrections: &[Correction]) -> Result<()> {
    // people will open it in a spreadsheet, too
    let style = CellStyle::Excel;
    let mut out = std::io::stdout().lock();
    out.write_all(style.head())?;
    let mut csv = csv_writer(out);
    csv.write_record(Correction::COLUMNS)?;
    for c in corrections {
        csv.write_record(c.cells().map(|cell| style.text(&cell)))?;
    }
    Ok(csv.flush()?)
}
