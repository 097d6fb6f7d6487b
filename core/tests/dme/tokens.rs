//! The rules of the game servers: tokens (game.md 7).

use core::time::Duration;

use crate::common::worlds::{Member, Speech, at_once, dme, dme_with, ids, settle, world};
use crate::common::{Harness, plain_hello};
use clank_core::dme::Dme;
use clank_core::ids::GameId;
use clank_core::limits::Limit;
use clank_core::machine::{Event, Input, Machine as _};
use clank_core::script::NoScript;
use clank_core::wire::RtId;
use clank_core::wire::rt::{self, RtMessage as _};

const REQUEST: u8 = 2;
const RELEASE: u8 = 3;
const FREED: u8 = 9;

fn plain_dme() -> Harness<Dme> {
    dme_with(&at_once(), Box::new(NoScript))
}

fn asks(harness: &mut Harness<Dme>, member: &Member, kind: u8, token: u16) {
    let body = [&[kind], &token.to_le_bytes()[..]].concat();
    harness.send(member.conn, &member.seal(rt::ClientTokenMessage::ID, &body));
    harness.input(Input::Turn);
}

/// The bodies of the token messages that a member got since the last look; he got nothing else.
fn told(harness: &mut Harness<Dme>, member: &mut Member) -> Vec<Vec<u8>> {
    let heard = member.heard(harness);
    assert!(heard.iter().all(|(id, ..)| *id == rt::ServerTokenMessage::ID), "{heard:?}");
    heard.into_iter().map(|(_, _, body)| body).collect()
}

fn all_told<const N: usize>(harness: &mut Harness<Dme>, all: &mut [Member; N]) -> [Vec<Vec<u8>>; N] {
    all.each_mut().map(|member| told(harness, member))
}

fn owned(token: u8, owner: u8) -> Vec<Vec<u8>> {
    vec![vec![7, token, 0, owner, 0]]
}

/// DME-70, DME-71, DME-72, DME-73: the first who asks owns a token, and everybody who receives broadcasts hears it, he
/// himself in any case; who asks later is told that he waits, and nobody else; who asks again keeps his place.
#[test]
fn tokens_are_asked_for() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut all = Member::join_all(&mut harness, world, [speech; 4]);
        let deaf: &[u8] = if speech.has_hello() { &[0x0e] } else { &[2, 0] };
        for at in [2, 3] {
            harness.send(all[at].conn, &all[at].seal(rt::ClientSetRecvFlag::ID, deaf));
        }
        asks(&mut harness, &all[2], REQUEST, 0x0c);
        assert_eq!(all_told(&mut harness, &mut all), [owned(0x0c, 2), owned(0x0c, 2), owned(0x0c, 2), vec![]]);
        let granted = vec![vec![8, 0x0c, 0]];
        for asker in [0, 2, 0, 3] {
            asks(&mut harness, &all[asker], REQUEST, 0x0c);
            let expected: [Vec<Vec<u8>>; 4] =
                core::array::from_fn(|at| if at == asker { granted.clone() } else { vec![] });
            assert_eq!(all_told(&mut harness, &mut all), expected, "{asker}");
        }
        // Another token is another one, from 0 to 65534.
        asks(&mut harness, &all[0], REQUEST, 0);
        assert_eq!(told(&mut harness, &mut all[1]), owned(0, 0));
        asks(&mut harness, &all[0], REQUEST, 65_534);
        assert_eq!(told(&mut harness, &mut all[1]), [[7, 0xfe, 0xff, 0, 0]]);
        asks(&mut harness, &all[0], REQUEST, 65_535);
        assert!(told(&mut harness, &mut all[1]).is_empty() && harness.closed.is_empty());
    }
}

