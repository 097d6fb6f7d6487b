//! The other members of a recorded game world: connections of their own that send what the recorded server passed on,
//! come and go as it told, and get what the console sends.

use core::time::Duration;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::crypto::{Context, Suite};
use clank_core::ids::{Component, GameId, MgclRequest, SeatIndex};
use clank_core::machine::Recorded;
use clank_core::peer::PeerMessage;
use clank_core::peer::{SeatOrder, ToServer, WorldOrder};
use clank_core::secret::Secret;
use clank_core::settings::{LinkPreset, Resumed, SessionPreset};
use clank_core::wire::frame::{self, Seal};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{AccessKey, AddressText, NetAddressList, NetConnectionType, SessionKeyText};

use super::delivery::{Mailbox, Relayed};
use super::environment::{Environment, Reached};
use crate::capture::Transport;
use crate::dissect::Message;
use crate::replay::read::ends::Ends;
use crate::replay::read::exchange::Exchange;
use crate::replay::read::game_world::WorldFacts;
use crate::replay::read::slots::{MAX_MEMBERS, Notice, index_of, notice};
use crate::world::{FlowId, World};

/// The game server.
const HERE: Component = Component::Dme(0);
/// How long the machine may take for what it is told.
const MOMENT: Duration = Duration::from_millis(1);
/// All members' receive flags (DME-31).
const EVERYTHING: u8 = 0x0f;

/// Somebody who is not the console.
#[derive(Debug, Default)]
struct Peer {
    /// His connection; `None` while his slot is kept.
    conn: Option<FlowId>,
    /// Where his datagrams come from.
    source: Option<SocketAddrV4>,
    tcp: Mailbox,
    udp: Mailbox,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Peers {
    facts: WorldFacts,
    ends: Ends,
    members: BTreeMap<u16, Peer>,
    reached: [Reached; 2],
}

const fn place(transport: Transport) -> usize {
    match transport {
        Transport::Tcp => 0,
        Transport::Udp => 1,
    }
}

/// Where a member is of whom nothing is told: in a range that no recording has (RFC 2544).
fn somewhere(index: u16) -> Ipv4Addr {
    let [high, low] = index.to_be_bytes();
    Ipv4Addr::new(198, 18, high, low)
}

/// A port of a member; several can have one address.
const fn port(index: u16) -> u16 {
    0x4000 | index & 0x3fff
}

impl Peers {
    pub(crate) fn new(facts: WorldFacts, ends: Ends) -> Self {
        Self { facts, ends, members: BTreeMap::new(), reached: Default::default() }
    }

    fn order(world: &mut World, order: ToServer) {
        let message = PeerMessage::ToServer(Box::new(order));
        world.input(HERE, Recorded::Peer { from: Component::Mps, message });
    }

    fn session_of(&self, index: u16) -> SessionKeyText {
        if index == self.facts.slots.own {
            self.facts.session_key
        } else {
            SessionKeyText::new(format!("member {index}"))
        }
    }

    fn scert_id_of(&self, index: u16) -> u16 {
        if index == self.facts.slots.own { self.facts.scert_id } else { self.facts.scert_id.wrapping_add(1 + index) }
    }

    fn is_taken(&self, index: u16) -> bool {
        self.members.contains_key(&index)
    }

    /// Keeps a slot; those below that are free are taken meanwhile, because the lowest is given (DME-12).
    fn keep_slot(&mut self, world: &mut World, index: u16) {
        let below: Vec<u16> = (0..index).filter(|below| !self.is_taken(*below)).collect();
        for one in below.iter().copied().chain([index]) {
            let order = SeatOrder {
                request: MgclRequest(0),
                world_id: self.facts.world_id,
                kind: NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
                session_key: Secret::new(self.session_of(one)),
                access_key: Secret::new(AccessKey::default()),
                addresses: NetAddressList::default(),
            };
            Self::order(world, ToServer::Seat(Box::new(order)));
        }
        for one in below {
            self.free(world, one);
        }
        self.members.insert(index, Peer::default());
    }

    fn free(&self, world: &mut World, index: u16) {
        Self::order(world, ToServer::Disconnect { world_id: self.facts.world_id, client_index: SeatIndex(index) });
    }

