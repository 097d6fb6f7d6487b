//! `clank-sim inspect`.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clank_sim::capture::{Capture, streams};
use clank_sim::dissect::Keyring;
use clank_sim::inspect::{InspectOptions, Inspection};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::files;

#[derive(Args)]
pub(crate) struct InspectArguments {
    /// pcap or pcapng files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Only this stream; may be given several times.
    #[arg(long)]
    stream: Vec<u32>,
    /// Only streams of this component: MUIS, MAS, MLS, MPS, DME, NAT or P2P; may be given several times.
    #[arg(long)]
    component: Vec<String>,
    /// Only messages with this in their name, such as "Login"; may be given several times.
    #[arg(long)]
    message: Vec<String>,
    /// A file of keys: {"asymmetric": [{"name", "n", "d"}], "symmetric": [{"name", "key"}]}.
    #[arg(long)]
    keys: Vec<PathBuf>,
    /// A session key, as 128 hexadecimal digits; may be given several times.
    #[arg(long)]
    key: Vec<String>,
    /// JSON lines instead of text.
    #[arg(long, conflicts_with_all = ["verbose", "hex", "fold"])]
    json: bool,
    /// Every field of every message.
    #[arg(short, long)]
    verbose: bool,
    /// The bytes of every message, decrypted where a key is known.
    #[arg(short = 'x', long, conflicts_with = "redact")]
    hex: bool,
    /// One line for a run of messages of the same name.
    #[arg(short, long)]
    fold: bool,
    /// Mask names, passwords, keys, chat and addresses, the same by the same.
    #[arg(long)]
    redact: bool,
}

pub(crate) fn run(arguments: &InspectArguments) -> anyhow::Result<ExitCode> {
    let mut ring = files::keyring(&arguments.keys)?;
    for (place, key) in arguments.key.iter().enumerate() {
        ring.add_hex(&format!("--key {}", place + 1), key).map_err(|what| anyhow::anyhow!("--key {key}: {what}"))?;
    }
    let options = InspectOptions {
        streams: arguments.stream.clone(),
        components: arguments.component.clone(),
        messages: arguments.message.clone(),
        all_fields: arguments.verbose,
        hex: arguments.hex,
        redact: arguments.redact,
        fold: arguments.fold,
    };
    let mut out = io::BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    let mut failed = false;
    for path in &arguments.files {
        match file(path, &ring, &options, arguments, &mut out) {
            Ok(()) => {}
            // The reader of a pipe has seen enough.
            Err(error) if is_closed_pipe(&error) => return Ok(ExitCode::SUCCESS),
            Err(error) => {
                anstream::eprintln!("clank-sim: {error:#}");
                failed = true;
            }
        }
    }
    Ok(ExitCode::from(u8::from(failed)))
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn file(
    path: &Path,
    ring: &Keyring,
    options: &InspectOptions,
    arguments: &InspectArguments,
    out: &mut impl io::Write,
) -> anyhow::Result<()> {
    let name = path.display().to_string();
    if arguments.files.len() > 1 && !arguments.json {
        writeln!(out, "{name}:")?;
    }
    let bytes = files::read(path)?;
    let mut capture = Capture::read(&bytes).with_context(|| name.clone())?;
    let found = streams(&mut capture);
    // Shown on a terminal alone, and gone at the end.
    let bar = ProgressBar::new(found.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} streams {elapsed}")?);
    let slug = path.file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
    let inspection = Inspection::new(slug, &capture, &found, ring, || bar.inc(1));
    bar.finish_and_clear();
    if arguments.json {
        inspection.print_json(options, out)?;
    } else {
        inspection.print(options, out)?;
        if found.is_empty() {
            writeln!(out, "no SCE-RT traffic in {} packets", capture.packets)?;
        }
    }
    // What was read comes before what was wrong.
    out.flush()?;
    if let Some(damage) = &capture.damage {
        anyhow::bail!("{name}: {damage}");
    }
    Ok(())
}
