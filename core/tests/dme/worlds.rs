//! The rules of the game servers: worlds, seats, and who hears of whom (game.md 1.6, 2 and 5).

use core::time::Duration;

use crate::common::worlds::{
    Member, Speech, announce, at_once, dme, dme_with, ids, order, present, session_of, settle, words, world,
};
use crate::common::{Harness, address, clear, conn};
use clank_core::config::Config;
use clank_core::dme::Dme;
use clank_core::ids::{AppId, DmeWorldId, GameId, MgclRequest};
use clank_core::limits::Limit;
use clank_core::machine::{Ending, Event};
use clank_core::peer::{FromServer, Load, ToServer, WorldOrder, WorldStatus};
use clank_core::script::NoScript;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{Layout as _, MgclErrorCode as Code, RtId};

fn make(harness: &mut Harness<Dme>, max_players: i32, attributes: i32) -> Result<DmeWorldId, Code> {
    let wanted =
        WorldOrder { request: MgclRequest(5), game: GameId(70), app_id: AppId(10684), max_players, attributes };
    match &order(harness, ToServer::CreateWorld(wanted))[..] {
        [FromServer::WorldCreated { request: MgclRequest(5), world }] => *world,
        other => panic!("{other:?}"),
    }
}

/// MPS-4: a game server says how busy it is when it is registered and every 30 seconds: how many worlds it may have and
/// has, how many players in each, and how many there are.
#[test]
fn the_load_is_reported() {
    let mut config = Config::default();
    (config.dme.worlds, config.dme.players) = (7, 5);
    let mut harness = dme_with(&config, Box::new(NoScript));
    let loads = |harness: &mut Harness<Dme>| {
        let loads = words(harness).into_iter().filter_map(|word| match word {
            FromServer::Load(load) => Some(load),
            _ => None,
        });
        loads.collect::<Vec<_>>()
    };
    let idle = Load { max_worlds: 7, max_players_per_world: 5, worlds: 0, players: 0, alert: 0 };
    assert_eq!(loads(&mut harness), [idle]);
    let world = world(&mut harness, GameId(7), 4);
    let _all = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
    words(&mut harness);
    harness.pass(Duration::from_secs(60));
    assert_eq!(loads(&mut harness), [Load { worlds: 1, players: 2, ..idle }, Load { worlds: 1, players: 2, ..idle }]);
}

fn end(harness: &mut Harness<Dme>, world_id: DmeWorldId, brutal: bool) -> Code {
    let told = order(harness, ToServer::EndWorld { request: MgclRequest(6), world_id, brutal });
    let code = told.iter().find_map(|word| match word {
        FromServer::WorldEnded { request: MgclRequest(6), confirmation } => Some(*confirmation),
        _ => None,
    });
    harness.mail.extend(
        told.into_iter()
            .filter(|word| matches!(word, FromServer::Seen { .. }))
            .map(|word| (clank_core::ids::Component::Mps, clank_core::peer::PeerMessage::FromServer(Box::new(word)))),
    );
    code.expect("an answer")
}

/// What the lobby is told of a world: most players, and how many there are; `None` for no world.
fn status(harness: &mut Harness<Dme>, world_id: DmeWorldId) -> Option<(i32, i32)> {
    let earlier = std::mem::take(&mut harness.mail);
    let told = order(harness, ToServer::WorldStatus { request: MgclRequest(7), world_id });
    harness.mail = earlier;
    match &told[..] {
        [FromServer::WorldStatus { request: MgclRequest(7), status: Ok(WorldStatus { max_players, players, .. }) }] => {
            Some((*max_players, *players))
        }
        [FromServer::WorldStatus { request: MgclRequest(7), status: Err(Code::INVALID_ARG) }] => None,
        other => panic!("{other:?}"),
    }
}

fn joined_and_left(harness: &Harness<Dme>) -> (usize, usize) {
    let count = |is: fn(&Event) -> bool| harness.events.iter().filter(|event| is(event)).count();
    (count(|event| matches!(event, Event::Joined { .. })), count(|event| matches!(event, Event::Left { .. })))
}

