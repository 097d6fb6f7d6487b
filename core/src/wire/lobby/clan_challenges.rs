//! Challenges between clans (lobby.md 5.8).

use crate::wire::macros::messages;
use crate::wire::{CallbackStatus, ChatText, ClanChallengeStatus, MessageId, Pad, SessionKeyText};

messages! {
    1

    /// MediusRequestClanTeamChallengeRequest, 244 bytes, messages.json 1/6A
    /// (horizon-server and MultiServer3 (same lineage)).
    0x6A RequestClanTeamChallengeRequest "MediusRequestClanTeamChallengeRequest" Request -> (1, 0x6B) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_id "ClanID": i32,
        message "Message": ChatText<200>,
    }
    /// MediusRequestClanTeamChallengeResponse, 28 bytes, messages.json 1/6B
    /// (horizon-server and MultiServer3 (same lineage)).
    0x6B RequestClanTeamChallengeResponse "MediusRequestClanTeamChallengeResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusRespondToClanTeamChallengeRequest, 248 bytes, messages.json 1/74
    /// (horizon-server and MultiServer3 (same lineage)).
    0x74 RespondToClanTeamChallengeRequest "MediusRespondToClanTeamChallengeRequest" Request -> (1, 0x75) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_challenge_id "ClanChallengeID": i32,
        challenge_status "ChallengeStatus": ClanChallengeStatus,
        message "Message": ChatText<200>,
    }
    /// MediusRespondToClanTeamChallengeResponse, 28 bytes, messages.json 1/75
    /// (horizon-server and MultiServer3 (same lineage)).
    0x75 RespondToClanTeamChallengeResponse "MediusRespondToClanTeamChallengeResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusRevokeClanTeamChallengeRequest, 44 bytes, messages.json 1/76
    /// (horizon-server and MultiServer3 (same lineage)).
    0x76 RevokeClanTeamChallengeRequest "MediusRevokeClanTeamChallengeRequest" Request -> (1, 0x77) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_challenge_id "ClanChallengeID": i32,
    }
    /// MediusRevokeClanTeamChallengeResponse, 28 bytes, messages.json 1/77
    /// (horizon-server and MultiServer3 (same lineage)).
    0x77 RevokeClanTeamChallengeResponse "MediusRevokeClanTeamChallengeResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetClanTeamChallengeHistoryRequest, 56 bytes, messages.json 1/78
    /// (horizon-server and MultiServer3 (same lineage)).
    0x78 GetClanTeamChallengeHistoryRequest "MediusGetClanTeamChallengeHistoryRequest" Request -> (1, 0x79) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_id "ClanID": i32,
        this_clan_is_challenger "ThisClanIsChallenger": i32,
        start "Start": i32,
        page_size "PageSize": i32,
    }
    /// MediusGetClanTeamChallengeHistoryResponse, 40 bytes, messages.json 1/79
    /// (horizon-server and MultiServer3 (same lineage)).
    0x79 GetClanTeamChallengeHistoryResponse "MediusGetClanTeamChallengeHistoryResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        against_clan_id "AgainstClanID": i32,
        status "Status": ClanChallengeStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusConfirmClanTeamChallengeRequest, 44 bytes, messages.json 1/80
    /// (horizon-server and MultiServer3 (same lineage)).
    0x80 ConfirmClanTeamChallengeRequest "MediusConfirmClanTeamChallengeRequest" Request -> (1, 0x81) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_challenge_id "ClanChallengeID": i32,
    }
    /// MediusConfirmClanTeamChallengeResponse, 28 bytes, messages.json 1/81
    /// (horizon-server and MultiServer3 (same lineage)).
    0x81 ConfirmClanTeamChallengeResponse "MediusConfirmClanTeamChallengeResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetClanTeamChallengesRequest, 60 bytes, messages.json 1/82
    /// (horizon-server and MultiServer3 (same lineage)).
    0x82 GetClanTeamChallengesRequest "MediusGetClanTeamChallengesRequest" Request -> (1, 0x83) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_id "ClanID": i32,
        start "Start": i32,
        page_size "PageSize": i32,
        status "Status": ClanChallengeStatus,
        challenged_only "ChallengedOnly": i32,
    }
    /// MediusGetClanTeamChallengesResponse, 452 bytes, messages.json 1/83
    /// (horizon-server and MultiServer3 (same lineage)).
    0x83 GetClanTeamChallengesResponse "MediusGetClanTeamChallengesResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        challenger_clan_id "ChallengerClanID": i32,
        against_clan_id "AgainstClanID": i32,
        status "Status": ClanChallengeStatus,
        response_time "ResponseTime": i32,
        challenge_msg "ChallengeMsg": ChatText<200>,
        response_msg "ResponseMsg": ChatText<200>,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
        clan_challenge_id "ClanChallengeID": i32,
    }
}
