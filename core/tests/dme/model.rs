//! The game servers against a simple model of them, and against arbitrary bytes.

use core::time::Duration;
use std::collections::BTreeMap;

use crate::common::trace::Outputs;
use crate::common::worlds::{Heard, Member, Speech, at_once, dme_with, relay, seat_order, session_of, words, world};
use crate::common::{Harness, address, clear, conn};
use clank_core::dme::Dme;
use clank_core::ids::{DmeWorldId, GameId, MgclRequest, SeatIndex};
use clank_core::machine::{Input, Machine as _};
use clank_core::peer::{FromServer, ToServer};
use clank_core::script::NoScript;
use clank_core::time::Instant;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{AccessKey, MgclErrorCode as Code, RtId};
use proptest::prelude::*;

/// Players of the model, and worlds at the most.
const PLAYERS: u8 = 6;

const WORLDS: usize = 2;

/// Seats of a world.
const SEATS: usize = 4;

#[derive(Debug, Clone, Copy)]
enum To {
    Others,
    One(u8),
    Mask(u8),
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Announce { number: u8, world: usize },
    Dial { number: u8 },
    Greet { number: u8 },
    Ready { number: u8 },
    Say { number: u8, to: To, udp: bool },
    Goodbye { number: u8 },
    Lost { number: u8 },
    PutOut { world: usize, index: u16 },
    Pass { ms: u64 },
    End { world: usize, brutal: bool },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let number = 1..=PLAYERS;
    let to = prop_oneof![
        2 => Just(To::Others),
        1 => (0_u8..5).prop_map(To::One),
        1 => any::<u8>().prop_map(To::Mask),
    ];
    let step = prop_oneof![
        6 => (number.clone(), 0..WORLDS).prop_map(|(number, world)| Step::Announce { number, world }),
        8 => number.clone().prop_map(|number| Step::Dial { number }),
        6 => number.clone().prop_map(|number| Step::Greet { number }),
        8 => number.clone().prop_map(|number| Step::Ready { number }),
        12 => (number.clone(), to, any::<bool>()).prop_map(|(number, to, udp)| Step::Say { number, to, udp }),
        1 => number.clone().prop_map(|number| Step::Goodbye { number }),
        2 => number.prop_map(|number| Step::Lost { number }),
        1 => (0..WORLDS, 0_u16..5).prop_map(|(world, index)| Step::PutOut { world, index }),
        4 => (0_u64..12_000).prop_map(|ms| Step::Pass { ms }),
        1 => (0..WORLDS, any::<bool>()).prop_map(|(world, brutal)| Step::End { world, brutal }),
    ];
    proptest::collection::vec(step, 1..120)
}

/// How far a player of the model is, and since when.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Reserved { since: Instant },
    Accepted { since: Instant },
    Joined { heard: Instant },
}

#[derive(Debug, Clone, Copy)]
struct Seat {
    number: u8,
    stage: Stage,
    udp: bool,
}

impl Seat {
    /// When he is out of it, if nothing happens.
    fn until(&self) -> Instant {
        match self.stage {
            Stage::Reserved { since } | Stage::Accepted { since } => since + Duration::from_secs(30),
            Stage::Joined { heard } => heard + Duration::from_secs(60),
        }
    }
}

#[derive(Debug, Clone)]
struct World {
    id: DmeWorldId,
    made: Instant,
    ending: bool,
    seats: [Option<Seat>; SEATS],
}

/// What should be told: to the lobby, and to members, by number.
#[derive(Debug, Default, PartialEq)]
struct Told {
    /// World, player, came or went.
    lobby: Vec<(DmeWorldId, u8, bool)>,
    /// Which notice, and about which index.
    notices: BTreeMap<u8, Vec<(RtId, u16)>>,
}

#[derive(Debug, Default)]
struct Model {
    worlds: [Option<World>; WORLDS],
    told: Told,
}

