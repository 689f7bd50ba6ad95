//! The flags that say which quotations are wanted, shared by the commands that look into archives.

use anyhow::Result;
use clap::Args;

use quotestance::Date;
use quotestance::archive::{Archive, Filter};
use quotestance::attribution::key;

#[derive(Args, Clone, Debug)]
pub struct WantedArgs {
    /// A part of the outlet's name
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Only from this day on: 2031-02-28
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Date>,
    /// Only up to this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<Date>,
    /// Only with this score or a higher one, -1 to 1
    #[arg(long, value_name = "X", value_parser = score, allow_negative_numbers = true)]
    min_score: Option<f64>,
    /// Only with this score or a lower one, -1 to 1
    #[arg(long, value_name = "X", value_parser = score, allow_negative_numbers = true)]
    max_score: Option<f64>,
    /// Only where the speaker's name and the score are both at least this sure, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = super::probability)]
    min_confidence: f64,
    /// Only where a column of yours holds this: --where topic=talks; may be given several times
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = column)]
    columns: Vec<(String, String)>,
}

impl WantedArgs {
    /// As a filter; words, speaker and type are left open.
    pub fn filter(&self) -> Filter {
        Filter {
            outlet: self.outlet.clone(),
            from: self.from,
            to: self.to,
            min_score: self.min_score,
            max_score: self.max_score,
            min_confidence: self.min_confidence,
            columns: self.columns.clone(),
            ..Filter::default()
        }
    }
}

/// A day as 2031-02-28.
pub fn day(s: &str) -> Result<Date, String> {
    Date::strptime("%Y-%m-%d", s).map_err(|_| "a day such as 2031-02-28".into())
}

fn score(s: &str) -> Result<f64, String> {
    s.parse().ok().filter(|x| (-1.0..=1.0).contains(x)).ok_or_else(|| "a number from -1 to 1, such as 0.5".into())
}

fn column(s: &str) -> Result<(String, String), String> {
    let (name, value) = s.split_once('=').ok_or("a column and what it holds, such as topic=talks")?;
    Ok((name.to_string(), value.to_string()))
}

/// `None` where some archive has a speaker of this name; else names that are like it, in words, the most alike first.
pub fn near(archives: &[Archive], wanted: &str) -> Result<Option<String>> {
    let mut names: Vec<String> = Vec::new();
    for archive in archives {
        if !archive.speakers_like(wanted)?.is_empty() {
            return Ok(None);
        }
        names.extend(archive.speaker_names()?.into_iter().map(|(_, name)| name));
    }
    let wanted = key(wanted);
    let mut scored: Vec<(f64, String)> = names
        .into_iter()
        .map(|name| {
            let name_key = key(&name);
            let parts = name_key.split(' ').chain([name_key.as_str()]);
            (parts.map(|p| strsim::jaro_winkler(p, &wanted)).fold(0.0, f64::max), name)
        })
        .filter(|(alike, _)| *alike >= 0.75)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    let names: Vec<String> = scored.into_iter().take(5).map(|s| s.1).collect();
    Ok(Some(if names.is_empty() { "; speakers.csv lists all".into() } else { format!("; near: {}", names.join(", ")) }))
}
