//! What scripts are asked, what their answers do, and that a recording of them does the same.

use core::fmt::Debug;
use core::time::Duration;
use std::sync::{Arc, Mutex};

use crate::common::games::{
    APP, config, from_mps, game, info, joining, letters, make, play, report, seen, sit, wanted,
};
use crate::common::players::{bench_with_script, enter, enter_110, keys, online, put_account};
use crate::common::worlds::{self, Member, Speech, dme_with, ids, settle};
use crate::common::{Bench, app, handshake, id, login, rt_frame};
use clank_core::config::Config;
use clank_core::dme::Dme;
use clank_core::ids::{AccountId, AppId, ClanId, DmeWorldId, GameId, SeatIndex};
use clank_core::machine::Event;
use clank_core::mas::Mas;
use clank_core::mls::Mls;
use clank_core::peer::{PeerMessage, WorldFailure};
use clank_core::script::{Action, Actions, Decision, Hook, HookKind, HookSet, ReplayedScript, Script, Verdict};
use clank_core::store::Memory;
use clank_core::time::Instant;
use clank_core::wire::rt;
use clank_core::wire::{
    Array, Bytes, CallbackStatus as Status, ChatMessageType, ChatText, LadderType, MessageKey, NameText, PasswordText,
    PlayerSearchType, PolicyType, Rest, WorldStatus, lobby, lobby_ext,
};
use strum::IntoEnumIterator as _;

/// A script that notes what it is asked, and answers by a table; it wants the hooks of its table.
#[derive(Clone, Default)]
pub(crate) struct Scribe {
    answers: Vec<(HookKind, Verdict, Vec<Action>)>,
    notes: Arc<Mutex<Vec<String>>>,
}

impl Scribe {
    pub(crate) fn new(answers: impl IntoIterator<Item = (HookKind, Verdict, Vec<Action>)>) -> Self {
        Self { answers: answers.into_iter().collect(), ..Self::default() }
    }

    /// What it was asked.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.lock().expect("no panic").clone()
    }

    pub(crate) fn boxed(&self) -> Box<dyn Script> {
        Box::new(self.clone())
    }
}

impl Script for Scribe {
    fn wants(&self) -> HookSet {
        HookSet::of(&self.answers.iter().map(|(kind, ..)| *kind).collect::<Vec<_>>())
    }

    fn call(&mut self, _: Instant, hook: Hook<'_>, actions: &mut Actions) -> Verdict {
        self.notes.lock().expect("no panic").push(note(hook));
        let kind = HookKind::from(hook);
        let Some((_, verdict, wanted)) = self.answers.iter().find(|(of, ..)| *of == kind) else {
            return Verdict::default();
        };
        wanted.iter().for_each(|action| actions.push(action.clone()));
        verdict.clone()
    }
}

fn note(hook: Hook<'_>) -> String {
    format!("{hook:?}")
}

/// How a scene went.
struct Seen {
    /// What a script has to be told.
    told: Vec<String>,
    /// What became of it.
    effect: String,
    /// What has to become of it, if the script allows and if it denies.
    effects: [String; 2],
    described: Vec<u8>,
    decisions: Vec<Decision>,
}

/// A scene's own findings: what a script has to be told, and what became of it.
type Found<E> = (Vec<String>, E);

fn seen_of<M, E: Debug>(bench: Bench<M>, effects: [E; 2], (told, effect): Found<E>) -> Seen {
    let effects = effects.map(|effect| format!("{effect:?}"));
    Seen { told, effect: format!("{effect:?}"), effects, described: bench.described, decisions: bench.decisions }
}

/// A scene at the MLS.
fn lobby<E: Debug>(script: Box<dyn Script>, effects: [E; 2], scene: impl FnOnce(&mut Bench<Mls>) -> Found<E>) -> Seen {
    let mut bench = bench_with_script(&Config { allow_memory: true, ..config() }, script);
    let found = scene(&mut bench);
    seen_of(bench, effects, found)
}

