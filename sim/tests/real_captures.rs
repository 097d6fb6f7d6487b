//! The recordings of real sessions against their transcripts, byte for byte.
//!
//! The directory comes from `CLANK_CAPTURES`; without recordings the test says so and passes. Nothing of
//! their content is ever printed.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and report")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clank_sim::capture::recognise::{self, StreamKind};
use clank_sim::capture::{Capture, Dir, Flow, FlowKind, Transport};
use serde_json::Value;

fn directory() -> Option<PathBuf> {
    let path = std::env::var_os("CLANK_CAPTURES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures/real"), PathBuf::from);
    path.is_dir().then_some(path)
}

/// What a transcript says about one stream.
#[derive(Default)]
struct Expected {
    transport: String,
    client: String,
    server: String,
    component: String,
    /// Records that are not RT frames.
    opaque: usize,
    /// Peer-to-peer records name their sender, others their direction. With the frame number.
    wires: Vec<(u32, String, Vec<u8>)>,
}

fn transcript(text: &str) -> BTreeMap<u64, Expected> {
    let mut streams: BTreeMap<u64, Expected> = BTreeMap::new();
    for line in text.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let Some(number) = record["stream"].as_u64() else {
            continue;
        };
        let stream = streams.entry(number).or_default();
        if record["type"] == "stream" {
            stream.transport = text("transport");
            stream.client = text("client");
            stream.server = text("server");
            stream.component = text("component");
        } else if record["wire"].is_string() {
            let from = if record["dir"] == "p2p" { text("from") } else { text("dir") };
            let frame = u32::try_from(record["frame"].as_u64().unwrap_or(0)).unwrap();
            stream.opaque += usize::from(record["kind"] == "opaque");
            stream.wires.push((frame, from, hex::decode(text("wire")).expect("digits")));
        }
    }
    streams
}

fn sender_is(flow: &Flow, dir: Dir, from: &str) -> bool {
    let (short, address) = match dir {
        Dir::ToServer => ("c2s", flow.client),
        Dir::ToClient => ("s2c", flow.server),
    };
    from == short || from == address.to_string()
}

fn compare(flow: &Flow, expected: &Expected) -> Vec<String> {
    let mut wrong = Vec::new();
    for dir in Dir::BOTH {
        let wires = expected.wires.iter().filter(|(_, from, _)| sender_is(flow, dir, from));
        match flow.transport {
            Transport::Tcp => {
                let wanted: Vec<u8> = wires.clone().flat_map(|(_, _, wire)| wire.clone()).collect();
                let found = flow.stream(dir);
                if found != wanted {
                    let same = found.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
                    wrong.push(format!("{dir:?}: {} bytes, {} wanted, {same} alike", found.len(), wanted.len()));
                }
                // The frame that completes a message must be the same too.
                let mut at = 0;
                for (frame, _, wire) in wires {
                    at += wire.len();
                    if frame_of_byte(flow, dir, at) != Some(*frame) {
                        wrong.push(format!("{dir:?}: the message before byte {at} ends in another frame"));
                        break;
                    }
                }
            }
            Transport::Udp => {
                // A datagram of several messages has several records of the same frame.
                let mut wanted: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
                for (frame, _, wire) in wires {
                    wanted.entry(*frame).or_default().extend_from_slice(wire);
                }
                let found: BTreeMap<u32, Vec<u8>> = flow
                    .events
                    .iter()
                    .filter(|event| event.dir == dir)
                    .filter_map(|event| match &event.kind {
                        FlowKind::Datagram(data) => Some((event.frame, data.clone())),
                        _ => None,
                    })
                    .collect();
                if found != wanted {
                    wrong.push(format!("{dir:?}: {} datagrams, {} wanted", found.len(), wanted.len()));
                }
            }
        }
    }
    wrong
}

