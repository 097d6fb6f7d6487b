//! A player in the lobby.

use clank_core::mail::Component;
use clank_core::wire::{
    Array, CallbackStatus as Status, ChatMessageType, ChatText, ClanInvitationsResponseStatus, ComparisonOperator,
    GameHostType, GameListFilterField, LadderType, LobbyFilterMaskLevelType, LobbyFilterType, NameText, NetAddressList,
    NetConnectionInfo, PlayerSearchType, SessionKeyText, TextFilterType, UserAction, WorldGenericFieldLevelType,
    WorldStatus, lobby, lobby_ext,
};

use super::connector::{ClientResult, Connector, connect_entry, id, must, success};
use super::console::Console;
use super::entry::{ServerEntry, Ticket};
use super::profile::ClientProfile;

/// One player of a title.
pub struct LobbyPlayer<C: Connector> {
    console: Console<C::Pipe>,
    ticket: Ticket,
    profile: ClientProfile,
    account_id: i32,
}

impl<C: Connector> LobbyPlayer<C> {
    /// Logs in and enters the lobby (flows 7b and 7c).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where the server does not let it.
    pub fn arrive(connector: &mut C, profile: ClientProfile, name: &str) -> ClientResult<Self> {
        let mut mas = Console::new(connector.connect(connector.known(Component::Mas)), profile);
        mas.connect(&ServerEntry::authentication())?;
        let ticket = mas.login(name, "secret")?;
        success("login", ticket.login.status_code)?;
        mas.leave();
        connector.hang_up(mas.pipe());
        let mut console =
            Console::new(connect_entry(connector, &ServerEntry::told(&ticket.login.connect_info))?, profile);
        console.enter(&ticket)?;
        let account_id = ticket.login.account_id;
        Ok(Self { console, ticket, profile, account_id })
    }

    /// The account.
    #[must_use]
    pub const fn account_id(&self) -> i32 {
        self.account_id
    }

    fn has_hello(&self) -> bool {
        self.profile.has_hello()
    }

    fn new_connection(&mut self, connector: &mut C, entry: &ServerEntry) -> ClientResult<()> {
        self.console.leave();
        connector.hang_up(self.console.pipe());
        self.console = Console::new(connect_entry(connector, entry)?, self.profile);
        self.console.connect(entry)?;
        let user_action = UserAction::JOINED_CHAT_WORLD;
        let session_key = self.ticket.session_key;
        self.console.request(&lobby::UpdateUserState { session_key, user_action, ..Default::default() });
        Ok(())
    }