/// A scene at the DME, with a world for game 7.
fn world<E: Debug>(
    script: Box<dyn Script>,
    effects: [E; 2],
    scene: impl FnOnce(&mut Bench<Dme>, DmeWorldId) -> Found<E>,
) -> Seen {
    let mut bench = dme_with(&Config::default(), script);
    let world = worlds::world(&mut bench, GameId(7), 8);
    let found = scene(&mut bench, world);
    seen_of(bench, effects, found)
}

/// A scene at the MAS, with an account of ratchet's.
fn entrance<E: Debug>(
    script: Box<dyn Script>,
    effects: [E; 2],
    scene: impl FnOnce(&mut Bench<Mas>) -> Found<E>,
) -> Seen {
    let config = Config::default();
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    put_account(&mut store, AccountId(1), APP, "ratchet");
    let mut bench = Bench::with_store(Mas::new(&config, [5; 32], script), store);
    let found = scene(&mut bench);
    seen_of(bench, effects, found)
}

/// A login's answer, and whether the MLS heard of it.
fn log_in(bench: &mut Bench<Mas>, index: u32, name: &str, password: &str) -> (Status, bool) {
    let (conn, key) = bench.begin(index);
    bench.send(conn, &login(key, "l", name, password));
    let heard = !bench.mail.is_empty();
    bench.admit();
    (bench.answer::<lobby::AccountLoginResponse>(conn).status_code, heard)
}

pub(crate) fn ladder(ladder_type: LadderType, stats: [i32; 100]) -> lobby_ext::UpdateLadderStatsWideRequest {
    lobby_ext::UpdateLadderStatsWideRequest {
        message_id: id("w"),
        ladder_type,
        stats: Array(stats),
        ..Default::default()
    }
}

