//! Subscriptions, tokens and votes.

use crate::wire::macros::messages;
use crate::wire::opaque::{Like, StatusAlone};
use crate::wire::{
    BanReasonType, Bytes, DListID, DListServiceLevel, MessageId, Pad, TokenActionType, TokenCategoryType,
    VoteActionType,
};

messages! {
    4

    /// MediusDListSubscription, 20 bytes, messages.json 4/20 (MultiServer3 only).
    0x20 DListSubscription "MediusDListSubscription" Request {
        field_mask "fieldMask": u32,
        instance_id "instanceId": u32,
        relation_id "relationId": u32,
        filter_id "filterId": u32,
        list_id "listId": DListID,
        level "level": DListServiceLevel,
        pad "padding": Pad<1>,
    }
    /// MediusTokenRequest, 52 bytes, messages.json 4/28 (horizon-server and MultiServer3 (same lineage)).
    0x28 TokenRequest "MediusTokenRequest" Request {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        token_action "TokenAction": TokenActionType,
        token_category "TokenCategory": TokenCategoryType,
        entity_id "EntityID": u32,
        token_to_replace "TokenToReplace": Bytes<8>,
        token "Token": Bytes<8>,
    }
    /// MediusVoteToBanPlayerRequest, 16 bytes, messages.json 4/2C (MultiServer3 only).
    0x2C VoteToBanPlayerRequest "MediusVoteToBanPlayerRequest" Request {
        vote_action "VoteAction": VoteActionType,
        ban_reason "BanReason": BanReasonType,
        medius_world_id "MediusWorldID": i32,
        dme_client_index "DmeClientIndex": i32,
    }
}

/// What a MediusTokenRequest is answered with: a status under its own class and id (MLS-171).
pub type TokenStatus = Like<StatusAlone, 4, 0x28>;
