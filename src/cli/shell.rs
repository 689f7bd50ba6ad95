//! `quotestance completions` and `quotestance man`: made from the command line's own definition.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, CommandFactory};

/// Print completions for a shell
///
/// bash: quotestance completions bash > ~/.local/share/bash-completion/completions/quotestance
///
/// zsh: quotestance completions zsh > a file _quotestance in a folder of $fpath
///
/// fish: quotestance completions fish > ~/.config/fish/completions/quotestance.fish
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct CompletionsArgs {
    /// The shell
    shell: clap_complete::Shell,
}

/// Print the manual page, or write that of every command into a folder
///
/// To read it: quotestance man | man -l -
#[derive(Args)]
pub struct ManArgs {
    /// Folder for quotestance.1 and one page a command; created where missing
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub fn completions(args: &CompletionsArgs) -> Result<ExitCode> {
    // into memory first: the generator takes a pipe that breaks for a fault of the program
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Args::command(), "quotestance", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

pub fn man(args: &ManArgs) -> Result<ExitCode> {
    let command = super::Args::command();
    if let Some(folder) = &args.output {
        let why = || format!("{}: cannot be written", folder.display());
        std::fs::create_dir_all(folder).with_context(why)?;
        clap_mangen::generate_to(command, folder).with_context(why)?;
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        std::io::stdout().lock().write_all(&page)?;
    }
    Ok(ExitCode::SUCCESS)
}
