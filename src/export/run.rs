//! What `run.json` says: enough to repeat a run and to trust it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table_file::TableFormat;
use crate::archive::{Counts, Growth, Recipe, RunRecord};
use crate::reader::UnreadDates;

/// A model by what it is made of.
#[derive(Clone, Debug, Serialize)]
pub struct ModelInfo {
    /// Where it was loaded from; `report` looks there for its figures.
    pub folder: String,
    /// SHA-256 of model.safetensors, hexadecimal.
    pub weights_sha256: String,
    /// SHA-256 of config.json, labels.json and vocab.txt, one after the other.
    pub settings_sha256: String,
}

/// Wall-clock seconds by stage.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Seconds {
    /// From the program's start until the models are ready.
    pub load_models: f64,
    /// Goes on beside the other stages, so it is no part of their sum.
    pub read: f64,
    /// Like the next three, the work of all threads over their number.
    pub tokenize: f64,
    /// The network alone; what is made of its tags counts as attribution.
    pub quotation_model: f64,
    /// From tags to quotations and their speakers.
    pub attribution: f64,
    /// The stance model, its tokenizer included.
    pub stance: f64,
    /// From the journal to the finished files, `run.json` aside.
    pub write: f64,
    /// From the program's start, waiting and the journal included.
    pub total: f64,
}

/// The whole of `run.json`.
#[derive(Clone, Debug, Serialize)]
pub struct RunInfo {
    /// `quotestance`.
    pub program: &'static str,
    /// [`VERSION`](crate::VERSION).
    pub version: &'static str,
    /// The commit that the program was built of.
    pub commit: &'static str,
    /// What finds quotations, cues, mentions and names.
    pub quotation_model: ModelInfo,
    /// What scores: the small or the large one, as its folder says.
    pub stance_model: ModelInfo,
    /// `built-in`, or `built-in and FILE (SHA-256)`; `options` has it without the file's name.
    pub roster: String,
    /// Files, folders and patterns as the user named them.
    pub inputs: Vec<String>,
    /// What decides the results besides the inputs.
    pub options: Recipe,
    /// What decides the rows besides the articles, in short; the column `made_by`. Filled in when the files are written.
    pub made_by: String,
    /// Names that were less sure than this, 0 to 1, were left out when the files were written (`--min-confidence`).
    pub min_confidence: f64,
    /// Which files were written, and how.
    pub files: FileOptions,
    /// Whether the run was stopped before its inputs were at an end; `--resume` goes on.
    pub interrupted: bool,
    /// Articles taken over from the interrupted run that this one went on with.
    pub resumed_articles: usize,
    /// `cpu` or `cuda`.
    pub device: &'static str,
    /// How the models computed: `single`, `half` or `int8`.
    pub precision: &'static str,
    /// Threads that analyzed. They change how long a run takes, not what it gives.
    pub threads: usize,
    /// What the run met that was in the archive already.
    pub growth: Growth,
    /// Of all articles in the archive. Filled in when the files are written.
    pub counts: Counts,
    /// Dates that were given but not read; offices name nobody in these documents.
    pub unread_dates: UnreadDates,
    /// Spellings of a name in this run, and the one name that stands for them in all rows.
    pub merged_speakers: BTreeMap<String, String>,
    /// All runs behind the files, this one the last. Filled in when the files are written.
    pub runs: Vec<PastRun>,
    /// Filled in stage by stage; writing and the total come last.
    pub seconds: Seconds,
}

/// One of the runs behind the files.
#[derive(Clone, Debug, Serialize)]
pub struct PastRun {
    /// As in the column `made_by`.
    pub made_by: String,
    /// Files, folders and patterns as the user named them.
    pub inputs: Vec<String>,
    /// Whether it was stopped before its inputs were at an end.
    pub interrupted: bool,
}

/// Which files are written, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileOptions {
    /// The formats of the tables of quotations and speakers.
    pub formats: Vec<TableFormat>,
    /// CSV for Excel and its like: a byte-order mark, and no cell that they would turn into a date or a number.
    pub excel: bool,
    /// Also `evidence.csv`: what each name rests on.
    pub evidence: bool,
    /// Also `articles.jsonl`: the articles' texts, which the spans point into.
    pub keep_text: bool,
    /// The user's column by whose values figures are split.
    pub group_by: Option<String>,
    /// The page without articles and sentences, with nothing but the quotations' own words.
    pub no_text: bool,
}

impl Default for FileOptions {
    fn default() -> Self {
        FileOptions {
            formats: vec![TableFormat::Csv],
            excel: false,
            evidence: false,
            keep_text: false,
            group_by: None,
            no_text: false,
        }
    }
}

impl From<RunRecord> for PastRun {
    fn from(run: RunRecord) -> Self {
        PastRun { made_by: run.fingerprint, inputs: run.inputs, interrupted: run.interrupted }
    }
}
