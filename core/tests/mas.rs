//! The rules of the MAS, through `Input` and `Outbox` alone.

mod common;

use core::time::Duration;

use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, Component, LocationId};
use clank_core::machine::{Input, Machine};
use clank_core::mas::Mas;
use clank_core::peer::{HostAdmission, PeerMessage};
use clank_core::script::{Action, Actions, Hook, HookKind, HookSet, NoScript, Script, Verdict};
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{
    AccountRequest, Announcement, AnnouncementRow, BanKind, CreateAccount, Location, LocationRow, Memory, NoteLogin,
    Policy, PolicyRow, StoreReply, StoreRequest,
};
use clank_core::time::Instant;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AddressText, CallbackStatus as Status, DnasCategory, MessageId, MgclErrorCode, NameText, NetAddressType,
    NetConnectionInfo, NetConnectionType, PasswordText, PolicyType, TextFilterType, lobby, lobby_ext, report,
};
use common::{Bench, app, clear, conn, connect, handshake, id, login, rt_frame};

fn mas_with(change: impl FnOnce(&mut Config)) -> Bench<Mas> {
    let mut config = Config::default();
    change(&mut config);
    Bench::new(Mas::new(&config, [5; 32], Box::new(NoScript)))
}

fn mas() -> Bench<Mas> {
    mas_with(|_| ())
}

fn store() -> Memory {
    let mut store = Memory::new();
    let password = Secret::new("right".to_owned());
    store.answer(CreateAccount { app_id: AppId(10684), name: "ratchet".into(), password, machine_id: None });
    store.groups = Config::default().titles.groups();
    // The account was made before the groups were known: lay it out again in its group.
    let mut row = store.accounts.remove(&AccountId(1)).expect("made above");
    row.group = store.group(AppId(10684));
    store.put_account(row);
    store
}

/// A login's answer, whatever it needs of the store and the MLS.
fn try_login(bench: &mut Bench<Mas>, store: &mut Memory, name: &str, password: &str) -> lobby::AccountLoginResponse {
    let index = u32::try_from(bench.events.len()).expect("few") + 1;
    let (conn, key) = bench.begin(index);
    bench.send(conn, &login(key, "l", name, password));
    bench.serve(store);
    bench.admit();
    bench.answer(conn)
}

/// MAS-1, MAS-2, ST-10, GEN-10: a session in every form; the MessageID comes back without its rubbish.
#[test]
fn a_session_begins_in_every_form() {
    let mut bench = mas();
    let conn = bench.connect(1);
    let mut rubbish = [0xee; 21];
    rubbish[..3].copy_from_slice(b"id\0");
    let message_id = MessageId::exact(rubbish);
    let mut keys = Vec::new();
    for request in [
        app(&lobby::SessionBeginRequest { message_id, ..Default::default() }),
        app(&lobby_ext::SessionBeginRequest1 { message_id, ..Default::default() }),
        app(&lobby_ext::ExtendedSessionBeginRequest { message_id, ..Default::default() }),
    ] {
        bench.send(conn, &request);
        let answer: lobby::SessionBeginResponse = bench.answer(conn);
        assert_eq!((answer.status_code, answer.message_id), (Status::SUCCESS, id("id")));
        assert_eq!(answer.session_key.text().len(), 16);
        keys.push(answer.session_key);
    }
    assert!(keys[0] != keys[1] && keys[1] != keys[2]);
}

/// GEN-14, GEN-15: without a session nothing is answered, and nobody is thrown out for it.
#[test]
fn without_a_session_there_is_silence() {
    let mut bench = mas();
    let conn = bench.connect(1);
    for request in [
        app(&lobby::GetBuddyListExtraInfoRequest { message_id: id("1") }),
        app(&lobby::AccountLoginRequest::default()),
        app(&lobby::SetLocalizationParamsRequest::default()),
        app(&lobby::GetPolicyRequest::default()),
        app(&lobby::SessionEndRequest::default()),
    ] {
        bench.send(conn, &request);
    }
    assert_eq!((bench.ids(conn), bench.is_closed(conn), bench.asked.len()), (vec![], false, 0));
    assert_eq!(bench.faults(), ["GEN-14"; 4]);
}

