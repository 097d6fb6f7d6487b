//! Games on the harness: the game servers are messages of the MPS.

use clank_core::config::Config;
use clank_core::ids::{AppId, Component, ConnId, DmeWorldId, GameId};
use clank_core::machine::Input;
use clank_core::mls::Mls;
use clank_core::peer::{GrantedSeat, PeerMessage, WorldAddress};
use clank_core::secret::Secret;
use clank_core::wire::{
    AccessKey, Bytes, CallbackStatus as Status, GameHostType, NameText, NetAddress, NetAddressList, RsaKey,
    WorldStatus, lobby,
};

use super::players::keys;
use super::{Harness, app, id};

pub const APP: AppId = AppId(10684);

/// A lobby that is told of game servers.
pub fn config() -> Config {
    Config { mps: Some("10.0.0.9:10077".parse().expect("an address")), ..Config::default() }
}

pub fn peer_messages(harness: &mut Harness<Mls>) -> Vec<PeerMessage> {
    let message = std::mem::take(&mut harness.mail);
    message.into_iter().filter(|(to, _)| *to == Component::Mps).map(|(_, message)| message).collect()
}

pub fn from_mps(harness: &mut Harness<Mls>, message: PeerMessage) {
    harness.input(Input::Peer { from: Component::Mps, message });
}

pub fn wanted(name: &str) -> lobby::CreateGameRequest1 {
    lobby::CreateGameRequest1 {
        message_id: id("c"),
        application_id: APP.0.cast_signed(),
        min_players: 2,
        max_players: 4,
        game_level: 7,
        game_name: NameText::new(name),
        player_skill_level: 5,
        rules_set: 9,
        generic_field1: 11,
        generic_field2: 12,
        generic_field3: 13,
        game_host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        ..Default::default()
    }
}

pub fn make(
    harness: &mut Harness<Mls>,
    conn: ConnId,
    request: &lobby::CreateGameRequest1,
) -> lobby::CreateGameResponse {
    harness.send(conn, &app(request));
    for message in peer_messages(harness) {
        if let PeerMessage::CreateWorld(wanted) = message {
            let world = Ok(WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") });
            from_mps(harness, PeerMessage::WorldCreated { game: wanted.game, world });
        }
    }
    harness.answer(conn)
}

/// A game of this player; its id.
pub fn game(harness: &mut Harness<Mls>, conn: ConnId, name: &str) -> GameId {
    let made = make(harness, conn, &wanted(name));
    assert_eq!(made.status_code, Status::SUCCESS);
    GameId(made.medius_world_id)
}

pub fn joining(game: GameId) -> lobby::JoinGameRequest {
    lobby::JoinGameRequest { message_id: id("j"), medius_world_id: game.0, ..Default::default() }
}

pub fn seat() -> GrantedSeat {
    let at = NetAddress::external("10.0.0.7:10079".parse().expect("an address"));
    GrantedSeat {
        addresses: NetAddressList { address_list: [at, NetAddress::unused()] },
        world_id: DmeWorldId(3),
        server_key: RsaKey::new([8; 64]),
        access_key: Secret::new(AccessKey::new("the DME's")),
    }
}

pub fn sit(harness: &mut Harness<Mls>, conn: ConnId, request: &lobby::JoinGameRequest) -> lobby::JoinGameResponse {
    harness.send(conn, &app(request));
    for message in peer_messages(harness) {
        if let PeerMessage::Seat(wanted) = message {
            from_mps(harness, PeerMessage::Seated { seat: wanted.seat, answer: Ok(Box::new(seat())) });
        }
    }
    harness.answer(conn)
}

pub fn seen(harness: &mut Harness<Mls>, player: u8, game: GameId, connected: bool) {
    from_mps(harness, PeerMessage::Seen { game, session_key: Secret::new(keys(player).0), connected });
}

/// Player `number` is in the game.
pub fn play(harness: &mut Harness<Mls>, conn: ConnId, number: u8, game: GameId) {
    assert_eq!(sit(harness, conn, &joining(game)).status_code, Status::SUCCESS);
    seen(harness, number, game, true);
}

pub fn report(game: GameId, name: &str, status: WorldStatus) -> lobby::WorldReport0 {
    lobby::WorldReport0 {
        medius_world_id: game.0,
        player_count: 77,
        game_name: NameText::new(name),
        game_stats: Bytes::new([6; 256]),
        min_players: 1,
        max_players: 3,
        game_level: 70,
        player_skill_level: 50,
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        world_status: status,
        ..Default::default()
    }
}

pub fn info(harness: &mut Harness<Mls>, conn: ConnId, game: GameId) -> lobby::GameInfoResponse0 {
    harness.send(
        conn,
        &app(&lobby::GameInfoRequest0 { message_id: id("i"), medius_world_id: game.0, ..Default::default() }),
    );
    harness.answer(conn)
}
