//! What scripts are shown of frames and messages, in and out, at each component.

use core::time::Duration;
use std::sync::{Arc, Mutex};

use crate::common::games::config;
use crate::common::players::{enter_110, harness_with_script};
use crate::common::trace::Outputs;
use crate::common::worlds::{Member, Speech, at_once, dme_with, world};
use crate::common::{Harness, app_in, id, rt_frame};
use crate::scripts::{Scribe, echo};
use clank_core::config::Config;
use clank_core::dme::Dme;
use clank_core::ids::{AppId, ConnId, GameId};
use clank_core::machine::{Event, Machine};
use clank_core::mas::Mas;
use clank_core::mls::Mls;
use clank_core::mps::Mps;
use clank_core::muis::Muis;
use clank_core::script::{Action, Actions, Hook, HookKind, HookSet, NoScript, Script, Verdict};
use clank_core::time::Instant;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{MessageKey, RtId, lobby};

/// One frame or message that a script was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    In(ConnId, RtId, Vec<u8>, bool),
    Out(ConnId, RtId, Vec<u8>, bool),
    Message(ConnId, MessageKey, usize),
}

/// A script that looks at all of them, and refuses some.
#[derive(Clone)]
struct Censor {
    refuses: fn(&Shown) -> bool,
    shown: Arc<Mutex<Vec<Shown>>>,
}

impl Censor {
    fn new(refuses: fn(&Shown) -> bool) -> Self {
        Self { refuses, shown: Arc::default() }
    }

    fn take(&self) -> Vec<Shown> {
        std::mem::take(&mut *self.shown.lock().expect("no panic"))
    }
}

impl Script for Censor {
    fn wants(&self) -> HookSet {
        HookSet::of(&[HookKind::Frame, HookKind::FrameOut, HookKind::MessageOut])
    }

    fn call(&mut self, _: Instant, hook: Hook<'_>, _: &mut Actions) -> Verdict {
        let shown = match hook {
            Hook::Frame { conn, id, body, udp } => Shown::In(conn, id, body.to_vec(), udp),
            Hook::FrameOut { conn, id, body, udp } => Shown::Out(conn, id, body.to_vec(), udp),
            Hook::MessageOut { conn, key, body } => Shown::Message(conn, key, body.len()),
            other => panic!("{other:?} is not wanted"),
        };
        let refused = (self.refuses)(&shown);
        self.shown.lock().expect("no panic").push(shown);
        if refused { Verdict::Deny } else { Verdict::Allow }
    }
}

/// A machine that is told a sign of life: its script is asked in and out, and each second, and what it wants is done
/// when the input is dealt with.
fn is_asked<M: Machine>(make: impl Fn(Box<dyn Script>) -> M) {
    let kinds = [HookKind::Frame, HookKind::FrameOut, HookKind::Second];
    let scribe = Scribe::new(kinds.map(|kind| (kind, Verdict::Allow, vec![Action::Log(format!("{kind:?}"))])));
    let mut harness = Harness::new(make(scribe.boxed()));
    let conn = harness.open(1);
    harness.send(conn, &rt_frame(&echo()));
    let (id, body) = (rt::ClientEcho::ID, &[0xa5, 1][..]);
    let asked = [Hook::Frame { conn, id, body, udp: false }, Hook::FrameOut { conn, id, body, udp: false }];
    assert_eq!(scribe.notes(), asked.map(|hook| format!("{hook:?}")));
    assert_eq!(harness.frames(conn), [(id, body.to_vec())]);
    harness.pass(Duration::from_millis(1_100));
    assert_eq!(scribe.notes()[2..], ["Second"]);
    let lines: Vec<&Event> = harness.events.iter().filter(|event| matches!(event, Event::Script { .. })).collect();
    assert_eq!(lines, ["Frame", "FrameOut", "Second"].map(|text| Event::Script { text: text.into() }).each_ref());
    // A machine that goes on from a snapshot has its own script, and knows when its second is over.
    let mut bytes = Vec::new();
    harness.machine.snapshot(&mut bytes);
    harness.machine = make(scribe.boxed());
    harness.machine.restore(&bytes).expect("our own");
    harness.pass(Duration::from_secs(1));
    assert_eq!(scribe.notes()[3..], ["Second"]);
}