/// MAS-4: the end of a session is answered on the connection, and once.
#[test]
fn a_session_ends_once() {
    let mut bench = mas();
    let (conn, session_key) = bench.begin(1);
    let end = app(&lobby::SessionEndRequest { message_id: id("e"), session_key });
    bench.send(conn, &[end.clone(), end].concat());
    assert_eq!(bench.answer::<lobby::SessionEndResponse>(conn).status_code, Status::SUCCESS);
}

/// MAS-10, MAS-14, MAS-16, MAS-19: the small requests before a login.
#[test]
fn small_requests() {
    let mut bench = mas_with(|config| config.text_filter = TextFilter::of("Nefarious").expect("sound"));
    let (conn, _) = bench.begin(1);
    bench.send(conn, &app(&lobby::SetLocalizationParamsRequest::default()));
    assert_eq!(bench.answer::<lobby::SetLocalizationParamsResponse>(conn).status_code, Status::SUCCESS);
    bench.send(conn, &app(&lobby_ext::GetServerTimeRequest { message_id: id("t") }));
    assert_eq!(bench.answer::<lobby_ext::GetServerTimeResponse>(conn).gmt_time, 1_099_353_600);
    bench.send(conn, &app(&lobby::GetMyIPRequest { message_id: id("i"), ..Default::default() }));
    assert_eq!(bench.answer::<lobby::GetMyIPResponse>(conn).ip, AddressText::new("192.168.1.1"));
    bench.send(conn, &app(&lobby::PickLocationRequest::default()));
    assert_eq!(bench.answer::<lobby::PickLocationResponse>(conn).status_code, Status::SUCCESS);
    for (kind, text, status, left) in [
        (0, "clank", Status::PASS, "clank"),
        (0, "dr nefarious", Status::FAIL, "dr nefarious"),
        (1, "dr NEFARIOUS", Status::SUCCESS, "dr"),
    ] {
        let text_filter_type = TextFilterType(kind);
        let text = clank_core::wire::Text::new(text);
        bench.send(conn, &app(&lobby::TextFilterRequest { text_filter_type, text, ..Default::default() }));
        let answer: lobby::TextFilterResponse = bench.answer(conn);
        assert_eq!((answer.status_code, answer.text.text()), (status, left.as_bytes()));
    }
}

/// MAS-11: the DNAS post is never answered; type 0 names the console, and the store hears of it.
#[test]
fn the_dnas_post_names_the_console() {
    let mut bench = mas();
    let (conn, session_key) = bench.begin(1);
    for (kind, byte) in [(0, 0xab), (1, 0xcd)] {
        let mut post = lobby_ext::DnasSignaturePost { session_key, ..Default::default() };
        post.dnas_signature_type = DnasCategory(kind);
        post.dnas_signature_length = 2;
        post.dnas_signature.0 = [byte; 32];
        bench.send(conn, &app(&post));
    }
    bench.send(conn, &login(session_key, "l", "ratchet", "right"));
    assert!(bench.ids(conn).is_empty());
    match &bench.asked[0].1 {
        StoreRequest::Account(AccountRequest::CheckPassword(asked)) => {
            assert_eq!(asked.machine_id.as_ref().map(|id| id.expose().as_str()), Some("abab"));
        }
        other => panic!("{other:?}"),
    }
}

/// MAS-13: a version without a session, from the title's row.
#[test]
fn the_version_needs_no_session() {
    let mut bench = mas();
    let conn = bench.open(1);
    let exchange = rt_frame(&rt::ClientCryptkeyPublic::default());
    bench.send(conn, &[exchange, connect(AppId(10724), None)].concat());
    bench.frames(conn);
    bench.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    let version = bench.answer::<lobby::VersionServerResponse>(conn).version_server;
    assert_eq!(version.to_text(), "Medius Authentication Server Version 1.50.0009");
}

