//! Players who want into games of consoles, as the MPS passes them on to the host (lobby.md 6).

use core::time::Duration;

use crate::common::hosts::{APP, arrive, mps, places};
use crate::common::{Harness, app, nowhere};
use crate::hosts::{from_mls, game, peer_messages};
use clank_core::ids::{AccountId, DmeWorldId, GameId, SeatRequest};
use clank_core::mps::Mps;
use clank_core::peer::{GrantedSeat, JoinRequest, PeerMessage, WorldFailure};
use clank_core::secret::Secret;
use clank_core::wire::{
    AccessKey, MgclErrorCode as Code, NetAddress, NetAddressList, NetConnectionInfo, NetConnectionType, RsaKey,
    SessionKeyText, report,
};

fn want_seat(harness: &mut Harness<Mps>, game: GameId, seat: SeatRequest) {
    let wanted = JoinRequest {
        seat,
        game,
        world_id: DmeWorldId(1),
        app_id: APP,
        account_id: AccountId(2),
        session_key: Secret::new(SessionKeyText::new("joiner")),
        access_key: Secret::new(AccessKey::new("joiner's")),
        kind: NetConnectionType::PEER_TO_PEER_UDP,
        addresses: places(2),
    };
    from_mls(harness, PeerMessage::Seat(Box::new(wanted)));
}

/// P2P-6, game.md P2P-4: the host hears who wants to come, with which keys and from where; his answer is the player's,
/// and only his. Without a connection of the host there is no way in.
#[test]
fn joiners_are_announced_to_the_host() {
    let mut harness = mps();
    let (one, two) = (arrive(&mut harness, 1, APP), arrive(&mut harness, 2, APP));
    game(&mut harness, one, 70);
    want_seat(&mut harness, GameId(70), SeatRequest(9));
    let asked: report::ServerJoinGameRequest = harness.answer(one);
    let expected = report::ServerJoinGameRequest {
        message_id: asked.message_id,
        connect_info: NetConnectionInfo {
            kind: NetConnectionType::PEER_TO_PEER_UDP,
            address_list: places(2),
            world_id: 1,
            session_key: SessionKeyText::new("joiner"),
            access_key: AccessKey::new("joiner's"),
            ..nowhere()
        },
        ..Default::default()
    };
    assert_eq!(asked, expected);
    let answer = |confirmation| report::ServerJoinGameResponse {
        message_id: asked.message_id,
        confirmation,
        access_key: AccessKey::new("the host's"),
        pub_key: RsaKey::new([8; 64]),
        ..Default::default()
    };
    // Requests are easy to guess.
    harness.send(two, &app(&answer(Code::SUCCESS)));
    harness.send(two, &app(&answer(Code::UNSUCCESSFUL)));
    assert!(peer_messages(&mut harness).is_empty());
    harness.send(one, &app(&answer(Code::SUCCESS)));
    // The lobby knows where the host is; the MPS has no place of it to tell.
    let seat = GrantedSeat {
        world_id: DmeWorldId(1),
        server_key: RsaKey::new([8; 64]),
        access_key: Secret::new(AccessKey::new("the host's")),
        addresses: NetAddressList { address_list: [NetAddress::default(), NetAddress::unused()] },
    };
    let told = PeerMessage::Seated { seat: SeatRequest(9), answer: Ok(Box::new(seat)) };
    assert_eq!(peer_messages(&mut harness), [told]);
    harness.send(one, &app(&answer(Code::SUCCESS)));
    assert!(peer_messages(&mut harness).is_empty(), "it was answered");
    want_seat(&mut harness, GameId(70), SeatRequest(10));
    let asked: report::ServerJoinGameRequest = harness.answer(one);
    harness.send(
        one,
        &app(&report::ServerJoinGameResponse { message_id: asked.message_id, ..answer(Code::UNSUCCESSFUL) }),
    );
    assert_eq!(
        peer_messages(&mut harness),
        [PeerMessage::Seated { seat: SeatRequest(10), answer: Err(WorldFailure::Refused) }]
    );
    let lost = |seat| [PeerMessage::Seated { seat, answer: Err(WorldFailure::Lost) }];
    want_seat(&mut harness, GameId(70), SeatRequest(11));
    harness.pass(Duration::from_secs(11));
    assert_eq!(peer_messages(&mut harness), lost(SeatRequest(11)), "it says nothing");
    want_seat(&mut harness, GameId(70), SeatRequest(12));
    harness.gone(one);
    assert_eq!(peer_messages(&mut harness), lost(SeatRequest(12)), "it is gone before it answers");
    want_seat(&mut harness, GameId(70), SeatRequest(13));
    assert_eq!(peer_messages(&mut harness), lost(SeatRequest(13)), "it is gone");
}
