//! What operators do to players: notices, bans, and the memory of consoles.

use core::time::Duration;

use crate::common::games::{APP, game, joining};
use crate::common::players::{
    admit, admit_version, bench_with, enter, enter_108, enter_110, harness_with_script, keys, mls, put_account, say_in,
};
use crate::common::{
    Harness, address, app, clear, connect, handshake, handshake_110, handshake_to, id, login, rt_frame,
};
use clank_core::config::{Config, Maintenance};
use clank_core::ids::{AccountId, AppId, ConnId};
use clank_core::machine::{Event, Machine};
use clank_core::mas::Mas;
use clank_core::mls::Mls;
use clank_core::operator::{Command, CommandAnswer};
use clank_core::script::{Action, Actions, Hook, HookKind, HookSet, NoScript, Script, Verdict};
use clank_core::secret::Secret;
use clank_core::settings::Accounts;
use clank_core::store::{Ban, BanKind, Memory, StoreReply};
use clank_core::time::Instant;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    CallbackStatus as Status, ChatMessageType, ChatText, Dialect, DnasCategory, MessageId, RtId, Version, lobby,
    lobby_ext,
};

/// The time at birth of a harness.
const BIRTH: u32 = 1_099_353_600;
const BANNED: &str = "You have been banned!";

/// A MAS with ratchet's account, which has no password.
pub(crate) fn mas(config: &Config) -> Harness<Mas> {
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    put_account(&mut store, AccountId(1), APP, "ratchet");
    Harness::with_store(Mas::new(config, [7; 32], Box::new(NoScript)), store)
}

/// What clients of every kind send to get in, and whether they can read a system message.
fn clients() -> [(Vec<Vec<u8>>, bool); 3] {
    [
        (vec![handshake(None)], false),
        (vec![connect(APP, None)], true),
        (handshake_110(AppId(11184), None).to_vec(), true),
    ]
}

fn session_begin() -> Vec<u8> {
    app(&lobby::SessionBeginRequest { message_id: id("s"), ..Default::default() })
}

/// The messages of one kind of the transport among what was sent.
pub(crate) fn of<R: RtMessage, M: Machine>(harness: &mut Harness<M>, conn: ConnId) -> Vec<R> {
    let frames = harness.frames(conn);
    let kind = frames.iter().filter(|(id, _)| *id == R::ID);
    kind.map(|(_, body)| R::decode(body, Dialect::default()).expect("well formed")).collect()
}

/// The system messages among what was sent: severity and text.
fn notices<M: Machine>(harness: &mut Harness<M>, conn: ConnId) -> Vec<(u8, String)> {
    let notices = of::<rt::ServerSystemMessage, M>(harness, conn).into_iter().map(|notice| {
        assert_eq!((notice.encoding, notice.language, notice.end_of_message), (1, 2, 1));
        let text = String::from_utf8(notice.text.0).expect("text");
        (notice.severity, text.strip_suffix('\0').expect("a NUL").to_owned())
    });
    notices.collect()
}

fn echo(harness: &mut Harness<Mls>, conn: ConnId) {
    harness.send(conn, &clear(rt::ClientEcho::ID, &[0xa5]));
}

fn has<M>(harness: &Harness<M>, event: &Event) -> bool {
    harness.events.contains(event)
}

