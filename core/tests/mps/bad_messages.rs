//! The MPS under bad messages: whatever is written to it, in whatever order, by components, game servers and hosts.

use core::time::Duration;
use std::collections::BTreeMap;

use crate::common::servers::{
    HOSTS, attributes, config, from_mls, granted, host, link, listens, load, mps_with, servers, session,
    set_attributes, want_seat, want_world, word,
};
use crate::common::trace::Outputs;
use crate::common::{Harness, address, app, clear};
use clank_core::config::Config;
use clank_core::ids::{AppId, Component, ConnId, DmeWorldId, GameId, LocationId, MgclRequest, SeatRequest};
use clank_core::machine::{Input, Machine as _};
use clank_core::mgcl::{id_of, request_of};
use clank_core::mps::Mps;
use clank_core::peer::{Attributes, FromServer, ToServer};
use clank_core::peer::{PeerMessage, WorldAddress};
use clank_core::secret::Secret;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{Message as _, MessageId, MessageKey, MgclErrorCode as Code, report};
use proptest::prelude::*;

/// Game servers of this process, and connections.
const SHARDS: u16 = 3;
const CONNS: usize = 4;

/// What is written.
#[derive(Debug, Clone)]
enum Step {
    Here {
        shard: u16,
        birth: u64,
        location: LocationId,
        from: Option<u8>,
    },
    Load {
        shard: u16,
        most: i16,
    },
    Gone {
        shard: u16,
    },
    /// An answer, right or wrong, to an order that was given, by whom it was given to or somebody else.
    Answer {
        which: usize,
        by: Option<u16>,
        kind: u8,
        ok: bool,
        world: DmeWorldId,
    },
    Seen {
        shard: u16,
        world: DmeWorldId,
        connected: bool,
    },
    Wish {
        game: GameId,
        location: LocationId,
    },
    Seat {
        game: GameId,
    },
    End {
        game: GameId,
    },
    /// The lobby's answer, of this kind or of the other, to something that it was asked.
    Hosted {
        which: usize,
        answer: Result<GameId, ()>,
        right: bool,
    },
    /// The lobby heard of another id from members.
    Renumbered {
        game: GameId,
        to: GameId,
    },
    Foreign {
        which: u8,
    },
    /// A connection ends, and another one begins: nobody's, a game server's or a host's.
    Again {
        who: usize,
        kind: u8,
    },
    Lost {
        who: usize,
    },
    /// A message that is well formed, with numbers that may mean something; or cut.
    Say {
        who: usize,
        id: u8,
        number: MgclRequest,
        values: Vec<i32>,
        length: usize,
        cut: usize,
    },
    /// Any bytes.
    Noise {
        who: usize,
        bytes: Vec<u8>,
    },
    Pass {
        ms: u64,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let shard = 0..SHARDS;
    let who = 0..CONNS;
    let game = prop_oneof![8 => 1..5_i32, 1 => 100..104_i32, 1 => any::<i32>()].prop_map(GameId);
    let hosted = prop_oneof![
        4 => (100..104_i32).prop_map(|id| Ok(GameId(id))),
        1 => (1..6_i32).prop_map(|id| Ok(GameId(id))),
        1 => Just(Err(()))
    ];
    let id = prop_oneof![
        4 => 0_u8..0x26,
        4 => prop_oneof![Just(0x0f), Just(0x1d), Just(0x1f), Just(0x14), Just(0x11), Just(0x0b), Just(0x16)],
        2 => prop_oneof![Just(0x19), Just(0x0a), Just(0x1c), Just(0x00), Just(0x05)],
    ];
    let length = prop_oneof![
        Just(21_usize),
        Just(22),
        Just(28),
        Just(32),
        Just(40),
        Just(52),
        Just(80),
        Just(108),
        Just(180),
        Just(444),
        Just(468),
        Just(472),
        Just(492),
    ];
    let values = proptest::collection::vec(prop_oneof![6 => 0..6_i32, 2 => 100..104_i32, 1 => any::<i32>()], 0..5);
    let cut = prop_oneof![6 => Just(usize::MAX), 1 => 0_usize..500];
    let by = proptest::option::weighted(0.2, shard.clone());
    let step = prop_oneof![
        6 => (shard.clone(), 1..3_u64, 0..2_i32, proptest::option::weighted(0.1, 0..4_u8))
            .prop_map(|(shard, birth, location, from)| {
                Step::Here { shard, birth, location: LocationId(location), from }
            }),
        3 => (shard.clone(), -1..4_i16).prop_map(|(shard, most)| Step::Load { shard, most }),
        1 => shard.clone().prop_map(|shard| Step::Gone { shard }),
        14 => (0_usize..6, by, 0..8_u8, proptest::bool::weighted(0.8), 0..6_i32)
            .prop_map(|(which, by, kind, ok, world)| Step::Answer { which, by, kind, ok, world: DmeWorldId(world) }),
        2 => (shard, 0..5_i32, any::<bool>())
            .prop_map(|(shard, world, connected)| Step::Seen { shard, world: DmeWorldId(world), connected }),
        9 => (game.clone(), 0..2_i32).prop_map(|(game, location)| Step::Wish { game, location: LocationId(location) }),
        6 => game.clone().prop_map(|game| Step::Seat { game }),
        4 => game.prop_map(|game| Step::End { game }),
        6 => (0_usize..4, hosted, proptest::bool::weighted(0.8))
            .prop_map(|(which, answer, right)| Step::Hosted { which, answer, right }),
        2 => (1..5_i32, 1..8_i32).prop_map(|(game, to)| Step::Renumbered { game: GameId(game), to: GameId(to) }),
        1 => (0..4_u8).prop_map(|which| Step::Foreign { which }),
        6 => (who.clone(), 0..3_u8).prop_map(|(who, kind)| Step::Again { who, kind }),
        1 => who.clone().prop_map(|who| Step::Lost { who }),
        9 => (who.clone(), id, 0..30_u32, values, length, cut)
            .prop_map(|(who, id, number, values, length, cut)| {
                Step::Say { who, id, number: MgclRequest(number), values, length, cut }
            }),
        2 => (who, proptest::collection::vec(any::<u8>(), 0..80)).prop_map(|(who, bytes)| Step::Noise { who, bytes }),
        3 => (0_u64..6_000).prop_map(|ms| Step::Pass { ms }),
    ];
    proptest::collection::vec(step, 1..80)
}

/// By whom something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Shard(u16),
    Conn(ConnId),
}

