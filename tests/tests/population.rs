//! Many players at once in the simulator: what they hear and when, on good networks and bad, and beside somebody who
//! means no good.

use core::time::Duration;
use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use clank_core::config::{Aggregation, Config};
use clank_core::ids::Component;
use clank_core::machine::Event;
use clank_core::operator::{Command, CommandAnswer};
use clank_sim::client::{ClientProfile, Handshake};
use clank_sim::population::{Population, PopulationReport};
use clank_sim::world::{FlowId, Net, SERVER, World, server};

const PROFILES: [(Handshake, u32); 3] =
    [(Handshake::Rt108, 10684), (Handshake::Rt110, 11184), (Handshake::Community, 10684)];

fn virtual_server(aggregation: Aggregation) -> Rc<RefCell<World>> {
    let mut config = Config::default();
    config.dme.aggregation = aggregation;
    server(5, &config)
}

/// Counters of the game server: ciphers, connections closed for a fault, datagrams dropped.
fn counters(world: &Rc<RefCell<World>>) -> clank_core::counters::Counters {
    let id = world.borrow_mut().operator(Component::Dme(0), Command::Counters);
    world.borrow_mut().run_for(Duration::from_millis(1));
    match world.borrow().answer(id) {
        Some(CommandAnswer::Counters(counters)) => **counters,
        other => panic!("{other:?}"),
    }
}

/// DME-24, DME-34, DME-35: a match of 32 players: everything is heard by all it is for, both ways, and never later than
/// the time that it may be gathered; at once where nothing is.
#[test]
fn everything_is_heard_in_time() {
    for (handshake, app_id) in PROFILES {
        for (aggregation, max) in
            [(Aggregation::Client, 30), (Aggregation::Off, 0), (Aggregation::Milliseconds(100), 100)]
        {
            let world = virtual_server(aggregation);
            let mut population =
                Population::enter(&world, ClientProfile::new(handshake, app_id), 4, 8).expect("let in");
            let heard = population.play(Duration::from_secs(10), |_| ()).expect("readable");
            assert_eq!(heard.delivered, heard.expected, "{handshake:?} {aggregation:?}");
            assert!(heard.expected.iter().all(|expected| *expected > 1_000), "{:?}", heard.expected);
            // A millisecond there and one back, and the clock of the driver.
            let last = heard.latency(1.0);
            assert!(last <= (max + 3) * 1_000, "{handshake:?} {aggregation:?}: {last} us");
            assert_eq!(heard.left, 0);
        }
    }
}

/// One who floods, forges and hangs about.
struct Hostile {
    member: FlowId,
    flood: Vec<u8>,
    halves: Vec<FlowId>,
    steps: u32,
}

impl Hostile {
    const HERE: Ipv4Addr = Ipv4Addr::new(192, 168, 6, 6);

    /// Everything at once, at every millisecond.
    fn strike(&mut self, world: &mut World, victim: SocketAddrV4) {
        self.steps += 1;
        let [low, high, ..] = self.steps.to_le_bytes();
        let udp = SocketAddrV4::new(SERVER, 50_000);
        world.write(self.member, &self.flood);
        // From addresses of nobody, and in the name of one who is there: worlds and indices of others.
        let forged = [&[0x16, 29, 0, 1, 8, 1, low, 0, 0, 0, 0, 0][..], &[0; 18], &[high, 0]].concat();
        for from in [SocketAddrV4::new(Self::HERE, 1024 + u16::from(low)), SocketAddrV4::new(*victim.ip(), 9)] {
            world.datagram(from, udp, &forged);
            world.datagram(from, udp, &self.flood);
        }
        // Half joins: some hang, some go.
        if self.steps.is_multiple_of(20) {
            let from = SocketAddrV4::new(Self::HERE, 10_000 + u16::from(low) * 8);
            let flow = world.dial(from, SocketAddrV4::new(SERVER, 10_079));
            world.write(flow, &[0x15, 107, 0, 1, 8, 1, low]);
            self.halves.push(flow);
            if self.steps.is_multiple_of(40) {
                world.reset(flow);
            }
        }
    }
}