/// A scene in which a hook is called: what a script has to be told, and what it can change.
fn scene(kind: HookKind, script: Box<dyn Script>) -> Seen {
    match kind {
        HookKind::Second => lobby(script, [(), ()], |bench| {
            bench.pass(Duration::from_millis(3_900));
            (vec![note(Hook::Second); 3], ())
        }),
        HookKind::Request => lobby(script, [(1, false), (0, false)], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let version = app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() });
            let toggle = app(&lobby::ChatToggleRequest { message_id: id("t"), ..Default::default() });
            bench.send(conn, &toggle);
            let told = [version, toggle]
                .map(|frame| note(Hook::Request { conn, key: MessageKey::new(frame[3], frame[4]), body: &frame[5..] }));
            (told.to_vec(), (bench.ids(conn).len(), bench.is_closed(conn)))
        }),
        HookKind::Registration => entrance(script, [(Status::SUCCESS, 2), (Status::FAIL, 1)], |bench| {
            let (conn, session_key) = bench.begin(1);
            let account_name = NameText::new("clank");
            bench.send(
                conn,
                &app(&lobby::AccountRegistrationRequest { session_key, account_name, ..Default::default() }),
            );
            let status = bench.answer::<lobby::AccountRegistrationResponse>(conn).status_code;
            let told = note(Hook::Registration { conn, app_id: APP, name: "clank" });
            (vec![told], (status, bench.tables().accounts.len()))
        }),
        // A refused login's password is not looked at.
        HookKind::LoginRequest => {
            let effects = [[Status::INVALID_PASSWORD, Status::SUCCESS], [Status::REQUEST_DENIED; 2]];
            entrance(script, effects, |bench| {
                let statuses =
                    ["wrong", ""].map(|password| log_in(bench, password.len() as u32, "RATCHET", password).0);
                let told = [5, 0].map(|index| {
                    note(Hook::LoginRequest { conn: crate::common::conn(index), app_id: APP, name: "RATCHET" })
                });
                (told.to_vec(), statuses)
            })
        }
        HookKind::AutoCreate => entrance(script, [(Status::SUCCESS, 2), (Status::FAIL, 1)], |bench| {
            let known = log_in(bench, 1, "ratchet", "").0;
            assert_eq!(known, Status::SUCCESS);
            let new = log_in(bench, 2, "clank", "").0;
            let told = note(Hook::AutoCreate { conn: crate::common::conn(2), app_id: APP, name: "clank" });
            (vec![told], (new, bench.tables().accounts.len()))
        }),
        HookKind::Registered => entrance(script, [3, 3], |bench| {
            let (conn, session_key) = bench.begin(1);
            let (account_name, password) = (NameText::new("clank"), PasswordText::new("c"));
            bench.send(
                conn,
                &app(&lobby::AccountRegistrationRequest { session_key, account_name, password, ..Default::default() }),
            );
            log_in(bench, 2, "qwark", "q");
            let told = [(2, "clank"), (3, "qwark")]
                .map(|(account_id, name)| note(Hook::Registered { account_id: AccountId(account_id), name }));
            (told.to_vec(), bench.tables().accounts.len())
        }),
        HookKind::Login => {
            let effects = [
                [(Status::INVALID_PASSWORD, false), (Status::SUCCESS, true)],
                [(Status::INVALID_PASSWORD, false), (Status::REQUEST_DENIED, false)],
            ];
            entrance(script, effects, |bench| {
                let logins = ["wrong", ""].map(|password| log_in(bench, password.len() as u32, "RATCHET", password));
                let conn = crate::common::conn(0);
                (vec![note(Hook::Login { conn, app_id: APP, account_id: AccountId(1), name: "ratchet" })], logins)
            })
        }
        HookKind::LoggedIn => lobby(script, [2, 2], |bench| {
            enter(bench, 1, "ratchet");
            enter_110(bench, 2, AppId(11184), "clank");
            // By another connection.
            let again = bench.open(3);
            bench.send(again, &handshake(Some(keys(1))));
            let told = [(1, APP), (2, AppId(11184)), (1, APP)]
                .map(|(account_id, app_id)| note(Hook::LoggedIn { account_id: AccountId(account_id), app_id }));
            (told.to_vec(), online(bench) - 1)
        }),
        HookKind::LoggedOut => lobby(script, [0, 0], |bench| {
            let (one, two) = (enter(bench, 1, "ratchet"), enter(bench, 2, "clank"));
            let logout = lobby::AccountLogoutRequest { message_id: id("o"), session_key: keys(1).0 };
            bench.send(one, &app(&logout));
            bench.gone(two);
            bench.pass(Duration::from_secs(9));
            let told =
                [1, 2].map(|account_id| note(Hook::LoggedOut { account_id: AccountId(account_id), app_id: APP }));
            (told.to_vec(), online(bench))
        }),
        HookKind::Policy => lobby(script, [Status::SUCCESS; 2], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let policy = PolicyType(1);
            bench.send(conn, &app(&lobby::GetPolicyRequest { message_id: id("p"), policy, ..Default::default() }));
            let told = note(Hook::Policy { account_id: AccountId(1), kind: 1 });
            (vec![told], bench.answer::<lobby::GetPolicyResponse>(conn).status_code)
        }),
        HookKind::Announcements => lobby(script, [2, 2], |bench| {
            let conn = enter(bench, 1, "ratchet");
            bench.send(conn, &app(&lobby::GetAnnouncementsRequest { message_id: id("1"), ..Default::default() }));
            bench.send(conn, &app(&lobby::GetAllAnnouncementsRequest { message_id: id("2"), ..Default::default() }));
            let answers = bench.answers::<lobby::GetAnnouncementsResponse>(conn);
            (vec![note(Hook::Announcements { account_id: AccountId(1) }); 2], answers.len())
        }),
        HookKind::CreateGame => lobby(script, [(Status::SUCCESS, 1), (Status::FAIL, 0)], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let made = make(bench, conn, &wanted("arena"));
            let told = note(Hook::CreateGame { account_id: AccountId(1), app_id: APP, name: "arena" });
            (vec![told], (made.status_code, bench.tables().games.len()))
        }),
        // The game server is not asked.
        HookKind::JoinGame => lobby(script, [(1, None), (0, Some(Status::REQUEST_DENIED))], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let arena = game(bench, conn, "arena");
            bench.send(conn, &app(&joining(arena)));
            let asked = letters(bench).len();
            let answers = bench.answers::<lobby::JoinGameResponse>(conn);
            let told = note(Hook::JoinGame { account_id: AccountId(1), game: arena });
            (vec![told], (asked, answers.first().map(|answer| answer.status_code)))
        }),
        HookKind::JoinAnswer => lobby(script, [(Status::SUCCESS, 1), (Status::REQUEST_DENIED, 0)], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let arena = game(bench, conn, "arena");
            let joined = sit(bench, conn, &joining(arena));
            seen(bench, 1, arena, true);
            let told = note(Hook::JoinAnswer { account_id: AccountId(1), game: arena });
            (vec![told], (joined.status_code, info(bench, conn, arena).player_count))
        }),
        HookKind::WorldReport => lobby(script, ["[IG] arena", "arena"], |bench| {
            let (one, two) = (enter(bench, 1, "ratchet"), enter(bench, 2, "clank"));
            let arena = game(bench, one, "arena");
            play(bench, one, 1, arena);
            // A stranger's report is none.
            for conn in [two, one] {
                bench.send(conn, &app(&report(arena, "[IG] arena", WorldStatus::STAGING)));
            }
            let told =
                note(Hook::WorldReport { account_id: AccountId(1), game: arena, status: WorldStatus::STAGING.0 });
            let name = info(bench, one, arena).game_name.to_text();
            (vec![told], if name == "arena" { "arena" } else { "[IG] arena" })
        }),
        HookKind::GameCreated => lobby(script, [1, 1], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let arena = game(bench, conn, "arena");
            (vec![note(Hook::GameCreated { game: arena })], bench.tables().games.len())
        }),
        HookKind::GameStarted => lobby(script, [WorldStatus::ACTIVE; 2], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let arena = game(bench, conn, "arena");
            play(bench, conn, 1, arena);
            for status in [WorldStatus::STAGING, WorldStatus::ACTIVE, WorldStatus::ACTIVE] {
                bench.send(conn, &app(&report(arena, "arena", status)));
            }
            (vec![note(Hook::GameStarted { game: arena })], info(bench, conn, arena).world_status)
        }),
        // Each once: by its maker's word, with the last player, with its game server, and before it began.
        HookKind::GameEnded => lobby(script, [(), ()], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let games: Vec<GameId> = ["a", "b", "c", "d"].map(|name| game(bench, conn, name)).to_vec();
            let end = lobby::EndGameReport { medius_world_id: games[0].0, ..Default::default() };
            bench.send(conn, &[app(&end), app(&end)].concat());
            play(bench, conn, 1, games[1]);
            seen(bench, 1, games[1], false);
            play(bench, conn, 1, games[2]);
            from_mps(bench, PeerMessage::WorldLost { game: games[2] });
            bench.pass(Duration::from_secs(20));
            (games.iter().map(|game| note(Hook::GameEnded { game: *game })).collect(), ())
        }),
        // With all time-outs over, with its game server, and when there never was one.
        HookKind::GameDestroyed => lobby(script, [0, 0], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let games: Vec<GameId> = ["a", "b"].map(|name| game(bench, conn, name)).to_vec();
            from_mps(bench, PeerMessage::WorldLost { game: games[0] });
            bench.pass(Duration::from_secs(20));
            bench.send(conn, &app(&wanted("c")));
            let failed = letters(bench).iter().find_map(|letter| match letter {
                PeerMessage::CreateWorld(wanted) => Some(wanted.game),
                _ => None,
            });
            let failed = failed.expect("a wish");
            from_mps(bench, PeerMessage::WorldCreated { game: failed, world: Err(WorldFailure::NoServer) });
            let told = [games[0], games[1], failed].map(|game| note(Hook::GameDestroyed { game }));
            (told.to_vec(), bench.tables().games.len())
        }),
        HookKind::HostLeft => lobby(script, [(), ()], |bench| {
            let (one, two) = (enter(bench, 1, "ratchet"), enter(bench, 2, "clank"));
            let games: Vec<GameId> = ["a", "b"].map(|name| game(bench, one, name)).to_vec();
            for arena in &games {
                play(bench, one, 1, *arena);
                play(bench, two, 2, *arena);
                seen(bench, 2, *arena, false);
                if *arena == games[0] {
                    seen(bench, 1, *arena, false);
                } else {
                    from_mps(bench, PeerMessage::WorldLost { game: *arena });
                }
            }
            (games.iter().map(|game| note(Hook::HostLeft { account_id: AccountId(1), game: *game })).collect(), ())
        }),
        HookKind::JoinedGame => lobby(script, [1, 1], |bench| {
            let (conn, waits) = (enter(bench, 1, "ratchet"), enter(bench, 2, "clank"));
            let arena = game(bench, conn, "arena");
            sit(bench, conn, &joining(arena));
            seen(bench, 1, arena, true);
            sit(bench, waits, &joining(arena));
            let told = note(Hook::JoinedGame { account_id: AccountId(1), game: arena });
            (vec![told], info(bench, conn, arena).player_count)
        }),
        HookKind::LeftGame => lobby(script, [0, 0], |bench| {
            let conns = [1, 2, 3].map(|number| enter(bench, number, &format!("player {number}")));
            let arena = game(bench, conns[0], "arena");
            for (number, conn) in (1..).zip(conns) {
                play(bench, conn, number, arena);
            }
            seen(bench, 2, arena, false);
            bench.send(conns[0], &app(&lobby::SessionEndRequest { message_id: id("e"), ..Default::default() }));
            from_mps(bench, PeerMessage::WorldLost { game: arena });
            let told =
                [2, 1, 3].map(|account_id| note(Hook::LeftGame { account_id: AccountId(account_id), game: arena }));
            (told.to_vec(), info(bench, conns[1], arena).player_count)
        }),
        HookKind::JoinedWorld => world(script, [2, 2], |bench, world| {
            Member::join(bench, world, 1, Speech::Clear);
            Member::join(bench, world, 2, Speech::Clear110);
            let joined = [0, 1].map(|index| note(Hook::JoinedWorld { game: GameId(7), index: SeatIndex(index) }));
            let events = bench.events.iter().filter(|event| matches!(event, Event::Joined { .. }));
            (joined.to_vec(), events.count())
        }),
        HookKind::LeftWorld => world(script, [1, 1], |bench, world| {
            let mut other = Member::join(bench, world, 1, Speech::Clear);
            let member = Member::join(bench, world, 2, Speech::Clear);
            settle(bench);
            bench.gone(member.conn);
            bench.pass(Duration::from_millis(100));
            (vec![note(Hook::LeftWorld { game: GameId(7), index: SeatIndex(1) })], ids(&other.heard(bench)).len())
        }),
        HookKind::Chat => lobby(script, [1, 0], |bench| {
            let (one, two) = (enter(bench, 1, "ratchet"), enter(bench, 2, "clank"));
            let message_type = ChatMessageType::BROADCAST;
            let line = lobby::ChatMessage { message_type, message: ChatText::new("!roll"), ..Default::default() };
            bench.send(one, &app(&line));
            let told = note(Hook::Chat { account_id: AccountId(1), kind: message_type.0, text: "!roll" });
            (vec![told], bench.answers::<lobby::ChatFwdMessage>(two).len())
        }),
        // Who knows the id has found him already.
        HookKind::FindPlayer => {
            let effects = [[Status::SUCCESS; 2], [Status::NO_RESULT, Status::SUCCESS]];
            lobby(script, effects, |bench| {
                let conn = enter(bench, 1, "ratchet");
                let statuses = [PlayerSearchType::NAME, PlayerSearchType::ID].map(|search_type| {
                    let name = NameText::new("RATCHET");
                    let find = lobby::FindPlayerRequest {
                        message_id: id("f"),
                        search_type,
                        id: 1,
                        name,
                        ..Default::default()
                    };
                    bench.send(conn, &app(&find));
                    bench.answer::<lobby::FindPlayerResponse>(conn).status_code
                });
                (vec![note(Hook::FindPlayer { account_id: AccountId(1), name: "RATCHET" })], statuses)
            })
        }
        // Of a player without a clan there is nothing to ask.
        HookKind::LadderStats => {
            let effects = [
                ([Status::SUCCESS, Status::DB_ERROR, Status::SUCCESS], 2),
                ([Status::FAIL, Status::DB_ERROR, Status::FAIL], 0),
            ];
            lobby(script, effects, |bench| {
                let conn = enter(bench, 1, "ratchet");
                let post = |bench: &mut Bench<Mls>, kind| {
                    bench.send(conn, &app(&ladder(kind, [5; 100])));
                    bench.answer::<lobby_ext::UpdateLadderStatsWideResponse>(conn).status_code
                };
                let (own, none) = (post(bench, LadderType::PLAYER), post(bench, LadderType::CLAN));
                let clan_name = NameText::new("Q");
                bench.send(
                    conn,
                    &app(&lobby::CreateClanRequest { message_id: id("c"), clan_name, ..Default::default() }),
                );
                bench.frames(conn);
                let clan = post(bench, LadderType::CLAN);
                let told = [false, true]
                    .map(|clan| note(Hook::LadderStats { account_id: AccountId(1), clan, values: &[5; 100] }));
                let kept = bench.tables().ladders.values().filter(|values| **values == [5; 100]).count();
                (told.to_vec(), ([own, none, clan], kept))
            })
        }
        HookKind::AccountStats => lobby(script, [(Status::SUCCESS, 6), (Status::FAIL, 1)], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let stats = Bytes::new([6; 256]);
            bench.send(
                conn,
                &app(&lobby::AccountUpdateStatsRequest { message_id: id("u"), stats, ..Default::default() }),
            );
            let status = bench.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code;
            let told = note(Hook::AccountStats { account_id: AccountId(1), stats: &[6; 256] });
            (vec![told], (status, bench.tables().accounts[&AccountId(1)].stats[0]))
        }),
        HookKind::ClanStats => lobby(script, [(Status::SUCCESS, 9), (Status::FAIL, 0)], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let clan_name = NameText::new("Q");
            bench.send(conn, &app(&lobby::CreateClanRequest { message_id: id("c"), clan_name, ..Default::default() }));
            let clan_id = bench.answer::<lobby::CreateClanResponse>(conn).clan_id;
            let stats = Bytes::new([9; 256]);
            let update = lobby::UpdateClanStatsRequest { message_id: id("u"), clan_id, stats, ..Default::default() };
            bench.send(conn, &app(&update));
            let status = bench.answer::<lobby::UpdateClanStatsResponse>(conn).status_code;
            let told = note(Hook::ClanStats { account_id: AccountId(1), clan_id: ClanId(clan_id), stats: &[9; 256] });
            (vec![told], (status, bench.tables().clans[&ClanId(clan_id)].stats[0]))
        }),
        HookKind::MemoryRead => lobby(script, [1, 1], |bench| {
            let conn = enter(bench, 1, "ratchet");
            let data = Rest::new(vec![1, 2, 3]);
            let answer = rt::ServerCheatQuery { kind: 0, sequence: 101, address: 0x000d_0000, length: 3, data };
            bench.send(conn, &rt_frame(&answer));
            let told =
                Hook::MemoryRead { account_id: AccountId(1), sequence: 101, address: 0x000d_0000, bytes: &[1, 2, 3] };
            let events = bench.events.iter().filter(|event| matches!(event, Event::MemoryRead { .. }));
            (vec![note(told)], events.count())
        }),
    }
}

