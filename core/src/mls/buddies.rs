//! Buddies and ignored players (lobby.md 5.4).

use serde::{Deserialize, Serialize};

use super::asks::Purpose;
use super::sessions::Session;
use super::{Context, Lobby, Scope};
use crate::connections::HandlerResult;
use crate::ids::{AccountId, TitleGroup};
use crate::limits::Limit;
use crate::link::Packets;
use crate::lobby::asking::Asks as _;
use crate::lobby::common::{self, Common as _};
use crate::lobby::list;
use crate::machine::{Cost, Fault, mark};
use crate::store::{Account, BuddyRequest, Refusal, StoreReply};
use crate::wire::StatusResponse;
use crate::wire::{
    BuddyAddType, CallbackStatus as Status, Dialect, MessageId, NameText, PlayerOnlineState, PlayerStatus, lobby,
    lobby_ext,
};

/// What the one who was asked says (MLS-44).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BuddyWord {
    /// Who asked.
    from: AccountId,
    /// Who was asked, and his name.
    to: AccountId,
    name: String,
    group: TitleGroup,
    accepted: bool,
    /// Whether each gets the other.
    both: bool,
    /// Of the question.
    message_id: MessageId,
}

impl Lobby {
    /// One-sided and without consent; the other is not told (MLS-40).
    pub(super) fn add_buddy(&mut self, cx: &mut Context<'_>, request: lobby::AddToBuddyListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-40");
        type Response = lobby::AddToBuddyListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let most = cx.conns.shared.limits.buddies;
        let wanted = BuddyRequest::Add { own, other: AccountId(request.account_id), most };
        self.ask(cx, &request.message_id, Purpose::AddBuddy, wanted);
        Ok(())
    }

    /// The cached list follows the store's (MLS-40, MLS-44).
    pub(super) fn buddy_added(&mut self, own: AccountId, buddy: Account) {
        if let Some(session) = self.state.sessions.by_account_mut(own) {
            session.ignored.remove(&buddy.id);
            if !session.buddies.iter().any(|known| known.id == buddy.id) {
                session.buddies.push(buddy);
            }
        }
    }

    pub(super) fn remove_buddy(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RemoveFromBuddyListRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-41");
        type Response = lobby::RemoveFromBuddyListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let other = AccountId(request.account_id);
        self.ask(cx, &request.message_id, Purpose::RemoveBuddy(other), BuddyRequest::Remove { own, other });
        Ok(())
    }

    pub(super) fn buddy_removed(&mut self, cx: &Context<'_>, other: AccountId) {
        if let Ok(session) = self.session_mut(cx.conn()) {
            session.buddies.retain(|buddy| buddy.id != other);
        }
    }

    /// Where an account is: all zero for one that is offline (MLS-42).
    pub(super) fn state_of(&self, account_id: AccountId, group: TitleGroup) -> PlayerOnlineState {
        let session = self.state.sessions.by_account(account_id, group);
        session.map(|session| self.online_state(session)).unwrap_or_default()
    }

    pub(super) fn status_of(&self, account_id: AccountId, group: TitleGroup) -> PlayerStatus {
        let session = self.state.sessions.by_account(account_id, group);
        session.map_or(PlayerStatus::PLAYER_DISCONNECTED, |session| self.status(session))
    }