impl Model {
    fn find(&self, number: u8) -> Option<(usize, usize)> {
        self.worlds.iter().enumerate().find_map(|(at, world)| {
            let sits = |seat: &Option<Seat>| seat.is_some_and(|seat| seat.number == number);
            Some((at, world.as_ref()?.seats.iter().position(sits)?))
        })
    }

    fn seat(&mut self, (world, index): (usize, usize)) -> &mut Seat {
        self.worlds[world].as_mut().and_then(|world| world.seats[index].as_mut()).expect("found")
    }

    /// Tells the others who are in a world of somebody who comes or goes.
    fn notify(&mut self, (world, index): (usize, usize), notice: u8) {
        let world = self.worlds[world].as_ref().expect("a world");
        for seat in world.seats.iter().enumerate().filter(|(other, _)| *other != index).filter_map(|(_, seat)| *seat) {
            if matches!(seat.stage, Stage::Joined { .. }) {
                self.told.notices.entry(seat.number).or_default().push((RtId(notice), index as u16));
            }
        }
    }

    /// Nobody sits there any more, and the seat is kept.
    fn vacate(&mut self, at: (usize, usize), now: Instant) {
        if matches!(self.seat(at).stage, Stage::Joined { .. }) {
            self.notify(at, 0x09);
        }
        let seat = self.seat(at);
        (seat.stage, seat.udp) = (Stage::Reserved { since: now }, false);
    }

    fn leave(&mut self, at: (usize, usize)) {
        let seat = *self.seat(at);
        if matches!(seat.stage, Stage::Joined { .. }) {
            self.notify(at, 0x09);
        }
        let world = self.worlds[at.0].as_mut().expect("a world");
        world.seats[at.1] = None;
        self.told.lobby.push((world.id, seat.number, false));
    }

    /// Everything that happens by itself until a time.
    fn pass(&mut self, until: Instant) {
        loop {
            let due = self.worlds.iter().enumerate().flat_map(|(at, world)| {
                let seats = world.iter().flat_map(|world| world.seats.iter().enumerate());
                seats.filter_map(move |(index, seat)| Some((seat.as_ref()?.until(), (at, index))))
            });
            let Some((_, at)) = due.filter(|(at, _)| *at <= until).min() else { break };
            self.leave(at);
        }
        for world in &mut self.worlds {
            let gone = |world: &World| {
                let old = world.ending || world.made + Duration::from_secs(15) <= until;
                old && world.seats.iter().all(Option::is_none)
            };
            *world = world.take().filter(|world| !gone(world));
        }
    }
}

/// The machine, the players' consoles, and the model.
pub(crate) struct Play {
    pub(crate) harness: Harness<Dme>,
    consoles: BTreeMap<u8, Member>,
    keys: BTreeMap<u8, AccessKey>,
    model: Model,
    dialled: u32,
    said: u16,
}

impl Play {
    pub(crate) fn new() -> Self {
        Self {
            harness: dme_with(&at_once(), Box::new(NoScript)),
            consoles: BTreeMap::new(),
            keys: BTreeMap::new(),
            model: Model::default(),
            dialled: 0,
            said: 0,
        }
    }

    /// The machine goes on as the one that its snapshot describes.
    pub(crate) fn restore(&mut self) {
        let mut state = Vec::new();
        self.harness.machine.snapshot(&mut state);
        let mut machine = Dme::new(&at_once(), 0, [99; 32], Box::new(NoScript));
        machine.restore(&state).expect("our own snapshot");
        self.harness.machine = machine;
    }

    /// The driver closes what it was asked to close.
    fn close(&mut self) {
        while let Some((conn, _)) = self.harness.closed.pop() {
            self.harness.gone(conn);
        }
    }

    fn pass(&mut self, time: Duration) {
        let until = self.harness.now + time;
        self.harness.pass(time);
        self.model.pass(until);
        self.close();
    }

