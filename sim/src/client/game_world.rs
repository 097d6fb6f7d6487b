//! A console in a game world (game.md 1 to 4).

use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::wire::frame::Datagram;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{AddressText, Layout as _, NetConnectionType, Wire as _, dme};

use super::console::{Console, ConsoleError, ConsoleResult, Pipe, Socket};
use super::entry::ServerEntry;

/// Which way application data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// By the connection.
    Tcp,
    /// By datagrams.
    Udp,
}

/// A place in a game world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorldPlace {
    /// The client index.
    pub index: u16,
    /// Names the connection on its server; 0 up to 1.08.
    pub scert_id: u32,
    /// How many are in the world, this one included.
    pub count: u16,
    /// The game server's own number of the world.
    pub world: u16,
    /// Where datagrams go; none for a title that does without.
    pub udp: Option<SocketAddrV4>,
}

/// What reaches a console in a game world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Application data of another: his index, and what.
    Data(u16, Vec<u8>),
    /// Another is in the world.
    Joined(u16),
    /// Another left it.
    Left(u16),
}

/// What a console's sign of life carries (DME-45).
const ECHO: u8 = 0xa5;
/// What a title sets when it is in a world: gather for so many milliseconds (game.md 1.2, 1.3).
const AGGREGATION_MS: u16 = 30;

impl<P: Pipe> Console<P> {
    /// Enters a game world by TCP, up to where the server tells where datagrams go; a title without datagrams is in
    /// the world then.
    ///
    /// # Errors
    /// [`ConsoleError`] where the server does not do what game.md 1.2 and 1.3 say.
    pub fn enter_world(&mut self, entry: &ServerEntry) -> ConsoleResult<WorldPlace> {
        let aux_udp = entry.kind == NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP;
        let encrypted = self.begin(entry)?;
        let id = if aux_udp { rt::ClientConnectTcpAuxUdp::ID } else { rt::ClientConnectTcp::ID };
        self.knock(id, entry, encrypted)?;
        if encrypted {
            let _: rt::ServerCryptkeyPeer = self.expect()?;
        }
        let accept = self.accepted()?;
        if self.profile.has_hello() {
            let options = if aux_udp { 5 } else { 1 };
            self.send_rt(&rt::ClientConnectReadyTcp { receive_flags: 0x0e, options }, encrypted);
            let _: rt::ServerStartupInfoNotify = self.expect()?;
        }
        let udp = if aux_udp { Some(self.told_udp()?) } else { None };
        if !aux_udp {
            self.in_world()?;
        }
        let world = entry.keys.as_ref().map(|(world, ..)| *world).unwrap_or_default();
        let (index, count) = (accept.client_index, accept.client_count);
        Ok(WorldPlace { index, scert_id: accept.scert_id.unwrap_or_default(), count, world, udp })
    }

    fn told_udp(&mut self) -> ConsoleResult<SocketAddrV4> {
        let told: rt::ServerInfoAuxUdp = self.expect()?;
        let ip: Ipv4Addr =
            told.address.to_text().parse().map_err(|_| ConsoleError::Unreadable(rt::ServerInfoAuxUdp::NAME))?;
        Ok(SocketAddrV4::new(ip, told.port))
    }

    /// Shows the server where this console's datagrams come from, as often as it takes.
    ///
    /// # Errors
    /// [`ConsoleError::Silent`] where that is never answered.
    pub fn greet<S: Socket>(&mut self, socket: &mut S, place: &WorldPlace, server: SocketAddrV4) -> ConsoleResult<()> {
        let Some(to) = place.udp else { return Ok(()) };
        let new = self.profile.has_hello();
        let [major, minor, build] = self.profile.spoken();
        let greeting = rt::ClientConnectAuxUdp {
            major,
            minor,
            build,
            short_world_id: (!new).then_some(place.world),
            world_id: new.then_some(place.world.into()),
            app_id: self.profile.app_id,
            address: AddressText::new(server.ip().to_string()),
            port: server.port(),
            client_index: place.index,
            scert_id: new.then_some(place.scert_id),
        };
        let encrypted = self.client_key.is_some();
        let bytes = self.rt_frame(rt::ClientConnectAuxUdp::ID, encrypted, |w| greeting.write(w, self.profile.dialect));
        for _ in 0..GREETINGS {
            socket.send(to, &bytes);
            for (id, body) in self.datagram(socket.receive())? {
                if id == rt::ServerConnectAcceptAuxUdp::ID {
                    let accept = rt::ServerConnectAcceptAuxUdp::decode(&body, self.profile.dialect)
                        .map_err(|_| ConsoleError::Unreadable(rt::ServerConnectAcceptAuxUdp::NAME))?;
                    return if accept.client_index == place.index {
                        Ok(())
                    } else {
                        Err(ConsoleError::Unreadable(rt::ServerConnectAcceptAuxUdp::NAME))
                    };
                }
            }
        }
        Err(ConsoleError::Silent(rt::ServerConnectAcceptAuxUdp::NAME))
    }

    /// Says that datagrams arrive, and is in the world.
    ///
    /// # Errors
    /// [`ConsoleError`] where the server does not let it in.
    pub fn arrive(&mut self) -> ConsoleResult<()> {
        let encrypted = self.client_key.is_some();
        self.send_rt(&rt::ClientConnectReadyAuxUdp::default(), encrypted);
        self.in_world()
    }

