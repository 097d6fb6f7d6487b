//! Each edition of the compatibility list goes the whole way in the simulator; the README tells the same list.

use clank_core::config::Config;
use clank_core::titles::{EDITIONS, Edition, table};
use clank_core::wire::Flags;
use clank_sim::client::{ClientProfile, Lan, run_flows};
use clank_sim::world::server;
use clank_tests::real::workspace;

/// The layouts in which a disc may write: its own, and those that only a test version has (titles.md 10.1, 10.2).
fn layouts(edition: &Edition) -> Vec<ClientProfile> {
    let profile = ClientProfile::from(edition);
    let with = |flags: Flags| {
        let mut other = profile;
        other.dialect.flags = profile.dialect.flags.toggle(flags);
        other
    };
    match edition.region {
        // Its CreateGame1 is longer or shorter than the disc's on sale.
        "public beta" => vec![profile, with(Flags::NO_ATTRIBUTES), with(Flags::NO_SPECTATOR_PASSWORD)],
        // And so is its JoinGame.
        "prototype" => vec![profile, with(Flags::NO_JOIN_TYPE), with(Flags::NO_JOIN_KEY)],
        _ => vec![profile],
    }
}

/// The script of every edition, from its first look at the MUIS to the end of a game, in the dialect of its family.
#[test]
fn every_edition_goes_the_whole_way() {
    for edition in EDITIONS {
        for profile in layouts(edition) {
            let mut lan = Lan::new(server(3, &Config::default()));
            let done = run_flows(&mut lan, profile, edition.hosting, "visit");
            done.unwrap_or_else(|error| panic!("{} ({}): {error}", edition.name, edition.region));
        }
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
