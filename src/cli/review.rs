//! `quotestance review`: the rows that are worth a look.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use quotestance::archive::Archive;
use quotestance::export::{CellStyle, csv_writer};
use quotestance::review::{COLUMNS, worth_a_look};

use super::report::write_whole;

const EXAMPLES: &str = "\
Examples:
  quotestance review out -o look.csv           # fill in its empty columns, then
  quotestance correct out look.csv
  quotestance review out --limit 0 -o all.csv";

/// List the rows that are worth a look, those first that move a speaker's mean the most
///
/// A row weighs as much as its doubts may move a mean: (1 - speaker_confidence) times how far the mean of its speaker moves
/// without it, or that of the runner-up with it, whichever is more; plus (1 - stance_confidence) times how far the mean moves
/// when the row is one level higher or lower (half a point over the number of quotations it rests on). A source
/// without a name counts only for the mean of the runner-up. The column why says it in words.
///
/// The last columns are empty, and `quotestance correct` reads the list when they are filled in, in a spreadsheet or
/// elsewhere: correct_speaker (a name; nobody; unnamed: and the words; the name that is there, to confirm it),
/// correct_stance (strong_peace, lean_peace, neutral, lean_pressure, strong_pressure, off_axis, or a score from -1 to 1),
/// correct_type (direct, indirect, mixed), not_a_quotation (yes), by, note. An empty cell says nothing; undo takes back
/// what was put right before. What was put right or confirmed is not listed again.
///
/// Exit code: 0 where rows are listed, 1 where none is worth a look, 2 where the folder could not be read.
#[derive(Args)]
#[command(after_long_help = EXAMPLES)]
pub struct ReviewArgs {
    /// Folder that `score` wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// At most so many rows; 0 for all
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// File to write; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &ReviewArgs) -> Result<ExitCode> {
    let looks = worth_a_look(&Archive::open(&args.folder)?, args.limit)?;
    let write = |out: &mut dyn Write| -> Result<()> {
        out.write_all(CellStyle::Excel.head())?;
        let mut csv = csv_writer(out);
        csv.write_record(COLUMNS)?;
        for look in &looks {
            csv.write_record(look.cells())?;
        }
        Ok(csv.flush()?)
    };
    match &args.output {
        Some(path) => write_whole(path, |out| write(out))?,
        None => {
            let mut out = BufWriter::new(std::io::stdout().lock());
            write(&mut out)?;
            out.flush().context("standard output: cannot be written")?;
        }
    }
    if looks.is_empty() {
        tracing::warn!("no row is worth a look: nothing is in doubt that would move a mean");
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}