/// OPS-6: every hook is called with what there is to know, when it is time, and as often as it happens; a refusal does
/// what the hook says and nothing where it has no say; numbers instead of a verdict let pass. Who does not want a hook
/// is not asked. The decisions, given again to a fresh machine, have the same effects to the byte.
#[test]
fn every_hook() {
    for kind in HookKind::iter() {
        for (verdict, expected) in [(Verdict::Allow, 0), (Verdict::Deny, 1), (Verdict::Change(vec![5; 100]), 0)] {
            let scribe = Scribe::new([(kind, verdict.clone(), vec![Action::Log("noted".into())])]);
            let seen = scene(kind, scribe.boxed());
            assert_eq!(scribe.notes(), seen.told, "{kind:?} {verdict:?}");
            assert_eq!(seen.effect, seen.effects[expected], "{kind:?} {verdict:?}");
            assert_eq!((seen.told.is_empty(), seen.decisions.len()), (false, seen.told.len()), "{kind:?}");
            let again = scene(kind, Box::new(ReplayedScript::new(scribe.wants(), seen.decisions.into())));
            assert!(again.described == seen.described, "{kind:?} {verdict:?} is repeated");
        }
        let others = HookKind::iter().filter(|other| *other != kind);
        let deaf = Scribe::new(others.map(|other| (other, Verdict::Allow, vec![])));
        let seen = scene(kind, deaf.boxed());
        assert!(!deaf.notes().iter().any(|note| seen.told.contains(note)), "{kind:?} is not wanted");
        assert_eq!(seen.effect, seen.effects[0], "{kind:?}");
    }
}