/// MAS-15, MAS-18, MLS-20, MLS-21, MLS-22, GEN-30, GEN-31: lists, one packet a row, the last marked.
#[test]
fn texts_and_lists() {
    let mut bench = mas();
    let mut store = store();
    let (conn, _) = bench.begin(1);
    let ask = |bench: &mut Bench<Mas>, store: &mut Memory, request: Vec<u8>| {
        bench.send(conn, &request);
        bench.serve(store);
    };
    ask(&mut bench, &mut store, app(&lobby::GetPolicyRequest::default()));
    let empty: lobby::GetPolicyResponse = bench.answer(conn);
    assert_eq!((empty.status_code, empty.end_of_text, empty.policy.is_empty()), (Status::SUCCESS, 1, true));
    ask(&mut bench, &mut store, app(&lobby::GetAllAnnouncementsRequest::default()));
    assert_eq!(bench.answer::<lobby::GetAnnouncementsResponse>(conn).status_code, Status::NO_RESULT);
    ask(&mut bench, &mut store, app(&lobby::GetAnnouncementsRequest::default()));
    assert_eq!(bench.answer::<lobby::GetAnnouncementsResponse>(conn).status_code, Status::SUCCESS);
    ask(&mut bench, &mut store, app(&lobby::GetLocationsRequest::default()));
    let none: lobby::GetLocationsResponse = bench.answer(conn);
    assert_eq!((none.status_code, none.end_of_list), (Status::NO_RESULT, 1));

    let policy = Policy { title: "Terms".into(), body: "x".repeat(600) };
    store.policies.push(PolicyRow { app_id: None, kind: PolicyType(0), policy });
    for (id, name) in [(40, "Aquatos"), (41, "Aridia")] {
        store
            .locations
            .push(LocationRow { app_id: AppId(10684), location: Location { id: LocationId(id), name: name.into() } });
        let announcement = Announcement { id, title: String::new(), body: name.into() };
        store.announcements.push(AnnouncementRow { app_id: None, announcement, from: 0, to: None });
    }
    ask(&mut bench, &mut store, app(&lobby::GetPolicyRequest::default()));
    let pieces: Vec<lobby::GetPolicyResponse> = bench.answers(conn);
    assert_eq!(pieces.iter().map(|piece| piece.end_of_text).collect::<Vec<_>>(), [0, 0, 1]);
    // 256 characters without a NUL, the last piece shorter.
    assert_eq!(pieces.iter().map(|piece| piece.policy.text().len()).collect::<Vec<_>>(), [256, 256, 94]);
    ask(&mut bench, &mut store, app(&lobby::GetAllAnnouncementsRequest::default()));
    let rows: Vec<lobby::GetAnnouncementsResponse> = bench.answers(conn);
    assert_eq!(rows.iter().map(|row| (row.announcement_id, row.end_of_list)).collect::<Vec<_>>(), [(40, 0), (41, 1)]);
    ask(&mut bench, &mut store, app(&lobby::GetLocationsRequest::default()));
    let rows: Vec<lobby::GetLocationsResponse> = bench.answers(conn);
    assert_eq!(rows.iter().map(|row| (row.location_id, row.end_of_list)).collect::<Vec<_>>(), [(40, 0), (41, 1)]);
}

/// MAS-30: registration, a taken name, and a server that lets nobody register.
#[test]
fn registration() {
    let mut store = store();
    for (allowed, name, expected) in [
        (true, "clank", (Status::SUCCESS, 2)),
        (true, "RATCHET", (Status::ACCOUNT_ALREADY_EXISTS, 0)),
        (true, "", (Status::FAIL, 0)),
        (false, "qwark", (Status::FAIL, 0)),
    ] {
        let mut bench = mas_with(|config| config.accounts.registration = allowed);
        let (conn, session_key) = bench.begin(1);
        let (account_name, password) = (NameText::new(name), PasswordText::new("p"));
        bench.send(
            conn,
            &app(&lobby::AccountRegistrationRequest { session_key, account_name, password, ..Default::default() }),
        );
        bench.serve(&mut store);
        let answer: lobby::AccountRegistrationResponse = bench.answer(conn);
        assert_eq!((answer.status_code, answer.account_id), expected, "{name}");
    }
}

