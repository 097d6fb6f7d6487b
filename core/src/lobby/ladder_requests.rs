//! Statistics of ladders, as MAS and MLS tell them (MAS-21, MLS-102).

use super::account_requests::AccountRequests;
use super::feature::declare_feature;
use super::store_client::{ReplyTo, StoreUser, status_of};
use crate::connections::{Context, HandlerResult};
use crate::ids::{AccountId, ClanId};
use crate::link::Packets;
use crate::machine::{Fault, mark};
use crate::store::{Answer, LadderOwner, LadderStatsRefusal, ReadLadderStats};
use crate::wire::StatusResponse;
use crate::wire::{Array, CallbackStatus as Status, LadderType, MessageId, lobby, lobby_ext};

declare_feature! { H: LadderRequests;
    routes {
        lobby_ext::GetLadderStatsWideRequest => get_ladder_wide,
        lobby::GetLadderStatsRequest => get_ladder_short,
    }
    pending {
        WideStatsRead { who: LadderOwner }: ReadLadderStats => wide_stats_read,
        ShortStatsRead: ReadLadderStats => short_stats_read,
    }
    unattended {}
}

fn numbers<const N: usize>(values: &[i32]) -> [i32; N] {
    let mut numbers = [0; N];
    for (to, from) in numbers.iter_mut().zip(values) {
        *to = *from;
    }
    numbers
}

/// A component that tells statistics of ladders to whoever is logged in.
pub(crate) trait LadderRequests: AccountRequests + StoreUser<Pending: From<Pending>> {
    /// Returns whether somebody is logged in. Without a session there is no answer; without a login, the answer says so
    /// (GEN-14).
    ///
    /// # Errors
    /// A fault, without a session.
    fn is_logged_in<R: StatusResponse>(
        &self,
        cx: &mut Context<'_, Self::State>,
        message_id: &MessageId,
    ) -> Result<bool, Fault> {
        self.needs_session(cx.conn())?;
        let known = Self::account_id(cx.state()).is_some();
        if !known {
            mark!(cx.out, "GEN-14");
            cx.reply_status::<R>(message_id, R::FAILED);
        }
        Ok(known)
    }

    /// GetLadderStatsWide: a player's, or a clan's.
    fn get_ladder_wide(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby_ext::GetLadderStatsWideRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-102");
        mark!(cx.out, "MAS-21");
        if self.is_logged_in::<lobby_ext::GetLadderStatsWideResponse>(cx, &request.message_id)? {
            let id = request.account_id_or_clan_id;
            let who = match request.ladder_type {
                LadderType::CLAN => LadderOwner::Clan(ClanId(id)),
                _ => LadderOwner::Player(AccountId(id)),
            };
            let app_id = cx.conn().app_id();
            self.ask(cx, &request.message_id, WideStatsRead { who }, ReadLadderStats { app_id, who });
        }
        Ok(())
    }

    /// GetLadderStats: a player's, the first of them.
    fn get_ladder_short(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::GetLadderStatsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-102");
        mark!(cx.out, "MAS-21");
        if self.is_logged_in::<lobby::GetLadderStatsResponse>(cx, &request.message_id)? {
            let who = LadderOwner::Player(AccountId(request.account_id_or_clan_id));
            let app_id = cx.conn().app_id();
            self.ask(cx, &request.message_id, ShortStatsRead {}, ReadLadderStats { app_id, who });
        }
        Ok(())
    }

    /// Makes the answer of the wide form: a player that does not exist is no result, a clan an error (MLS-102).
    fn wide_stats_read(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        asked: ReplyTo,
        wanted: WideStatsRead,
        answer: Answer<ReadLadderStats>,
    ) -> Packets {
        let status = status_of(&answer, |why| match why {
            LadderStatsRefusal::NoAccount => Status::NO_RESULT,
            LadderStatsRefusal::NoClan => Status::DB_ERROR,
        });
        let mut response = lobby_ext::GetLadderStatsWideResponse::with(asked.message_id, status);
        if let Ok(values) = answer {
            response.account_id_or_clan_id = match wanted.who {
                LadderOwner::Player(id) => id.0,
                LadderOwner::Clan(id) => id.0,
            };
            response.stats = Array(numbers(&values));
        }
        Packets::of(&response, cx.dialect())
    }

    /// Makes the answer of the short form.
    fn short_stats_read(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        asked: ReplyTo,
        _: ShortStatsRead,
        answer: Answer<ReadLadderStats>,
    ) -> Packets {
        let status = status_of(&answer, |why| match why {
            LadderStatsRefusal::NoAccount | LadderStatsRefusal::NoClan => Status::DB_ERROR,
        });
        let response = lobby::GetLadderStatsResponse {
            stats: numbers(&answer.unwrap_or_default()),
            ..StatusResponse::with(asked.message_id, status)
        };
        Packets::of(&response, cx.dialect())
    }
}
