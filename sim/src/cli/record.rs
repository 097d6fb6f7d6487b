//! `clank-sim record`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clank_sim::client::record;
use clank_sim::client::{ClientProfile, Handshake};
use clap::{Args, ValueEnum};

#[derive(Args)]
pub(crate) struct Arguments {
    /// How the console speaks.
    #[arg(value_enum)]
    speech: Voice,
    /// The file to write.
    file: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Voice {
    /// 1.08, encrypted.
    Old,
    /// 1.10, encrypted.
    New,
    /// 1.08, in clear, as community clients do it.
    Clear,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let profile = match arguments.speech {
        Voice::Old => ClientProfile::new(Handshake::Rt108, 10684),
        Voice::New => ClientProfile::new(Handshake::Rt110, 11184),
        Voice::Clear => ClientProfile::new(Handshake::Community, 10684),
    };
    let recording = record(profile).map_err(anyhow::Error::msg)?;
    std::fs::write(&arguments.file, recording).with_context(|| arguments.file.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}
