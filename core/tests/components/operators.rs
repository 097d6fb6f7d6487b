//! What operators do to players: notices, bans, and the memory of consoles.

use core::time::Duration;

use crate::common::games::{APP, game, joining};
use crate::common::players::{
    admit, bench_with, bench_with_script, enter, enter_108, enter_110, keys, mls, put_account, say_in,
};
use crate::common::{Bench, address, app, clear, connect, handshake, handshake_110, handshake_to, id, login, rt_frame};
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

/// The time at birth of a bench.
const BIRTH: u32 = 1_099_353_600;
const BANNED: &str = "You have been banned!";

/// A MAS with ratchet's account, which has no password.
pub(crate) fn mas(config: &Config) -> Bench<Mas> {
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    put_account(&mut store, AccountId(1), APP, "ratchet");
    Bench::with_store(Mas::new(config, [7; 32], Box::new(NoScript)), store)
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
pub(crate) fn of<R: RtMessage, M: Machine>(bench: &mut Bench<M>, conn: ConnId) -> Vec<R> {
    let frames = bench.frames(conn);
    let kind = frames.iter().filter(|(id, _)| *id == R::ID);
    kind.map(|(_, body)| R::decode(body, Dialect::default()).expect("well formed")).collect()
}

/// The system messages among what was sent: severity and text.
fn notices<M: Machine>(bench: &mut Bench<M>, conn: ConnId) -> Vec<(u8, String)> {
    let notices = of::<rt::ServerSystemMessage, M>(bench, conn).into_iter().map(|notice| {
        assert_eq!((notice.encoding, notice.language, notice.end_of_message), (1, 2, 1));
        let text = String::from_utf8(notice.text.0).expect("text");
        (notice.severity, text.strip_suffix('\0').expect("a NUL").to_owned())
    });
    notices.collect()
}

fn echo(bench: &mut Bench<Mls>, conn: ConnId) {
    bench.send(conn, &clear(rt::ClientEcho::ID, &[0xa5]));
}

fn has<M>(bench: &Bench<M>, event: &Event) -> bool {
    bench.events.contains(event)
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
            let mut bench = mas(config);
            if let Some(kind) = ban {
                bench.tables().put_ban(kind, address(1).ip());
            }
            let conn = bench.open(1);
            steps.iter().for_each(|step| bench.send(conn, step));
            assert!(has(&bench, &Event::TurnedAway { conn, ban }));
            let ids: Vec<u8> = bench.sent[&conn].clone();
            let notice = clear(rt::ServerSystemMessage::ID, &[&[3, 1, 2, 1], text.as_bytes(), b"\0"].concat());
            assert_eq!(ids.ends_with(&notice), reads);
            let ids = bench.ids(conn);
            let complete = ids.iter().position(|id| *id == rt::ServerConnectComplete::ID).expect("let in");
            assert_eq!(ids[complete..].contains(&rt::ServerSystemMessage::ID), reads);
            bench.send(conn, &session_begin());
            bench.pass(Duration::from_millis(4_900));
            assert!(bench.ids(conn).is_empty() && bench.faults().is_empty() && !bench.is_closed(conn));
            bench.pass(Duration::from_millis(200));
            assert!(bench.is_closed(conn) && bench.ids(conn).is_empty());
            let other = bench.open(2);
            steps.iter().for_each(|step| bench.send(other, step));
            bench.frames(other);
            bench.send(other, &session_begin());
            assert_eq!(bench.ids(other).is_empty(), ban.is_none(), "another address");
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
    let mut bench = mas(&config);
    let conns = [1, 2, 3, 4].map(|index| {
        let conn = bench.open(index);
        bench.send(conn, &connect(APP, None));
        bench.frames(conn);
        conn
    });
    bench.send(conns[3], &session_begin());
    let key = bench.answer::<lobby::SessionBeginResponse>(conns[3]).session_key;
    for (seconds, closed) in [(9, false), (10, true), (19, true), (20, false)] {
        bench.pass(Instant(seconds * 1_000_000) - bench.now);
        let conn = bench.open(10 + u32::try_from(seconds).expect("few"));
        bench.send(conn, &connect(APP, None));
        bench.send(conn, &session_begin());
        let ids = bench.ids(conn);
        assert_eq!(ids.contains(&rt::ServerSystemMessage::ID), closed, "after {seconds} s");
        assert_eq!(ids.contains(&rt::ServerApp::ID), !closed, "after {seconds} s");
        if seconds == 10 {
            for (conn, form) in conns.iter().zip(&forms) {
                bench.send(*conn, form);
                assert_eq!(notices(&mut bench, *conn), [(0, "Back at ten.".into())]);
            }
            bench.send(conns[3], &login(key, "l", "ratchet", ""));
            bench.admit();
            assert_eq!(bench.answer::<lobby::AccountLoginResponse>(conns[3]).status_code, Status::SUCCESS);
        }
    }
    assert_eq!(conns.map(|conn| bench.is_closed(conn)), [true, true, true, false]);
}

/// Player 1's console says who it is: "abab".
fn name_console(bench: &mut Bench<Mls>, conn: ConnId) {
    let mut post = lobby_ext::DnasSignaturePost { dnas_signature_length: 2, ..Default::default() };
    post.dnas_signature_type = DnasCategory(0);
    post.dnas_signature.0 = [0xab; 32];
    say_in(bench, conn, &post);
}

/// What bans player 1 of a bench.
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
        let mut bench = mls();
        let (one, two) =
            (enter_110(&mut bench, 1, AppId(11184), "ratchet"), enter_110(&mut bench, 2, AppId(11184), "clank"));
        name_console(&mut bench, one);
        echo(&mut bench, one);
        assert_eq!(bench.ids(one), [rt::ClientEcho::ID]);
        bench.tables().put_ban(kind, subject(kind));
        for _ in 0..59 {
            bench.pass(Duration::from_secs(1));
            echo(&mut bench, one);
            echo(&mut bench, two);
        }
        assert!(!bench.ids(one).contains(&rt::ServerSystemMessage::ID), "{kind:?}: not a minute yet");
        bench.pass(Duration::from_secs(1));
        bench.frames(one);
        echo(&mut bench, two);
        echo(&mut bench, one);
        let expected = [rt::ClientEcho::ID, rt::ServerSystemMessage::ID, rt::ClientDisconnectWithReason::ID];
        assert_eq!(bench.ids(one), expected, "{kind:?}");
        assert!(has(&bench, &Event::Kicked { account_id: AccountId(1), ban: Some(kind) }));
        assert!(
            has(&bench, &Event::LoggedOut { account_id: AccountId(1) })
                && !bench.tables().online[&AccountId(1)].logged_in
        );
        assert!(!bench.is_closed(one));
        bench.pass(Duration::from_secs(5));
        assert_eq!((bench.is_closed(one), bench.is_closed(two)), (true, false), "{kind:?}");
    }
}

