//! Statistics and ladders (lobby.md 5.7).

use super::asks::Purpose;
use super::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::ids::{AccountId, ClanId};
use crate::link::Packets;
use crate::lobby::asking::Asks as _;
use crate::lobby::common::{self, Common as _};
use crate::lobby::list;
use crate::machine::mark;
use crate::script::{Hook, Verdict};
use crate::store::{LADDER_STATS, Ladder, LadderBy, LadderRequest, Page, Ranked, StoreReply, Who};
use crate::wire::StatusResponse;
use crate::wire::{Array, Bytes, CallbackStatus as Status, LadderType, MessageId, NameText, lobby, lobby_ext};

/// 256 bytes of statistics as a field; what the store has too little of is zero.
pub(super) fn stats_field(stats: &[u8]) -> Bytes<256> {
    let mut bytes = [0; 256];
    for (to, from) in bytes.iter_mut().zip(stats) {
        *to = *from;
    }
    Bytes::new(bytes)
}

fn numbers<const N: usize>(values: &[i32]) -> [i32; N] {
    let mut numbers = [0; N];
    for (to, from) in numbers.iter_mut().zip(values) {
        *to = *from;
    }
    numbers
}

/// A ladder statistic, from 0; one that does not exist is told as such.
fn stat(index: i32) -> Option<LadderBy> {
    let index = u32::try_from(index).ok()?;
    ((index as usize) < LADDER_STATS).then_some(LadderBy::Stat(index))
}

/// Bytes of the account statistics (MLS-104).
fn slice(from: i32, to: i32) -> Option<LadderBy> {
    let (from, to) = (u8::try_from(from).ok()?, u8::try_from(to).ok()?);
    (from <= to).then_some(LadderBy::Slice(from, to))
}

impl Lobby {
    pub(super) fn update_ladder_wide(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::UpdateLadderStatsWideRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-101");
        type Response = lobby_ext::UpdateLadderStatsWideResponse;
        self.update_ladder::<Response>(cx, &request.message_id, request.ladder_type, &request.stats.0)
    }

    pub(super) fn update_ladder_short(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::UpdateLadderStatsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-101");
        type Response = lobby::UpdateLadderStatsResponse;
        self.update_ladder::<Response>(cx, &request.message_id, request.ladder_type, &request.stats)
    }

    /// One's own, or one's clan's; a script may refuse or change them (MLS-101).
    fn update_ladder<R: StatusResponse>(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        kind: LadderType,
        values: &[i32],
    ) -> HandlerResult {
        let Some(account_id) = self.own_account::<R>(cx, message_id)? else { return Ok(()) };
        let who = match kind {
            LadderType::PLAYER => Ok(Who::Player(account_id)),
            LadderType::CLAN => self.session(cx.conn())?.clan.map(Who::Clan).ok_or(Status::DB_ERROR),
            _ => Err(Status::INVALID_REQUEST_MSG),
        };
        let clan = kind == LadderType::CLAN;
        let wanted = who.and_then(|who| {
            let values = match self.script.ask(cx.now, Hook::LadderStats { account_id, clan, values }, cx.out) {
                Verdict::Allow => values.to_vec(),
                Verdict::Change(values) => values.into_iter().take(LADDER_STATS).collect(),
                Verdict::Deny => return Err(Status::FAIL),
            };
            Ok(LadderRequest::Save { who, values })
        });
        match wanted {
            Ok(wanted) => self.ask(cx, message_id, common::Purpose::status::<R>(Status::DB_ERROR), wanted),
            Err(status) => cx.reply_status::<R>(message_id, status),
        }
        Ok(())
    }

    pub(super) fn get_ladder_wide(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::GetLadderStatsWideRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-102");
        Self::player(cx.conn())?;
        let id = request.account_id_or_clan_id;
        let who =
            if request.ladder_type == LadderType::CLAN { Who::Clan(ClanId(id)) } else { Who::Player(AccountId(id)) };
        self.ask(cx, &request.message_id, Purpose::LadderStatsWide(who), LadderRequest::Stats(who));
        Ok(())
    }

    pub(super) fn get_ladder_short(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetLadderStatsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-102");
        Self::player(cx.conn())?;
        let who = Who::Player(AccountId(request.account_id_or_clan_id));
        self.ask(cx, &request.message_id, Purpose::LadderStats, LadderRequest::Stats(who));
        Ok(())
    }

    /// A player that does not exist is no result, a clan an error (MLS-102).
    pub(super) fn ladder_wide(cx: &Context<'_>, message_id: MessageId, who: Who, reply: &StoreReply) -> Packets {
        type Response = lobby_ext::GetLadderStatsWideResponse;
        let (id, missing) = match who {
            Who::Player(id) => (id.0, Status::NO_RESULT),
            Who::Clan(id) => (id.0, Status::DB_ERROR),
        };
        let response = match reply {
            StoreReply::LadderStats(values) => Response {
                account_id_or_clan_id: id,
                stats: Array(numbers(values)),
                ..StatusResponse::success(message_id)
            },
            other => Response::with(message_id, common::status(other, missing)),
        };
        Packets::of(&response, cx.dialect())
    }

