//! Channels: lists, making, joining (lobby.md 5.5).

use std::net::SocketAddrV4;

use super::state::{Context, Lobby, Scope};
use crate::connections::HandlerResult;
use crate::ids::{AppId, ChannelId, GameId, TitleGroup};
use crate::limits::Limit;
use crate::lobby::channels::{Channel, ChannelKind, LobbyFilter, NewChannel};
use crate::lobby::connect_info::{self, connect_info};
use crate::lobby::feature::declare_feature;
use crate::lobby::games::Game;
use crate::lobby::keys;
use crate::lobby::list;
use crate::machine::{Fault, mark};
use crate::peer::{ChannelLine, Ticket};
use crate::secret::Secret;
use crate::store::Page;
use crate::titles::Title;
use crate::wire::StatusResponse;
use crate::wire::{
    ApplicationType, CallbackStatus as Status, MessageId, NameText, NetAddress, NetConnectionInfo, NetConnectionType,
    WorldGenericFieldLevelType, lobby, lobby_ext,
};

declare_feature! { Lobby;
    routes {
        lobby_ext::SetLobbyWorldFilterRequest => lobby_filter,
        lobby_ext::SetLobbyWorldFilterRequest1 => lobby_filter_1,
        lobby::ChannelListExtraInfoRequest0 => channel_list_extra_0,
        lobby_ext::ChannelListExtraInfoRequest1 => channel_list_extra_1,
        lobby_ext::ChannelListExtraInfoRequest => channel_list_extra,
        lobby::ChannelListRequest => channel_list,
        lobby::GetTotalChannelsRequest => total_channels,
        lobby::ChannelInfoRequest => channel_info,
        lobby::CreateChannelRequest0 => create_channel_0,
        lobby_ext::CreateChannelRequest1 => create_channel_1,
        lobby_ext::CreateChannelRequest => create_channel,
        lobby::JoinChannelRequest => join_channel,
        lobby_ext::JoinLeastPopulatedChannelRequest => join_least_populated,
        lobby::GetWorldSecurityLevelRequest => security_level,
    }
    pending {}
    unattended {}
}

/// The MLS's port where none is configured (GEN-1).
const MLS_PORT: u16 = 10078;
/// With what the name of a clan's room begins, in Syphon Filter (MLS-70).
const CLAN_ROOM: &[u8] = b"CLAN_";
/// The largest number of players of a channel that a player makes: what a list can tell.
const MAX_PLAYERS: u16 = u16::MAX;

impl Lobby {
    /// Moves a player to a channel of his group, out of the one where he is (ST-32).
    pub(super) fn move_to(&mut self, scope: &mut Scope<'_>, ticket: Ticket, id: ChannelId, group: TitleGroup) {
        let Some(world) = self.state.channels.get(id, group).map(|channel| channel.world) else { return };
        let Some(session) = self.state.sessions.get_mut(ticket) else { return };
        let before = std::mem::replace(&mut session.channel, world);
        if before != world {
            self.state.channels.leave(scope.now, before.medius_world_id, ticket);
        }
        self.state.channels.join(id, ticket);
        if before != world {
            self.note_online(ticket, scope.out);
        }
    }

    fn lobby_filter(&mut self, cx: &mut Context<'_>, request: lobby_ext::SetLobbyWorldFilterRequest) -> HandlerResult {
        let filter = LobbyFilter {
            masks: [request.filter_mask1, request.filter_mask2, request.filter_mask3, request.filter_mask4],
            kind: request.lobby_filter_type,
            level: request.filter_mask_level,
        };
        self.set_lobby_filter(cx, &request.message_id, filter)
    }

    fn lobby_filter_1(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::SetLobbyWorldFilterRequest1,
    ) -> HandlerResult {
        let filter = LobbyFilter {
            masks: [request.filter_mask1, request.filter_mask2, request.filter_mask3, request.filter_mask4],
            kind: request.lobby_filter_type,
            level: request.filter_mask_level,
        };
        self.set_lobby_filter(cx, &request.message_id, filter)
    }

    fn set_lobby_filter(&mut self, cx: &mut Context<'_>, message_id: &MessageId, filter: LobbyFilter) -> HandlerResult {
        mark!(cx.out, "MLS-60");
        self.session_mut(cx.conn())?.lobby_filter = Some(filter);
        let [filter_mask1, filter_mask2, filter_mask3, filter_mask4] = filter.masks;
        let response = lobby_ext::SetLobbyWorldFilterResponse {
            message_id: message_id.clean(),
            status_code: Status::SUCCESS,
            filter_mask1,
            filter_mask2,
            filter_mask3,
            filter_mask4,
            lobby_filter_type: filter.kind,
            filter_mask_level: filter.level,
            ..Default::default()
        };
        cx.reply(&response);
        Ok(())
    }