/// GEN-7, MAS-3, PC-7: whose address is banned, and everybody while the server is closed, is let in, reads why behind
/// the handshake, is not answered any more, and is closed 5 s later; a community client reads nothing. A store that
/// does not know keeps nobody out.
#[test]
fn who_is_turned_away_reads_why() {
    let accounts = Accounts { ban_severity: 3, ..Accounts::default() };
    let open = Config { accounts, ..Config::default() };
    let closed = Config { maintenance: Some(Maintenance::default()), ..open.clone() };
    for (config, ban, text) in [(&open, Some(BanKind::Address), BANNED), (&closed, None, "Server in maintenance.")] {
        for (steps, reads) in clients() {
            let mut harness = mas(config);
            if let Some(kind) = ban {
                harness.tables().put_ban(kind, address(1).ip());
            }
            let conn = harness.open(1);
            steps.iter().for_each(|step| harness.send(conn, step));
            assert!(has(&harness, &Event::TurnedAway { conn, ban }));
            let ids: Vec<u8> = harness.sent[&conn].clone();
            let notice = clear(rt::ServerSystemMessage::ID, &[&[3, 1, 2, 1], text.as_bytes(), b"\0"].concat());
            assert_eq!(ids.ends_with(&notice), reads);
            let ids = harness.ids(conn);
            let complete = ids.iter().position(|id| *id == rt::ServerConnectComplete::ID).expect("let in");
            assert_eq!(ids[complete..].contains(&rt::ServerSystemMessage::ID), reads);
            harness.send(conn, &session_begin());
            harness.pass(Duration::from_millis(4_900));
            assert!(harness.ids(conn).is_empty() && harness.faults().is_empty() && !harness.is_closed(conn));
            harness.pass(Duration::from_millis(200));
            assert!(harness.is_closed(conn) && harness.ids(conn).is_empty());
            let other = harness.open(2);
            steps.iter().for_each(|step| harness.send(other, step));
            harness.frames(other);
            harness.send(other, &session_begin());
            assert_eq!(harness.ids(other).is_empty(), ban.is_none(), "another address");
        }
    }
    let mut unsure = mas(&open);
    let mut store = unsure.store.take().expect("a store");
    store.put_ban(BanKind::Address, address(1).ip());
    let conn = unsure.open(1);
    unsure.send(conn, &connect(APP, None));
    let (check, _) = unsure.asked.remove(0);
    unsure.reply(check, StoreReply::Failed);
    unsure.send(conn, &session_begin());
    assert!(unsure.ids(conn).ends_with(&[rt::ServerApp::ID]) && !unsure.is_closed(conn));
}

/// MAS-3: the server is closed from the first second of its maintenance to the last: no session begins, in whichever
/// form and on whichever connection; sessions that began before go on.
#[test]
fn maintenance_has_a_beginning_and_an_end() {
    let text = String::from("Back at ten.");
    let maintenance = Some(Maintenance { text, from: BIRTH + 10, to: Some(BIRTH + 20) });
    let config = Config { maintenance, ..Config::default() };
    let forms = [
        session_begin(),
        app(&lobby_ext::SessionBeginRequest1 { message_id: id("1"), ..Default::default() }),
        app(&lobby_ext::ExtendedSessionBeginRequest { message_id: id("2"), ..Default::default() }),
    ];
    let mut harness = mas(&config);
    let conns = [1, 2, 3, 4].map(|index| {
        let conn = harness.open(index);
        harness.send(conn, &connect(APP, None));
        harness.frames(conn);
        conn
    });
    harness.send(conns[3], &session_begin());
    let key = harness.answer::<lobby::SessionBeginResponse>(conns[3]).session_key;
    for (seconds, closed) in [(9, false), (10, true), (19, true), (20, false)] {
        harness.pass(Instant(seconds * 1_000_000) - harness.now);
        let conn = harness.open(10 + u32::try_from(seconds).expect("few"));
        harness.send(conn, &connect(APP, None));
        harness.send(conn, &session_begin());
        let ids = harness.ids(conn);
        assert_eq!(ids.contains(&rt::ServerSystemMessage::ID), closed, "after {seconds} s");
        assert_eq!(ids.contains(&rt::ServerApp::ID), !closed, "after {seconds} s");
        if seconds == 10 {
            for (conn, form) in conns.iter().zip(&forms) {
                harness.send(*conn, form);
                assert_eq!(notices(&mut harness, *conn), [(0, "Back at ten.".into())]);
            }
            harness.send(conns[3], &login(key, "l", "ratchet", ""));
            harness.admit();
            assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conns[3]).status_code, Status::SUCCESS);
        }
    }
    assert_eq!(conns.map(|conn| harness.is_closed(conn)), [true, true, true, false]);
}

