//! What scripts are asked, what their answers do, and that a recording of them does the same.

use core::fmt::Debug;
use core::time::Duration;
use std::sync::{Arc, Mutex};

use crate::common::games::{
    APP, config, from_mps, game, info, joining, make, peer_messages, play, report, seen, sit, wanted,
};
use crate::common::players::{enter, enter_110, harness_with_script, keys, online, put_account};
use crate::common::trace::Outputs;
use crate::common::worlds::{self, Member, Speech, dme_with, ids, settle};
use crate::common::{Harness, app, handshake, id, login, rt_frame};
use clank_core::config::Config;
use clank_core::dme::Dme;
use clank_core::ids::{AccountId, AppId, ClanId, DmeWorldId, GameId, SeatIndex};
use clank_core::machine::Event;
use clank_core::mas::Mas;
use clank_core::mls::Mls;
use clank_core::muis::Muis;
use clank_core::peer::{PeerMessage, WorldFailure};
use clank_core::script::{Action, Actions, Decision, Hook, HookKind, HookSet, ReplayedScript, Script, Verdict};
use clank_core::store::Memory;
use clank_core::time::Instant;
use clank_core::titles::Title;
use clank_core::wire::rt::{self, ClientEcho, RtMessage as _};
use clank_core::wire::{
    Array, Bytes, CallbackStatus as Status, ChatMessageType, ChatText, LadderType, Message as _, MessageKey, NameText,
    PasswordText, PlainText, PlayerSearchType, PolicyType, Rest, WorldStatus, lobby, lobby_ext,
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

pub(crate) fn note(hook: Hook<'_>) -> String {
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
    described: Outputs,
    decisions: Vec<Decision>,
}

/// A scene's own findings: what a script has to be told, and what became of it.
type Found<E> = (Vec<String>, E);

fn seen_of<M, E: Debug>(harness: Harness<M>, effects: [E; 2], (told, effect): Found<E>) -> Seen {
    let effects = effects.map(|effect| format!("{effect:?}"));
    Seen { told, effect: format!("{effect:?}"), effects, described: harness.described, decisions: harness.decisions }
}

/// A scene at the MLS.
fn lobby<E: Debug>(
    script: Box<dyn Script>,
    effects: [E; 2],
    scene: impl FnOnce(&mut Harness<Mls>) -> Found<E>,
) -> Seen {
    let mut harness = harness_with_script(&Config { allow_memory: true, ..config() }, script);
    let found = scene(&mut harness);
    seen_of(harness, effects, found)
}

/// A scene at the DME, with a world for game 7.
fn world<E: Debug>(
    script: Box<dyn Script>,
    effects: [E; 2],
    scene: impl FnOnce(&mut Harness<Dme>, DmeWorldId) -> Found<E>,
) -> Seen {
    let mut harness = dme_with(&Config::default(), script);
    let world = worlds::world(&mut harness, GameId(7), 8);
    let found = scene(&mut harness, world);
    seen_of(harness, effects, found)
}

/// A scene at the MUIS.
fn information<E: Debug>(
    script: Box<dyn Script>,
    effects: [E; 2],
    scene: impl FnOnce(&mut Harness<Muis>) -> Found<E>,
) -> Seen {
    let mut harness = Harness::new(Muis::new(&Config::default(), [8; 32]).with_script(script));
    let found = scene(&mut harness);
    seen_of(harness, effects, found)
}

/// A sign of life, which every component sends back.
pub(crate) fn echo() -> ClientEcho {
    ClientEcho { data: Rest::new(vec![0xa5, 1]) }
}

/// A scene at the MAS, with an account of ratchet's.
fn entrance<E: Debug>(
    script: Box<dyn Script>,
    effects: [E; 2],
    scene: impl FnOnce(&mut Harness<Mas>) -> Found<E>,
) -> Seen {
    let config = Config::default();
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    put_account(&mut store, AccountId(1), APP, "ratchet");
    let mut harness = Harness::with_store(Mas::new(&config, [5; 32], script), store);
    let found = scene(&mut harness);
    seen_of(harness, effects, found)
}

/// A login's answer, and whether the MLS heard of it.
fn log_in(harness: &mut Harness<Mas>, index: u32, name: &str, password: &str) -> (Status, bool) {
    let (conn, key) = harness.begin(index);
    harness.send(conn, &login(key, "l", name, password));
    let heard = !harness.mail.is_empty();
    harness.admit();
    (harness.answer::<lobby::AccountLoginResponse>(conn).status_code, heard)
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
        HookKind::Second => lobby(script, [(), ()], |harness| {
            harness.pass(Duration::from_millis(3_900));
            (vec![note(Hook::Second); 3], ())
        }),
        // What cannot be opened is not shown.
        HookKind::Frame => information(script, [1, 0], |harness| {
            let conn = harness.open(1);
            let sealed = [ClientEcho::ID.0 | 0x80, 1, 0, 1, 2, 3, 0x64, 9];
            harness.send(conn, &[rt_frame(&echo()), sealed.to_vec()].concat());
            let told = Hook::Frame { conn, id: ClientEcho::ID, body: &[0xa5, 1], udp: false };
            (vec![note(told)], harness.ids(conn).iter().filter(|id| **id == ClientEcho::ID).count())
        }),
        HookKind::FrameOut => information(script, [1, 0], |harness| {
            let conn = harness.open(1);
            harness.send(conn, &rt_frame(&echo()));
            let told = Hook::FrameOut { conn, id: ClientEcho::ID, body: &[0xa5, 1], udp: false };
            (vec![note(told)], harness.ids(conn).len())
        }),
        HookKind::MessageOut => information(script, [1, 0], |harness| {
            let conn = harness.connect(1);
            harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
            let version = lobby::VersionServerResponse {
                message_id: id("v"),
                version_server: PlainText::new(&Title::of(AppId(10684)).muis_version),
            };
            let (key, body) = (lobby::VersionServerResponse::KEY, &app(&version)[5..]);
            (vec![note(Hook::MessageOut { conn, key, body })], harness.ids(conn).len())
        }),
        HookKind::Request => lobby(script, [(1, false), (0, false)], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let version = app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() });
            let toggle = app(&lobby::ChatToggleRequest { message_id: id("t"), ..Default::default() });
            harness.send(conn, &toggle);
            let told = [version, toggle]
                .map(|frame| note(Hook::Request { conn, key: MessageKey::new(frame[3], frame[4]), body: &frame[5..] }));
            (told.to_vec(), (harness.ids(conn).len(), harness.is_closed(conn)))
        }),
        HookKind::Registration => entrance(script, [(Status::SUCCESS, 2), (Status::FAIL, 1)], |harness| {
            let (conn, session_key) = harness.begin(1);
            let account_name = NameText::new("clank");
            harness.send(
                conn,
                &app(&lobby::AccountRegistrationRequest { session_key, account_name, ..Default::default() }),
            );
            let status = harness.answer::<lobby::AccountRegistrationResponse>(conn).status_code;
            let told = note(Hook::Registration { conn, app_id: APP, name: "clank" });
            (vec![told], (status, harness.tables().accounts.len()))
        }),
        // A refused login's password is not looked at.
        HookKind::LoginRequest => {
            let effects = [[Status::INVALID_PASSWORD, Status::SUCCESS], [Status::REQUEST_DENIED; 2]];
            entrance(script, effects, |harness| {
                let statuses =
                    ["wrong", ""].map(|password| log_in(harness, password.len() as u32, "RATCHET", password).0);
                let told = [5, 0].map(|index| {
                    note(Hook::LoginRequest { conn: crate::common::conn(index), app_id: APP, name: "RATCHET" })
                });
                (told.to_vec(), statuses)
            })
        }
        HookKind::AutoCreate => entrance(script, [(Status::SUCCESS, 2), (Status::FAIL, 1)], |harness| {
            let known = log_in(harness, 1, "ratchet", "").0;
            assert_eq!(known, Status::SUCCESS);
            let new = log_in(harness, 2, "clank", "").0;
            let told = note(Hook::AutoCreate { conn: crate::common::conn(2), app_id: APP, name: "clank" });
            (vec![told], (new, harness.tables().accounts.len()))
        }),
        HookKind::Registered => entrance(script, [3, 3], |harness| {
            let (conn, session_key) = harness.begin(1);
            let (account_name, password) = (NameText::new("clank"), PasswordText::new("c"));
            harness.send(
                conn,
                &app(&lobby::AccountRegistrationRequest { session_key, account_name, password, ..Default::default() }),
            );
            log_in(harness, 2, "qwark", "q");
            let told = [(2, "clank"), (3, "qwark")]
                .map(|(account_id, name)| note(Hook::Registered { account_id: AccountId(account_id), name }));
            (told.to_vec(), harness.tables().accounts.len())
        }),
        HookKind::Login => {
            let effects = [
                [(Status::INVALID_PASSWORD, false), (Status::SUCCESS, true)],
                [(Status::INVALID_PASSWORD, false), (Status::REQUEST_DENIED, false)],
            ];
            entrance(script, effects, |harness| {
                let logins = ["wrong", ""].map(|password| log_in(harness, password.len() as u32, "RATCHET", password));
                let conn = crate::common::conn(0);
                (vec![note(Hook::Login { conn, app_id: APP, account_id: AccountId(1), name: "ratchet" })], logins)
            })
        }
        HookKind::LoggedIn => lobby(script, [2, 2], |harness| {
            enter(harness, 1, "ratchet");
            enter_110(harness, 2, AppId(11184), "clank");
            // By another connection.
            let again = harness.open(3);
            harness.send(again, &handshake(Some(keys(1))));
            let told = [(1, APP), (2, AppId(11184)), (1, APP)]
                .map(|(account_id, app_id)| note(Hook::LoggedIn { account_id: AccountId(account_id), app_id }));
            (told.to_vec(), online(harness) - 1)
        }),
        HookKind::LoggedOut => lobby(script, [0, 0], |harness| {
            let (one, two) = (enter(harness, 1, "ratchet"), enter(harness, 2, "clank"));
            let logout = lobby::AccountLogoutRequest { message_id: id("o"), session_key: keys(1).0 };
            harness.send(one, &app(&logout));
            harness.gone(two);
            harness.pass(Duration::from_secs(9));
            let told =
                [1, 2].map(|account_id| note(Hook::LoggedOut { account_id: AccountId(account_id), app_id: APP }));
            (told.to_vec(), online(harness))
        }),
        HookKind::Policy => lobby(script, [Status::SUCCESS; 2], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let policy = PolicyType(1);
            harness.send(conn, &app(&lobby::GetPolicyRequest { message_id: id("p"), policy, ..Default::default() }));
            let told = note(Hook::Policy { account_id: AccountId(1), kind: 1 });
            (vec![told], harness.answer::<lobby::GetPolicyResponse>(conn).status_code)
        }),
        HookKind::Announcements => lobby(script, [2, 2], |harness| {
            let conn = enter(harness, 1, "ratchet");
            harness.send(conn, &app(&lobby::GetAnnouncementsRequest { message_id: id("1"), ..Default::default() }));
            harness.send(conn, &app(&lobby::GetAllAnnouncementsRequest { message_id: id("2"), ..Default::default() }));
            let answers = harness.answers::<lobby::GetAnnouncementsResponse>(conn);
            (vec![note(Hook::Announcements { account_id: AccountId(1) }); 2], answers.len())
        }),
        HookKind::CreateGame => lobby(script, [(Status::SUCCESS, 1), (Status::FAIL, 0)], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let made = make(harness, conn, &wanted("arena"));
            let told = note(Hook::CreateGame { account_id: AccountId(1), app_id: APP, name: "arena" });
            (vec![told], (made.status_code, harness.tables().games.len()))
        }),
        // The game server is not asked.
        HookKind::JoinGame => lobby(script, [(1, None), (0, Some(Status::REQUEST_DENIED))], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let arena = game(harness, conn, "arena");
            harness.send(conn, &app(&joining(arena)));
            let asked = peer_messages(harness).len();
            let answers = harness.answers::<lobby::JoinGameResponse>(conn);
            let told = note(Hook::JoinGame { account_id: AccountId(1), game: arena });
            (vec![told], (asked, answers.first().map(|answer| answer.status_code)))
        }),
        HookKind::JoinAnswer => lobby(script, [(Status::SUCCESS, 1), (Status::REQUEST_DENIED, 0)], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let arena = game(harness, conn, "arena");
            let joined = sit(harness, conn, &joining(arena));
            seen(harness, 1, arena, true);
            let told = note(Hook::JoinAnswer { account_id: AccountId(1), game: arena });
            (vec![told], (joined.status_code, info(harness, conn, arena).player_count))
        }),
        HookKind::WorldReport => lobby(script, ["[IG] arena", "arena"], |harness| {
            let (one, two) = (enter(harness, 1, "ratchet"), enter(harness, 2, "clank"));
            let arena = game(harness, one, "arena");
            play(harness, one, 1, arena);
            // A stranger's report is none.
            for conn in [two, one] {
                harness.send(conn, &app(&report(arena, "[IG] arena", WorldStatus::STAGING)));
            }
            let told =
                note(Hook::WorldReport { account_id: AccountId(1), game: arena, status: WorldStatus::STAGING.0 });
            let name = info(harness, one, arena).game_name.to_text();
            (vec![told], if name == "arena" { "arena" } else { "[IG] arena" })
        }),
        HookKind::GameCreated => lobby(script, [1, 1], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let arena = game(harness, conn, "arena");
            (vec![note(Hook::GameCreated { game: arena })], harness.tables().games.len())
        }),
        HookKind::GameStarted => lobby(script, [WorldStatus::ACTIVE; 2], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let arena = game(harness, conn, "arena");
            play(harness, conn, 1, arena);
            for status in [WorldStatus::STAGING, WorldStatus::ACTIVE, WorldStatus::ACTIVE] {
                harness.send(conn, &app(&report(arena, "arena", status)));
            }
            (vec![note(Hook::GameStarted { game: arena })], info(harness, conn, arena).world_status)
        }),
        // Each once: by its maker's word, with the last player, with its game server, and before it began.
        HookKind::GameEnded => lobby(script, [(), ()], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let games: Vec<GameId> = ["a", "b", "c", "d"].map(|name| game(harness, conn, name)).to_vec();
            let end = lobby::EndGameReport { medius_world_id: games[0].0, ..Default::default() };
            harness.send(conn, &[app(&end), app(&end)].concat());
            play(harness, conn, 1, games[1]);
            seen(harness, 1, games[1], false);
            play(harness, conn, 1, games[2]);
            from_mps(harness, PeerMessage::WorldLost { game: games[2] });
            harness.pass(Duration::from_secs(20));
            (games.iter().map(|game| note(Hook::GameEnded { game: *game })).collect(), ())
        }),
        // With all time-outs over, with its game server, and when there never was one.
        HookKind::GameDestroyed => lobby(script, [0, 0], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let games: Vec<GameId> = ["a", "b"].map(|name| game(harness, conn, name)).to_vec();
            from_mps(harness, PeerMessage::WorldLost { game: games[0] });
            harness.pass(Duration::from_secs(20));
            harness.send(conn, &app(&wanted("c")));
            let failed = peer_messages(harness).iter().find_map(|message| match message {
                PeerMessage::CreateWorld(wanted) => Some(wanted.game),
                _ => None,
            });
            let failed = failed.expect("a wish");
            from_mps(harness, PeerMessage::WorldCreated { game: failed, world: Err(WorldFailure::NoServer) });
            let told = [games[0], games[1], failed].map(|game| note(Hook::GameDestroyed { game }));
            (told.to_vec(), harness.tables().games.len())
        }),
        HookKind::HostLeft => lobby(script, [(), ()], |harness| {
            let (one, two) = (enter(harness, 1, "ratchet"), enter(harness, 2, "clank"));
            let games: Vec<GameId> = ["a", "b"].map(|name| game(harness, one, name)).to_vec();
            for arena in &games {
                play(harness, one, 1, *arena);
                play(harness, two, 2, *arena);
                seen(harness, 2, *arena, false);
                if *arena == games[0] {
                    seen(harness, 1, *arena, false);
                } else {
                    from_mps(harness, PeerMessage::WorldLost { game: *arena });
                }
            }
            (games.iter().map(|game| note(Hook::HostLeft { account_id: AccountId(1), game: *game })).collect(), ())
        }),
        HookKind::JoinedGame => lobby(script, [1, 1], |harness| {
            let (conn, waits) = (enter(harness, 1, "ratchet"), enter(harness, 2, "clank"));
            let arena = game(harness, conn, "arena");
            sit(harness, conn, &joining(arena));
            seen(harness, 1, arena, true);
            sit(harness, waits, &joining(arena));
            let told = note(Hook::JoinedGame { account_id: AccountId(1), game: arena });
            (vec![told], info(harness, conn, arena).player_count)
        }),
        HookKind::LeftGame => lobby(script, [0, 0], |harness| {
            let conns = [1, 2, 3].map(|number| enter(harness, number, &format!("player {number}")));
            let arena = game(harness, conns[0], "arena");
            for (number, conn) in (1..).zip(conns) {
                play(harness, conn, number, arena);
            }
            seen(harness, 2, arena, false);
            harness.send(conns[0], &app(&lobby::SessionEndRequest { message_id: id("e"), ..Default::default() }));
            from_mps(harness, PeerMessage::WorldLost { game: arena });
            let told =
                [2, 1, 3].map(|account_id| note(Hook::LeftGame { account_id: AccountId(account_id), game: arena }));
            (told.to_vec(), info(harness, conns[1], arena).player_count)
        }),
        HookKind::JoinedWorld => world(script, [2, 2], |harness, world| {
            Member::join(harness, world, 1, Speech::Clear);
            Member::join(harness, world, 2, Speech::Clear110);
            let joined = [0, 1].map(|index| note(Hook::JoinedWorld { game: GameId(7), index: SeatIndex(index) }));
            let events = harness.events.iter().filter(|event| matches!(event, Event::Joined { .. }));
            (joined.to_vec(), events.count())
        }),
        HookKind::LeftWorld => world(script, [1, 1], |harness, world| {
            let mut other = Member::join(harness, world, 1, Speech::Clear);
            let member = Member::join(harness, world, 2, Speech::Clear);
            settle(harness);
            harness.gone(member.conn);
            harness.pass(Duration::from_millis(100));
            (vec![note(Hook::LeftWorld { game: GameId(7), index: SeatIndex(1) })], ids(&other.heard(harness)).len())
        }),
        HookKind::Chat => lobby(script, [1, 0], |harness| {
            let (one, two) = (enter(harness, 1, "ratchet"), enter(harness, 2, "clank"));
            let message_type = ChatMessageType::BROADCAST;
            let line = lobby::ChatMessage { message_type, message: ChatText::new("!roll"), ..Default::default() };
            harness.send(one, &app(&line));
            let told = note(Hook::Chat { account_id: AccountId(1), kind: message_type.0, text: "!roll" });
            (vec![told], harness.answers::<lobby::ChatFwdMessage>(two).len())
        }),
        // Who knows the id has found him already.
        HookKind::FindPlayer => {
            let effects = [[Status::SUCCESS; 2], [Status::NO_RESULT, Status::SUCCESS]];
            lobby(script, effects, |harness| {
                let conn = enter(harness, 1, "ratchet");
                let statuses = [PlayerSearchType::NAME, PlayerSearchType::ID].map(|search_type| {
                    let name = NameText::new("RATCHET");
                    let find = lobby::FindPlayerRequest {
                        message_id: id("f"),
                        search_type,
                        id: 1,
                        name,
                        ..Default::default()
                    };
                    harness.send(conn, &app(&find));
                    harness.answer::<lobby::FindPlayerResponse>(conn).status_code
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
            lobby(script, effects, |harness| {
                let conn = enter(harness, 1, "ratchet");
                let post = |harness: &mut Harness<Mls>, kind| {
                    harness.send(conn, &app(&ladder(kind, [5; 100])));
                    harness.answer::<lobby_ext::UpdateLadderStatsWideResponse>(conn).status_code
                };
                let (own, none) = (post(harness, LadderType::PLAYER), post(harness, LadderType::CLAN));
                let clan_name = NameText::new("Q");
                harness.send(
                    conn,
                    &app(&lobby::CreateClanRequest { message_id: id("c"), clan_name, ..Default::default() }),
                );
                harness.frames(conn);
                let clan = post(harness, LadderType::CLAN);
                let told = [false, true]
                    .map(|clan| note(Hook::LadderStats { account_id: AccountId(1), clan, values: &[5; 100] }));
                let kept = harness.tables().ladders.values().filter(|values| **values == [5; 100]).count();
                (told.to_vec(), ([own, none, clan], kept))
            })
        }
        HookKind::AccountStats => lobby(script, [(Status::SUCCESS, 6), (Status::FAIL, 1)], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let stats = Bytes::new([6; 256]);
            harness.send(
                conn,
                &app(&lobby::AccountUpdateStatsRequest { message_id: id("u"), stats, ..Default::default() }),
            );
            let status = harness.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code;
            let told = note(Hook::AccountStats { account_id: AccountId(1), stats: &[6; 256] });
            (vec![told], (status, harness.tables().accounts[&AccountId(1)].stats[0]))
        }),
        HookKind::ClanStats => lobby(script, [(Status::SUCCESS, 9), (Status::FAIL, 0)], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let clan_name = NameText::new("Q");
            harness
                .send(conn, &app(&lobby::CreateClanRequest { message_id: id("c"), clan_name, ..Default::default() }));
            let clan_id = harness.answer::<lobby::CreateClanResponse>(conn).clan_id;
            let stats = Bytes::new([9; 256]);
            let update = lobby::UpdateClanStatsRequest { message_id: id("u"), clan_id, stats, ..Default::default() };
            harness.send(conn, &app(&update));
            let status = harness.answer::<lobby::UpdateClanStatsResponse>(conn).status_code;
            let told = note(Hook::ClanStats { account_id: AccountId(1), clan_id: ClanId(clan_id), stats: &[9; 256] });
            (vec![told], (status, harness.tables().clans[&ClanId(clan_id)].stats[0]))
        }),
        HookKind::MemoryRead => lobby(script, [1, 1], |harness| {
            let conn = enter(harness, 1, "ratchet");
            let data = Rest::new(vec![1, 2, 3]);
            let answer = rt::ServerCheatQuery { kind: 0, sequence: 101, address: 0x000d_0000, length: 3, data };
            harness.send(conn, &rt_frame(&answer));
            let told =
                Hook::MemoryRead { account_id: AccountId(1), sequence: 101, address: 0x000d_0000, bytes: &[1, 2, 3] };
            let events = harness.events.iter().filter(|event| matches!(event, Event::MemoryRead { .. }));
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
            again.described.assert_same(&seen.described, &format!("{kind:?} {verdict:?} is repeated"));
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
    let silent = [HookKind::Second, HookKind::Request, HookKind::Frame, HookKind::FrameOut, HookKind::MessageOut];
    let wanted = HookKind::iter().filter(|kind| !silent.contains(kind));
    let scribe = Scribe::new(wanted.map(|kind| (kind, Verdict::Allow, vec![])));
    let mut harness = harness_with_script(&config(), scribe.boxed());
    let mut heard = 0;
    let mut since = || {
        let notes = scribe.notes();
        let kinds: Vec<String> =
            notes[heard..].iter().map(|note| note.split(' ').next().unwrap_or_default().into()).collect();
        heard = notes.len();
        kinds
    };
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    assert_eq!(since(), ["LoggedIn", "LoggedIn"]);
    let arena = game(&mut harness, one, "arena");
    assert_eq!(since(), ["CreateGame", "GameCreated"]);
    for (conn, number) in [(one, 1), (two, 2)] {
        play(&mut harness, conn, number, arena);
        assert_eq!(since(), ["JoinGame", "JoinAnswer", "JoinedGame"]);
    }
    harness.send(one, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(since(), ["WorldReport", "GameStarted"]);
    // One who goes elsewhere leaves the first game when the second lets him in.
    let other = game(&mut harness, two, "other");
    sit(&mut harness, two, &joining(other));
    assert_eq!(since(), ["CreateGame", "GameCreated", "JoinGame", "JoinAnswer", "LeftGame"]);
    harness.send(one, &app(&lobby::SessionEndRequest { message_id: id("e"), ..Default::default() }));
    assert_eq!(since(), ["HostLeft", "LeftGame", "GameEnded", "LoggedOut"]);
    harness.pass(Duration::from_millis(1_100));
    assert_eq!(since(), ["GameDestroyed"]);
    from_mps(&mut harness, PeerMessage::WorldLost { game: other });
    assert_eq!(since(), ["HostLeft", "LeftGame", "GameEnded", "GameDestroyed"]);
}
