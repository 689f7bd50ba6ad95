//! Links the folder of libtorch into the binary's search path, so that it starts from any folder, and tells the program
//! which commit it was built of.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    if let Ok(home) = std::env::var("LIBTORCH") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{home}/lib");
        println!("cargo:rustc-env=QUOTESTANCE_LIBTORCH={home}");
    }
    println!("cargo:rustc-env=QUOTESTANCE_COMMIT={}", commit().unwrap_or_default());
}

/// The commit's hash, `+changes` behind it where files of the program differ from it; `None` outside a git checkout.
fn commit() -> Option<String> {
    for path in ["build.rs", "Cargo.toml", "src", "data", "templates"] {
        println!("cargo:rerun-if-changed={path}");
    }
    let hash = git(&["rev-parse", "HEAD"])?;
    // a commit changes one of these; a packed reference has no file
    for name in ["HEAD", "packed-refs", git(&["rev-parse", "--symbolic-full-name", "HEAD"])?.as_str()] {
        let path = git(&["rev-parse", "--git-path", name])?;
        if Path::new(&path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    let changes =
        git(&["status", "--porcelain", "--untracked-files=no", "--", "src", "data", "templates", "Cargo.lock"])?;
    Some(if changes.is_empty() { hash } else { format!("{hash}+changes") })
}

/// What git says, where it is there.
fn git(args: &[&str]) -> Option<String> {
    let out = Command::new("git").args(args).output().ok().filter(|o| o.status.success())?;
    Some(String::from_utf8(out.stdout).ok()?.trim().to_string())
}