/// Player 1's console says who it is: "abab".
fn name_console(harness: &mut Harness<Mls>, conn: ConnId) {
    let mut post = lobby_ext::DnasSignaturePost { dnas_signature_length: 2, ..Default::default() };
    post.dnas_signature_type = DnasCategory(0);
    post.dnas_signature.0 = [0xab; 32];
    say_in(harness, conn, &post);
}

/// What bans player 1 of a harness.
fn subject(kind: BanKind) -> String {
    match kind {
        BanKind::Account => "1".into(),
        BanKind::Machine => "abab".into(),
        BanKind::Address => address(1).ip().to_string(),
    }
}

const KINDS: [BanKind; 3] = [BanKind::Account, BanKind::Machine, BanKind::Address];

/// MLS-9: a player's bans are looked at with his echo, at most once a minute: account, console and address; he reads
/// why, is told to go, is logged out, and is closed 5 s later. Nobody else is.
#[test]
fn echoes_look_at_bans() {
    for kind in KINDS {
        let mut harness = mls();
        let (one, two) =
            (enter_110(&mut harness, 1, AppId(11184), "ratchet"), enter_110(&mut harness, 2, AppId(11184), "clank"));
        name_console(&mut harness, one);
        echo(&mut harness, one);
        assert_eq!(harness.ids(one), [rt::ClientEcho::ID]);
        harness.tables().put_ban(kind, subject(kind));
        for _ in 0..59 {
            harness.pass(Duration::from_secs(1));
            echo(&mut harness, one);
            echo(&mut harness, two);
        }
        assert!(!harness.ids(one).contains(&rt::ServerSystemMessage::ID), "{kind:?}: not a minute yet");
        harness.pass(Duration::from_secs(1));
        harness.frames(one);
        echo(&mut harness, two);
        echo(&mut harness, one);
        let expected = [rt::ClientEcho::ID, rt::ServerSystemMessage::ID, rt::ClientDisconnectWithReason::ID];
        assert_eq!(harness.ids(one), expected, "{kind:?}");
        assert!(has(&harness, &Event::Kicked { account_id: AccountId(1), ban: Some(kind) }));
        assert!(
            has(&harness, &Event::LoggedOut { account_id: AccountId(1) })
                && !harness.tables().online[&AccountId(1)].logged_in
        );
        assert!(!harness.is_closed(one));
        harness.pass(Duration::from_secs(5));
        assert_eq!((harness.is_closed(one), harness.is_closed(two)), (true, false), "{kind:?}");
    }
}

/// GEN-7, OPS-7, ST-26: who is banned when he comes to the lobby, by account, console or address, is let in, reads why,
/// is logged out, is not answered any more, and is closed 5 s later; a console above 1.08 is also told to go.
#[test]
fn who_is_banned_on_arrival_reads_why() {
    for (kind, version) in KINDS.into_iter().flat_map(|kind| [(kind, Version::V108), (kind, Version::V110)]) {
        let mut harness = mls();
        let old = version == Version::V108;
        let app_id = if old { APP } else { AppId(11184) };
        put_account(harness.tables(), AccountId(1), app_id, "ratchet");
        let console = Some(Secret::new("abab".into()));
        harness.tables().accounts.get_mut(&AccountId(1)).expect("ratchet").machine_id = console;
        harness.tables().put_ban(kind, subject(kind));
        admit_version(&mut harness, 1, AccountId(1), app_id, "ratchet", version);
        let conn = harness.open(1);
        let steps = handshake_110(app_id, Some(keys(1)));
        let steps = if old { vec![connect(app_id, Some(keys(1)))] } else { steps.to_vec() };
        steps.iter().for_each(|step| harness.send(conn, step));
        let frames = harness.frames(conn);
        let complete = frames.iter().position(|(id, _)| *id == rt::ServerConnectComplete::ID).expect("let in");
        let mut expected = vec![(rt::ServerSystemMessage::ID, [&[0, 1, 2, 1], BANNED.as_bytes(), b"\0"].concat())];
        expected.extend((!old).then(|| (rt::ClientDisconnectWithReason::ID, vec![0])));
        let told: Vec<_> = frames[complete + 1..].iter().filter(|(id, _)| *id != rt::ServerEcho::ID).cloned().collect();
        assert_eq!(told, expected, "{kind:?} {version:?}");
        assert!(has(&harness, &Event::Kicked { account_id: AccountId(1), ban: Some(kind) }));
        assert!(has(&harness, &Event::LoggedOut { account_id: AccountId(1) }));
        assert!(!harness.tables().online[&AccountId(1)].logged_in);
        harness.pass(Duration::from_millis(4_900));
        say_in(&mut harness, conn, &lobby::VersionServerRequest { message_id: id("v"), ..Default::default() });
        assert!(harness.ids(conn).is_empty() && harness.faults().is_empty() && !harness.is_closed(conn));
        harness.pass(Duration::from_millis(200));
        assert!(harness.ids(conn).is_empty() && harness.is_closed(conn), "{kind:?} {version:?}");
    }
}

