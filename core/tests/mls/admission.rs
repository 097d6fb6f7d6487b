//! Who is let in, by which keys and from where; and whom a second login of the same account replaces.

use core::time::Duration;

use crate::buddies::limited;
use crate::common::players::{
    admit, admit_from, arrive_from, ask, create, enter, join, keys, mls, online, put_account,
};
use crate::common::{Harness, app, conn, handshake, id, rt_frame};
use clank_core::ids::{AccountId, AppId, ChannelId, Component, ConnId};
use clank_core::limits::Limits;
use clank_core::machine::{Event, Input};
use clank_core::mls::Mls;
use clank_core::peer::{LobbyWorld, PeerMessage, Ticket};
use clank_core::store::StoreReply;
use clank_core::wire::rt::{self};
use clank_core::wire::{AccessKey, CallbackStatus as Status, RtId, SessionKeyText, lobby};

const SEVEN: AccountId = AccountId(7);

/// Whether keys let a console in. Who is not let in hears nothing. The address is that of the index, modulo 200.
fn comes(harness: &mut Harness<Mls>, index: u32, keys: (SessionKeyText, AccessKey)) -> bool {
    let faults = harness.faults().len();
    let conn = harness.open(index);
    harness.send(conn, &handshake(Some(keys)));
    let told = harness.ids(conn);
    let inside = !harness.is_closed(conn);
    assert_eq!(told.ends_with(&[RtId(0x07), RtId(0x1a)]), inside, "{told:02x?}");
    assert_eq!(harness.faults()[faults..], ["MLS-1"][usize::from(inside)..]);
    if !inside {
        harness.gone(conn);
    }
    inside
}

/// MLS-1, PC-5, ST-20: a session key alone lets in who is awaited, from the address of his login; it never displaces a
/// connection. The access key needs none of that.
#[test]
fn a_session_key_alone_lets_in_who_is_awaited() {
    let mut harness = mls();
    admit(&mut harness, 1, AccountId(1));
    let alone = (keys(1).0, AccessKey::default());
    assert!(!comes(&mut harness, 2, alone), "from elsewhere");
    assert!(comes(&mut harness, 1, (keys(1).0, AccessKey::new("stale"))));
    assert!(!comes(&mut harness, 201, alone), "he has a connection");
    assert!(!harness.is_closed(conn(1)));
    harness.gone(conn(1));
    assert!(!comes(&mut harness, 202, alone), "from elsewhere");
    assert!(comes(&mut harness, 401, alone));
    harness.gone(conn(401));
    // The window is over, though nobody looked at the clock yet.
    harness.now = harness.now + Duration::from_secs(8);
    assert!(!comes(&mut harness, 601, alone));
    admit(&mut harness, 2, AccountId(2));
    assert!(comes(&mut harness, 3, (SessionKeyText::default(), keys(2).1)), "the access key, from anywhere");
}

/// MLS-1, ST-12: the newest access key displaces an older connection, wherever it comes from; an old one lets in from
/// the address of the login alone.
#[test]
fn old_access_keys_let_in_from_the_address_of_the_login() {
    let mut harness = mls();
    let one = enter(&mut harness, 1, "ratchet");
    let room = create(&mut harness, one, "room", "", 9).medius_world_id;
    let newest = join(&mut harness, one, room, "").connect_info.access_key;
    let old = keys(1);
    assert!(!comes(&mut harness, 2, old), "an old key, from elsewhere");
    assert!(!harness.is_closed(one));
    assert!(comes(&mut harness, 201, old), "an old key, from the address of the login");
    assert!(harness.is_closed(one));
    assert!(comes(&mut harness, 3, (old.0, newest)), "the newest key, from elsewhere");
    assert!(harness.is_closed(conn(201)));
    assert!(!comes(&mut harness, 4, old) && !harness.is_closed(conn(3)));
}

fn refused(number: u8) -> PeerMessage {
    PeerMessage::Refused { ticket: Ticket([number; 16]), status: Status::ACCOUNT_LOGGED_IN.0 }
}

fn admitted(number: u8) -> PeerMessage {
    let lobby = LobbyWorld { medius_world_id: ChannelId(1), world_id: 1 };
    PeerMessage::Admitted { ticket: Ticket([number; 16]), lobby }
}

fn logouts(harness: &Harness<Mls>) -> usize {
    harness.events.iter().filter(|event| **event == Event::LoggedOut { account_id: SEVEN }).count()
}

