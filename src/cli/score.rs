//! `quotestance score`: articles in, CSV out.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::inputs::InputArgs;
use quotestance::article::Inputs;
use quotestance::encoder::{Device, ModelFolder};
use quotestance::pipeline::{Models, Pipeline, pool};
use quotestance::report::{ModelInfo, OutputFolder, RunInfo, Seconds, speaker_rows, write_all};
use quotestance::speaker::Roster;

/// Find, attribute and score the quotations of articles, and write CSV reports
///
/// Inputs are files (.txt, .md, .html, .jsonl with id, text and optional title, outlet, date, .csv and .tsv with a
/// header; each also as .gz or .zst), folders of these (recursive), patterns, or - for JSON lines on standard input.
///
/// Writes quotes.csv (a row a quotation), speakers.csv (a row a speaker), speakers/ID.csv, errors.csv (what could
/// not be read, and why) and run.json into the output folder. Files of an earlier run there are replaced.
///
/// Exit code: 0 where all was scored, 1 where some input failed (see errors.csv), 2 where nothing could be done.
#[derive(Args)]
pub struct ScoreArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Folder to write into; created where missing
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// cpu, cuda, or auto (cuda where there is one)
    #[arg(long, default_value = "auto")]
    device: String,
    /// Folder with the models quotation/ and stance/ [default: the ones that come with the program]
    #[arg(long, value_name = "DIR", env = "QUOTESTANCE_MODELS")]
    models: Option<PathBuf>,
    /// A roster (TOML) of speakers to add to the built-in one
    #[arg(long, value_name = "FILE")]
    speakers: Option<PathBuf>,
    /// Also write evidence.csv: how each speaker was found (by name, title, pronoun, ...) and how sure each step was
    #[arg(long)]
    evidence: bool,
    /// No progress bar and no table at the end
    #[arg(short, long)]
    quiet: bool,
}

pub fn run(args: &ScoreArgs) -> Result<ExitCode> {
    let start = Instant::now();
    let device: Device = args.device.parse().map_err(anyhow::Error::msg)?;
    if !device.is_available() {
        bail!("--device cuda: this libtorch sees no CUDA card; use --device cpu");
    }
    let roster = match &args.speakers {
        Some(path) => Roster::with_file(path)?,
        None => Roster::built_in(),
    };
    let out = OutputFolder::open(&args.output)?;
    let folder = models_folder(args.models.as_deref())?;
    let models = Models::load(&folder, device)?;
    let loaded = start.elapsed();
    let threads = args.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, |n| n.get()), usize::from);
    let pool = pool(threads)?;

    let inputs = args.input.open()?;
    let bar = progress_bar(&inputs, args.quiet);
    let pipeline = Pipeline { models: &models, roster: &roster, pool: &pool };
    // the parts add up to whole articles but for rounding
    let done = Mutex::new(0.01);
    let advance = |articles: f64| {
        let mut done = done.lock().expect("no thread panics while it counts");
        *done += articles;
        bar.set_position(*done as u64);
    };
    let mut outcome = pipeline.run(inputs, &advance)?;
    bar.finish_and_clear();

    for e in &outcome.errors {
        eprintln!("quotestance: {}: {}", e.input, e.error);
    }
    let speakers = speaker_rows(&outcome.rows);
    outcome.counts.speakers = speakers.len();
    let seconds = |s: f64| (s * 1000.0).round() / 1000.0;
    let counts = outcome.counts.clone();
    let quotation_model = model_info(&folder.join("quotation"))?;
    let stance_model = model_info(&folder.join("stance"))?;
    let run = |write| RunInfo {
        program: "quotestance",
        version: env!("CARGO_PKG_VERSION"),
        quotation_model,
        stance_model,
        roster: args.speakers.as_ref().map_or("built-in".into(), |p| format!("built-in and {}", p.display())),
        inputs: args.input.inputs.iter().map(|p| p.display().to_string()).collect(),
        device: device.name(),
        threads,
        counts,
        seconds: Seconds {
            load_models: seconds(loaded.as_secs_f64()),
            read: seconds(outcome.stages.read.as_secs_f64()),
            tokenize: seconds(outcome.stages.tokenize.as_secs_f64()),
            quotation_model: seconds(outcome.stages.quotation_model.as_secs_f64()),
            attribution: seconds(outcome.stages.attribution.as_secs_f64()),
            stance: seconds(outcome.stages.stance.as_secs_f64()),
            write: seconds(write),
            total: seconds(start.elapsed().as_secs_f64()),
        },
    };
    write_all(&out, &outcome.rows, &speakers, &outcome.errors, args.evidence, run)?;

    if !args.quiet {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{}", super::table::speakers(&speakers))?;
        writeln!(
            stdout,
            "{} quotations in {} articles, {:.1} s; reports in {}",
            outcome.counts.quotations,
            outcome.counts.articles,
            start.elapsed().as_secs_f64(),
            out.path().display()
        )?;
    }
    Ok(match (outcome.counts.articles, outcome.errors.is_empty()) {
        (_, true) => ExitCode::SUCCESS,
        (0, false) => ExitCode::from(2),
        (_, false) => ExitCode::from(1),
    })
}

fn model_info(folder: &Path) -> Result<ModelInfo> {
    Ok(ModelInfo { folder: folder.display().to_string(), weights_sha256: ModelFolder::open(folder)?.weights_sha256()? })
}

/// The models named, or those beside the program, or those of the tree it was built in.
fn models_folder(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = named {
        return Ok(path.to_path_buf());
    }
    let mut places = Vec::new();
    if let Ok(exe) = std::env::current_exe().and_then(|e| e.canonicalize()) {
        places.extend(exe.ancestors().skip(1).take(2).map(|dir| dir.join("models")));
    }
    places.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
    match places.iter().find(|p| p.join("quotation").is_dir()) {
        Some(p) => Ok(p.clone()),
        None => {
            let list: Vec<String> = places.iter().map(|p| p.display().to_string()).collect();
            bail!("no models found (looked in {}); name their folder with --models", list.join(", "))
        }
    }
}

/// A bar with rate and time left on a terminal; a spinner where the number of articles is not known.
fn progress_bar(inputs: &Inputs, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    // counting reads .jsonl files once more, so only where somebody watches
    let bar = match inputs.count_hint() {
        Some(n) => ProgressBar::new(n).with_style(
            ProgressStyle::with_template("{bar:30} {pos}/{len} articles, {per_sec}, {eta} left")
                .expect("a valid template"),
        ),
        None => ProgressBar::new_spinner().with_style(
            ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}, {elapsed}").expect("a valid template"),
        ),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
