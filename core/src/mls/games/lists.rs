//! Games as players find them: lists, filters, information (lobby.md 5.6).

use crate::connections::HandlerResult;
use crate::ids::{AccountId, AppId, GameFilterId, GameId};
use crate::link::Packets;
use crate::lobby::feature::declare_feature;
use crate::lobby::game_filters::SocialCounts;
use crate::lobby::games::Game;
use crate::lobby::list;
use crate::lobby::store_client::{ReplyTo, StoreUser as _, status_of};
use crate::machine::{Fault, mark};
use crate::mls::players::stats_of;
use crate::mls::sessions::Session;
use crate::mls::state::{Context, Lobby};
use crate::store::{Answer, Page, ReadProfiles};
use crate::wire::StatusResponse;
use crate::wire::{
    CallbackStatus as Status, ComparisonOperator, ConnectionType, GameListFilterField, MessageId, MgclGameHostType,
    lobby, lobby_ext,
};

declare_feature! { Lobby;
    routes {
        lobby::SetGameListFilterRequest0 => set_game_filter_0,
        lobby_ext::SetGameListFilterRequest => set_game_filter_4,
        lobby::ClearGameListFilterRequest0 => clear_game_filter_0,
        lobby_ext::ClearGameListFilterRequest => clear_game_filter,
        lobby::GetGameListFilterRequest => get_game_filters,
        lobby::GameListRequest => game_list,
        lobby::GameListExtraInfoRequest0 => game_list_extra_0,
        lobby_ext::GameListExtraInfoRequest => game_list_extra,
        lobby::GameInfoRequest0 => game_info_0,
        lobby_ext::GameInfoRequest => game_info,
        lobby::GameWorldPlayerListRequest => game_players,
        lobby::GetTotalGamesRequest => total_games,
        lobby_ext::UtilGetTotalGamesFilteredRequest => total_games_filtered,
    }
    pending {
        GameProfilesRead { ids: Vec<AccountId> }: ReadProfiles => game_profiles_read,
    }
    unattended {}
}

/// A number as the 16 bits of a list row.
fn short(value: i32) -> u16 {
    u16::try_from(value.max(0)).unwrap_or(u16::MAX)
}

impl Lobby {
    fn set_game_filter_0(&mut self, cx: &mut Context<'_>, request: lobby::SetGameListFilterRequest0) -> HandlerResult {
        mark!(cx.out, "MLS-80");
        let wanted = (request.filter_field, request.comparison_operator, request.baseline_value, None);
        let filter_id = self.set_game_filter(cx, wanted)?;
        cx.reply(&lobby::SetGameListFilterResponse0 {
            filter_id: Some(filter_id.unwrap_or_default().0),
            ..lobby::SetGameListFilterResponse0::with(request.message_id, filter_status(filter_id))
        });
        Ok(())
    }

    fn set_game_filter(
        &mut self,
        cx: &mut Context<'_>,
        (field, operator, baseline, mask): (GameListFilterField, ComparisonOperator, i32, Option<u32>),
    ) -> Result<Option<GameFilterId>, Fault> {
        let filters = &mut self.session_mut(cx.conn())?.game_filters;
        Ok(filters.set(field, operator, baseline, mask))
    }

    fn set_game_filter_4(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::SetGameListFilterRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-80");
        let mask = Some(request.mask);
        let wanted = (request.filter_field, request.comparison_operator, request.baseline_value, mask);
        let filter_id = self.set_game_filter(cx, wanted)?;
        cx.reply(&lobby_ext::SetGameListFilterResponse {
            filter_id: filter_id.unwrap_or_default().0,
            ..lobby_ext::SetGameListFilterResponse::with(request.message_id, filter_status(filter_id))
        });
        Ok(())
    }

    /// What 1.08 calls an id is a field (MLS-81).
    fn clear_game_filter_0(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ClearGameListFilterRequest0,
    ) -> HandlerResult {
        let known = self.session_mut(cx.conn())?.game_filters.clear_field(request.filter_id);
        reply_cleared(cx, &request.message_id, known);
        Ok(())
    }

