//! Memory of consoles that scripts and operators read and write.

use crate::common::games::APP;
use crate::common::players::{bench_with, enter, enter_108, enter_110, harness_with_script, say_in};
use crate::common::{Harness, rt_frame};
use crate::operators::{mas, of};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId};
use clank_core::machine::Event;
use clank_core::mls::Mls;
use clank_core::operator::{Command, CommandAnswer};
use clank_core::script::{Action, Actions, Hook, HookKind, HookSet, Script, Verdict};
use clank_core::time::Instant;
use clank_core::wire::rt;
use clank_core::wire::{Rest, RtId, lobby_ext};

/// Reads and writes for whoever says something.
struct Patch;

impl Script for Patch {
    fn wants(&self) -> HookSet {
        HookSet::of(&[HookKind::Chat])
    }

    fn call(&mut self, _: Instant, hook: Hook<'_>, actions: &mut Actions) -> Verdict {
        if let Hook::Chat { account_id, .. } = hook {
            actions.push(Action::Peek { account_id, sequence: 101, address: 0x0010_0000, length: 0x20 });
            actions.push(Action::Poke { account_id, address: 0x000d_0000, bytes: vec![7; 1_300] });
        }
        Verdict::Allow
    }
}

/// OPS-5, PLG-3: operators and scripts read and write the memory of a console only where the settings say so; every try
/// is told to those who watch, also one that is refused, and one for a player who is not there. Bytes are written in
/// order in pieces of 512; of a question the console gets address, length and a number.
#[test]
fn memory_is_read_and_written_where_it_is_allowed() {
    for allow_memory in [false, true] {
        let config = Config { allow_memory, ..Config::default() };
        assert!(!Config::default().allow_memory);
        let mut harness = harness_with_script(&config, Box::new(Patch));
        let (old, new) =
            (enter_108(&mut harness, 1, APP, "ratchet"), enter_110(&mut harness, 2, AppId(11184), "clank"));
        let poke = |account_id| Command::Poke { account_id, address: 0x000d_0000, bytes: vec![7; 1_300] };
        let peek = |account_id, length| Command::Peek { account_id, address: 0x0010_0000, length };
        let tried = |harness: &mut Harness<Mls>| {
            let events = std::mem::take(&mut harness.events).into_iter();
            events.filter(|event| matches!(event, Event::Memory { .. })).collect::<Vec<_>>()
        };
        let try_of = |account_id, write| {
            let (address, length) = if write { (0x000d_0000, 1_300) } else { (0x0010_0000, 0x20) };
            Event::Memory { account_id, address, length, write, allowed: allow_memory }
        };
        let pieces = |harness: &mut Harness<Mls>, conn| {
            let pokes = of::<rt::ServerMemoryPoke, _>(harness, conn).into_iter();
            pokes.map(|poke| (poke.address, poke.size, poke.data == vec![7; poke.size as usize])).collect::<Vec<_>>()
        };
        let all = [(0x000d_0000, 512, true), (0x000d_0200, 512, true), (0x000d_0400, 276, true)];
        let expected = if allow_memory { all.to_vec() } else { vec![] };
        for (account_id, conn) in [(AccountId(1), Some(old)), (AccountId(2), Some(new)), (AccountId(4711), None)] {
            let done = if conn.is_some() { CommandAnswer::Done } else { CommandAnswer::NotFound };
            let answer = if allow_memory { done } else { CommandAnswer::Refused };
            assert_eq!(harness.operator(poke(account_id)), answer);
            assert_eq!(tried(&mut harness), [try_of(account_id, true)]);
            let written = conn.map(|conn| pieces(&mut harness, conn)).unwrap_or_default();
            assert_eq!(written, if conn.is_some() { expected.clone() } else { vec![] });
            let answer = harness.operator(peek(account_id, 0x20));
            assert_eq!(tried(&mut harness), [try_of(account_id, false)]);
            let queries = conn.map(|conn| of::<rt::ServerCheatQuery, _>(&mut harness, conn)).unwrap_or_default();
            match (&queries[..], answer) {
                ([query], CommandAnswer::Asked(sequence)) => {
                    assert!(allow_memory && sequence == query.sequence);
                    assert_eq!((query.kind, query.address, query.length), (0, 0x0010_0000, 0x20));
                    assert!(query.data.0.is_empty());
                }
                ([], CommandAnswer::NotFound) => assert!(allow_memory && conn.is_none()),
                ([], answer) => assert_eq!((answer, allow_memory), (CommandAnswer::Refused, false)),
                (queries, answer) => panic!("{queries:?} {answer:?}"),
            }
        }
        // No console is asked for more than it may tell in one frame.
        harness.operator(peek(AccountId(1), u32::MAX));
        assert!(of::<rt::ServerCheatQuery, _>(&mut harness, old).iter().all(|query| query.length == 512));
        tried(&mut harness);
        // The same by a script.
        say_in(&mut harness, new, &lobby_ext::GenericChatMessage::default());
        assert_eq!(tried(&mut harness), [try_of(AccountId(2), false), try_of(AccountId(2), true)]);
        let frames = harness.frames(new);
        let ids: Vec<RtId> = frames.iter().map(|(id, _)| *id).collect();
        let question: Vec<u8> = [&[0, 101, 0, 0, 0][..], &[0, 0, 0x10, 0], &[0x20, 0, 0, 0]].concat();
        let expected = if allow_memory { &[0x1d, 0x1e, 0x1e, 0x1e][..] } else { &[] };
        assert_eq!(ids, expected.iter().map(|id| RtId(*id)).collect::<Vec<_>>());
        assert!(frames.first().is_none_or(|(_, body)| *body == question));
        let community = enter(&mut harness, 3, "qwark");
        let answer = if allow_memory { CommandAnswer::NotFound } else { CommandAnswer::Refused };
        assert_eq!(
            [harness.operator(poke(AccountId(3))), harness.operator(peek(AccountId(3), 4))],
            [answer.clone(), answer]
        );
        assert!(harness.ids(community).is_empty());
    }
}