/// DME-11: numbers go round and leave out those in use; no more worlds than the settings allow.
#[test]
fn worlds_are_numbered() {
    let mut config = at_once();
    config.dme.worlds = 3;
    let mut harness = dme_with(&config, Box::new(NoScript));
    assert_eq!([(); 3].map(|()| make(&mut harness, 8, 0)), [1, 2, 3].map(|number| Ok(DmeWorldId(number))));
    assert_eq!(make(&mut harness, 8, 0), Err(Code::NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED));
    assert!(harness.events.iter().any(|event| matches!(event, Event::Limited { limit: Limit::DmeWorlds, .. })));
    end(&mut harness, DmeWorldId(2), false);
    harness.pass(Duration::ZERO);
    assert_eq!((make(&mut harness, 8, 0), make(&mut harness, 8, 0).is_err()), (Ok(DmeWorldId(2)), true));
    // 1 is free again, and so is 3, whose turn it is.
    end(&mut harness, DmeWorldId(1), false);
    end(&mut harness, DmeWorldId(3), false);
    harness.pass(Duration::ZERO);
    assert_eq!(make(&mut harness, 8, 0), Ok(DmeWorldId(3)));
    let defaults = dme();
    assert_eq!(defaults.mail.len(), 2, "here, and how much of it");
    assert!(format!("{:?}", defaults.mail).contains("max_worlds: 256"));
}

/// DME-12, DME-16: a player gets the lowest index that is free, which it is as soon as the others were told.
#[test]
fn indices_are_the_lowest_free_ones() {
    let mut harness = dme_with(&at_once(), Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world, [Speech::Clear; 5]);
    assert_eq!(all.each_ref().map(|member| member.index), [0, 1, 2, 3, 4]);
    for gone in [3, 1] {
        harness.gone(all[gone].conn);
        assert_eq!(all[0].heard(&mut harness).len(), 1);
    }
    let granted = |harness: &mut Harness<Dme>, number| announce(harness, world, number).expect("a seat").client_index;
    assert_eq!([6, 7, 8].map(|number| granted(&mut harness, number)), [1, 3, 5]);
    all[0].leave(&mut harness);
    assert_eq!(granted(&mut harness, 9), 0);
}

/// DME-13, DME-15: as many seats as the game wants, and no more than the settings allow; a full world and one that is
/// not there answer differently.
#[test]
fn worlds_have_so_many_seats() {
    for (wanted, most, cap) in [(3, 3, 16), (10, 10, 16), (17, 16, 16), (300, 256, 256), (0, 16, 16), (-1, 16, 16)] {
        let mut config = at_once();
        config.dme.players = cap;
        let mut harness = dme_with(&config, Box::new(NoScript));
        let world = make(&mut harness, wanted, 0).expect("a world");
        assert_eq!(status(&mut harness, world), Some((most, 0)), "{wanted}");
        let mut seats = (0..most.min(250)).map(|number| announce(&mut harness, world, number as u8));
        assert!(seats.all(|seat| seat.is_ok()), "{wanted}");
        if most < 250 {
            assert_eq!(announce(&mut harness, world, 255), Err(Code::UNSUCCESSFUL), "{wanted}");
        }
        let another = DmeWorldId(world.0 + 1);
        assert_eq!(announce(&mut harness, another, 255), Err(Code::INVALID_ARG));
        assert_eq!(end(&mut harness, another, true), Code::INVALID_ARG);
    }
}

