//! After a power cut the output is there, or the archive says that the run is to go on: a run does not count as ended before
//! all files are on the disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::tempdir;

use crate::common::{PROGRAM, samples, works};

/// The system calls of a run, one a line, file descriptors with their paths.
fn trace(out: &Path) -> Option<String> {
    const CALLS: [&str; 5] =
        ["-f", "-y", "-qq", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat"];
    works("strace", &CALLS)?;
    let log = out.with_extension("trace");
    let run = Command::new("strace")
        .args(CALLS)
        .arg("-o")
        .arg(&log)
        .arg(PROGRAM)
        .args(["score", "--quiet", "--keep-text", "--evidence", "-o"])
        .arg(out)
        .arg(samples().join("wire-ceasefire.txt"))
        .env_remove("QUOTESTANCE_MODELS")
        .env("QUOTESTANCE_FAST", "1")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(fs::read_to_string(log).unwrap())
}

#[test]
fn every_file_is_on_the_disk_before_the_run_counts_as_ended() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("out");
    let Some(trace) = trace(&out) else { return };
    // the log of the archive goes last: until then the archive's own file does not say that the run has ended
    let log_goes =
        trace.lines().position(|l| l.contains("unlink") && l.contains("archive.db-wal") && !l.contains("ENOENT"));
    let log_goes = log_goes.unwrap_or_else(|| panic!("no log is removed:\n{trace}"));
    // the places that were synced before, without the folder in which the files were written first
    let synced: BTreeSet<String> = trace
        .lines()
        .take(log_goes)
        .filter(|l| l.contains("sync("))
        .filter_map(|l| {
            Some(l.split_once('<')?.1.split_once('>')?.0.replace(".quotestance/writing", "").replace("//", "/"))
        })
        .collect();
    let mut wanted: Vec<_> = fs::read_dir(&out).unwrap().map(|e| e.unwrap().path()).collect();
    wanted.extend(fs::read_dir(out.join("speakers")).unwrap().map(|e| e.unwrap().path()));
    wanted.push(out.clone());
    assert!(wanted.len() > 12, "{wanted:?}");
    let missing: Vec<_> = wanted.iter().filter(|p| !synced.contains(p.to_str().unwrap())).collect();
    assert!(missing.is_empty(), "not synced: {missing:?}\n{synced:#?}");
}
