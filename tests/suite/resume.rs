//! Runs that are stopped: what was scored is kept, and the run that goes on ends as an undisturbed one does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::Duration;

use crate::common::{PROGRAM, archived, rows, score, write_archive};
use rand::Rng;
use tempfile::{TempDir, tempdir};

/// Articles of the archive: some seconds of work.
const ARTICLES: usize = 100;
/// What must be the same, byte for byte; `run.json` holds seconds.
const FILES: [&str; 5] = ["quotes.csv", "speakers.csv", "errors.csv", "articles.jsonl", "report.html"];

/// The archive, and an undisturbed run over it.
struct Archive {
    dir: TempDir,
}

impl Archive {
    fn get() -> &'static Archive {
        static ARCHIVE: OnceLock<Archive> = OnceLock::new();
        ARCHIVE.get_or_init(|| {
            let dir = tempdir().unwrap();
            let archive = Archive { dir };
            write_archive(&archive.input(), ARTICLES);
            let (code, said) = score(&[&archive.input()], &archive.whole(), &["--keep-text"]);
            assert_eq!((code, said.as_str()), (0, ""));
            archive
        })
    }

    fn input(&self) -> PathBuf {
        self.dir.path().join("archive.jsonl")
    }

    fn whole(&self) -> PathBuf {
        self.dir.path().join("whole")
    }

    fn start(&self, out: &Path, more: &[&str]) -> Child {
        Command::new(PROGRAM)
            .env("QUOTESTANCE_FAST", "1")
            .arg("score")
            .arg(self.input())
            .arg("-o")
            .arg(out)
            .args(["--quiet", "--keep-text"])
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn resume(&self, out: &Path) {
        let (code, said) = score(&[&self.input()], out, &["--keep-text", "--resume"]);
        assert_eq!((code, said.as_str()), (0, ""));
        self.is_as_undisturbed(out);
    }

    fn is_as_undisturbed(&self, out: &Path) {
        let read = |folder: &Path, name: &str| fs::read(folder.join(name)).unwrap();
        for name in FILES {
            assert!(read(out, name) == read(&self.whole(), name), "{name} differs");
        }
        let names = |folder: &Path| {
            let mut n: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
            n.sort();
            n
        };
        assert_eq!(names(out), names(&self.whole()), "nothing is left over");
        for name in names(&out.join("speakers")) {
            let own = Path::new("speakers").join(name);
            assert!(fs::read(out.join(&own)).unwrap() == fs::read(self.whole().join(&own)).unwrap(), "{own:?} differs");
        }
        assert_eq!(names(&out.join("speakers")), names(&self.whole().join("speakers")));
    }
}

fn run_json(out: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(out.join("run.json")).unwrap()).unwrap()
}

/// Wait until a run has scored a document.
fn first_document(out: &Path) {
    while archived(out) == 0 {
        sleep(Duration::from_millis(20));
    }
}

/// Whether a process has a handler for SIGINT.
fn listens(run: &Child) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", run.id())).unwrap();
    let caught = status.lines().find_map(|l| l.strip_prefix("SigCgt:")).unwrap();
    u64::from_str_radix(caught.trim(), 16).unwrap() & 2 != 0
}

fn signal(run: &Child, name: &str) {
    assert!(Command::new("kill").arg(format!("-{name}")).arg(run.id().to_string()).status().unwrap().success());
}

/// `QUOTESTANCE_KILLS=50 cargo test --release --test suite killed` is the long version.
#[test]
fn killed_at_any_moment_and_resumed() {
    let archive = Archive::get();
    let kills = std::env::var("QUOTESTANCE_KILLS").map_or(4, |n| n.parse().unwrap());
    let mut longest = (run_json(&archive.whole())["seconds"]["total"].as_f64().unwrap() * 1100.0) as u64;
    let mut n = 0;
    while n < kills {
        let dir = tempdir().unwrap();
        let mut run = archive.start(dir.path(), &[]);
        let moment = rand::rng().random_range(0..longest);
        sleep(Duration::from_millis(moment));
        if run.try_wait().unwrap().is_some() {
            longest = moment; // a run that is over cannot be killed: this one was faster than the first
            continue;
        }
        run.kill().unwrap();
        run.wait().unwrap();
        archive.resume(dir.path());
        n += 1;
        eprintln!("kill {n} of {kills}: after {moment} of {longest} ms, resumed and the same");
    }
}

#[test]
fn a_signal_ends_the_run_with_whole_files() {
    let archive = Archive::get();
    let dir = tempdir().unwrap();
    let run = archive.start(dir.path(), &[]);
    first_document(dir.path());
    signal(&run, "INT");
    let done = run.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(130));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("stopping") && said.contains("--resume"), "{said}");
    let run = run_json(dir.path());
    assert_eq!(run["interrupted"], true);
    let scored = run["counts"]["articles"].as_u64().unwrap() as usize;
    assert!(scored > 0 && scored < ARTICLES, "{scored}");
    let page = fs::read_to_string(dir.path().join("report.html")).unwrap();
    assert!(page.contains("was stopped before the end of its inputs"));
    let (some, all) = (rows(&dir.path().join("quotes.csv")), rows(&archive.whole().join("quotes.csv")));
    assert!(some.len() < all.len() && some[..] == all[..some.len()], "the first rows of the whole");

    // nothing is thrown away unasked, and other options would not fit
    let input = archive.input();
    let (code, said) = score(&[&input], dir.path(), &[]);
    assert!(code == 2 && said.contains("--resume") && said.contains("--restart"), "{said}");
    let (code, said) = score(&[&input], dir.path(), &["--resume", "--max-article-size", "5MB"]);
    assert!(code == 2 && said.contains("--max-article-size was 10000000, is 5000000"), "{said}");

    // a second signal, another one, in the run that goes on
    let run = archive.start(dir.path(), &["--resume"]);
    sleep(Duration::from_secs(2));
    signal(&run, "TERM");
    assert!([Some(143), Some(0)].contains(&run.wait_with_output().unwrap().status.code()));
    archive.resume(dir.path());
}

