//! Policies, announcements, locations, the text filter and accounts on the MLS (lobby.md 5.2, 5.3, 5.10).

use serde::{Deserialize, Serialize};

use super::{Guest, Mls};
use crate::link::Packets;
use crate::lobby::asking::{Asked, Asks};
use crate::lobby::texts;
use crate::machine::{Fault, Instant, Outbox, mark};
use crate::store::{StoreReply, StoreRequest};
use crate::wire::{CallbackStatus as Status, MessageId, Text, TextFilterType, lobby};

/// What the store is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Purpose {
    Policy,
    Announcements { all: bool },
    Locations,
    AccountId,
    Stats,
    PlayerInfo,
}

impl Mls {
    /// The store's answer, in the form of the request that waits for it.
    pub(super) fn store_packets(&self, guest: &Guest, asked: &Asked<Purpose>, reply: StoreReply) -> Packets {
        let (message_id, dialect) = (asked.message_id, guest.dialect());
        match asked.purpose {
            Purpose::Policy => texts::policy_packets(message_id, reply, dialect),
            Purpose::Announcements { all } => texts::announcement_packets(message_id, all, reply, dialect),
            Purpose::Locations => texts::location_packets(message_id, reply, dialect),
            Purpose::AccountId => {
                let (status_code, account_id) = match reply {
                    StoreReply::Account(account) => (Status::SUCCESS, account.id),
                    StoreReply::NoAccount => (Status::ACCOUNT_NOT_FOUND, -1),
                    _ => (Status::DB_ERROR, -1),
                };
                let response =
                    lobby::AccountGetIDResponse { message_id, account_id, status_code, ..Default::default() };
                Packets::of(&response, dialect)
            }
            Purpose::PlayerInfo => Packets::of(&self.player_info_of(guest, message_id, reply), dialect),
            Purpose::Stats => {
                let status_code = if reply == StoreReply::Done { Status::SUCCESS } else { Status::DB_ERROR };
                let response = lobby::AccountUpdateStatsResponse { message_id, status_code, ..Default::default() };
                Packets::of(&response, dialect)
            }
        }
    }
}

#[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "one signature for all handlers")]
impl Mls {
    pub(super) fn policy(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::GetPolicyRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-20");
        Self::player(guest)?;
        let asked = guest.asks(&request.message_id, Purpose::Policy);
        self.ask(now, StoreRequest::Policy { app_id: guest.app_id(), kind: request.policy.0 }, asked, out);
        Ok(())
    }

    pub(super) fn announcements(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::GetAnnouncementsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-21");
        self.ask_announcements(now, guest, &request.message_id, false, out)
    }

    pub(super) fn all_announcements(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::GetAllAnnouncementsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-22");
        self.ask_announcements(now, guest, &request.message_id, true, out)
    }

    fn ask_announcements(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        message_id: &MessageId,
        all: bool,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        Self::player(guest)?;
        let wanted = StoreRequest::Announcements {
            app_id: guest.app_id(),
            most: if all { texts::ANNOUNCEMENTS_MOST } else { 1 },
            unix_s: self.state.front.clock.unix_s(now),
        };
        let asked = guest.asks(message_id, Purpose::Announcements { all });
        self.ask(now, wanted, asked, out);
        Ok(())
    }

    pub(super) fn locations(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::GetLocationsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-174");
        Self::player(guest)?;
        let asked = guest.asks(&request.message_id, Purpose::Locations);
        self.ask(now, StoreRequest::Locations { app_id: guest.app_id() }, asked, out);
        Ok(())
    }

    pub(super) fn account_get_id(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountGetIDRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-30");
        Self::player(guest)?;
        let by_name = StoreRequest::AccountByName { app_id: guest.app_id(), name: request.account_name.to_text() };
        let asked = guest.asks(&request.message_id, Purpose::AccountId);
        self.ask(now, by_name, asked, out);
        Ok(())
    }

    /// An anonymous player has nothing to keep (MAS-37).
    pub(super) fn update_stats(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountUpdateStatsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-31");
        let account_id = self.session(guest)?.account_id();
        if account_id < 0 {
            let (message_id, status_code) = (request.message_id.clean(), Status::FAIL);
            guest.reply(&lobby::AccountUpdateStatsResponse { message_id, status_code, ..Default::default() }, out);
            return Ok(());
        }
        let asked = guest.asks(&request.message_id, Purpose::Stats);
        self.ask(now, StoreRequest::SaveAccountStats { account_id, stats: request.stats.0.to_vec() }, asked, out);
        Ok(())
    }

    pub(super) fn text_filter(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::TextFilterRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-172");
        Self::player(guest)?;
        let accounts = &self.state.config.accounts;
        let said = request.text.to_text();
        let (status_code, text) = match (request.text_filter_type, accounts.passes(&said)) {
            (TextFilterType::TEXT_FILTER_PASS_FAIL, true) => (Status::PASS, request.text.clean()),
            (TextFilterType::TEXT_FILTER_PASS_FAIL, false) => (Status::TEXT_STRING_INVALID, request.text.clean()),
            _ => (Status::SUCCESS, Text::new(accounts.without_forbidden(&said))),
        };
        let message_id = request.message_id.clean();
        guest.reply(&lobby::TextFilterResponse { message_id, text, status_code, ..Default::default() }, out);
        Ok(())
    }
}
