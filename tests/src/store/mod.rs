//! What every backend of the store does: each request with its success and each of its refusals.
//!
//! A backend is made from rows: [`Memory`]'s tables are the form in which a suite lays them out. A test file calls
//! `clank_tests::store_suite!(|tables| Box::new(..))`.
#![allow(clippy::missing_panics_doc, reason = "a broken backend should stop the test")]

pub mod accounts;
pub mod buddies;
pub mod clan_matters;
pub mod clans;
pub mod files;
pub mod ladders;
pub mod order;
pub mod titles;

use std::net::Ipv4Addr;

use clank_core::ids::{AccountId, AppId, ChannelId, Component, LocationId, StoreId, TitleGroup};
use clank_core::machine::{read_snapshot, write_snapshot};
use clank_core::secret::Secret;
use clank_core::store::{
    Account, AccountRow, Announcement, AnnouncementRow, Answer, Answered, Asked, Backend, ChannelRow,
    ConfiguredChannel, CreateAccount, Location, LocationRow, Memory, Policy, PolicyRow, Request, StoreError,
    StoreReply, StoreRequest,
};
use clank_core::wire::PolicyType;

/// A title, and one that shares its group.
pub const APP: AppId = AppId(10_684);
/// The other title of its group.
pub const SIBLING: AppId = AppId(10_683);
/// A title of another group.
pub const STRANGER: AppId = AppId(11_184);
/// An id that nothing has.
pub const NOBODY: AccountId = AccountId(9_999);
/// Where players play.
pub const HOME: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
/// The account of the rows whose next password is taken as its new one.
pub const RESET: AccountId = AccountId(50);

/// Returns the rows that every backend begins with: what no request writes.
#[must_use]
pub fn rows() -> Memory {
    let mut rows = Memory::new();
    rows.groups.extend([(APP, TitleGroup(SIBLING.0)), (SIBLING, TitleGroup(SIBLING.0))]);
    let text = |text: &str| (format!("{text} title"), format!("{text} body"));
    for (app_id, kind, name) in [
        (None, PolicyType::USAGE, "all"),
        (Some(APP), PolicyType::USAGE, "own"),
        (Some(STRANGER), PolicyType::PRIVACY, "strange"),
    ] {
        let (title, body) = text(name);
        rows.policies.push(PolicyRow { app_id, kind, policy: Policy { title, body } });
    }
    for (id, app_id, from, to) in
        [(5, None, 100, None), (4, Some(APP), 100, None), (3, Some(STRANGER), 0, None), (2, None, 0, Some(100))]
    {
        let (title, body) = text("news");
        let announcement = Announcement { id, title, body };
        rows.announcements.push(AnnouncementRow { app_id, announcement, from, to });
    }
    for (id, app_id) in [(40, APP), (41, APP), (42, SIBLING)] {
        rows.locations
            .push(LocationRow { app_id, location: Location { id: LocationId(id), name: format!("place {id}") } });
    }
    for (id, app_id) in [(1, APP), (2, STRANGER), (3, SIBLING)] {
        rows.channels.push(ChannelRow { app_id, channel: channel(id) });
    }
    rows.put_account(AccountRow {
        id: RESET,
        group: TitleGroup(SIBLING.0),
        name: "Reset".into(),
        password: secret("forgotten"),
        stats: vec![0; 256],
        last_sign_in: None,
        machine_id: None,
        reset_password: true,
    });
    rows
}

/// Returns a channel of the rows.
#[must_use]
pub fn channel(id: i32) -> ConfiguredChannel {
    ConfiguredChannel {
        id: ChannelId(id),
        name: format!("channel {id}"),
        max_players: 32,
        fields: [1, 2, 3, 4],
        field_level: 15,
    }
}

/// Returns a secret text.
#[must_use]
pub fn secret(text: &str) -> Secret<String> {
    Secret::new(text.into())
}

/// Returns the answer that refuses.
pub const fn refused<T, R>(why: R) -> Result<T, StoreError<R>> {
    Err(StoreError::Refused(why))
}

/// Somebody who asks a backend.
pub struct Client {
    backend: Box<dyn Backend>,
    asked: u64,
}

impl Client {
    /// Returns a client of a backend with the [`rows`].
    pub fn new(mut make: impl FnMut(Memory) -> Box<dyn Backend>) -> Self {
        Self { backend: make(rows()), asked: 0 }
    }

    /// Asks for one thing.
    pub fn ask<R: Request>(&mut self, request: R) -> Answer<R> {
        let reply = self.ask_all([request.into()]).pop().expect("one reply");
        R::answer_of(reply).expect("a reply of the request's own kind")
    }

    /// Asks for several things in one call. Requests and replies survive being written down.
    pub fn ask_all(&mut self, requests: impl IntoIterator<Item = StoreRequest>) -> Vec<StoreReply> {
        let requests = requests.into_iter().map(|request| {
            self.asked += 1;
            let from = if self.asked.is_multiple_of(2) { Component::Mas } else { Component::Mls };
            let written: StoreRequest = rewritten(&request);
            assert_eq!(written, request);
            Asked { from, id: StoreId(self.asked.div_ceil(2)), request: written }
        });
        let asked: Vec<Asked> = requests.collect();
        let names: Vec<_> = asked.iter().map(|asked| (asked.from, asked.id)).collect();
        let mut answered = Vec::new();
        self.backend.answer_all(&mut asked.into_iter(), &mut answered);
        assert_eq!(answered.iter().map(|reply| (reply.from, reply.id)).collect::<Vec<_>>(), names);
        let replies = answered.into_iter().map(|Answered { reply, .. }| {
            let written: StoreReply = rewritten(&reply);
            assert_eq!(written, reply);
            written
        });
        replies.collect()
    }

    /// Registers an account of [`APP`]; its password is its name.
    pub fn register(&mut self, name: &str) -> Account {
        self.ask(registration(APP, name)).expect("a free name")
    }
}

/// Returns the request to register an account; its password is its name.
#[must_use]
pub fn registration(app_id: AppId, name: &str) -> CreateAccount {
    CreateAccount { app_id, name: name.into(), password: secret(name), machine_id: None }
}

fn rewritten<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    let mut bytes = Vec::new();
    write_snapshot(value, &mut bytes);
    read_snapshot(&bytes).expect("what was written can be read")
}

/// The suite as tests of a file; `$make` makes a backend of [`Memory`]'s rows.
#[macro_export]
macro_rules! store_suite {
    ($make:expr) => {
        $crate::store_suite! {
            $make;
            accounts: names passwords new_passwords deletion logins bans profiles arrivals presence;
            titles: policies announcements locations channels;
            buddies: buddy_lists ignored_players invitations answers full_lists strangers;
            clans: creation lookups members leaders statistics disbanding;
            clan_matters: invitations answers messages challenges moves;
            ladders: statistics ladders slices clan_ladders;
            files: creation pieces removal lists metadata;
            order: effects_are_seen_in_order a_refusal_stands_alone;
        }
    };
    ($make:expr; $($subject:ident: $($name:ident)*;)*) => {$(
        mod $subject {
            $(
                #[test]
                fn $name() {
                    $crate::store::$subject::$name(&mut $crate::store::Client::new($make));
                }
            )*
        }
    )*};
}
