//! Statistics and ladders (lobby.md 5.7).

use super::state::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::ids::{AccountId, ClanId};
use crate::link::Packets;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::lobby::list::list_answer;
use crate::lobby::store_client::{Awaits, ReplyTo, StoreUser as _, status_of};
use crate::machine::mark;
use crate::script::{Hook, Verdict};
use crate::store::{
    AccountMissing, AddLadderStats, Answer, ClanMissing, CountClanLadder, CountLadder, FindClanLadderPosition,
    FindLadderPosition, LADDER_STATS, LadderBy, LadderOwner, LadderStatsRefusal, Never, Page, ReadClanLadder,
    ReadLadder, SaveLadderStats, StoreError,
};
use crate::wire::StatusResponse;
use crate::wire::{Bytes, CallbackStatus as Status, LadderType, MessageId, NameText, lobby, lobby_ext};

declare_feature! { Lobby;
    routes {
        lobby_ext::UpdateLadderStatsWideRequest => update_ladder_wide,
        lobby::UpdateLadderStatsRequest => update_ladder_short,
        lobby_ext::LadderListExtraInfoRequest => ladder_list_extra,
        lobby::LadderListExtraInfoRequest0 => ladder_list_extra_0,
        lobby::LadderListRequest => ladder_list,
        lobby::LadderPositionRequest => ladder_position,
        lobby::LadderPositionFastRequest => ladder_position_fast,
        lobby::LadderPositionExtraInfoRequest => ladder_position_extra,
        lobby::GetTotalRankingsRequest => total_rankings,
        lobby::ClanLadderListRequest => clan_ladder_list,
        lobby::ClanLadderPositionRequest => clan_ladder_position,
        lobby_ext::UpdateClanLadderStatsWideDeltaRequest => add_clan_ladder,
    }
    pending {
        WideStatsSaved: SaveLadderStats => status(lobby_ext::UpdateLadderStatsWideResponse, |why| match why {
            LadderStatsRefusal::NoAccount | LadderStatsRefusal::NoClan => Status::DB_ERROR,
        }),
        ShortStatsSaved: SaveLadderStats => status(lobby::UpdateLadderStatsResponse, |why| match why {
            LadderStatsRefusal::NoAccount | LadderStatsRefusal::NoClan => Status::DB_ERROR,
        }),
        ClanStatsAdded: AddLadderStats => status(lobby_ext::UpdateClanLadderStatsWideDeltaResponse, |why| match why {
            LadderStatsRefusal::NoAccount | LadderStatsRefusal::NoClan => Status::DB_ERROR,
        }),
        ExtraRowsRead: ReadLadder => extra_rows_read,
        LadderRowsRead: ReadLadder => ladder_rows_read,
        PositionFound: FindLadderPosition => position_found,
        PositionFastFound: FindLadderPosition => position_fast_found,
        PositionExtraFound: FindLadderPosition => position_extra_found,
        PlayersRanked: CountLadder => rankings_counted,
        ClansRanked: CountClanLadder => rankings_counted,
        ClanRowsRead: ReadClanLadder => clan_rows_read,
        ClanPositionFound: FindClanLadderPosition => clan_position_found,
    }
    unattended {}
}

/// 256 bytes of statistics as a field; what the store has too little of is zero.
pub(super) fn stats_field(stats: &[u8]) -> Bytes<256> {
    let mut bytes = [0; 256];
    for (to, from) in bytes.iter_mut().zip(stats) {
        *to = *from;
    }
    Bytes::new(bytes)
}

/// A ladder statistic, from 0; one that does not exist is told as such.
fn stat(index: i32) -> Option<u32> {
    u32::try_from(index).ok().filter(|index| (*index as usize) < LADDER_STATS)
}

/// Bytes of the account statistics (MLS-104).
fn slice(first: i32, last: i32) -> Option<LadderBy> {
    let (first, last) = (u8::try_from(first).ok()?, u8::try_from(last).ok()?);
    (first <= last).then_some(LadderBy::Slice { first, last })
}

/// Makes the answer that tells a player's place on a ladder, or why there is none (MLS-104).
fn position(asked: ReplyTo, answer: Answer<FindLadderPosition>) -> lobby::LadderPositionResponse {
    let status = status_of(&answer, |AccountMissing::NoAccount| Status::NO_RESULT);
    lobby::LadderPositionResponse {
        ladder_position: answer.map_or(0, |found| found.place),
        ..StatusResponse::with(asked.message_id, status)
    }
}

impl Lobby {
    fn update_ladder_wide(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::UpdateLadderStatsWideRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-101");
        type Response = lobby_ext::UpdateLadderStatsWideResponse;
        self.update_ladder::<Response, _>(
            cx,
            &request.message_id,
            (request.ladder_type, &request.stats.0),
            WideStatsSaved {},
        )
    }