/// A roster is known again by what it holds, wherever it lies.
#[test]
fn a_roster_that_was_moved_is_the_same() {
    let archive = Archive::get();
    let (dir, out) = (tempdir().unwrap(), tempdir().unwrap());
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_string();
    let entry = |name: &str| format!("[[speaker]]\nname = \"{name}\"\nkind = \"person\"\n");
    fs::write(at("one.toml"), entry("Oda Varn")).unwrap();
    fs::write(at("two.toml"), entry("Oda Varn")).unwrap();
    fs::write(at("other.toml"), entry("Juna Hale")).unwrap();
    let mut run = archive.start(out.path(), &["--speakers", &at("one.toml")]);
    first_document(out.path());
    run.kill().unwrap();
    run.wait().unwrap();
    let resume =
        |roster: &str| score(&[&archive.input()], out.path(), &["--keep-text", "--resume", "--speakers", &at(roster)]);
    let (code, said) = resume("other.toml");
    assert!(code == 2 && said.contains("roster was built-in and SHA-256 "), "{said}");
    assert_eq!(resume("two.toml"), (0, String::new()));
    let run = run_json(out.path());
    let roster = run["roster"].as_str().unwrap();
    assert!(roster.starts_with(&format!("built-in and {} (", at("two.toml"))), "{roster}");
    assert!(!run["options"]["roster"].as_str().unwrap().contains(".toml"), "{run}");
}

#[test]
fn a_run_that_goes_on_and_is_stopped_at_once_still_reports_what_there_was() {
    let archive = Archive::get();
    let dir = tempdir().unwrap();
    let mut run = archive.start(dir.path(), &[]);
    while archived(dir.path()) < 20 {
        sleep(Duration::from_millis(5));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let before = archived(dir.path());
    let run = archive.start(dir.path(), &["--resume"]);
    // signals are listened to before anything is loaded
    while !listens(&run) {
        sleep(Duration::from_millis(5));
    }
    signal(&run, "INT");
    let done = run.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(130));
    let scored = run_json(dir.path())["counts"]["articles"].as_u64().unwrap() as usize;
    assert!(scored >= before && scored < ARTICLES, "{scored} of {before}");
    archive.resume(dir.path());
}

#[test]
fn a_run_stopped_at_once_leaves_the_files_of_an_earlier_one() {
    let archive = Archive::get();
    let dir = tempdir().unwrap();
    for name in FILES {
        fs::copy(archive.whole().join(name), dir.path().join(name)).unwrap();
    }
    let run = archive.start(dir.path(), &[]);
    while !dir.path().join("archive.db").exists() {
        sleep(Duration::from_millis(5));
    }
    signal(&run, "INT");
    let done = run.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(130));
    assert!(String::from_utf8(done.stderr).unwrap().contains("nothing is written"));
    for name in FILES {
        assert!(fs::read(dir.path().join(name)).unwrap() == fs::read(archive.whole().join(name)).unwrap(), "{name}");
    }
    assert!(!dir.path().join(".quotestance").exists() && !dir.path().join("archive.db").exists());
}

#[test]
fn one_run_a_folder() {
    let archive = Archive::get();
    let dir = tempdir().unwrap();
    let mut run = archive.start(dir.path(), &[]);
    while !dir.path().join("archive.db").exists() {
        sleep(Duration::from_millis(20));
    }
    let (code, said) = score(&[&archive.input()], dir.path(), &["--restart"]);
    assert!(code == 2 && said.contains("another run"), "{said}");
    run.kill().unwrap();
    run.wait().unwrap();
}

/// A limit on the size of files stands for a disk that is full.
#[test]
fn a_full_disk_loses_nothing() {
    let archive = Archive::get();
    let dir = tempdir().unwrap();
    let done = Command::new("bash")
        .env("QUOTESTANCE_FAST", "1")
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -f 300; exec \"$0\" score \"$1\" -o \"$2\" --quiet --keep-text")
        .args([Path::new(PROGRAM), &archive.input(), dir.path()])
        .output()
        .unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("archive.db: cannot be written: "), "{said}");
    assert!(said.trim_end().ends_with("; what was scored before is kept, --resume goes on"), "{said}");
    assert!(!dir.path().join("quotes.csv").exists());
    archive.resume(dir.path());
}

#[test]
fn an_article_that_changed_is_scored_anew() {
    let archive = Archive::get();
    let dir = tempdir().unwrap();
    let input = dir.path().join("archive.jsonl");
    fs::copy(archive.input(), &input).unwrap();
    let out = dir.path().join("out");
    let mut run = Command::new(PROGRAM)
        .env("QUOTESTANCE_FAST", "1")
        .args(["score", input.to_str().unwrap(), "--quiet", "-o", out.to_str().unwrap()])
        .spawn()
        .unwrap();
    first_document(&out);
    run.kill().unwrap();
    run.wait().unwrap();
    let text = fs::read_to_string(&input).unwrap();
    let changed = text.replacen("ends here.", "ends here. “We are leaving the harbour today,” Oda Varn said.", 1);
    fs::write(&input, &changed).unwrap();
    let (code, said) = score(&[&input], &out, &["--resume"]);
    assert!(
        code == 0 && said.contains("1 article was there with other words under the same id and replaced"),
        "{said}"
    );
    let quotes = rows(&out.join("quotes.csv"));
    assert!(quotes.iter().any(|q| q["article_id"] == "a0" && q["quote"].contains("leaving the harbour")));
}