    fn channel_list_extra_0(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ChannelListExtraInfoRequest0,
    ) -> HandlerResult {
        self.list_channels(cx, &request.message_id, (request.page_id, request.page_size))
    }

    fn channel_list_extra_1(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::ChannelListExtraInfoRequest1,
    ) -> HandlerResult {
        self.list_channels(cx, &request.message_id, (request.page_id, request.page_size))
    }

    fn channel_list_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::ChannelListExtraInfoRequest,
    ) -> HandlerResult {
        self.list_channels(cx, &request.message_id, (request.page_id, request.page_size))
    }

    /// Every channel of the group that passes the player's filter: rooms that players made are channels like
    /// any other where the title filters, else configured ones alone are listed.
    fn list_channels(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        (page_id, page_size): (u16, u16),
    ) -> HandlerResult {
        mark!(cx.out, "MLS-61");
        let title = Self::title(cx.conn())?;
        let session = self.session(cx.conn())?;
        let filter = session.lobby_filter.filter(|_| title.filter_channels);
        let listed = |channel: &&Channel| {
            (title.filter_channels || channel.made.kind == ChannelKind::Lobby)
                && filter.is_none_or(|filter| filter.passes(&channel.made))
        };
        let channels = self.state.channels.shown_to(session.group).filter(listed);
        let channels = Page::numbered(page_id.into(), page_size.into()).of(channels);
        let rows = channels.into_iter().map(|channel| {
            let [one, two, three, four] = channel.made.fields;
            lobby::ChannelListExtraInfoResponse {
                medius_world_id: channel.world.medius_world_id.0,
                player_count: channel.players(),
                max_players: channel.made.max_players,
                game_world_count: Some(channel.game_count()),
                security_level: channel.security(),
                generic_field1: one,
                generic_field2: Some(two),
                generic_field3: Some(three),
                generic_field4: Some(four),
                generic_field_level: Some(channel.made.level),
                lobby_name: channel.made.name,
                ..StatusResponse::success(*message_id)
            }
        });
        let packets = list::packets(*message_id, rows, cx.dialect());
        cx.reply_all(packets);
        Ok(())
    }

    fn channel_list(&mut self, cx: &mut Context<'_>, request: lobby::ChannelListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-62");
        self.session(cx.conn())?;
        let lines = self.channel_lines(Self::title(cx.conn())?, request.page_id, request.page_size);
        let packets = list::channel_packets(request.message_id, lines, cx.dialect());
        cx.reply_all(packets);
        Ok(())
    }

    /// A page of the channels that a title lists, for a player here or at the MAS (MLS-62, MAS-21).
    pub(super) fn channel_lines(&self, title: &Title, page_id: i16, page_size: i16) -> Vec<ChannelLine> {
        let kind = if title.list_game_channels { ChannelKind::Game } else { ChannelKind::Lobby };
        let channels = self.state.channels.shown_to(title.group).filter(|channel| channel.made.kind == kind);
        let channels = Page::numbered(page_id.into(), page_size.into()).of(channels);
        let lines = channels.into_iter().map(|channel| ChannelLine {
            id: channel.world.medius_world_id,
            name: channel.made.name,
            players: channel.players().into(),
        });
        lines.collect()
    }

    fn total_channels(&mut self, cx: &mut Context<'_>, request: lobby::GetTotalChannelsRequest) -> HandlerResult {
        mark!(cx.out, "MLS-63");
        Self::player(cx.conn())?;
        let group = self.group(AppId(u32::try_from(request.application_id).unwrap_or_default()));
        let lobbies = self.state.channels.shown_to(group).filter(|channel| channel.made.kind == ChannelKind::Lobby);
        let response = lobby::GetTotalChannelsResponse {
            message_id: request.message_id.clean(),
            total: u32::try_from(lobbies.count()).unwrap_or(u32::MAX),
            status_code: Status::SUCCESS,
            ..Default::default()
        };
        cx.reply(&response);
        Ok(())
    }

    fn channel_info(&mut self, cx: &mut Context<'_>, request: lobby::ChannelInfoRequest) -> HandlerResult {
        mark!(cx.out, "MLS-64");
        let group = self.session(cx.conn())?.group;
        let message_id = request.message_id.clean();
        let response = match self.state.channels.get(ChannelId(request.medius_world_id), group) {
            Some(channel) => lobby::ChannelInfoResponse {
                message_id,
                status_code: Status::SUCCESS,
                lobby_name: channel.made.name,
                active_player_count: channel.players().into(),
                max_players: channel.made.max_players.into(),
                ..Default::default()
            },
            None => {
                let lenient = request.medius_world_id <= 0 || Self::title(cx.conn())?.unknown_channel_is_empty;
                let status_code = if lenient { Status::SUCCESS } else { Status::NO_RESULT };
                lobby::ChannelInfoResponse { message_id, status_code, ..Default::default() }
            }
        };
        cx.reply(&response);
        Ok(())
    }

    fn create_channel(&mut self, cx: &mut Context<'_>, request: lobby_ext::CreateChannelRequest) -> HandlerResult {
        let made = NewChannel {
            group: self.session(cx.conn())?.group,
            kind: ChannelKind::Game,
            name: request.lobby_name.clean(),
            password: Secret::new(request.lobby_password.zeroed()),
            max_players: players(request.max_players),
            fields: [request.generic_field1, request.generic_field2, request.generic_field3, request.generic_field4],
            level: request.generic_field_level,
        };
        self.make_channel(cx, &request.message_id, made, Status::CHANNEL_NAME_EXISTS)
    }

    fn create_channel_1(&mut self, cx: &mut Context<'_>, request: lobby_ext::CreateChannelRequest1) -> HandlerResult {
        let made = NewChannel {
            group: self.session(cx.conn())?.group,
            kind: ChannelKind::Game,
            name: request.lobby_name.clean(),
            password: Secret::new(request.lobby_password.zeroed()),
            max_players: players(request.max_players),
            fields: [0; 4],
            level: WorldGenericFieldLevelType(0),
        };
        self.make_channel(cx, &request.message_id, made, Status::WM_ERROR)
    }

    fn create_channel_0(&mut self, cx: &mut Context<'_>, request: lobby::CreateChannelRequest0) -> HandlerResult {
        let made = NewChannel {
            group: self.session(cx.conn())?.group,
            kind: ChannelKind::Game,
            // The oldest form has no name; each channel needs one of its own (MLS-70).
            name: NameText::new(format!("Channel {}", self.state.worlds.saturating_add(1))),
            password: Secret::new(request.game_password.zeroed()),
            max_players: players(request.max_players),
            fields: [request.generic_field1, request.generic_field2, request.generic_field3, 0],
            level: WorldGenericFieldLevelType(0),
        };
        self.make_channel(cx, &request.message_id, made, Status::CHANNEL_NAME_EXISTS)
    }

    /// The maker is not moved: he joins next (MLS-70).
    fn make_channel(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        mut made: NewChannel,
        taken: Status,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-70");
        let clan_room = made.name.text().starts_with(CLAN_ROOM);
        if let Some(max_players) = Self::title(cx.conn())?.clan_room_players.filter(|_| clan_room) {
            made.max_players = max_players;
        }
        let known = self.state.channels.by_name(&made.name, made.group).map(|channel| channel.world.medius_world_id);
        let (status_code, medius_world_id) = match known {
            Some(id) => (taken, id),
            None => {
                let id = ChannelId(self.draw_world());
                match self.state.channels.create(cx.now, id, made) {
                    Some(world) => (Status::SUCCESS, world.medius_world_id),
                    None => {
                        cx.limited(Limit::Channels);
                        (Status::EXCEEDS_MAX_WORLDS, ChannelId(-1))
                    }
                }
            }
        };
        let message_id = message_id.clean();
        cx.reply(&lobby::CreateChannelResponse {
            message_id,
            status_code,
            medius_world_id: medius_world_id.0,
            ..Default::default()
        });
        Ok(())
    }

    fn join_channel(&mut self, cx: &mut Context<'_>, request: lobby::JoinChannelRequest) -> HandlerResult {
        mark!(cx.out, "MLS-71");
        let ticket = Self::player(cx.conn())?;
        let group = self.session(cx.conn())?.group;
        let message_id = request.message_id.clean();
        let refusal = match self.state.channels.get(ChannelId(request.medius_world_id), group) {
            None => Some(Status::CHANNEL_NOT_FOUND),
            Some(channel) if channel.retired && !channel.members.contains(&ticket) => Some(Status::CHANNEL_NOT_FOUND),
            Some(channel) => {
                let password = channel.made.password.expose();
                if !password.is_empty() && password.text() != request.lobby_channel_password.text() {
                    Some(Status::INVALID_PASSWORD)
                } else if channel.players() >= channel.made.max_players && !channel.members.contains(&ticket) {
                    Some(Status::WORLD_IS_FULL)
                } else {
                    None
                }
            }
        };
        if let Some(status_code) = refusal {
            cx.reply(&lobby::JoinChannelResponse { message_id, status_code, ..Default::default() });
            return Ok(());
        }
        self.move_to(&mut cx.scope(), ticket, ChannelId(request.medius_world_id), group);
        let connect_info = self.redirect(cx)?;
        cx.reply(&lobby::JoinChannelResponse { connect_info, ..StatusResponse::success(message_id) });
        Ok(())
    }

    /// The lobby channel with the fewest players; who is there stays, unless he wants to move in any case (MLS-73).
    fn join_least_populated(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::JoinLeastPopulatedChannelRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-73");
        type Answer = lobby_ext::JoinLeastPopulatedChannelResponse;
        let ticket = Self::player(cx.conn())?;
        let session = self.session(cx.conn())?;
        let (group, here) = (session.group, session.channel.medius_world_id);
        mark!(cx.out, "GEN-16");
        if session.session_key().text() != request.session_key.text() {
            cx.reply_status::<Answer>(&request.message_id, Status::SESSION_KEY_INVALID);
            return Ok(());
        }
        // He himself does not count where he is.
        let company = |channel: &Channel| channel.players() - u16::from(channel.members.contains(&ticket));
        let stays = request.always_leave_current_lobby_server == 0;
        let lobbies = self.state.channels.shown_to(group).filter(|channel| channel.made.kind == ChannelKind::Lobby);
        let best = lobbies.filter(|channel| company(channel) < channel.made.max_players).min_by_key(|channel| {
            let id = channel.world.medius_world_id;
            (company(channel), (id == here) != stays)
        });
        let Some(best) = best.map(|channel| channel.world.medius_world_id) else {
            cx.reply_status::<Answer>(&request.message_id, Status::WORLD_IS_FULL);
            return Ok(());
        };
        let there = best == here && stays;
        let status = if there { Status::ALREADY_IN_LEAST_POPULATED_CHANNEL } else { Status::SUCCESS };
        self.move_to(&mut cx.scope(), ticket, best, group);
        let connect_info = self.redirect(cx)?;
        cx.reply(&Answer { medius_world_id: best.0, connect_info, ..Answer::with(request.message_id, status) });
        Ok(())
    }

    /// Sends a player to the channel that he is in now, by a new connection with a new key (ST-12, ST-20).
    fn redirect(&mut self, cx: &mut Context<'_>) -> Result<NetConnectionInfo, Fault> {
        let session = self.session(cx.conn())?;
        let (ticket, session_key) = (session.ticket(), session.session_key());
        let ordinal = self.draw();
        let access_key = keys::access_key(&cx.conns.entropy, ordinal);
        let timeouts = cx.conns.shared.timeouts;
        mark!(cx.out, "ST-12");
        self.state.sessions.redirect(cx.now, ticket, access_key, timeouts.old_keys, timeouts.keep_alive);
        let world_id = self.session(cx.conn())?.channel.world_id;
        let mls = self.state.config.mls.map_or(MLS_PORT, |at| at.port());
        let address = NetAddress::external(SocketAddrV4::new(self.state.config.host(cx.conn().local()), mls));
        Ok(connect_info(
            NetConnectionType::CLIENT_SERVER_TCP,
            [address, NetAddress::unused()],
            world_id,
            connect_info::server_key(Self::title(cx.conn())?, &cx.conns.shared, &cx.conn().link),
            session_key,
            access_key,
        ))
    }

    fn security_level(&mut self, cx: &mut Context<'_>, request: lobby::GetWorldSecurityLevelRequest) -> HandlerResult {
        mark!(cx.out, "MLS-75");
        let group = self.session(cx.conn())?.group;
        let id = request.medius_world_id;
        let (found, missing) = if request.app_type == ApplicationType::LOBBY_CHAT_CHANNEL {
            (self.state.channels.get(ChannelId(id), group).map(Channel::security), Status::CHANNEL_NOT_FOUND)
        } else {
            (self.state.games.get(GameId(id), group).map(Game::security), Status::GAME_NOT_FOUND)
        };
        let status_code = if found.is_some() { Status::SUCCESS } else { missing };
        let response = lobby::GetWorldSecurityLevelResponse {
            message_id: request.message_id.clean(),
            status_code,
            medius_world_id: request.medius_world_id,
            app_type: request.app_type,
            security_level: found.unwrap_or_default(),
            ..Default::default()
        };
        cx.reply(&response);
        Ok(())
    }
}

/// How many players a channel of a player may hold.
fn players(asked: i32) -> u16 {
    u16::try_from(asked).unwrap_or(if asked < 0 { 0 } else { MAX_PLAYERS })
}
