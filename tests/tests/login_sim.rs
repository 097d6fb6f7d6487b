//! A whole login in the simulator: MAS, hand-over, MLS.

use core::time::Duration;
use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use clank_core::config::Config;
use clank_core::machine::{Instant, NoTap};
use clank_core::parts::parts;
use clank_core::script::NoScript;
use clank_core::store::Memory;
use clank_core::wire::CallbackStatus as Status;
use clank_sim::console::{Console, Entry, Pipe, Speech};
use clank_sim::world::{FlowId, World};

#[derive(Clone)]
struct Line {
    world: Rc<RefCell<World>>,
    flow: FlowId,
}

impl Pipe for Line {
    fn send(&mut self, bytes: &[u8]) {
        self.world.borrow_mut().write(self.flow, bytes);
    }

    fn receive(&mut self) -> Vec<u8> {
        let mut world = self.world.borrow_mut();
        for _ in 0..1000 {
            let bytes = world.read(self.flow);
            if !bytes.is_empty() {
                return bytes;
            }
            world.run_for(Duration::from_millis(10));
        }
        Vec::new()
    }
}

const SERVER: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

fn world(seed: u64) -> Rc<RefCell<World>> {
    let config = Config::default();
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    let mut world =
        World::new(seed).with_store(move |_, request| (store.answer(request), Duration::from_millis(2)));
    for part in parts(&config, |_| [7; 32], |_| Box::new(NoScript)) {
        world.add(part.component, part.machine, &part.listeners, Box::new(NoTap));
    }
    Rc::new(RefCell::new(world))
}

fn dial(world: &Rc<RefCell<World>>, port: u16) -> Line {
    let flow = world.borrow_mut().dial(
        SocketAddrV4::new(Ipv4Addr::new(192, 168, 1, 2), 40000),
        SocketAddrV4::new(SERVER, port),
    );
    Line { world: world.clone(), flow }
}

fn whole_login(world: &Rc<RefCell<World>>, speech: Speech, app_id: u32, name: &str) {
    let mut mas = Console::new(dial(world, 10075), speech, app_id);
    mas.connect(&Entry::authentication()).expect("a handshake");
    let ticket = mas.login(name, "secret").expect("a login");
    assert_eq!(ticket.login.status_code, Status::SUCCESS);
    let info = &ticket.login.connect_info;
    assert_eq!(info.session_key, ticket.session_key);
    assert_eq!(info.access_key.text().len(), 16);
    let mls = &info.address_list.address_list[0];
    assert_eq!((mls.address.text(), mls.port), (b"10.0.0.1".as_slice(), 10078));
    mas.leave();
    let mut lobby = Console::new(dial(world, 10078), speech, app_id);
    let version = lobby.enter(&ticket).expect("let in");
    assert!(version.to_text().starts_with("Medius Lobby Server"));
}

/// lobby.md 7b: login, hand-over and entry, for each way of speaking.
#[test]
fn a_console_logs_in_and_enters_the_lobby() {
    for (speech, app_id) in [(Speech::Old, 10684), (Speech::New, 11184), (Speech::Clear, 10684)] {
        whole_login(&world(1), speech, app_id, "ratchet");
    }
}

/// The golden hash: same seed and inputs, same bytes, in debug and release, on every platform.
#[test]
fn a_seeded_run_has_the_same_hash_everywhere() {
    let run = || {
        let world = world(42);
        whole_login(&world, Speech::Old, 10684, "ratchet");
        whole_login(&world, Speech::New, 11184, "clank");
        whole_login(&world, Speech::Clear, 10683, "qwark");
        let hash = {
            let mut world = world.borrow_mut();
            world.run_until(Instant(600_000_000));
            world.hash()
        };
        hash
    };
    assert_eq!(run(), run());
    insta::assert_snapshot!(format!("{:016x}", run()));
}