    fn clear_game_filter(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::ClearGameListFilterRequest,
    ) -> HandlerResult {
        let known = self.session_mut(cx.conn())?.game_filters.clear_id(GameFilterId(request.filter_id));
        reply_cleared(cx, &request.message_id, known);
        Ok(())
    }

    /// Answers in the form of the asker's family: 1.08 knows neither id nor mask, nor does a title of later times.
    fn get_game_filters(&mut self, cx: &mut Context<'_>, request: lobby::GetGameListFilterRequest) -> HandlerResult {
        mark!(cx.out, "MLS-82");
        let (message_id, dialect) = (request.message_id, cx.dialect());
        let filters = &self.session(cx.conn())?.game_filters;
        let old = Self::title(cx.conn())?.old_filter_list;
        let packets = if dialect.version.has_hello() && !old {
            let rows = filters.iter().map(|filter| lobby_ext::GetGameListFilterResponse {
                filter_id: filter.id.0,
                filter_field: filter.field,
                mask: filter.mask,
                comparison_operator: filter.operator,
                baseline_value: filter.baseline,
                ..lobby_ext::GetGameListFilterResponse::success(message_id)
            });
            list::packets(message_id, rows, dialect)
        } else {
            let rows = filters.iter().map(|filter| lobby::GetGameListFilterResponse0 {
                filter_field: filter.field,
                comparison_operator: filter.operator,
                baseline_value: filter.baseline,
                ..lobby::GetGameListFilterResponse0::success(message_id)
            });
            list::packets(message_id, rows, dialect)
        };
        cx.reply_all(packets);
        Ok(())
    }

    /// Whom a player would meet in a game (filter fields 18 to 20).
    fn company(&self, session: &Session, game: &Game) -> SocialCounts {
        let mut company = SocialCounts::default();
        for other in game.inside().filter_map(|ticket| self.state.sessions.get(ticket)) {
            let id = other.account_id();
            company.buddies += i32::from(session.buddies.iter().any(|buddy| buddy.id == id));
            company.clan += i32::from(session.clan.is_some() && other.clan == session.clan);
            company.ignored += i32::from(session.ignored.contains(&id));
        }
        company
    }