/// What is wanted of a game server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    World,
    Seat,
    /// Something that needs no answer.
    Nothing,
}

/// What is told of games, counted along.
#[derive(Debug, Default)]
struct Told {
    /// Worlds by where their server listens, and their games.
    worlds: BTreeMap<(std::net::SocketAddrV4, DmeWorldId), GameId>,
    /// Wishes for worlds that were not answered, by game.
    wishes: BTreeMap<GameId, i32>,
    seats: BTreeMap<SeatRequest, i32>,
    /// Orders that want an answer.
    orders: Vec<(By, MgclRequest, Wanted)>,
    /// What the lobby is asked: to take a game in, or to let it move.
    questions: Vec<(MgclRequest, bool)>,
}

struct Play {
    harness: Harness<Mps>,
    told: Told,
    conns: [Option<ConnId>; CONNS],
    /// Where the servers of connections listen: by the number of the connection.
    dialled: u16,
    asked: u64,
}

fn trusting() -> Config {
    Config { game_servers: (0..200).map(|last| *address(last).ip()).collect(), ..config() }
}

impl Play {
    fn new() -> Self {
        let (harness, conns) = (mps_with(&trusting()), [None; CONNS]);
        Self { harness, told: Told::default(), conns, dialled: SHARDS, asked: 0 }
    }

    fn restore(&mut self) {
        let mut state = Vec::new();
        self.harness.machine.snapshot(&mut state);
        let mut machine = Mps::new(&Config::default(), [99; 32]);
        machine.restore(&state).expect("our own snapshot");
        self.harness.machine = machine;
    }