    fn in_world(&mut self) -> ConsoleResult<()> {
        let _: rt::ServerConnectComplete = self.expect()?;
        let _: dme::ServerVersion = self.answer()?;
        self.first_echo()?;
        let encrypted = self.client_key.is_some();
        let new = self.profile.has_hello();
        let (unknown, flag) = if new { (None, 0x0f) } else { (Some(2), 1) };
        self.send_rt(&rt::ClientSetRecvFlag { unknown, flag }, encrypted);
        self.send_rt(&rt::ClientSetAggTime { time: AGGREGATION_MS }, encrypted);
        self.settle()
    }

    /// Sends what the server sends back (DME-45).
    pub fn sign_of_life(&mut self) {
        let bytes = self.echo_frame();
        self.pipe.send(&bytes);
    }

    /// The frame of a sign of life.
    #[must_use]
    pub fn echo_frame(&self) -> Vec<u8> {
        self.rt_frame(rt::ClientEcho::ID, true, |w| w.push(ECHO))
    }

    /// Waits until the server has dealt with all that was sent; what comes meanwhile is kept.
    fn settle(&mut self) -> ConsoleResult<()> {
        self.sign_of_life();
        let mut kept = Vec::new();
        loop {
            let frame = self.next(rt::ClientEcho::NAME)?;
            if frame.0 == rt::ClientEcho::ID {
                break;
            }
            kept.push(frame);
        }
        kept.into_iter().rev().for_each(|frame| self.frames.push_front(frame));
        Ok(())
    }

    /// The frame of application data for all others, or for one.
    #[must_use]
    pub fn data(&self, to: Option<u16>, data: &[u8]) -> Vec<u8> {
        let id = if to.is_some() { rt::ClientAppSingle::ID } else { rt::ClientAppBroadcast::ID };
        self.rt_frame(id, true, |w| {
            w.extend(to.map(u16::to_le_bytes).into_iter().flatten());
            w.extend_from_slice(data);
        })
    }

    /// The next delivery by TCP; what the server itself says in between is none.
    ///
    /// # Errors
    /// [`ConsoleError::Silent`] where none comes.
    pub fn delivery(&mut self) -> ConsoleResult<Delivery> {
        loop {
            let (id, body) = self.next("application data")?;
            if let Some(delivery) = self.read_delivery(id, &body)? {
                return Ok(delivery);
            }
        }
    }

    /// What a frame brings.
    fn read_delivery(&self, id: u8, body: &[u8]) -> ConsoleResult<Option<Delivery>> {
        let dialect = self.profile.dialect;
        let unreadable = |name| move |_| ConsoleError::Unreadable(name);
        Ok(Some(match id {
            rt::ClientAppSingle::ID => {
                let single =
                    rt::ClientAppSingle::decode(body, dialect).map_err(unreadable(rt::ClientAppSingle::NAME))?;
                Delivery::Data(single.index, single.data.0)
            }
            rt::ServerConnectNotify::ID => {
                let notify = rt::ServerConnectNotify::decode(body, dialect);
                Delivery::Joined(notify.map_err(unreadable(rt::ServerConnectNotify::NAME))?.client_index)
            }
            rt::ServerDisconnectNotify::ID => {
                let notify = rt::ServerDisconnectNotify::decode(body, dialect);
                Delivery::Left(notify.map_err(unreadable(rt::ServerDisconnectNotify::NAME))?.client_index)
            }
            _ => return Ok(None),
        }))
    }

    /// The frames of a datagram, opened.
    fn datagram(&mut self, mut bytes: Vec<u8>) -> ConsoleResult<Vec<(u8, Vec<u8>)>> {
        Datagram::new(&mut bytes).map(|frame| self.open(frame)).collect()
    }

    /// The deliveries in bytes that came by TCP, without waiting for more.
    ///
    /// # Errors
    /// [`ConsoleError::Unreadable`].
    pub fn take(&mut self, bytes: Vec<u8>) -> ConsoleResult<Vec<Delivery>> {
        self.cut(bytes)?;
        let frames = std::mem::take(&mut self.frames);
        let read = frames.into_iter().filter_map(|(id, body)| self.read_delivery(id, &body).transpose());
        read.collect()
    }

    /// The application data of the next datagram; empty where none comes.
    ///
    /// # Errors
    /// [`ConsoleError::Unreadable`].
    pub fn receive<S: Socket>(&mut self, socket: &mut S) -> ConsoleResult<Vec<Delivery>> {
        self.catch(socket.receive())
    }

    /// The deliveries in a datagram.
    ///
    /// # Errors
    /// [`ConsoleError::Unreadable`].
    pub fn catch(&mut self, bytes: Vec<u8>) -> ConsoleResult<Vec<Delivery>> {
        let frames = self.datagram(bytes)?;
        let mut deliveries = Vec::new();
        for (id, body) in frames {
            deliveries.extend(self.read_delivery(id, &body)?);
        }
        Ok(deliveries)
    }
}

/// How often a console shows where its datagrams come from before it gives up.
const GREETINGS: u32 = 20;