/// The frame in which the first `count` bytes of a direction are complete.
fn frame_of_byte(flow: &Flow, dir: Dir, count: usize) -> Option<u32> {
    let mut seen = 0;
    flow.events.iter().filter(|event| event.dir == dir).find_map(|event| {
        if let FlowKind::Data(data) = &event.kind {
            seen += data.len();
        }
        (seen >= count).then_some(event.frame)
    })
}

fn check(capture: &mut Capture, expected: &BTreeMap<u64, Expected>) -> Vec<String> {
    let mut wrong = Vec::new();
    let found = recognise::streams(capture);
    let mut found = found.iter().peekable();
    for (number, expected) in expected {
        if expected.component == "DME" && expected.opaque == expected.wires.len() {
            // The DME of PS3 Deadlocked speaks another protocol: among the flows, but not recognised.
            let flow = capture.flows.iter().find(|flow| flow.server.to_string() == expected.server);
            match flow {
                Some(flow) => wrong.extend(compare(flow, expected).iter().map(|w| format!("stream {number} {w}"))),
                None => wrong.push(format!("stream {number}: no such flow")),
            }
            continue;
        }
        let Some(stream) = found.next() else {
            wrong.push(format!("stream {number} not recognised"));
            continue;
        };
        let flow = &capture.flows[stream.flow];
        let kind = match (expected.transport.as_str(), expected.component.as_str()) {
            ("udp", "NAT") => StreamKind::Nat,
            ("udp", "P2P") => StreamKind::Peer,
            ("udp", _) => StreamKind::RtUdp,
            _ => StreamKind::RtTcp,
        };
        if stream.kind != kind {
            wrong.push(format!("stream {number} is {:?}, {kind:?} wanted", stream.kind));
        }
        if (flow.client.to_string(), flow.server.to_string()) != (expected.client.clone(), expected.server.clone()) {
            wrong.push(format!("stream {number} has other endpoints"));
        }
        wrong.extend(compare(flow, expected).iter().map(|w| format!("stream {number} {w}")));
    }
    wrong.extend(found.map(|stream| format!("{:?} of flow {} is not in the transcript", stream.kind, stream.flow)));
    wrong
}

#[test]
fn recordings_equal_their_transcripts() {
    let Some(directory) = directory() else {
        let _ = writeln!(std::io::stderr(), "skipped: streams of the real captures (see captures/README.md)");
        return;
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "pcap" || e == "pcapng"));
    files.sort();
    let mut failed = 0;
    for path in &files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut capture = Capture::read(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(capture.damage, None, "{name}");
        let (packets, flows) = (capture.packets, capture.flows.len());
        let gaps: usize = capture
            .flows
            .iter()
            .flat_map(|flow| &flow.events)
            .filter(|event| matches!(event.kind, FlowKind::Gap { bytes: Some(_) }))
            .count();
        let Ok(text) = std::fs::read_to_string(directory.join(format!("transcripts/{name}.jsonl"))) else {
            let streams = recognise::streams(&mut capture);
            let kinds: Vec<String> = streams
                .iter()
                .map(|stream| {
                    let flow = &capture.flows[stream.flow];
                    format!("{:?} {}->{}", stream.kind, flow.client.port(), flow.server.port())
                })
                .collect();
            println!("{name}: {packets} packets, {flows} flows, {gaps} gaps, no transcript; {}", kinds.join(", "));
            continue;
        };
        let expected = transcript(&text);
        let wrong = check(&mut capture, &expected);
        let messages: usize = expected.values().map(|stream| stream.wires.len()).sum();
        let result = if wrong.is_empty() { "equal" } else { "DIFFERENT" };
        println!(
            "{name}: {packets} packets, {flows} flows, {gaps} gaps, {} streams, {messages} messages: {result}",
            expected.len()
        );
        for line in &wrong {
            println!("    {line}");
        }
        failed += usize::from(!wrong.is_empty());
    }
    assert_eq!(failed, 0, "recordings that differ from their transcripts");
}