    fn update_ladder_short(&mut self, cx: &mut Context<'_>, request: lobby::UpdateLadderStatsRequest) -> HandlerResult {
        mark!(cx.out, "MLS-101");
        type Response = lobby::UpdateLadderStatsResponse;
        self.update_ladder::<Response, _>(
            cx,
            &request.message_id,
            (request.ladder_type, &request.stats),
            ShortStatsSaved {},
        )
    }

    /// One's own, or one's clan's; a script may refuse or change them (MLS-101).
    fn update_ladder<R: StatusResponse, P: Awaits<Request = SaveLadderStats, Feature = Pending>>(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        (kind, values): (LadderType, &[i32]),
        pending: P,
    ) -> HandlerResult {
        let Some(account_id) = self.own_account::<R>(cx, message_id)? else { return Ok(()) };
        let who = match kind {
            LadderType::PLAYER => Ok(LadderOwner::Player(account_id)),
            LadderType::CLAN => self.session(cx.conn())?.clan.map(LadderOwner::Clan).ok_or(Status::DB_ERROR),
            _ => Err(Status::INVALID_REQUEST_MSG),
        };
        let clan = kind == LadderType::CLAN;
        let wanted = who.and_then(|who| {
            let values = match self.script.ask(cx.now, Hook::LadderStats { account_id, clan, values }, cx.out) {
                Verdict::Allow => values.to_vec(),
                Verdict::Change(values) => values.into_iter().take(LADDER_STATS).collect(),
                Verdict::Deny => return Err(Status::FAIL),
            };
            Ok(SaveLadderStats { who, values })
        });
        match wanted {
            Ok(wanted) => self.ask(cx, message_id, pending, wanted),
            Err(status) => cx.reply_status::<R>(message_id, status),
        }
        Ok(())
    }

