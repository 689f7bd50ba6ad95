//! What the whole-program tests share: the real binary, its output, the data they may read, and runs that many tests
//! read and none writes into.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;

/// The program as it was built for these tests.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_quotestance");

pub fn repo() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn samples() -> PathBuf {
    repo().join("data/samples")
}

/// Say that a test cannot run on this machine, and why. `scripts/test` counts what was said.
pub fn skipped(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_string();
    // not by a macro, whose words the harness keeps to itself where a test passes
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("skipped.txt");
    let mut file = OpenOptions::new().create(true).append(true).open(file).expect("the target folder can be written");
    writeln!(file, "{test}: {why}").expect("the target folder can be written");
}

/// A file or folder of `../shared`; `None`, said and counted, on a machine that has no such folder.
pub fn shared(part: &str) -> Option<PathBuf> {
    let folder = repo().join("../shared");
    if !folder.exists() {
        skipped("../shared is not there");
        return None;
    }
    let path = folder.join(part);
    assert!(path.exists(), "{}: missing, though ../shared is there", path.display());
    Some(path)
}

/// `None`, said and counted, where a tool cannot do its work on this machine.
pub fn works(tool: &str, args: &[&str]) -> Option<()> {
    match std::process::Command::new(tool).args(args).arg("true").output() {
        Ok(run) if run.status.success() => Some(()),
        other => {
            skipped(&format!("{tool} does not work here: {other:?}"));
            None
        }
    }
}

/// The program with the small models of the tree, which tests of anything but the large ones' figures use.
pub fn quotestance() -> Command {
    let mut c = Command::new(PROGRAM);
    c.env_remove("QUOTESTANCE_MODELS").env_remove("QUOTESTANCE_LOG").env("QUOTESTANCE_FAST", "1");
    c
}

/// Run `score` and give its exit code and what it said on standard error.
pub fn score(inputs: &[&Path], out: &Path, more: &[&str]) -> (i32, String) {
    let done = quotestance().arg("score").args(inputs).arg("-o").arg(out).arg("--quiet").args(more).output().unwrap();
    (done.status.code().expect("no signal"), String::from_utf8(done.stderr).unwrap())
}

/// Call the program; its exit code, and what it said on standard output and standard error.
pub fn call(args: &[&str]) -> (i32, String, String) {
    let done = quotestance().args(args).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// A path as an argument.
pub fn path(p: &Path) -> &str {
    p.to_str().unwrap()
}

/// A run that many tests read, in a folder of its own that the next run of the suite replaces.
fn shared_run(name: &str, inputs: &Path, more: &[&str]) -> PathBuf {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if out.exists() {
        fs::remove_dir_all(&out).unwrap();
    }
    let done = score(&[inputs], &out, &[&["--keep-text", "--evidence", "--threads", "2"], more].concat());
    assert_eq!(done, (0, String::new()), "{}", inputs.display());
    out
}

/// The folder of a run over the samples, two threads, with texts and evidence. To be read only.
pub fn samples_run() -> &'static Path {
    static RUN: OnceLock<PathBuf> = OnceLock::new();
    RUN.get_or_init(|| shared_run("samples", &samples(), &[]))
}

/// The same over the development articles of `../shared`; `None`, said and counted, where they are not there.
pub fn development_run() -> Option<&'static Path> {
    static RUN: OnceLock<PathBuf> = OnceLock::new();
    let texts = shared("data/articles/dev/text")?;
    Some(RUN.get_or_init(|| shared_run("development", &texts, &[])))
}

/// The same by the large models.
pub fn large_development_run() -> Option<PathBuf> {
    let texts = shared("data/articles/dev/text")?;
    Some(shared_run("development-large", &texts, &["--quotation-model", "large", "--stance-model", "large"]))
}

/// The rows of a run's `quotes.csv`.
pub fn quotes(run: &Path) -> Vec<HashMap<String, String>> {
    rows(&run.join("quotes.csv"))
}

/// What a run's `run.json` says.
pub fn run_json(run: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(run.join("run.json")).unwrap()).unwrap()
}

/// How many documents a folder's archive has; none where there is no archive yet.
pub fn archived(out: &Path) -> usize {
    use rusqlite::{Connection, OpenFlags};
    let Ok(db) = Connection::open_with_flags(out.join("archive.db"), OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return 0;
    };
    db.query_row("SELECT count(*) FROM documents", [], |r| r.get::<_, i64>(0)).map_or(0, |n| n as usize)
}

/// The rows of a CSV file by column.
pub fn rows(path: &Path) -> Vec<HashMap<String, String>> {
    let mut r = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let columns = r.headers().unwrap().clone();
    r.records()
        .map(|row| columns.iter().map(str::to_string).zip(row.unwrap().iter().map(str::to_string)).collect())
        .collect()
}

/// Figures of `../shared/eval/evaluate.py` for a quotes.csv against a folder of gold.
pub fn evaluate(quotes: &Path, gold: &Path) -> Option<serde_json::Value> {
    let script = shared("eval/evaluate.py")?;
    let done = std::process::Command::new("python3").arg(script).arg(quotes).arg(gold).arg("--json").output();
    let done = match done {
        Ok(d) if d.status.success() => d,
        other => panic!("evaluate.py: {other:?}"),
    };
    Some(serde_json::from_slice(&done.stdout).unwrap())
}

/// Write `count` articles as JSON lines: each six paragraphs that follow each other in the samples.
pub fn write_archive(path: &Path, count: usize) {
    let mut names: Vec<_> = fs::read_dir(samples()).unwrap().map(|e| e.unwrap().path()).collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "txt" || e == "md"));
    names.sort();
    let texts: Vec<String> = names.iter().map(|p| fs::read_to_string(p).unwrap()).collect();
    let paragraphs: Vec<&str> = texts.iter().flat_map(|t| t.split('\n')).filter(|p| !p.trim().is_empty()).collect();
    let lines: Vec<String> = (0..count)
        .map(|i| {
            let text: Vec<&str> = (0..6).map(|k| paragraphs[(5 * i + k) % paragraphs.len()]).collect();
            let text = format!("{}\n\nArticle {i} ends here.", text.join("\n\n"));
            serde_json::json!({"id": format!("a{i}"), "text": text, "outlet": format!("Wire {}", i % 7)}).to_string()
        })
        .collect();
    fs::write(path, lines.join("\n")).unwrap();
}
