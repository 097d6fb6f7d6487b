//! Answers that say how a request ended and nothing else: failures, empty lists, and plain successes.
//!
//! The table is GEN-18: what a request is told by default when it cannot be dealt with.

use crate::link::Packets;
use crate::wire::{
    CallbackStatus as Status, Dialect, Message, MessageId, MessageKey, StatusResponse, Value, Visitor, catalogue,
    lobby, lobby_ext,
};

macro_rules! answers {
    ($($failed:ident $($end:ident)?: $($module:ident::$name:ident),* $(,)?;)*) => {
        $(answers! { @each $failed [$($end)?] $($module::$name),* })*

        /// The response of this class and id with a status alone.
        #[must_use]
        pub fn ended(key: MessageKey, message_id: MessageId, status: Status, dialect: Dialect) -> Option<Packets> {
            $($(if key == $module::$name::KEY {
                return Some(Packets::of(&$module::$name::ended(message_id, status), dialect));
            })*)*
            None
        }

        /// What a request that is answered with this class and id is told by default (GEN-18).
        #[must_use]
        pub fn failed(key: MessageKey) -> Option<Status> {
            $($(if key == $module::$name::KEY {
                return Some($module::$name::FAILED);
            })*)*
            None
        }
    };
    (@each $failed:ident $end:tt $($module:ident::$name:ident),*) => {
        $(impl StatusResponse for $module::$name {
            const FAILED: Status = Status::$failed;

            fn with(message_id: MessageId, status_code: Status) -> Self {
                let mut response = Self::default();
                (response.message_id, response.status_code) = (message_id.clean(), status_code);
                response
            }

            answers! { @finish $end }
        })*
    };
    (@finish []) => {
        fn finish(&mut self) {}
    };
    (@finish [$end:ident]) => {
        fn finish(&mut self) {
            self.$end = 1;
        }
    };
}