    /// From the cached list, with what is known now of each (MLS-42).
    pub(super) fn buddy_list_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetBuddyListExtraInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-42");
        let session = self.session(cx.conn())?;
        let rows = session.buddies.iter().map(|buddy| lobby::GetBuddyListExtraInfoResponse {
            account_id: buddy.id.0,
            account_name: NameText::new(&buddy.name),
            online_state: self.state_of(buddy.id, session.group),
            ..StatusResponse::success(request.message_id)
        });
        let packets = list::packets(request.message_id, rows, cx.dialect());
        cx.reply_all(packets);
        Ok(())
    }

    pub(super) fn buddy_list(&mut self, cx: &mut Context<'_>, request: lobby::GetBuddyListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-43");
        let session = self.session(cx.conn())?;
        let rows = session.buddies.iter().map(|buddy| lobby::GetBuddyListResponse {
            account_id: buddy.id.0,
            account_name: NameText::new(&buddy.name),
            player_status: self.status_of(buddy.id, session.group),
            ..StatusResponse::success(request.message_id)
        });
        let packets = list::packets(request.message_id, rows, cx.dialect());
        cx.reply_all(packets);
        Ok(())
    }

    /// The other is asked first: now, or when he looks for invitations (MLS-44).
    pub(super) fn ask_buddy(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::AddToBuddyListConfirmationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-44");
        type Response = lobby_ext::AddToBuddyListConfirmationResponse1;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let session = self.session(cx.conn())?;
        let other = AccountId(request.target_account_id);
        let most = cx.conns.shared.limits.buddy_invitations;
        if let Some(target) = self.state.sessions.by_account(other, session.group).map(Session::ticket) {
            let ticket = session.ticket();
            let forward = lobby_ext::AddToBuddyListFwdConfirmationRequest {
                message_id: request.message_id.clean(),
                originator_account_id: own.0,
                originator_account_name: session.name(),
                add_type: request.add_type,
                ..Default::default()
            };
            // Told at once or later: he answers in his own time.
            if !self.state.sessions.ask_buddy(ticket, target, request.message_id.clean(), most) {
                cx.limited(Limit::BuddyInvitations);
                cx.reply_status::<Response>(&request.message_id, Status::REQUEST_DENIED);
                return Ok(());
            }
            self.fan_out(&mut cx.scope(), &[target], &forward);
            return Ok(());
        }
        let wanted = BuddyRequest::Invite { from: own, to: other, add_type: request.add_type.0, most };
        self.ask(cx, &request.message_id, Purpose::InviteBuddy(other), wanted);
        Ok(())
    }

    /// An invitation waits for its answer; one that cannot wait is answered at once (MLS-44).
    pub(super) fn buddy_invited(
        message_id: MessageId,
        other: AccountId,
        reply: &StoreReply,
        dialect: Dialect,
    ) -> Packets {
        let status_code = match reply {
            StoreReply::Done => Status::REQUEST_ACCEPTED,
            other => common::status(other, Status::REQUEST_DENIED),
        };
        let response = lobby_ext::AddToBuddyListConfirmationResponse1 {
            target_account_id: other.0,
            ..StatusResponse::with(message_id, status_code)
        };
        Packets::of(&response, dialect)
    }

    /// The other answers: single gives the one who asked a buddy, symmetric both (MLS-44). Nobody who did not ask gets
    /// one: where the lobby knows of no question, an invitation has to wait in the store.
    pub(super) fn buddy_answered(
        &mut self,
        cx: &mut Context<'_>,
        answer: lobby_ext::AddToBuddyListFwdConfirmationResponse,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-44");
        let session = self.session_mut(cx.conn())?;
        let from = AccountId(answer.originator_account_id);
        let (to, name, group) = (session.account_id(), session.name(), session.group);
        let question = session.asked_by.remove(&from);
        if !to.is_stored() {
            return Ok(());
        }
        let living = question.filter(|(ticket, _)| self.state.sessions.get(*ticket).is_some());
        let accepted = answer.status_code == Status::REQUEST_ACCEPTED || answer.status_code == Status::SUCCESS;
        let both = answer.add_type == BuddyAddType::SYMMETRIC;
        let most = cx.conns.shared.limits.buddies;
        let message_id = living.map(|(_, message_id)| message_id).unwrap_or_default();
        let word = BuddyWord { from, to, name: name.to_text(), group, accepted, both, message_id };
        let request = BuddyRequest::Answer { from, to, asked: living.is_some(), accepted, both, most };
        self.errand(&mut cx.scope(), Purpose::BuddyWord(Box::new(word)), request);
        Ok(())
    }

    /// The store knows the answer: both lists have it, and the one who asked is told.
    pub(super) fn buddy_word(&mut self, scope: &mut Scope<'_>, word: BuddyWord, reply: &StoreReply) {
        let BuddyWord { from, to, name, group, accepted, both, message_id } = word;
        if *reply == StoreReply::Refused(Refusal::Missing) {
            let fault = Fault::new("MLS-44", Cost::Ignore, "an answer to who did not ask");
            scope.fault(fault);
            return;
        }
        let asker = self.state.sessions.by_account(from, group).map(|session| (session.ticket(), session.name()));
        let status_code = match (common::status(reply, Status::DB_ERROR), accepted, both) {
            (Status::SUCCESS, false, _) => Status::REQUEST_DENIED,
            (Status::SUCCESS, true, true) => Status::REQUEST_ACCEPTED,
            (other, ..) => other,
        };
        if *reply == StoreReply::Done && accepted {
            self.buddy_added(from, Account { id: to, name: name.clone() });
            if let Some((_, name)) = asker.filter(|_| both) {
                self.buddy_added(to, Account { id: from, name: name.to_text() });
            }
        }
        let told = lobby_ext::AddToBuddyListConfirmationResponse1 {
            target_account_id: to.0,
            target_account_name: NameText::new(&name),
            ..StatusResponse::with(message_id, status_code)
        };
        self.fan_out(scope, asker.map(|(ticket, _)| ticket).as_slice(), &told);
    }

    pub(super) fn buddy_invitations(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::GetBuddyInvitationsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-45");
        type Response = lobby_ext::GetBuddyInvitationsResponse;
        let Some(to) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        self.ask(cx, &request.message_id, Purpose::BuddyInvitations, BuddyRequest::Invitations { to });
        Ok(())
    }

    pub(super) fn ignore_list(&mut self, cx: &mut Context<'_>, request: lobby::GetIgnoreListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-46");
        type Response = lobby::GetIgnoreListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        self.ask(cx, &request.message_id, Purpose::IgnoreList, BuddyRequest::Ignored { own });
        Ok(())
    }

    pub(super) fn ignored_rows(&self, cx: &Context<'_>, message_id: MessageId, rows: &[Account]) -> Packets {
        let group = self.session(cx.conn()).map(|session| session.group).unwrap_or_default();
        let rows = rows.iter().map(|account| lobby::GetIgnoreListResponse {
            ignore_account_id: account.id.0,
            ignore_account_name: NameText::new(&account.name),
            player_status: self.status_of(account.id, group),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn add_ignored(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::AddToIgnoreListRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-47");
        type Response = lobby::AddToIgnoreListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let most = cx.conns.shared.limits.buddies;
        let wanted = BuddyRequest::Ignore { own, other: AccountId(request.ignore_account_id), most };
        self.ask(cx, &request.message_id, Purpose::Ignore, wanted);
        Ok(())
    }

    pub(super) fn ignored(&mut self, cx: &Context<'_>, other: AccountId) {
        if let Ok(session) = self.session_mut(cx.conn()) {
            session.ignored.insert(other);
            session.buddies.retain(|buddy| buddy.id != other);
        }
    }

    pub(super) fn remove_ignored(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RemoveFromIgnoreListRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-48");
        type Response = lobby::RemoveFromIgnoreListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let other = AccountId(request.ignore_account_id);
        self.session_mut(cx.conn())?.ignored.remove(&other);
        let purpose = common::Purpose::status::<Response>(Status::DB_ERROR);
        self.ask(cx, &request.message_id, purpose, BuddyRequest::Unignore { own, other });
        Ok(())
    }
}
