//! Messages of which only the id and the name are known: their bytes are kept.

use core::ops::{Deref, DerefMut};

use super::codec::{Reader, Wire, WireError};
use super::entry::{Body, Entry, Role};
use super::macros::structure;
use super::message::{Layout, Message, MessageKey};
use super::{CallbackStatus, Dialect, MessageId, Pad, Rest, Visitor};

structure! {
    /// A body without a known layout.
    Opaque {
        body "Body": Rest,
    }
}

impl Layout for Opaque {
    const NAME: &'static str = "a message without a known layout";
}

structure! {
    /// How nearly all answers begin: what there is to say where no more is known of one, 28 bytes.
    StatusAlone {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
}

impl Layout for StatusAlone {
    const NAME: &'static str = "a status alone";
}

/// A message of which only class and id are known, with the layout of another. No entry of the catalogue.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Like<M, const CLASS: u8, const ID: u8>(pub M);

impl<M, const CLASS: u8, const ID: u8> From<M> for Like<M, CLASS, ID> {
    fn from(message: M) -> Self {
        Self(message)
    }
}

impl<M, const CLASS: u8, const ID: u8> Deref for Like<M, CLASS, ID> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.0
    }
}

impl<M, const CLASS: u8, const ID: u8> DerefMut for Like<M, CLASS, ID> {
    fn deref_mut(&mut self) -> &mut M {
        &mut self.0
    }
}

impl<M: Wire, const CLASS: u8, const ID: u8> Wire for Like<M, CLASS, ID> {
    fn read(from: &mut Reader<'_>, dialect: Dialect) -> Result<Self, WireError> {
        M::read(from, dialect).map(Self)
    }

    fn write(&self, to: &mut Vec<u8>, dialect: Dialect) {
        self.0.write(to, dialect);
    }

    fn size(&self, dialect: Dialect) -> usize {
        self.0.size(dialect)
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, dialect: Dialect) {
        self.0.visit(name, to, dialect);
    }

    fn describe() -> String {
        M::describe()
    }
}

impl<M: Layout, const CLASS: u8, const ID: u8> Layout for Like<M, CLASS, ID> {
    const NAME: &'static str = M::NAME;
}

impl<M: Layout, const CLASS: u8, const ID: u8> Message for Like<M, CLASS, ID> {
    const KEY: MessageKey = MessageKey::new(CLASS, ID);
}

macro_rules! opaque {
    ($($class:literal $id:literal $name:literal $role:ident $(-> ($answer_class:literal, $answer_id:literal))*,)*) => {
        /// The catalogue's entries of this file.
        pub(crate) const ENTRIES: &[Entry] = &[$(Entry {
            key: MessageKey::new($class, $id),
            name: $name,
            role: Role::$role,
            answers: &[$(MessageKey::new($answer_class, $answer_id)),*],
            end_of_list: None,
            body: Body::of::<Opaque>(Opaque::FIELDS),
        },)*];
    };
}

