//! The inputs that fuzzing starts from.

use std::path::PathBuf;

use clank_core::wire::fragment;

use crate::real::workspace;

/// Where the corpus of a target is.
#[must_use]
pub fn file(target: &str) -> PathBuf {
    workspace().join(format!("tests/fuzz/corpus/{target}.txt"))
}

/// The inputs of a target. Files are the recordings of the project itself; frames and fragments are made
/// from messages.
#[must_use]
pub fn corpus(target: &str) -> Vec<Vec<u8>> {
    match target {
        "capture" => {
            let names = ["login-old.pcap", "login-new.pcap", "login-clear.pcap"];
            names.iter().filter_map(|name| std::fs::read(workspace().join("captures").join(name)).ok()).collect()
        }
        "frames" => frames(&corpus("rt")),
        "fragments" => corpus("lobby").iter().filter(|body| body.len() > 200).map(|body| fragments(body)).collect(),
        _ => {
            let text = std::fs::read_to_string(file(target)).unwrap_or_default();
            text.lines().filter_map(|line| hex::decode(line.rsplit(' ').next()?).ok()).collect()
        }
    }
}

/// Streams of frames, some sealed in appearance.
fn frames(messages: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let stream = |some: &[Vec<u8>]| {
        let mut stream = vec![7];
        for message in some {
            let [_, id, payload @ ..] = message.as_slice() else { continue };
            let sealed = id % 2 == 1 && !payload.is_empty();
            stream.push(id | if sealed { 0x80 } else { 0 });
            stream.extend(u16::try_from(payload.len()).unwrap_or_default().to_le_bytes());
            stream.extend([1, 2, 3, 4].iter().take(if sealed { 4 } else { 0 }));
            stream.extend_from_slice(payload);
        }
        stream
    };
    messages.chunks(5).map(stream).collect()
}

/// The fragments of a message four times as long, each behind its length.
fn fragments(body: &[u8]) -> Vec<u8> {
    let body = body.repeat(4);
    let pieces = fragment::split(1, 1, &body);
    pieces
        .flat_map(|piece| {
            let size = u16::try_from(piece.len() - 2).unwrap_or_default();
            let mut input = size.to_le_bytes().to_vec();
            input.extend_from_slice(piece.get(2..).unwrap_or_default());
            input
        })
        .collect()
}
