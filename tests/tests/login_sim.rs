//! A whole login in the simulator: MAS, hand-over, MLS.

use std::cell::RefCell;
use std::rc::Rc;

use clank_core::config::Config;
use clank_core::machine::Instant;
use clank_sim::console::Speech;
use clank_sim::scenario::{login, server};

/// lobby.md 7b: login, hand-over and entry, for each way of speaking.
#[test]
fn a_console_logs_in_and_enters_the_lobby() {
    for (speech, app_id) in clank_tests::logins::SPEECHES {
        let traffic = Rc::new(RefCell::new(Vec::new()));
        login(&server(1, &Config::default()), speech, app_id, "ratchet", &traffic).expect("let in");
    }
}

/// The golden hash: same seed and inputs, same bytes, in debug and release, on every platform.
#[test]
fn a_seeded_run_has_the_same_hash_everywhere() {
    let run = || {
        let (world, traffic) = (server(42, &Config::default()), Rc::new(RefCell::new(Vec::new())));
        for (speech, app_id, name) in
            [(Speech::Old, 10684, "ratchet"), (Speech::New, 11184, "clank"), (Speech::Clear, 10683, "qwark")]
        {
            login(&world, speech, app_id, name, &traffic).expect("let in");
        }
        let mut world = world.borrow_mut();
        world.run_until(Instant(600_000_000));
        world.hash()
    };
    assert_eq!(run(), run());
    insta::assert_snapshot!(format!("{:016x}", run()));
}
