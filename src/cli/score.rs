//! `quotestance score`: articles in, CSV and a page out.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use sha2::{Digest, Sha256};

use quotestance::archive::{Archive, Growth, Recipe, RunKind, RunPlan, Start};
use quotestance::attribution::built_in_sources;
use quotestance::export::ModelInfo;
use quotestance::job::{self, OutputFolder, Publication};
use quotestance::{COMMIT, VERSION};

use super::engine::{Engine, EngineArgs, add_outcome};
use super::files::{FileArgs, TableArg};
use super::inputs::InputArgs;
use super::watch::{Stop, Watcher, Writing};

/// Find, attribute and score the quotations of articles, and write reports
///
/// Inputs are files (.txt, .md, .html, .jsonl with id, text and optional title, outlet, date, .csv, .tsv and .parquet
/// with named columns; each also as .gz or .zst), folders of these (recursive), patterns, or - for JSON lines on standard input.
///
/// Writes report.html (charts, tables and the articles with their quotations marked; open it in a browser), quotes.csv
/// (a row a quotation), speakers.csv (a row a speaker), speakers/ID.csv, errors.csv (what could not be read or scored,
/// and why), run.json, and archive.db: all of it with the texts in one SQLite file, which the others are made of.
///
/// A folder that has an archive is not overwritten: --append adds what is new to it and makes the files anew of all.
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
    /// Formats of the tables of quotations and speakers
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "csv")]
    format: Vec<TableArg>,
    #[command(flatten)]
    files: FileArgs,
    /// Add to what was scored into DIR before: articles that are there are passed over, one that is there with other words
    /// under its id is replaced; all files are made anew
    #[arg(long, conflicts_with_all = ["resume", "restart"])]
    append: bool,
    /// Score what is in DIR anew where it was made by another program, model or roster; without INPUT
    #[arg(long, conflicts_with_all = ["inputs", "files_from", "append", "restart"])]
    rescore: bool,
    /// Go on with the run that was interrupted in DIR: same inputs, options and models
    #[arg(long, conflicts_with = "restart")]
    resume: bool,
    /// Throw away what was scored into DIR before
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

    let recipe = recipe(args, &engine)?;
    let mut info = engine.run_info(recipe.clone(), args.input.names(), load);
    let plan = RunPlan {
        kind: if args.rescore { RunKind::Rescore } else { RunKind::Score },
        recipe,
        inputs: args.input.names(),
        about: serde_json::to_value(&info)?,
        roster: args.roster()?,
    };
    // inputs are looked for before anything is written, so that a typo costs nothing
    let inputs = if args.rescore { None } else { Some(args.input.open()?) };
    let mut archive = Archive::begin(out.path(), &plan, args.start())?;
    let outcome = if let Some(inputs) = inputs {
        let watch = Watcher::new(|| inputs.count_hint(), args.quiet, stop.clone());
        let outcome = job::run(engine.analyzer(), inputs, &mut archive, &watch);
        watch.finish();
        outcome?
    } else {
        let documents = archive.to_score_anew()?;
        let watch = Watcher::new(|| Some(documents.total() as u64), args.quiet, stop.clone());
        let outcome = job::run(engine.analyzer(), documents, &mut archive, &watch);
        watch.finish();
        outcome?
    };
    if !outcome.unread_dates.is_empty() {
        tracing::warn!("{}", outcome.unread_dates);
    }
    let growth = archive.growth();
    say_growth(growth);
    if outcome.interrupted && archive.is_empty()? {
        archive.remove()?;
        tracing::warn!("stopped before anything was scored; nothing is written");
        return Ok(ExitCode::from(stop.exit_code().unwrap_or(1)));
    }

    if args.append && !outcome.interrupted && outcome.work.documents + outcome.resumed + growth.known == 0 {
        archive.forget_run()?;
        archive.close()?;
        tracing::error!("none of the inputs could be scored; {} is as it was", out.path().display());
        return Ok(ExitCode::from(2));
    }

    add_outcome(&mut info, &outcome, growth);
    let mut about = serde_json::to_value(&info)?;
    let publication = Publication {
        roster: engine.analyzer().roster(),
        min_confidence: args.files.min_confidence as f32,
        files: args.files.options(args.format.iter().map(|f| f.format()).collect()),
        figures: &|about| engine.figures(about),
    };
    let writing = Writing::begin(args.quiet);
    let settled = publication.write(&out, &mut archive, &mut about, start)?;
    drop(writing);
    archive.end_run(&about, outcome.interrupted)?;
    archive.close()?;
    let counts = &settled.counts;

    if !args.quiet {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{}", super::table::speakers(&settled.speakers, terminal_width()))?;
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
    Ok(match (counts.articles, counts.failed_inputs) {
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
        match (self.resume, self.restart, self.append) {
            (true, ..) => Start::Resume,
            (_, true, _) => Start::Restart,
            (.., true) => Start::Append,
            _ => Start::Fresh,
        }
    }

    /// The text of the roster that is added to the built-in one.
    fn roster(&self) -> Result<String> {
        let Some(path) = &self.engine.speakers else { return Ok(String::new()) };
        std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))
    }
}

/// What was there already, in words.
fn say_growth(growth: Growth) {
    let Growth { known, repeats, made_otherwise, replaced } = growth;
    if known > 0 {
        let again = if repeats > 0 { format!(" ({repeats} of them under another id)") } else { String::new() };
        tracing::warn!("{} there already and counted once{again}", articles(known));
    }
    if made_otherwise > 0 {
        tracing::warn!(
            "{} scored before by another version of the program, its models or its roster; --rescore scores them anew",
            articles(made_otherwise)
        );
    }
    if replaced > 0 {
        tracing::warn!("{} there with other words under the same id and replaced", articles(replaced));
    }
}

fn articles(n: usize) -> String {
    if n == 1 { "1 article was".into() } else { format!("{n} articles were") }
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
        ("--any-language", args.input.any_language.to_string()),
    ];
    Ok(entries.into_iter().map(|(name, value)| (name.to_string(), value)).chain(built_in).collect())
}
