//! The models, the roster and the workers of a run: what `score` and `bench` have in common.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};
use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args};
use serde_json::Value;

use quotestance::analyzer::{Faults, ModelSize, model_folders};
use quotestance::archive::{Growth, Recipe};
use quotestance::attribution::Roster;
use quotestance::encoder::{Device, Precision};
use quotestance::export::{Figure, ModelInfo, RunInfo, Seconds, figures};
use quotestance::job::Outcome;
use quotestance::{Analyzer, COMMIT, VERSION};

use super::models;

#[derive(Args)]
pub struct EngineArgs {
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// cpu, cuda, or auto (cuda where there is one)
    #[arg(long, default_value = "auto")]
    device: String,
    /// How the models compute: single (32 bits), half (16 bits, on a CUDA card), or int8 (8 bits, in the quotation model,
    /// on a CPU; faster where it has VNNI)
    #[arg(long, value_name = "HOW", default_value = "single")]
    precision: Precision,
    /// Folder with the models quotation/, stance/ and the large ones [default: those that come with the program]
    #[arg(long, value_name = "DIR", env = "QUOTESTANCE_MODELS")]
    models: Option<PathBuf>,
    /// Read and score with the small models: several times as fast, but more names and scores are wrong
    #[arg(long, env = "QUOTESTANCE_FAST", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    fast: bool,
    /// Which quotation model reads, small or large [default: large; small with --fast]
    #[arg(long, value_name = "SIZE")]
    quotation_model: Option<ModelSize>,
    /// Which stance model scores, small or large [default: large; small with --fast]
    #[arg(long, value_name = "SIZE")]
    stance_model: Option<ModelSize>,
    /// A roster (TOML) of speakers to add to the built-in one
    #[arg(long, value_name = "FILE")]
    pub speakers: Option<PathBuf>,
}

impl EngineArgs {
    /// The sizes of the quotation model and of the stance model.
    fn sizes(&self) -> [ModelSize; 2] {
        let size =
            |named: Option<ModelSize>| named.unwrap_or(if self.fast { ModelSize::Small } else { ModelSize::Large });
        [size(self.quotation_model), size(self.stance_model)]
    }
}

/// All that is loaded once.
pub struct Engine {
    analyzer: Analyzer,
    models: [ModelInfo; 2],
    folder: PathBuf,
    speakers: Option<PathBuf>,
}

impl Engine {
    /// Fails where a flag cannot be followed on this machine, and where models or roster cannot be read.
    pub fn load(args: &EngineArgs) -> Result<Self> {
        let device: Device = args.device.parse().map_err(anyhow::Error::msg)?;
        if !device.is_available() {
            bail!("--device cuda: this libtorch sees no CUDA card; use --device cpu");
        }
        let precision = args.precision;
        silence_first_calls();
        if !precision.is_available(device) {
            bail!("--precision {}: not on this device ({}); use single", precision.name(), device.name());
        }
        let folder = models::folder(args.models.as_deref())?;
        let [quotation, stance] = args.sizes();
        let mut builder = Analyzer::builder(&folder)
            .quotation_model(quotation)
            .stance_model(stance)
            .device(device)
            .precision(precision)
            .faults(faults());
        if let Some(path) = &args.speakers {
            builder = builder.roster(Roster::with_file(path)?);
        }
        if let Some(threads) = args.threads {
            builder = builder.threads(threads.into());
        }
        // hashing takes as long as loading
        let folders = model_folders(&folder, quotation, stance);
        let (analyzer, models) = std::thread::scope(|s| {
            let models = s.spawn(|| models::infos(&folders));
            (builder.build(), models.join().expect("hashing does not panic"))
        });
        Ok(Engine { analyzer: analyzer?, models: models?, folder, speakers: args.speakers.clone() })
    }

    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// The quotation model and the stance model.
    pub fn models(&self) -> &[ModelInfo; 2] {
        &self.models
    }

    /// Where the models lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is known of how good the models of a run are, by what its `run.json` says.
    pub fn figures(&self, about: &Value) -> Vec<Figure> {
        let own = self.models.iter().zip(["quotation_model", "stance_model"]);
        if own.into_iter().all(|(model, name)| about[name]["weights_sha256"] == model.weights_sha256.as_str()) {
            figures(self.analyzer.model_folders())
        } else {
            models::known_figures(about)
        }
    }

    /// What `run.json` says before anything is analyzed. `inputs` are as the user named them; `load` is the time to load
    /// the models.
    pub fn run_info(&self, options: Recipe, inputs: Vec<String>, load: Duration) -> RunInfo {
        let [quotation_model, stance_model] = self.models.clone();
        let roster = options.get("roster").cloned().unwrap_or_default();
        let roster = match (&self.speakers, roster.strip_prefix("built-in and SHA-256 ")) {
            (Some(path), Some(sha256)) => format!("built-in and {} ({sha256})", path.display()),
            _ => roster,
        };
        RunInfo {
            program: "quotestance",
            version: VERSION,
            commit: COMMIT,
            quotation_model,
            stance_model,
            roster,
            inputs,
            options,
            made_by: String::new(),
            min_confidence: 0.0,
            files: Default::default(),
            interrupted: false,
            resumed_articles: 0,
            device: self.analyzer.device().name(),
            precision: self.analyzer.precision().name(),
            threads: self.analyzer.threads(),
            growth: Default::default(),
            counts: Default::default(),
            unread_dates: Default::default(),
            merged_speakers: Default::default(),
            runs: Vec::new(),
            seconds: Seconds { load_models: millis(load), ..Seconds::default() },
        }
    }
}

/// Fill in what a run has come to.
pub fn add_outcome(info: &mut RunInfo, outcome: &Outcome, growth: Growth) {
    let Outcome { stages, interrupted, resumed, unread_dates, .. } = outcome;
    (info.interrupted, info.resumed_articles, info.growth) = (*interrupted, *resumed, growth);
    info.unread_dates.clone_from(unread_dates);
    info.seconds = Seconds {
        load_models: info.seconds.load_models,
        read: millis(stages.read),
        tokenize: millis(stages.tokenize),
        quotation_model: millis(stages.quotation_model),
        attribution: millis(stages.attribution),
        stance: millis(stages.stance),
        write: 0.0,
        total: 0.0,
    };
}

fn millis(d: Duration) -> f64 {
    (d.as_secs_f64() * 1000.0).round() / 1000.0
}

/// libtorch warns on standard error, at the first call of some functions, that a later version may drop them. The version
/// is fixed here, so that concerns no user: the first calls, which this question leads to, are made with it closed.
fn silence_first_calls() {
    let _quiet = gag::Gag::stderr();
    Precision::Int8.is_available(Device::Cpu);
}

/// Documents that are to fail, for tests: `panic=ID` and `model=ID`, with a comma between.
fn faults() -> Faults {
    let wanted = std::env::var("QUOTESTANCE_TEST_FAULTS").unwrap_or_default();
    let of = |kind: &str| wanted.split(',').find_map(|w| w.strip_prefix(kind)).map(str::to_string);
    Faults { panics: of("panic="), model_fails: of("model=") }
}
