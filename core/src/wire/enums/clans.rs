//! Clans.

use crate::wire::macros::enumerations;

enumerations! {
    /// MediusClanStatus.
    ClanStatus "MediusClanStatus"(i32) {
        CLAN_DISBANDED = -1 "ClanDisbanded",
        CLAN_ACTIVE = 0 "ClanActive",
    }

    /// MediusClanInvitationsResponseStatus.
    ClanInvitationsResponseStatus "MediusClanInvitationsResponseStatus"(i32) {
        UNDECIDED = 0 "ClanInvitationUndecided",
        ACCEPT = 1 "ClanInvitationAccept",
        DECLINE = 2 "ClanInvitationDecline",
        REVOKED = 3 "ClanInvitationRevoked",
    }

    /// MediusClanChallengeStatus.
    ClanChallengeStatus "MediusClanChallengeStatus"(i32) {
        REQUEST = 0 "ClanChallengeRequest",
        ACCEPTED = 1 "ClanChallengeAccepted",
        REVOKED = 2 "ClanChallengeRevoked",
        REFUSED = 3 "ClanChallengeRefused",
        CONFIRMED = 4 "ClanChallengeConfirmed",
    }

    /// MediusClanMessageStatus.
    ClanMessageStatus "MediusClanMessageStatus"(i32) {
        UNREAD = 0 "ClanMessageUnread",
        MODIFIED = 1 "ClanMessageModified",
        DELETED = 2 "ClanMessageDeleted",
        READ = 3 "ClanMessageRead",
    }

    /// MediusClanPlayerStatus.
    ClanPlayerStatus "MediusClanPlayerStatus"(i32) {
        NOT_YET_ACCEPTED = 0 "NotYetAccepted",
        PLAYER_ACTIVE_IN_CLAN = 1 "PlayerActiveInClan",
        PLAYER_REMOVED_FROM_CLAN = 2 "PlayerRemovedFromClan",
    }
}