/// DME-74: the owner's release frees a token for everybody, with all who waited; a waiter gives up his place, a
/// stranger nothing, and both are told the same; of a token that nobody wants is said that it has no owner. Queries and
/// lists are not answered.
#[test]
fn tokens_are_given_back() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world, [Speech::Clear, Speech::Keyed, Speech::Keyed110]);
    for asker in [0, 1] {
        asks(&mut harness, &all[asker], REQUEST, 5);
    }
    all_told(&mut harness, &mut all);
    let released = vec![vec![10, 5, 0]];
    asks(&mut harness, &all[2], RELEASE, 5);
    assert_eq!(all_told(&mut harness, &mut all), [vec![], vec![], released.clone()]);
    asks(&mut harness, &all[1], RELEASE, 5);
    assert_eq!(all_told(&mut harness, &mut all), [vec![], released, vec![]]);
    // The place is gone: it is still the first one's.
    asks(&mut harness, &all[1], REQUEST, 5);
    all_told(&mut harness, &mut all);
    asks(&mut harness, &all[0], RELEASE, 5);
    assert_eq!(all_told(&mut harness, &mut all), [(); 3].map(|()| vec![vec![FREED, 5, 0]]));
    asks(&mut harness, &all[1], RELEASE, 5);
    assert_eq!(all_told(&mut harness, &mut all), [vec![], vec![vec![15]], vec![]]);
    asks(&mut harness, &all[1], REQUEST, 5);
    assert_eq!(told(&mut harness, &mut all[0]), owned(5, 1));
    all_told(&mut harness, &mut all);
    for kind in [0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 255] {
        asks(&mut harness, &all[0], kind, 5);
    }
    harness.send(all[0].conn, &all[0].seal(rt::ClientTokenMessage::ID, &[REQUEST, 1]));
    assert!(harness.sent.is_empty() && harness.closed.is_empty());
}

/// DME-75: a newcomer is told what is owned, in one message behind the notice to the others; a leave gives back what
/// its player owned, and his places.
#[test]
fn tokens_come_and_go_with_players() {
    let mut harness = plain_dme();
    let world_id = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world_id, [Speech::Clear, Speech::Keyed, Speech::Clear110]);
    for (asker, token) in [(0, 9), (1, 3), (2, 6), (1, 9), (0, 3), (2, 3)] {
        asks(&mut harness, &all[asker], REQUEST, token);
    }
    all_told(&mut harness, &mut all);
    for speech in Speech::ALL {
        let mut newcomer = Member::half_join(&mut harness, world_id, 4, speech);
        let heard = newcomer.ready(&mut harness);
        let last = heard.last().expect("tokens");
        assert_eq!((last.0, last.1), (rt::ServerTokenMessage::ID, speech.has_keys()));
        assert_eq!(last.2, [[7, 3, 0, 1, 0], [7, 6, 0, 2, 0], [7, 9, 0, 0, 0]].concat());
        assert_eq!(heard.iter().filter(|(id, ..)| *id == rt::ServerTokenMessage::ID).count(), 1);
        assert_eq!(ids(&all[0].heard(&mut harness)), [RtId(0x08)]);
        newcomer.leave(&mut harness);
    }
    // Player 1 owns token 3 and waits for token 9.
    harness.gone(all[1].conn);
    for at in [0, 2] {
        let heard = all[at].heard(&mut harness);
        assert_eq!(ids(&heard), [0x09, 0x30].map(RtId));
        assert_eq!(heard[1].2, [FREED, 3, 0]);
    }
    // His index is another's now, and nothing of his is left.
    let mut next = Member::join(&mut harness, world_id, 5, Speech::Clear);
    assert_eq!(next.index, 1);
    asks(&mut harness, &next, RELEASE, 9);
    assert_eq!(told(&mut harness, &mut next), [[10, 9, 0]]);
    asks(&mut harness, &next, RELEASE, 3);
    assert_eq!(told(&mut harness, &mut next), [[15]]);
    asks(&mut harness, &all[0], RELEASE, 9);
    assert_eq!(told(&mut harness, &mut next), [[FREED, 9, 0]]);
    // A world without tokens tells nothing of them; another world has its own.
    let other = world(&mut harness, GameId(8), 8);
    let mut alone = Member::half_join(&mut harness, other, 6, Speech::Clear);
    assert!(!ids(&alone.ready(&mut harness)).contains(&RtId(0x30)));
    asks(&mut harness, &alone, REQUEST, 6);
    assert_eq!(told(&mut harness, &mut alone), owned(6, 0));
    settle(&mut harness);
}

