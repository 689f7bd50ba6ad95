//! The set-up script says what is wrong and what to do. No network is used.

use std::process::{Command, Output};

use tempfile::tempdir;

fn libtorch(cache: &std::path::Path, env: &[(&str, &str)]) -> Output {
    Command::new("python3")
        .arg(crate::common::repo().join("scripts/libtorch.py"))
        .env_remove("LIBTORCH")
        .env("QUOTESTANCE_CACHE", cache)
        .env("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
        .env("PIP_FIND_LINKS", "")
        .env("PIP_RETRIES", "0")
        .envs(env.iter().copied())
        .output()
        .expect("python3 is there")
}

#[test]
fn messages() {
    let dir = tempdir().unwrap();
    let offline = libtorch(&dir.path().join("cache"), &[]);
    let said = String::from_utf8_lossy(&offline.stderr).into_owned();
    assert_eq!(offline.status.code(), Some(1));
    assert!(said.contains("offline") && said.contains("set LIBTORCH") && !said.contains("Traceback"), "{said}");

    let wrong = libtorch(dir.path(), &[("LIBTORCH", "/nowhere")]);
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(said.contains("/nowhere") && said.contains("libc10.so") && !said.contains("Traceback"), "{said}");

    let file = dir.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let blocked = libtorch(&file.join("cache"), &[]);
    let said = String::from_utf8_lossy(&blocked.stderr).into_owned();
    assert_eq!(blocked.status.code(), Some(1));
    assert!(said.contains("a-file") && !said.contains("Traceback"), "{said}");
}
