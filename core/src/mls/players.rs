//! Players: where they are, and lists of them (lobby.md 5.3).

use super::ladders::stats_field;
use super::sessions::Session;
use super::state::{ConnState, Context, Lobby};
use crate::connections::{Connection, HandlerResult};
use crate::ids::{AccountId, AppId, ChannelId};
use crate::link::Packets;
use crate::lobby::feature::declare_feature;
use crate::lobby::list;
use crate::lobby::store_client::{ReplyTo, StoreUser as _, status_of};
use crate::machine::{Fault, mark};
use crate::script::Hook;
use crate::store::{Answer, Profile, ReadProfiles};
use crate::wire::StatusResponse;
use crate::wire::{
    ApplicationType, Bytes, CallbackStatus as Status, ConnectionType, FindWorldType, MessageId, NameText, PlainText,
    PlayerOnlineState, PlayerSearchType, PlayerStatus, WorldStatus, lobby,
};

declare_feature! { Lobby;
    routes {
        lobby::PlayerInfoRequest => player_info,
        lobby::FindPlayerRequest => find_player,
        lobby::GetTotalUsersRequest => total_users,
        lobby::GetLobbyPlayerNamesRequest => lobby_player_names,
        lobby::GetLobbyPlayerNamesExtraInfoRequest => lobby_player_names_extra,
        lobby::LobbyWorldPlayerListRequest => lobby_players,
        lobby::FindWorldByNameRequest => find_world,
    }
    pending {
        ProfileRead: ReadProfiles => profile_read,
        ChannelProfilesRead { ids: Vec<AccountId> }: ReadProfiles => channel_profiles_read,
    }
    unattended {}
}

/// Sony's word for the application of nobody (MLS-33).
const NO_APPLICATION: &str = "NONE";

/// A player's statistics among those that the store knows.
pub(super) fn stats_of(profiles: &[Profile], account_id: AccountId) -> Bytes<256> {
    let found = profiles.iter().find(|profile| profile.account.id == account_id);
    found.map(|profile| stats_field(&profile.stats)).unwrap_or_default()
}

impl Lobby {
    /// In a game as soon as its server saw him there; he stays in his channel meanwhile (ST-25).
    pub(super) fn status(&self, session: &Session) -> PlayerStatus {
        let game = session.game.and_then(|id| self.state.games.get(id, session.group));
        let inside = game.and_then(|game| game.members.get(&session.ticket())).is_some_and(|member| member.in_game);
        if inside { PlayerStatus::PLAYER_IN_GAME_WORLD } else { PlayerStatus::PLAYER_IN_CHAT_WORLD }
    }

    /// Where a player is (ST-25, MLS-35).
    pub(super) fn online_state(&self, session: &Session) -> PlayerOnlineState {
        let channel = self.state.channels.get(session.channel.medius_world_id, session.group);
        let connect_status = self.status(session);
        let game = session.game.filter(|_| connect_status == PlayerStatus::PLAYER_IN_GAME_WORLD);
        let game = game.and_then(|id| self.state.games.get(id, session.group));
        PlayerOnlineState {
            connect_status,
            medius_lobby_world_id: session.channel.medius_world_id.0,
            medius_game_world_id: game.map_or(0, |game| game.id.0),
            lobby_name: channel.map(|channel| channel.made.name).unwrap_or_default(),
            game_name: game.map(|game| game.made.details.name).unwrap_or_default(),
        }
    }

    /// Any account, online or not; Up Your Arsenal asks for account -1 and shows an error unless that is a
    /// success (MLS-32).
    fn player_info(&mut self, cx: &mut Context<'_>, request: lobby::PlayerInfoRequest) -> HandlerResult {
        mark!(cx.out, "MLS-32");
        type Response = lobby::PlayerInfoResponse;
        let group = self.session(cx.conn())?.group;
        let id = AccountId(request.account_id);
        if id.0 >= 0 {
            self.ask(cx, &request.message_id, ProfileRead {}, ReadProfiles { ids: vec![id] });
            return Ok(());
        }
        // An anonymous player is known as long as they are online (MAS-37).
        let nobody = Response {
            application_id: cx.conn().app_id().0.cast_signed(),
            connection_class: ConnectionType::ETHERNET,
            ..Response::success(request.message_id)
        };
        let response = match self.state.sessions.by_account(id, group) {
            Some(session) => Response { account_name: session.name(), player_status: self.status(session), ..nobody },
            None => nobody,
        };
        cx.reply(&response);
        Ok(())
    }