opaque! {
    0 0x03 "DMEFieldUpdate" Peer,
    0 0x04 "DMEObjectUpdate" Peer,
    0 0x0A "DMEDeleteNetObject" Peer,
    0 0x0B "DMERequestOwnership" Peer,
    0 0x0C "DMEGrantOwnership" Peer,
    0 0x0D "DMEReleaseOwnership" Peer,
    0 0x0E "DMEDataStreamUpdateP" Peer,
    0 0x15 "DMEArbitrateJoin" Peer,
    0 0x19 "DMELANFindPacket" Peer,
    0 0x1A "DMELANFindResultsPacket" Peer,
    0 0x1E "DMEStreamMediaBufferRequest" Peer,
    0 0x1F "DMEStreamMediaBufferGranted" Peer,
    0 0x20 "DMEStreamMediaBufferRelease" Peer,
    0 0x21 "DMELANTextMessage" Peer,
    0 0x22 "DMELANRawMessage" Peer,
    0 0x25 "DMEStreamMediaAudioData" Peer,
    0 0x26 "DMEStreamMediaVideoData" Peer,
    0 0x27 "DMEStreamMediaVideoCustomData" Peer,
    0 0x28 "DMEStreamMediaChannelJoin" Peer,
    0 0x29 "DMEStreamMediaChannelQuit" Peer,
    0 0x2B "DMEStreamMediaChannelJoinResp" Peer,
    0 0x2D "DMEStreamMediaClientStatus" Peer,
    0 0x2E "DMEStreamMediaClientOrdinal" Peer,
    0 0x2F "DMEGameMetaData" Peer,
    0 0x30 "DMEICESignal" Peer,
    1 0x0B "MediusAccountGetProfileRequest" Request -> (1, 0x0C),
    1 0x0C "MediusAccountGetProfileResponse" Response,
    1 0x0D "MediusAccountUpdateProfileRequest" Request -> (1, 0x0E),
    1 0x0E "MediusAccountUpdateProfileResponse" Response,
    1 0x1F "MediusCreateGameOnSelfRequest" Request -> (1, 0x20),
    1 0x20 "MediusCreateGameOnSelfResponse" Response,
    1 0x27 "MediusJoinChannelFwd" Unknown,
    1 0x28 "MediusJoinChannelFwdResponse" Unknown,
    1 0x43 "MediusAddToBuddyListConfirmationRequest0" Request -> (1, 0x44),
    1 0x44 "MediusAddToBuddyListConfirmationResponse" Response,
    1 0x45 "MediusAddToBuddyListFwdConfirmationRequest0" Push,
    1 0x46 "MediusAddToBuddyListFwdConfirmationResponse0" Response,
    1 0xAE "MediusFileDownloadStreamRequest" Request -> (1, 0xAF),
    1 0xAF "MediusFileDownloadStreamResponse" Response,
    1 0xB4 "MediusFileUpdateAttributesRequest" Request -> (1, 0xB5),
    1 0xB5 "MediusFileUpdateAttributesResponse" Response,
    1 0xBC "MediusFileSearchByMetaDataRequest" Request -> (1, 0xBD),
    1 0xBD "MediusFileSearchByMetaDataResponse" Response,
    1 0xCC "MediusLadderPositionFastRequest" Request -> (1, 0xCD),
    1 0xCD "MediusLadderPositionFastResponse" Response,
    1 0xDE "MediusBillingLoginRequest" Request -> (1, 0xDF),
    1 0xDF "MediusBillingLoginResponse" Response,
    1 0xE0 "MediusBillingListRequest" Request -> (1, 0xE1),
    1 0xE1 "MediusBillingListResponse" Response,
    1 0xE2 "MediusBillingDetailRequest" Request -> (1, 0xE3),
    1 0xE3 "MediusBillingDetailResponse" Response,
    1 0xE4 "MediusPurchaseProductRequest" Request -> (1, 0xE5),
    1 0xE5 "MediusPurchaseProductResponse" Response,
    1 0xE6 "MediusBillingInfoRequest" Request -> (1, 0xE7),
    1 0xE7 "MediusBillingInfoResponse" Response,
    1 0xE8 "MediusBillingTunnelRequest" Request -> (1, 0xE9),
    1 0xE9 "MediusBillingTunnelResponse" Response,
    1 0xF6 "MediusUtilAddLobbyWorldResponse" Response,
    1 0xF7 "MediusUtilAddGameWorldRequest" Request -> (1, 0xF8),
    1 0xF8 "MediusUtilAddGameWorldResponse" Response,
    1 0xF9 "MediusUtilUpdateLobbyWorldRequest" Request -> (1, 0xFA),
    1 0xFA "MediusUtilUpdateLobbyWorldResponse" Response,
    1 0xFB "MediusUtilUpdateGameWorldRequest" Request -> (1, 0xFC),
    1 0xFC "MediusUtilUpdateGameWorldResponse" Response,
    4 0x01 "MediusUtilGetServerVersionRequest" Request -> (4, 0x02),
    4 0x02 "MediusUtilGetServerVersionResponse" Response,
    4 0x10 "MediusUtilEventMsgHandler" Unknown,
    4 0x1C "MediusGetLadderStatsWide_wIDArrayRequest" Request -> (4, 0x1D),
    4 0x1D "MediusGetLadderStatsWide_wIDArray_Response" Response,
    4 0x21 "MediusDListRequest" Request -> (4, 0x22),
    4 0x22 "MediusDListResponse" Response,
    4 0x3B "MediusAddPlayerToClan_ByClanOfficerRequest" Request -> (4, 0x3C),
    4 0x3F "MediusQueueUpdateMessage" Push,
    4 0x40 "MediusQueueCompleteMessage" Push,
    4 0x43 "MediusAccessLevelInfoUnsolicitedResponse" Push,
    4 0x4A "MediusAccountLoginRequest1" Request -> (4, 0x4B),
    4 0x4B "MediusAccountLoginResponse1" Response,
    4 0x4C "MediusAccountLoginRequest2" Request -> (4, 0x4D),
    4 0x4D "MediusAccountLoginResponse2" Response,
    4 0x4F "MediusAddAliasResponse" Response,
    4 0x50 "MediusDeleteAliasRequest" Request -> (4, 0x51),
    4 0x51 "MediusDeleteAliasResponse" Response,
    4 0x52 "MediusGetMyAliasesRequest" Request -> (4, 0x53),
    4 0x53 "MediusGetMyAliasesResponse" Response,
    4 0x5F "MediusMatchPartyRequest" Request -> (4, 0x60),
    4 0x61 "MediusGetBuddyInvitationsSentRequest" Request -> (4, 0x62),
    4 0x62 "MediusGetBuddyInvitationsSentResponse" Response,
    4 0x63 "MediusAddToBuddyListConfirmationRequest1" Request -> (4, 0x64),
    4 0x69 "MediusPartyListRequest" Request -> (4, 0x6A),
    4 0x6A "MediusPartyListResponse" Response,
    4 0x6B "MediusPlayerIgnoresMeRequest" Request -> (4, 0x6C),
    4 0x6C "MediusPlayerIgnoresMeResponse" Response,
    4 0x77 "MediusGetMyClanMessagesResponse1" Response,
    4 0x80 "MediusGetGameListSortRequest" Request -> (4, 0x81),
    4 0x81 "MediusGetGameListSortResponse" Response,
    4 0x82 "MediusClearGameListSortRequest" Request -> (4, 0x83),
    4 0x84 "MediusSetGameListSortPriorityRequest" Request -> (4, 0x85),
    4 0x8C "MediusUpdateChannelRequest" Request -> (4, 0x8D),
    4 0x8D "MediusUpdateChannelResponse" Response,
    4 0x91 "MediusAssignedLobbyToJoinMessage" Push,
    4 0x96 "MediusPartyList_ExtraInfoRequest" Request -> (4, 0x97),
    4 0x97 "MediusPartyList_ExtraInfoResponse" Response,
    4 0xA1 "UnkR2Request" Request -> (4, 0xA2),
    4 0xA2 "UnkR2Response" Response,
}
