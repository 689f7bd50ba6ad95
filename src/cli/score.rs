//! `quotestance score`: articles in, CSV and a page out.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use sha2::{Digest, Sha256};

use quotestance::attribution::built_in_sources;
use quotestance::export::{ModelInfo, Recipe};
use quotestance::job::{self, Journal, OutputFolder, Start};
use quotestance::{COMMIT, VERSION};

use super::engine::{Engine, EngineArgs};
use super::inputs::InputArgs;
use super::watch::{Stop, Watcher};

/// Find, attribute and score the quotations of articles, and write reports
///
/// Inputs are files (.txt, .md, .html, .jsonl with id, text and optional title, outlet, date, .csv, .tsv and .parquet
/// with named columns; each also as .gz or .zst), folders of these (recursive), patterns, or - for JSON lines on standard input.
///
/// Writes report.html (charts, tables and the articles with their quotations marked; open it in a browser), quotes.csv
/// (a row a quotation), speakers.csv (a row a speaker), speakers/ID.csv, errors.csv (what could not be read or scored,
/// and why) and run.json into the output folder. Files of an earlier run there are replaced.
///
/// A run that is stopped (Ctrl-C, a kill, a full disk) keeps what it has scored; --resume goes on with it.
///
/// Exit code: 0 where all was scored, 1 where some input failed (see errors.csv), 2 where nothing could be done, 130
/// or 143 where the run was stopped by Ctrl-C or a kill and has written what it had.
#[derive(Args)]
pub struct ScoreArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Folder to write into; created where missing
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[command(flatten)]
    engine: EngineArgs,
    /// Also write evidence.csv: how each speaker was found (by name, title, pronoun, ...) and by which rule, how sure each
    /// step was, which words support it, who came second, and whether the article itself names the speaker
    #[arg(long)]
    evidence: bool,
    /// Leave out the name of a speaker where speaker_confidence is below this, 0 to 1
    #[arg(long, value_name = "X", default_value_t = 0.0, value_parser = super::probability)]
    min_confidence: f64,
    /// Also write articles.jsonl: the texts that the spans point into, with the places of cues and mentions
    #[arg(long)]
    keep_text: bool,
    /// Go on with the run that was interrupted in DIR: same inputs, options and models
    #[arg(long, conflicts_with = "restart")]
    resume: bool,
    /// Throw away the run that was interrupted in DIR
    #[arg(long)]
    restart: bool,
    /// No progress bar and no table at the end
    #[arg(short, long)]
    quiet: bool,
}

pub fn run(args: &ScoreArgs) -> Result<ExitCode> {
    // whether the folder can be written is tried before models are loaded; what was made for nothing goes away again
    let missing = |p: &&Path| !p.as_os_str().is_empty() && !p.exists();
    let made: Vec<&Path> = args.output.ancestors().take_while(missing).collect();
    let done = score(args);
    // only empty ones can be removed
    let _ = made.into_iter().try_for_each(std::fs::remove_dir);
    done
}

fn score(args: &ScoreArgs) -> Result<ExitCode> {
    let start = Instant::now();
    let stop = Stop::on_signals()?;
    let out = OutputFolder::open(&args.output)?;
    let engine = Engine::load(&args.engine)?;
    let load = start.elapsed();

    let options = recipe(args, &engine)?;
    let mut journal = Journal::open(&out, &options, args.start())?;
    let inputs = args.input.open()?;
    let watch = Watcher::new(&inputs, args.quiet, stop.clone());
    let outcome = job::run(engine.analyzer(), inputs, &mut journal, &watch)?;
    watch.finish();
    if !outcome.unread_dates.is_empty() {
        tracing::warn!("{}", outcome.unread_dates);
    }
    if outcome.interrupted && journal.is_empty() {
        tracing::warn!("stopped before anything was scored; nothing is written");
        return Ok(ExitCode::from(stop.exit_code().unwrap_or(1)));
    }

    let publication = engine.publication(args.min_confidence, args.evidence, args.keep_text);
    let mut run = engine.run_info(&outcome, (options, args.input.names()), args.min_confidence, load);
    let speakers = publication.write(&out, &journal, &mut run, start)?;
    if !outcome.interrupted {
        journal.remove()?;
    }

    if !args.quiet {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{}", super::table::speakers(&speakers, terminal_width()))?;
        let counts = &run.counts;
        writeln!(
            stdout,
            "{} quotations in {} articles, {:.1} s; reports in {}",
            counts.quotations,
            counts.articles,
            start.elapsed().as_secs_f64(),
            out.path().display()
        )?;
    }
    if outcome.interrupted {
        tracing::warn!("stopped before the end; the same call with --resume goes on");
        return Ok(ExitCode::from(stop.exit_code().unwrap_or(1)));
    }
    Ok(match (run.counts.articles, run.counts.failed_inputs) {
        (_, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(2),
        _ => ExitCode::from(1),
    })
}

/// Columns of the terminal that standard output is, if it is one.
fn terminal_width() -> Option<usize> {
    std::io::stdout().is_terminal().then(textwrap::termwidth)
}

impl ScoreArgs {
    fn start(&self) -> Start {
        match (self.resume, self.restart) {
            (true, _) => Start::Resume,
            (_, true) => Start::Restart,
            _ => Start::Fresh,
        }
    }
}

/// What decides the results besides the inputs: a run goes on only under the same. What acts when the reports are written,
/// such as `--min-confidence`, is not among it.
fn recipe(args: &ScoreArgs, engine: &Engine) -> Result<Recipe> {
    let [quotation, stance] = engine.models();
    let roster = match &args.engine.speakers {
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
            // where the file lies decides nothing
            format!("built-in and SHA-256 {:x}", Sha256::digest(bytes))
        }
        None => "built-in".to_string(),
    };
    let model = |m: &ModelInfo| format!("{} {}", m.weights_sha256, m.settings_sha256);
    let analyzer = engine.analyzer();
    let built_in =
        built_in_sources().map(|(name, text)| (format!("built-in {name}"), format!("{:x}", Sha256::digest(text))));
    let entries = [
        ("program version", VERSION.to_string()),
        ("program commit", COMMIT.to_string()),
        ("quotation model", model(quotation)),
        ("stance model", model(stance)),
        ("roster", roster),
        ("--device", analyzer.device().name().to_string()),
        ("--precision", analyzer.precision().name().to_string()),
        ("--text-column", args.input.text_column.clone().unwrap_or_default()),
        ("--max-article-size", args.input.max_article_size.0.to_string()),
    ];
    Ok(entries.into_iter().map(|(name, value)| (name.to_string(), value)).chain(built_in).collect())
}
