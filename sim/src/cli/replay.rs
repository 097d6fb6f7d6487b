//! `clank-sim replay`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clank_sim::capture::{Capture, streams};
use clank_sim::replay::{FileReport, ReplayOptions, Verdict, replay};
use clap::Args;

use super::files;

#[derive(Args)]
pub(crate) struct ReplayArguments {
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
}

pub(crate) fn run(arguments: ReplayArguments) -> anyhow::Result<ExitCode> {
    let ring = files::keyring(&arguments.keys)?;
    let options = ReplayOptions { component: arguments.component, stream: arguments.stream, mutation: None };
    let mut verdicts = Vec::new();
    for path in arguments.files {
        let name = path.display().to_string();
        let mut capture = Capture::read(&files::read(&path)?).with_context(|| name.clone())?;
        let recognised = streams(&mut capture);
        let report = replay(&name, &capture, &recognised, &ring, &options);
        if arguments.json {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            print_report(&report, arguments.verbose);
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

/// What others got, where there are others.
fn relayed(frames: u32) -> String {
    if frames == 0 { String::new() } else { format!(", {frames} frames relayed to others") }
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
                ", {} of {} answers, {} fields, {} allowed to differ, {} byte for byte{}",
                stream.answers_compared,
                stream.answers_recorded,
                stream.fields_compared,
                stream.fields_allowed,
                stream.answers_identical,
                relayed(stream.frames_relayed),
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