/// MAS-31, MAS-33, MAS-34, ST-11, ST-13 to ST-15: the login's answer, field by field.
#[test]
fn a_login_tells_where_to_go_and_with_which_keys() {
    let mut bench = mas();
    let (conn, session_key) = bench.begin(1);
    bench.send(conn, &login(session_key, "7", "Ratchet", "right"));
    bench.serve(&mut store());
    // Not before the MLS knows (architecture.md §5).
    assert!(bench.ids(conn).is_empty());
    match &bench.mail[..] {
        [(Component::Mls, PeerMessage::Admit(admission))] => {
            assert_eq!(
                (admission.account_id, admission.name.as_str(), admission.app_id),
                (AccountId(1), "ratchet", AppId(10684))
            );
            assert!(*admission.session_key.expose() == session_key);
        }
        other => panic!("{other:?}"),
    }
    bench.admit();
    let answer: lobby::AccountLoginResponse = bench.answer(conn);
    assert_eq!((answer.message_id, answer.status_code, answer.account_id), (id("7"), Status::SUCCESS, 1));
    assert_eq!((answer.account_type.0, answer.medius_world_id), (1, 7));
    let info = answer.connect_info;
    assert_eq!((info.kind, info.world_id), (NetConnectionType::CLIENT_SERVER_TCP, 6));
    let [mls, nat] = &info.address_list.address_list;
    assert_eq!((mls.address_type, mls.address.text(), mls.port), (NetAddressType::EXTERNAL, &b"10.0.0.1"[..], 10078));
    assert_eq!(
        (nat.address_type, nat.address.text(), nat.port),
        (NetAddressType::NAT_SERVICE, &b"10.0.0.1"[..], 10070)
    );
    assert!(info.session_key == session_key && info.access_key.text().len() == 16);
    // A community client never encrypts, and is told so (ST-14).
    assert_eq!(info.server_key.0, [0; 64]);
    match &bench.asked[..] {
        [(_, StoreRequest::Account(AccountRequest::NoteLogin(NoteLogin { account_id: AccountId(1), .. })))] => {}
        other => panic!("{other:?}"),
    }
}

/// MAS-31, MAS-12, OPS-7: every way to be refused; account, console and address are looked at.
#[test]
fn logins_are_refused() {
    let mut store = store();
    let mut bench = mas_with(|config| {
        config.accounts.create_on_login = false;
        config.text_filter = TextFilter::of("nefarious").expect("sound");
    });
    let status = |bench: &mut Bench<Mas>, store: &mut Memory, name, password| {
        let answer = try_login(bench, store, name, password);
        let nothing = NetConnectionInfo { pad: answer.connect_info.pad, ..NetConnectionInfo::default() };
        assert!(answer.status_code == Status::SUCCESS || answer.connect_info == nothing);
        answer.status_code
    };
    assert_eq!(status(&mut bench, &mut store, "ratchet", "right"), Status::SUCCESS);
    assert_eq!(status(&mut bench, &mut store, "ratchet", "wrong"), Status::INVALID_PASSWORD);
    assert_eq!(status(&mut bench, &mut store, "nobody", "right"), Status::ACCOUNT_NOT_FOUND);
    assert_eq!(status(&mut bench, &mut store, "dr nefarious", "right"), Status::FAIL);
    store.put_ban(BanKind::Address, common::address(0).ip());
    store.put_ban(BanKind::Account, 1);
    assert_eq!(status(&mut bench, &mut store, "ratchet", "right"), Status::ACCOUNT_BANNED);
    let mut bench = mas_with(|config| config.accounts.whitelist = vec![AccountId(4711)]);
    store.bans.retain(|ban| ban.kind != BanKind::Account);
    assert_eq!(status(&mut bench, &mut store, "ratchet", "right"), Status::FAIL);
}

/// MAS-31.4: an unknown name is registered by its first login, where that is wanted.
#[test]
fn a_first_login_registers() {
    let (mut bench, mut store) = (mas(), store());
    let answer = try_login(&mut bench, &mut store, "clank", "new");
    assert_eq!((answer.status_code, answer.account_id), (Status::SUCCESS, 2));
    assert_eq!(try_login(&mut bench, &mut store, "clank", "other").status_code, Status::INVALID_PASSWORD);
}

/// MAS-31.6, DM-8: a store that fails or says nothing is no missing account.
#[test]
fn a_lost_answer_of_the_store_is_an_error_of_the_store() {
    let mut bench = mas();
    let (conn, key) = bench.begin(1);
    bench.send(conn, &login(key, "1", "ratchet", "right"));
    let (id, _) = bench.asked.remove(0);
    bench.reply(id, StoreReply::Failed);
    assert_eq!(bench.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::DB_ERROR);
    bench.send(conn, &login(key, "2", "ratchet", "right"));
    bench.pass(Duration::from_millis(2900));
    assert!(bench.ids(conn).is_empty());
    bench.pass(Duration::from_millis(200));
    assert_eq!(bench.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::DB_ERROR);
    // The late answer has no effect any more.
    let (id, request) = bench.asked.remove(0);
    bench.reply(id, store().answer(request));
    assert!(bench.ids(conn).is_empty() && bench.mail.is_empty());
}

