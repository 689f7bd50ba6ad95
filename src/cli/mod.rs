//! One file a command, and what they share.

mod score;
mod speakers;
mod table;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Find every quotation in news articles, name its speaker and score where it stands between peace (+1) and
/// pressure (-1).
#[derive(Parser)]
#[command(version, propagate_version = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Score(score::ScoreArgs),
    Speakers(speakers::SpeakersArgs),
}

/// Run the command that was asked for.
pub fn run(args: Args) -> Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("QUOTESTANCE_LOG").unwrap_or_else(|_| "error".into()),
        )
        .with_writer(std::io::stderr)
        .without_time()
        .init();
    match args.command {
        Command::Score(args) => score::run(&args),
        Command::Speakers(args) => speakers::run(&args),
    }
}

/// Whether an error is only that nobody reads our output any more.
pub fn is_broken_pipe(e: &anyhow::Error) -> bool {
    e.chain().filter_map(|c| c.downcast_ref::<std::io::Error>()).any(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}