    /// A console says something, if there is a connection for it to say it on; how the model sees it.
    fn speaker(&mut self, number: u8) -> Option<(Member, (usize, usize))> {
        let at = self.model.find(number)?;
        let sits = !matches!(self.model.seat(at).stage, Stage::Reserved { .. });
        sits.then(|| (self.consoles[&number].clone(), at))
    }

    fn alive(&mut self, at: (usize, usize)) {
        let now = self.harness.now;
        if let Stage::Joined { heard } = &mut self.model.seat(at).stage {
            *heard = now;
        }
    }

    fn order(&mut self, order: ToServer) -> Vec<FromServer> {
        let message = clank_core::peer::PeerMessage::ToServer(Box::new(order));
        self.harness.input(Input::Peer { from: clank_core::ids::Component::Mps, message });
        // What is told meanwhile is no answer: a report may be due.
        let (others, answers) = words(&mut self.harness)
            .into_iter()
            .partition(|word| matches!(word, FromServer::Seen { .. } | FromServer::Load(_)));
        self.harness.mail.extend(
            Vec::into_iter(others).map(|word| {
                (clank_core::ids::Component::Mps, clank_core::peer::PeerMessage::FromServer(Box::new(word)))
            }),
        );
        answers
    }

    fn announce(&mut self, number: u8, world: usize) {
        let now = self.harness.now;
        let id = match &self.model.worlds[world] {
            Some(world) => world.id,
            None => {
                let id = self::world(&mut self.harness, GameId(i32::try_from(world).expect("short")), SEATS as i32);
                self.model.worlds[world] = Some(World { id, made: now, ending: false, seats: [None; SEATS] });
                id
            }
        };
        let known = self.model.worlds[world].as_ref().expect("a world");
        let free = known.seats.iter().position(Option::is_none);
        let found = self.model.find(number);
        let expected = match (known.ending, found, free) {
            (true, ..) => Err(Code::INVALID_ARG),
            (false, Some((at, index)), _) if at == world => Ok(index),
            (false, _, Some(free)) => Ok(free),
            (false, _, None) => Err(Code::UNSUCCESSFUL),
        };
        if let Ok(index) = expected {
            match found {
                Some(at) if at.0 == world => self.model.vacate(at, now),
                found => {
                    found.into_iter().for_each(|at| self.model.leave(at));
                    let stage = Stage::Reserved { since: now };
                    let seats = &mut self.model.worlds[world].as_mut().expect("a world").seats;
                    seats[index] = Some(Seat { number, stage, udp: false });
                }
            }
        }
        let answers = self.order(seat_order(id, number));
        let [FromServer::Seated { seat, .. }] = &answers[..] else { panic!("{answers:?}") };
        let index = seat.as_ref().map(|granted| granted.client_index as usize).map_err(|code| *code);
        assert_eq!(index, expected, "player {number} in world {world}");
        if let Ok(granted) = seat {
            let key = *granted.access_key.expose();
            assert!(found.is_none_or(|at| at.0 != world) || self.keys.get(&number) == Some(&key), "the same key");
            self.keys.insert(number, key);
        }
    }

    fn dial(&mut self, number: u8) {
        self.dialled += 1;
        let id =
            self.model.find(number).map_or(DmeWorldId(1), |at| self.model.worlds[at.0].as_ref().expect("a world").id);
        let speech = Speech::ALL[usize::from(number) % 4];
        let conn = conn(100 + self.dialled);
        let mut console = Member::dial_from(&mut self.harness, id, number, speech, conn, address(number));
        console.open(&mut self.harness, self.keys.get(&number).copied().unwrap_or_default());
        let Some(at) = self.model.find(number) else {
            assert!(self.harness.is_closed(conn), "no seat for player {number}");
            return;
        };
        let now = self.harness.now;
        self.model.vacate(at, now);
        self.model.seat(at).stage = Stage::Accepted { since: now };
        console.accept(&mut self.harness);
        assert_eq!(usize::from(console.index), at.1);
        self.consoles.insert(number, console);
    }