    /// As many slots are taken as the server counted.
    fn take_slots(&mut self, world: &mut World, count: u16) {
        let count = usize::from(count.min(MAX_MEMBERS));
        while self.members.len() < count {
            let Some(free) = (0..MAX_MEMBERS).find(|index| !self.is_taken(*index)) else { break };
            self.keep_slot(world, free);
        }
        while self.members.len() > count {
            let waits = |(index, member): (&u16, &Peer)| member.conn.is_none() && *index != self.facts.slots.own;
            let Some(index) = self.members.iter().rfind(|entry| waits(*entry)).map(|(index, _)| *index) else { break };
            self.free(world, index);
            self.members.remove(&index);
        }
        world.run_for(MOMENT);
    }

    fn resumed(&self) -> Resumed {
        Resumed {
            version: self.facts.dialect.version,
            app_id: self.facts.app_id,
            encrypted: self.facts.world_key.is_some(),
        }
    }

    /// Somebody is in the world from now on: his connection is taken up in its middle.
    fn join(&mut self, world: &mut World, index: u16, address: Option<Ipv4Addr>) {
        if !self.is_taken(index) {
            self.keep_slot(world, index);
        }
        let preset = LinkPreset {
            world_key: self.facts.world_key.clone(),
            scert_id: Some(self.scert_id_of(index)),
            resumed: Some(self.resumed()),
            session: Some(SessionPreset {
                session_key: Secret::new(self.session_of(index)),
                ..SessionPreset::default()
            }),
            ..LinkPreset::default()
        };
        world.run_for(MOMENT);
        let source = SocketAddrV4::new(address.unwrap_or_else(|| somewhere(index)), port(index));
        let conn = world.dial_with(source, self.ends.server, Some(preset));
        let everything = rt::ClientSetRecvFlag { unknown: Some(2), flag: EVERYTHING };
        let one = rt::ClientSetRecvFlag { flag: 1, ..everything };
        let flags = if self.facts.dialect.version.has_hello() { everything } else { one };
        world.write(conn, &self.frame(&flags));
        let member = self.members.entry(index).or_default();
        (member.conn, member.source) = (Some(conn), Some(source));
        world.run_for(MOMENT);
        self.greet(world, index, source);
    }

    /// Binds the source of somebody's datagrams.
    fn greet(&self, world: &mut World, index: u16, source: SocketAddrV4) {
        let number = self.facts.world_id.0.cast_unsigned();
        let greeting = rt::ClientConnectAuxUdp {
            major: Some(1),
            minor: Some(8),
            build: Some(1),
            short_world_id: u16::try_from(number).ok(),
            world_id: Some(number),
            app_id: self.facts.app_id.0,
            address: AddressText::new(self.ends.server.ip().to_string()),
            port: self.ends.server.port(),
            client_index: index,
            scert_id: Some(self.scert_id_of(index).into()),
        };
        world.datagram(source, self.ends.server_udp, &self.frame(&greeting));
        world.run_for(MOMENT);
        while world.receive(source).is_some() {}
    }

    /// A frame as a member's console writes it.
    fn frame<M: RtMessage>(&self, message: &M) -> Vec<u8> {
        let mut bytes = Vec::new();
        let key = self.facts.world_key.as_ref();
        let seal = key.map(|key| Seal { suite: Suite::Ps2, key, context: Context::CLIENT });
        let written = frame::write(&mut bytes, M::ID, seal, |w| message.write(w, self.facts.dialect));
        debug_assert!(written.is_ok());
        bytes
    }

    /// Somebody is gone.
    fn leave(&mut self, world: &mut World, index: u16) {
        self.collect(world, index);
        let Some(member) = self.members.remove(&index) else { return };
        match member.conn {
            Some(conn) => world.shut(conn),
            None => self.free(world, index),
        }
        world.run_for(MOMENT);
        self.settle(index, member);
    }

    /// Takes what came for a member.
    fn collect(&mut self, world: &mut World, index: u16) {
        let Some(member) = self.members.get_mut(&index) else { return };
        if let Some(conn) = member.conn {
            member.tcp.take(world.read(conn));
        }
        while let Some((_, datagram)) = member.source.and_then(|source| world.receive(source)) {
            member.udp.take(datagram);
        }
    }