/// OPS-6: every component that has connections shows its script what comes and what leaves, and the seconds.
#[test]
fn every_component_asks() {
    let config = Config::default();
    is_asked(|script| Muis::new(&config, [1; 32]).with_script(script));
    is_asked(|script| Mas::new(&config, [1; 32], script));
    is_asked(|script| Mls::new(&config, [1; 32], script));
    is_asked(|script| Mps::new(&config, [1; 32]).with_script(script));
    is_asked(|script| Dme::new(&config, 0, [1; 32], script));
}

/// What leaves a world in which players with keys and without say something by both ways.
fn speeches(script: Box<dyn Script>) -> (Harness<Dme>, [Member; 3]) {
    let mut harness = dme_with(&at_once(), script);
    let world = world(&mut harness, GameId(7), 8);
    let members = Member::join_all(&mut harness, world, [Speech::Keyed, Speech::Keyed110, Speech::Clear]);
    (harness, members)
}

/// OPS-6: what members of a world say is shown opened, as it came and as each receiver will read it, by TCP and by UDP;
/// to look at it changes nothing of what leaves.
#[test]
fn what_is_said_in_a_world_is_shown() {
    let censor = Censor::new(|_| false);
    let play = |script: Box<dyn Script>| {
        let (mut harness, members) = speeches(script);
        censor.take();
        let [one, two, three] = &members;
        harness.described = Outputs::default();
        one.say(&mut harness, &one.seal(RtId(2), b"all"));
        three.datagram(&mut harness, &three.seal(RtId(3), b"\x01\x00one"));
        let conns = [one, two, three].map(|member| member.conn);
        (harness.described, conns, censor.take())
    };
    let (plain, ..) = play(Box::new(NoScript));
    let (described, [one, two, three], shown) = play(Box::new(censor.clone()));
    described.assert_same(&plain, "with a script that looks on");
    let single = rt::ClientAppSingle::ID;
    let expected = [
        Shown::In(one, rt::ClientAppBroadcast::ID, b"all".to_vec(), false),
        Shown::Out(two, single, b"\x00\x00all".to_vec(), false),
        Shown::Out(three, single, b"\x00\x00all".to_vec(), false),
        Shown::In(three, single, b"\x01\x00one".to_vec(), true),
        Shown::Out(two, single, b"\x02\x00one".to_vec(), true),
    ];
    assert_eq!(shown, expected);
}

/// OPS-6: a frame that is refused as it comes reaches nobody; one that is refused as it leaves reaches the others.
#[test]
fn what_is_said_in_a_world_can_be_refused() {
    let censor = Censor::new(|shown| match shown {
        Shown::In(_, _, body, udp) => *udp && body.ends_with(b"secret"),
        Shown::Out(conn, id, ..) => *id == rt::ClientAppSingle::ID && conn.index == 2,
        Shown::Message(..) => false,
    });
    let (mut harness, [one, mut two, mut three]) = speeches(Box::new(censor));
    for (data, by_udp) in [(&b"secret"[..], false), (b"secret", true), (b"known", true)] {
        let frame = one.seal(RtId(2), data);
        if by_udp { one.datagram(&mut harness, &frame) } else { one.say(&mut harness, &frame) }
    }
    assert_eq!(two.relayed(&mut harness), []);
    assert_eq!(two.relayed_udp(&mut harness), []);
    assert_eq!(three.relayed(&mut harness), [(0, b"secret".to_vec())]);
    assert_eq!(three.relayed_udp(&mut harness), [(0, b"known".to_vec())]);
    // Frames within a frame are shown each, and what the server itself answers by UDP.
    let inner = [Member::null(RtId(2), b""), vec![2, 2, 0, b'h', b'i']].concat();
    one.say(&mut harness, &one.seal(rt::ClientMultiAppToServer::ID, &inner[7..]));
    assert_eq!(three.relayed(&mut harness), [(0, b"hi".to_vec())]);
    assert_eq!(two.relayed(&mut harness), []);
}