/// Account 7 is in the lobby, by its first connection.
fn seven(harness: &mut Harness<Mls>) -> ConnId {
    put_account(harness.tables(), SEVEN, AppId(10684), "ratchet");
    assert_eq!(admit_from(harness, 1, SEVEN, 1, &[]), admitted(1));
    arrive_from(harness, 1, keys(1))
}

/// ST-27, ST-21: a login replaces the older session of its account if nothing was heard from it for 30 s, and
/// it comes from the address of that one's login; before that, and from elsewhere, the account is logged in.
#[test]
fn a_silent_session_makes_room() {
    let mut harness = limited(Limits { sessions: 1, ..Limits::default() });
    let one = seven(&mut harness);
    harness.pass(Duration::from_secs(20));
    harness.send(one, &rt_frame(&rt::ClientEcho::default()));
    harness.pass(Duration::from_secs(29));
    assert_eq!(admit_from(&mut harness, 2, SEVEN, 1, &[]), refused(2), "29 s");
    harness.pass(Duration::from_secs(1));
    assert_eq!(admit_from(&mut harness, 2, SEVEN, 2, &[]), refused(2), "from elsewhere");
    let living = [Ticket([1; 16])];
    assert_eq!(admit_from(&mut harness, 2, SEVEN, 1, &living), refused(2), "its connection to the MAS is living");
    assert_eq!((logouts(&harness), harness.is_closed(one)), (0, false));
    assert_eq!(admit_from(&mut harness, 2, SEVEN, 1, &[Ticket([9; 16])]), admitted(2));
    assert_eq!(logouts(&harness), 1);
    assert!(!comes(&mut harness, 201, keys(1)), "its keys are worth nothing");
    assert!(comes(&mut harness, 401, keys(2)));
    harness.pass(Duration::from_secs(5));
    assert!(harness.is_closed(one) && !harness.is_closed(conn(401)));
}

/// ST-27: so it is at once with one that has no connection any more.
#[test]
fn a_session_without_a_connection_makes_room() {
    let mut harness = mls();
    let one = seven(&mut harness);
    harness.gone(one);
    assert_eq!(admit_from(&mut harness, 2, SEVEN, 2, &[]), refused(2), "from elsewhere");
    assert_eq!(admit_from(&mut harness, 2, SEVEN, 1, &[]), admitted(2));
    assert_eq!(logouts(&harness), 1);
    // Another account's login from there ends nothing.
    assert_eq!(admit_from(&mut harness, 3, AccountId(8), 1, &[]), admitted(3));
    assert_eq!(logouts(&harness), 1);
    assert!(comes(&mut harness, 201, keys(2)));
}

/// ST-27: who is online is looked at again when the store has answered: of two logins at once, the one whose answer
/// comes first is in, and the other is not. Where the store fails, the older session stays.
#[test]
fn of_two_logins_at_once_one_is_in() {
    for swapped in [false, true] {
        let mut harness = mls();
        let mut store = harness.store.take().expect("a store");
        for number in [1, 2] {
            let message = crate::common::players::admission_from(number, SEVEN, 1, &[]);
            harness.input(Input::Peer { from: Component::Mas, message });
        }
        assert_eq!((harness.mail.len(), harness.asked.len()), (0, 2));
        if swapped {
            harness.asked.swap(0, 1);
        }
        harness.serve(&mut store);
        let (first, second) = if swapped { (2, 1) } else { (1, 2) };
        let to_mas = |message| (Component::Mas, message);
        assert_eq!(harness.mail, [to_mas(admitted(first)), to_mas(refused(second))]);
        assert_eq!(logouts(&harness), 0);
    }
    let mut harness = mls();
    let one = seven(&mut harness);
    harness.gone(one);
    let store = harness.store.take();
    let message = crate::common::players::admission_from(2, SEVEN, 1, &[]);
    harness.input(Input::Peer { from: Component::Mas, message });
    let (asked, _) = harness.asked.remove(0);
    harness.reply(asked, StoreReply::Failed);
    harness.store = store;
    let failed = PeerMessage::Refused { ticket: Ticket([2; 16]), status: Status::DB_ERROR.0 };
    assert_eq!((harness.mail.pop(), logouts(&harness)), (Some((Component::Mas, failed)), 0));
    let back = arrive_from(&mut harness, 201, keys(1));
    let me = lobby::GetMyIPRequest { message_id: id("m"), ..Default::default() };
    assert_eq!(ask::<lobby::GetMyIPResponse>(&mut harness, back, &me).status_code, Status::SUCCESS);
    assert_eq!(online(&harness), 2);
    harness.send(back, &app(&me));
    assert!(!harness.is_closed(back));
}