    /// Compares what came for a member with what had to come.
    fn settle(&mut self, index: u16, member: Peer) {
        let [tcp, udp] = &mut self.reached;
        tcp.settle(index, member.tcp);
        udp.settle(index, member.udp);
    }
}

impl Environment for Peers {
    fn begin(&mut self, world: &mut World) {
        let order = WorldOrder {
            request: MgclRequest(0),
            game: GameId(1),
            app_id: self.facts.app_id,
            max_players: 256,
            attributes: 0,
        };
        Self::order(world, ToServer::CreateWorld(order));
        let slots = self.facts.slots.clone();
        let own = Some(slots.own).filter(|_| self.facts.admitted);
        let mut all: Vec<u16> = slots.present.iter().chain(&slots.kept).copied().chain(own).collect();
        all.sort_unstable();
        for index in all {
            self.keep_slot(world, index);
        }
        world.run_for(MOMENT);
        for index in slots.present {
            self.join(world, index, slots.addresses.get(&index).copied());
        }
    }

    fn arrived(&mut self, world: &mut World) {
        world.run_for(MOMENT);
        if !self.facts.greets {
            self.greet(world, self.facts.slots.own, self.ends.console_udp);
        }
    }

    fn before(&mut self, world: &mut World, _: Option<&Exchange>, record: u32) {
        while self.facts.counts.front().is_some_and(|(told, _)| *told <= record) {
            self.facts.counts.pop_front();
        }
        if let Some((_, count)) = self.facts.counts.front().copied() {
            self.take_slots(world, count);
        }
    }

    fn said(&mut self, message: &Message, transport: Transport) {
        let Some(relayed) = Relayed::of(message, self.facts.slots.own) else { return };
        let inside = self.members.iter_mut().filter(|(_, member)| member.conn.is_some());
        for (_, member) in inside.filter(|(index, _)| relayed.reaches(**index)) {
            let mailbox = if transport == Transport::Tcp { &mut member.tcp } else { &mut member.udp };
            mailbox.expect(message.frame, &relayed);
        }
    }

    fn others(&mut self, world: &mut World, message: &Message, transport: Transport) {
        let plain = message.plain.as_deref().unwrap_or_default();
        match notice(message.id, plain, self.facts.dialect) {
            Some(Notice { index: MAX_MEMBERS.., .. }) => {}
            Some(Notice { index, address, comes: true }) => self.join(world, index, address),
            Some(Notice { index, comes: false, .. }) => self.leave(world, index),
            None => self.send(world, message, transport),
        }
    }

    fn finish(&mut self, world: &mut World, transport: Transport) -> Reached {
        for index in self.members.keys().copied().collect::<Vec<_>>() {
            self.collect(world, index);
        }
        for (index, member) in std::mem::take(&mut self.members) {
            self.settle(index, member);
        }
        self.reached.get_mut(place(transport)).map(std::mem::take).unwrap_or_default()
    }
}

impl Peers {
    /// Somebody sends what the recorded server passed on: the same frame, with the console as its target.
    fn send(&mut self, world: &mut World, message: &Message, transport: Transport) {
        let is_other = |source: &u16| *source < MAX_MEMBERS && *source != self.facts.slots.own;
        let Some(source) = index_of(message).filter(is_other) else { return };
        if self.members.get(&source).is_none_or(|member| member.conn.is_none()) {
            self.join(world, source, None);
        }
        let mut bytes = message.wire.clone();
        let head = if message.hash.is_some() { 7 } else { 3 };
        if let Some(index) = bytes.get_mut(head..head + 2) {
            index.copy_from_slice(&self.facts.slots.own.to_le_bytes());
        }
        match (transport, self.members.get(&source)) {
            (Transport::Tcp, Some(Peer { conn: Some(conn), .. })) => world.write(*conn, &bytes),
            (Transport::Udp, Some(Peer { source: Some(source), .. })) => {
                world.datagram(*source, self.ends.server_udp, &bytes);
            }
            _ => {}
        }
    }
}
