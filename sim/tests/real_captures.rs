//! Streams of the real captures, against their transcripts: which streams there are, and every byte.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "tests find the captures through the environment"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use clank_sim::capture::{Capture, Dir, Flow, Happened, Transport};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("CLANK_CAPTURES")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../captures/real")), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: streams of the real captures (see captures/README.md)");
    None
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

/// What a transcript says of one stream: its ends, and the bytes of both directions.
#[derive(Default)]
struct Expected {
    ends: (String, String),
    tcp: bool,
    /// Consoles among themselves: no end is the server.
    peers: bool,
    bytes: BTreeMap<String, Vec<u8>>,
    /// Frames that are SCE-RT or NAT; a stream without any is another protocol.
    spoken: u32,
}

fn transcript(text: &str) -> BTreeMap<u64, Expected> {
    let mut streams: BTreeMap<u64, Expected> = BTreeMap::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("a JSON line");
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let Some(stream) = row["stream"].as_u64() else {
            continue;
        };
        let expected = streams.entry(stream).or_default();
        if row["type"] == "stream" {
            expected.ends = (text("client"), text("server"));
            expected.tcp = row["transport"] == "tcp";
            expected.peers = row["component"] == "P2P";
        } else {
            expected.spoken += u32::from(row["kind"] != "opaque");
            expected.bytes.entry(text("dir")).or_default().extend(hex(&text("wire")));
        }
    }
    streams
}

fn bytes(flow: &Flow, dir: Dir) -> Vec<u8> {
    let datagrams = flow.events.iter().filter(|event| event.dir == dir).filter_map(|event| match &event.what {
        Happened::Datagram(bytes) | Happened::Data(bytes) => Some(bytes.clone()),
        _ => None,
    });
    datagrams.flatten().collect()
}

#[test]
fn every_stream_of_the_transcripts_is_found_with_every_byte() {
    let Some(folder) = folder() else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("transcripts"))
        .expect("transcripts")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for path in files {
        let slug = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let capture = ["pcap", "pcapng"].map(|ending| folder.join(format!("{slug}.{ending}")));
        let Some(file) = capture.iter().find(|path| path.exists()) else {
            continue;
        };
        let capture = Capture::read(&std::fs::read(file).expect("readable")).expect("a recording");
        let expected = transcript(&std::fs::read_to_string(&path).expect("readable"));
        for (number, expected) in expected.iter().filter(|(_, expected)| !expected.ends.0.is_empty() && !expected.peers)
        {
            let found = capture.flows.iter().find(|flow| {
                (flow.client.to_string(), flow.server.to_string()) == expected.ends
                    && (flow.transport == Transport::Tcp) == expected.tcp
                    && flow.events.iter().any(|event| matches!(event.what, Happened::Data(_) | Happened::Datagram(_)))
            });
            let Some(flow) = found else { panic!("{slug}: stream {number} is not found") };
            assert!(
                expected.spoken == 0 || capture.streams().any(|(_, other)| other == flow),
                "{slug}: stream {number} is {:?}",
                flow.kind
            );
            for (name, dir) in [("c2s", Dir::ToServer), ("s2c", Dir::ToClient)] {
                let expected = expected.bytes.get(name).cloned().unwrap_or_default();
                assert!(bytes(flow, dir) == expected, "{slug}: stream {number} {name} differs");
            }
        }
    }
}