/// MLS-9, OPS-7: the console of the last login counts where it did not say; a console of 1.08 is closed at once, a
/// community client without a word; what the store does not know ends nobody, and the next minute it is asked again.
#[test]
fn echoes_of_every_client() {
    let mut harness = mls();
    let old = enter_108(&mut harness, 1, APP, "ratchet");
    harness.tables().accounts.get_mut(&AccountId(1)).expect("ratchet").machine_id = Some(Secret::new("cd".into()));
    harness.tables().put_ban(BanKind::Machine, "cd");
    let mut store = harness.store.take().expect("a store");
    echo(&mut harness, old);
    echo(&mut harness, old);
    assert_eq!(harness.asked.len(), 1);
    harness.pass(Duration::from_secs(4));
    assert!(!harness.is_closed(old));
    harness.serve(&mut store);
    assert!(!harness.is_closed(old), "the answer comes too late");
    harness.store = Some(store);
    harness.pass(Duration::from_secs(55));
    echo(&mut harness, old);
    harness.pass(Duration::from_secs(1));
    assert!(!harness.is_closed(old));
    echo(&mut harness, old);
    assert_eq!((notices(&mut harness, old), harness.is_closed(old)), (vec![(0, BANNED.into())], true));
    let community = enter(&mut harness, 2, "clank");
    harness.tables().put_ban(BanKind::Account, 2);
    echo(&mut harness, community);
    assert_eq!((harness.ids(community), harness.is_closed(community)), (vec![rt::ClientEcho::ID], true));
}

