//! The commands.

mod files;
mod handshake;
mod inspect;
#[cfg(feature = "load")]
mod load;
mod record;
mod replay;

use std::process::ExitCode;

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
    Inspect(inspect::InspectArguments),
    /// Serve the consoles' bytes of recordings to our machines, and compare what comes out with what the
    /// recorded servers sent. Exit status: 1 if a stream differs, else 0 if one matches, else 2.
    Replay(replay::ReplayArguments),
    /// Record a console of our own that logs in on our own server, in the simulator, as a pcap file.
    Record(record::RecordArguments),
    /// Fill worlds with players over real sockets: what they hear and when, and what it costs the server.
    #[cfg(feature = "load")]
    Load(load::LoadArguments),
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