/// DME-14, DME-54: a seat is kept for 30 s; announced again, it is the same one under the same key, for 30 s more.
/// Nobody comes: it is free, and the lobby hears of it.
#[test]
fn seats_are_kept_for_a_while() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 2);
    let first = announce(&mut harness, world, 1).expect("a seat");
    let second = announce(&mut harness, world, 2).expect("a seat");
    assert_ne!(first.access_key, second.access_key);
    harness.pass(Duration::from_secs(20));
    assert_eq!(announce(&mut harness, world, 1).expect("the seat"), first);
    harness.pass(Duration::from_millis(9_900));
    words(&mut harness);
    assert_eq!(announce(&mut harness, world, 3), Err(Code::UNSUCCESSFUL));
    harness.pass(Duration::from_millis(200));
    let told = words(&mut harness);
    let mut left = told.iter().filter_map(|word| match word {
        FromServer::Seen { session_key, connected: false, .. } => Some(*session_key.expose()),
        _ => None,
    });
    assert!(left.any(|session_key| session_key == session_of(2)), "{told:?}");
    assert_eq!(
        (status(&mut harness, world), announce(&mut harness, world, 3).map(|seat| seat.client_index)),
        (Some((2, 1)), Ok(1))
    );
    // Too late.
    let mut late = Member::dial(&mut harness, world, 2, Speech::Clear);
    late.open(&mut harness, *second.access_key.expose());
    assert!(harness.is_closed(late.conn));
    // The first one is there until 50 s.
    harness.pass(Duration::from_millis(19_800));
    let mut in_time = Member::dial(&mut harness, world, 1, Speech::Clear);
    in_time.open(&mut harness, *first.access_key.expose());
    in_time.accept(&mut harness);
    assert_eq!((in_time.index, harness.is_closed(in_time.conn)), (0, false));
}

/// DME-14: who is announced for another world has no seat in the first one any more; if there is no room for him, he
/// keeps what he has.
#[test]
fn a_player_has_one_seat() {
    let mut harness = dme_with(&at_once(), Box::new(NoScript));
    let (one, two) = (world(&mut harness, GameId(7), 8), world(&mut harness, GameId(8), 1));
    let mut stays = Member::join(&mut harness, one, 1, Speech::Clear);
    let mut moves = Member::join(&mut harness, one, 2, Speech::Clear110);
    let full = Member::join(&mut harness, two, 3, Speech::Clear);
    assert_eq!(announce(&mut harness, two, 2), Err(Code::UNSUCCESSFUL));
    assert_eq!(announce(&mut harness, DmeWorldId(99), 2), Err(Code::INVALID_ARG));
    stays.say(&mut harness, &clear(RtId(2), b"still"));
    assert_eq!(moves.relayed(&mut harness).len(), 1);
    full.leave(&mut harness);
    assert!(announce(&mut harness, two, 2).is_ok());
    assert_eq!(
        (ids(&moves.heard(&mut harness)), ids(&stays.heard(&mut harness))),
        (vec![RtId(0x20)], vec![RtId(0x09)])
    );
    assert_eq!((status(&mut harness, one), status(&mut harness, two)), (Some((8, 1)), Some((1, 1))));
}

/// DME-14, DME-51: a player who lost his connection without anybody's notice is announced again for the same world:
/// index and key stay, the others hear that he left and came, the lobby that he came. The old connection ends.
#[test]
fn a_player_comes_again() {
    for speech in Speech::ALL {
        let mut harness = dme_with(&at_once(), Box::new(NoScript));
        let world = world(&mut harness, GameId(7), 8);
        let mut other = Member::join(&mut harness, world, 1, speech);
        let first = announce(&mut harness, world, 2).expect("a seat");
        let mut lost = Member::join(&mut harness, world, 2, speech);
        words(&mut harness);
        assert_eq!(announce(&mut harness, world, 2).expect("the seat"), first);
        assert_eq!(ids(&other.heard(&mut harness)), [RtId(0x09)]);
        lost.heard(&mut harness);
        other.say(&mut harness, &other.seal(RtId(2), b"nobody hears it"));
        assert!(lost.heard(&mut harness).is_empty());
        harness.gone(lost.conn);
        let mut again = Member::dial_from(&mut harness, world, 2, speech, conn(20), address(2));
        again.open(&mut harness, *first.access_key.expose());
        again.accept(&mut harness);
        // Also from the very source that the lost one had.
        again.greet(&mut harness);
        again.ready(&mut harness);
        assert_eq!((again.index, ids(&other.heard(&mut harness))), (1, vec![RtId(0x08)]));
        let told = words(&mut harness);
        assert!(matches!(&told[..], [FromServer::Seen { connected: true, .. }]), "{told:?}");
        other.say(&mut harness, &other.seal(RtId(2), b"welcome"));
        assert_eq!(again.relayed(&mut harness), [(0, b"welcome".to_vec())]);
        assert_eq!((status(&mut harness, world), joined_and_left(&harness)), (Some((8, 2)), (3, 1)));
    }
}

