//! `inspect` against the transcripts of the real recordings, and against our own recording.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and report")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clank_core::wire::{catalogue, plugin};
use clank_sim::capture::{Capture, streams};
use clank_sim::client::{ClientProfile, Handshake, record};
use clank_sim::dissect::Keyring;
use clank_sim::inspect::{InspectOptions, Inspection, rows};
use serde_json::Value;

fn folder(variable: &str, otherwise: &str, what: &str) -> Option<PathBuf> {
    let otherwise = Path::new(env!("CARGO_MANIFEST_DIR")).join(otherwise);
    let folder = std::env::var_os(variable).map_or(otherwise, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    let _ = writeln!(std::io::stderr(), "skipped: {what} ({variable} is not set)");
    None
}

/// The recordings, and all keys that the specification publishes.
fn recordings(what: &str) -> Option<(Vec<PathBuf>, Keyring)> {
    let captures = folder("CLANK_CAPTURES", "../captures/real", what)?;
    let spec = folder("CLANK_SPEC", "../captures/spec", what)?;
    let mut ring = Keyring::default();
    let keys = std::fs::read_to_string(spec.join("keys.json")).expect("keys.json");
    ring.add_file(&keys).expect("a key file");
    let entries = std::fs::read_dir(&captures).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "pcap" || ending == "pcapng")).collect();
    files.sort();
    Some((files, ring))
}