/// architecture.md §5: the MLS is asked again, and at last the login is taken back.
#[test]
fn a_silent_lobby_is_asked_again_and_then_given_up() {
    let mut bench = mas();
    let (conn, key) = bench.begin(1);
    bench.send(conn, &login(key, "1", "ratchet", "right"));
    bench.serve(&mut store());
    bench.pass(Duration::from_millis(3100));
    let letters: Vec<&str> = bench
        .mail
        .iter()
        .map(|(_, message)| match message {
            PeerMessage::Admit(_) => "admit",
            PeerMessage::Withdraw { .. } => "withdraw",
            _ => "other",
        })
        .collect();
    assert_eq!(letters, ["admit", "admit", "admit", "withdraw"]);
    assert_eq!(bench.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::TRANSACTION_TIMED_OUT);
    // The answer to the first letter comes at last: nobody waits for it.
    bench.admit();
    assert!(bench.ids(conn).is_empty());
}

/// ST-27: what the MLS refuses is refused with its status; the player may try again.
#[test]
fn a_refusal_of_the_lobby_is_passed_on() {
    let mut bench = mas();
    let (conn, key) = bench.begin(1);
    for _ in 0..2 {
        bench.send(conn, &login(key, "1", "ratchet", "right"));
        bench.serve(&mut store());
        let (_, letter) = bench.mail.remove(0);
        let PeerMessage::Admit(admission) = letter else { panic!("{letter:?}") };
        let message = PeerMessage::Refused { ticket: admission.ticket, status: Status::ACCOUNT_LOGGED_IN.0 };
        bench.input(Input::Peer { from: Component::Mls, message });
        assert_eq!(bench.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::ACCOUNT_LOGGED_IN);
    }
}

/// GEN-16: a login under another session's key; texts are compared to the NUL.
#[test]
fn the_session_key_is_looked_at() {
    let mut bench = mas();
    let (conn, key) = bench.begin(1);
    bench.send(conn, &login(clank_core::wire::SessionKeyText::new("other"), "1", "ratchet", "right"));
    assert_eq!(bench.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::SESSION_KEY_INVALID);
    let mut rubbish = *key.bytes();
    rubbish[16] = 0;
    bench.send(conn, &login(clank_core::wire::SessionKeyText::exact(rubbish), "1", "ratchet", "right"));
    assert_eq!(bench.asked.len(), 1);
}

/// MAS-32: too many failed logins end the connection, a little later.
#[test]
fn failed_logins_are_counted() {
    let mut bench = mas_with(|config| config.limits.login_attempts = 2);
    let (conn, key) = bench.begin(1);
    for expected in [Status::INVALID_PASSWORD, Status::LOGIN_FAILED] {
        bench.send(conn, &login(key, "1", "ratchet", "wrong"));
        bench.serve(&mut store());
        assert_eq!(bench.answer::<lobby::AccountLoginResponse>(conn).status_code, expected);
    }
    bench.pass(Duration::from_millis(4900));
    assert!(!bench.is_closed(conn));
    bench.pass(Duration::from_millis(200));
    assert!(bench.is_closed(conn));
}

/// MAS-32: who fails again and again has to wait, by account and address and whatever the connection; the right
/// password ends it.
#[test]
fn failed_logins_wait_longer_and_longer() {
    let mut bench = mas();
    let mut try_as = |index, name: &str, password: &str, wait| {
        let (conn, key) = bench.begin(index);
        bench.pass(Duration::from_millis(wait));
        bench.send(conn, &login(key, "1", name, password));
        bench.serve(&mut store());
        bench.admit();
        let status = bench.answer::<lobby::AccountLoginResponse>(conn).status_code;
        bench.gone(conn);
        status
    };
    for _ in 0..5 {
        assert_eq!(try_as(1, "ratchet", "wrong", 0), Status::INVALID_PASSWORD);
    }
    for (index, name, password, wait, expected) in [
        (1, "ratchet", "right", 0, Status::LOGIN_FAILED),
        (1, "RATCHET", "right", 900, Status::LOGIN_FAILED),
        (2, "ratchet", "wrong", 0, Status::INVALID_PASSWORD),
        (1, "ratchet", "wrong", 200, Status::INVALID_PASSWORD),
        (1, "ratchet", "right", 1900, Status::LOGIN_FAILED),
        (1, "ratchet", "right", 200, Status::SUCCESS),
        (1, "ratchet", "wrong", 0, Status::INVALID_PASSWORD),
    ] {
        assert_eq!(try_as(index, name, password, wait), expected, "{index} {name} {password} {wait}");
    }
}

