//! The flags that say what to read, shared by the commands that read articles.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use bytesize::ByteSize;
use clap::Args;

use quotestance::reader::{Inputs, Options};

#[derive(Args, Clone, Debug)]
pub struct InputArgs {
    /// Files, folders, patterns ('news/**/*.html'), or - for JSON lines on standard input
    #[arg(required_unless_present_any = ["files_from", "rescore"], value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Also read the files and folders that FILE lists, one a line or with a NUL after each; - for standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// Column (CSV, TSV, Parquet) or field (JSON lines) that holds the text [default: text, body, content, ...]
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Longest article that is read, unpacked: 500K, 10MiB; a longer one is an error, the rest goes on
    #[arg(long, value_name = "SIZE", default_value = "10MB", value_parser = size)]
    pub max_article_size: ByteSize,
    /// Read articles that are not in English, too; the models know English alone
    #[arg(long)]
    pub any_language: bool,
}

impl InputArgs {
    /// What was asked for, as `run.json` tells it.
    pub fn names(&self) -> Vec<String> {
        let list = self.files_from.iter().map(|list| format!("--files-from {}", list.display()));
        self.inputs.iter().map(|p| p.display().to_string()).chain(list).collect()
    }

    /// The articles that the flags name.
    ///
    /// Fails where the list of files cannot be read, or names nothing.
    pub fn open(&self) -> Result<Inputs> {
        let mut paths = self.inputs.clone();
        if let Some(list) = &self.files_from {
            let shown = list.display();
            if list.as_os_str() == "-" && paths.iter().any(|p| p.as_os_str() == "-") {
                bail!("standard input cannot hold both articles (-) and the list of files (--files-from -)");
            }
            let listed = Inputs::list(list).with_context(|| format!("--files-from {shown}: cannot be read"))?;
            if listed.is_empty() {
                bail!("--files-from {shown}: names no file; it is to hold one path a line");
            }
            paths.extend(listed);
        }
        let options = Options {
            text_column: self.text_column.clone(),
            max_bytes: self.max_article_size.0,
            any_language: self.any_language,
        };
        Ok(Inputs::open(&paths, options))
    }
}

fn size(s: &str) -> Result<ByteSize, String> {
    let size: ByteSize =
        s.parse().map_err(|_| "a size is a number of bytes, or one with K, M, G, KiB, MiB or GiB behind it")?;
    if (1..=1 << 32).contains(&size.0) { Ok(size) } else { Err("a size is between 1 byte and 4 GiB".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size("10MB").map(|s| s.0), Ok(Options::MAX_BYTES), "the default is the library's");
        assert_eq!(size("500K").map(|s| s.0), Ok(500_000));
        assert_eq!(size("1MiB").map(|s| s.0), Ok(1 << 20));
        assert!(size("0").is_err() && size("5G").is_err() && size("abc").is_err());
    }
}