/// DME-2, DME-51: a second connection with the keys of a seat takes it, and the first one is over.
#[test]
fn a_second_connection_takes_the_seat() {
    for (speech, half) in
        [(Speech::Clear, true), (Speech::Clear, false), (Speech::Keyed110, true), (Speech::Keyed110, false)]
    {
        let mut harness = dme_with(&at_once(), Box::new(NoScript));
        let world = world(&mut harness, GameId(7), 8);
        let mut other = Member::join(&mut harness, world, 1, Speech::Clear);
        let granted = announce(&mut harness, world, 2).expect("a seat");
        let mut first = Member::half_join(&mut harness, world, 2, speech);
        if !half {
            first.greet(&mut harness);
            first.ready(&mut harness);
            settle(&mut harness);
        }
        let mut second = Member::dial_from(&mut harness, world, 2, speech, conn(20), address(21));
        second.open(&mut harness, *granted.access_key.expose());
        assert_eq!(ids(&first.heard(&mut harness)), if speech.has_hello() { &[RtId(0x20)][..] } else { &[] });
        // Who never saw him does not hear that he is gone.
        assert_eq!(ids(&other.heard(&mut harness)), if half { &[][..] } else { &[RtId(0x09)] });
        second.accept(&mut harness);
        assert_eq!(second.index, 1);
        // Nothing that the first one says counts, whatever the way.
        let said = first.seal(RtId(2), b"ghost");
        harness.send(first.conn, &said);
        first.datagram(&mut harness, &said);
        harness.gone(first.conn);
        assert!(other.heard(&mut harness).is_empty() && harness.datagrams.is_empty());
        second.greet(&mut harness);
        second.ready(&mut harness);
        assert_eq!(ids(&other.heard(&mut harness)), [RtId(0x08)]);
        second.say(&mut harness, &second.seal(RtId(2), b"here"));
        assert_eq!(other.relayed(&mut harness), [(1, b"here".to_vec())]);
        harness.pass(Duration::from_secs(6));
        assert!(!harness.is_closed(second.conn));
    }
}

/// DME-7, DME-51, DME-54: in each stage a leave frees the index and is told to the lobby; the others hear of it only if
/// they heard of the player. Half a join ends by itself.
#[test]
fn players_leave_in_every_stage() {
    for speech in Speech::ALL {
        for stage in 0..5 {
            let mut harness = dme_with(&at_once(), Box::new(NoScript));
            let world = world(&mut harness, GameId(7), 8);
            let mut other = Member::join(&mut harness, world, 1, Speech::Clear);
            let granted = announce(&mut harness, world, 2).expect("a seat");
            let mut member = Member::dial(&mut harness, world, 2, speech);
            if stage > 0 {
                member.open(&mut harness, *granted.access_key.expose());
            }
            if stage > 1 {
                member.accept(&mut harness);
            }
            if stage > 2 {
                member.greet(&mut harness);
            }
            if stage > 3 {
                member.ready(&mut harness);
                assert_eq!(ids(&other.heard(&mut harness)), [RtId(0x08)]);
            }
            words(&mut harness);
            harness.gone(member.conn);
            assert_eq!(
                ids(&other.heard(&mut harness)),
                if stage > 3 { &[RtId(0x09)][..] } else { &[] },
                "{speech:?} {stage}"
            );
            if stage == 0 {
                // Nobody knew whose connection it was.
                assert_eq!(status(&mut harness, world), Some((8, 2)));
                harness.pass(Duration::from_secs(30));
            }
            let told: Vec<FromServer> =
                words(&mut harness).into_iter().filter(|word| !matches!(word, FromServer::Load(_))).collect();
            assert!(matches!(&told[..], [FromServer::Seen { connected: false, .. }]), "{told:?}");
            assert_eq!(status(&mut harness, world), Some((8, 1)));
            assert_eq!(announce(&mut harness, world, 3).expect("a seat").client_index, 1);
        }
        // Connected, and never ready.
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        Member::join(&mut harness, world, 1, Speech::Clear);
        let half = Member::half_join(&mut harness, world, 2, speech);
        for _ in 0..6 {
            harness.pass(Duration::from_secs(6));
            harness.send(half.conn, &half.seal(rt::ClientEcho::ID, &[0xa5]));
            harness.send(half.conn, &half.seal(rt::ClientAppToServer::ID, &[0, 1]));
        }
        assert_eq!((status(&mut harness, world), harness.is_closed(half.conn)), (Some((8, 1)), true));
    }
}

