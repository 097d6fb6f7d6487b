//! What a title shows: texts and places.

use clank_core::store::{ListAnnouncements, ListChannels, ListLocations, ReadPolicy};
use clank_core::wire::PolicyType;

use super::{APP, Client, SIBLING, STRANGER, channel};

/// A title's own text comes before the one for all (MLS-20).
pub fn policies(client: &mut Client) {
    let mut read = |app_id, kind| client.ask(ReadPolicy { app_id, kind }).expect("an answer").map(|text| text.body);
    assert_eq!(read(APP, PolicyType::USAGE).as_deref(), Some("own body"));
    assert_eq!(read(SIBLING, PolicyType::USAGE).as_deref(), Some("all body"));
    assert_eq!(read(STRANGER, PolicyType::PRIVACY).as_deref(), Some("strange body"));
    assert_eq!(read(APP, PolicyType::PRIVACY), None);
}

/// Announcements are the newest that are valid, for the title or for all (MLS-21, MLS-22).
pub fn announcements(client: &mut Client) {
    let mut list = |app_id, max, unix_s| -> Vec<i32> {
        let rows = client.ask(ListAnnouncements { app_id, max, unix_s }).expect("an answer");
        rows.into_iter().map(|row| row.id).collect()
    };
    assert_eq!(list(APP, 9, 100), [5, 4]);
    assert_eq!(list(APP, 1, 100), [5]);
    assert_eq!(list(APP, 9, 99), [2]);
    assert_eq!(list(STRANGER, 9, 100), [5, 3]);
    assert!(list(APP, 0, 100).is_empty());
}

/// Locations are a title's own (MAS-15).
pub fn locations(client: &mut Client) {
    let mut list = |app_id| -> Vec<(i32, String)> {
        let rows = client.ask(ListLocations { app_id }).expect("an answer");
        rows.into_iter().map(|row| (row.id.0, row.name)).collect()
    };
    assert_eq!(list(APP), [(40, "place 40".into()), (41, "place 41".into())]);
    assert!(list(STRANGER).is_empty());
}

/// Channels are those of a title's group (ST-30).
pub fn channels(client: &mut Client) {
    let mut list = |app_id| client.ask(ListChannels { app_id }).expect("an answer");
    assert_eq!(list(APP), [channel(1), channel(3)]);
    assert_eq!(list(SIBLING), [channel(1), channel(3)]);
    assert_eq!(list(STRANGER), [channel(2)]);
}