/// OPS-7, MAS-12, MLS-86, GEN-7: a ban holds from its first second to its last, at the login (with a status for the
/// console), at JoinGame, with an echo, and an address from the connection on; none of another.
#[test]
fn bans_have_a_beginning_and_an_end() {
    for kind in KINDS {
        for (subject, from, to, holds) in [
            (subject(kind), 0, None, true),
            (subject(kind), BIRTH, Some(BIRTH + 1), true),
            (subject(kind), BIRTH + 1, None, false),
            (subject(kind), 0, Some(BIRTH), false),
            ("2".into(), 0, None, false),
        ] {
            let why = format!("{kind:?} {subject} {from} {to:?}");
            let ban = Ban { kind, subject, reason: String::new(), from, to };
            let mut at_mas = mas(&Config::default());
            at_mas.tables().bans.push(ban.clone());
            let conn = at_mas.open(1);
            at_mas.send(conn, &handshake(None));
            at_mas.frames(conn);
            at_mas.send(conn, &session_begin());
            let begun = at_mas.pushed::<lobby::SessionBeginResponse>(conn);
            assert_eq!(begun.is_empty(), holds && kind == BanKind::Address, "{why}");
            if let [begun] = &begun[..] {
                let mut post = lobby_ext::DnasSignaturePost { dnas_signature_length: 2, ..Default::default() };
                post.dnas_signature.0 = [0xab; 32];
                at_mas.send(conn, &app(&post));
                at_mas.send(conn, &login(begun.session_key, "l", "ratchet", ""));
                at_mas.admit();
                let told = at_mas.answer::<lobby::AccountLoginResponse>(conn).status_code;
                let banned = if kind == BanKind::Machine { Status::MACHINE_BANNED } else { Status::ACCOUNT_BANNED };
                assert_eq!(told, if holds { banned } else { Status::SUCCESS }, "{why}");
            }
            let mut harness = bench_with(&crate::common::games::config());
            let one = enter_108(&mut harness, 1, APP, "ratchet");
            name_console(&mut harness, one);
            let arena = game(&mut harness, one, "arena");
            harness.tables().bans.push(ban);
            harness.send(one, &app(&joining(arena)));
            let refused = has(&harness, &Event::TurnedAway { conn: one, ban: Some(kind) });
            let notice = clear(rt::ServerSystemMessage::ID, &[&[0, 1, 2, 1], BANNED.as_bytes(), b"\0"].concat());
            let shown = harness.sent.get(&one).is_some_and(|sent| sent.starts_with(&notice));
            assert_eq!((refused, shown), (holds, holds), "{why}");
            let answers = harness.pushed::<lobby::JoinGameResponse>(one);
            assert_eq!(answers.first().map(|answer| answer.status_code), holds.then_some(Status::FAIL), "{why}");
            echo(&mut harness, one);
            assert_eq!(harness.is_closed(one), holds, "{why}");
        }
    }
}

/// OPS-7: an operator sends a player away, with a word or without; he may come again. Who is not there is not found.
#[test]
fn operators_kick() {
    for reason in [None, Some(String::from("Enough."))] {
        let mut harness = mls();
        let (new, old) =
            (enter_110(&mut harness, 1, AppId(11184), "ratchet"), enter_108(&mut harness, 2, APP, "clank"));
        let community = enter(&mut harness, 3, "qwark");
        for account_id in [1, 2, 3].map(AccountId) {
            assert_eq!(harness.operator(Command::Kick { account_id, reason: reason.clone() }), CommandAnswer::Done);
            assert!(has(&harness, &Event::Kicked { account_id, ban: None }));
            assert_eq!(harness.operator(Command::Kick { account_id, reason: reason.clone() }), CommandAnswer::NotFound);
        }
        let words: Vec<(u8, String)> = reason.iter().map(|reason| (0, reason.clone())).collect();
        assert!(harness.sent[&new].ends_with(&rt_frame(&rt::ClientDisconnectWithReason::default())));
        assert_eq!([notices(&mut harness, new), notices(&mut harness, old)], [words.clone(), words]);
        assert!(harness.ids(community).is_empty());
        assert_eq!([new, old, community].map(|conn| harness.is_closed(conn)), [false, true, true]);
        harness.pass(Duration::from_secs(5));
        assert!(harness.is_closed(new));
        harness.gone(old);
        enter_108(&mut harness, 2, APP, "clank");
    }
}

/// OPS-7: an operator bans a player's account, console or address from now on, until a time or for ever; the player is
/// sent away. An account can be banned that is not there; what is not known of a player cannot.
#[test]
fn operators_ban() {
    for (kind, until) in KINDS.into_iter().flat_map(|kind| [(kind, None), (kind, Some(BIRTH + 60))]) {
        let mut harness = mls();
        let (one, two) = (enter_108(&mut harness, 1, APP, "ratchet"), enter_108(&mut harness, 2, APP, "clank"));
        let order = |account_id| Command::Ban { account_id, kind, reason: "cheats".into(), until };
        let nameless = lobby_ext::DnasSignaturePost { dnas_signature_type: DnasCategory(0), ..Default::default() };
        say_in(&mut harness, two, &nameless);
        let at_once = if kind == BanKind::Machine { CommandAnswer::NotFound } else { CommandAnswer::Done };
        assert_eq!(harness.operator(order(AccountId(2))), at_once, "{kind:?}: its console is not known");
        name_console(&mut harness, one);
        harness.tables().bans.clear();
        harness.pass(Duration::from_secs(7));
        assert_eq!(harness.operator(order(AccountId(1))), CommandAnswer::Done);
        let row = Ban { kind, subject: subject(kind), reason: "cheats".into(), from: BIRTH + 7, to: until };
        assert_eq!(harness.tables().bans, [row]);
        assert_eq!((notices(&mut harness, one), harness.is_closed(one)), (vec![(0, BANNED.into())], true));
        assert_eq!(harness.is_closed(two), kind != BanKind::Machine);
        assert!(has(&harness, &Event::Kicked { account_id: AccountId(1), ban: Some(kind) }));
        harness.gone(one);
        let answer = if kind == BanKind::Account { CommandAnswer::Done } else { CommandAnswer::NotFound };
        assert_eq!(harness.operator(order(AccountId(1))), answer, "he is gone");
    }
}

