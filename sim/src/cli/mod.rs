//! The commands.

mod inspect;
#[cfg(feature = "load")]
mod load;
mod record;
mod replay;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clank_sim::dissect::Keyring;
use clap::{Parser, Subcommand};

/// Tools around recordings of SCE-RT / Medius traffic, with the same machines that serve consoles.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show what is in recordings: one line per message, decrypted where keys are known, and a summary of
    /// each stream. Exit status: 1 if a file is broken or no recording.
    Inspect(inspect::Arguments),
    /// Serve the consoles' bytes of recordings to our machines, and compare what comes out with what the
    /// recorded servers sent. Exit status: 1 if a stream differs, else 0 if one matches, else 2.
    Replay(replay::Arguments),
    /// Record a console of our own that logs in on our own server, in the simulator, as a pcap file.
    Record(record::Arguments),
    /// Fill worlds with players over real sockets: what they hear and when, and what it costs the server.
    #[cfg(feature = "load")]
    Load(load::Arguments),
}

pub(crate) fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Replay(arguments) => replay::run(arguments),
        Command::Record(arguments) => record::run(&arguments),
        #[cfg(feature = "load")]
        Command::Load(arguments) => load::run(&arguments),
    }
}

/// The published keys and those of key files.
fn keyring(files: &[PathBuf]) -> anyhow::Result<Keyring> {
    let mut ring = Keyring::default();
    for path in files {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        ring.add_file(&text).with_context(|| path.display().to_string())?;
    }
    Ok(ring)
}

/// The bytes of a file.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}