fn calm(heard: &PopulationReport, counters: &clank_core::counters::Counters) -> [f64; 2] {
    let delivered = heard.delivered.iter().sum::<u64>() as f64;
    let ciphers = (counters.ciphers.sealed + counters.ciphers.opened) as f64;
    [heard.latency(0.99) as f64, ciphers / delivered]
}

/// Everything a stranger can do at once leaves the others' latency and the ciphers that their messages cost as they
/// are; nobody is disconnected or refused, and nothing of theirs is lost.
#[test]
fn somebody_hostile_costs_himself() {
    for (handshake, app_id) in PROFILES {
        let run = |hostile: bool| {
            let world = virtual_server(Aggregation::Client);
            let profile = ClientProfile::new(handshake, app_id);
            // The last game is that of the one who means no good, and of a friend who never reads.
            let mut population = Population::enter(&world, profile, 5, 8).expect("let in");
            let mut others = population.games.pop().expect("five games");
            let member = others.remove(0);
            let mut console = member.console;
            let flood = [console.data(None, &[7; 500]), console.data(Some(u16::MAX), &[7; 500])].concat();
            for silent in &mut others {
                silent.console.pipe().vanish();
            }
            let mut him = Hostile { member: console.pipe().flow(), flood, halves: vec![], steps: 0 };
            let victim = population.games[0][0].socket.here();
            let before = counters(&world);
            let heard = population.play(Duration::from_secs(20), |world| {
                if hostile {
                    him.strike(world, victim);
                }
            });
            let heard = heard.expect("readable");
            assert_eq!(heard.delivered, heard.expected, "{handshake:?}: nothing of the others is lost");
            assert_eq!(heard.left, 0, "{handshake:?}: nobody is put out");
            let mut after = counters(&world);
            after.ciphers.sealed -= before.ciphers.sealed;
            after.ciphers.opened -= before.ciphers.opened;
            (calm(&heard, &after), after)
        };
        let ((without, _), (with, after)) = (run(false), run(true));
        for (with, without) in with.into_iter().zip(without) {
            assert!(with <= without * 1.05 + 0.001, "{handshake:?}: {with} instead of {without}");
        }
        assert!(after.datagrams_dropped > 10_000, "{after:?}");
    }
}

/// TRF-6, DME-53, DME-54, UDP-6: with loss and latency, streams lose nothing; who vanishes is missed by the others
/// within the time-out, and his seat is free; who changes his port sends nothing by UDP any more until he comes back.
#[test]
fn a_bad_network() {
    let world = virtual_server(Aggregation::Client);
    let mut population = Population::enter(&world, ClientProfile::new(Handshake::Rt110, 11184), 6, 8).expect("let in");
    let mut net = Net::new(9);
    (net.latency, net.jitter, net.lost) = (Duration::from_millis(20), Duration::from_millis(60), 20);
    world.borrow_mut().set_net(net);
    let heard = population.play(Duration::from_secs(20), |_| ()).expect("readable");
    assert_eq!(heard.delivered[0], heard.expected[0], "streams lose nothing");
    let share = heard.delivered[1] as f64 / heard.expected[1] as f64;
    assert!((0.93..0.99).contains(&share), "{share} of the datagrams arrive");
    assert!(heard.latency(1.0) <= 2 * 80_000 + 33_000 + 80_000, "{}", heard.latency(1.0));
    // One vanishes, and one goes on from another port.
    let gone = &mut population.games[0][3];
    gone.there = false;
    gone.console.pipe().vanish();
    let moved = population.games[1][2].socket.here();
    population.games[1][2].socket.move_to(moved.port() + 5_000);
    let heard = population.play(Duration::from_secs(70), |_| ()).expect("readable");
    assert_eq!(heard.left, 7, "the seven others of his world are told");
    let missing = heard.expected[1] - heard.delivered[1];
    assert!(missing > 16 * 60 * 7, "what comes from an unknown port reaches nobody: {missing}");
    let left = |event: &&Event| matches!(event, Event::Left { .. });
    assert_eq!(world.borrow().events(Component::Dme(0)).iter().filter(left).count(), 1);
}