/// MLS-9, OPS-7: the console of the last login counts where it did not say; a console of 1.08 is closed at once, a
/// community client without a word; what the store does not know ends nobody, and the next minute it is asked again.
#[test]
fn echoes_of_every_client() {
    let mut bench = mls();
    let old = enter_108(&mut bench, 1, APP, "ratchet");
    bench.tables().accounts.get_mut(&AccountId(1)).expect("ratchet").machine_id = Some(Secret::new("cd".into()));
    bench.tables().put_ban(BanKind::Machine, "cd");
    let mut store = bench.store.take().expect("a store");
    echo(&mut bench, old);
    echo(&mut bench, old);
    assert_eq!(bench.asked.len(), 1);
    bench.pass(Duration::from_secs(4));
    assert!(!bench.is_closed(old));
    bench.serve(&mut store);
    assert!(!bench.is_closed(old), "the answer comes too late");
    bench.store = Some(store);
    bench.pass(Duration::from_secs(55));
    echo(&mut bench, old);
    bench.pass(Duration::from_secs(1));
    assert!(!bench.is_closed(old));
    echo(&mut bench, old);
    assert_eq!((notices(&mut bench, old), bench.is_closed(old)), (vec![(0, BANNED.into())], true));
    let community = enter(&mut bench, 2, "clank");
    bench.tables().put_ban(BanKind::Account, 2);
    echo(&mut bench, community);
    assert_eq!((bench.ids(community), bench.is_closed(community)), (vec![rt::ClientEcho::ID], true));
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
            let mut bench = bench_with(&crate::common::games::config());
            let one = enter_108(&mut bench, 1, APP, "ratchet");
            name_console(&mut bench, one);
            let arena = game(&mut bench, one, "arena");
            bench.tables().bans.push(ban);
            bench.send(one, &app(&joining(arena)));
            let refused = has(&bench, &Event::TurnedAway { conn: one, ban: Some(kind) });
            let notice = clear(rt::ServerSystemMessage::ID, &[&[0, 1, 2, 1], BANNED.as_bytes(), b"\0"].concat());
            let shown = bench.sent.get(&one).is_some_and(|sent| sent.starts_with(&notice));
            assert_eq!((refused, shown), (holds, holds), "{why}");
            let answers = bench.pushed::<lobby::JoinGameResponse>(one);
            assert_eq!(answers.first().map(|answer| answer.status_code), holds.then_some(Status::FAIL), "{why}");
            echo(&mut bench, one);
            assert_eq!(bench.is_closed(one), holds, "{why}");
        }
    }
}

