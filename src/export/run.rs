//! What `run.json` says: enough to repeat a run and to trust it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::reader::UnreadDates;

/// What decides a run's results besides its inputs, by name: models, roster, options. A run goes on only under the same.
pub type Recipe = BTreeMap<String, String>;

/// A model by what it is made of.
#[derive(Clone, Debug, Serialize)]
pub struct ModelInfo {
    pub folder: String,
    /// SHA-256 of model.safetensors, hexadecimal.
    pub weights_sha256: String,
    /// SHA-256 of config.json, labels.json and vocab.txt, one after the other.
    pub settings_sha256: String,
}

/// How much there was of everything.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    pub articles: usize,
    pub failed_inputs: usize,
    pub words: usize,
    pub pieces: usize,
    pub quotations: usize,
    pub without_speaker: usize,
    pub unnamed_sources: usize,
    pub speakers: usize,
    pub duplicates: usize,
    /// Names that were left out for `--min-confidence`.
    pub emptied_speakers: usize,
}

/// Wall-clock seconds by stage.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Seconds {
    pub load_models: f64,
    pub read: f64,
    pub tokenize: f64,
    pub quotation_model: f64,
    pub attribution: f64,
    pub stance: f64,
    pub write: f64,
    pub total: f64,
}

/// The whole of `run.json`.
#[derive(Clone, Debug, Serialize)]
pub struct RunInfo {
    pub program: &'static str,
    pub version: &'static str,
    /// The commit that the program was built of.
    pub commit: &'static str,
    pub quotation_model: ModelInfo,
    pub stance_model: ModelInfo,
    pub roster: String,
    pub inputs: Vec<String>,
    /// What decides the results besides the inputs.
    pub options: Recipe,
    /// Whether the run was stopped before its inputs were at an end; `--resume` goes on.
    pub interrupted: bool,
    /// Articles taken over from the interrupted run that this one went on with.
    pub resumed_articles: usize,
    pub device: &'static str,
    /// How the models computed: `single` or `int8`.
    pub precision: &'static str,
    pub threads: usize,
    pub counts: Counts,
    /// Dates that were given but not read; offices name nobody in these documents.
    pub unread_dates: UnreadDates,
    /// Spellings of a name in this run, and the one name that stands for them in all rows.
    pub merged_speakers: BTreeMap<String, String>,
    pub seconds: Seconds,
}
