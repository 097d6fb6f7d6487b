//! RT messages between the members of a game world (game.md 3).

use crate::wire::RtId;
use crate::wire::rt::{self, RtMessage};

/// CLIENT_APP_BROADCAST, SINGLE and LIST with quality of service: no source knows more of them (DME-29).
const QOS: u8 = 0x30;

/// Whether a message carries application data for other members.
#[must_use]
pub const fn is_relay(id: RtId) -> bool {
    matches!(plain(id), rt::ClientAppBroadcast::ID | rt::ClientAppSingle::ID | rt::ClientAppList::ID)
}

/// The same message without quality of service.
#[must_use]
pub const fn plain(id: RtId) -> RtId {
    if id.0 & !0x07 == QOS { RtId(id.0 & !QOS) } else { id }
}

/// The message in which such data reaches its receiver: CLIENT_APP_SINGLE of the same family (DME-23).
#[must_use]
pub const fn delivered(id: RtId) -> RtId {
    RtId((id.0 & QOS) | rt::ClientAppSingle::ID.0)
}

/// Whether a message concerns a game world and nothing else.
pub(super) const fn is_game(id: RtId) -> bool {
    matches!(
        id,
        rt::ClientSetRecvFlag::ID
            | rt::ClientSetAggTime::ID
            | rt::ClientFlushAll::ID
            | rt::ClientFlushSingle::ID
            | rt::ClientTimebaseQuery::ID
            | rt::ClientTokenMessage::ID
            | rt::ClientMultiAppToServer::ID
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_of_ids() {
        assert_eq!([2, 3, 4, 0x32, 0x33, 0x34].map(|id| plain(RtId(id)).0), [2, 3, 4, 2, 3, 4]);
        assert_eq!([2, 3, 4, 0x32, 0x34].map(|id| delivered(RtId(id)).0), [3, 3, 3, 0x33, 0x33]);
        assert!([1, 5, 0x30, 0x31, 0x35, 0x2f].iter().all(|id| !is_relay(RtId(*id))));
    }
}