/// OPS-3, PC-7, DME-48: severity, encoding 1, language 2, the end, and the text with its NUL; to one or to all that can
/// read it. What is longer than a console is promised is cut.
#[test]
fn system_messages() {
    let mut harness = mls();
    let (old, new) = (enter_108(&mut harness, 1, APP, "ratchet"), enter_110(&mut harness, 2, AppId(11184), "clank"));
    let community = enter(&mut harness, 3, "qwark");
    let order = |account_id, text: &str| Command::SystemMessage { account_id, severity: 200, text: text.into() };
    assert_eq!(harness.operator(order(Some(AccountId(1)), "Hello")), CommandAnswer::Done);
    assert_eq!(harness.frames(old), [(RtId(0x1c), b"\xc8\x01\x02\x01Hello\0".to_vec())]);
    assert!(harness.ids(new).is_empty());
    assert_eq!(harness.operator(order(None, "All")), CommandAnswer::Done);
    for conn in [old, new] {
        assert_eq!(harness.frames(conn), [(RtId(0x1c), b"\xc8\x01\x02\x01All\0".to_vec())]);
    }
    for nobody in [3, 4711].map(AccountId) {
        assert_eq!(harness.operator(order(Some(nobody), "Hello")), CommandAnswer::NotFound);
    }
    assert!(harness.ids(community).is_empty());
    for length in [1_000, 1_001, 100_000] {
        assert_eq!(harness.operator(order(Some(AccountId(2)), &"\u{e9}".repeat(length))), CommandAnswer::Done);
        assert_eq!(notices(&mut harness, new), [(200, "\u{e9}".repeat(1_000))]);
    }
}

