//! What scripts do: actions, their order and their limits.

use core::time::Duration;

use crate::common::games::{APP, config};
use crate::common::players::{admit_as, arrive_110, enter, enter_110, harness_with_script, keys};
use crate::common::{Harness, app, app_in, handshake, id, login, message_keys};
use crate::scripts::{Scribe, ladder};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ClanId};
use clank_core::machine::{Event, Input, Machine};
use clank_core::mas::Mas;
use clank_core::mls::Mls;
use clank_core::script::{Action, Actions, HookKind, ReplayedScript, Script, Verdict};
use clank_core::store::LadderOwner;
use clank_core::time::Instant;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    CallbackStatus as Status, ChatMessageType, Dialect, LadderType, NameText, PlayerSearchType, lobby, lobby_ext,
};
use strum::EnumCount as _;

/// OPS-6, OPS-5: what a script wants is done in its order when the whole input is dealt with, here two requests in one
/// breath; what is for a player who is not there has no effect.
#[test]
fn actions_follow_the_input() {
    let to = |account_id| {
        let text = String::from("psst");
        vec![
            Action::Log("found".into()),
            Action::SystemMessage { account_id, severity: 7, text: text.clone() },
            Action::Tell { account_id, text },
            Action::Poke { account_id, address: 0x000d_0000, bytes: vec![1] },
            Action::Peek { account_id, sequence: 9, address: 0x000e_0000, length: 4 },
            Action::Disconnect(crate::common::conn(if account_id == AccountId(1) { 1 } else { 77 })),
        ]
    };
    for (account_id, expected) in [
        (
            AccountId(1),
            vec![rt::ServerSystemMessage::ID, rt::ServerApp::ID, rt::ServerMemoryPoke::ID, rt::ServerCheatQuery::ID],
        ),
        (AccountId(4711), vec![]),
    ] {
        let kinds: Vec<_> = to(account_id).iter().map(std::mem::discriminant).collect();
        let each_once = kinds.iter().enumerate().all(|(at, kind)| !kinds[..at].contains(kind));
        assert!(each_once && kinds.len() == Action::COUNT, "every action");
        let scribe = Scribe::new([(HookKind::FindPlayer, Verdict::Allow, to(account_id))]);
        let mut harness = harness_with_script(&Config { allow_memory: true, ..config() }, scribe.boxed());
        let one = enter_110(&mut harness, 1, AppId(11184), "ratchet");
        let find = lobby::FindPlayerRequest {
            message_id: id("f"),
            search_type: PlayerSearchType::NAME,
            name: NameText::new("ratchet"),
            ..Default::default()
        };
        let (find, before) = (app_in(&find, harness.dialect), harness.events.len());
        harness.send(one, &[find.clone(), find].concat());
        let mut ids = harness.ids(one);
        assert_eq!(ids.drain(..2).collect::<Vec<_>>(), [rt::ServerApp::ID; 2], "both answers");
        let goodbye = if account_id == AccountId(1) { vec![rt::ClientDisconnectWithReason::ID] } else { vec![] };
        assert_eq!(ids, [expected.clone(), goodbye, expected].concat());
        let memory = |write, address, length| Event::Memory { account_id, address, length, write, allowed: true };
        let once =
            [Event::Script { text: "found".into() }, memory(true, 0x000d_0000, 1), memory(false, 0x000e_0000, 4)];
        assert_eq!(harness.events[before..], [once.clone(), once].concat());
        harness.pass(Duration::from_secs(6));
        assert_eq!(harness.is_closed(one), account_id == AccountId(1));
    }
}

/// OPS-6: at the MAS a script may write and end connections, after the answer; players are in the lobby.
#[test]
fn actions_at_the_mas() {
    let actions = vec![
        Action::Disconnect(crate::common::conn(1)),
        Action::Log("go away".into()),
        Action::Tell { account_id: AccountId(1), text: "psst".into() },
        Action::SystemMessage { account_id: AccountId(1), severity: 0, text: "psst".into() },
        Action::Poke { account_id: AccountId(1), address: 0, bytes: vec![1] },
        Action::Peek { account_id: AccountId(1), sequence: 1, address: 0, length: 1 },
    ];
    let scribe = Scribe::new([(HookKind::LoginRequest, Verdict::Deny, actions)]);
    let mut harness = Harness::new(Mas::new(&Config::default(), [5; 32], scribe.boxed()));
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(key, "l", "ratchet", ""));
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::REQUEST_DENIED);
    assert!(harness.is_closed(conn) && harness.mail.is_empty());
    let written = harness.events.iter().filter(|event| **event == Event::Script { text: "go away".into() });
    assert_eq!(written.count(), 1);
}

/// OPS-6: one call gets at most so much done, and as much is recorded of it; the next call has its own.
#[test]
fn actions_are_limited() {
    let lines: Vec<Action> = (0..100).map(|line| Action::Log(format!("line {line}"))).collect();
    let scribe = Scribe::new([(HookKind::Chat, Verdict::Allow, lines)]);
    let run = |script: Box<dyn Script>| {
        let mut harness = harness_with_script(&config(), script);
        let conn = enter(&mut harness, 1, "ratchet");
        let line = app(&lobby::ChatMessage { message_type: ChatMessageType::BROADCAST, ..Default::default() });
        harness.send(conn, &[line.clone(), line].concat());
        harness
    };
    let harness = run(scribe.boxed());
    let written: Vec<&String> = harness
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Script { text } => Some(text),
            _ => None,
        })
        .collect();
    let expected: Vec<String> = (0..Actions::LIMIT).map(|line| format!("line {line}")).collect();
    assert_eq!((Actions::LIMIT, written), (64, expected.iter().chain(&expected).collect()));
    assert_eq!(
        harness.decisions.iter().map(|decision| decision.actions.clone().take().len()).collect::<Vec<_>>(),
        [64, 64]
    );
    let again = run(Box::new(ReplayedScript::new(scribe.wants(), harness.decisions.into())));
    again.described.assert_same(&harness.described, "decisions are repeated");
}

