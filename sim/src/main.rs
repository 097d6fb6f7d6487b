//! `clank-sim`: the simulator's command line.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a program reads files and prints")]

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            anstream::eprintln!("clank-sim: {error:#}");
            ExitCode::from(64)
        }
    }
}
