//! `clank-sim record`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clank_sim::client::{ClientProfile, Handshake, record};
use clap::Args;

use super::handshake::HandshakeOption;

#[derive(Args)]
pub(crate) struct RecordArguments {
    /// How the console speaks.
    #[arg(value_enum)]
    speech: HandshakeOption,
    /// The file to write.
    file: PathBuf,
}

pub(crate) fn run(arguments: &RecordArguments) -> anyhow::Result<ExitCode> {
    let handshake = arguments.speech.into();
    let profile = ClientProfile::new(handshake, if handshake == Handshake::Rt110 { 11184 } else { 10684 });
    let recording = record(profile).map_err(anyhow::Error::msg)?;
    std::fs::write(&arguments.file, recording).with_context(|| arguments.file.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}
