//! `quotestance report`: the folders of earlier runs become one page, or a summary in Markdown.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use quotestance::encoder::ModelFolder;
use quotestance::export::{Figure, PageInput, RunNote, Runs, figures, render_page, speaker_rows, summary};

/// Make report.html, or a summary in Markdown, from the folders of one or several runs
///
/// DIR is a folder that `score` wrote. Of several, all quotations are taken together: the figures of the speakers are
/// counted anew, and a quotation that ran in several of them counts once. Articles whose text was kept (`score
/// --keep-text`) are shown whole, others by the sentences around their quotations.
#[derive(Args)]
pub struct ReportArgs {
    /// Folders of earlier runs
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// File to write [default: report.html in DIR, or in the working folder for several; Markdown goes to standard
    /// output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What to make
    #[arg(long, value_enum, default_value = "html")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// One page with charts, tables and texts
    Html,
    /// A summary
    Md,
}

pub fn run(args: &ReportArgs) -> Result<ExitCode> {
    let all = Runs::read(&args.folders)?;
    let speakers = speaker_rows(&all.rows);
    let runs: Vec<RunNote> = all.runs.iter().map(|run| RunNote::new(run, known_figures(run))).collect();
    let ids = all.rows.iter().map(|r| &r.article_id).chain(all.articles.iter().map(|a| &a.id));
    // articles without a quotation are known from run.json alone
    let counted: u64 = all.runs.iter().filter_map(|r| r.pointer("/counts/articles")?.as_u64()).sum();
    let article_count = ids.collect::<std::collections::HashSet<_>>().len().max(counted as usize);
    let input = PageInput {
        speakers: &speakers,
        articles: &all.articles,
        article_count,
        errors: &all.errors,
        runs: &runs,
        group_by: None,
        texts: true,
    };

    if args.format == Format::Md {
        let text = summary(&input, &all.rows)?;
        match &args.output {
            Some(path) => write_whole(path, |out| Ok(out.write_all(text.as_bytes())?))?,
            None => std::io::stdout().lock().write_all(text.as_bytes())?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let path = match (&args.output, args.folders.as_slice()) {
        (Some(path), _) => path.clone(),
        (None, [one]) => one.join("report.html"),
        (None, _) => PathBuf::from("report.html"),
    };
    if all.articles.is_empty() {
        if args.output.is_none() && path.exists() {
            bail!(
                "{}: the page that is there may hold the articles' texts, and no texts were kept for another (score \
                 --keep-text keeps them). Name another file with -o, or the same one to replace it",
                path.display()
            );
        }
        tracing::warn!(
            "no texts were kept (score --keep-text keeps them), so the page shows the sentences around the quotations"
        );
    }
    write_whole(&path, |out| Ok(render_page(&input, all.rows.iter().map(Ok), out)?))?;
    writeln!(std::io::stdout().lock(), "{}", path.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Figures of the models that a run used, where their folders still hold the same weights.
fn known_figures(run: &serde_json::Value) -> Vec<Figure> {
    let folder = |name: &str| run.pointer(&format!("/{name}/folder")).and_then(|f| f.as_str()).map(PathBuf::from);
    let same = |name: &str| -> bool {
        let now = folder(name).and_then(|f| ModelFolder::open(&f).ok()?.sha256().ok()).map(|(weights, _)| weights);
        now.is_some() && now.as_deref() == run.pointer(&format!("/{name}/weights_sha256")).and_then(|h| h.as_str())
    };
    match (folder("quotation_model"), folder("stance_model")) {
        (Some(quotation), Some(stance)) if same("quotation_model") && same("stance_model") => {
            figures(&[quotation, stance])
        }
        _ => Vec::new(),
    }
}

/// A file that is there whole or not at all.
fn write_whole(
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