/// Tokens without a world, before a connection is accepted, end the connection as any message before its time does; not
/// in the old way.
#[test]
fn tokens_need_a_world() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut stranger = Member::dial(&mut harness, world, 1, speech);
        if speech.has_hello() {
            let hello = plain_hello(110);
            harness.send(stranger.conn, &stranger.frame(&hello));
            stranger.heard(&mut harness);
        }
        harness.send(stranger.conn, &stranger.seal(rt::ClientTokenMessage::ID, &[REQUEST, 1, 0]));
        let heard = stranger.heard(&mut harness);
        assert_eq!(ids(&heard), if speech.has_hello() { &[RtId(0x20)][..] } else { &[] });
        harness.pass(Duration::from_secs(5));
        assert!(harness.is_closed(stranger.conn), "{speech:?}");
    }
}

/// DME-72, DME-75: a world has 256 tokens, and no more are given; what a newcomer, or everybody after a leave, is told
/// of them is cut so that no message exceeds the announced 584 bytes.
#[test]
fn tokens_have_a_limit() {
    let mut config = at_once();
    config.limits.relay_frames_per_second = 0;
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
    for token in 0..300 {
        asks(&mut harness, &all[0], REQUEST, token);
    }
    assert_eq!(all_told(&mut harness, &mut all).map(|told| told.len()), [256; 2]);
    assert_eq!(
        harness.events.iter().filter(|event| matches!(event, Event::Limited { limit: Limit::Tokens, .. })).count(),
        44
    );
    // Nor does asking again and again take any room.
    let size = |harness: &Harness<Dme>| {
        let mut state = Vec::new();
        harness.machine.snapshot(&mut state);
        state.len()
    };
    asks(&mut harness, &all[1], REQUEST, 7);
    let before = size(&harness);
    (0..1_000).for_each(|_| asks(&mut harness, &all[1], REQUEST, 7));
    assert!(size(&harness) < before + 100);
    assert_eq!(all_told(&mut harness, &mut all).map(|told| told.len()), [0, 1_001]);
    let mut newcomer = Member::half_join(&mut harness, world, 3, Speech::Keyed);
    let heard = newcomer.ready(&mut harness);
    let lists: Vec<&Vec<u8>> = heard.iter().filter(|(id, ..)| *id == RtId(0x30)).map(|(_, _, body)| body).collect();
    assert_eq!(lists.iter().map(|list| list.len() / 5).sum::<usize>(), 256);
    assert!(lists.iter().all(|list| list.len() <= 584));
    settle(&mut harness);
    harness.gone(all[0].conn);
    let freed: Vec<Vec<u8>> = all[1].heard(&mut harness).into_iter().skip(1).map(|(_, _, body)| body).collect();
    assert_eq!(freed.concat().chunks(3).filter(|row| row[0] == FREED).count(), 256);
    assert!(freed.iter().all(|list| list.len() <= 584));
}

/// DME-36, DME-73: tokens wait with what else is gathered, behind it, for the asker as for the others.
#[test]
fn tokens_are_gathered() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world, [Speech::Keyed; 3]);
    for member in &all {
        member.gather(&mut harness, 100);
    }
    harness.pass(Duration::from_millis(200));
    for round in 0..2 {
        let [_, _, speaker] = &all;
        speaker.say(&mut harness, &speaker.seal(RtId(2), b"said before"));
        asks(&mut harness, &all[0], REQUEST, round);
        harness.pass(Duration::from_millis(100));
    }
    harness.input(Input::Turn);
    harness.pass(Duration::from_millis(100));
    for member in [0, 1] {
        assert_eq!(ids(&all[member].heard(&mut harness)), [0x03, 0x30, 0x03, 0x30].map(RtId));
    }
}
