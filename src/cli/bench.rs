//! `quotestance bench`: how fast this machine is, stage by stage.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use quotestance::archive::{Archive, RunKind, RunPlan, Start};
use quotestance::job::{self, Outcome, OutputFolder, Publication, Watch, Work};
use quotestance::reader::{InputError, Inputs, Options};

use super::engine::{Engine, EngineArgs};

/// Measure how many articles, words and word pieces a second this machine scores, stage by stage
///
/// Runs the whole of `score` several times on the same articles, into a folder that is thrown away, after one run that
/// does not count. Without INPUT the sample articles that come with the program are used; your own articles tell more.
#[derive(Args)]
pub struct BenchArgs {
    /// Files, folders or patterns, as for score [default: the samples]
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    engine: EngineArgs,
    /// Runs that count
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    repeats: u16,
    /// Print one JSON object in place of the tables
    #[arg(long)]
    json: bool,
}

/// Median, least and most of the runs.
#[derive(Clone, Copy, Debug, Serialize, PartialEq)]
struct Spread {
    median: f64,
    min: f64,
    max: f64,
}

impl Spread {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut v: Vec<f64> = values.collect();
        v.sort_by(f64::total_cmp);
        let (n, half) = (v.len(), v.len() / 2);
        let median = if n % 2 == 1 { v[half] } else { (v[half - 1] + v[half]) / 2.0 };
        Spread { median, min: v[0], max: v[n - 1] }
    }
}

