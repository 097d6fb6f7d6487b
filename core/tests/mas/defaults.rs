//! What the MAS tells requests that nobody deals with here (GEN-18): each of them, by its whole answer.

use crate::common::{app, id};
use crate::sessions::mas;
use clank_core::wire::{CallbackStatus as Status, WorldGenericFieldLevelType, lobby, lobby_ext};

/// Sends each request, and compares its only answer with the status and, where it ends a list, the flag of that.
macro_rules! told {
    ($harness:ident $conn:ident $status:ident $end:tt: $($request:path => $response:path),* $(,)?) => {
        $(
            $harness.send($conn, &app(&<$request>::default()));
            let mut expected = <$response>::default();
            expected.status_code = Status::$status;
            told!(@end expected $end);
            let expected = $harness.as_read(&expected);
            assert_eq!($harness.answer::<$response>($conn), expected, stringify!($request));
        )*
    };
    (@end $expected:ident []) => {};
    (@end $expected:ident [$field:ident]) => {
        $expected.$field = 1;
    };
}

/// GEN-18, GEN-19: the default of each request, with its own MessageID; none without a session, and none for three.
#[test]
fn requests_of_the_lobby_are_told_their_defaults() {
    let mut harness = mas();
    let stranger = harness.connect(1);
    harness.send(stranger, &app(&lobby::ChannelInfoRequest::default()));
    assert!(harness.ids(stranger).is_empty());
    let (conn, _) = harness.begin(2);
    harness.send(conn, &app(&lobby::ChannelInfoRequest { message_id: id("c"), ..Default::default() }));
    let expected =
        lobby::ChannelInfoResponse { message_id: id("c"), status_code: Status::NO_RESULT, ..Default::default() };
    assert_eq!(harness.answer::<lobby::ChannelInfoResponse>(conn), expected);
    told! { harness conn FAIL []:
        lobby::AddPlayerToClanRequest => lobby::AddPlayerToClanResponse,
        lobby::AddToBuddyListRequest => lobby::AddToBuddyListResponse,
        lobby::AddToIgnoreListRequest => lobby::AddToIgnoreListResponse,
        lobby::ChatToggleRequest => lobby::ChatToggleResponse,
        lobby::ClearGameListFilterRequest0 => lobby::ClearGameListFilterResponse,
        lobby_ext::ClearGameListFilterRequest => lobby::ClearGameListFilterResponse,
        lobby::ConfirmClanTeamChallengeRequest => lobby::ConfirmClanTeamChallengeResponse,
        lobby_ext::CreateChannelRequest => lobby::CreateChannelResponse,
        lobby::CreateClanRequest => lobby::CreateClanResponse,
        lobby::CreateGameRequest1 => lobby::CreateGameResponse,
        lobby::DeleteClanMessageRequest => lobby::DeleteClanMessageResponse,
        lobby::DisbandClanRequest => lobby::DisbandClanResponse,
        lobby::FileCloseRequest => lobby::FileCloseResponse,
        lobby::FileCreateRequest => lobby::FileCreateResponse,
        lobby::FileDownloadRequest => lobby::FileDownloadResponse,
        lobby::FileUploadRequest => lobby::FileUploadServerRequest,
        lobby::InvitePlayerToClanRequest => lobby::InvitePlayerToClanResponse,
        lobby::JoinChannelRequest => lobby::JoinChannelResponse,
        lobby::JoinGameRequest => lobby::JoinGameResponse,
        lobby::ModifyClanMessageRequest => lobby::ModifyClanMessageResponse,
        lobby::RemoveFromBuddyListRequest => lobby::RemoveFromBuddyListResponse,
        lobby::RemoveFromIgnoreListRequest => lobby::RemoveFromIgnoreListResponse,
        lobby::RespondToClanInvitationRequest => lobby::RespondToClanInvitationResponse,
        lobby::RespondToClanTeamChallengeRequest => lobby::RespondToClanTeamChallengeResponse,
        lobby::RevokeClanInvitationRequest => lobby::RevokeClanInvitationResponse,
        lobby::RevokeClanTeamChallengeRequest => lobby::RevokeClanTeamChallengeResponse,
        lobby::SendClanMessageRequest => lobby::SendClanMessageResponse,
        lobby_ext::SetAutoChatHistoryRequest => lobby_ext::SetAutoChatHistoryResponse,
        lobby::SetGameListFilterRequest0 => lobby::SetGameListFilterResponse0,
        lobby_ext::SetGameListFilterRequest => lobby_ext::SetGameListFilterResponse,
        lobby::TransferClanLeadershipRequest => lobby::TransferClanLeadershipResponse,
        lobby::UpdateClanStatsRequest => lobby::UpdateClanStatsResponse,
        lobby_ext::UpdateLadderStatsWideRequest => lobby_ext::UpdateLadderStatsWideResponse,
    }
    told! { harness conn NO_RESULT []:
        lobby::ClanLadderPositionRequest => lobby::ClanLadderPositionResponse,
        lobby::GameInfoRequest0 => lobby::GameInfoResponse0,
        lobby_ext::GameInfoRequest => lobby_ext::GameInfoResponse,
        lobby_ext::GenericChatSetFilterRequest => lobby_ext::GenericChatSetFilterResponse,
        lobby::GetClanByIDRequest => lobby::GetClanByIDResponse,
        lobby::GetClanByNameRequest => lobby::GetClanByNameResponse,
        lobby::GetTotalRankingsRequest => lobby::GetTotalRankingsResponse,
        lobby::LadderPositionExtraInfoRequest => lobby::LadderPositionExtraInfoResponse,
        lobby::PlayerInfoRequest => lobby::PlayerInfoResponse,
        lobby::RemovePlayerFromClanRequest => lobby::RemovePlayerFromClanResponse,
    }
    told! { harness conn SUCCESS []:
        lobby_ext::TokenRequest => lobby_ext::TokenStatus,
    }
    told! { harness conn NO_RESULT [end_of_list]:
        lobby::ClanLadderListRequest => lobby::ClanLadderListResponse,
        lobby::FindPlayerRequest => lobby::FindPlayerResponse,
        lobby::GameListExtraInfoRequest0 => lobby::GameListExtraInfoResponse0,
        lobby_ext::GameListExtraInfoRequest => lobby_ext::GameListExtraInfoResponse,
        lobby::GameWorldPlayerListRequest => lobby::GameWorldPlayerListResponse,
        lobby::GetAllClanMessagesRequest => lobby::GetAllClanMessagesResponse,
        lobby::GetClanInvitationsSentRequest => lobby::GetClanInvitationsSentResponse,
        lobby::GetClanMemberListExtraInfoRequest => lobby::GetClanMemberListExtraInfoResponse,
        lobby::GetClanTeamChallengeHistoryRequest => lobby::GetClanTeamChallengeHistoryResponse,
        lobby::GetClanTeamChallengesRequest => lobby::GetClanTeamChallengesResponse,
        lobby::GetGameListFilterRequest => lobby_ext::GetGameListFilterResponse,
        lobby::GetLobbyPlayerNamesRequest => lobby::GetLobbyPlayerNamesResponse,
        lobby::GetMyClanMessagesRequest => lobby::GetMyClanMessagesResponse,
        lobby::GetMyClansRequest => lobby::GetMyClansResponse,
        lobby::LadderListExtraInfoRequest0 => lobby::LadderListExtraInfoResponse,
        lobby_ext::LadderListExtraInfoRequest => lobby::LadderListExtraInfoResponse,
        lobby::LobbyWorldPlayerListRequest => lobby::LobbyWorldPlayerListResponse,
    }
    told! { harness conn FAIL [end_of_list]:
        lobby::ChannelListRequest => lobby::ChannelListResponse,
        lobby::GetBuddyListRequest => lobby::GetBuddyListResponse,
        lobby::CheckMyClanInvitationsRequest => lobby::CheckMyClanInvitationsResponse,
        lobby::GetLobbyPlayerNamesExtraInfoRequest => lobby::GetLobbyPlayerNamesExtraInfoResponse,
    }
    // This title reads four fields more than others of its version.
    for request in [
        app(&lobby::ChannelListExtraInfoRequest0::default()),
        app(&lobby_ext::ChannelListExtraInfoRequest1::default()),
        app(&lobby_ext::ChannelListExtraInfoRequest::default()),
    ] {
        harness.send(conn, &request);
        let expected = lobby::ChannelListExtraInfoResponse {
            status_code: Status::NO_RESULT,
            generic_field2: Some(0),
            generic_field3: Some(0),
            generic_field4: Some(0),
            generic_field_level: Some(WorldGenericFieldLevelType(0)),
            end_of_list: 1,
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::ChannelListExtraInfoResponse>(conn), expected);
    }
    // No default at all.
    harness.send(conn, &app(&lobby::GetWorldSecurityLevelRequest::default()));
    harness.send(conn, &app(&lobby::RequestClanTeamChallengeRequest::default()));
    harness.send(conn, &app(&lobby::InvitePlayerToClanByNameRequest::default()));
    assert!(harness.ids(conn).is_empty());
}

/// MAS-41: profiles are no feature of any server that is known, and a console is told so, with its MessageID.
#[test]
fn profiles_are_not_enabled() {
    let mut harness = mas();
    let (conn, _) = harness.begin(1);
    for (request, response) in [(0x0B, 0x0C), (0x0D, 0x0E)] {
        let mut message = vec![0x0B, 23 + 40, 0, 1, request, b'p'];
        message.resize(3 + 23 + 40, 0);
        harness.send(conn, &message);
        let frames = harness.frames(conn);
        let mut expected = vec![1, response, b'p'];
        expected.resize(2 + 24, 0);
        expected.extend(Status::FEATURE_NOT_ENABLED.0.to_le_bytes());
        assert_eq!(frames.iter().map(|(_, body)| body.clone()).collect::<Vec<_>>(), [expected]);
    }
}
