//! Imports run down: `docs/ARCHITECTURE.md` lists the rooms of each crate, and a room uses only those above it in that
//! list. No files of a crate use each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use clank_tests::modules::{Modules, circles};
use clank_tests::real::workspace;

/// The crates that have floors.
const FLOORS: [&str; 3] = ["core", "host", "sim"];
/// All crates.
const CRATES: [&str; 6] = ["core", "host", "runtime-mio", "runtime-tokio", "sim", "tests"];

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

#[test]
fn imports_run_down() {
    let mut found = BTreeMap::new();
    for package in FLOORS {
        let (modules, rooms) = (Modules::read(package), listed(package));
        let (there, in_list) = (modules.rooms(), rooms.iter().cloned().collect());
        for room in there.difference(&in_list) {
            found.insert(format!("{package} {room}"), "is not in docs/ARCHITECTURE.md".to_owned());
        }
        for room in in_list.difference(&there) {
            found.insert(format!("{package} {room}"), "is not there".to_owned());
        }
        let height = |room: &str| rooms.iter().position(|listed| listed == room);
        for reference in &modules.references() {
            if let (Some(from), Some(to)) = (height(&reference.room), height(&reference.to_room))
                && to > from
            {
                found.insert(format!("{} -> {}", reference.from, reference.to_room), "runs up".to_owned());
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    for package in CRATES {
        let references = Modules::read(package).references();
        let circles = circles(&references).into_iter().map(|circle| {
            let ties = references.iter().filter_map(|one| Some((one.from.clone(), one.to.clone()?)));
            ties.filter(|(from, to)| circle.contains(from) && circle.contains(to)).collect::<BTreeSet<_>>()
        });
        let circles: Vec<_> = circles.collect();
        assert!(circles.is_empty(), "{package}: {circles:#?}");
    }
}
