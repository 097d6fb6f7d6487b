//! How players leave a game server: by themselves, by silence, by order.

use core::time::Duration;

use crate::common::clear;
use crate::common::worlds::{Heard, Member, Speech, dme, ids, order, relay, words, world};
use crate::connections::{message, plain_dme};
use clank_core::ids::{GameId, SeatIndex};
use clank_core::machine::{CloseReason, Ending, Input};
use clank_core::peer::{FromServer, ToServer};
use clank_core::wire::RtId;
use clank_core::wire::rt::{self, RtMessage as _};

/// DME-40, DME-52: a goodbye of either kind is not answered; the others hear of it at once, the index is free, and the
/// connection is closed. By UDP it means nothing.
#[test]
fn players_say_goodbye() {
    for speech in Speech::ALL {
        for frame in [clear(RtId(0x01), &[]), vec![0x81, 0, 0], clear(RtId(0x20), &[1]), clear(RtId(0x20), &[7])] {
            let mut harness = plain_dme();
            let world = world(&mut harness, GameId(7), 8);
            let mut stays = Member::join(&mut harness, world, 1, speech);
            let mut goes = Member::join(&mut harness, world, 2, speech);
            goes.datagram(&mut harness, &frame);
            assert!(harness.closed.is_empty() && harness.sent.is_empty() && harness.datagrams.is_empty());
            words(&mut harness);
            harness.send(goes.conn, &frame);
            assert_eq!(harness.closed, [(goes.conn, Ending::Flush)]);
            assert!(goes.heard(&mut harness).is_empty());
            let notify: rt::ServerDisconnectNotify = message(&stays.heard(&mut harness), speech);
            assert_eq!((notify.client_index, notify.address.to_text().as_str()), (1, "192.168.1.2"));
            let told = words(&mut harness);
            assert!(matches!(&told[..], [FromServer::Seen { connected: false, .. }]), "{told:?}");
            let next = Member::half_join(&mut harness, world, 3, speech);
            assert_eq!(next.index, 1);
            // What the driver says later changes nothing.
            words(&mut harness);
            harness.gone(goes.conn);
            assert!(words(&mut harness).is_empty() && stays.heard(&mut harness).is_empty());
        }
    }
}

/// DME-53: the end of the connection, whatever its reason, is a leave; silence of the datagrams is none.
#[test]
fn a_lost_connection_is_a_leave() {
    for why in [CloseReason::Peer, CloseReason::Reset, CloseReason::Overflow] {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [mut stays, goes] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
        for _ in 0..10 {
            harness.pass(Duration::from_secs(20));
            harness.send(goes.conn, &clear(rt::ClientFlushAll::ID, &[]));
            harness.send(stays.conn, &clear(rt::ClientFlushAll::ID, &[]));
        }
        assert!(stays.heard(&mut harness).is_empty() && harness.closed.is_empty());
        words(&mut harness);
        harness.input(Input::Closed { conn: goes.conn, why });
        assert_eq!(ids(&stays.heard(&mut harness)), [RtId(0x09)]);
        assert!(matches!(&words(&mut harness)[..], [FromServer::Seen { connected: false, .. }]));
    }
}

/// DME-54: any frame and any datagram is life; 60 s without one end a connection, above 1.08 with a notice, 5 s before.
#[test]
fn silence_ends_a_player() {
    for speech in Speech::ALL {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut member = Member::join(&mut harness, world, 1, speech);
        for round in 0..6 {
            harness.pass(Duration::from_secs(40));
            match round % 3 {
                0 => member.datagram(&mut harness, &member.seal(RtId(2), b"moves")),
                1 => harness.send(member.conn, &member.seal(RtId(2), b"says")),
                // Not a whole frame, but alive.
                _ => member.datagram(&mut harness, &[0x82]),
            }
        }
        member.heard(&mut harness);
        words(&mut harness);
        harness.pass(Duration::from_millis(59_900));
        assert!(
            harness.closed.is_empty() && words(&mut harness).iter().all(|word| matches!(word, FromServer::Load(_)))
        );
        member.heard(&mut harness);
        harness.pass(Duration::from_millis(200));
        assert_eq!(ids(&member.heard(&mut harness)), if speech.has_hello() { &[RtId(0x20)][..] } else { &[] });
        assert!(words(&mut harness).iter().any(|word| matches!(word, FromServer::Seen { connected: false, .. })));
        assert_eq!(harness.is_closed(member.conn), !speech.has_hello());
        harness.pass(Duration::from_secs(5));
        assert_eq!(harness.closed, [(member.conn, Ending::Flush)]);
    }
}

/// DME-55, DME-36: who is put out gets what waited for him, then a notice without a reason, never the old message; the
/// connection ends 5 s later. An operator can do it, too.
#[test]
fn players_are_put_out() {
    for speech in Speech::ALL {
        for by_operator in [false, true] {
            let mut harness = dme();
            let world = world(&mut harness, GameId(7), 8);
            let other = Member::join(&mut harness, world, 1, Speech::Clear);
            let mut member = Member::join(&mut harness, world, 2, speech);
            member.gather(&mut harness, 200);
            other.say(&mut harness, &clear(RtId(2), b"first"));
            member.heard(&mut harness);
            other.say(&mut harness, &clear(RtId(2), b"last"));
            assert!(member.heard(&mut harness).is_empty());
            if by_operator {
                harness.operator(clank_core::operator::Command::Disconnect(member.conn));
            } else {
                order(&mut harness, ToServer::Disconnect { world_id: world, client_index: SeatIndex(1) });
            }
            let heard = member.heard(&mut harness);
            assert_eq!(relay(&heard[0]), Some((0, b"last".to_vec())));
            let notice: &[Heard] = if speech.has_hello() { &[(RtId(0x20), speech.has_keys(), vec![0])] } else { &[] };
            assert_eq!(&heard[1..], notice);
            other.say(&mut harness, &clear(RtId(2), b"unheard"));
            harness.pass(Duration::from_secs(5));
            assert!(member.heard(&mut harness).is_empty());
            assert_eq!(harness.closed, [(member.conn, Ending::Flush)]);
        }
    }
}
