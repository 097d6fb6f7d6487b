//! Records which rules each test reached, for `clank-rules`: a file for each test, a rule in each line.
#![allow(clippy::disallowed_methods, reason = "a test, and no machine, writes it")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Where the record of this binary is kept.
const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/marks/", env!("CARGO_CRATE_NAME"));

/// What each test of this process has reached.
static REACHED: Mutex<BTreeMap<String, BTreeSet<&'static str>>> = Mutex::new(BTreeMap::new());

/// Records that the test which runs is skipped, so that nobody wants its rules reached, and says what is missing.
#[allow(dead_code, reason = "few binaries have tests that can be skipped")]
pub fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
    record(std::iter::once("skipped"));
}

/// Adds rules that a machine has come to (marks, and faults that name them) to the record of the test that runs; tests
/// have a thread each, named after them.
pub fn record(rules: impl Iterator<Item = &'static str>) {
    let thread = std::thread::current();
    let Some(test) = thread.name().filter(|name| *name != "main") else { return };
    let mut reached = REACHED.lock().unwrap_or_else(PoisonError::into_inner);
    let is_new = !reached.contains_key(test);
    let own = reached.entry(test.to_owned()).or_default();
    let before = own.len();
    own.extend(rules);
    if is_new || own.len() > before {
        let lines: String = own.iter().map(|rule| format!("{rule}\n")).collect();
        let file = Path::new(FOLDER).join(test.replace("::", "."));
        std::fs::create_dir_all(FOLDER).and_then(|()| std::fs::write(file, lines)).expect("the record is written");
    }
}
