//! The catalogue against the specification's own file, and against every readable message of the real
//! captures' transcripts.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "tests find the files through the environment"
)]

use std::io::Write as _;
use std::path::PathBuf;

use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{Dialect, Version, catalogue};
use serde_json::Value;

fn folder(variable: &str, what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    if folder.is_none() {
        let _ = writeln!(std::io::stderr(), "skipped: {what} ({variable} is not set)");
    }
    folder
}

/// Sizes for every version family, field names and their order, for every message that is there.
#[test]
fn the_catalogue_is_the_specifications() {
    let Some(folder) = folder("CLANK_SPEC", "the catalogue against messages.json") else { return };
    let text = std::fs::read_to_string(folder.join("messages.json")).expect("messages.json");
    let spec: Value = serde_json::from_str(&text).expect("JSON");
    let mut compared = 0;
    for message in spec["messages"].as_array().expect("messages") {
        let id = |key: &str| message[key].as_u64().and_then(|id| u8::try_from(id).ok());
        let (Some(class), Some(id)) = (id("class_id"), id("id")) else { continue };
        let Some(entry) = catalogue::find(class, id) else { continue };
        compared += 1;
        assert_eq!(message["name"], entry.name);
        let names: Vec<&str> = message["fields"]
            .as_array()
            .expect("fields")
            .iter()
            .map(|field| field["name"].as_str().expect("a name"))
            .collect();
        let own: Vec<&str> = entry.fields.iter().map(|field| field.name).collect();
        assert_eq!(names, own, "{}", entry.name);
        for (family, version) in [("108", 108), ("109-111", 110), ("112", 112), ("113", 113)] {
            let size = message["payload_size"][family].as_u64().expect("a size");
            let own = (entry.size)(Dialect::plain(Version(version))) as u64;
            assert_eq!(size, own, "{} in family {family}", entry.name);
        }
    }
    assert_eq!(compared, catalogue::entries().count());
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

/// Every readable frame of the transcripts parses to its last byte and comes out the same.
#[test]
fn every_captured_message_survives() {
    let Some(folder) = folder("CLANK_CAPTURES", "the codec against the transcripts") else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("transcripts"))
        .expect("transcripts")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let (mut rt_count, mut medius_count, mut unknown) = (0, 0, 0);
    for path in files {
        let slug = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut versions = std::collections::BTreeMap::new();
        for line in std::fs::read_to_string(&path).expect("readable").lines() {
            let row: Value = serde_json::from_str(line).expect("a JSON line");
            let (Some(id), Some(plain)) = (row["rt"].as_u64(), row["plain"].as_str()) else { continue };
            let (id, plain) = (u8::try_from(id).expect("a byte"), hex(plain));
            let stream = row["stream"].as_u64().unwrap_or_default();
            if id == rt::ClientHello::ID {
                let hello = rt::ClientHello::decode(&plain, Dialect::default()).expect("a HELLO");
                versions.insert(stream, Version(hello.versions[0]));
            }
            // The datagrams of a world belong to the connection that was made with a HELLO.
            let hello =
                versions.get(&stream).or(if row["transport"] == "udp" { versions.values().last() } else { None });
            let dialect = Dialect::plain(hello.copied().unwrap_or(Version::V108));
            let same = |recode: catalogue::Recode, body: &[u8], what: &str| {
                let mut written = Vec::new();
                if let Err(error) = recode(body, dialect, &mut written) {
                    panic!("{slug} frame {}: {error}", row["frame"]);
                }
                assert!(written == body, "{slug} frame {}: {what} came out otherwise", row["frame"]);
            };
            let entry = rt::find(id).expect("a known id");
            if let Some(recode) = entry.recode {
                same(recode, &plain, entry.name);
                rt_count += 1;
            }
            if let (rt::ServerApp::ID | rt::ClientAppToServer::ID, [class, kind, body @ ..]) = (id, plain.as_slice()) {
                match catalogue::find(*class, *kind) {
                    Some(entry) => {
                        same(entry.recode, body, entry.name);
                        medius_count += 1;
                    }
                    None => unknown += 1,
                }
            }
        }
    }
    let _ = writeln!(
        std::io::stderr(),
        "{rt_count} RT messages and {medius_count} Medius messages survive, {unknown} are not in the catalogue yet"
    );
    assert!(rt_count > 1500 && medius_count > 150);
}