answers! {
    FAIL:
        lobby::AccountLoginResponse, lobby::AccountRegistrationResponse, lobby::AccountUpdatePasswordStatusResponse,
        lobby::AccountUpdateStatsResponse, lobby::AccountDeleteResponse, lobby::AccountGetIDResponse,
        lobby::AnonymousLoginResponse, lobby::AddToBuddyListResponse, lobby::RemoveFromBuddyListResponse,
        lobby::AddToIgnoreListResponse, lobby::RemoveFromIgnoreListResponse, lobby::CreateChannelResponse,
        lobby::JoinChannelResponse, lobby::GetWorldSecurityLevelResponse, lobby::ChatToggleResponse,
        lobby::RequestClanTeamChallengeResponse, lobby::RespondToClanTeamChallengeResponse,
        lobby::RevokeClanTeamChallengeResponse, lobby::ConfirmClanTeamChallengeResponse,
        lobby::SendClanMessageResponse, lobby::ModifyClanMessageResponse, lobby::DeleteClanMessageResponse,
        lobby::SetMessageAsReadResponse, lobby::CreateClanResponse, lobby::DisbandClanResponse,
        lobby::TransferClanLeadershipResponse, lobby::AddPlayerToClanResponse, lobby::InvitePlayerToClanResponse,
        lobby::RespondToClanInvitationResponse, lobby::RevokeClanInvitationResponse, lobby::UpdateClanStatsResponse,
        lobby::FileCreateResponse, lobby::FileUploadServerRequest, lobby::FileCloseResponse,
        lobby::FileDownloadResponse, lobby::FileDeleteResponse, lobby::FileGetAttributesResponse,
        lobby::FileCancelOperationResponse, lobby::SetGameListFilterResponse0, lobby::ClearGameListFilterResponse,
        lobby::CreateGameResponse, lobby::JoinGameResponse, lobby::GetTotalGamesResponse,
        lobby::LadderPositionResponse, lobby::LadderPositionFastResponse, lobby::UpdateLadderStatsResponse,
        lobby::GetLadderStatsResponse, lobby::BanPlayerResponse, lobby::GetTotalUsersResponse,
        lobby::SessionBeginResponse, lobby::SessionEndResponse, lobby::SetLocalizationParamsResponse,
        lobby::PickLocationResponse, lobby::TextFilterResponse, lobby_ext::BuddySetListResponse,
        lobby_ext::IgnoreSetListStatusResponse, lobby_ext::AddToBuddyListConfirmationResponse1,
        lobby_ext::JoinLeastPopulatedChannelResponse, lobby_ext::SetAutoChatHistoryResponse,
        lobby_ext::TextFilterResponse1, lobby_ext::ClanRenameStatusResponse, lobby_ext::SetGameListFilterResponse,
        lobby_ext::SetGameListSortResponse, lobby_ext::ClearGameListSortStatusResponse,
        lobby_ext::SetGameListSortPriorityStatusResponse, lobby_ext::UtilGetTotalGamesFilteredResponse,
        lobby_ext::UpdateLadderStatsWideResponse, lobby_ext::GetLadderStatsWideResponse,
        lobby_ext::UpdateClanLadderStatsWideDeltaResponse, lobby_ext::MatchPartyResponse,
        lobby_ext::MatchSetGameStateResponse, lobby_ext::MatchFindGameStatusResponse,
        lobby_ext::MatchCancelStatusResponse, lobby_ext::MatchCreateGameResponse, lobby_ext::PartyCreateResponse,
        lobby_ext::PartyJoinResponse, lobby_ext::PartyJoinByIndexResponse, lobby_ext::PostDebugInfoResponse,
        lobby_ext::AccountUpdateStatsOpenAccessResponse, lobby_ext::GetAccessLevelInfoResponse,
        lobby_ext::SetLobbyWorldFilterResponse, lobby_ext::GetServerTimeResponse,
        lobby_ext::SetLocalizationParamsStatusResponse1, lobby_ext::NpIdPostStatusResponse,
    ;
    FAIL end_of_list:
        lobby::GetBuddyListResponse, lobby::GetIgnoreListResponse, lobby::GetBuddyListExtraInfoResponse,
        lobby::ChannelListResponse, lobby::CheckMyClanInvitationsResponse, lobby::GetClanMemberListResponse,
        lobby::FileListResponse, lobby::FileUpdateMetaDataResponse, lobby::FileGetMetaDataResponse,
        lobby::GameListResponse, lobby::FindWorldByNameResponse, lobby::LadderListResponse,
        lobby::GetLobbyPlayerNamesExtraInfoResponse, lobby::GetAnnouncementsResponse, lobby::UniverseNewsResponse,
        lobby_ext::GetBuddyInvitationsResponse, lobby_ext::FileListExtResponse,
        lobby_ext::MatchGetSupersetListResponse, lobby_ext::NpIdsGetByAccountNamesResponse,
    ;
    FAIL end_of_text: lobby::GetPolicyResponse;
    NO_RESULT:
        lobby::AccountLogoutResponse, lobby::ChannelInfoResponse, lobby::GetTotalChannelsResponse,
        lobby::GetClanByIDResponse, lobby::GetClanByNameResponse, lobby::RemovePlayerFromClanResponse,
        lobby::GameInfoResponse0, lobby::ClanLadderPositionResponse, lobby::GetTotalRankingsResponse,
        lobby::LadderPositionExtraInfoResponse, lobby::PlayerInfoResponse, lobby::GetMyIPResponse,
        lobby_ext::GenericChatSetFilterResponse, lobby_ext::GameInfoResponse,
    ;
    NO_RESULT end_of_list:
        lobby::ChannelListExtraInfoResponse, lobby::ClanLadderListResponse, lobby::FindPlayerResponse,
        lobby::GameListExtraInfoResponse0, lobby_ext::GameListExtraInfoResponse, lobby::GameWorldPlayerListResponse,
        lobby::GetAllClanMessagesResponse, lobby::GetClanInvitationsSentResponse,
        lobby::GetClanMemberListExtraInfoResponse, lobby::GetClanTeamChallengeHistoryResponse,
        lobby::GetClanTeamChallengesResponse, lobby::GetGameListFilterResponse0,
        lobby_ext::GetGameListFilterResponse, lobby::GetLobbyPlayerNamesResponse, lobby::GetLocationsResponse,
        lobby::GetMyClanMessagesResponse, lobby::GetMyClansResponse, lobby::LadderListExtraInfoResponse,
        lobby::LobbyWorldPlayerListResponse, lobby::UniverseStatusListResponse,
        lobby_ext::UniverseStatusListExtraInfoResponse, lobby_ext::UniverseVariableInformationResponse,
    ;
    FEATURE_NOT_ENABLED:
        lobby::AccountGetProfileResponse, lobby::AccountUpdateProfileResponse,
        lobby::CreateGameOnSelfResponse, lobby::UtilAddLobbyWorldResponse, lobby::UtilAddGameWorldResponse,
        lobby::UtilUpdateLobbyWorldResponse, lobby::UtilUpdateGameWorldResponse,
        lobby_ext::AddPlayerToClanByClanOfficerResponse, lobby_ext::GetLadderStatsWideIdArrayResponse,
    ;
    SUCCESS: lobby_ext::TokenStatus;
}

/// Requests that have no default answer (GEN-18).
const SILENT: [MessageKey; 3] = [
    lobby::GetWorldSecurityLevelRequest::KEY,
    lobby::RequestClanTeamChallengeRequest::KEY,
    lobby::InvitePlayerToClanByNameRequest::KEY,
];

/// What a request that nobody deals with is told, if its layout and its answer's are known (GEN-18, GEN-19). Where its
/// own is not, it is still told that there is no such feature (MAS-41, MLS-94, MLS-108, MLS-128, P2P-4).
#[must_use]
pub fn unhandled(key: MessageKey, body: &[u8], dialect: Dialect) -> Option<Packets> {
    let entry = catalogue::find(key).filter(|_| !SILENT.contains(&key))?;
    // A token is answered under its own class and id (MLS-171).
    let answer = *entry.answers.first().unwrap_or(&key);
    let status = failed(answer)?;
    let mut shown = FindMessageId(None);
    (entry.body.show)(body, dialect, &mut shown).ok()?;
    // Where a layout is not known, the MessageID is taken to stand first, as it mostly does.
    let first = || body.first_chunk::<21>().filter(|_| status == Status::FEATURE_NOT_ENABLED).copied();
    ended(answer, MessageId::exact(shown.0.or_else(first)?), status, dialect)
}

/// Looks for the MessageID among the fields of a message.
struct FindMessageId(Option<[u8; 21]>);

impl Visitor for FindMessageId {
    fn field(&mut self, name: &'static str, value: Value<'_>) {
        if let ("MessageID", Value::Text(bytes, _) | Value::Bytes(bytes, _)) = (name, value) {
            self.0 = bytes.try_into().ok();
        }
    }

    fn enter(&mut self, _: &'static str, _: Option<u32>) {}

    fn leave(&mut self) {}
}