fn slug(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

fn with_inspection<T>(path: &Path, ring: &Keyring, then: impl FnOnce(&Inspection<'_>) -> T) -> T {
    let mut capture = Capture::read(&std::fs::read(path).expect("readable")).expect("a capture");
    let found = streams(&mut capture);
    then(&Inspection::new(slug(path), &capture, &found, ring, || ()))
}

fn json_rows(inspection: &Inspection<'_>) -> Vec<Value> {
    let mut text = Vec::new();
    inspection.print_json(&InspectOptions::default(), &mut text).expect("memory");
    String::from_utf8(text).expect("UTF-8").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn keys(row: &Value) -> BTreeSet<&str> {
    row.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
}

/// Every record of a transcript comes out with the same plaintext, hash, lengths and place, and with the
/// same keys and `fields`.
#[test]
fn every_plaintext_of_the_transcripts_comes_out() {
    let Some((files, ring)) = recordings("inspect against the transcripts") else { return };
    let mut total = 0;
    for path in &files {
        let transcript = path.with_file_name(format!("transcripts/{}.jsonl", slug(path)));
        let Ok(transcript) = std::fs::read_to_string(transcript) else { continue };
        let ours = with_inspection(path, &ring, json_rows);
        let place = |row: &Value| (row["stream"].as_u64(), row["frame"].as_u64(), row["wire"].to_string());
        let mut by_place: BTreeMap<_, Vec<&Value>> = BTreeMap::new();
        for row in ours.iter().filter(|row| row["type"].is_null()) {
            by_place.entry(place(row)).or_default().push(row);
        }
        let (mut same, mut unreadable, mut more) = (0, 0, 0);
        for line in transcript.lines() {
            let theirs: Value = serde_json::from_str(line).expect("JSON");
            if !theirs["type"].is_null() || theirs["rt"].is_null() {
                continue;
            }
            let own = by_place.get_mut(&place(&theirs)).and_then(Vec::pop);
            let Some(own) = own else {
                panic!("{}: frame {} of stream {} is missing", slug(path), theirs["frame"], theirs["stream"]);
            };
            let name = || format!("{} frame {} {}", slug(path), theirs["frame"], theirs["rt_name"]);
            for key in ["dir", "transport", "rt", "rt_name", "len", "encrypted", "ctx", "hash", "cls", "msg"] {
                // A frame that was not readable has no class.
                if theirs["plain"].is_null() && ["cls", "msg"].contains(&key) {
                    continue;
                }
                assert!(theirs[key] == own[key], "{}: {key} is {} and {}", name(), theirs[key], own[key]);
            }
            if theirs["plain"].is_null() {
                unreadable += 1;
                more += u32::from(!own["plain"].is_null());
                continue;
            }
            assert!(theirs["plain"] == own["plain"], "{}: another plaintext", name());
            assert!(theirs["hash_ok"] == own["hash_ok"] && theirs["suite"] == own["suite"], "{}", name());
            let mut expected = keys(&theirs);
            expected.insert("fields");
            assert_eq!(keys(own), expected, "{}", name());
            same += 1;
        }
        let _ = writeln!(
            std::io::stderr(),
            "{}: {same} plaintexts are the same, {unreadable} were not readable, {more} of them are now",
            slug(path)
        );
        total += same;
    }
    assert!(total > 1_900, "{total}");
}

/// Every application message of every recording parses to its last byte, and encodes back to the same
/// bytes; fragments come together.
#[test]
fn every_application_message_parses_and_encodes_back() {
    let Some((files, ring)) = recordings("the application messages of the recordings") else { return };
    for path in &files {
        let (mut with_layout, mut without, mut put_together) = (0, 0, 0);
        with_inspection(path, &ring, |inspection| {
            let streams: Vec<_> = inspection.streams.iter().collect();
            for row in rows(&streams, &InspectOptions::default()) {
                put_together += u32::from(row.whole.is_some());
                if let Some(Err(error)) = row.content.as_ref().map(|content| &content.fields) {
                    panic!("{} frame {}: {error}", slug(path), row.item.frame());
                }
                for part in row.parts() {
                    let dialect = row.stream.stream.dialect;
                    let medius = u8::try_from(part.id).ok().and_then(|id| catalogue::find(part.class, id));
                    let body = match part.class {
                        2 if row.name().contains("PLUGIN") => plugin::find(part.id).map(|entry| entry.body),
                        _ => medius.filter(|entry| entry.has_layout()).map(|entry| entry.body),
                    };
                    let Some(body) = body else {
                        without += 1;
                        continue;
                    };
                    with_layout += 1;
                    let mut written = Vec::new();
                    if let Err(error) = (body.recode)(&part.body, dialect, &mut written) {
                        panic!("{} frame {}: {error}", slug(path), row.item.frame());
                    }
                    assert!(written == part.body, "{} frame {}: {}", slug(path), row.item.frame(), part.label());
                }
            }
        });
        let _ = writeln!(
            std::io::stderr(),
            "{}: {with_layout} application messages survive, {without} have no layout, {put_together} from fragments",
            slug(path)
        );
    }
}

/// The beginning of the messages, as much as a person reads, and all summaries.
fn readable(text: &str) -> String {
    const LINES: usize = 400;
    let lines: Vec<&str> = text.lines().collect();
    let messages = lines.iter().position(|line| line.starts_with("stream ")).unwrap_or(lines.len());
    if messages <= LINES {
        return text.to_owned();
    }
    let left = format!("({} more lines)", messages - LINES);
    let left = left.as_str();
    let shown = lines.iter().take(LINES).chain([&left]).chain(lines.iter().skip(messages));
    shown.copied().collect::<Vec<_>>().join("\n")
}

/// What a person sees of each recording, masked.
#[test]
fn inspections_of_the_recordings() {
    let Some((files, ring)) = recordings("the snapshots of inspect") else { return };
    let options = InspectOptions { redact: true, fold: true, ..InspectOptions::default() };
    for path in &files {
        let text = with_inspection(path, &ring, |inspection| {
            let mut text = Vec::new();
            inspection.print(&options, &mut text).expect("memory");
            anstream::adapter::strip_bytes(&text).into_vec()
        });
        let text = String::from_utf8(text).expect("UTF-8");
        insta::assert_snapshot!(format!("inspect-{}", slug(path)), readable(&text));
    }
}

fn own_recording(options: &InspectOptions) -> String {
    let file = record(ClientProfile::new(Handshake::Rt110, 11184)).expect("a login");
    let mut capture = Capture::read(&file).expect("our own file");
    let found = streams(&mut capture);
    let inspection = Inspection::new("login".into(), &capture, &found, &Keyring::default(), || ());
    let mut text = Vec::new();
    inspection.print(options, &mut text).expect("memory");
    String::from_utf8(anstream::adapter::strip_bytes(&text).into_vec()).expect("UTF-8")
}

/// Our own recording, with every field: in need of no file.
#[test]
fn inspection_of_our_own_login() {
    insta::assert_snapshot!(own_recording(&InspectOptions::default()));
    let one = InspectOptions { messages: vec!["accountlogin".into()], all_fields: true, ..InspectOptions::default() };
    insta::assert_snapshot!(own_recording(&one));
}

#[test]
fn filters_choose_streams_components_and_messages() {
    let mas = own_recording(&InspectOptions { components: vec!["mas".into()], ..InspectOptions::default() });
    assert!(mas.contains("MediusAccountLoginRequest") && !mas.contains("MLS"));
    let other = own_recording(&InspectOptions { streams: vec![1], ..InspectOptions::default() });
    assert!(other.contains("MLS/1") && !other.contains("MAS/0"));
    let masked = own_recording(&InspectOptions { redact: true, ..InspectOptions::default() });
    assert!(masked.contains("Username=player-") && masked.contains("Password=password-"), "{masked}");
}

/// A file that breaks off shows everything before the break.
#[test]
fn a_broken_file_shows_what_comes_before() {
    let mut file = record(ClientProfile::new(Handshake::Rt108, 10684)).expect("a login");
    file.truncate(file.len() * 2 / 3);
    let mut capture = Capture::read(&file).expect("max of our own file");
    assert!(capture.damage.is_some());
    let found = streams(&mut capture);
    let inspection = Inspection::new("broken".into(), &capture, &found, &Keyring::default(), || ());
    let mut text = Vec::new();
    inspection.print(&InspectOptions::default(), &mut text).expect("memory");
    assert!(String::from_utf8_lossy(&text).contains("MediusSessionBeginRequest"));
}