/// MAS-37: an anonymous player has a negative id, and no store hears of him.
#[test]
fn anonymous_players() {
    let mut bench = mas();
    let (conn, session_key) = bench.begin(1);
    bench.send(conn, &app(&lobby::AnonymousLoginRequest { session_key, ..Default::default() }));
    bench.admit();
    let answer: lobby::AnonymousLoginResponse = bench.answer(conn);
    assert_eq!(answer.status_code, Status::SUCCESS);
    assert!(answer.account_id < 0 && bench.asked.is_empty());
    // MAS-39, MAS-40, MAS-43: nothing of his can be stored.
    bench.send(conn, &app(&lobby::AccountUpdateStatsRequest { session_key, ..Default::default() }));
    assert_eq!(bench.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::PLAYER_NOT_PRIVILEGED);
}

/// MAS-38: a logout without a login is as good as one with it; a foreign key is not.
#[test]
fn logout() {
    let mut bench = mas();
    let (conn, session_key) = bench.begin(1);
    let logout = |bench: &mut Bench<Mas>, session_key| {
        bench.send(conn, &app(&lobby::AccountLogoutRequest { session_key, ..Default::default() }));
        bench.answer::<lobby::AccountLogoutResponse>(conn).status_code
    };
    assert_eq!(logout(&mut bench, session_key), Status::SUCCESS);
    bench.send(conn, &login(session_key, "1", "ratchet", "right"));
    bench.serve(&mut store());
    bench.admit();
    bench.frames(conn);
    assert_eq!(logout(&mut bench, clank_core::wire::SessionKeyText::new("other")), Status::FAIL);
    assert!(bench.mail.is_empty());
    assert_eq!(logout(&mut bench, session_key), Status::SUCCESS);
    assert!(matches!(bench.mail[..], [(Component::Mls, PeerMessage::Withdraw { .. })]));
}

/// MAS-20, MAS-39, MAS-40, MAS-43: what an account can do with itself.
#[test]
fn account_requests() {
    let (mut bench, mut store) = (mas(), store());
    let (conn, session_key) = bench.begin(1);
    bench
        .send(conn, &app(&lobby::AccountGetIDRequest { account_name: NameText::new("RATCHET"), ..Default::default() }));
    bench.serve(&mut store);
    assert_eq!(bench.answer::<lobby::AccountGetIDResponse>(conn).account_id, 1);
    bench.send(conn, &app(&lobby::AccountGetIDRequest { account_name: NameText::new("nobody"), ..Default::default() }));
    bench.serve(&mut store);
    let answer: lobby::AccountGetIDResponse = bench.answer(conn);
    assert_eq!((answer.status_code, answer.account_id), (Status::ACCOUNT_NOT_FOUND, -1));
    bench.send(conn, &login(session_key, "1", "ratchet", "right"));
    bench.serve(&mut store);
    bench.admit();
    bench.asked.clear();
    bench.frames(conn);
    for (old, expected) in [("wrong", Status::INVALID_PASSWORD), ("right", Status::SUCCESS)] {
        let (old_password, new_password) = (PasswordText::new(old), PasswordText::new("new"));
        bench.send(
            conn,
            &app(&lobby::AccountUpdatePasswordRequest {
                session_key,
                old_password,
                new_password,
                ..Default::default()
            }),
        );
        bench.serve(&mut store);
        assert_eq!(bench.answer::<lobby::AccountUpdatePasswordStatusResponse>(conn).status_code, expected);
    }
    bench.send(conn, &app(&lobby::AccountUpdateStatsRequest { session_key, ..Default::default() }));
    bench.serve(&mut store);
    assert_eq!(bench.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::SUCCESS);
    let master_password = PasswordText::new("new");
    bench.send(conn, &app(&lobby::AccountDeleteRequest { session_key, master_password, ..Default::default() }));
    bench.serve(&mut store);
    assert_eq!(bench.answer::<lobby::AccountDeleteResponse>(conn).status_code, Status::SUCCESS);
    assert!(store.accounts.is_empty());
}