    pub(super) fn ladder_short(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Response = lobby::GetLadderStatsResponse;
        let response = match reply {
            StoreReply::LadderStats(values) => {
                Response { stats: numbers(values), ..StatusResponse::success(message_id) }
            }
            other => Response::with(message_id, common::status(other, Status::DB_ERROR)),
        };
        Packets::of(&response, cx.dialect())
    }

    pub(super) fn ladder_list_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::LadderListExtraInfoRequest,
    ) -> HandlerResult {
        let page = Page::from_row(request.start_position.into(), request.page_size.into());
        self.ask_ladder_extra(cx, &request.message_id, request.ladder_stat_index, page)
    }

    pub(super) fn ladder_list_extra_0(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::LadderListExtraInfoRequest0,
    ) -> HandlerResult {
        let page = Page::from_row(request.start_position.into(), request.page_size.into());
        self.ask_ladder_extra(cx, &request.message_id, request.ladder_stat_index, page)
    }

    /// The largest value comes first, whatever the wanted order says (MLS-103).
    fn ask_ladder_extra(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        index: i32,
        page: Page,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-103");
        Self::player(cx.conn())?;
        let Some(by) = stat(index) else {
            cx.reply_status::<lobby::LadderListExtraInfoResponse>(message_id, Status::NO_RESULT);
            return Ok(());
        };
        let ladder = Ladder { app_id: cx.conn().app_id(), clans: false, by };
        self.ask(cx, message_id, Purpose::LadderExtra, LadderRequest::Page { ladder, page: self.bounded(page) });
        Ok(())
    }

    /// A page is never longer than what a request may ask for.
    pub(super) fn bounded(&self, page: Page) -> Page {
        Page { take: page.take.min(self.state.config.limits.list_rows), ..page }
    }

    pub(super) fn ladder_rows_extra(&self, cx: &Context<'_>, message_id: MessageId, rows: &[Ranked]) -> Packets {
        let group = self.session(cx.conn()).map(|session| session.group).unwrap_or_default();
        let rows = rows.iter().map(|row| lobby::LadderListExtraInfoResponse {
            ladder_position: row.position,
            ladder_stat: row.value,
            account_id: row.id,
            account_name: NameText::new(&row.name),
            account_stats: stats_field(&row.stats),
            online_state: self.state_of(AccountId(row.id), group),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn ladder_list(&mut self, cx: &mut Context<'_>, request: lobby::LadderListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-104");
        Self::player(cx.conn())?;
        let Some(by) = slice(request.start_byte, request.end_byte) else {
            cx.reply_status::<lobby::LadderListResponse>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        };
        let ladder = Ladder { app_id: cx.conn().app_id(), clans: false, by };
        let page = self.bounded(Page::from_row(request.start_position.into(), request.page_size.into()));
        self.ask(cx, &request.message_id, Purpose::LadderList, LadderRequest::Page { ladder, page });
        Ok(())
    }

    pub(super) fn ladder_rows(cx: &Context<'_>, message_id: MessageId, rows: &[Ranked]) -> Packets {
        let rows = rows.iter().map(|row| lobby::LadderListResponse {
            account_id: row.id,
            account_name: NameText::new(&row.name),
            ladder_position: row.position,
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn ladder_position(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::LadderPositionRequest,
    ) -> HandlerResult {
        self.ask_position::<lobby::LadderPositionResponse>(cx, &request, Purpose::LadderPosition)
    }

    pub(super) fn ladder_position_fast(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::LadderPositionFastRequest,
    ) -> HandlerResult {
        self.ask_position::<lobby::LadderPositionFastResponse>(cx, &request, Purpose::LadderPositionFast)
    }

    fn ask_position<R: StatusResponse>(
        &mut self,
        cx: &mut Context<'_>,
        request: &lobby::LadderPositionRequest,
        purpose: Purpose,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-104");
        Self::player(cx.conn())?;
        let Some(by) = slice(request.start_byte, request.end_byte) else {
            cx.reply_status::<R>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        };
        let ladder = Ladder { app_id: cx.conn().app_id(), clans: false, by };
        let wanted = LadderRequest::Position { ladder, id: request.account_id };
        self.ask(cx, &request.message_id, purpose, wanted);
        Ok(())
    }

    pub(super) fn position(message_id: MessageId, reply: &StoreReply) -> lobby::LadderPositionResponse {
        type Response = lobby::LadderPositionResponse;
        match reply {
            StoreReply::Position(place, _) => {
                Response { ladder_position: *place, ..StatusResponse::success(message_id) }
            }
            other => Response::with(message_id, common::status(other, Status::NO_RESULT)),
        }
    }

    pub(super) fn ladder_position_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::LadderPositionExtraInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-104");
        Self::player(cx.conn())?;
        let Some(by) = stat(request.ladder_stat_index) else {
            cx.reply_status::<lobby::LadderPositionExtraInfoResponse>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        };
        let ladder = Ladder { app_id: cx.conn().app_id(), clans: false, by };
        let wanted = LadderRequest::Position { ladder, id: request.account_id };
        self.ask(cx, &request.message_id, Purpose::LadderPositionExtra, wanted);
        Ok(())
    }

    pub(super) fn position_extra(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Response = lobby::LadderPositionExtraInfoResponse;
        let response = match reply {
            StoreReply::Position(place, total) => {
                Response { ladder_position: *place, total_rankings: *total, ..StatusResponse::success(message_id) }
            }
            other => Response::with(message_id, common::status(other, Status::NO_RESULT)),
        };
        Packets::of(&response, cx.dialect())
    }

    pub(super) fn total_rankings(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetTotalRankingsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-105");
        Self::player(cx.conn())?;
        let clans = request.ladder_type == LadderType::CLAN;
        let wanted = LadderRequest::Total { app_id: cx.conn().app_id(), clans };
        self.ask(cx, &request.message_id, Purpose::TotalRankings, wanted);
        Ok(())
    }

    pub(super) fn rankings(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Response = lobby::GetTotalRankingsResponse;
        let response = match reply {
            StoreReply::Total(total) => Response { total_rankings: *total, ..StatusResponse::success(message_id) },
            other => Response::with(message_id, common::status(other, Status::DB_ERROR)),
        };
        Packets::of(&response, cx.dialect())
    }

    pub(super) fn clan_ladder_list(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ClanLadderListRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-106");
        Self::player(cx.conn())?;
        let Some(by) = stat(request.clan_ladder_stat_index) else {
            cx.reply_status::<lobby::ClanLadderListResponse>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        };
        let ladder = Ladder { app_id: cx.conn().app_id(), clans: true, by };
        let page = self.bounded(Page::from_row(request.start_position.into(), request.page_size.into()));
        self.ask(cx, &request.message_id, Purpose::ClanLadder, LadderRequest::Page { ladder, page });
        Ok(())
    }

    pub(super) fn clan_ladder_rows(cx: &Context<'_>, message_id: MessageId, rows: &[Ranked]) -> Packets {
        let rows = rows.iter().map(|row| lobby::ClanLadderListResponse {
            clan_id: row.id,
            clan_name: NameText::new(&row.name),
            ladder_position: row.position,
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn clan_ladder_position(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ClanLadderPositionRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-106");
        Self::player(cx.conn())?;
        let Some(by) = stat(request.clan_ladder_stat_index) else {
            cx.reply_status::<lobby::ClanLadderPositionResponse>(&request.message_id, Status::CLAN_NOT_FOUND);
            return Ok(());
        };
        let ladder = Ladder { app_id: cx.conn().app_id(), clans: true, by };
        let wanted = LadderRequest::Position { ladder, id: request.clan_id };
        self.ask(cx, &request.message_id, Purpose::ClanLadderPosition, wanted);
        Ok(())
    }

    pub(super) fn clan_position(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Response = lobby::ClanLadderPositionResponse;
        let response = match reply {
            StoreReply::Position(place, total) => {
                Response { ladder_position: *place, total_rankings: *total, ..StatusResponse::success(message_id) }
            }
            other => Response::with(message_id, common::status(other, Status::CLAN_NOT_FOUND)),
        };
        Packets::of(&response, cx.dialect())
    }

    /// Added to what the clan has; only where it is switched on (MLS-107).
    pub(super) fn add_clan_ladder(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::UpdateClanLadderStatsWideDeltaRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-107");
        type Response = lobby_ext::UpdateClanLadderStatsWideDeltaResponse;
        let Some(_) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        if !self.state.config.clans.ladder_deltas {
            cx.reply_status::<Response>(&request.message_id, Status::FEATURE_NOT_ENABLED);
            return Ok(());
        }
        if self.session(cx.conn())?.clan != Some(ClanId(request.clan_id)) {
            cx.reply_status::<Response>(&request.message_id, Status::NOT_CLAN_MEMBER);
            return Ok(());
        }
        let wanted = LadderRequest::Add { who: Who::Clan(ClanId(request.clan_id)), deltas: request.stats.0.to_vec() };
        self.ask(cx, &request.message_id, common::Purpose::status::<Response>(Status::DB_ERROR), wanted);
        Ok(())
    }
}
