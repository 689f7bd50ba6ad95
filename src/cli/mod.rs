//! One file a command, and what they share.

mod bench;
mod compare;
mod correct;
mod engine;
mod explain;
mod files;
mod inputs;
mod messages;
mod models;
mod report;
mod review;
mod score;
mod shell;
mod show;
mod speakers;
mod table;
mod wanted;
mod watch;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Find every quotation in news articles, name its speaker and score where it stands between peace (+1) and
/// pressure (-1).
#[derive(Parser)]
#[command(version, propagate_version = true)]
pub struct Args {
    /// How messages on standard error are written
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    log_format: messages::LogFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Score(score::ScoreArgs),
    Report(report::ReportArgs),
    Show(show::ShowArgs),
    Compare(compare::CompareArgs),
    Review(review::ReviewArgs),
    Correct(correct::CorrectArgs),
    Explain(explain::ExplainArgs),
    Completions(shell::CompletionsArgs),
    Man(shell::ManArgs),
    Speakers(speakers::SpeakersArgs),
    Bench(bench::BenchArgs),
}

/// Run the command that was asked for.
pub fn run(args: Args) -> Result<ExitCode> {
    messages::start(args.log_format);
    messages::quiet_panics();
    match args.command {
        Command::Score(args) => score::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Correct(args) => correct::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
        Command::Speakers(args) => speakers::run(&args),
        Command::Bench(args) => bench::run(&args),
    }
}

/// A number from 0 to 1.
fn probability(s: &str) -> Result<f64, String> {
    s.parse().ok().filter(|x| (0.0..=1.0).contains(x)).ok_or_else(|| "a number from 0 to 1, such as 0.7".into())
}

/// Whether an error is only that nobody reads our output any more.
pub fn is_broken_pipe(e: &anyhow::Error) -> bool {
    let io = |c: &(dyn std::error::Error + 'static)| match c.downcast_ref::<quotestance::Error>() {
        Some(quotestance::Error::Io(io)) => Some(io.kind()),
        _ => c.downcast_ref::<std::io::Error>().map(std::io::Error::kind),
    };
    e.chain().filter_map(io).any(|kind| kind == std::io::ErrorKind::BrokenPipe)
}