/// MLS-10, OPS-5: a console answers a question under the same id, with its number and what its memory holds: an event.
/// Answers that nobody can have asked for are read and left, everywhere; the player stays.
#[test]
fn consoles_tell_of_their_memory() {
    let answer = |sequence| {
        let data = Rest::new(vec![0xca, 0xfe]);
        rt_frame(&rt::ServerCheatQuery { kind: 0, sequence, address: 0x0010_0000, length: 2, data })
    };
    for allow_memory in [true, false] {
        let mut harness = bench_with(&Config { allow_memory, ..Config::default() });
        for (number, conn) in
            [(1, enter_108(&mut harness, 1, APP, "ratchet")), (2, enter_110(&mut harness, 2, AppId(11184), "c"))]
        {
            let mut sequences = vec![4711];
            for _ in 0..2 {
                let order = Command::Peek { account_id: AccountId(number), address: 0x0010_0000, length: 2 };
                if let CommandAnswer::Asked(sequence) = harness.operator(order) {
                    sequences.push(sequence);
                }
            }
            assert_eq!(sequences.len(), if allow_memory { 3 } else { 1 });
            assert!(!allow_memory || sequences[1] != sequences[2]);
            harness.frames(conn);
            harness.events.clear();
            harness.send(conn, &sequences.iter().flat_map(|sequence| answer(*sequence)).collect::<Vec<_>>());
            let told = |sequence: &u32| Event::MemoryRead {
                account_id: AccountId(number),
                sequence: *sequence,
                address: 0x0010_0000,
                bytes: vec![0xca, 0xfe],
            };
            let expected: Vec<Event> = sequences.iter().map(told).collect();
            assert_eq!(harness.events, if allow_memory { expected } else { vec![] });
            assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
        }
    }
    let mut harness = mas(&Config { allow_memory: true, ..Config::default() });
    let (conn, _) = harness.begin(1);
    harness.events.clear();
    harness.send(conn, &answer(1));
    assert!(harness.events.is_empty() && harness.ids(conn).is_empty() && !harness.is_closed(conn));
}