/// DME-50, DME-51, DME-33: members who want to know hear who comes and goes, each in the layout of his family, the
/// address and an empty key in it; the newcomer is told of nobody, and half a member hears nothing.
#[test]
fn members_hear_who_comes_and_goes() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world, Speech::ALL);
    let mut half = Member::half_join(&mut harness, world, 5, Speech::Clear);
    let mut deaf = Member::join(&mut harness, world, 6, Speech::Clear110);
    harness.send(deaf.conn, &clear(rt::ClientSetRecvFlag::ID, &[0x07]));
    let mut newcomer = Member::half_join(&mut harness, world, 7, Speech::Keyed110);
    let heard = newcomer.ready(&mut harness);
    assert!(heard.iter().all(|(id, ..)| ![0x03, 0x08, 0x09, 0x30].map(RtId).contains(id)));
    harness.input(clank_core::machine::Input::Turn);
    harness.pass(Duration::from_millis(20));
    for member in &mut all {
        let heard = member.heard(&mut harness);
        assert_eq!((heard.len(), heard[0].0, heard[0].1), (1, RtId(0x08), member.speech.has_keys()));
        let notify = rt::ServerConnectNotify::decode(&heard[0].2, member.speech.dialect()).expect("well formed");
        assert_eq!(heard[0].2.len(), if member.speech.has_hello() { 86 } else { 82 });
        assert_eq!((notify.client_index, notify.address.to_text().as_str()), (6, "192.168.1.7"));
        assert_eq!(notify.scert_id, member.speech.has_hello().then_some(newcomer.scert_id));
        assert_eq!(notify.key.0, [0; 64]);
    }
    words(&mut harness);
    harness.gone(newcomer.conn);
    assert!(matches!(&words(&mut harness)[..], [FromServer::Seen { connected: false, .. }]));
    harness.input(clank_core::machine::Input::Turn);
    harness.pass(Duration::from_millis(20));
    for member in &mut all {
        let heard = member.heard(&mut harness);
        assert_eq!((heard.len(), heard[0].0, heard[0].1), (1, RtId(0x09), member.speech.has_keys()));
        let notify = rt::ServerDisconnectNotify::decode(&heard[0].2, member.speech.dialect()).expect("well formed");
        assert_eq!(heard[0].2.len(), if member.speech.has_hello() { 22 } else { 18 });
        assert_eq!((notify.client_index, notify.address.to_text().as_str()), (6, "192.168.1.7"));
    }
    assert!(half.heard(&mut harness).is_empty() && deaf.heard(&mut harness).is_empty());
}

