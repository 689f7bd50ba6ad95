//! An analyzer is made: models, roster, threads, device.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Analyzer;
use super::faults::Faults;
use super::steps::Steps;
use crate::attribution::Roster;
use crate::encoder::{Device, ModelFolder, Precision, QuotationNet, StanceNet, single_threaded_libtorch};
use crate::error::Error;

/// How large a model is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModelSize {
    /// Its part of the work takes about a fifth of the time.
    Small,
    /// Finds, names and scores more as people do.
    #[default]
    Large,
}

impl ModelSize {
    /// `small` or `large`.
    pub fn name(self) -> &'static str {
        match self {
            ModelSize::Small => "small",
            ModelSize::Large => "large",
        }
    }

    fn folder(self, models: &Path, name: &str) -> PathBuf {
        match self {
            ModelSize::Small => models.join(name),
            ModelSize::Large => models.join(format!("{name}-large")),
        }
    }
}

impl FromStr for ModelSize {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let all = [ModelSize::Small, ModelSize::Large];
        all.into_iter().find(|m| m.name() == s).ok_or_else(|| format!("no model is called '{s}': small or large"))
    }
}

/// The folders of the quotation model and of the stance model, in the folder that holds all models.
pub fn model_folders(models: &Path, quotation: ModelSize, stance: ModelSize) -> [PathBuf; 2] {
    [quotation.folder(models, "quotation"), stance.folder(models, "stance")]
}

/// What an [`Analyzer`] is to be made of. Nothing is read before [`AnalyzerBuilder::build`].
#[derive(Debug)]
pub struct AnalyzerBuilder {
    models: PathBuf,
    quotation_model: ModelSize,
    stance_model: ModelSize,
    roster: Option<Roster>,
    threads: Option<usize>,
    device: Device,
    precision: Precision,
    faults: Faults,
}

impl AnalyzerBuilder {
    pub(super) fn new(models: PathBuf) -> Self {
        AnalyzerBuilder {
            models,
            quotation_model: ModelSize::Large,
            stance_model: ModelSize::Large,
            roster: None,
            threads: None,
            device: Device::Cpu,
            precision: Precision::Single,
            faults: Faults::default(),
        }
    }

    /// Read and score with the small models.
    pub fn fast(self) -> Self {
        self.quotation_model(ModelSize::Small).stance_model(ModelSize::Small)
    }

    /// Which quotation model finds quotations and their sources (default: the large one).
    pub fn quotation_model(mut self, model: ModelSize) -> Self {
        self.quotation_model = model;
        self
    }

    /// Which stance model scores (default: the large one).
    pub fn stance_model(mut self, model: ModelSize) -> Self {
        self.stance_model = model;
        self
    }

    /// The roster by which speakers are named (default: the built-in one).
    pub fn roster(mut self, roster: Roster) -> Self {
        self.roster = Some(roster);
        self
    }

    /// How many threads analyze (default: one a core).
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Where the models run (default: the CPU).
    pub fn device(mut self, device: Device) -> Self {
        self.device = device;
        self
    }

    /// How the models compute (default: in single precision). In place of 8 bits the stance model computes in 32.
    pub fn precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    #[doc(hidden)]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Load the models.
    ///
    /// Fails where this machine does not have the device or the precision, and where a model is missing or damaged.
    pub fn build(self) -> Result<Analyzer, Error> {
        let AnalyzerBuilder { models, quotation_model, stance_model, roster, threads, device, precision, faults } =
            self;
        if !device.is_available() {
            return Err(Error::Unavailable(format!("this libtorch sees no card for the device {}", device.name())));
        }
        if !precision.is_available(device) {
            let (precision, device) = (precision.name(), device.name());
            return Err(Error::Unavailable(format!("no precision {precision} on this device ({device}); use single")));
        }
        let folders = model_folders(&models, quotation_model, stance_model);
        // a score has to follow the words alone: rounded to 8 bits, pairs of the codebook fell out of order
        let of_stance = if precision == Precision::Int8 { Precision::Single } else { precision };
        let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or_else(cores))
            .thread_name(|i| format!("analyzer-{i}"))
            // each runs whole batches alone
            .start_handler(|_| single_threaded_libtorch())
            .build()
            .map_err(|e| Error::Unavailable(format!("the threads cannot be started: {e}")))?;
        // on these threads, too: where others spread over all cores, they wait for each other, and on a machine that has
        // other work loading takes ten times as long
        let (quotation, stance) = pool.join(
            || QuotationNet::load(&ModelFolder::open(&folders[0])?, device, precision),
            || StanceNet::load(&ModelFolder::open(&folders[1])?, device, of_stance),
        );
        let roster = roster.unwrap_or_else(Roster::built_in);
        let steps = Steps { quotation: quotation?, stance: stance?, roster, device, faults };
        Ok(Analyzer { steps, pool, device, precision, folders })
    }
}