/// OPS-6, MLS-101: numbers that a script gives are stored instead of the player's: too many are cut, too few leave the
/// others as they were; in both forms, and for the clan.
#[test]
fn ladder_statistics_are_changed() {
    for (change, stored) in [
        (vec![7; 100], vec![7; 100]),
        (vec![7; 101], vec![7; 100]),
        (vec![7; 2], [vec![7; 2], vec![3; 98]].concat()),
        (vec![], vec![3; 100]),
    ] {
        let scribe = Scribe::new([(HookKind::LadderStats, Verdict::Change(change), vec![])]);
        let mut harness = harness_with_script(&config(), scribe.boxed());
        let conn = enter(&mut harness, 1, "ratchet");
        let clan_name = NameText::new("Q");
        harness.send(conn, &app(&lobby::CreateClanRequest { message_id: id("c"), clan_name, ..Default::default() }));
        let clan = ClanId(harness.answer::<lobby::CreateClanResponse>(conn).clan_id);
        for who in [LadderOwner::Player(AccountId(1)), LadderOwner::Clan(clan)] {
            harness.tables().ladders.insert(who, vec![3; 100]);
            let kind = if who == LadderOwner::Clan(clan) { LadderType::CLAN } else { LadderType::PLAYER };
            harness.send(conn, &app(&ladder(kind, [5; 100])));
            let told = harness.answer::<lobby_ext::UpdateLadderStatsWideResponse>(conn);
            assert_eq!((told.status_code, &harness.tables().ladders[&who]), (Status::SUCCESS, &stored));
            harness.tables().ladders.insert(who, vec![3; 100]);
            let short =
                lobby::UpdateLadderStatsRequest { message_id: id("s"), ladder_type: kind, ..Default::default() };
            harness.send(conn, &app(&short));
            let told = harness.answer::<lobby::UpdateLadderStatsResponse>(conn);
            assert_eq!((told.status_code, &harness.tables().ladders[&who]), (Status::SUCCESS, &stored));
        }
    }
}

/// OPS-6: a script that counts seconds is asked once in each, wherever it runs; a late clock does not make it catch up,
/// and a snapshot keeps the time until the next.
#[test]
fn seconds_are_counted_everywhere() {
    fn count<M: Machine>(machine: impl Fn(Box<dyn Script>) -> M) {
        let scribe = Scribe::new([(HookKind::Second, Verdict::Allow, vec![Action::Log("tick".into())])]);
        let mut harness = Harness::new(machine(scribe.boxed()));
        harness.pass(Duration::from_millis(999));
        assert!(scribe.notes().is_empty());
        harness.pass(Duration::from_millis(1_501));
        assert_eq!(scribe.notes().len(), 2);
        let mut snapshot = Vec::new();
        harness.machine.snapshot(&mut snapshot);
        let mut copy = Harness::new(machine(scribe.boxed()));
        copy.machine.restore(&snapshot).expect("a snapshot");
        for harness in [&mut harness, &mut copy] {
            harness.now = Instant(2_500_000);
            harness.described.clear();
            harness.input(Input::Tick);
            assert!(harness.described.is_empty(), "half a second is over");
            harness.pass(Duration::from_millis(1_500));
        }
        harness.described.assert_same(&copy.described, "a restored machine does something else");
        assert!(!copy.described.is_empty());
        assert_eq!(scribe.notes().len(), 6);
        harness.now = Instant(60_000_000);
        harness.input(Input::Tick);
        harness.input(Input::Tick);
        assert_eq!((scribe.notes().len(), harness.machine.deadline()), (7, Some(Instant(61_000_000))));
    }
    count(|script| Mas::new(&Config::default(), [5; 32], script));
    count(|script| Mls::new(&Config::default(), [5; 32], script));
    let quiet = Mls::new(&Config::default(), [5; 32], Scribe::default().boxed());
    assert_eq!(quiet.deadline(), None, "nobody wants it");
}

/// OPS-6, PC-7: a script can greet who arrives: a console reads it when its handshake is complete, a community client
/// only after its first answer, and no system message at all.
#[test]
fn who_arrives_can_be_greeted() {
    let greeting = [1, 2].map(AccountId).into_iter().flat_map(|account_id| {
        let text = String::from("welcome");
        [Action::SystemMessage { account_id, severity: 0, text: text.clone() }, Action::Tell { account_id, text }]
    });
    let scribe = Scribe::new([(HookKind::LoggedIn, Verdict::Allow, greeting.collect())]);
    let mut harness = harness_with_script(&config(), scribe.boxed());
    let (_, ids) = arrive_110(&mut harness, 1, AppId(11184), "ratchet");
    let complete = ids.iter().position(|id| *id == rt::ServerConnectComplete::ID).expect("let in");
    assert_eq!(
        ids[complete..],
        [rt::ServerConnectComplete::ID, rt::ServerEcho::ID, rt::ServerSystemMessage::ID, rt::ServerApp::ID]
    );
    harness.dialect = Dialect::default();
    admit_as(&mut harness, 2, AccountId(2), APP, "clank");
    let conn = harness.open(2);
    harness.send(conn, &handshake(Some(keys(2))));
    assert_eq!(harness.ids(conn).last(), Some(&rt::ServerConnectComplete::ID));
    harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    assert_eq!(harness.message_keys(conn), message_keys([(1, 0x87), (1, 0x3c)]), "the answer, and then the greeting");
}