/// OPS-6: the frames within a frame are shown one by one, and so is what the server itself says to members and answers
/// by UDP; each can be refused.
#[test]
fn what_the_server_says_in_a_world_is_shown() {
    let refuses: fn(&Shown) -> bool = |shown| match shown {
        Shown::In(_, id, body, _) => *id == rt::ClientAppBroadcast::ID && body == b"no",
        Shown::Out(conn, id, _, udp) => {
            conn.index == 3 && (*id == rt::ServerDisconnectNotify::ID || (*udp && *id == rt::ClientEcho::ID))
        }
        Shown::Message(..) => false,
    };
    for (refuses, heard) in [(refuses, false), ((|_| false) as fn(&Shown) -> bool, true)] {
        let censor = Censor::new(refuses);
        let (mut harness, [one, mut two, mut three]) = speeches(Box::new(censor.clone()));
        censor.take();
        let multi = |data: [u8; 2]| one.seal(rt::ClientMultiAppToServer::ID, &[&[2, 2, 0][..], &data].concat());
        one.say(&mut harness, &multi(*b"no"));
        one.datagram(&mut harness, &multi(*b"no"));
        let inner = |udp| Shown::In(one.conn, rt::ClientAppBroadcast::ID, b"no".to_vec(), udp);
        let shown = censor.take();
        assert!([false, true].iter().all(|udp| shown.contains(&inner(*udp))), "{shown:?}");
        let said = if heard { vec![(0, b"no".to_vec())] } else { vec![] };
        assert_eq!([three.relayed(&mut harness), three.relayed_udp(&mut harness)], [said.clone(), said]);
        three.datagram(&mut harness, &three.seal(rt::ClientEcho::ID, &[7]));
        assert_eq!(three.datagrams(&mut harness).len(), usize::from(heard));
        assert!(censor.take().contains(&Shown::Out(three.conn, rt::ClientEcho::ID, vec![7], true)));
        two.heard(&mut harness);
        harness.gone(one.conn);
        harness.pass(Duration::from_millis(100));
        let told = |member: &mut Member, harness: &mut Harness<Dme>| {
            member.heard(harness).iter().any(|(id, ..)| *id == rt::ServerDisconnectNotify::ID)
        };
        assert_eq!((told(&mut two, &mut harness), told(&mut three, &mut harness)), (true, heard));
    }
}

/// OPS-6: a message is shown whole, and then the frames that it is cut into.
#[test]
fn large_messages_are_shown_whole_and_in_pieces() {
    let play = |script: Box<dyn Script>, look: &dyn Fn()| {
        let mut harness = harness_with_script(&config(), script);
        let conn = enter_110(&mut harness, 1, AppId(11184), "ratchet");
        look();
        harness.described = Outputs::default();
        let request = lobby::GetAnnouncementsRequest { message_id: id("a"), ..Default::default() };
        harness.send(conn, &app_in(&request, harness.dialect));
        (harness.described, conn)
    };
    let (plain, _) = play(Box::new(NoScript), &|| ());
    let censor = Censor::new(|_| false);
    let (described, conn) = play(Box::new(censor.clone()), &|| drop(censor.take()));
    described.assert_same(&plain, "with a script that looks on");
    let shown: Vec<Shown> = censor.take().into_iter().filter(|one| !matches!(one, Shown::In(..))).collect();
    let [Shown::Message(told, _, size), pieces @ ..] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!((*told, *size > 512, pieces.len() > 1), (conn, true, true));
    assert!(
        pieces
            .iter()
            .all(|piece| matches!(piece, Shown::Out(to, id, _, false) if (*to, *id) == (conn, rt::ServerApp::ID)))
    );
}

/// OPS-6: the exchange of keys is shown as it came, and its answer in clear, which can be refused.
#[test]
fn the_exchange_of_keys_is_shown() {
    for refused in [false, true] {
        let answer: fn(&Shown) -> bool = |shown| matches!(shown, Shown::Out(_, rt::ServerCryptkeyPeer::ID, ..));
        let censor = Censor::new(if refused { answer } else { |_| false });
        let mut harness = dme_with(&at_once(), Box::new(censor.clone()));
        let world = world(&mut harness, GameId(7), 8);
        let mut member = Member::dial(&mut harness, world, 1, Speech::Keyed);
        let exchange = [&[0x92, 64, 0, 1, 2, 3, 0xe4][..], &[7; 64]].concat();
        harness.send(member.conn, &exchange);
        let expected = [
            Shown::In(member.conn, rt::ClientCryptkeyPublic::ID, vec![7; 64], false),
            Shown::Out(member.conn, rt::ServerCryptkeyPeer::ID, vec![0x41; 64], false),
        ];
        assert_eq!(censor.take(), expected);
        assert_eq!(member.heard(&mut harness).len(), usize::from(!refused));
    }
}
