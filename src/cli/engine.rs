//! The models, the roster and the workers of a run: what `score` and `bench` have in common.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;

use quotestance::attribution::Roster;
use quotestance::encoder::{Device, Precision};
use quotestance::export::{ModelInfo, Recipe, RunInfo, Seconds, figures};
use quotestance::job::{Models, Outcome, Pipeline, Publication, Stages, pool};

use super::models::{self, StanceModel};

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
    /// Folder with the models quotation/ and stance/ [default: the ones that come with the program]
    #[arg(long, value_name = "DIR", env = "QUOTESTANCE_MODELS")]
    models: Option<PathBuf>,
    /// Which stance model scores: large agrees better with human readers; its part of the run takes six times as long
    #[arg(long, value_name = "SIZE", default_value = "small")]
    stance_model: StanceModel,
    /// A roster (TOML) of speakers to add to the built-in one
    #[arg(long, value_name = "FILE")]
    pub speakers: Option<PathBuf>,
}

/// All that is loaded once.
pub struct Engine {
    models: Models,
    infos: [ModelInfo; 2],
    folder: PathBuf,
    folders: [PathBuf; 2],
    roster: Roster,
    pool: rayon::ThreadPool,
    device: Device,
    precision: Precision,
    threads: usize,
}

impl Engine {
    /// Fails where a flag cannot be followed on this machine, and where models or roster cannot be read.
    pub fn load(args: &EngineArgs) -> Result<Self> {
        let device: Device = args.device.parse().map_err(anyhow::Error::msg)?;
        if !device.is_available() {
            bail!("--device cuda: this libtorch sees no CUDA card; use --device cpu");
        }
        let precision = args.precision;
        if !precision.is_available(device) {
            bail!("--precision {}: not on this device ({}); use single", precision.name(), device.name());
        }
        let roster = match &args.speakers {
            Some(path) => Roster::with_file(path)?,
            None => Roster::built_in(),
        };
        let folder = models::folder(args.models.as_deref())?;
        let folders = models::both(&folder, args.stance_model);
        // hashing takes as long as loading
        let (loaded, infos) = std::thread::scope(|s| {
            let infos = s.spawn(|| models::infos(&folders));
            let models = Models::load(&folders[0], &folders[1], device, precision);
            (models, infos.join().expect("hashing does not panic"))
        });
        let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
        let threads = args.threads.map_or_else(cores, usize::from);
        let (models, infos, pool) = (loaded?, infos?, pool(threads)?);
        Ok(Engine { models, infos, folder, folders, roster, pool, device, precision, threads })
    }

    pub fn pipeline(&self) -> Pipeline<'_> {
        Pipeline { models: &self.models, roster: &self.roster, pool: &self.pool }
    }

    pub fn infos(&self) -> &[ModelInfo; 2] {
        &self.infos
    }

    /// Where the models lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn device(&self) -> Device {
        self.device
    }

    pub fn precision(&self) -> Precision {
        self.precision
    }

    pub fn threads(&self) -> usize {
        self.threads
    }

    pub fn publication(&self, min_confidence: f64, evidence: bool, keep_text: bool) -> Publication<'_> {
        let min_confidence = min_confidence as f32;
        Publication { roster: &self.roster, min_confidence, evidence, keep_text, figures: figures(&self.folders) }
    }

    /// What `run.json` says, before the reports are written. `inputs` are as the user named them; `load` is the time to
    /// load the models.
    pub fn run_info(&self, outcome: &Outcome, run: (Recipe, Vec<String>), load: Duration) -> RunInfo {
        let (options, inputs) = run;
        let [quotation_model, stance_model] = self.infos.clone();
        RunInfo {
            program: "quotestance",
            version: env!("CARGO_PKG_VERSION"),
            quotation_model,
            stance_model,
            roster: options.get("roster").cloned().unwrap_or_default(),
            inputs,
            options,
            interrupted: outcome.interrupted,
            resumed_articles: outcome.resumed_articles,
            device: self.device.name(),
            precision: self.precision.name(),
            threads: self.threads,
            counts: Default::default(),
            merged_speakers: Default::default(),
            seconds: seconds(load, &outcome.stages),
        }
    }
}

/// Seconds a stage; writing and the total are known at the end.
fn seconds(load: Duration, stages: &Stages) -> Seconds {
    let millis = |d: Duration| (d.as_secs_f64() * 1000.0).round() / 1000.0;
    Seconds {
        load_models: millis(load),
        read: millis(stages.read),
        tokenize: millis(stages.tokenize),
        quotation_model: millis(stages.quotation_model),
        attribution: millis(stages.attribution),
        stance: millis(stages.stance),
        write: 0.0,
        total: 0.0,
    }
}
