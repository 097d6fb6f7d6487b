//! Consoles in a virtual world: one local network of them, with streams and datagrams to the virtual server.

use core::time::Duration;
use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use clank_core::mail::Component;

use super::connector::Connector;
use super::console::{Pipe, Socket};
use crate::capture::Dir;
use crate::world::{FlowId, SERVER, World};

/// One piece of a conversation, with its time in microseconds since the world's birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LanTraffic {
    /// A connection opens.
    Open(i64, SocketAddrV4, SocketAddrV4),
    /// Bytes of the connection of a client.
    Data(i64, SocketAddrV4, Dir, Vec<u8>),
    /// The client says goodbye.
    Fin(i64, SocketAddrV4),
}

/// Where virtual consoles are.
pub const CONSOLE: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 2);

/// A stream of a virtual console.
#[derive(Clone)]
pub struct VirtualStream {
    world: Rc<RefCell<World>>,
    flow: FlowId,
    ends: (SocketAddrV4, SocketAddrV4),
    traffic: Rc<RefCell<Vec<LanTraffic>>>,
}

impl VirtualStream {
    /// Connects to a port of the virtual server.
    #[must_use]
    pub fn connect(world: &Rc<RefCell<World>>, from: u16, to: u16, traffic: &Rc<RefCell<Vec<LanTraffic>>>) -> Self {
        let ends = (SocketAddrV4::new(CONSOLE, from), SocketAddrV4::new(SERVER, to));
        let flow = world.borrow_mut().dial(ends.0, ends.1);
        let stream = Self { world: world.clone(), flow, ends, traffic: traffic.clone() };
        stream.note(|time| LanTraffic::Open(time, ends.0, ends.1));
        stream
    }

    fn note(&self, piece: impl FnOnce(i64) -> LanTraffic) {
        let time = i64::try_from(self.world.borrow().now().0).unwrap_or(i64::MAX);
        self.traffic.borrow_mut().push(piece(time));
    }

    /// The connection's name in the virtual world.
    #[must_use]
    pub const fn flow(&self) -> FlowId {
        self.flow
    }

    /// What is there, without waiting.
    pub fn try_receive(&mut self) -> Vec<u8> {
        self.world.borrow_mut().read(self.flow)
    }

    /// The machine at its far end is gone, without a word: nothing is read any more.
    pub fn vanish(&self) {
        self.world.borrow_mut().set_reading(self.flow, false);
    }

    /// Says goodbye.
    pub fn shut(&self) {
        self.note(|time| LanTraffic::Fin(time, self.ends.0));
        self.world.borrow_mut().shut(self.flow);
        self.world.borrow_mut().run_for(Duration::from_millis(20));
    }
}

impl Pipe for VirtualStream {
    fn send(&mut self, bytes: &[u8]) {
        self.note(|time| LanTraffic::Data(time, self.ends.0, Dir::ToServer, bytes.to_vec()));
        self.world.borrow_mut().write(self.flow, bytes);
    }

    fn receive(&mut self) -> Vec<u8> {
        for _ in 0..1000 {
            let bytes = self.world.borrow_mut().read(self.flow);
            if !bytes.is_empty() {
                self.note(|time| LanTraffic::Data(time, self.ends.0, Dir::ToClient, bytes.clone()));
                return bytes;
            }
            self.world.borrow_mut().run_for(Duration::from_millis(10));
        }
        Vec::new()
    }
}

/// A console's datagrams in the virtual world.
#[derive(Clone)]
pub struct VirtualDatagrams {
    world: Rc<RefCell<World>>,
    here: SocketAddrV4,
}

impl VirtualDatagrams {
    /// What is there, without waiting.
    pub fn try_receive(&mut self) -> Option<Vec<u8>> {
        self.world.borrow_mut().receive(self.here).map(|(_, bytes)| bytes)
    }

    /// Its address.
    #[must_use]
    pub const fn here(&self) -> SocketAddrV4 {
        self.here
    }

    /// Leaves from another port from now on, as after a change of a translating router.
    pub fn move_to(&mut self, port: u16) {
        self.here = SocketAddrV4::new(*self.here.ip(), port);
    }
}

impl Socket for VirtualDatagrams {
    fn send(&mut self, to: SocketAddrV4, bytes: &[u8]) {
        self.world.borrow_mut().datagram(self.here, to, bytes);
    }

    fn receive(&mut self) -> Vec<u8> {
        for _ in 0..100 {
            if let Some((_, bytes)) = self.world.borrow_mut().receive(self.here) {
                return bytes;
            }
            self.world.borrow_mut().run_for(Duration::from_millis(10));
        }
        Vec::new()
    }
}

/// The local network of consoles in a virtual world.
pub struct Lan {
    world: Rc<RefCell<World>>,
    traffic: Rc<RefCell<Vec<LanTraffic>>>,
    ports: u16,
}

impl Lan {
    /// A network at a world.
    #[must_use]
    pub fn new(world: Rc<RefCell<World>>) -> Self {
        Self { world, traffic: Rc::default(), ports: 40_000 }
    }

    /// Everything that went over its connections.
    #[must_use]
    pub fn traffic(&self) -> Rc<RefCell<Vec<LanTraffic>>> {
        self.traffic.clone()
    }

    fn port(&mut self) -> u16 {
        self.ports += 1;
        self.ports
    }
}

impl Connector for Lan {
    type Pipe = VirtualStream;
    type Socket = VirtualDatagrams;

    fn known(&self, component: Component) -> SocketAddrV4 {
        let port = if component == Component::Muis { 10071 } else { 10075 };
        SocketAddrV4::new(SERVER, port)
    }

    fn connect(&mut self, to: SocketAddrV4) -> VirtualStream {
        let port = self.port();
        VirtualStream::connect(&self.world, port, to.port(), &self.traffic)
    }

    fn hang_up(&mut self, pipe: &mut VirtualStream) {
        pipe.shut();
    }

    fn socket(&mut self) -> VirtualDatagrams {
        let port = self.port();
        VirtualDatagrams { world: self.world.clone(), here: SocketAddrV4::new(CONSOLE, port) }
    }

    fn wait(&mut self, time: Duration) {
        self.world.borrow_mut().run_for(time);
    }
}
