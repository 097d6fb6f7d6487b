//! Whole conversations in the simulator, and recordings of them.

use core::time::Duration;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use clank_core::config::Config;
use clank_core::ids::Component;
use clank_core::machine::NoTap;
use clank_core::parts::parts;
use clank_core::script::NoScript;
use clank_core::store::Memory;

use crate::capture::{Dir, PcapWriter, TcpConnection, WriteError};
use crate::console::{Console, ConsoleError, Disc, Entry, Pipe, Socket};
use crate::visit::Dial;
use crate::world::{FlowId, World};

/// Where the virtual server is.
pub const SERVER: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);
/// Where virtual consoles are.
pub const CONSOLE: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 2);

/// The whole server in a virtual world, with empty tables.
#[must_use]
pub fn server(seed: u64, config: &Config) -> Rc<RefCell<World>> {
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    let mut world = World::new(seed).with_store(Duration::from_millis(2), move |_, request| store.answer(request));
    add(&mut world, config);
    Rc::new(RefCell::new(world))
}

/// Adds a process to a world: the machines of a configuration, under the virtual server's address.
pub fn add(world: &mut World, config: &Config) {
    for part in parts(config, |_| [7; 32], |_| Box::new(NoScript)) {
        world.add(part.component, part.machine, &part.listeners, Box::new(NoTap));
    }
}

/// One piece of a conversation, with its time in microseconds since the world's birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traffic {
    /// A connection opens.
    Open(i64, SocketAddrV4, SocketAddrV4),
    /// Bytes of the connection of a client.
    Data(i64, SocketAddrV4, Dir, Vec<u8>),
    /// The client says goodbye.
    Fin(i64, SocketAddrV4),
}

/// A stream of a virtual console.
#[derive(Clone)]
pub struct Line {
    world: Rc<RefCell<World>>,
    flow: FlowId,
    ends: (SocketAddrV4, SocketAddrV4),
    traffic: Rc<RefCell<Vec<Traffic>>>,
}

impl Line {
    /// Connects to a port of the virtual server.
    #[must_use]
    pub fn dial(world: &Rc<RefCell<World>>, from: u16, to: u16, traffic: &Rc<RefCell<Vec<Traffic>>>) -> Self {
        let ends = (SocketAddrV4::new(CONSOLE, from), SocketAddrV4::new(SERVER, to));
        let flow = world.borrow_mut().dial(ends.0, ends.1);
        let line = Self { world: world.clone(), flow, ends, traffic: traffic.clone() };
        line.note(|time| Traffic::Open(time, ends.0, ends.1));
        line
    }

    fn note(&self, piece: impl FnOnce(i64) -> Traffic) {
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
        self.note(|time| Traffic::Fin(time, self.ends.0));
        self.world.borrow_mut().shut(self.flow);
        self.world.borrow_mut().run_for(Duration::from_millis(20));
    }
}

impl Pipe for Line {
    fn send(&mut self, bytes: &[u8]) {
        self.note(|time| Traffic::Data(time, self.ends.0, Dir::ToServer, bytes.to_vec()));
        self.world.borrow_mut().write(self.flow, bytes);
    }

    fn receive(&mut self) -> Vec<u8> {
        for _ in 0..1000 {
            let bytes = self.world.borrow_mut().read(self.flow);
            if !bytes.is_empty() {
                self.note(|time| Traffic::Data(time, self.ends.0, Dir::ToClient, bytes.clone()));
                return bytes;
            }
            self.world.borrow_mut().run_for(Duration::from_millis(10));
        }
        Vec::new()
    }
}

/// A console's datagrams in the virtual world.
#[derive(Clone)]
pub struct Datagrams {
    world: Rc<RefCell<World>>,
    here: SocketAddrV4,
}

impl Datagrams {
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

impl Socket for Datagrams {
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

/// Consoles of one house in a virtual world.
pub struct House {
    world: Rc<RefCell<World>>,
    traffic: Rc<RefCell<Vec<Traffic>>>,
    ports: u16,
}

impl House {
    /// A house at a world.
    #[must_use]
    pub fn new(world: Rc<RefCell<World>>) -> Self {
        Self { world, traffic: Rc::default(), ports: 40_000 }
    }

    /// Everything that went over its connections.
    #[must_use]
    pub fn traffic(&self) -> Rc<RefCell<Vec<Traffic>>> {
        self.traffic.clone()
    }

    fn port(&mut self) -> u16 {
        self.ports += 1;
        self.ports
    }
}

impl Dial for House {
    type Pipe = Line;
    type Socket = Datagrams;

    fn known(&self, component: Component) -> SocketAddrV4 {
        let port = if component == Component::Muis { 10071 } else { 10075 };
        SocketAddrV4::new(SERVER, port)
    }

    fn dial(&mut self, to: SocketAddrV4) -> Line {
        let port = self.port();
        Line::dial(&self.world, port, to.port(), &self.traffic)
    }

    fn hang_up(&mut self, pipe: &mut Line) {
        pipe.shut();
    }

    fn socket(&mut self) -> Datagrams {
        let port = self.port();
        Datagrams { world: self.world.clone(), here: SocketAddrV4::new(CONSOLE, port) }
    }

    fn wait(&mut self, time: Duration) {
        self.world.borrow_mut().run_for(time);
    }
}

/// A console logs in, enters the lobby and leaves.
///
/// # Errors
/// [`ConsoleError`] where the server does not let it.
pub fn login(
    world: &Rc<RefCell<World>>,
    disc: Disc,
    name: &str,
    traffic: &Rc<RefCell<Vec<Traffic>>>,
) -> Result<(), ConsoleError> {
    let mas = Line::dial(world, 40000, 10075, traffic);
    let mut console = Console::new(mas.clone(), disc);
    console.connect(&Entry::authentication())?;
    let ticket = console.login(name, "secret")?;
    console.leave();
    mas.shut();
    let mls = Line::dial(world, 40001, 10078, traffic);
    let mut console = Console::new(mls.clone(), disc);
    console.enter(&ticket)?;
    console.leave();
    mls.shut();
    Ok(())
}

/// The login as a pcap file.
///
/// # Errors
/// In words: what the server did not let happen, or what could not be written.
pub fn record(disc: Disc) -> Result<Vec<u8>, String> {
    let world = server(1, &Config::default());
    let traffic = Rc::new(RefCell::new(Vec::new()));
    login(&world, disc, "ratchet", &traffic).map_err(|error| error.to_string())?;
    // 2004-11-02, the day Up Your Arsenal came out.
    let born = 1_099_353_600_000_000;
    write(&traffic.borrow(), born).map_err(|error| error.to_string())
}

fn write(traffic: &[Traffic], born: i64) -> Result<Vec<u8>, WriteError> {
    let mut writer = PcapWriter::new(Vec::new())?;
    let mut open: BTreeMap<SocketAddrV4, TcpConnection> = BTreeMap::new();
    for piece in traffic {
        match piece {
            Traffic::Open(time, client, server) => {
                open.insert(*client, writer.tcp_open(born + time, *client, *server)?);
            }
            Traffic::Data(time, client, dir, bytes) => {
                if let Some(connection) = open.get_mut(client) {
                    writer.tcp_data(born + time, connection, *dir, bytes)?;
                }
            }
            Traffic::Fin(time, client) => {
                if let Some(connection) = open.remove(client) {
                    writer.tcp_close(born + time, connection, Dir::ToServer)?;
                }
            }
        }
    }
    Ok(writer.into_inner())
}
