//! What `run.json` says: enough to repeat a run and to trust it.

use serde::Serialize;

/// A model by what it is made of.
#[derive(Clone, Debug, Serialize)]
pub struct ModelInfo {
    pub folder: String,
    /// SHA-256 of model.safetensors, hexadecimal.
    pub weights_sha256: String,
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
    pub quotation_model: ModelInfo,
    pub stance_model: ModelInfo,
    pub roster: String,
    pub inputs: Vec<String>,
    pub device: &'static str,
    pub threads: usize,
    pub counts: Counts,
    pub seconds: Seconds,
}
