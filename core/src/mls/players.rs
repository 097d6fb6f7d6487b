//! Players: where they are, and lists of them (lobby.md 5.3).

use super::sessions::Session;
use super::texts::Purpose;
use super::{Guest, Mls, list};
use crate::lobby::asking::Asks as _;
use crate::machine::{Fault, Instant, Outbox, mark};
use crate::store::{ACCOUNT_STATS_SIZE, StoreReply, StoreRequest};
use crate::wire::{
    ApplicationType, Bytes, CallbackStatus as Status, ConnectionType, MessageId, NameText, PlainText,
    PlayerOnlineState, PlayerSearchType, PlayerStatus, lobby,
};

/// Sony's word for the application of nobody (MLS-33).
const NO_APPLICATION: &str = "NONE";

#[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "one signature for all handlers")]
impl Mls {
    /// Where a player is (ST-25): everybody who is in the lobby is in a chat world.
    fn online_state(&self, session: &Session) -> PlayerOnlineState {
        let channel = self.state.channels.get(session.channel.medius_world_id, session.group);
        PlayerOnlineState {
            connect_status: PlayerStatus::PLAYER_IN_CHAT_WORLD,
            medius_lobby_world_id: session.channel.medius_world_id,
            medius_game_world_id: 0,
            lobby_name: channel.map(|channel| channel.made.name).unwrap_or_default(),
            game_name: NameText::default(),
        }
    }

    /// Any account, online or not; Up Your Arsenal asks for account -1 and shows an error unless that is a
    /// success (MLS-32).
    pub(super) fn player_info(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::PlayerInfoRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-32");
        Self::player(guest)?;
        if request.account_id < 0 {
            let (message_id, status_code) = (request.message_id.clean(), Status::SUCCESS);
            guest.reply(&lobby::PlayerInfoResponse { message_id, status_code, ..Default::default() }, out);
            return Ok(());
        }
        let asked = guest.asks(&request.message_id, Purpose::PlayerInfo);
        self.ask(now, StoreRequest::Profile { account_id: request.account_id }, asked, out);
        Ok(())
    }

    pub(super) fn player_info_of(
        &self,
        guest: &Guest,
        message_id: MessageId,
        reply: StoreReply,
    ) -> lobby::PlayerInfoResponse {
        let failed = |status_code| lobby::PlayerInfoResponse { message_id, status_code, ..Default::default() };
        let profile = match reply {
            StoreReply::Profile(profile) => profile,
            StoreReply::NoAccount => return failed(Status::NO_RESULT),
            _ => return failed(Status::DB_ERROR),
        };
        let group = self.group(guest.app_id());
        let online = self.state.sessions.by_account(profile.account.id, group);
        let mut stats = [0; ACCOUNT_STATS_SIZE];
        for (to, from) in stats.iter_mut().zip(profile.stats) {
            *to = from;
        }
        lobby::PlayerInfoResponse {
            message_id,
            status_code: Status::SUCCESS,
            account_name: NameText::new(&profile.account.name),
            application_id: guest.app_id().cast_signed(),
            player_status: online
                .map_or(PlayerStatus::PLAYER_DISCONNECTED, |session| self.online_state(session).connect_status),
            connection_class: ConnectionType::ETHERNET,
            stats: Bytes::new(stats),
            ..Default::default()
        }
    }

    pub(super) fn find_player(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::FindPlayerRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-33");
        let group = self.session(guest)?.group;
        let sessions = &self.state.sessions;
        let found = match request.search_type {
            PlayerSearchType::ID => sessions.by_account(request.id, group),
            _ => sessions.by_name(&request.name, group),
        };
        let message_id = request.message_id.clean();
        let response = match found {
            Some(session) => lobby::FindPlayerResponse {
                message_id,
                status_code: Status::SUCCESS,
                application_id: session.app_id().cast_signed(),
                application_name: PlainText::new(self.title_of(session.app_id()).name),
                application_type: ApplicationType::LOBBY_CHAT_CHANNEL,
                medius_world_id: session.channel.medius_world_id,
                account_id: session.account_id(),
                account_name: session.name(),
                end_of_list: 1,
                ..Default::default()
            },
            None => lobby::FindPlayerResponse {
                message_id,
                status_code: Status::NO_RESULT,
                application_name: PlainText::new(NO_APPLICATION),
                medius_world_id: -1,
                end_of_list: 1,
                ..Default::default()
            },
        };
        guest.reply(&response, out);
        Ok(())
    }

    pub(super) fn total_users(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::GetTotalUsersRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-34");
        Self::player(guest)?;
        let group = self.group(u32::try_from(request.application_id).unwrap_or_default());
        let total = u32::try_from(self.state.sessions.of_group(group).count()).unwrap_or(u32::MAX);
        let response = lobby::GetTotalUsersResponse {
            message_id: request.message_id.clean(),
            total_in_system: total,
            total_in_game: 0,
            status_code: if total == 0 { Status::NO_RESULT } else { Status::SUCCESS },
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }

    /// The players of the channel that is named, else of the asker's own; himself included (MLS-35).
    fn channel_players(&self, guest: &Guest, medius_world_id: i32) -> Result<Vec<&Session>, Fault> {
        let session = self.session(guest)?;
        let channels = &self.state.channels;
        let named = channels.get(medius_world_id, session.group);
        let channel = named.or_else(|| channels.get(session.channel.medius_world_id, session.group));
        let members = channel.into_iter().flat_map(|channel| &channel.members);
        Ok(members.filter_map(|ticket| self.state.sessions.get(*ticket)).collect())
    }

    pub(super) fn lobby_player_names(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::GetLobbyPlayerNamesRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-35");
        let message_id: MessageId = request.message_id.clean();
        let rows = self.channel_players(guest, request.medius_world_id)?;
        let row = |session: &Session, end_of_list| lobby::GetLobbyPlayerNamesResponse {
            message_id,
            status_code: Status::SUCCESS,
            account_id: session.account_id(),
            account_name: session.name(),
            end_of_list,
            ..Default::default()
        };
        let (status_code, end_of_list) = list::EMPTY;
        let empty = lobby::GetLobbyPlayerNamesResponse { message_id, status_code, end_of_list, ..Default::default() };
        list::reply(guest, rows, row, empty, out);
        Ok(())
    }

    pub(super) fn lobby_player_names_extra(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::GetLobbyPlayerNamesExtraInfoRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-35");
        let message_id: MessageId = request.message_id.clean();
        let rows = self.channel_players(guest, request.medius_world_id)?;
        let row = |session: &Session, end_of_list| lobby::GetLobbyPlayerNamesExtraInfoResponse {
            message_id,
            status_code: Status::SUCCESS,
            account_id: session.account_id(),
            account_name: session.name(),
            online_state: self.online_state(session),
            end_of_list,
            ..Default::default()
        };
        let (status_code, end_of_list) = list::EMPTY;
        let empty =
            lobby::GetLobbyPlayerNamesExtraInfoResponse { message_id, status_code, end_of_list, ..Default::default() };
        list::reply(guest, rows, row, empty, out);
        Ok(())
    }
}