    fn write(&mut self, step: &Step) {
        let harness = &mut self.harness;
        match step {
            Step::Here { shard, birth, location, from } => {
                let is = Attributes { birth: *birth, ..attributes(*shard, AppId(0), *location) };
                let others = [Component::Mls, Component::Mas, Component::Mps, Component::Nat];
                let from = from.map_or(Component::Dme(*shard), |which| others[usize::from(which)]);
                harness.input(Input::Peer { from, message: PeerMessage::FromServer(Box::new(FromServer::Here(is))) });
            }
            Step::Load { shard, most } => word(harness, *shard, load(*most, 1)),
            Step::Gone { shard } => word(harness, *shard, FromServer::Gone),
            Step::Answer { which, by, kind, ok, world } => {
                let Some((given, request, wanted)) = self.told.orders.iter().rev().nth(*which).copied() else { return };
                let by = by.map_or(given, By::Shard);
                let answered = match (kind, wanted) {
                    (0, Wanted::World) => Wanted::Seat,
                    (0, _) => Wanted::World,
                    (1, _) => Wanted::Nothing,
                    _ => wanted,
                };
                answer(harness, by, request, answered, ok.then_some(*world));
            }
            Step::Seen { shard, world, connected } => {
                let (world_id, session_key, connected) = (*world, Secret::new(session(1)), *connected);
                word(harness, *shard, FromServer::Seen { world_id, session_key, connected });
            }
            Step::Wish { game, location } => {
                *self.told.wishes.entry(*game).or_default() += 1;
                want_world(harness, *game, AppId(10684), *location);
            }
            Step::Seat { game } => {
                self.asked += 1;
                let seat = SeatRequest(self.asked);
                self.told.seats.insert(seat, 1);
                want_seat(harness, seat, *game);
            }
            Step::End { game } => from_mls(harness, PeerMessage::EndWorld { game: *game }),
            Step::Hosted { which, answer, right } => {
                let Some((request, moved)) = self.told.questions.iter().rev().nth(*which).copied() else { return };
                let answer = answer.map_err(|()| Code::INVALID_ARG);
                from_mls(
                    harness,
                    match moved == *right {
                        true => PeerMessage::GameMoved { request, answer },
                        false => PeerMessage::GameHosted { request, answer },
                    },
                );
            }
            Step::Renumbered { game, to } => {
                // One that had the new id has lost its world, and that is told of.
                self.told.worlds.values_mut().filter(|played| **played == *game).for_each(|played| *played = *to);
                from_mls(harness, PeerMessage::GameRenumbered { game: *game, to: *to });
            }
            Step::Foreign { which } => {
                let peer_messages = [
                    PeerMessage::WorldLost { game: GameId(1) },
                    PeerMessage::WorldCreated {
                        game: GameId(1),
                        world: Ok(WorldAddress { world_id: DmeWorldId(1), at: listens(1) }),
                    },
                    PeerMessage::HostEnded { game: GameId(1) },
                    PeerMessage::ToServer(Box::new(ToServer::Registered { confirmation: Code::SUCCESS })),
                ];
                from_mls(harness, peer_messages[usize::from(*which)].clone());
            }
            Step::Again { who, kind } => self.again(*who, *kind),
            Step::Lost { who } => {
                if let Some(conn) = self.conns[*who].take() {
                    harness.gone(conn);
                }
            }
            Step::Say { who, id, number, values, length, cut } => {
                let Some(conn) = self.conns[*who] else { return };
                if *id == report::ServerSetAttributesRequest::KEY.id {
                    // Where a server listens is its name here.
                    let number = u16::try_from(conn.index).expect("few");
                    let location = values.first().copied().unwrap_or_default();
                    return harness.send(conn, &app(&set_attributes(number, LocationId(location))));
                }
                harness.send(conn, &message(*id, *number, values, *length, *cut));
            }
            Step::Noise { who, bytes } => {
                let Some(conn) = self.conns[*who] else { return };
                harness.send(conn, bytes);
            }
            Step::Pass { ms } => harness.pass(Duration::from_millis(*ms)),
        }
    }

    fn again(&mut self, who: usize, kind: u8) {
        if let Some(conn) = self.conns[who].take() {
            self.harness.gone(conn);
        }
        self.dialled += 1;
        let index = u32::from(self.dialled);
        // What others are sent meanwhile is looked at afterwards.
        let conn = match kind {
            2 => host(&mut self.harness, HOSTS + index),
            _ => link(&mut self.harness, index, AppId(0)),
        };
        if kind == 1 {
            self.harness.send(conn, &app(&set_attributes(self.dialled, LocationId(0))));
        }
        self.conns[who] = Some(conn);
    }

