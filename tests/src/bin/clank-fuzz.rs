//! Fuzzing by hand: `clank-fuzz --executions 10000000`. A failure prints the target and the input.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a program prints")]

use std::process::ExitCode;

use clank_tests::fuzz::{TARGETS, file, run, seeds};
use clap::Parser;

/// Tries inputs that grow out of a corpus on everything that reads bytes of strangers.
#[derive(Parser)]
struct Cli {
    /// Only this target: frames, rt, dme, lobby, report, lobby_ext, plugin, fragments or capture.
    #[arg(long)]
    target: Option<String>,
    /// How many inputs, over all targets.
    #[arg(long, default_value_t = 1_000_000)]
    executions: u64,
    /// Another seed tries other inputs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the corpus anew, from the recordings that CLANK_CAPTURES names.
    #[arg(long)]
    seeds: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.seeds {
        match seeds::seeds() {
            Ok(files) => {
                for (target, text) in files {
                    std::fs::write(file(target), text).expect("the corpus is in this workspace");
                }
            }
            Err(error) => {
                eprintln!("clank-fuzz: {error}");
                return ExitCode::FAILURE;
            }
        }
        return ExitCode::SUCCESS;
    }
    let mut failures = 0_u64;
    for target in TARGETS.iter().filter(|target| cli.target.as_deref().is_none_or(|name| name == target.name)) {
        let share = if cli.target.is_some() { 1000 } else { target.share };
        let executions = cli.executions * share / 1000;
        let mut failed = 0_u64;
        run(target, cli.seed, executions, |input| {
            failed += 1;
            if failed <= 3 {
                println!("{}: failed on {}", target.name, hex::encode(input));
            }
        });
        println!("{}: {executions} executions, {failed} failures", target.name);
        failures += failed;
    }
    ExitCode::from(u8::from(failures > 0))
}
