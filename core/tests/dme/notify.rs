//! What a game server tells of its world's clock, and what it takes from a recording instead of choosing it.

use core::time::Duration;

use crate::common::worlds::{Heard, Member, Speech, announce, at_once, dme_with, session_of, settle, world};
use crate::common::{Harness, SERVER, conn};
use clank_core::crypto::SessionKey;
use clank_core::dme::Dme;
use clank_core::ids::{AppId, GameId, ListenerId};
use clank_core::machine::Input;
use clank_core::secret::Secret;
use clank_core::settings::{LinkPreset, Resumed, SessionPreset};
use clank_core::wire::RtId;
use clank_core::wire::rt::{self, RtMessage};

fn milliseconds(heard: &[Heard], id: RtId) -> u32 {
    let (.., body) = heard.iter().find(|(one, ..)| *one == id).expect("an answer");
    u32::from_le_bytes(body[body.len() - 4..].try_into().expect("four bytes"))
}

fn harness() -> Harness<Dme> {
    dme_with(&at_once(), Box::new(clank_core::script::NoScript))
}

/// DME-43: a world's clock begins when its first player is told of it, however long his handshake takes.
#[test]
fn the_clock_begins_when_it_is_told() {
    let mut harness = harness();
    let world = world(&mut harness, GameId(7), 8);
    let query = rt::ClientTimebaseQuery { client_time: 9 };
    for (number, told) in [(1, 0), (2, 700)] {
        let granted = announce(&mut harness, world, number).expect("a seat");
        let mut member = Member::dial(&mut harness, world, number, Speech::Clear110);
        member.open(&mut harness, *granted.access_key.expose());
        harness.pass(Duration::from_millis(200));
        let heard = member.accept(&mut harness);
        assert_eq!(milliseconds(&heard, rt::ServerStartupInfoNotify::ID), told);
        harness.pass(Duration::from_millis(500));
        harness.send(member.conn, &member.frame(&query));
        assert_eq!(milliseconds(&member.heard(&mut harness), rt::ServerTimebaseQueryNotify::ID), told + 500);
    }
}

/// A connection that is taken up in its middle is in its world at once: it is announced, hears others and is heard.
#[test]
fn a_member_of_a_recording_is_there() {
    let mut harness = harness();
    let world = world(&mut harness, GameId(7), 8);
    let mut keyed = Member::join(&mut harness, world, 1, Speech::Keyed);
    let key: SessionKey = keyed.key.clone().expect("the world's key");
    announce(&mut harness, world, 2).expect("a seat");
    let (listener, peer, local) = (ListenerId(0), "192.168.1.2:40000".parse().expect("an address"), SERVER);
    let resumed = Resumed { version: Speech::Keyed.dialect().version, app_id: AppId(10684), encrypted: true };
    let preset = LinkPreset {
        world_key: Some(key.clone()),
        scert_id: Some(500),
        resumed: Some(resumed),
        session: Some(SessionPreset { session_key: Secret::new(session_of(2)), ..SessionPreset::default() }),
        ..LinkPreset::default()
    };
    let (second, preset) = (conn(2), Some(&preset));
    harness.input(Input::Opened { conn: second, listener, peer, local, initiated: None, preset });
    harness.input(Input::Turn);
    assert_eq!(crate::common::worlds::ids(&keyed.heard(&mut harness)), [rt::ServerConnectNotify::ID]);
    let mut second = Member { conn: second, index: 1, number: 2, key: Some(key), ..keyed.clone() };
    // Their key is one, so frames pass as they are.
    second.say(&mut harness, &second.seal(rt::ClientAppSingle::ID, &[0, 0, 1, 2]));
    assert_eq!(keyed.relayed(&mut harness), [(1, vec![1, 2])]);
    keyed.say(&mut harness, &keyed.seal(rt::ClientAppSingle::ID, &[1, 0, 3]));
    assert_eq!(second.relayed(&mut harness), [(0, vec![3])]);
    settle(&mut harness);
}