    /// The games that a player may see: of his group, on the way or running, passing his filters (MLS-84).
    pub(in crate::mls) fn listed_games<'s>(&'s self, cx: &Context<'_>, session: &'s Session) -> Vec<&'s Game> {
        let reading = cx.state().title.as_deref().map_or_else(Default::default, |title| title.game_filters);
        let passes = |game: &&Game| session.game_filters.pass(game, self.company(session, game), reading);
        self.open_games(session).filter(passes).collect()
    }

    /// The games of his group that are on the way or running.
    fn open_games<'s>(&'s self, session: &'s Session) -> impl Iterator<Item = &'s Game> {
        self.state.games.of_group(session.group).filter(|game| game.is_listed())
    }

    /// Answers with a page of the games that the player may see, or of all that are open, one row each.
    fn reply_games<R: StatusResponse>(
        &self,
        cx: &mut Context<'_>,
        all: bool,
        (message_id, page): (MessageId, Page),
        row: impl Fn(&Game) -> R,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-84");
        let session = self.session(cx.conn())?;
        let games = if all { self.open_games(session).collect() } else { self.listed_games(cx, session) };
        let packets = list::packets(message_id, page.of(games.into_iter()).into_iter().map(row), cx.dialect());
        cx.reply_all(packets);
        Ok(())
    }

    fn game_list(&mut self, cx: &mut Context<'_>, request: lobby::GameListRequest) -> HandlerResult {
        let message_id = request.message_id;
        let page = Page::numbered(request.page_id.into(), request.page_size.into());
        let all = Self::title(cx.conn())?.unfiltered_game_list;
        self.reply_games(cx, all, (message_id, page), |game| lobby::GameListResponse {
            medius_world_id: game.id.0,
            game_name: game.made.details.name,
            world_status: game.status,
            game_host_type: MgclGameHostType(game.made.host_type.0),
            player_count: game.players(),
            ..lobby::GameListResponse::success(message_id)
        })
    }

    fn game_list_extra_0(&mut self, cx: &mut Context<'_>, request: lobby::GameListExtraInfoRequest0) -> HandlerResult {
        let message_id = request.message_id;
        let page = Page::numbered(request.page_id.into(), request.page_size.into());
        let all = Self::title(cx.conn())?.unfiltered_extra_info;
        self.reply_games(cx, all, (message_id, page), |game| {
            let details = &game.made.details;
            let [one, two, three, ..] = details.fields;
            lobby::GameListExtraInfoResponse0 {
                medius_world_id: game.id.0,
                player_count: short(game.players()),
                min_players: short(details.min_players),
                max_players: short(details.max_players),
                game_level: details.level,
                player_skill_level: details.skill_level,
                rules_set: details.rules_set,
                generic_field1: one,
                generic_field2: two,
                generic_field3: three,
                security_level: game.security(),
                world_status: game.status,
                game_host_type: game.made.host_type,
                game_name: details.name,
                game_stats: details.stats,
                ..lobby::GameListExtraInfoResponse0::success(message_id)
            }
        })
    }

    fn game_list_extra(&mut self, cx: &mut Context<'_>, request: lobby_ext::GameListExtraInfoRequest) -> HandlerResult {
        let message_id = request.message_id;
        let page = Page::numbered(request.page_id.into(), request.page_size.into());
        self.reply_games(cx, false, (message_id, page), |game| {
            let details = &game.made.details;
            let [f1, f2, f3, f4, f5, f6, f7, f8] = details.fields;
            lobby_ext::GameListExtraInfoResponse {
                medius_world_id: game.id.0,
                player_count: short(game.players()),
                min_players: short(details.min_players),
                max_players: short(details.max_players),
                game_level: details.level,
                player_skill_level: details.skill_level,
                rules_set: details.rules_set,
                generic_field1: f1,
                generic_field2: f2,
                generic_field3: f3,
                generic_field4: f4,
                generic_field5: f5,
                generic_field6: f6,
                generic_field7: f7,
                generic_field8: f8,
                security_level: game.security(),
                world_status: game.status,
                game_host_type: game.made.host_type,
                game_name: details.name,
                game_stats: details.stats,
                ..lobby_ext::GameListExtraInfoResponse::success(message_id)
            }
        })
    }

    /// Returns a game of the player's group; where there is none, the request is answered with that.
    fn game_or_reply<R: StatusResponse>(
        &self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        medius_world_id: i32,
    ) -> Result<Option<&Game>, Fault> {
        let game = self.state.games.get(GameId(medius_world_id), self.session(cx.conn())?.group);
        if game.is_none() {
            cx.reply_status::<R>(message_id, Status::GAME_NOT_FOUND);
        }
        Ok(game)
    }

    fn game_info_0(&mut self, cx: &mut Context<'_>, request: lobby::GameInfoRequest0) -> HandlerResult {
        mark!(cx.out, "MLS-88");
        type Response = lobby::GameInfoResponse0;
        let game = self.game_or_reply::<Response>(cx, &request.message_id, request.medius_world_id)?;
        let Some(game) = game else { return Ok(()) };
        let details = &game.made.details;
        let [one, two, three, ..] = details.fields;
        cx.reply(&Response {
            application_id: game.made.app_id.0.cast_signed(),
            min_players: details.min_players,
            max_players: details.max_players,
            game_level: details.level,
            player_skill_level: details.skill_level,
            player_count: game.players(),
            game_stats: details.stats,
            game_name: details.name,
            rules_set: details.rules_set,
            generic_field1: one,
            generic_field2: two,
            generic_field3: three,
            world_status: game.status,
            game_host_type: game.made.host_type,
            ..Response::success(request.message_id)
        });
        Ok(())
    }

    fn game_info(&mut self, cx: &mut Context<'_>, request: lobby_ext::GameInfoRequest) -> HandlerResult {
        mark!(cx.out, "MLS-88");
        type Response = lobby_ext::GameInfoResponse;
        let game = self.game_or_reply::<Response>(cx, &request.message_id, request.medius_world_id)?;
        let Some(game) = game else { return Ok(()) };
        let details = &game.made.details;
        let [f1, f2, f3, f4, f5, f6, f7, f8] = details.fields;
        cx.reply(&Response {
            application_id: game.made.app_id.0.cast_signed(),
            min_players: details.min_players,
            max_players: details.max_players,
            game_level: details.level,
            player_skill_level: details.skill_level,
            player_count: game.players(),
            game_stats: details.stats,
            game_name: details.name,
            rules_set: details.rules_set,
            generic_field1: f1,
            generic_field2: f2,
            generic_field3: f3,
            generic_field4: f4,
            generic_field5: f5,
            generic_field6: f6,
            generic_field7: f7,
            generic_field8: f8,
            world_status: game.status,
            game_host_type: game.made.host_type,
            ..Response::success(request.message_id)
        });
        Ok(())
    }

    /// The members who are in the game; their statistics are the store's (MLS-89).
    fn game_players(&mut self, cx: &mut Context<'_>, request: lobby::GameWorldPlayerListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-89");
        type Response = lobby::GameWorldPlayerListResponse;
        let game = self.game_or_reply::<Response>(cx, &request.message_id, request.medius_world_id)?;
        let Some(game) = game else { return Ok(()) };
        let inside = game.inside().filter_map(|ticket| self.state.sessions.get(ticket));
        let ids: Vec<AccountId> = inside.map(Session::account_id).collect();
        if ids.is_empty() {
            cx.reply_status::<Response>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        }
        self.ask(cx, &request.message_id, GameProfilesRead { ids: ids.clone() }, ReadProfiles { ids });
        Ok(())
    }

    fn game_profiles_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        wanted: GameProfilesRead,
        answer: Answer<ReadProfiles>,
    ) -> Packets {
        type Response = lobby::GameWorldPlayerListResponse;
        let (message_id, dialect) = (asked.message_id, cx.dialect());
        let status = status_of(&answer, |never| match never {});
        let Ok(profiles) = answer else {
            return Packets::of(&Response::ended(message_id, status), dialect);
        };
        let rows = self.still_online(cx.conn(), &wanted.ids).into_iter().map(|session| Response {
            account_id: session.account_id().0,
            account_name: session.name(),
            stats: stats_of(&profiles, session.account_id()),
            connection_class: ConnectionType::ETHERNET,
            ..Response::success(message_id)
        });
        list::packets(message_id, rows, dialect)
    }

    fn total_games(&mut self, cx: &mut Context<'_>, request: lobby::GetTotalGamesRequest) -> HandlerResult {
        mark!(cx.out, "MLS-93");
        Self::player(cx.conn())?;
        let group = self.group(AppId(request.application_id.cast_unsigned()));
        let games = self.state.games.of_group(group).filter(|game| game.is_listed());
        let total = i32::try_from(games.count()).unwrap_or(i32::MAX);
        let message_id: MessageId = request.message_id;
        cx.reply(&lobby::GetTotalGamesResponse { total, ..lobby::GetTotalGamesResponse::success(message_id) });
        Ok(())
    }

    fn total_games_filtered(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::UtilGetTotalGamesFilteredRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-93");
        type Response = lobby_ext::UtilGetTotalGamesFilteredResponse;
        let session = self.session(cx.conn())?;
        let total = i32::try_from(self.listed_games(cx, session).len()).unwrap_or(i32::MAX);
        cx.reply(&Response { total, ..Response::success(request.message_id) });
        Ok(())
    }
}

/// How a filter was taken (MLS-80).
const fn filter_status(id: Option<GameFilterId>) -> Status {
    if id.is_some() { Status::SUCCESS } else { Status::NUM_FILTERS_AT_MAX }
}

/// Answers whether there was such a filter, which is gone now (MLS-81).
fn reply_cleared(cx: &mut Context<'_>, message_id: &MessageId, known: bool) {
    mark!(cx.out, "MLS-81");
    let status = if known { Status::SUCCESS } else { Status::FILTER_NOT_FOUND };
    cx.reply_status::<lobby::ClearGameListFilterResponse>(message_id, status);
}
