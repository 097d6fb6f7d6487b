//! Each edition of the compatibility list goes through its lobby in the simulator; the README tells the same list.

use std::cell::RefCell;
use std::rc::Rc;

use clank_core::config::Config;
use clank_core::mail::Component;
use clank_core::titles::{EDITIONS, table};
use clank_sim::console::Speech;
use clank_sim::scenario::{Line, Traffic, server};
use clank_sim::visit::{Dial, visit};
use clank_sim::world::World;
use clank_tests::real::workspace;

struct Virtual {
    world: Rc<RefCell<World>>,
    traffic: Rc<RefCell<Vec<Traffic>>>,
    dialled: u16,
}

impl Dial for Virtual {
    type Pipe = Line;

    fn dial(&mut self, to: Component) -> Line {
        let port = match to {
            Component::Muis => 10071,
            Component::Mas => 10075,
            _ => 10078,
        };
        self.dialled += 1;
        Line::dial(&self.world, 40_000 + self.dialled, port, &self.traffic)
    }

    fn hang_up(&mut self, pipe: &mut Line) {
        pipe.shut();
    }
}

/// The lobby script of every edition, in the dialect of its family.
#[test]
fn every_edition_visits_its_lobby() {
    for edition in EDITIONS {
        let speech = if edition.version.has_hello() { Speech::New } else { Speech::Old };
        let mut dial = Virtual { world: server(3, &Config::default()), traffic: Rc::default(), dialled: 0 };
        let done = visit(&mut dial, speech, edition.app_id, "visit");
        done.unwrap_or_else(|error| panic!("{} ({}): {error}", edition.name, edition.region));
        if !edition.unproven.is_empty() {
            eprintln!("unproven: {} ({}): {}", edition.name, edition.region, edition.unproven);
        }
    }
}

#[test]
fn the_readme_tells_the_compatibility_list() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).expect("README.md");
    assert!(readme.contains(&table()), "put this into README.md:\n{}", table());
}
