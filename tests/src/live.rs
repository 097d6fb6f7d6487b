//! The conformance suite over real sockets: one bench for every runtime.

use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::marker::PhantomData;
use std::net::{Shutdown, SocketAddrV4, TcpListener, TcpStream, UdpSocket};

use clank_core::components::ComponentSpec;
use clank_core::config::{Config, GameServers};
use clank_core::ids::{AppId, Component};
use clank_core::limits::Limits;
use clank_core::machine::NoTap;
use clank_core::operator::{Command, CommandAnswer};
use clank_core::secret::Secret;
use clank_core::store::{CreateAccount, Memory};
use clank_host::bind::Sockets;
use clank_host::driver::Driver;
use clank_host::handle::Handle;
use clank_host::server;

use crate::conformance::{Bench, End, host};
use crate::probe::Probe;

/// A configuration on free ports of this machine.
#[must_use]
pub fn local_config() -> Config {
    let any = Some(host(0));
    let dme = GameServers { tcp: any, udp: host(0), ..GameServers::default() };
    Config { muis: any, mas: any, mls: any, mps: any, nat: any, dme, ..Config::default() }
}

/// Two probes on a runtime, and real sockets towards them.
#[derive(Debug)]
pub struct Live<D> {
    handle: Handle,
    clients: Vec<TcpStream>,
    sockets: Vec<UdpSocket>,
    listener: Option<TcpListener>,
    driver: PhantomData<fn() -> D>,
}

impl<D> Live<D> {
    fn keep(&mut self, stream: TcpStream) -> usize {
        stream.set_nodelay(true).expect("a TCP stream");
        stream.set_read_timeout(Some(Duration::from_secs(1))).expect("a TCP stream");
        self.clients.push(stream);
        self.clients.len() - 1
    }
}

/// A machine that panics ends, and with it nothing else; it is started anew.
///
/// # Panics
/// Where it is otherwise.
pub fn a_panic_ends_one_machine<D: Driver>() {
    let mut live = Live::<D>::start(Limits::default());
    let (mas, mls) = (live.dial(Component::Mas), live.dial(Component::Mls));
    live.send(mas, b"panic\n");
    assert!(live.read(mas, 1).is_empty(), "it is over");
    live.send(mls, b"echo here\n");
    assert_eq!(live.read(mls, 5), b"here\n");
    // A second later another machine is in its place.
    live.pass(Duration::from_millis(1_500));
    let again = live.dial(Component::Mas);
    live.send(again, b"echo again\n");
    assert_eq!(live.read(again, 6), b"again\n");
}

impl<D: Driver> Bench for Live<D> {
    type Client = usize;
    type Socket = usize;

    fn start(limits: Limits) -> Self {
        // There is no NAT: its socket is for a probe.
        let mut config = Config { muis: None, limits, ..local_config() };
        let sockets = Sockets::bind(&mut config).expect("free ports");
        let mut tables = Memory::new();
        tables.answer(CreateAccount {
            app_id: AppId(1),
            name: "ratchet".into(),
            password: Secret::new(String::new()),
            machine_id: None,
        });
        let (mas, mls) = (config.mas, config.mls);
        let machines = move || {
            let spec = |component, at: Option<SocketAddrV4>| ComponentSpec {
                component,
                machine: Box::new(Probe::new(component, [1; 32])),
                listeners: at.into_iter().collect(),
            };
            vec![spec(Component::Mas, mas), spec(Component::Mls, mls)]
        };
        let handle =
            server::run::<D>(config, machines, sockets, Box::new(tables), |_| Box::new(NoTap)).expect("a server");
        Self { handle, clients: Vec::new(), sockets: Vec::new(), listener: None, driver: PhantomData }
    }

    fn dial(&mut self, to: Component) -> usize {
        let config = self.handle.config();
        let at = if to == Component::Mas { config.mas } else { config.mls };
        let stream = TcpStream::connect(at.expect("it listens")).expect("a connection");
        self.keep(stream)
    }

    fn send(&mut self, client: usize, bytes: &[u8]) {
        // A connection that the other side closed takes nothing; the tests look at its end.
        let _ = self.clients[client].write_all(bytes);
    }

    fn read(&mut self, client: usize, max: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut buffer = vec![0; max.min(1 << 20)];
        while bytes.len() < max {
            let room = (max - bytes.len()).min(buffer.len());
            match self.clients[client].read(&mut buffer[..room]) {
                Ok(0) | Err(_) => break,
                Ok(count) => bytes.extend_from_slice(&buffer[..count]),
            }
        }
        bytes
    }

    /// Whoever does not read does not read.
    fn set_reading(&mut self, _: usize, _: bool) {}

    fn shut(&mut self, client: usize) {
        let _ = self.clients[client].shutdown(Shutdown::Write);
    }

    fn reset(&mut self, client: usize) {
        let stream = &self.clients[client];
        let copy = stream.try_clone().expect("a TCP stream");
        let socket = socket2::SockRef::from(stream);
        socket.set_linger(Some(Duration::ZERO)).expect("a TCP stream");
        // The connection ends with its last descriptor: give both up.
        drop(copy);
        let placeholder = TcpListener::bind(host(0)).and_then(|listener| TcpStream::connect(listener.local_addr()?));
        self.clients[client] = placeholder.expect("a connection to nobody");
    }

    fn ended(&mut self, client: usize) -> Option<End> {
        let mut buffer = [0; 4096];
        for _ in 0..5 {
            match self.clients[client].read(&mut buffer) {
                Ok(0) => return Some(End::Fin),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => return Some(End::Reset),
            }
        }
        None
    }

    fn listen(&mut self) -> u16 {
        let listener = TcpListener::bind(host(0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        self.listener = Some(listener);
        port
    }

    fn accept(&mut self) -> usize {
        let (stream, _) = self.listener.as_ref().expect("listening").accept().expect("a connection");
        self.keep(stream)
    }

    fn reserved(&mut self) -> u16 {
        self.handle.config().nat.expect("it is bound").port()
    }

    fn socket(&mut self) -> usize {
        let socket = UdpSocket::bind(host(0)).expect("a free port");
        socket.set_read_timeout(Some(Duration::from_millis(500))).expect("a socket");
        self.sockets.push(socket);
        self.sockets.len() - 1
    }

    fn say(&mut self, socket: usize, port: u16, bytes: &[u8]) {
        self.sockets[socket].send_to(bytes, host(port)).expect("sent");
    }

    fn hear(&mut self, socket: usize) -> Option<Vec<u8>> {
        let mut buffer = [0; 2000];
        let count = self.sockets[socket].recv(&mut buffer).ok()?;
        Some(buffer[..count].to_vec())
    }

    fn operator(&mut self, of: Component, command: Command) -> CommandAnswer {
        self.handle.operator(of, command).expect("an answer")
    }

    fn pass(&mut self, time: Duration) {
        std::thread::sleep(time);
    }
}
