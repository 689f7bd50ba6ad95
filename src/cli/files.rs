//! The flags that say which files are written, shared by the commands that write them.

use clap::{Args, ValueEnum};

use quotestance::export::{FileOptions, TableFormat};

#[derive(Args, Clone, Debug)]
pub struct FileArgs {
    /// CSV that Excel, LibreOffice and Numbers open as it is: with a byte-order mark, and an apostrophe before what they would
    /// turn into a date or a number
    #[arg(long)]
    excel: bool,
    /// Also write evidence.csv: how each speaker was found (by name, title, pronoun, ...) and by which rule, how sure each
    /// step was, which words support it, who came second, and whether the article itself names the speaker
    #[arg(long)]
    evidence: bool,
    /// Leave out the name of a speaker where speaker_confidence is below this, 0 to 1
    #[arg(long, value_name = "X", default_value_t = 0.0, value_parser = super::probability)]
    pub min_confidence: f64,
    /// Also write articles.jsonl: the texts that the spans point into, with the places of cues and mentions
    #[arg(long)]
    keep_text: bool,
    /// Split means, page and speakers.csv by a column of yours: topic, outlet, ... (one mean over all conflicts swaps one war
    /// for another)
    #[arg(long, value_name = "COLUMN")]
    group_by: Option<String>,
    /// Keep articles and sentences off the page: it holds the quotations' own words alone, and can be mailed
    #[arg(long)]
    no_text: bool,
}

impl FileArgs {
    /// What was asked for, in these formats.
    pub fn options(&self, mut formats: Vec<TableFormat>) -> FileOptions {
        formats.sort_unstable();
        formats.dedup();
        FileOptions {
            formats,
            excel: self.excel,
            evidence: self.evidence,
            keep_text: self.keep_text,
            group_by: self.group_by.clone(),
            no_text: self.no_text,
        }
    }
}

/// A format of tables.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum TableArg {
    /// Text that everything opens
    Csv,
    /// Apache Parquet: with types, for pandas, DuckDB, Spark
    Parquet,
}

impl TableArg {
    pub fn format(self) -> TableFormat {
        match self {
            TableArg::Csv => TableFormat::Csv,
            TableArg::Parquet => TableFormat::Parquet,
        }
    }
}
