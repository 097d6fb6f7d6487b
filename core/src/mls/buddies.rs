//! Buddies and ignored players (lobby.md 5.4).

use super::sessions::Session;
use super::state::{Context, Lobby, Scope};
use crate::connections::HandlerResult;
use crate::ids::{AccountId, TitleGroup};
use crate::limits::Limit;
use crate::link::Packets;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::lobby::list::{self, list_answer};
use crate::lobby::store_client::{ReplyTo, StoreUser as _, status_reply};
use crate::machine::{Cost, Fault, mark};
use crate::store::{
    Account, AddBuddy, AddToListRefusal, Answer, AnswerBuddyInvitation, AnswerBuddyRefusal, IgnorePlayer, InviteBuddy,
    InviteBuddyRefusal, ListBuddyInvitations, ListIgnored, RemoveBuddy, StoreError, UnignorePlayer,
};
use crate::wire::StatusResponse;
use crate::wire::{
    BuddyAddType, CallbackStatus as Status, MessageId, NameText, PlayerOnlineState, PlayerStatus, lobby, lobby_ext,
};

declare_feature! { Lobby;
    routes {
        lobby::AddToBuddyListRequest => add_buddy,
        lobby::RemoveFromBuddyListRequest => remove_buddy,
        lobby::GetBuddyListRequest => buddy_list,
        lobby::GetBuddyListExtraInfoRequest => buddy_list_extra,
        lobby_ext::AddToBuddyListConfirmationRequest => ask_buddy,
        lobby_ext::AddToBuddyListFwdConfirmationResponse => buddy_answered,
        lobby_ext::GetBuddyInvitationsRequest => buddy_invitations,
        lobby::GetIgnoreListRequest => ignore_list,
        lobby::AddToIgnoreListRequest => add_ignored,
        lobby::RemoveFromIgnoreListRequest => remove_ignored,
    }
    pending {
        BuddyAdded: AddBuddy => buddy_added,
        BuddyRemoved { other: AccountId }: RemoveBuddy => buddy_removed,
        BuddyInvited { other: AccountId }: InviteBuddy => buddy_invited,
        BuddyInvitationsRead: ListBuddyInvitations => buddy_invitations_read,
        IgnoredPlayersRead: ListIgnored => ignored_players_read,
        PlayerIgnored: IgnorePlayer => player_ignored,
        PlayerUnignored { other: AccountId }: UnignorePlayer => player_unignored,
    }
    unattended {
        // Who asked; who was asked, and their name; whether each gets the other; the MessageID of the question.
        BuddyQuestionAnswered {
            from: AccountId,
            to: AccountId,
            name: String,
            group: TitleGroup,
            accepted: bool,
            both: bool,
            message_id: MessageId,
        }: AnswerBuddyInvitation => buddy_question_answered,
    }
}

impl Lobby {
    /// One-sided and without consent; the other is not told (MLS-40).
    fn add_buddy(&mut self, cx: &mut Context<'_>, request: lobby::AddToBuddyListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-40");
        type Response = lobby::AddToBuddyListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let max = cx.conns.shared.limits.buddies;
        let wanted = AddBuddy { own, other: AccountId(request.account_id), max };
        self.ask(cx, &request.message_id, BuddyAdded {}, wanted);
        Ok(())
    }

    fn buddy_added(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: BuddyAdded,
        answer: Answer<AddBuddy>,
    ) -> Packets {
        let refused = |why| match why {
            AddToListRefusal::NoAccount | AddToListRefusal::Exists | AddToListRefusal::Full => Status::DB_ERROR,
        };
        let packets = status_reply::<lobby::AddToBuddyListResponse, _, _, _>(cx, asked, &answer, refused);
        if let (Ok(buddy), Some(own)) = (answer, cx.state().account_id) {
            self.cache_buddy(own, buddy);
        }
        packets
    }

    /// The cached list follows the store's (MLS-40, MLS-44).
    fn cache_buddy(&mut self, own: AccountId, buddy: Account) {
        if let Some(session) = self.state.sessions.by_account_mut(own) {
            session.ignored.remove(&buddy.id);
            if !session.buddies.iter().any(|known| known.id == buddy.id) {
                session.buddies.push(buddy);
            }
        }
    }