/// GEN-11, GEN-12: four requests at once, the store answers backwards, the answers leave in order.
#[test]
fn answers_leave_in_the_order_of_the_requests() {
    let (mut bench, mut store) = (mas(), store());
    let (conn, _) = bench.begin(1);
    let ask = |text: &str| app(&lobby::GetLocationsRequest { message_id: id(text), ..Default::default() });
    bench.send(
        conn,
        &[ask("1"), ask("2"), app(&lobby_ext::GetServerTimeRequest { message_id: id("3") }), ask("4")].concat(),
    );
    assert!(bench.ids(conn).is_empty());
    let mut asked = std::mem::take(&mut bench.asked);
    asked.reverse();
    for (store_id, request) in asked {
        let reply = store.answer(request);
        bench.reply(store_id, reply);
    }
    let ids: Vec<u8> = bench.frames(conn).iter().map(|(_, payload)| payload[2]).collect();
    assert_eq!(ids, *b"1234");
}

/// architecture.md §2: at `limits.pending_requests` reading pauses; it goes on when an answer leaves.
#[test]
fn a_flood_of_requests_pauses_reading() {
    let mut bench = mas_with(|config| config.limits.pending_requests = 2);
    let mut store = store();
    let (conn, _) = bench.begin(1);
    let ask = |text: &str| app(&lobby::GetLocationsRequest { message_id: id(text), ..Default::default() });
    bench.send(conn, &[ask("1"), ask("2"), ask("3"), ask("4"), ask("5")].concat());
    assert_eq!((bench.asked.len(), bench.paused.clone()), (2, vec![(conn, true)]));
    bench.serve(&mut store);
    assert_eq!(bench.answers::<lobby::GetLocationsResponse>(conn).len(), 5);
    assert_eq!(bench.paused.last(), Some(&(conn, false)));
}

/// MAS-50, MAS-51, MAS-52, MAS-53, MAS-54, P2P-1: the first steps of a game host.
#[test]
fn game_hosts() {
    let mut bench = mas();
    let conn = bench.connect(1);
    bench.send(conn, &app(&report::ServerAuthenticationRequest::default()));
    assert_eq!(bench.answer::<report::ServerAuthenticationResponse>(conn).confirmation.0, -1);
    bench.send(conn, &app(&report::ServerSessionBeginRequest { message_id: id("b"), ..Default::default() }));
    let begun: report::ServerSessionBeginResponse = bench.answer(conn);
    assert_eq!((begun.confirmation.0, begun.connect_info.kind), (0, NetConnectionType::PEER_TO_PEER_UDP));
    let [nat, unused] = &begun.connect_info.address_list.address_list;
    assert_eq!((nat.address_type, nat.port), (NetAddressType::NAT_SERVICE, 10070));
    assert_eq!((unused.address_type, unused.port), (NetAddressType::NONE, u32::MAX));
    // Told where to go when the MPS expects it, and refused when that does not answer.
    bench.send(conn, &app(&report::ServerAuthenticationRequest::default()));
    let letters = |bench: &mut Bench<Mas>| -> Vec<HostAdmission> {
        let letters = std::mem::take(&mut bench.mail);
        let hosts = letters.into_iter().map(|letter| match letter {
            (Component::Mps, PeerMessage::AdmitHost(admission)) => *admission,
            other => panic!("{other:?}"),
        });
        hosts.collect()
    };
    assert_eq!(letters(&mut bench).len(), 1);
    bench.pass(Duration::from_secs(30));
    let refused: report::ServerAuthenticationResponse = bench.answer(conn);
    assert_eq!(refused.confirmation, MgclErrorCode::UNSUCCESSFUL);
    letters(&mut bench);
    bench.send(conn, &app(&report::ServerAuthenticationRequest::default()));
    let [letter] = &letters(&mut bench)[..] else { panic!("one letter") };
    assert_eq!((letter.app_id, letter.address), (AppId(10684), *common::address(1).ip()));
    assert!(*letter.session_key.expose() == begun.connect_info.session_key, "the keys it was given");
    assert!(*letter.access_key.expose() == begun.connect_info.access_key, "the keys it was given");
    bench.input(Input::Peer { from: Component::Mps, message: PeerMessage::HostAdmitted { ticket: letter.ticket } });
    let authenticated: report::ServerAuthenticationResponse = bench.answer(conn);
    assert_eq!(authenticated.connect_info.kind, NetConnectionType::CLIENT_SERVER_TCP);
    assert_eq!(authenticated.connect_info.address_list.address_list[0].port, 10077);
    assert!(authenticated.connect_info.session_key == begun.connect_info.session_key);
    bench.send(conn, &app(&report::ServerSetAttributesRequest::default()));
    assert_eq!(bench.answer::<report::ServerSetAttributesResponse>(conn).confirmation.0, 0);
    bench.send(conn, &app(&report::ServerReport::default()));
    assert!(bench.ids(conn).is_empty());
    bench.send(conn, &app(&report::ServerSessionEndRequest { message_id: id("e") }));
    assert_eq!(bench.answer::<report::ServerSessionEndResponse>(conn).confirmation.0, 0);
}