    fn ready(&mut self, number: u8) {
        let Some((mut console, at)) = self.speaker(number) else { return };
        let already = matches!(self.model.seat(at).stage, Stage::Joined { .. });
        let heard = console.ready(&mut self.harness);
        self.alive(at);
        if already {
            return;
        }
        let players = self.model.worlds[at.0].iter().flat_map(|world| world.seats.iter().flatten()).count();
        assert_eq!((heard[0].0, usize::from(heard[0].2[0])), (rt::ServerConnectComplete::ID, players));
        let now = self.harness.now;
        self.model.seat(at).stage = Stage::Joined { heard: now };
        self.model.notify(at, 0x08);
        let id = self.model.worlds[at.0].as_ref().expect("a world").id;
        self.model.told.lobby.push((id, number, true));
    }

    fn say(&mut self, number: u8, to: To, udp: bool) {
        let Some((console, at)) = self.speaker(number) else { return };
        self.said += 1;
        let data = self.said.to_le_bytes();
        let frame = match to {
            To::Others => console.seal(RtId(2), &data),
            To::One(index) => console.seal(RtId(3), &[&[index, 0], &data[..]].concat()),
            To::Mask(mask) => console.seal(RtId(4), &[&[1, mask], &data[..]].concat()),
        };
        let bound = self.model.seat(at).udp;
        let seats = self.model.worlds[at.0].as_ref().expect("a world").seats;
        if udp {
            console.datagram(&mut self.harness, &frame);
        } else {
            console.say(&mut self.harness, &frame);
        }
        if !udp || bound {
            self.alive(at);
        }
        for (index, seat) in seats.iter().enumerate() {
            let Some(seat) = seat else { continue };
            let named = match to {
                To::Others => index != at.1,
                To::One(one) => usize::from(one) == index,
                To::Mask(mask) => mask & (1 << index) != 0,
            };
            let hears = named && matches!(seat.stage, Stage::Joined { .. }) && (!udp || seat.udp && bound);
            let Some(listener) = self.consoles.get_mut(&seat.number) else { continue };
            let heard =
                if udp { listener.relayed_udp(&mut self.harness) } else { take_relays(listener, &mut self.harness) };
            let expected: Vec<(u16, Vec<u8>)> = if hears { vec![(at.1 as u16, data.to_vec())] } else { vec![] };
            assert_eq!(heard, expected, "{number} to {to:?}, udp {udp}: player {}", seat.number);
        }
        assert!(self.harness.datagrams.is_empty(), "{:?}", self.harness.datagrams);
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Announce { number, world } => self.announce(number, world),
            Step::Dial { number } => self.dial(number),
            Step::Greet { number } => {
                let Some((mut console, at)) = self.speaker(number) else { return };
                console.greet(&mut self.harness);
                self.alive(at);
                self.model.seat(at).udp = true;
            }
            Step::Ready { number } => self.ready(number),
            Step::Say { number, to, udp } => self.say(number, to, udp),
            Step::Goodbye { number } => {
                let Some((console, at)) = self.speaker(number) else { return };
                self.harness.send(console.conn, &clear(rt::ClientDisconnectWithReason::ID, &[1]));
                self.model.leave(at);
            }
            Step::Lost { number } => {
                let Some((console, at)) = self.speaker(number) else { return };
                self.harness.gone(console.conn);
                self.model.leave(at);
            }
            Step::PutOut { world, index } => {
                let Some(known) = &self.model.worlds[world] else { return };
                let sits = known.seats.get(usize::from(index)).is_some_and(Option::is_some);
                self.order(ToServer::Disconnect { world_id: known.id, client_index: SeatIndex(index) });
                if sits {
                    self.model.leave((world, usize::from(index)));
                }
            }
            Step::Pass { ms } => self.pass(Duration::from_millis(ms)),
            Step::End { world, brutal } => {
                let Some(known) = &mut self.model.worlds[world] else { return };
                known.ending = true;
                let (id, seats) = (known.id, known.seats);
                self.order(ToServer::EndWorld { request: MgclRequest(1), world_id: id, brutal });
                for (index, seat) in seats.iter().enumerate() {
                    let waits = seat.is_some_and(|seat| matches!(seat.stage, Stage::Reserved { .. }));
                    if seat.is_some() && (brutal || waits) {
                        self.model.leave((world, index));
                    }
                }
            }
        }
    }

    /// What was told is what should have been, and the counts are right.
    fn check(&mut self) {
        let expected = std::mem::take(&mut self.model.told);
        let mut told = Told::default();
        for word in words(&mut self.harness) {
            if let FromServer::Seen { world_id, session_key, connected } = word {
                let number = (1..=PLAYERS).find(|number| session_of(*number) == *session_key.expose());
                told.lobby.push((world_id, number.expect("ours"), connected));
            }
        }
        for (number, console) in &mut self.consoles {
            let notices =
                console.heard(&mut self.harness).into_iter().filter(|(id, ..)| [0x08, 0x09].map(RtId).contains(id));
            let notices: Vec<(RtId, u16)> = notices.map(|(id, _, body)| (id, u16::from(body[0]))).collect();
            if !notices.is_empty() {
                told.notices.insert(*number, notices);
            }
        }
        assert_eq!(told, expected);
        for at in 0..WORLDS {
            let Some(world) = &self.model.worlds[at] else { continue };
            let (world_id, players) = (world.id, world.seats.iter().flatten().count());
            let answers = self.order(ToServer::WorldStatus { request: MgclRequest(3), world_id });
            let [FromServer::WorldStatus { status: Ok(status), .. }] = &answers[..] else { panic!("{answers:?}") };
            assert_eq!(status.players as usize, players);
        }
    }
}