    fn profile_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ProfileRead,
        answer: Answer<ReadProfiles>,
    ) -> Packets {
        type Response = lobby::PlayerInfoResponse;
        let status = status_of(&answer, |never| match never {});
        let conn = cx.conn();
        let response = match answer.map(|mut found| found.pop()) {
            Ok(Some(profile)) => {
                let group = conn.state.title.as_ref().map(|title| title.group).unwrap_or_default();
                Response {
                    account_name: NameText::new(&profile.account.name),
                    application_id: conn.app_id().0.cast_signed(),
                    player_status: self.status_of(profile.account.id, group),
                    connection_class: ConnectionType::ETHERNET,
                    stats: stats_field(&profile.stats),
                    ..StatusResponse::success(asked.message_id)
                }
            }
            Ok(None) => Response::with(asked.message_id, Status::NO_RESULT),
            Err(_) => Response::with(asked.message_id, status),
        };
        Packets::of(&response, cx.dialect())
    }

    fn find_player(&mut self, cx: &mut Context<'_>, request: lobby::FindPlayerRequest) -> HandlerResult {
        mark!(cx.out, "MLS-33");
        let session = self.session(cx.conn())?;
        let (group, account_id) = (session.group, session.account_id());
        let by_id = request.search_type == PlayerSearchType::ID;
        let name = request.name.to_text();
        let allowed = by_id || self.script.allows(cx.now, Hook::FindPlayer { account_id, name: &name }, cx.out);
        let sessions = &self.state.sessions;
        let found = if by_id {
            sessions.by_account(AccountId(request.id), group)
        } else {
            sessions.by_name(&request.name, group)
        };
        let response = match found.filter(|_| allowed) {
            Some(session) => {
                let game = session.game.filter(|_| self.status(session) == PlayerStatus::PLAYER_IN_GAME_WORLD);
                let title = self.title_of(session.app_id());
                lobby::FindPlayerResponse {
                    application_id: session.app_id().0.cast_signed(),
                    application_name: PlainText::new(title.application_name()),
                    application_type: game
                        .map_or(ApplicationType::LOBBY_CHAT_CHANNEL, |_| ApplicationType::APP_TYPE_GAME),
                    medius_world_id: game.map_or(session.channel.medius_world_id.0, |id| id.0),
                    account_id: session.account_id().0,
                    account_name: session.name(),
                    ..lobby::FindPlayerResponse::ended(request.message_id, Status::SUCCESS)
                }
            }
            None => lobby::FindPlayerResponse {
                application_name: PlainText::new(NO_APPLICATION),
                medius_world_id: -1,
                ..lobby::FindPlayerResponse::ended(request.message_id, Status::NO_RESULT)
            },
        };
        cx.reply(&response);
        Ok(())
    }

    fn total_users(&mut self, cx: &mut Context<'_>, request: lobby::GetTotalUsersRequest) -> HandlerResult {
        mark!(cx.out, "MLS-34");
        Self::player(cx.conn())?;
        let group = self.group(AppId(request.application_id.cast_unsigned()));
        let (mut total, mut playing) = (0, 0);
        for session in self.state.sessions.of_group(group) {
            total += 1;
            playing += u32::from(self.status(session) == PlayerStatus::PLAYER_IN_GAME_WORLD);
        }
        let status = if total == 0 { Status::NO_RESULT } else { Status::SUCCESS };
        cx.reply(&lobby::GetTotalUsersResponse {
            total_in_system: total,
            total_in_game: playing,
            ..StatusResponse::with(request.message_id, status)
        });
        Ok(())
    }

    /// The players of the channel that is named, else of the asker's own; himself included (MLS-35).
    fn channel_players(
        &self,
        conn: &Connection<ConnState>,
        medius_world_id: ChannelId,
    ) -> Result<Vec<&Session>, Fault> {
        let session = self.session(conn)?;
        let channels = &self.state.channels;
        let named = channels.get(medius_world_id, session.group);
        let channel = named.or_else(|| channels.get(session.channel.medius_world_id, session.group));
        let members = channel.into_iter().flat_map(|channel| &channel.members);
        Ok(members.filter_map(|ticket| self.state.sessions.get(*ticket)).collect())
    }

    fn lobby_player_names(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetLobbyPlayerNamesRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-35");
        let players = self.channel_players(cx.conn(), ChannelId(request.medius_world_id))?;
        let rows = players.into_iter().map(|session| lobby::GetLobbyPlayerNamesResponse {
            account_id: session.account_id().0,
            account_name: session.name(),
            ..StatusResponse::success(request.message_id)
        });
        let packets = list::packets(request.message_id, rows, cx.dialect());
        cx.reply_all(packets);
        Ok(())
    }

    fn lobby_player_names_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetLobbyPlayerNamesExtraInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-35");
        let players = self.channel_players(cx.conn(), ChannelId(request.medius_world_id))?;
        let rows = players.into_iter().map(|session| lobby::GetLobbyPlayerNamesExtraInfoResponse {
            account_id: session.account_id().0,
            account_name: session.name(),
            online_state: self.online_state(session),
            ..StatusResponse::success(request.message_id)
        });
        let packets = list::packets(request.message_id, rows, cx.dialect());
        cx.reply_all(packets);
        Ok(())
    }

    /// The players of a channel with their statistics, which are the store's (MLS-36).
    fn lobby_players(&mut self, cx: &mut Context<'_>, request: lobby::LobbyWorldPlayerListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-36");
        let group = self.session(cx.conn())?.group;
        let channel = self.state.channels.get(ChannelId(request.medius_world_id), group);
        let members = channel.into_iter().flat_map(|channel| &channel.members);
        let sessions = members.filter_map(|ticket| self.state.sessions.get(*ticket));
        let ids: Vec<AccountId> = sessions.map(Session::account_id).collect();
        if ids.is_empty() {
            cx.reply(&nobody(request.message_id));
            return Ok(());
        }
        self.ask(cx, &request.message_id, ChannelProfilesRead { ids: ids.clone() }, ReadProfiles { ids });
        Ok(())
    }

    /// Those of them who are still here.
    pub(super) fn still_online(&self, conn: &Connection<ConnState>, ids: &[AccountId]) -> Vec<&Session> {
        let group = conn.state.title.as_ref().map(|title| title.group).unwrap_or_default();
        ids.iter().filter_map(|id| self.state.sessions.by_account(*id, group)).collect()
    }

    fn channel_profiles_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        wanted: ChannelProfilesRead,
        answer: Answer<ReadProfiles>,
    ) -> Packets {
        type Response = lobby::LobbyWorldPlayerListResponse;
        let (message_id, dialect) = (asked.message_id, cx.dialect());
        let status = status_of(&answer, |never| match never {});
        let Ok(profiles) = answer else {
            return Packets::of(&Response::ended(message_id, status), dialect);
        };
        let players = self.still_online(cx.conn(), &wanted.ids);
        if players.is_empty() {
            return Packets::of(&nobody(message_id), dialect);
        }
        let rows = players.into_iter().map(|session| Response {
            player_status: self.status(session),
            account_id: session.account_id().0,
            account_name: session.name(),
            stats: stats_of(&profiles, session.account_id()),
            connection_class: ConnectionType::ETHERNET,
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, dialect)
    }

    /// Games, channels or both of a name (MLS-74).
    fn find_world(&mut self, cx: &mut Context<'_>, request: lobby::FindWorldByNameRequest) -> HandlerResult {
        mark!(cx.out, "MLS-74");
        type Response = lobby::FindWorldByNameResponse;
        let session = self.session(cx.conn())?;
        let (group, kind) = (session.group, request.world_type);
        let title = Self::title(cx.conn())?;
        let row = |application_type, medius_world_id, world_name, world_status| Response {
            application_id: title.app_id.0.cast_signed(),
            application_name: PlainText::new(title.application_name()),
            application_type,
            medius_world_id,
            world_name,
            world_status,
            ..StatusResponse::success(request.message_id)
        };
        let games = self.state.games.of_group(group).filter(|game| {
            kind != FindWorldType::FIND_LOBBY_WORLD
                && game.is_listed()
                && game.made.details.name.text() == request.name.text()
        });
        let channels = self.state.channels.shown_to(group).filter(|channel| {
            kind != FindWorldType::FIND_GAME_WORLD && channel.made.name.text() == request.name.text()
        });
        let games =
            games.map(|game| row(ApplicationType::APP_TYPE_GAME, game.id.0, game.made.details.name, game.status));
        let channels = channels.map(|channel| {
            let id = channel.world.medius_world_id.0;
            row(ApplicationType::LOBBY_CHAT_CHANNEL, id, channel.made.name, WorldStatus::ACTIVE)
        });
        let packets = list::packets(request.message_id, games.chain(channels), cx.dialect());
        cx.reply_all(packets);
        Ok(())
    }
}

/// A channel without players, or none at all (MLS-36).
fn nobody(message_id: MessageId) -> lobby::LobbyWorldPlayerListResponse {
    lobby::LobbyWorldPlayerListResponse { account_id: -1, ..StatusResponse::ended(message_id, Status::NO_RESULT) }
}
