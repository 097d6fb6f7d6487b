//! What is fuzzed. Each target takes any bytes, and panics where a promise is broken.

use clank_core::titles;
use clank_core::wire::entry::Body;
use clank_core::wire::fragment::Reassembly;
use clank_core::wire::{Dialect, Flags, MessageKey, RtId, Version, catalogue, frame, plugin, rt};
use clank_sim::capture::{Capture, streams};
use clank_sim::dissect::{Keyring, content};
use clank_sim::inspect::{InspectOptions, Inspection};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// One target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, and that of its corpus.
    pub name: &'static str,
    /// How many executions of a run it gets, in thousandths.
    pub share: u64,
    /// Tries one input.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "frames", share: 150, run: frames },
    Target { name: "rt", share: 150, run: rt_messages },
    Target { name: "dme", share: 100, run: |input| message(0, input) },
    Target { name: "lobby", share: 250, run: |input| message(1, input) },
    Target { name: "report", share: 100, run: |input| message(3, input) },
    Target { name: "lobby_ext", share: 150, run: |input| message(4, input) },
    Target { name: "plugin", share: 44, run: plugin_messages },
    Target { name: "fragments", share: 50, run: fragments },
    Target { name: "capture", share: 6, run: capture },
];

/// Every set of layout quirks that a title has.
static LAYOUTS: LazyLock<Vec<Flags>> = LazyLock::new(|| {
    let layouts = titles::applications().map(|application| application.quirks.layout);
    layouts.filter(|flags| *flags != Flags::NONE).collect::<BTreeSet<_>>().into_iter().collect()
});

/// The first byte of an input chooses the dialect.
fn dialect(choice: u8) -> Dialect {
    let version = [106, 108, 109, 110, 112, 113].get(usize::from(choice % 6)).copied().unwrap_or(108);
    let flags = if choice < 128 { Flags::NONE } else { LAYOUTS[usize::from(choice / 6) % LAYOUTS.len()] };
    Dialect { version: Version(version), flags }
}

/// What can be read comes out the same, and takes as many bytes as it has.
fn body(body: Body, bytes: &[u8], dialect: Dialect) {
    let mut written = Vec::new();
    if (body.recode)(bytes, dialect, &mut written).is_ok() {
        assert_eq!(written, bytes, "decode and encode");
    }
    if let Ok(size) = (body.measure)(bytes, dialect) {
        assert!(size <= bytes.len(), "measured beyond the end");
    }
}

fn message(class: u8, input: &[u8]) {
    let [choice, id, bytes @ ..] = input else { return };
    if let Some(entry) = catalogue::find(MessageKey::new(class, *id)) {
        body(entry.body, bytes, dialect(*choice));
    }
}

fn rt_messages(input: &[u8]) {
    let [choice, id, bytes @ ..] = input else { return };
    if let Some(entry) = rt::find(RtId(*id)).and_then(|entry| entry.body) {
        body(entry, bytes, dialect(*choice));
    }
    // Also what it carries: several messages in a row, or RT messages inside of it.
    let _ = content(RtId(*id), bytes, dialect(*choice));
}

fn plugin_messages(input: &[u8]) {
    let [choice, kind, bytes @ ..] = input else { return };
    if let Some(entry) = plugin::ENTRIES.get(usize::from(*kind) % plugin::ENTRIES.len()) {
        body(entry.body, bytes, dialect(*choice));
    }
}

/// However a stream is cut into pieces, the same frames come off it.
fn frames(input: &[u8]) {
    let [cut, stream @ ..] = input else { return };
    let split = |pieces: usize| {
        let (mut found, mut buffer) = (Vec::new(), Vec::new());
        for piece in stream.chunks(pieces.max(1)) {
            buffer.extend_from_slice(piece);
            let mut at = 0;
            while let Ok(Some(frame)) = frame::next(&mut buffer, &mut at, 2048) {
                found.push((frame.id, frame.hash, frame.payload.to_vec()));
            }
            buffer.drain(..at);
        }
        found
    };
    assert_eq!(split(usize::from(*cut)), split(stream.len()), "pieces of {cut} bytes");
    let mut datagram = stream.to_vec();
    frame::Datagram::new(&mut datagram).count();
}

/// Pieces of a length that the input gives; what comes together is never more than the limit.
fn fragments(input: &[u8]) {
    let mut reassembly = Reassembly::default();
    let mut rest = input;
    while let [low, high, data @ ..] = rest {
        let size = usize::from(u16::from_le_bytes([*low, *high]));
        let (piece, behind) = data.split_at(size.min(data.len()));
        if let Ok(Some((_, whole))) = reassembly.take(piece, 4096) {
            assert!(whole.len() <= 4096, "beyond the limit");
        }
        rest = behind;
    }
}

/// From the bytes of a file to what a person reads.
fn capture(input: &[u8]) {
    let Ok(mut capture) = Capture::read(input) else { return };
    let found = streams(&mut capture);
    let inspection = Inspection::new("fuzz".into(), &capture, &found, &Keyring::default(), || ());
    let mut text = Vec::new();
    inspection.print(&InspectOptions::default(), &mut text).expect("memory takes it");
    inspection
        .print_json(&InspectOptions { redact: true, ..InspectOptions::default() }, &mut text)
        .expect("memory takes it");
}