/// DME-50: a message for everybody is sealed once for all members who share the world's key and the layout.
#[test]
fn notices_are_sealed_once() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 16);
    let keyed: Vec<Member> = (1..=8).map(|number| Member::join(&mut harness, world, number, Speech::Keyed)).collect();
    let newer: Vec<Member> =
        (9..=12).map(|number| Member::join(&mut harness, world, number, Speech::Keyed110)).collect();
    Member::join(&mut harness, world, 13, Speech::Clear);
    let before = harness.out.ciphers;
    harness.gone(keyed[0].conn);
    assert_eq!(harness.out.ciphers.sealed - before.sealed, 2);
    harness.gone(newer[0].conn);
    assert_eq!((harness.out.ciphers.sealed - before.sealed, harness.out.ciphers.opened - before.opened), (4, 0));
}

/// DME-17: a world that nobody entered is there for 15 s; one that is older goes with its last player, also with the
/// one who was only announced; a younger one waits.
#[test]
fn empty_worlds_go() {
    let mut harness = dme_with(&at_once(), Box::new(NoScript));
    let fresh = world(&mut harness, GameId(7), 8);
    harness.pass(Duration::from_millis(14_999));
    assert!(status(&mut harness, fresh).is_some());
    harness.pass(Duration::from_millis(1));
    assert!(status(&mut harness, fresh).is_none());
    assert!(harness.events.contains(&Event::WorldGone { game: GameId(7), world_id: fresh }));

    let young = world(&mut harness, GameId(8), 8);
    let member = Member::join(&mut harness, young, 1, Speech::Clear);
    harness.gone(member.conn);
    harness.pass(Duration::from_secs(14));
    assert!(status(&mut harness, young).is_some());
    // Somebody comes at the last moment.
    announce(&mut harness, young, 2).expect("a seat");
    harness.pass(Duration::from_secs(10));
    assert!(status(&mut harness, young).is_some());
    harness.pass(Duration::from_millis(20_000));
    assert!(status(&mut harness, young).is_none(), "nobody came");

    let old = world(&mut harness, GameId(9), 8);
    let member = Member::join(&mut harness, old, 3, Speech::Clear);
    harness.pass(Duration::from_secs(20));
    assert!(status(&mut harness, old).is_some());
    harness.gone(member.conn);
    harness.pass(Duration::ZERO);
    assert!(status(&mut harness, old).is_none());
}

/// DME-18, DME-17: the end of a game that is not brutal waits until its players have left, and lets nobody in any more;
/// then its world goes, however young it is. A brutal one puts everybody out, with all that belongs to a leave.
#[test]
fn worlds_end() {
    let mut harness = dme_with(&at_once(), Box::new(NoScript));
    let world_id = world(&mut harness, GameId(7), 8);
    let [mut one, two] = Member::join_all(&mut harness, world_id, [Speech::Clear, Speech::Clear110]);
    announce(&mut harness, world_id, 3).expect("a seat");
    words(&mut harness);
    assert_eq!(end(&mut harness, world_id, false), Code::SUCCESS);
    // Who did not come yet will not come.
    assert!(matches!(&words(&mut harness)[..], [FromServer::Seen { connected: false, .. }]));
    assert_eq!(announce(&mut harness, world_id, 4), Err(Code::INVALID_ARG));
    assert_eq!(announce(&mut harness, world_id, 2), Err(Code::INVALID_ARG));
    two.say(&mut harness, &clear(RtId(2), b"goes on"));
    assert_eq!((one.relayed(&mut harness).len(), status(&mut harness, world_id)), (1, Some((8, 2))));
    harness.gone(one.conn);
    harness.pass(Duration::ZERO);
    assert!(status(&mut harness, world_id).is_some());
    harness.gone(two.conn);
    harness.pass(Duration::ZERO);
    assert!(status(&mut harness, world_id).is_none());

    let world_id = world(&mut harness, GameId(8), 8);
    let mut all = Member::join_all(&mut harness, world_id, Speech::ALL);
    let half = Member::half_join(&mut harness, world_id, 5, Speech::Clear);
    announce(&mut harness, world_id, 6).expect("a seat");
    words(&mut harness);
    harness.closed.clear();
    assert_eq!(end(&mut harness, world_id, true), Code::SUCCESS);
    let gone = words(&mut harness).into_iter().filter(|word| matches!(word, FromServer::Seen { connected: false, .. }));
    assert_eq!(gone.count(), 6);
    // The last one heard of all the others; each one above 1.08 is told to go.
    let heard = ids(&all[3].heard(&mut harness));
    assert_eq!(heard, [0x09, 0x09, 0x09, 0x20].map(RtId));
    assert_eq!(ids(&all[2].heard(&mut harness)), [0x09, 0x09, 0x20].map(RtId));
    assert_eq!(ids(&all[1].heard(&mut harness)), [RtId(0x09)]);
    harness.pass(Duration::from_secs(5));
    let mut closed = harness.closed.clone();
    closed.sort_by_key(|(conn, _)| conn.index);
    let everybody = all.iter().map(|member| member.conn).chain([half.conn]);
    assert_eq!(closed, everybody.map(|conn| (conn, Ending::Flush)).collect::<Vec<_>>());
    assert!(status(&mut harness, world_id).is_none());
}