#[test]
fn a_set_of_hooks_holds_each_kind_by_itself() {
    let all: Vec<HookKind> = HookKind::iter().collect();
    for kind in &all {
        let held: Vec<HookKind> = all.iter().copied().filter(|other| HookSet::of(&[*kind]).has(*other)).collect();
        assert_eq!(held, [*kind]);
    }
    assert!(all.iter().all(|kind| HookSet::of(&all).has(*kind) && !HookSet::NONE.has(*kind)));
}

/// OPS-6: a life in the lobby, hook after hook; nothing is called twice, and each after what it follows from.
#[test]
fn hooks_come_in_order() {
    let silent = [HookKind::Second, HookKind::Request];
    let wanted = HookKind::iter().filter(|kind| !silent.contains(kind));
    let scribe = Scribe::new(wanted.map(|kind| (kind, Verdict::Allow, vec![])));
    let mut bench = bench_with_script(&config(), scribe.boxed());
    let mut heard = 0;
    let mut since = || {
        let notes = scribe.notes();
        let kinds: Vec<String> =
            notes[heard..].iter().map(|note| note.split(' ').next().unwrap_or_default().into()).collect();
        heard = notes.len();
        kinds
    };
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    assert_eq!(since(), ["LoggedIn", "LoggedIn"]);
    let arena = game(&mut bench, one, "arena");
    assert_eq!(since(), ["CreateGame", "GameCreated"]);
    for (conn, number) in [(one, 1), (two, 2)] {
        play(&mut bench, conn, number, arena);
        assert_eq!(since(), ["JoinGame", "JoinAnswer", "JoinedGame"]);
    }
    bench.send(one, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(since(), ["WorldReport", "GameStarted"]);
    // One who goes elsewhere leaves the first game when the second lets him in.
    let other = game(&mut bench, two, "other");
    sit(&mut bench, two, &joining(other));
    assert_eq!(since(), ["CreateGame", "GameCreated", "JoinGame", "JoinAnswer", "LeftGame"]);
    bench.send(one, &app(&lobby::SessionEndRequest { message_id: id("e"), ..Default::default() }));
    assert_eq!(since(), ["HostLeft", "LeftGame", "GameEnded", "LoggedOut"]);
    bench.pass(Duration::from_millis(1_100));
    assert_eq!(since(), ["GameDestroyed"]);
    from_mps(&mut bench, PeerMessage::WorldLost { game: other });
    assert_eq!(since(), ["HostLeft", "LeftGame", "GameEnded", "GameDestroyed"]);
}
