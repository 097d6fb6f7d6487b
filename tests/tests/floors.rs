//! Imports run down: `docs/ARCHITECTURE.md` lists the rooms of each crate, and a room uses only those above it in that
//! list. No files use each other in a circle, but the pairs of `tests/tidy/pairs.txt`.

use std::collections::{BTreeMap, BTreeSet};

use clank_tests::modules::{Modules, circles};
use clank_tests::real::workspace;
use clank_tests::sources::{assert_listed, exceptions};

/// The crates that have floors.
const CRATES: [&str; 3] = ["core", "host", "sim"];
/// Pairs of files that may use each other.
const MAX_PAIRS: usize = 4;

/// Returns the rooms of a crate in the order of the list.
fn listed(package: &str) -> Vec<String> {
    let text = std::fs::read_to_string(workspace().join("docs/ARCHITECTURE.md")).expect("docs/ARCHITECTURE.md");
    let (_, block) = text.split_once(&format!("```floors {package}\n")).expect("the list of the crate");
    let lines = block.lines().take_while(|line| !line.starts_with("```"));
    let rooms = lines.map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, room, holds] = cells[..] else { panic!("not `floor | room | what it holds`: {line}") };
        assert!(!holds.is_empty(), "{room} holds something");
        room.to_owned()
    });
    rooms.collect()
}

/// Pairs that belong together, one `FILE FILE: reason` in each line.
fn pairs() -> BTreeSet<BTreeSet<String>> {
    let pairs = exceptions("tests/tidy/pairs.txt").into_keys();
    let pairs: BTreeSet<BTreeSet<String>> =
        pairs.map(|pair| pair.split_whitespace().map(str::to_owned).collect()).collect();
    assert!(pairs.len() <= MAX_PAIRS && pairs.iter().all(|pair| pair.len() == 2), "{pairs:?}");
    pairs
}

#[test]
fn imports_run_down_and_in_no_circle() {
    let mut found = BTreeMap::new();
    let mut pairs = pairs();
    for package in CRATES {
        let (modules, rooms) = (Modules::read(package), listed(package));
        let (there, in_list) = (modules.rooms(), rooms.iter().cloned().collect());
        for room in there.difference(&in_list) {
            found.insert(format!("{package} {room}"), "is not in docs/ARCHITECTURE.md".to_owned());
        }
        for room in in_list.difference(&there) {
            found.insert(format!("{package} {room}"), "is not there".to_owned());
        }
        let height = |room: &str| rooms.iter().position(|listed| listed == room);
        let references = modules.references();
        for reference in &references {
            if let (Some(from), Some(to)) = (height(&reference.room), height(&reference.to_room))
                && to > from
            {
                found.insert(format!("{} -> {}", reference.from, reference.to_room), "runs up".to_owned());
            }
        }
        for circle in circles(&references) {
            if !pairs.remove(&circle) {
                found.extend(circle.iter().map(|file| {
                    let used = references.iter().filter(|one| one.from == *file).filter_map(|one| one.to.as_deref());
                    let used: BTreeSet<&str> = used.filter(|file| circle.contains(*file)).collect();
                    (file.clone(), format!("in a circle of {} files, by {used:?}", circle.len()))
                }));
            }
        }
    }
    assert!(pairs.is_empty(), "no pairs any more: {pairs:?}");
    assert_listed("tests/tidy/floors.txt", &found);
}