    /// Where a server listens.
    fn at(by: By) -> std::net::SocketAddrV4 {
        match by {
            By::Shard(shard) => listens(shard),
            By::Conn(conn) => listens(u16::try_from(conn.index).expect("few")),
        }
    }

    /// Takes note of everything that was told.
    fn listen(&mut self) {
        let mut orders: Vec<(By, ToServer)> = Vec::new();
        for (to, message) in std::mem::take(&mut self.harness.mail) {
            match (to, message) {
                (Component::Mls, PeerMessage::WorldCreated { game, world }) => {
                    *self.told.wishes.get_mut(&game).expect("a wish") -= 1;
                    if let Ok(WorldAddress { world_id, at }) = world {
                        let before = self.told.worlds.insert((at, world_id), game);
                        assert!(before.is_none_or(|before| before == game), "{before:?} was not told that it is lost");
                    }
                }
                (Component::Mls, PeerMessage::WorldLost { game }) => {
                    let before = self.told.worlds.len();
                    self.told.worlds.retain(|_, played| *played != game);
                    assert!(self.told.worlds.len() < before, "game {game} had no world to lose");
                }
                (Component::Mls, PeerMessage::Seated { seat, .. }) => {
                    *self.told.seats.get_mut(&seat).expect("a wish") -= 1;
                }
                (Component::Dme(shard), PeerMessage::ToServer(order)) => orders.push((By::Shard(shard), *order)),
                (Component::Mls, PeerMessage::HostGame(game)) => self.told.questions.push((game.request, false)),
                (Component::Mls, PeerMessage::MoveGame { request, .. }) => self.told.questions.push((request, true)),
                (
                    Component::Mls,
                    PeerMessage::Seen { .. } | PeerMessage::HostEnded { .. } | PeerMessage::HostReport(_),
                ) => {}
                other => panic!("{other:?}"),
            }
        }
        for conn in self.harness.sent.keys().copied().collect::<Vec<_>>() {
            for (id, payload) in self.harness.frames(conn) {
                let Some((&[class, kind], body)) = payload.split_first_chunk().filter(|_| id == rt::ServerApp::ID)
                else {
                    continue;
                };
                // Under the number that it was given, as a game server of another process reads it.
                let number = |body: &[u8]| request_of(&MessageId::exact(body[..21].try_into().expect("a MessageID")));
                let order = ToServer::read(MessageKey::new(class, kind), body, self.harness.dialect, number(body))
                    .expect("readable");
                orders.extend(order.map(|(order, _)| (By::Conn(conn), order)));
            }
        }
        for (by, order) in orders {
            match order {
                ToServer::CreateWorld(order) => self.told.orders.push((by, order.request, Wanted::World)),
                ToServer::Seat(order) => self.told.orders.push((by, order.request, Wanted::Seat)),
                ToServer::EndWorld { world_id, brutal: false, .. } => {
                    let ended = self.told.worlds.remove(&(Self::at(by), world_id));
                    assert!(ended.is_some(), "world {world_id} of {by:?} is ended, and is none");
                }
                // One that came too late, and never was told.
                ToServer::EndWorld { world_id, .. } => {
                    assert!(!self.told.worlds.contains_key(&(Self::at(by), world_id)));
                }
                _ => {}
            }
        }
        while let Some((conn, _)) = self.harness.closed.pop() {
            self.conns.iter_mut().filter(|one| **one == Some(conn)).for_each(|one| *one = None);
            self.harness.gone(conn);
        }
    }

    /// What an operator sees is what was told.
    fn compare(&mut self) {
        let mut expected: BTreeMap<_, u32> = BTreeMap::new();
        for (at, _) in self.told.worlds.keys() {
            *expected.entry(*at).or_default() += 1;
        }
        for server in servers(&mut self.harness) {
            let told = expected.remove(&server.at).unwrap_or_default();
            assert_eq!(server.worlds, told, "worlds of {}", server.at);
        }
        assert!(expected.is_empty(), "worlds of servers that are not there: {expected:?}");
    }
}

