//! Replay of captures: the project's own always, the real ones where they are at hand.

use std::path::Path;

use clank_sim::capture::{Capture, RecognisedStream};
use clank_sim::dissect::Keyring;
use clank_sim::replay::{FileReport, Mutation, ReplayOptions, Verdict, replay};
use clank_tests::real::{captures, files, keys, read, slug, workspace};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The streams of real captures that have to match: all of any component whose client side can be read.
const MATCHING: [(&str, &[u32]); 17] = [
    ("amplitude-ps2-fan-full-session", &[3, 5, 6, 8]),
    ("arclad-ps2-fan-register-login", &[0, 1, 2, 3, 4, 5, 6, 7]),
    ("dl-ps2-sony-full-session", &[0, 1, 2, 3, 4, 5, 6]),
    ("dl-ps3-sony-login-create-game", &[2, 3]),
    ("kz2-ps3-fan-login", &[4]),
    ("uya-ps2-clank-mas-mls-lobby", &[0, 1, 2]),
    ("uya-ps2-pal-fan-mas-login", &[0]),
    ("uya-ps2-sdk-mas-login-1", &[0]),
    ("uya-ps2-sdk-mas-login-3", &[0]),
    ("uya-ps2-sony-in-game-voice", &[2, 3]),
    ("uya-ps2-sony-join-game", &[0, 1, 2]),
    ("uya-ps2-sony-mls-browse-games", &[0]),
    ("uya-ps2-sony-mls-idle-aridia", &[0]),
    ("uya-ps2-sony-mls-to-aquatos", &[1]),
    ("uya-ps2-sony-mls-to-aridia", &[1]),
    ("uya-ps2-sony-mls-to-novalis", &[0, 1]),
    ("uya-ps2-sony-mls-to-veldin", &[1]),
];

fn expected(path: &Path) -> Option<&'static [u32]> {
    let name = slug(path);
    MATCHING.iter().find(|(slug, _)| *slug == name).map(|(_, streams)| *streams)
}

fn run(
    path: &Path,
    capture: &(Capture, Vec<RecognisedStream>),
    ring: &Keyring,
    mutation: Option<Mutation>,
) -> FileReport {
    let stream = mutation.as_ref().map(|mutation| mutation.stream);
    replay(&slug(path), &capture.0, &capture.1, ring, &ReplayOptions { mutation, stream, ..ReplayOptions::default() })
}

/// Both sides of every stream that was replayed, for the snapshot: what a person reads.
fn transcript(report: &FileReport) -> String {
    let mut text = String::new();
    for stream in &report.streams {
        let component = stream.component.as_deref().unwrap_or("?");
        text += &format!("stream {} {component} {}: {:?}", stream.stream, stream.transport, stream.verdict);
        text += &match &stream.reason {
            Some(reason) => format!(" ({reason})\n"),
            None => format!(
                ", {} of {} answers, {} fields, {} allowed to differ, {} byte for byte, {} relayed\n",
                stream.answers_compared,
                stream.answers_recorded,
                stream.fields_compared,
                stream.fields_allowed,
                stream.answers_identical,
                stream.frames_relayed
            ),
        };
        text += &stream.transcript;
    }
    text
}

/// Changes so many recorded fields, one at a time and in each stream as often: each has to be noticed.
fn every_mutation_differs(path: &Path, capture: &(Capture, Vec<RecognisedStream>), ring: &Keyring, times: usize) {
    let report = run(path, capture, ring, None);
    let matching = report.streams.iter().filter(|stream| stream.verdict == Verdict::Match && stream.comparable > 0);
    let matching: Vec<(u32, u32)> = matching.map(|stream| (stream.stream, stream.comparable)).collect();
    assert!(!matching.is_empty(), "{}: nothing to change", slug(path));
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    for (stream, fields) in matching.into_iter().cycle().take(times) {
        let field = rng.next_u32() % fields;
        let report = run(path, capture, ring, Some(Mutation { stream, field }));
        assert_eq!(report.verdict, Verdict::Differs, "{}: stream {stream} field {field}", slug(path));
    }
}

#[test]
fn the_projects_own_captures_match() {
    let ring = Keyring::default();
    let own = files(&workspace().join("captures"));
    assert!(own.len() >= 3, "{own:?}");
    for path in own {
        let report = run(&path, &read(&path), &ring, None);
        assert_eq!(report.verdict, Verdict::Match, "{report:#?}");
        insta::assert_snapshot!(slug(&path), transcript(&report));
    }
}

#[test]
fn a_change_of_our_own_captures_is_noticed() {
    for path in files(&workspace().join("captures")) {
        every_mutation_differs(&path, &read(&path), &Keyring::default(), 200);
    }
}

#[test]
fn real_streams_match() {
    let Some(folder) = captures("replay of the real captures") else {
        return;
    };
    let ring = keys(&folder);
    for path in files(&folder) {
        let report = run(&path, &read(&path), &ring, None);
        let differing: Vec<_> = report.streams.iter().filter(|stream| stream.verdict == Verdict::Differs).collect();
        assert!(differing.is_empty(), "{}: {differing:#?}", slug(&path));
        let Some(expected) = expected(&path) else { continue };
        let matching = report.streams.iter().filter(|stream| stream.verdict == Verdict::Match);
        let matching: Vec<u32> = matching.map(|one| one.stream).collect();
        assert_eq!(matching, expected, "{}", slug(&path));
        insta::assert_snapshot!(slug(&path), transcript(&report));
    }
}

#[test]
fn a_change_of_a_real_capture_is_noticed() {
    let Some(folder) = captures("mutation of the real captures") else {
        return;
    };
    let ring = keys(&folder);
    for path in files(&folder).iter().filter(|path| expected(path).is_some()) {
        every_mutation_differs(path, &read(path), &ring, 100);
    }
}