/// DME-63: a world in which spectators would be allowed is a world like any other.
#[test]
fn attributes_of_worlds_change_nothing() {
    let mut harness = dme_with(&at_once(), Box::new(NoScript));
    let world = make(&mut harness, 8, 2).expect("a world");
    let [one, mut two] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
    one.say(&mut harness, &clear(RtId(2), b"seen"));
    assert_eq!(two.relayed(&mut harness), [(0, b"seen".to_vec())]);
}

/// DME-8, DME-12, DME-16, DME-51: players who come and go all the time, in every way, leave no ghost: the indices, the
/// counts, and what the lobby believes are right in the end.
#[test]
fn rejoin_storms_leave_no_ghosts() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 4);
    let mut told = Vec::new();
    let mut fresh = 10;
    let mut here: Vec<Member> = Vec::new();
    for round in 0..200_usize {
        let number = u8::try_from(round % 5 + 1).expect("short");
        let speech = Speech::ALL[round % 4];
        harness.pass(Duration::from_millis(137));
        told.extend(words(&mut harness));
        match announce(&mut harness, world, number) {
            Ok(granted) => {
                here.retain(|member| member.number != number);
                fresh += 1;
                let mut member = Member::dial_from(&mut harness, world, number, speech, conn(fresh), address(number));
                member.open(&mut harness, *granted.access_key.expose());
                if round % 7 > 0 {
                    member.accept(&mut harness);
                }
                if round % 7 > 1 {
                    member.datagram(&mut harness, &member.greeting());
                }
                if round % 7 > 2 {
                    member.ready(&mut harness);
                    here.push(member.clone());
                }
                if round % 3 == 0 {
                    harness.gone(member.conn);
                    here.retain(|one| one.number != number);
                }
            }
            Err(code) => {
                assert_eq!(code, Code::UNSUCCESSFUL);
                let leaves = here.remove(round % here.len());
                harness.send(leaves.conn, &clear(RtId(0x20), &[1]));
            }
        }
        told.extend(words(&mut harness));
    }
    harness.pass(Duration::from_secs(31));
    told.extend(words(&mut harness));
    let mut names: Vec<String> = here.iter().map(|member| session_of(member.number).to_text()).collect();
    let mut believed = present(&told);
    names.sort();
    believed.sort();
    assert_eq!(believed, names);
    assert_eq!(status(&mut harness, world), Some((4, i32::try_from(here.len()).expect("short"))));
    for member in here.drain(..) {
        harness.gone(member.conn);
    }
    told.extend(words(&mut harness));
    assert!(present(&told).is_empty() && status(&mut harness, world) == Some((4, 0)));
    let (joined, left) = joined_and_left(&harness);
    assert!(joined == left && joined > 60, "{joined} {left}");
    harness.pass(Duration::ZERO);
    assert!(status(&mut harness, world).is_none());
}