fn answer(harness: &mut Harness<Mps>, by: By, request: MgclRequest, wanted: Wanted, world: Option<DmeWorldId>) {
    let (code, message_id) = (Code::UNSUCCESSFUL, id_of(request));
    let confirmation = if world.is_some() { Code::SUCCESS } else { code };
    match (by, wanted) {
        (By::Shard(shard), Wanted::World) => {
            word(harness, shard, FromServer::WorldCreated { request, world: world.ok_or(code) });
        }
        (By::Shard(shard), Wanted::Seat) => {
            word(harness, shard, FromServer::Seated { request, seat: world.map(|_| Box::new(granted())).ok_or(code) });
        }
        (By::Shard(shard), Wanted::Nothing) => word(harness, shard, FromServer::WorldEnded { request, confirmation }),
        (By::Conn(conn), Wanted::World) => {
            let world_id = world.unwrap_or_default();
            let answer = report::ServerCreateGameWithAttributesResponse {
                message_id,
                confirmation,
                world_id: world_id.0,
                ..Default::default()
            };
            harness.send(conn, &app(&answer));
        }
        (By::Conn(conn), Wanted::Seat) => {
            let answer = report::ServerJoinGameResponse { message_id, confirmation, ..Default::default() };
            harness.send(conn, &app(&answer));
        }
        (By::Conn(conn), Wanted::Nothing) => {
            harness.send(conn, &app(&report::ServerEndGameResponse { message_id, confirmation }));
        }
    }
}

/// A MessageID, padding and numbers: what most messages begin with.
fn message(id: u8, number: MgclRequest, values: &[i32], length: usize, cut: usize) -> Vec<u8> {
    // A notification begins with its numbers.
    let mut body = if id == 0x1c { Vec::new() } else { id_of(number).to_text().into_bytes() };
    // The sixth word of most is the first number; of the large ones, numbers are at the end.
    if id != 0x1c {
        body.resize(24, 0);
    }
    if length > 400 {
        body.resize(length.saturating_sub(4 * values.len()), 0);
    }
    values.iter().for_each(|value| body.extend(value.to_le_bytes()));
    body.resize(length, 0);
    body.truncate(cut);
    clear(rt::ClientAppToServer::ID, &[&[3, id][..], &body].concat())
}

/// Plays the steps; the machine is taken out of its snapshot before some of it. Everything that it did.
fn play(steps: &[Step], restores: &[usize]) -> Outputs {
    let mut play = Play::new();
    for (at, step) in steps.iter().enumerate() {
        if restores.contains(&at) {
            play.restore();
        }
        play.write(step);
        play.listen();
        // Who was closed took something along.
        play.listen();
        play.compare();
        assert!(play.told.wishes.values().all(|wishes| *wishes >= 0), "a wish is answered twice");
        assert!(play.told.seats.values().all(|wishes| *wishes >= 0), "a seat is answered twice");
    }
    play.harness.pass(Duration::from_secs(10));
    play.listen();
    assert!(play.told.wishes.values().all(|wishes| *wishes == 0), "a wish for a world is not answered");
    assert!(play.told.seats.values().all(|wishes| *wishes == 0), "a wish for a seat is not answered");
    // Nothing counts as wanted any more: a server with room for one more is given one more.
    for conn in std::mem::take(&mut play.conns).into_iter().flatten() {
        play.harness.gone(conn);
    }
    (1..SHARDS).for_each(|shard| word(&mut play.harness, shard, FromServer::Gone));
    play.listen();
    play.compare();
    if let [server] = &servers(&mut play.harness)[..] {
        let most = i16::try_from(server.worlds).expect("few") + 1;
        word(&mut play.harness, 0, load(most, 0));
        play.listen();
        let orders = play.told.orders.len();
        play.write(&Step::Wish { game: GameId(9), location: LocationId(0) });
        play.listen();
        assert_eq!(play.told.orders.len(), orders + 1, "there is room");
    }
    play.harness.described
}

proptest! {
    #![proptest_config(crate::common::properties::property(256, "proptest-regressions/mps-bad-messages.txt"))]
    /// MPS-2, MPS-3, MPS-6, MPS-7, MGCL-1, MGCL-3, MGCL-4: whatever is written in whatever order: every wish is
    /// answered once and in time, worlds that the lobby was told of and not told to be lost or over are those that
    /// count, and a machine that is taken out of its snapshot in the middle does the same, byte for byte.
    #[test]
    fn bad_post(steps in steps(), restores in proptest::collection::vec(0_usize..80, 1..4)) {
        play(&steps, &[]).assert_same(&play(&steps, &restores), "a restored machine does something else");
    }
}
