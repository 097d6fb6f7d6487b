//! The store's channels, read again while somebody is there.

use core::time::Duration;

use crate::common::games::{from_mps, game};
use crate::common::players::{ask, enter, enter_as, join, mls};
use crate::common::{Harness, id};
use clank_core::config::Config;
use clank_core::ids::{AppId, ChannelId, ConnId};
use clank_core::machine::Machine as _;
use clank_core::mls::Mls;
use clank_core::mls::replay::Scene;
use clank_core::peer::PeerMessage;
use clank_core::store::{ChannelRow, ConfiguredChannel, StoreReply, StoreRequest, TitleRequest};
use clank_core::wire::{CallbackStatus as Status, lobby};

const APP: AppId = AppId(10684);

fn configured(id: i32, name: &str) -> ConfiguredChannel {
    ConfiguredChannel { id: ChannelId(id), name: name.into(), max_players: 9, fields: [0; 4], field_level: 0 }
}

/// Makes the store's channels these.
fn configure(harness: &mut Harness<Mls>, channels: &[(i32, &str)]) {
    let rows = channels.iter().map(|(id, name)| ChannelRow { app_id: APP, channel: configured(*id, name) });
    harness.tables().channels = rows.collect();
}

/// The channels that a console is told of, with their players.
fn listed(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<(i32, String, i32)> {
    let request = lobby::ChannelListRequest { message_id: id("l"), page_id: 1, page_size: 20, ..Default::default() };
    harness.send(conn, &crate::common::app(&request));
    let rows: Vec<lobby::ChannelListResponse> = harness.answers(conn);
    let told = rows.iter().filter(|row| row.status_code == Status::SUCCESS);
    told.map(|row| (row.medius_world_id, row.lobby_name.to_text(), row.player_count)).collect()
}

fn row(id: i32, name: &str, players: i32) -> (i32, String, i32) {
    (id, name.to_owned(), players)
}

/// ST-30: channels that an operator adds, changes or takes away show within 5 s, and not before, without anybody
/// arriving. One that is taken away while somebody is in it is out of sight and out of reach for others; he stays in
/// it, and it ends with him. The last one stays when the store has none.
#[test]
fn channels_are_read_again() {
    let mut harness = mls();
    configure(&mut harness, &[(40, "old")]);
    let one = enter(&mut harness, 1, "ratchet");
    assert_eq!(listed(&mut harness, one), [row(40, "old", 1)]);
    configure(&mut harness, &[(40, "new"), (41, "more")]);
    harness.pass(Duration::from_millis(4_999));
    assert_eq!(listed(&mut harness, one), [row(40, "old", 1)]);
    harness.pass(Duration::from_millis(1));
    assert_eq!(listed(&mut harness, one), [row(40, "new", 1), row(41, "more", 0)]);
    configure(&mut harness, &[(41, "more"), (42, "most")]);
    harness.pass(Duration::from_secs(5));
    let two = enter(&mut harness, 2, "clank");
    assert_eq!(listed(&mut harness, two), [row(41, "more", 1), row(42, "most", 0)]);
    assert_eq!(join(&mut harness, two, 40, "").status_code, Status::CHANNEL_NOT_FOUND);
    assert_eq!(join(&mut harness, one, 40, "").status_code, Status::SUCCESS);
    harness.pass(Duration::from_secs(5));
    assert_eq!(join(&mut harness, one, 40, "").status_code, Status::SUCCESS);
    assert_eq!(join(&mut harness, one, 41, "").status_code, Status::SUCCESS);
    harness.pass(Duration::from_secs(5));
    assert_eq!(join(&mut harness, one, 40, "").status_code, Status::CHANNEL_NOT_FOUND);
    configure(&mut harness, &[]);
    harness.pass(Duration::from_secs(5));
    assert_eq!(listed(&mut harness, one), [row(41, "more", 2)]);
    // Back in the store, it is in sight again.
    configure(&mut harness, &[(42, "most")]);
    harness.pass(Duration::from_secs(5));
    assert_eq!(listed(&mut harness, one), [row(42, "most", 0)]);
    configure(&mut harness, &[(41, "more")]);
    harness.pass(Duration::from_secs(5));
    assert_eq!(listed(&mut harness, one), [row(41, "more", 2)]);
}

/// ST-30, ST-6, ST-51: an id that a game has meanwhile becomes no channel before the game is gone, and a channel of
/// another group with that id is left alone.
#[test]
fn ids_in_use_are_left_alone() {
    let mut harness = mls();
    let one = enter(&mut harness, 1, "ratchet");
    let other = enter_as(&mut harness, 2, AppId(10994), "jak");
    let arena = game(&mut harness, one, "arena");
    let [(first, ..)] = &listed(&mut harness, one)[..] else { panic!("one channel") };
    let [(theirs, ..)] = &listed(&mut harness, other)[..] else { panic!("one channel") };
    configure(&mut harness, &[(*first, "own"), (arena.0, "taken"), (*theirs, "theirs")]);
    harness.pass(Duration::from_secs(5));
    assert_eq!(listed(&mut harness, one), [row(*first, "own", 1)]);
    assert_eq!(listed(&mut harness, other), [row(*theirs, "Default", 1)]);
    from_mps(&mut harness, PeerMessage::WorldLost { game: arena });
    harness.pass(Duration::from_secs(5));
    assert_eq!(listed(&mut harness, one), [row(*first, "own", 1), row(arena.0, "taken", 0)]);
}

/// What the store was asked of channels since the last look.
fn asked(harness: &mut Harness<Mls>) -> usize {
    let is_list = |request: &StoreRequest| matches!(request, StoreRequest::Title(TitleRequest::ListChannels(_)));
    let asked = harness.asked.iter().filter(|(_, request)| is_list(request)).count();
    harness.asked.retain(|(_, request)| !is_list(request));
    asked
}

/// ST-30: the store is asked once for each group of which somebody is there, and not at all while nobody is; one that
/// has not answered is not asked again, and one that fails changes nothing.
#[test]
fn the_store_is_asked_while_somebody_is_there() {
    let mut config = Config::default();
    config.timeouts.store = Duration::from_secs(12);
    let mut harness = crate::common::players::bench_with(&config);
    configure(&mut harness, &[(40, "lobby")]);
    harness.pass(Duration::from_secs(20));
    let conns = [(1, APP), (2, APP), (3, AppId(10994))]
        .map(|(number, app_id)| enter_as(&mut harness, number, app_id, &format!("player {number}")));
    let store = harness.store.take();
    harness.pass(Duration::from_millis(5_100));
    let ids: Vec<_> = harness.asked.iter().map(|(id, _)| *id).collect();
    assert_eq!((ids.len(), asked(&mut harness)), (2, 2));
    harness.pass(Duration::from_secs(5));
    assert_eq!(asked(&mut harness), 0);
    ids.iter().for_each(|id| harness.reply(*id, StoreReply::Failed));
    assert_eq!(listed(&mut harness, conns[0]), [row(40, "lobby", 2)]);
    harness.pass(Duration::from_secs(5));
    assert_eq!(asked(&mut harness), 2);
    conns.iter().for_each(|conn| harness.gone(*conn));
    harness.pass(Duration::from_secs(30));
    harness.asked.clear();
    harness.pass(Duration::from_secs(30));
    assert_eq!((asked(&mut harness), harness.machine.deadline()), (0, None));
    harness.store = store;
    let again = enter(&mut harness, 1, "ratchet");
    configure(&mut harness, &[(40, "renamed")]);
    harness.pass(Duration::from_secs(5));
    assert_eq!(listed(&mut harness, again), [row(40, "renamed", 1)]);
}

/// ST-30: in a replay the recording says which channels there are, and the store is not asked.
#[test]
fn what_a_recording_shows_is_not_read_again() {
    let mut harness = mls();
    configure(&mut harness, &[(40, "lobby")]);
    let one = enter(&mut harness, 1, "ratchet");
    let scene = Scene::Channel { app_id: APP, channel: configured(7, "staged"), room: false, players: None };
    harness.machine.stage(harness.now, scene, &mut harness.out);
    let store = harness.store.take();
    harness.pass(Duration::from_secs(20));
    assert_eq!(asked(&mut harness), 0);
    harness.store = store;
    assert_eq!(listed(&mut harness, one), [row(40, "lobby", 1), row(7, "staged", 0)]);
    let lost: lobby::ChannelInfoResponse = ask(
        &mut harness,
        one,
        &lobby::ChannelInfoRequest { message_id: id("i"), medius_world_id: 7, ..Default::default() },
    );
    assert_eq!(lost.status_code, Status::SUCCESS);
}