    fn ladder_list_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::LadderListExtraInfoRequest,
    ) -> HandlerResult {
        let page = Page::from_row(request.start_position.into(), request.page_size.into());
        self.ask_ladder_extra(cx, &request.message_id, request.ladder_stat_index, page)
    }

    fn ladder_list_extra_0(
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
        let Some(by) = stat(index).map(LadderBy::Stat) else {
            cx.reply_status::<lobby::LadderListExtraInfoResponse>(message_id, Status::NO_RESULT);
            return Ok(());
        };
        let wanted = ReadLadder { app_id: cx.conn().app_id(), by, page: self.bounded(page) };
        self.ask(cx, message_id, ExtraRowsRead {}, wanted);
        Ok(())
    }

    /// A page is never longer than what a request may ask for.
    pub(super) fn bounded(&self, page: Page) -> Page {
        Page { take: page.take.min(self.state.config.limits.list_rows), ..page }
    }

    fn extra_rows_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ExtraRowsRead,
        answer: Answer<ReadLadder>,
    ) -> Packets {
        let group = self.session(cx.conn()).map(|session| session.group).unwrap_or_default();
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby::LadderListExtraInfoResponse {
            ladder_position: row.position,
            ladder_stat: row.value,
            account_id: row.account.id.0,
            account_name: NameText::new(&row.account.name),
            account_stats: stats_field(&row.stats),
            online_state: self.state_of(row.account.id, group),
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn ladder_list(&mut self, cx: &mut Context<'_>, request: lobby::LadderListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-104");
        Self::player(cx.conn())?;
        let Some(by) = slice(request.start_byte, request.end_byte) else {
            cx.reply_status::<lobby::LadderListResponse>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        };
        let page = self.bounded(Page::from_row(request.start_position.into(), request.page_size.into()));
        let wanted = ReadLadder { app_id: cx.conn().app_id(), by, page };
        self.ask(cx, &request.message_id, LadderRowsRead {}, wanted);
        Ok(())
    }

    fn ladder_rows_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: LadderRowsRead,
        answer: Answer<ReadLadder>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby::LadderListResponse {
            account_id: row.account.id.0,
            account_name: NameText::new(&row.account.name),
            ladder_position: row.position,
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn ladder_position(&mut self, cx: &mut Context<'_>, request: lobby::LadderPositionRequest) -> HandlerResult {
        self.ask_position::<lobby::LadderPositionResponse, _>(cx, &request, PositionFound {})
    }

    fn ladder_position_fast(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::LadderPositionFastRequest,
    ) -> HandlerResult {
        self.ask_position::<lobby::LadderPositionFastResponse, _>(cx, &request, PositionFastFound {})
    }

    fn ask_position<R: StatusResponse, P: Awaits<Request = FindLadderPosition, Feature = Pending>>(
        &mut self,
        cx: &mut Context<'_>,
        request: &lobby::LadderPositionRequest,
        pending: P,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-104");
        Self::player(cx.conn())?;
        let Some(by) = slice(request.start_byte, request.end_byte) else {
            cx.reply_status::<R>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        };
        let (app_id, account_id) = (cx.conn().app_id(), AccountId(request.account_id));
        self.ask(cx, &request.message_id, pending, FindLadderPosition { app_id, by, account_id });
        Ok(())
    }

    fn position_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: PositionFound,
        answer: Answer<FindLadderPosition>,
    ) -> Packets {
        Packets::of(&position(asked, answer), cx.dialect())
    }

    fn position_fast_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: PositionFastFound,
        answer: Answer<FindLadderPosition>,
    ) -> Packets {
        Packets::of(&lobby::LadderPositionFastResponse::from(position(asked, answer)), cx.dialect())
    }

    fn ladder_position_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::LadderPositionExtraInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-104");
        Self::player(cx.conn())?;
        let Some(by) = stat(request.ladder_stat_index).map(LadderBy::Stat) else {
            cx.reply_status::<lobby::LadderPositionExtraInfoResponse>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        };
        let (app_id, account_id) = (cx.conn().app_id(), AccountId(request.account_id));
        self.ask(cx, &request.message_id, PositionExtraFound {}, FindLadderPosition { app_id, by, account_id });
        Ok(())
    }

    fn position_extra_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: PositionExtraFound,
        answer: Answer<FindLadderPosition>,
    ) -> Packets {
        let status = status_of(&answer, |AccountMissing::NoAccount| Status::NO_RESULT);
        let mut response = lobby::LadderPositionExtraInfoResponse::with(asked.message_id, status);
        if let Ok(found) = answer {
            (response.ladder_position, response.total_rankings) = (found.place, found.of);
        }
        Packets::of(&response, cx.dialect())
    }

    fn total_rankings(&mut self, cx: &mut Context<'_>, request: lobby::GetTotalRankingsRequest) -> HandlerResult {
        mark!(cx.out, "MLS-105");
        Self::player(cx.conn())?;
        let app_id = cx.conn().app_id();
        match request.ladder_type {
            LadderType::CLAN => self.ask(cx, &request.message_id, ClansRanked {}, CountClanLadder { app_id }),
            _ => self.ask(cx, &request.message_id, PlayersRanked {}, CountLadder { app_id }),
        }
        Ok(())
    }

    /// A ladder of players and one of clans are counted alike.
    fn rankings_counted<P>(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: P,
        answer: Result<u32, StoreError<Never>>,
    ) -> Packets {
        let status = status_of(&answer, |never| match never {});
        let response = lobby::GetTotalRankingsResponse {
            total_rankings: answer.unwrap_or_default(),
            ..StatusResponse::with(asked.message_id, status)
        };
        Packets::of(&response, cx.dialect())
    }

    fn clan_ladder_list(&mut self, cx: &mut Context<'_>, request: lobby::ClanLadderListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-106");
        Self::player(cx.conn())?;
        let Some(stat) = stat(request.clan_ladder_stat_index) else {
            cx.reply_status::<lobby::ClanLadderListResponse>(&request.message_id, Status::NO_RESULT);
            return Ok(());
        };
        let page = self.bounded(Page::from_row(request.start_position.into(), request.page_size.into()));
        let wanted = ReadClanLadder { app_id: cx.conn().app_id(), stat, page };
        self.ask(cx, &request.message_id, ClanRowsRead {}, wanted);
        Ok(())
    }

    fn clan_rows_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ClanRowsRead,
        answer: Answer<ReadClanLadder>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby::ClanLadderListResponse {
            clan_id: row.clan_id.0,
            clan_name: NameText::new(&row.name),
            ladder_position: row.position,
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn clan_ladder_position(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ClanLadderPositionRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-106");
        Self::player(cx.conn())?;
        let Some(stat) = stat(request.clan_ladder_stat_index) else {
            cx.reply_status::<lobby::ClanLadderPositionResponse>(&request.message_id, Status::CLAN_NOT_FOUND);
            return Ok(());
        };
        let (app_id, clan_id) = (cx.conn().app_id(), ClanId(request.clan_id));
        self.ask(cx, &request.message_id, ClanPositionFound {}, FindClanLadderPosition { app_id, stat, clan_id });
        Ok(())
    }

    fn clan_position_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ClanPositionFound,
        answer: Answer<FindClanLadderPosition>,
    ) -> Packets {
        let status = status_of(&answer, |ClanMissing::NoClan| Status::CLAN_NOT_FOUND);
        let mut response = lobby::ClanLadderPositionResponse::with(asked.message_id, status);
        if let Ok(found) = answer {
            (response.ladder_position, response.total_rankings) = (found.place, found.of);
        }
        Packets::of(&response, cx.dialect())
    }

    /// Added to what the clan has; only where it is switched on (MLS-107).
    fn add_clan_ladder(
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
        let who = LadderOwner::Clan(ClanId(request.clan_id));
        let wanted = AddLadderStats { who, deltas: request.stats.0.to_vec() };
        self.ask(cx, &request.message_id, ClanStatsAdded {}, wanted);
        Ok(())
    }
}