/// MLS-154, ST-29: the server's word in the chat is a whisper of SYSTEM, account 0, in the message of each family; who
/// is between two connections reads it when he is back, and nobody else does.
#[test]
fn the_server_speaks_in_the_chat() {
    let mut harness = mls();
    let (old, new) = (enter_108(&mut harness, 1, APP, "ratchet"), enter_110(&mut harness, 2, AppId(11184), "clank"));
    let community = enter(&mut harness, 3, "qwark");
    let tell = |account_id| Command::Tell { account_id, text: "0Hello".into() };
    assert_eq!(
        [1, 2, 3, 4711].map(|who| harness.operator(tell(AccountId(who)))),
        [CommandAnswer::Done, CommandAnswer::Done, CommandAnswer::Done, CommandAnswer::NotFound]
    );
    let told: lobby_ext::GenericChatFwdMessage = harness.answer(new);
    assert_eq!((told.originator_account_id, told.originator_account_name.to_text()), (0, "SYSTEM".into()));
    assert_eq!((told.message_type, told.message.to_text()), (ChatMessageType::WHISPER, "0Hello".into()));
    assert_eq!(told.time_stamp, BIRTH);
    harness.dialect = Dialect::default();
    for conn in [old, community] {
        let told: lobby::ChatFwdMessage = harness.answer(conn);
        assert_eq!((told.message_id, told.originator_account_id), (MessageId::default(), 0));
        assert_eq!(told.originator_account_name.to_text(), "SYSTEM");
        assert_eq!((told.message_type, told.message.to_text()), (ChatMessageType::WHISPER, "0Hello".into()));
    }
    harness.gone(community);
    assert_eq!(harness.operator(tell(AccountId(3))), CommandAnswer::Done);
    let again = harness.open(4);
    harness.send(again, &handshake_to(1, Some(keys(3))));
    harness.frames(again);
    harness.send(again, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    assert_eq!(harness.pushed::<lobby::ChatFwdMessage>(again).len(), 1);
    assert!(harness.ids(old).is_empty() && harness.ids(new).is_empty());
}

/// Takes "!tagg" and answers it; anything else is said.
struct Commands;

impl Script for Commands {
    fn wants(&self) -> HookSet {
        HookSet::of(&[HookKind::Chat])
    }

    fn call(&mut self, _: Instant, hook: Hook<'_>, actions: &mut Actions) -> Verdict {
        match hook {
            Hook::Chat { account_id, text, .. } if text.starts_with("!tagg ") => {
                actions.push(Action::Tell { account_id, text: format!("0aggregation {}", &text[6..]) });
                Verdict::Deny
            }
            _ => Verdict::Allow,
        }
    }
}

/// OPS-4: a command is the script's: it answers with a whisper of SYSTEM, and nobody else hears of it, whatever kind of
/// chat it came by; a line that is no command is said.
#[test]
fn commands_are_not_forwarded() {
    let mut harness = harness_with_script(&Config::default(), Box::new(Commands));
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    for message_type in
        [ChatMessageType::BROADCAST, ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE, ChatMessageType::WHISPER]
    {
        for (text, back, forth) in [("!tagg 30", vec!["0aggregation 30"], vec![]), ("tagg", vec![], vec!["tagg"])] {
            let message = ChatText::new(text);
            let line = lobby::ChatMessage { message_type, target_id: 2, message, ..Default::default() };
            harness.send(one, &app(&line));
            for (conn, from, heard) in [(one, 0, back), (two, 1, forth)] {
                let lines = harness.answers::<lobby::ChatFwdMessage>(conn);
                assert_eq!(lines.iter().map(|line| line.message.to_text()).collect::<Vec<_>>(), heard);
                assert!(lines.iter().all(|line| line.originator_account_id == from));
            }
        }
    }
    harness.dialect = Dialect { version: Version(110), ..Dialect::default() };
    let (three, four) =
        (enter_110(&mut harness, 3, AppId(11184), "al"), enter_110(&mut harness, 4, AppId(11184), "qwark"));
    let line = lobby_ext::GenericChatMessage {
        message_type: ChatMessageType::BROADCAST,
        message: ChatText::new("!tagg 20"),
        ..Default::default()
    };
    say_in(&mut harness, three, &line);
    assert_eq!(harness.answer::<lobby_ext::GenericChatFwdMessage>(three).message.to_text(), "0aggregation 20");
    assert!(harness.ids(four).is_empty());
}

/// GEN-7, OPS-7: who was banned since his login is turned away where he arrives, before he asks for anything; a
/// community client without a word.
#[test]
fn bans_are_looked_at_on_arrival() {
    for kind in [BanKind::Account, BanKind::Address] {
        let mut harness = mls();
        put_account(harness.tables(), AccountId(1), APP, "ratchet");
        harness.tables().put_ban(kind, subject(kind));
        admit(&mut harness, 1, AccountId(1));
        let conn = harness.open(1);
        harness.send(conn, &handshake(Some(keys(1))));
        assert!(has(&harness, &Event::Kicked { account_id: AccountId(1), ban: Some(kind) }), "{kind:?}");
        assert!(harness.ids(conn).ends_with(&[rt::ServerConnectComplete::ID]) && !harness.is_closed(conn), "{kind:?}");
        harness.pass(Duration::from_secs(5));
        assert!(harness.ids(conn).is_empty() && harness.is_closed(conn), "{kind:?}");
    }
}
