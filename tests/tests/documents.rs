//! The documents name files and folders that are there.

use clank_tests::real::workspace;
use regex::Regex;

/// What a document may name although no clone has it: a place for recordings, and a name to be filled in.
const PLACEHOLDERS: [&str; 2] = ["captures/real", "COMPONENT"];

#[test]
fn documents_name_files_that_are_there() {
    let path =
        Regex::new(r"\b(?:core|host|runtime-mio|runtime-tokio|sim|tests|docs|captures)/[\w./-]*\w").expect("one");
    let docs = std::fs::read_dir(workspace().join("docs")).expect("docs").map(|entry| entry.expect("an entry").path());
    let files = docs.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let others = ["README.md", "captures/README.md"].map(|file| workspace().join(file));
    let mut missing = Vec::new();
    for file in files.chain(others) {
        let text = std::fs::read_to_string(&file).expect("a document");
        let named = path.find_iter(&text).map(|one| one.as_str());
        let named = named.filter(|name| !PLACEHOLDERS.iter().any(|one| name.contains(one)));
        let gone = named.filter(|name| !workspace().join(name).exists());
        missing.extend(gone.map(|name| format!("{}: {name}", file.display())));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