/// The relays that came by TCP; notices stay.
fn take_relays(member: &mut Member, harness: &mut Harness<Dme>) -> Vec<(u16, Vec<u8>)> {
    let heard: Vec<Heard> = member.heard(harness);
    let relays = heard.iter().filter_map(relay).collect();
    for (id, _, body) in heard.iter().filter(|(id, ..)| [0x08, 0x09].map(RtId).contains(id)) {
        harness.sent.entry(member.conn).or_default().extend(clear(*id, body));
    }
    relays
}

/// Plays some steps, and takes the machine out of its snapshot at each of the times; everything that the machine did.
fn play(steps: &[Step], restores: &[usize]) -> Outputs {
    let mut play = Play::new();
    for (at, step) in steps.iter().enumerate() {
        // No two things happen at the same time.
        play.pass(Duration::from_micros(1_013));
        if restores.contains(&at) {
            play.restore();
        }
        play.take(*step);
        play.close();
        play.check();
    }
    // In the end everybody is gone, and the worlds are.
    play.pass(Duration::from_secs(200));
    play.check();
    assert!(play.model.worlds.iter().all(Option::is_none));
    play.harness.described
}

proptest! {
    #![proptest_config(crate::common::properties::property(96, "proptest-regressions/dme-model.txt"))]
    /// DME-7, DME-12, DME-14, DME-16, DME-17, DME-18, DME-20, DME-21, DME-22, DME-24, DME-25, DME-26, DME-50, DME-51,
    /// DME-54: whatever players and lobby do in whatever order: who sits where, who hears what, who is told of whom,
    /// and what the lobby is told are as in a model of a few lines; and a machine that is taken out of its snapshot in
    /// the middle does the same, byte for byte.
    #[test]
    fn the_machine_is_the_model(steps in steps(), restores in proptest::collection::vec(0_usize..120, 1..4)) {
        play(&steps, &[]).assert_same(&play(&steps, &restores), "a restored machine does something else");
    }
}