    fn remove_buddy(&mut self, cx: &mut Context<'_>, request: lobby::RemoveFromBuddyListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-41");
        type Response = lobby::RemoveFromBuddyListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let other = AccountId(request.account_id);
        self.ask(cx, &request.message_id, BuddyRemoved { other }, RemoveBuddy { own, other });
        Ok(())
    }

    fn buddy_removed(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        BuddyRemoved { other }: BuddyRemoved,
        answer: Answer<RemoveBuddy>,
    ) -> Packets {
        if answer.is_ok()
            && let Ok(session) = self.session_mut(cx.conn())
        {
            session.buddies.retain(|buddy| buddy.id != other);
        }
        status_reply::<lobby::RemoveFromBuddyListResponse, _, _, _>(cx, asked, &answer, |never| match never {})
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
    fn buddy_list_extra(
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

    fn buddy_list(&mut self, cx: &mut Context<'_>, request: lobby::GetBuddyListRequest) -> HandlerResult {
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

    /// The other is asked first: now, or when they look for invitations (MLS-44).
    fn ask_buddy(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::AddToBuddyListConfirmationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-44");
        type Response = lobby_ext::AddToBuddyListConfirmationResponse1;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let session = self.session(cx.conn())?;
        let other = AccountId(request.target_account_id);
        let max = cx.conns.shared.limits.buddy_invitations;
        if let Some(target) = self.state.sessions.by_account(other, session.group).map(Session::ticket) {
            let ticket = session.ticket();
            let forward = lobby_ext::AddToBuddyListFwdConfirmationRequest {
                message_id: request.message_id.clean(),
                originator_account_id: own.0,
                originator_account_name: session.name(),
                add_type: request.add_type,
                ..Default::default()
            };
            // Told at once or later: they answer in their own time.
            if !self.state.sessions.ask_buddy(ticket, target, request.message_id.clean(), max) {
                cx.limited(Limit::BuddyInvitations);
                cx.reply_status::<Response>(&request.message_id, Status::REQUEST_DENIED);
                return Ok(());
            }
            self.fan_out(&mut cx.scope(), &[target], &forward);
            return Ok(());
        }
        let wanted = InviteBuddy { from: own, to: other, add_type: request.add_type, max };
        self.ask(cx, &request.message_id, BuddyInvited { other }, wanted);
        Ok(())
    }

    /// An invitation waits for its answer; one that cannot wait is answered at once (MLS-44).
    fn buddy_invited(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        BuddyInvited { other }: BuddyInvited,
        answer: Answer<InviteBuddy>,
    ) -> Packets {
        let status_code = match answer {
            Ok(()) => Status::REQUEST_ACCEPTED,
            Err(StoreError::Refused(InviteBuddyRefusal::NoAccount | InviteBuddyRefusal::Full)) => {
                Status::REQUEST_DENIED
            }
            Err(StoreError::Failed) => Status::DB_ERROR,
        };
        let response = lobby_ext::AddToBuddyListConfirmationResponse1 {
            target_account_id: other.0,
            ..StatusResponse::with(asked.message_id, status_code)
        };
        Packets::of(&response, cx.dialect())
    }

    /// The other answers: single gives the one who asked a buddy, symmetric both (MLS-44). Nobody who did not ask gets
    /// one: where the lobby knows of no question, an invitation has to wait in the store.
    fn buddy_answered(
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
        let max = cx.conns.shared.limits.buddies;
        let message_id = living.map(|(_, message_id)| message_id).unwrap_or_default();
        let pending = BuddyQuestionAnswered { from, to, name: name.to_text(), group, accepted, both, message_id };
        let request = AnswerBuddyInvitation { from, to, asked: living.is_some(), accepted, both, max };
        self.request_unattended(&mut cx.scope(), pending, request);
        Ok(())
    }

    /// The store knows the answer: both lists have it, and the one who asked is told.
    fn buddy_question_answered(
        &mut self,
        scope: &mut Scope<'_>,
        pending: BuddyQuestionAnswered,
        answer: Answer<AnswerBuddyInvitation>,
    ) {
        let BuddyQuestionAnswered { from, to, name, group, accepted, both, message_id } = pending;
        let status_code = match &answer {
            Err(StoreError::Refused(AnswerBuddyRefusal::NoInvitation)) => {
                scope.fault(Fault::new("MLS-44", Cost::Ignore, "an answer to who did not ask"));
                return;
            }
            Err(StoreError::Refused(AnswerBuddyRefusal::NoAccount | AnswerBuddyRefusal::Full) | StoreError::Failed) => {
                Status::DB_ERROR
            }
            Ok(_) if !accepted => Status::REQUEST_DENIED,
            Ok(_) if both => Status::REQUEST_ACCEPTED,
            Ok(_) => Status::SUCCESS,
        };
        if let Ok(asker) = answer
            && accepted
        {
            self.cache_buddy(from, Account { id: to, name: name.clone() });
            if both {
                self.cache_buddy(to, asker);
            }
        }
        let asker = self.state.sessions.by_account(from, group).map(Session::ticket);
        let told = lobby_ext::AddToBuddyListConfirmationResponse1 {
            target_account_id: to.0,
            target_account_name: NameText::new(&name),
            ..StatusResponse::with(message_id, status_code)
        };
        self.fan_out(scope, asker.as_slice(), &told);
    }

    fn buddy_invitations(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::GetBuddyInvitationsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-45");
        type Response = lobby_ext::GetBuddyInvitationsResponse;
        let Some(to) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        self.ask(cx, &request.message_id, BuddyInvitationsRead {}, ListBuddyInvitations { to });
        Ok(())
    }

    fn buddy_invitations_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: BuddyInvitationsRead,
        answer: Answer<ListBuddyInvitations>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby_ext::GetBuddyInvitationsResponse {
            account_id: row.from.id.0,
            account_name: NameText::new(&row.from.name),
            add_type: row.add_type,
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn ignore_list(&mut self, cx: &mut Context<'_>, request: lobby::GetIgnoreListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-46");
        type Response = lobby::GetIgnoreListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        self.ask(cx, &request.message_id, IgnoredPlayersRead {}, ListIgnored { own });
        Ok(())
    }

    fn ignored_players_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: IgnoredPlayersRead,
        answer: Answer<ListIgnored>,
    ) -> Packets {
        let group = self.session(cx.conn()).map(|session| session.group).unwrap_or_default();
        list_answer(asked.message_id, answer, cx.dialect(), |account| lobby::GetIgnoreListResponse {
            ignore_account_id: account.id.0,
            ignore_account_name: NameText::new(&account.name),
            player_status: self.status_of(account.id, group),
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn add_ignored(&mut self, cx: &mut Context<'_>, request: lobby::AddToIgnoreListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-47");
        type Response = lobby::AddToIgnoreListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let max = cx.conns.shared.limits.buddies;
        let wanted = IgnorePlayer { own, other: AccountId(request.ignore_account_id), max };
        self.ask(cx, &request.message_id, PlayerIgnored {}, wanted);
        Ok(())
    }

    fn player_ignored(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: PlayerIgnored,
        answer: Answer<IgnorePlayer>,
    ) -> Packets {
        if let Ok(other) = &answer
            && let Ok(session) = self.session_mut(cx.conn())
        {
            session.ignored.insert(other.id);
            session.buddies.retain(|buddy| buddy.id != other.id);
        }
        status_reply::<lobby::AddToIgnoreListResponse, _, _, _>(cx, asked, &answer, |why| match why {
            AddToListRefusal::NoAccount | AddToListRefusal::Exists | AddToListRefusal::Full => Status::DB_ERROR,
        })
    }

    fn remove_ignored(&mut self, cx: &mut Context<'_>, request: lobby::RemoveFromIgnoreListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-48");
        type Response = lobby::RemoveFromIgnoreListResponse;
        let Some(own) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let other = AccountId(request.ignore_account_id);
        self.ask(cx, &request.message_id, PlayerUnignored { other }, UnignorePlayer { own, other });
        Ok(())
    }

    fn player_unignored(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        PlayerUnignored { other }: PlayerUnignored,
        answer: Answer<UnignorePlayer>,
    ) -> Packets {
        if answer.is_ok()
            && let Ok(session) = self.session_mut(cx.conn())
        {
            session.ignored.remove(&other);
        }
        status_reply::<lobby::RemoveFromIgnoreListResponse, _, _, _>(cx, asked, &answer, |never| match never {})
    }
}
