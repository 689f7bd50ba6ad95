//! `quotestance report`: files of archives made anew, several archives made one, a page or a summary alone.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use quotestance::archive::{Archive, QuoteRow, RunRecord, Settled, Settling};
use quotestance::attribution::Roster;
use quotestance::export::{
    AnnotationFormat, FileOptions, LABEL_STUDIO_CONFIG, TableFormat, render_page, summary, write_annotations,
};
use quotestance::job::{OutputFolder, PageMaterial, Publication};

use super::files::FileArgs;
use super::models::known_figures;
use super::watch::Writing;

/// Make the files of one or several runs anew
///
/// DIR is a folder that `score` wrote. One DIR without -o: all its files are written again, with the flags given here.
/// Several DIRs, or another folder with -o: one archive is made of all of them, and all files of it; an article that is in
/// two of them counts once. Nothing is analyzed again.
///
/// -o FILE.html writes the page alone, --format md a summary in Markdown; other formats are for annotation tools and for
/// the web.
#[derive(Args)]
pub struct ReportArgs {
    /// Folders that `score` wrote
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Folder to write into, or FILE.html for the page alone; all formats but csv go to standard output, or into FILE
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// csv and parquet: all files, with tables in these formats; any other: one file alone
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv")]
    format: Vec<Format>,
    #[command(flatten)]
    files: FileArgs,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// All files, tables as CSV
    Csv,
    /// All files, tables as Apache Parquet
    Parquet,
    /// A summary
    Md,
    /// Tasks for Label Studio with everything marked beforehand (JSON); `correct` reads the answers
    LabelStudio,
    /// The labeling configuration for these tasks (XML)
    LabelStudioConfig,
    /// W3C Web Annotations (JSON-LD): the words and their place in the article, speaker, stance and type
    WebAnnotation,
    /// schema.org Quotations (JSON-LD)
    JsonLd,
}

impl Format {
    /// Whether it is a file by itself, in place of all files of a run.
    fn is_alone(self) -> bool {
        !matches!(self, Format::Csv | Format::Parquet)
    }
}

