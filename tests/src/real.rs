//! Where the real captures are, and the keys that open them.
#![allow(clippy::missing_panics_doc, reason = "a broken test setup should stop the test")]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clank_sim::capture::{Capture, RecognisedStream, streams};
use clank_sim::dissect::Keyring;

/// The folder of this workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The folder of the real captures: `CLANK_CAPTURES`, else `captures/real`. Says so where there is none.
#[must_use]
pub fn captures(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CLANK_CAPTURES").map_or_else(|| workspace().join("captures/real"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    // Past the test harness, which hides what passing tests print.
    let _ = writeln!(std::io::stderr(), "skipped: {what} (no real captures; see captures/README.md)");
    None
}

/// All capture files of a folder, in order of their names.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let is_capture = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "pcap" || ending == "pcapng");
    let mut files: Vec<PathBuf> = entries.filter(is_capture).collect();
    files.sort();
    files
}

/// Reads a capture file.
#[must_use]
pub fn read(path: &Path) -> (Capture, Vec<RecognisedStream>) {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut capture = Capture::read(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let streams = streams(&mut capture);
    (capture, streams)
}

/// The published keys, those of `keys.json` beside the specification, and those of the manifest.
#[must_use]
pub fn keys(folder: &Path) -> Keyring {
    let mut ring = Keyring::default();
    if let Some(spec) = std::env::var_os("CLANK_SPEC") {
        let text = std::fs::read_to_string(Path::new(&spec).join("keys.json")).expect("keys.json");
        ring.add_file(&text).expect("a key file");
    }
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.toml")).unwrap_or_default();
    for word in manifest.split('"').filter(|word| word.len() == 128) {
        // A word of that length that is no key is something else.
        let _ = ring.add_hex("a word of the recording", word);
    }
    ring
}

/// The file's name without its ending.
#[must_use]
pub fn slug(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
