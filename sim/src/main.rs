//! `clank-sim`: the simulator's command line.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a program reads files and prints")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clank_sim::capture::{Capture, streams};
use clank_sim::console::Speech;
use clank_sim::dissect::Keyring;
use clank_sim::replay::{FileReport, Options, Verdict, replay};
use clank_sim::scenario::record;
use clap::{Parser, Subcommand, ValueEnum};

/// Tools around recordings of SCE-RT / Medius traffic, with the same machines that serve consoles.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the consoles' bytes of recordings to our machines, and compare what comes out with what the
    /// recorded servers sent. Exit status: 1 if a stream differs, else 0 if one matches, else 2.
    Replay {
        /// pcap or pcapng files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Only streams of this component: MUIS, MAS, MLS, MPS, DME or NAT.
        #[arg(long)]
        component: Option<String>,
        /// Only this stream.
        #[arg(long)]
        stream: Option<u32>,
        /// A file of keys: {"asymmetric": [{"name", "n", "d"}], "symmetric": [{"name", "key"}]}.
        #[arg(long)]
        keys: Vec<PathBuf>,
        /// One JSON object per file instead of text.
        #[arg(long)]
        json: bool,
        /// Show both sides of each conversation, personal data masked.
        #[arg(short, long)]
        verbose: bool,
    },
    /// Record a console of our own that logs in on our own server, in the simulator, as a pcap file.
    Record {
        /// How the console speaks.
        #[arg(value_enum)]
        speech: Voice,
        /// The file to write.
        file: PathBuf,
    },
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

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("clank-sim: {error:#}");
            ExitCode::from(64)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let (files, component, stream, keys, json, verbose) = match cli.command {
        Command::Replay { files, component, stream, keys, json, verbose } => {
            (files, component, stream, keys, json, verbose)
        }
        Command::Record { speech, file } => {
            let (speech, app_id) = match speech {
                Voice::Old => (Speech::Old, 10684),
                Voice::New => (Speech::New, 11184),
                Voice::Clear => (Speech::Clear, 10684),
            };
            let recording = record(speech, app_id).map_err(anyhow::Error::msg)?;
            std::fs::write(&file, recording).with_context(|| file.display().to_string())?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    let mut ring = Keyring::default();
    for path in keys {
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        ring.add_file(&text).with_context(|| path.display().to_string())?;
    }
    let options = Options { component, stream, mutation: None };
    let mut verdicts = Vec::new();
    for path in files {
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).with_context(|| name.clone())?;
        let mut capture = Capture::read(&bytes).with_context(|| name.clone())?;
        let recognised = streams(&mut capture);
        let report = replay(&name, &capture, &recognised, &ring, &options);
        if json {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            print_report(&report, verbose);
        }
        verdicts.push(report.verdict);
    }
    Ok(ExitCode::from(if verdicts.contains(&Verdict::Differs) {
        1
    } else if verdicts.contains(&Verdict::Match) {
        0
    } else {
        2
    }))
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Match => "match",
        Verdict::Differs => "DIFFERS",
        Verdict::NotReplayable => "not replayable",
    }
}

fn print_report(report: &FileReport, verbose: bool) {
    println!("{}: {}", report.file, words(report.verdict));
    if let Some(damage) = &report.damage {
        println!("  warning: {damage}");
    }
    for stream in &report.streams {
        let component = stream.component.as_deref().unwrap_or("?");
        print!("  stream {} {component} {}: {}", stream.stream, stream.transport, words(stream.verdict));
        match &stream.reason {
            Some(reason) => println!(" ({reason})"),
            None => println!(
                ", {} of {} answers, {} fields, {} allowed to differ",
                stream.answers_compared, stream.answers_recorded, stream.fields_compared, stream.fields_allowed
            ),
        }
        for difference in &stream.differences {
            println!(
                "    frame {} {} {}: recorded {}, ours {}",
                difference.frame, difference.message, difference.field, difference.recorded, difference.ours
            );
        }
        if verbose {
            for line in stream.transcript.lines() {
                println!("    {line}");
            }
        }
    }
}