/// All that is printed. Speeds are of a whole run without the loading of the models.
#[derive(Debug, Serialize)]
struct Report {
    program: &'static str,
    version: &'static str,
    device: &'static str,
    precision: &'static str,
    threads: usize,
    repeats: u16,
    articles: usize,
    words: usize,
    /// Word pieces of the articles.
    pieces: usize,
    quotations: usize,
    /// Word pieces that the two models computed, context and repeated windows counted, padding not.
    quotation_pieces: usize,
    stance_pieces: usize,
    /// Share of padding among the places of all batches.
    padding_share: f64,
    start_up_seconds: f64,
    seconds: Spread,
    articles_a_second: Spread,
    words_a_second: Spread,
    pieces_a_second: Spread,
    /// Share of a run's time that the models took.
    model_share: Spread,
    /// Seconds of each stage.
    stages: Vec<(&'static str, Spread)>,
    /// Most memory that the process ever held, in MiB; absent where the system does not tell.
    peak_memory_mib: Option<f64>,
}

/// One run's seconds, by stage.
struct Run {
    stages: [(&'static str, f64); 6],
    total: f64,
}

impl Run {
    fn model_share(&self) -> f64 {
        let models = self.stages.iter().filter(|(name, _)| name.ends_with("model")).map(|(_, s)| s);
        models.sum::<f64>() / self.total
    }
}

pub fn run(args: &BenchArgs) -> Result<ExitCode> {
    let start = Instant::now();
    let engine = Engine::load(&args.engine)?;
    let start_up = start.elapsed();
    let inputs = match args.inputs.as_slice() {
        [] => vec![samples(engine.folder())?],
        given => given.to_vec(),
    };
    if inputs.iter().any(|p| p.as_os_str() == "-") {
        bail!("bench reads its articles several times, which standard input cannot give; name files or folders");
    }
    let bar = ProgressBar::new(u64::from(args.repeats) + 1)
        .with_style(ProgressStyle::with_template("{bar:30} run {pos} of {len}, {elapsed}").expect("a valid template"));
    let mut runs = Vec::new();
    let mut work = Work::default();
    for n in 0..=args.repeats {
        let (run, outcome) = one_run(&engine, &inputs)?;
        if n > 0 {
            runs.push(run);
        }
        work = outcome.work;
        bar.inc(1);
    }
    bar.finish_and_clear();

    let each = |f: &dyn Fn(&Run) -> f64| Spread::of(runs.iter().map(f));
    let a_second = |amount: usize| each(&|r| amount as f64 / r.total);
    let places = work.quotation_pieces + work.stance_pieces + work.padding;
    let report = Report {
        program: "quotestance",
        version: env!("CARGO_PKG_VERSION"),
        device: engine.analyzer().device().name(),
        precision: engine.analyzer().precision().name(),
        threads: engine.analyzer().threads(),
        repeats: args.repeats,
        articles: work.documents,
        words: work.words,
        pieces: work.pieces,
        quotations: work.quotations,
        quotation_pieces: work.quotation_pieces,
        stance_pieces: work.stance_pieces,
        padding_share: work.padding as f64 / places.max(1) as f64,
        start_up_seconds: start_up.as_secs_f64(),
        seconds: each(&|r| r.total),
        articles_a_second: a_second(work.documents),
        words_a_second: a_second(work.words),
        pieces_a_second: a_second(work.pieces),
        model_share: each(&Run::model_share),
        stages: (0..6).map(|i| (runs[0].stages[i].0, each(&|r| r.stages[i].1))).collect(),
        peak_memory_mib: peak_memory_mib(),
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print(&report);
    }
    Ok(ExitCode::SUCCESS)
}

/// The articles that come with the program: beside the models, as in the source tree.
fn samples(models: &Path) -> Result<PathBuf> {
    let beside = models.parent().map(|p| p.join("data/samples")).filter(|p| p.is_dir());
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/samples");
    beside
        .or_else(|| tree.is_dir().then_some(tree))
        .context("the sample articles are not there; name your own as INPUT")
}

/// `score` into a folder that goes away.
fn one_run(engine: &Engine, inputs: &[PathBuf]) -> Result<(Run, Outcome)> {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let out = OutputFolder::open(folder.path())?;
    let start = Instant::now();
    let info = engine.run_info(Default::default(), Vec::new(), Duration::ZERO);
    let mut about = serde_json::to_value(&info)?;
    let plan = RunPlan {
        kind: RunKind::Score,
        recipe: Default::default(),
        inputs: Vec::new(),
        about: about.clone(),
        roster: String::new(),
    };
    let mut archive = Archive::begin(out.path(), &plan, Start::Fresh)?;
    let articles = Inputs::open(inputs, Options::default());
    let outcome = job::run(engine.analyzer(), articles, &mut archive, &Failures)?;
    if outcome.work.documents == 0 {
        bail!("no article could be read, so there is nothing to measure");
    }
    let publication = Publication {
        roster: engine.analyzer().roster(),
        min_confidence: 0.0,
        files: Default::default(),
        figures: &|about| engine.figures(about),
    };
    publication.write(&out, &mut archive, &mut about, start)?;
    archive.close()?;
    let writing = about["seconds"]["write"].as_f64().unwrap_or_default();
    let s = &outcome.stages;
    let stages = [
        ("read", s.read.as_secs_f64()),
        ("tokenize", s.tokenize.as_secs_f64()),
        ("quotation model", s.quotation_model.as_secs_f64()),
        ("attribution", s.attribution.as_secs_f64()),
        ("stance model", s.stance.as_secs_f64()),
        ("write", s.archive.as_secs_f64() + writing),
    ];
    Ok((Run { stages, total: start.elapsed().as_secs_f64() }, outcome))
}

/// Says what could not be read, and never stops.
struct Failures;

impl Watch for Failures {
    fn done(&self, _: f64) {}

    fn failed(&self, e: &InputError) {
        tracing::warn!(input = %e.input, "{}", e.error);
    }

    fn stopped(&self) -> bool {
        false
    }
}

/// The high-water mark of resident memory, which Linux keeps for each process.
fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

fn print(r: &Report) {
    println!(
        "{} articles, {} words, {} word pieces, {} quotations; {} threads, {}, {}; {} runs",
        r.articles, r.words, r.pieces, r.quotations, r.threads, r.device, r.precision, r.repeats
    );
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(["", "median", "least", "most"]);
    let mut row = |name: &str, s: &Spread, scale: f64, digits: usize| {
        let cell = |x: f64| format!("{:.digits$}", x * scale);
        table.add_row([name.to_string(), cell(s.median), cell(s.min), cell(s.max)]);
    };
    row("articles a second", &r.articles_a_second, 1.0, 2);
    row("words a second", &r.words_a_second, 1.0, 0);
    row("word pieces a second", &r.pieces_a_second, 1.0, 0);
    row("seconds", &r.seconds, 1.0, 3);
    for (name, s) in &r.stages {
        row(&format!("  {name}"), s, 1.0, 3);
    }
    row("share of the models, %", &r.model_share, 100.0, 1);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
    println!(
        "start-up (models loaded and hashed) {:.2} s; padding {:.1} %",
        r.start_up_seconds,
        100.0 * r.padding_share
    );
    println!("computed pieces: quotation model {}, stance model {}", r.quotation_pieces, r.stance_pieces);
    if let Some(mib) = r.peak_memory_mib {
        println!("peak memory {mib:.0} MiB");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0].into_iter()), Spread { median: 2.0, min: 1.0, max: 3.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0].into_iter()).median, 2.5);
        assert_eq!(Spread::of([4.0].into_iter()), Spread { median: 4.0, min: 4.0, max: 4.0 });
    }
}