/// OPS-7: an operator sends a player away, with a word or without; he may come again. Who is not there is not found.
#[test]
fn operators_kick() {
    for reason in [None, Some(String::from("Enough."))] {
        let mut bench = mls();
        let (new, old) = (enter_110(&mut bench, 1, AppId(11184), "ratchet"), enter_108(&mut bench, 2, APP, "clank"));
        let community = enter(&mut bench, 3, "qwark");
        for account_id in [1, 2, 3].map(AccountId) {
            assert_eq!(bench.operator(Command::Kick { account_id, reason: reason.clone() }), CommandAnswer::Done);
            assert!(has(&bench, &Event::Kicked { account_id, ban: None }));
            assert_eq!(bench.operator(Command::Kick { account_id, reason: reason.clone() }), CommandAnswer::NotFound);
        }
        let words: Vec<(u8, String)> = reason.iter().map(|reason| (0, reason.clone())).collect();
        assert!(bench.sent[&new].ends_with(&rt_frame(&rt::ClientDisconnectWithReason::default())));
        assert_eq!([notices(&mut bench, new), notices(&mut bench, old)], [words.clone(), words]);
        assert!(bench.ids(community).is_empty());
        assert_eq!([new, old, community].map(|conn| bench.is_closed(conn)), [false, true, true]);
        bench.pass(Duration::from_secs(5));
        assert!(bench.is_closed(new));
        bench.gone(old);
        enter_108(&mut bench, 2, APP, "clank");
    }
}

/// OPS-7: an operator bans a player's account, console or address from now on, until a time or for ever; the player is
/// sent away. An account can be banned that is not there; what is not known of a player cannot.
#[test]
fn operators_ban() {
    for (kind, until) in KINDS.into_iter().flat_map(|kind| [(kind, None), (kind, Some(BIRTH + 60))]) {
        let mut bench = mls();
        let (one, two) = (enter_108(&mut bench, 1, APP, "ratchet"), enter_108(&mut bench, 2, APP, "clank"));
        let order = |account_id| Command::Ban { account_id, kind, reason: "cheats".into(), until };
        let nameless = lobby_ext::DnasSignaturePost { dnas_signature_type: DnasCategory(0), ..Default::default() };
        say_in(&mut bench, two, &nameless);
        let at_once = if kind == BanKind::Machine { CommandAnswer::NotFound } else { CommandAnswer::Done };
        assert_eq!(bench.operator(order(AccountId(2))), at_once, "{kind:?}: its console is not known");
        name_console(&mut bench, one);
        bench.tables().bans.clear();
        bench.pass(Duration::from_secs(7));
        assert_eq!(bench.operator(order(AccountId(1))), CommandAnswer::Done);
        let row = Ban { kind, subject: subject(kind), reason: "cheats".into(), from: BIRTH + 7, to: until };
        assert_eq!(bench.tables().bans, [row]);
        assert_eq!((notices(&mut bench, one), bench.is_closed(one)), (vec![(0, BANNED.into())], true));
        assert_eq!(bench.is_closed(two), kind != BanKind::Machine);
        assert!(has(&bench, &Event::Kicked { account_id: AccountId(1), ban: Some(kind) }));
        bench.gone(one);
        let answer = if kind == BanKind::Account { CommandAnswer::Done } else { CommandAnswer::NotFound };
        assert_eq!(bench.operator(order(AccountId(1))), answer, "he is gone");
    }
}

/// OPS-3, PC-7, DME-48: severity, encoding 1, language 2, the end, and the text with its NUL; to one or to all that can
/// read it. What is longer than a console is promised is cut.
#[test]
fn system_messages() {
    let mut bench = mls();
    let (old, new) = (enter_108(&mut bench, 1, APP, "ratchet"), enter_110(&mut bench, 2, AppId(11184), "clank"));
    let community = enter(&mut bench, 3, "qwark");
    let order = |account_id, text: &str| Command::SystemMessage { account_id, severity: 200, text: text.into() };
    assert_eq!(bench.operator(order(Some(AccountId(1)), "Hello")), CommandAnswer::Done);
    assert_eq!(bench.frames(old), [(RtId(0x1c), b"\xc8\x01\x02\x01Hello\0".to_vec())]);
    assert!(bench.ids(new).is_empty());
    assert_eq!(bench.operator(order(None, "All")), CommandAnswer::Done);
    for conn in [old, new] {
        assert_eq!(bench.frames(conn), [(RtId(0x1c), b"\xc8\x01\x02\x01All\0".to_vec())]);
    }
    for nobody in [3, 4711].map(AccountId) {
        assert_eq!(bench.operator(order(Some(nobody), "Hello")), CommandAnswer::NotFound);
    }
    assert!(bench.ids(community).is_empty());
    for length in [1_000, 1_001, 100_000] {
        assert_eq!(bench.operator(order(Some(AccountId(2)), &"\u{e9}".repeat(length))), CommandAnswer::Done);
        assert_eq!(notices(&mut bench, new), [(200, "\u{e9}".repeat(1_000))]);
    }
}

