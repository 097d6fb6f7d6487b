//! Replay of captures: the project's own always, the real ones where they are at hand.

use std::path::Path;

use clank_sim::capture::{Capture, Stream};
use clank_sim::dissect::Keyring;
use clank_sim::replay::{FileReport, Mutation, Options, Verdict, replay};
use clank_tests::real::{captures, files, keys, read, slug, workspace};

/// The real captures whose MAS streams have to match.
const MATCHING: [&str; 6] = [
    "uya-ps2-sdk-mas-login-1",
    "uya-ps2-sdk-mas-login-3",
    "uya-ps2-pal-fan-mas-login",
    "arclad-ps2-fan-register-login",
    "uya-ps2-clank-mas-mls-lobby",
    "dl-ps2-sony-full-session",
];

fn run(path: &Path, capture: &(Capture, Vec<Stream>), ring: &Keyring, mutation: Option<Mutation>) -> FileReport {
    replay(&slug(path), &capture.0, &capture.1, ring, &Options { mutation, ..Options::default() })
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
                ", {} of {} answers, {} fields, {} allowed to differ\n",
                stream.answers_compared, stream.answers_recorded, stream.fields_compared, stream.fields_allowed
            ),
        };
        text += &stream.transcript;
    }
    text
}

/// Changes 200 recorded fields, one at a time: each has to be noticed.
fn every_mutation_differs(path: &Path, capture: &(Capture, Vec<Stream>), ring: &Keyring) {
    let report = run(path, capture, ring, None);
    let places: Vec<(u32, u32)> = report
        .streams
        .iter()
        .filter(|stream| stream.verdict == Verdict::Match)
        .flat_map(|stream| (0..stream.comparable).map(|field| (stream.stream, field)))
        .collect();
    assert!(!places.is_empty(), "{}: nothing to change", slug(path));
    let mut state = 42_u64;
    for _ in 0..200 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (stream, field) = places[usize::try_from(state >> 33).expect("64 bits") % places.len()];
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
        every_mutation_differs(&path, &read(&path), &Keyring::default());
    }
}

#[test]
fn real_logins_match() {
    let Some(folder) = captures("replay of the real captures") else {
        return;
    };
    let ring = keys(&folder);
    for path in files(&folder) {
        let report = run(&path, &read(&path), &ring, None);
        let differing: Vec<_> = report.streams.iter().filter(|stream| stream.verdict == Verdict::Differs).collect();
        assert!(differing.is_empty(), "{}: {differing:#?}", slug(&path));
        if MATCHING.contains(&slug(&path).as_str()) {
            let mas = report.streams.iter().filter(|stream| stream.component.as_deref() == Some("MAS"));
            let verdicts: Vec<Verdict> = mas.map(|stream| stream.verdict).collect();
            assert!(!verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::Match), "{report:#?}");
            insta::assert_snapshot!(slug(&path), transcript(&report));
        }
    }
}

#[test]
fn a_change_of_a_real_capture_is_noticed() {
    let Some(folder) = captures("mutation of the real captures") else {
        return;
    };
    let ring = keys(&folder);
    for path in files(&folder).iter().filter(|path| MATCHING.contains(&slug(path).as_str())) {
        every_mutation_differs(path, &read(path), &ring);
    }
}
