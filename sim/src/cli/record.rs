//! `clank-sim record`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clank_sim::client::record;
use clank_sim::client::{ClientProfile, Speech};
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
        Voice::Old => ClientProfile::new(Speech::Old, 10684),
        Voice::New => ClientProfile::new(Speech::New, 11184),
        Voice::Clear => ClientProfile::new(Speech::Clear, 10684),
    };
    let recording = record(profile).map_err(anyhow::Error::msg)?;
    std::fs::write(&arguments.file, recording).with_context(|| arguments.file.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}
