//! What components make of their store: requests that nobody waits for any more, and replies that answer none.

use core::time::Duration;

use crate::common::players::{enter, mls};
use crate::common::{Harness, app, handshake, id, login};
use crate::operators::mas;
use clank_core::config::Config;
use clank_core::counters::Counters;
use clank_core::ids::{AccountId, ConnId, StoreId};
use clank_core::machine::{Cost, Event, Fault, Machine};
use clank_core::mls::Mls;
use clank_core::operator::{Command, CommandAnswer};
use clank_core::store::{
    Account, AccountMissing, ChangePassword, CheckPassword, ClanMissing, ReadClan, Request as _, SaveAccountStats,
    StoreReply,
};
use clank_core::wire::{CallbackStatus as Status, Message, NameText, PasswordText, lobby};

fn counters<M: Machine>(harness: &mut Harness<M>) -> Counters {
    match harness.operator(Command::Counters) {
        CommandAnswer::Counters(counters) => *counters,
        other => panic!("{other:?}"),
    }
}

/// What the store was asked and has not answered.
fn waiting<M>(harness: &Harness<M>) -> Vec<&'static str> {
    harness.asked.iter().map(|(_, request)| request.name()).collect()
}

/// Reads.
fn get_id() -> Vec<u8> {
    app(&lobby::AccountGetIDRequest { message_id: id("g"), account_name: NameText::new("clank"), ..Default::default() })
}

/// Writes.
fn update_stats() -> Vec<u8> {
    app(&lobby::AccountUpdateStatsRequest { message_id: id("s"), ..Default::default() })
}

/// DM-8: what is only read for a connection is taken back when it closes. What is written is not, and what others wait
/// for is not; nobody hears of an answer that comes, or does not come, for who is gone.
#[test]
fn what_nobody_waits_to_read_is_taken_back() {
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let mut store = harness.store.take().expect("a store");
    for request in [get_id(), update_stats(), get_id()] {
        harness.send(one, &request);
    }
    harness.send(two, &get_id());
    let [find, save] = ["FindAccountByName", "SaveAccountStats"];
    assert_eq!(waiting(&harness), [find, save, find, find]);
    let kept = [harness.asked[1].0, harness.asked[3].0];
    harness.gone(one);
    assert_eq!(harness.asked.iter().map(|(id, _)| *id).collect::<Vec<StoreId>>(), kept);
    harness.events.clear();
    harness.serve(&mut store);
    let answer: lobby::AccountGetIDResponse = harness.answer(two);
    let expected = lobby::AccountGetIDResponse {
        message_id: id("g"),
        status_code: Status::SUCCESS,
        account_id: 2,
        ..Default::default()
    };
    assert_eq!(answer, expected);
    assert_eq!(store.accounts[&AccountId(1)].stats, [0; 256], "written");
    harness.pass(Duration::from_secs(5));
    assert!(harness.ids(one).is_empty());
    assert_eq!(harness.events, []);
    assert_eq!(counters(&mut harness).store_failed, 0);
}

/// DM-8: the same at the MAS: a password is not looked at for who is gone, an account that they wanted is made. What
/// the machine asks on its own account, for nobody, stays.
#[test]
fn nobody_reads_for_a_login_that_is_gone() {
    let mut harness = mas(&Config::default());
    let ((one, one_key), (two, two_key)) = (harness.begin(1), harness.begin(2));
    harness.store = None;
    let three = harness.open(3);
    harness.send(three, &handshake(None));
    harness.send(one, &login(one_key, "l", "ratchet", ""));
    let (account_name, password) = (NameText::new("clank"), PasswordText::new("p"));
    let registration = lobby::AccountRegistrationRequest {
        message_id: id("r"),
        session_key: two_key,
        account_name,
        password,
        ..Default::default()
    };
    harness.send(two, &app(&registration));
    assert_eq!(waiting(&harness), ["FindBan", "CheckPassword", "CreateAccount"]);
    harness.gone(three);
    assert_eq!(waiting(&harness), ["FindBan", "CheckPassword", "CreateAccount"]);
    harness.gone(one);
    assert_eq!(waiting(&harness), ["FindBan", "CreateAccount"]);
    harness.gone(two);
    assert_eq!(waiting(&harness), ["FindBan", "CreateAccount"]);
}

/// The store replies something else than it was asked: a fault, counted; what the console is told.
fn misreplied<A: Message>(harness: &mut Harness<Mls>, conn: ConnId, request: &[u8], reply: StoreReply) -> A {
    let before = counters(harness);
    harness.send(conn, request);
    let (asked, request) = harness.asked.remove(0);
    harness.events.clear();
    harness.reply(asked, reply);
    let what = format!("the store answers {} with the reply to another request", request.name());
    let fault = Event::Fault { conn: None, fault: Fault { rule: "DM-8", cost: Cost::Ignore, what } };
    assert_eq!(harness.events, [fault]);
    let counted = Counters {
        requests: before.requests + 1,
        store_failed: before.store_failed + 1,
        faults_ignored: before.faults_ignored + 1,
        ..before
    };
    assert_eq!(counters(harness), counted);
    assert!(!harness.is_closed(conn));
    harness.answer(conn)
}

/// DM-8: a reply to another request, of another subject or of the same, is a fault of the store: it counts as
/// one that failed, and is never "not found".
#[test]
fn a_reply_of_another_kind_is_a_failure() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    harness.store = None;
    let no_answer = lobby::AccountGetIDResponse {
        message_id: id("g"),
        status_code: Status::DB_ERROR,
        account_id: -1,
        ..Default::default()
    };
    let account = Account { id: AccountId(2), name: "clank".into() };
    for reply in [
        ReadClan::reply(Err(ClanMissing::NoClan.into())),
        SaveAccountStats::reply(Err(AccountMissing::NoAccount.into())),
        CheckPassword::reply(Ok(account)),
    ] {
        let answer: lobby::AccountGetIDResponse = misreplied(&mut harness, conn, &get_id(), reply);
        assert_eq!(answer, no_answer);
    }
    let reply = ChangePassword::reply(Ok(()));
    let answer: lobby::AccountUpdateStatsResponse = misreplied(&mut harness, conn, &update_stats(), reply);
    let expected =
        lobby::AccountUpdateStatsResponse { message_id: id("s"), status_code: Status::DB_ERROR, ..Default::default() };
    assert_eq!(answer, expected);
}