/// A script that dislikes one name, and writes about every login.
struct Picky;

impl Script for Picky {
    fn wants(&self) -> HookSet {
        HookSet::of(&[HookKind::Login, HookKind::Registration])
    }

    fn call(&mut self, _: Instant, hook: Hook<'_>, actions: &mut Actions) -> Verdict {
        let (Hook::Login { name, .. } | Hook::Registration { name, .. }) = hook else { return Verdict::Allow };
        actions.push(Action::Log(format!("{name} knocks")));
        if name == "qwark" { Verdict::Deny } else { Verdict::Allow }
    }
}

/// architecture.md §7: a script can veto, and a recording of its decisions does the same without it.
#[test]
fn scripts_can_veto() {
    let run = |script: Box<dyn Script>| {
        let mut bench = Bench::new(Mas::new(&Config::default(), [5; 32], script));
        let mut store = store();
        let statuses = ["ratchet", "qwark"].map(|name| try_login(&mut bench, &mut store, name, "right").status_code);
        assert_eq!(statuses, [Status::SUCCESS, Status::REQUEST_DENIED]);
        bench.described
    };
    let allowed = clank_core::script::Decision::default();
    let log = |name: &str| {
        let mut actions = Actions::default();
        actions.push(Action::Log(format!("{name} knocks")));
        actions
    };
    let decisions = [
        clank_core::script::Decision { actions: log("ratchet"), ..allowed.clone() },
        clank_core::script::Decision { actions: log("qwark"), verdict: Verdict::Deny },
    ];
    let recorded = clank_core::script::ReplayedScript::new(Picky.wants(), decisions.into());
    assert!(run(Box::new(Picky)) == run(Box::new(recorded)));
}

/// GEN-3: a title that is not let in.
#[test]
fn a_title_that_is_not_let_in_is_closed() {
    let mut bench = mas_with(|config| config.titles.only = vec![AppId(11184)]);
    let conn = bench.open(1);
    bench.send(conn, &handshake(None));
    assert_eq!((bench.is_closed(conn), bench.faults()), (true, vec!["GEN-3"]));
}

/// architecture.md §2: a snapshot at any step continues byte for byte.
#[test]
fn a_snapshot_continues_byte_for_byte() {
    let script: Vec<Vec<u8>> = vec![
        handshake(None),
        app(&lobby::SessionBeginRequest { message_id: id("1"), ..Default::default() }),
        app(&lobby::GetPolicyRequest { message_id: id("2"), ..Default::default() })[..20].to_vec(),
        app(&lobby::GetPolicyRequest { message_id: id("2"), ..Default::default() })[20..].to_vec(),
        clear(rt::ClientEcho::ID, &[0xa5]),
        app(&lobby::SessionBeginRequest { message_id: id("3"), ..Default::default() }),
    ];
    for cut in 0..script.len() {
        let mut original = mas();
        original.open(0);
        let mut copy = mas();
        for (step, bytes) in script.iter().enumerate() {
            if step == cut {
                let mut snapshot = Vec::new();
                original.machine.snapshot(&mut snapshot);
                copy.machine.restore(&snapshot).expect("a snapshot");
                copy.described.clear();
                original.described.clear();
            }
            original.send(conn(0), bytes);
            if step >= cut {
                copy.send(conn(0), bytes);
            }
        }
        for bench in [&mut original, &mut copy] {
            bench.pass(Duration::from_secs(100));
            bench.gone(conn(0));
        }
        assert!(original.described == copy.described && !copy.described.is_empty(), "cut at {cut}");
    }
    assert!(mas().machine.restore(b"rubbish").is_err());
}