pub fn run(args: &ReportArgs) -> Result<ExitCode> {
    let start = Instant::now();
    let page = args.output.as_deref().filter(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("html")));
    let alone = args.format.iter().find(|f| f.is_alone());
    if let Some(alone) = alone.filter(|_| args.format.len() > 1) {
        let name = alone.to_possible_value().map(|v| v.get_name().to_string()).unwrap_or_default();
        bail!("--format {name} is one file alone; call once more for other formats");
    }
    if alone == Some(&Format::LabelStudioConfig) {
        write_alone(args, |out| Ok(out.write_all(LABEL_STUDIO_CONFIG.as_bytes())?))?;
        return Ok(ExitCode::SUCCESS);
    }
    if alone.is_some() || page.is_some() {
        let (archive, _temporary) = as_it_is(args)?;
        match (alone, page) {
            (Some(Format::LabelStudio), _) => write_marked(args, AnnotationFormat::LabelStudio, &archive)?,
            (Some(Format::WebAnnotation), _) => write_marked(args, AnnotationFormat::WebAnnotation, &archive)?,
            (Some(Format::JsonLd), _) => write_marked(args, AnnotationFormat::SchemaOrg, &archive)?,
            (None, Some(path)) => write_page(path, &archive, !args.files().no_text)?,
            _ => write_summary(args, &archive)?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let (folder, joined) = match (&args.output, args.folders.as_slice()) {
        (None, [one]) => (one, false),
        (Some(output), _) => (output, true),
        (None, _) => bail!("several folders need -o with the folder that is to hold all of them"),
    };
    if !joined {
        // so that nothing is made where there is no archive
        Archive::is_in(folder)?;
    }
    let out = OutputFolder::open(folder)?;
    let mut archive = if joined { join(&args.folders, folder)? } else { Archive::open(folder)? };
    let settled = publish(&mut archive, &out, args.files.min_confidence, args.files(), start)?;
    archive.close()?;
    let counts = settled.counts;
    writeln!(
        std::io::stdout().lock(),
        "{} quotations in {} articles; reports in {}",
        counts.quotations,
        counts.articles,
        out.path().display()
    )?;
    Ok(ExitCode::SUCCESS)
}

impl ReportArgs {
    fn files(&self) -> FileOptions {
        let format = |f: &Format| match f {
            Format::Csv => Some(TableFormat::Csv),
            Format::Parquet => Some(TableFormat::Parquet),
            _ => None,
        };
        self.files.options(self.format.iter().filter_map(format).collect())
    }
}

/// All files of an archive, by what its runs say of themselves.
pub fn publish(
    archive: &mut Archive,
    out: &OutputFolder,
    min_confidence: f64,
    files: FileOptions,
    start: Instant,
) -> Result<Settled> {
    let runs = archive.runs()?;
    let mut about = runs.last().map(|r| r.about.clone()).unwrap_or_default();
    let publication =
        Publication { roster: &roster(&runs)?, min_confidence: min_confidence as f32, files, figures: &known_figures };
    let _writing = Writing::begin(false);
    let settled = publication.write(out, archive, &mut about, start)?;
    archive.note(&about)?;
    Ok(settled)
}

/// The built-in roster with those over it that the runs were given.
pub fn roster(runs: &[RunRecord]) -> Result<Roster> {
    let mut roster = Roster::built_in();
    let mut added: Vec<&str> = Vec::new();
    for run in runs.iter().filter(|r| !r.roster.is_empty()) {
        if !added.contains(&run.roster.as_str()) {
            roster.add(Roster::parse(&run.roster, Path::new("the roster kept in archive.db"))?);
            added.push(&run.roster);
        }
    }
    Ok(roster)
}

/// One archive of several, in a folder that has none yet.
fn join(folders: &[PathBuf], folder: &Path) -> Result<Archive> {
    let parts: Vec<Archive> = folders.iter().map(|f| Archive::open(f)).collect::<Result<_, _>>()?;
    let mut all = Archive::create_in(folder)?;
    for part in &parts {
        all.absorb(part)?;
    }
    Ok(all)
}

/// The archive as its files have it, or one of several that goes away with the folder.
fn as_it_is(args: &ReportArgs) -> Result<(Archive, Option<tempfile::TempDir>)> {
    if let [one] = args.folders.as_slice() {
        return Ok((Archive::open(one)?, None));
    }
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let mut all = join(&args.folders, folder.path())?;
    let roster = roster(&all.runs()?)?;
    all.settle(Settling {
        roster: &roster,
        min_confidence: args.files.min_confidence as f32,
        group_by: args.files().group_by.as_deref(),
    })?;
    Ok((all, Some(folder)))
}

fn write_summary(args: &ReportArgs, archive: &Archive) -> Result<()> {
    let rows: Vec<QuoteRow> = archive.rows().collect::<Result<_, _>>()?;
    let material = PageMaterial::read(archive, archive.speakers()?, &archive.runs()?, false, &known_figures)?;
    let text = summary(&material.input(), &rows)?;
    write_alone(args, |out| Ok(out.write_all(text.as_bytes())?))
}

fn write_marked(args: &ReportArgs, format: AnnotationFormat, archive: &Archive) -> Result<()> {
    let roster = roster(&archive.runs()?)?;
    write_alone(args, |mut out| Ok(write_annotations(format, archive, &roster, &mut out)?))
}

/// Into the file that -o names, or on standard output.
fn write_alone(args: &ReportArgs, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    match &args.output {
        Some(path) => write_whole(path, |out| write(out)),
        None => {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            write(&mut out)?;
            Ok(out.flush()?)
        }
    }
}

fn write_page(path: &Path, archive: &Archive, texts: bool) -> Result<()> {
    let material = PageMaterial::read(archive, archive.speakers()?, &archive.runs()?, texts, &known_figures)?;
    write_whole(path, |out| Ok(render_page(&material.input(), archive.rows(), out)?))
}

/// A file that is there whole or not at all.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut std::io::BufWriter<&mut tempfile::NamedTempFile>) -> Result<()>,
) -> Result<()> {
    let why = || format!("{}: cannot be written", path.display());
    if path.is_dir() {
        bail!("{}: is a folder; name a file with -o", path.display());
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // a temporary file is for its owner alone; this one is for all that the umask lets read it
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).with_context(why)?;
    let mut out = std::io::BufWriter::new(&mut file);
    write(&mut out)?;
    out.flush().with_context(why)?;
    drop(out);
    file.as_file().sync_all().with_context(why)?;
    file.persist(path).with_context(why)?;
    Ok(())
}
