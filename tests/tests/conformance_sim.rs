//! The conformance suite on the simulator.

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::ids::{AppId, Component};
use clank_core::limits::Limits;
use clank_core::machine::NoTap;
use clank_core::operator::{Command, CommandAnswer};
use clank_core::store::{CreateAccount, Memory};
use clank_sim::world::{FlowId, RemoteEnd, World};
use clank_tests::conformance::{Bench, End, host};
use clank_tests::probe::Probe;

struct Simulated {
    world: World,
    dialled: u16,
    sockets: u16,
    read: std::collections::BTreeMap<FlowId, Vec<u8>>,
}

const LISTENING: SocketAddrV4 = host(7777);

impl Bench for Simulated {
    type Client = FlowId;
    type Socket = u16;

    fn start(limits: Limits) -> Self {
        let mut store = Memory::new();
        store.answer(CreateAccount {
            app_id: AppId(1),
            name: "ratchet".into(),
            password: clank_core::secret::Secret::new(String::new()),
            machine_id: None,
        });
        let mut world = World::new(1)
            .with_limits(limits)
            .with_store(Duration::from_millis(1), move |_, request| store.answer(request));
        world.set_name("localhost", Ipv4Addr::LOCALHOST);
        for (component, port) in [(Component::Mas, 10075), (Component::Mls, 10078)] {
            world.add(component, Box::new(Probe::new(component, [1; 32])), &[host(port)], Box::new(NoTap));
        }
        Self { world, dialled: 0, sockets: 0, read: std::collections::BTreeMap::new() }
    }

    fn dial(&mut self, to: Component) -> FlowId {
        self.dialled += 1;
        let port = if to == Component::Mas { 10075 } else { 10078 };
        let flow = self.world.dial(host(40_000 + self.dialled), host(port));
        self.pass(Duration::from_millis(5));
        flow
    }

    fn send(&mut self, client: FlowId, bytes: &[u8]) {
        self.world.write(client, bytes);
    }

    fn read(&mut self, client: FlowId, max: usize) -> Vec<u8> {
        for _ in 0..100 {
            let bytes = self.world.read(client);
            let read = self.read.entry(client).or_default();
            read.extend(bytes);
            if read.len() >= max {
                let rest = read.split_off(max);
                return std::mem::replace(read, rest);
            }
            self.world.run_for(Duration::from_millis(10));
        }
        self.read.remove(&client).unwrap_or_default()
    }

    fn set_reading(&mut self, client: FlowId, reading: bool) {
        self.world.set_reading(client, reading);
    }

    fn shut(&mut self, client: FlowId) {
        self.world.shut(client);
    }

    fn reset(&mut self, client: FlowId) {
        self.world.reset(client);
    }

    fn ended(&mut self, client: FlowId) -> Option<End> {
        self.pass(Duration::from_millis(200));
        self.world.ended(client).map(|end| match end {
            RemoteEnd::Fin => End::Fin,
            RemoteEnd::Reset | RemoteEnd::Refused => End::Reset,
        })
    }

    fn listen(&mut self) -> u16 {
        self.world.listen(LISTENING);
        LISTENING.port()
    }

    fn accept(&mut self) -> FlowId {
        self.world.accept(LISTENING).expect("the probe connected")
    }

    fn reserved(&mut self) -> u16 {
        10070
    }

    fn socket(&mut self) -> u16 {
        self.sockets += 1;
        5000 + self.sockets
    }

    fn say(&mut self, socket: u16, port: u16, bytes: &[u8]) {
        self.world.datagram(host(socket), host(port), bytes);
    }

    fn hear(&mut self, socket: u16) -> Option<Vec<u8>> {
        if let Some((_, bytes)) = self.world.receive(host(socket)) {
            return Some(bytes);
        }
        self.pass(Duration::from_millis(50));
        self.world.receive(host(socket)).map(|(_, bytes)| bytes)
    }

    fn operator(&mut self, of: Component, command: Command) -> CommandAnswer {
        let id = self.world.operator(of, command);
        self.world.run_for(Duration::ZERO);
        self.world.answer(id).expect("answered at once").clone()
    }

    fn pass(&mut self, time: Duration) {
        self.world.run_for(time);
    }
}

clank_tests::conformance!(Simulated);