    /// What is read before the first room: terms, announcements, clan, players, buddies (flow 7c).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn look_around(&mut self) -> ClientResult<()> {
        let console = &mut self.console;
        console.request(&lobby::GetPolicyRequest { message_id: id(), ..Default::default() });
        let policy: lobby::GetPolicyResponse = console.answer()?;
        must("policy", policy.end_of_text == 1, || format!("{:?}", policy.status_code))?;
        console.request(&lobby::GetAllAnnouncementsRequest { message_id: id(), ..Default::default() });
        let news: lobby::GetAnnouncementsResponse = console.answer()?;
        must("announcements", news.status_code == Status::NO_RESULT, || format!("{:?}", news.status_code))?;
        console.request(&lobby::GetMyClansRequest { message_id: id(), start: 1, page_size: 1, ..Default::default() });
        let clan: lobby::GetMyClansResponse = console.answer()?;
        must("my clans", clan.end_of_list == 1, || format!("{:?}", clan.status_code))?;
        let account_id = self.account_id;
        console.request(&lobby::PlayerInfoRequest { message_id: id(), account_id, ..Default::default() });
        success("player information", console.answer::<lobby::PlayerInfoResponse>()?.status_code)?;
        console.request(&lobby::GetBuddyListExtraInfoRequest { message_id: id() });
        let buddies: lobby::GetBuddyListExtraInfoResponse = console.answer()?;
        must("buddies", buddies.end_of_list == 1, || format!("{:?}", buddies.status_code))?;
        let text = ChatText::new("hello");
        let text_filter_type = TextFilterType::TEXT_FILTER_PASS_FAIL;
        console.request(&lobby::TextFilterRequest { message_id: id(), text_filter_type, text, ..Default::default() });
        let filtered: lobby::TextFilterResponse = console.answer()?;
        must("text filter", filtered.status_code == Status::PASS, || format!("{:?}", filtered.status_code))
    }

    /// Makes a room and goes there, by a new connection (flow 7c): its id.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn make_room(&mut self, connector: &mut C, name: &str) -> ClientResult<i32> {
        let wanted = lobby_ext::SetLobbyWorldFilterRequest {
            message_id: id(),
            filter_mask1: 1,
            filter_mask2: 1,
            lobby_filter_type: LobbyFilterType::LOBBY_FILTER_EQUALS_FILTER,
            filter_mask_level: LobbyFilterMaskLevelType(32),
            ..Default::default()
        };
        self.console.request(&wanted);
        success("lobby filter", self.console.answer::<lobby_ext::SetLobbyWorldFilterResponse>()?.status_code)?;
        let make = lobby_ext::CreateChannelRequest {
            message_id: id(),
            application_id: self.profile.app_id.cast_signed(),
            max_players: 224,
            lobby_name: NameText::new(name),
            generic_field1: 1,
            generic_field2: 1,
            generic_field_level: WorldGenericFieldLevelType(32),
            ..Default::default()
        };
        self.console.request(&make);
        let made: lobby::CreateChannelResponse = self.console.answer()?;
        success("create channel", made.status_code)?;
        self.join_room(connector, made.medius_world_id)?;
        Ok(made.medius_world_id)
    }

    /// Goes to a room, by a new connection (flows 7c and 7g).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn join_room(&mut self, connector: &mut C, room: i32) -> ClientResult<()> {
        let join = lobby::JoinChannelRequest { message_id: id(), medius_world_id: room, ..Default::default() };
        self.console.request(&join);
        let joined: lobby::JoinChannelResponse = self.console.answer()?;
        success("join channel", joined.status_code)?;
        self.new_connection(connector, &ServerEntry::told(&joined.connect_info))?;
        let ask = lobby::ChannelInfoRequest { message_id: id(), medius_world_id: room, ..Default::default() };
        self.console.request(&ask);
        let info: lobby::ChannelInfoResponse = self.console.answer()?;
        must("channel information", info.active_player_count > 0, || format!("{info:?}"))
    }

    /// Says something to the room.
    pub fn say(&mut self, text: &str) {
        if self.has_hello() {
            self.console.request(&lobby_ext::GenericChatMessage {
                message_id: id(),
                message_type: ChatMessageType::BROADCAST,
                target_id: -1,
                message: ChatText::new(text),
                ..Default::default()
            });
        } else {
            self.console.request(&lobby::ChatMessage {
                message_id: id(),
                message_type: ChatMessageType::BROADCAST,
                target_id: -1,
                message: ChatText::new(text),
                ..Default::default()
            });
        }
    }

    /// Hears what another said.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where it is not that.
    pub fn hears(&mut self, from: i32, text: &str, new: bool) -> ClientResult<()> {
        let (who, what) = if new {
            let heard: lobby_ext::GenericChatFwdMessage = self.console.answer()?;
            (heard.originator_account_id, heard.message.to_text())
        } else {
            let heard: lobby::ChatFwdMessage = self.console.answer()?;
            (heard.originator_account_id, heard.message.to_text())
        };
        must("chat", (who, what.as_str()) == (from, text), || format!("{who} said {what}"))
    }

    /// Finds another player, and makes him a buddy.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn befriend(&mut self, name: &str) -> ClientResult<()> {
        let console = &mut self.console;
        console.request(&lobby::FindPlayerRequest {
            message_id: id(),
            search_type: PlayerSearchType::NAME,
            name: NameText::new(name),
            ..Default::default()
        });
        let found: lobby::FindPlayerResponse = console.answer()?;
        success("find player", found.status_code)?;
        let account_id = found.account_id;
        console.request(&lobby::AddToBuddyListRequest { message_id: id(), account_id, ..Default::default() });
        success("add buddy", console.answer::<lobby::AddToBuddyListResponse>()?.status_code)?;
        console.request(&lobby::GetBuddyListExtraInfoRequest { message_id: id() });
        let buddy: lobby::GetBuddyListExtraInfoResponse = console.answer()?;
        let right = buddy.account_id == account_id && buddy.online_state.medius_lobby_world_id != 0;
        must("buddy list", right, || format!("{buddy:?}"))
    }

    /// Makes a clan and invites another (flow 7c).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn found_clan(&mut self, name: &str, invited: i32) -> ClientResult<()> {
        let console = &mut self.console;
        let clan_name = NameText::new(name);
        console.request(&lobby::CreateClanRequest { message_id: id(), clan_name, ..Default::default() });
        success("create clan", console.answer::<lobby::CreateClanResponse>()?.status_code)?;
        console.request(&lobby::InvitePlayerToClanRequest {
            message_id: id(),
            player_account_id: invited,
            invite_message: ChatText::new("join us"),
            ..Default::default()
        });
        success("invite", console.answer::<lobby::InvitePlayerToClanResponse>()?.status_code)
    }

    /// Finds his invitation and follows it.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn join_clan(&mut self) -> ClientResult<()> {
        let console = &mut self.console;
        console.request(&lobby::CheckMyClanInvitationsRequest {
            message_id: id(),
            start: 1,
            page_size: 10,
            ..Default::default()
        });
        let invitation: lobby::CheckMyClanInvitationsResponse = console.answer()?;
        success("invitations", invitation.status_code)?;
        console.request(&lobby::RespondToClanInvitationRequest {
            message_id: id(),
            clan_invitation_id: invitation.clan_invitation_id,
            response: ClanInvitationsResponseStatus::ACCEPT,
            ..Default::default()
        });
        success("respond", console.answer::<lobby::RespondToClanInvitationResponse>()?.status_code)
    }

    /// Sets a filter of the game list and looks at it: nothing is played (flow 7d).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn look_for_games(&mut self) -> ClientResult<()> {
        let (field, operator) = (GameListFilterField::GAME_LEVEL, ComparisonOperator::EQUAL_TO);
        let new = self.has_hello();
        let console = &mut self.console;
        if new {
            console.request(&lobby_ext::SetGameListFilterRequest {
                message_id: id(),
                filter_field: field,
                mask: u32::MAX,
                comparison_operator: operator,
                baseline_value: 7,
                ..Default::default()
            });
            let set: lobby_ext::SetGameListFilterResponse = console.answer()?;
            success("set filter", set.status_code)?;
            let filter_id = set.filter_id;
            console.request(&lobby_ext::ClearGameListFilterRequest {
                message_id: id(),
                filter_id,
                ..Default::default()
            });
        } else {
            console.request(&lobby::SetGameListFilterRequest0 {
                message_id: id(),
                filter_field: field,
                comparison_operator: operator,
                baseline_value: 7,
                ..Default::default()
            });
            success("set filter", console.answer::<lobby::SetGameListFilterResponse0>()?.status_code)?;
            let filter_id = field.0.cast_unsigned();
            console.request(&lobby::ClearGameListFilterRequest0 { message_id: id(), filter_id, ..Default::default() });
        }
        success("clear filter", console.answer::<lobby::ClearGameListFilterResponse>()?.status_code)?;
        let games = self.games()?;
        must("game list", games.is_empty(), || format!("{games:?}"))
    }

    /// The games on the list: ids and names.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn games(&mut self) -> ClientResult<Vec<(i32, String)>> {
        let new = self.has_hello();
        let console = &mut self.console;
        let mut games = Vec::new();
        let (page_id, page_size) = (1, 100);
        if new {
            console.request(&lobby_ext::GameListExtraInfoRequest {
                message_id: id(),
                page_id,
                page_size,
                ..Default::default()
            });
        } else {
            console.request(&lobby::GameListExtraInfoRequest0 {
                message_id: id(),
                page_id,
                page_size,
                ..Default::default()
            });
        }
        loop {
            let (status, game, end) = if new {
                let row: lobby_ext::GameListExtraInfoResponse = console.answer()?;
                (row.status_code, (row.medius_world_id, row.game_name.to_text()), row.end_of_list)
            } else {
                let row: lobby::GameListExtraInfoResponse0 = console.answer()?;
                (row.status_code, (row.medius_world_id, row.game_name.to_text()), row.end_of_list)
            };
            if status == Status::SUCCESS {
                games.push(game);
            }
            if end != 0 {
                return Ok(games);
            }
        }
    }

    /// Wants to make a game of a kind: its id, or why not (flows 7d and 7e).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where nothing is answered.
    pub fn create_game(&mut self, name: &str, host_type: GameHostType) -> ClientResult<Result<i32, Status>> {
        let (application_id, game_name) = (self.profile.app_id.cast_signed(), NameText::new(name));
        if self.has_hello() {
            self.console.request(&lobby_ext::CreateGameRequest {
                message_id: id(),
                application_id,
                max_players: 8,
                game_level: 7,
                game_name,
                game_host_type: host_type,
                ..Default::default()
            });
        } else {
            self.console.request(&lobby::CreateGameRequest1 {
                message_id: id(),
                application_id,
                max_players: 8,
                game_level: 7,
                game_name,
                game_host_type: host_type,
                ..Default::default()
            });
        }
        let made: lobby::CreateGameResponse = self.console.answer()?;
        Ok(if made.status_code == Status::SUCCESS { Ok(made.medius_world_id) } else { Err(made.status_code) })
    }

    /// Wants to join a game, and tells where his console is: what is told of the way in, or why not (flow 7d).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where nothing is answered.
    pub fn join_game(&mut self, game: i32, here: NetAddressList) -> ClientResult<Result<NetConnectionInfo, Status>> {
        self.ask_to_join(game, here);
        self.told_to_join()
    }

    /// Asks to join a game, without waiting.
    pub fn ask_to_join(&mut self, game: i32, address_list: NetAddressList) {
        let session_key = self.ticket.session_key;
        self.console.request(&lobby::JoinGameRequest {
            message_id: id(),
            session_key,
            medius_world_id: game,
            address_list,
            ..Default::default()
        });
    }

    /// The answer to that.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where nothing is answered.
    pub fn told_to_join(&mut self) -> ClientResult<Result<NetConnectionInfo, Status>> {
        let joined: lobby::JoinGameResponse = self.console.answer()?;
        let info = joined.connect_info;
        Ok(if joined.status_code == Status::SUCCESS { Ok(info) } else { Err(joined.status_code) })
    }

    /// Says where he is and what he counts (flow 7d): every 15 seconds of a game.
    pub fn report_himself(&mut self, game: i32) {
        let session_key = self.ticket.session_key;
        self.console.request(&lobby::PlayerReport { session_key, medius_world_id: game, ..Default::default() });
    }

    /// Gives a sign of life.
    pub fn keep_alive(&mut self) {
        self.console.sign_of_life();
    }

    /// Where the NAT service is.
    #[must_use]
    pub fn nat(&self) -> Option<std::net::SocketAddrV4> {
        super::nat::nat_of(&self.ticket.login.connect_info)
    }

    /// The key by which servers know him.
    #[must_use]
    pub const fn session_key(&self) -> SessionKeyText {
        self.ticket.session_key
    }

    /// Reports on a game that this player hosts (flow 7e).
    pub fn report_game(&mut self, game: i32, name: &str, status: WorldStatus) {
        let game_name = NameText::new(name);
        if self.has_hello() {
            self.console.request(&lobby_ext::WorldReport {
                medius_world_id: game,
                player_count: 1,
                game_name,
                max_players: 8,
                game_level: 7,
                world_status: status,
                ..Default::default()
            });
        } else {
            self.console.request(&lobby::WorldReport0 {
                session_key: self.ticket.session_key,
                medius_world_id: game,
                player_count: 1,
                game_name,
                max_players: 8,
                game_level: 7,
                world_status: status,
                ..Default::default()
            });
        }
    }

    /// Ends a game that this player hosts.
    pub fn end_game(&mut self, game: i32) {
        let session_key = self.ticket.session_key;
        self.console.request(&lobby::EndGameReport { session_key, medius_world_id: game, ..Default::default() });
    }

    /// Posts statistics and finds himself on the ladder (flow 7f).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn climb(&mut self, value: i32) -> ClientResult<u32> {
        let console = &mut self.console;
        let mut stats = [0; 100];
        stats[0] = value;
        console.request(&lobby_ext::UpdateLadderStatsWideRequest {
            message_id: id(),
            ladder_type: LadderType::PLAYER,
            stats: Array(stats),
            ..Default::default()
        });
        success("post statistics", console.answer::<lobby_ext::UpdateLadderStatsWideResponse>()?.status_code)?;
        let account_id = self.account_id;
        console.request(&lobby::LadderPositionExtraInfoRequest { message_id: id(), account_id, ..Default::default() });
        let place: lobby::LadderPositionExtraInfoResponse = console.answer()?;
        success("ladder position", place.status_code)?;
        console.request(&lobby_ext::LadderListExtraInfoRequest {
            message_id: id(),
            start_position: place.ladder_position,
            page_size: 1,
            ..Default::default()
        });
        let row: lobby::LadderListExtraInfoResponse = console.answer()?;
        must("ladder", (row.account_id, row.ladder_stat) == (account_id, value), || format!("{row:?}"))?;
        Ok(place.ladder_position)
    }

    /// Loses the connection and comes back with the same keys (flow 7g).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn stumble(&mut self, connector: &mut C) -> ClientResult<()> {
        let entry = ServerEntry::told(&self.ticket.login.connect_info);
        self.new_connection(connector, &entry)?;
        self.console.request(&lobby::GetMyIPRequest { message_id: id(), ..Default::default() });
        success("after a reconnect", self.console.answer::<lobby::GetMyIPResponse>()?.status_code)
    }

    /// Logs out and goes (flow 7g).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn quit(mut self, connector: &mut C) -> ClientResult<()> {
        let session_key = self.ticket.session_key;
        self.console.request(&lobby::AccountLogoutRequest { message_id: id(), session_key });
        success("logout", self.console.answer::<lobby::AccountLogoutResponse>()?.status_code)?;
        self.console.leave();
        connector.hang_up(self.console.pipe());
        Ok(())
    }
}
