//! The program fetches nothing and listens to nothing: a whole run makes no socket.

use std::process::Command;

use crate::common::{PROGRAM, repo, samples, works};
use tempfile::tempdir;

#[test]
fn a_run_opens_no_socket() {
    const ARGS: [&str; 4] = ["-f", "-qq", "-e", "trace=%network"];
    let dir = tempdir().unwrap();
    if works("strace", &ARGS).is_none() {
        return;
    }
    // the trace sees a socket where there is one
    let probe =
        Command::new("strace").args(ARGS).args(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9"]).output().unwrap();
    assert!(String::from_utf8_lossy(&probe.stderr).contains("socket("), "strace sees sockets");

    let trace = dir.path().join("trace");
    let run = Command::new("strace")
        .args(ARGS)
        .arg("-o")
        .arg(&trace)
        .arg(PROGRAM)
        .args(["score", "--quiet", "-o"])
        .arg(dir.path().join("out"))
        .arg(samples())
        .env_remove("QUOTESTANCE_MODELS")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let calls = std::fs::read_to_string(&trace).unwrap();
    let sockets: Vec<&str> = calls.lines().filter(|l| l.contains("socket(") || l.contains("connect(")).collect();
    assert!(sockets.is_empty(), "{sockets:?}");
    assert!(dir.path().join("out/quotes.csv").exists());
}

#[test]
fn a_run_needs_no_network() {
    const ARGS: [&str; 3] = ["--user", "--map-root-user", "--net"];
    if works("unshare", &ARGS).is_none() {
        return;
    }
    let dir = tempdir().unwrap();
    let run = Command::new("unshare")
        .args(ARGS)
        .arg(PROGRAM)
        .args(["score", "--quiet", "-o"])
        .arg(dir.path())
        .arg(repo().join("data/samples/wire-ceasefire.txt"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(dir.path().join("quotes.csv").exists());
}