/// MLS-154, ST-29: the server's word in the chat is a whisper of SYSTEM, account 0, in the message of each family; who
/// is between two connections reads it when he is back, and nobody else does.
#[test]
fn the_server_speaks_in_the_chat() {
    let mut bench = mls();
    let (old, new) = (enter_108(&mut bench, 1, APP, "ratchet"), enter_110(&mut bench, 2, AppId(11184), "clank"));
    let community = enter(&mut bench, 3, "qwark");
    let tell = |account_id| Command::Tell { account_id, text: "0Hello".into() };
    assert_eq!(
        [1, 2, 3, 4711].map(|who| bench.operator(tell(AccountId(who)))),
        [CommandAnswer::Done, CommandAnswer::Done, CommandAnswer::Done, CommandAnswer::NotFound]
    );
    let told: lobby_ext::GenericChatFwdMessage = bench.answer(new);
    assert_eq!((told.originator_account_id, told.originator_account_name.to_text()), (0, "SYSTEM".into()));
    assert_eq!((told.message_type, told.message.to_text()), (ChatMessageType::WHISPER, "0Hello".into()));
    assert_eq!(told.time_stamp, BIRTH);
    bench.dialect = Dialect::default();
    for conn in [old, community] {
        let told: lobby::ChatFwdMessage = bench.answer(conn);
        assert_eq!((told.message_id, told.originator_account_id), (MessageId::default(), 0));
        assert_eq!(told.originator_account_name.to_text(), "SYSTEM");
        assert_eq!((told.message_type, told.message.to_text()), (ChatMessageType::WHISPER, "0Hello".into()));
    }
    bench.gone(community);
    assert_eq!(bench.operator(tell(AccountId(3))), CommandAnswer::Done);
    let again = bench.open(4);
    bench.send(again, &handshake_to(1, Some(keys(3))));
    bench.frames(again);
    bench.send(again, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    assert_eq!(bench.pushed::<lobby::ChatFwdMessage>(again).len(), 1);
    assert!(bench.ids(old).is_empty() && bench.ids(new).is_empty());
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
    let mut bench = bench_with_script(&Config::default(), Box::new(Commands));
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    for message_type in
        [ChatMessageType::BROADCAST, ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE, ChatMessageType::WHISPER]
    {
        for (text, back, forth) in [("!tagg 30", vec!["0aggregation 30"], vec![]), ("tagg", vec![], vec!["tagg"])] {
            let message = ChatText::new(text);
            let line = lobby::ChatMessage { message_type, target_id: 2, message, ..Default::default() };
            bench.send(one, &app(&line));
            for (conn, from, heard) in [(one, 0, back), (two, 1, forth)] {
                let lines = bench.answers::<lobby::ChatFwdMessage>(conn);
                assert_eq!(lines.iter().map(|line| line.message.to_text()).collect::<Vec<_>>(), heard);
                assert!(lines.iter().all(|line| line.originator_account_id == from));
            }
        }
    }
    bench.dialect = Dialect { version: Version(110), ..Dialect::default() };
    let (three, four) = (enter_110(&mut bench, 3, AppId(11184), "al"), enter_110(&mut bench, 4, AppId(11184), "qwark"));
    let line = lobby_ext::GenericChatMessage {
        message_type: ChatMessageType::BROADCAST,
        message: ChatText::new("!tagg 20"),
        ..Default::default()
    };
    say_in(&mut bench, three, &line);
    assert_eq!(bench.answer::<lobby_ext::GenericChatFwdMessage>(three).message.to_text(), "0aggregation 20");
    assert!(bench.ids(four).is_empty());
}

/// GEN-7, OPS-7: who was banned since his login is turned away where he arrives, before he asks for anything.
#[test]
fn bans_are_looked_at_on_arrival() {
    for kind in [BanKind::Account, BanKind::Address] {
        let mut bench = mls();
        put_account(bench.tables(), AccountId(1), APP, "ratchet");
        bench.tables().put_ban(kind, subject(kind));
        admit(&mut bench, 1, AccountId(1));
        let conn = bench.open(1);
        bench.send(conn, &handshake(Some(keys(1))));
        assert!(
            has(&bench, &Event::Kicked { account_id: AccountId(1), ban: Some(kind) }) && bench.is_closed(conn),
            "{kind:?}"
        );
    }
}
