//! The players of one subject, all on this thread: they talk by a plan and note who heard what, and when.

use core::time::Duration;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::os::fd::AsRawFd;
use std::time::Instant;

use hdrhistogram::Histogram;
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};

use super::plan::{CORES, Plan, Talk};
use super::player::{HeardMessage, SocketPlayer};
use super::report::{Figures, Slice, Table, latencies};
use super::subject::Subject;
use super::system::Worker;
use crate::client::{Phase, TrafficKind, TrafficMessage, TrafficModel, Way};

/// What was sent and not heard for so long is lost.
const LOST: Duration = Duration::from_millis(400);
/// Signs of life in the lobby, whose connections have nothing else to say.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// A subject and its players.
pub struct Load<'p> {
    plan: &'p Plan,
    subject: Subject,
    poll: Poll,
    events: Events,
    buffer: Vec<u8>,
    heard: Vec<HeardMessage>,
    start: Instant,
    delivered: u64,
    /// Deliveries that the messages sent so far should bring.
    expected: u64,
    /// Hundredths of a microsecond from sending to hearing.
    latencies: Histogram<u64>,
    /// Players who may send again: world and index.
    free: Vec<(usize, usize)>,
    traffic: Vec<TrafficModel>,
    due: BinaryHeap<Reverse<(TrafficMessage, usize)>>,
    alive_at: Instant,
}

impl<'p> Load<'p> {
    /// Watches the players of a subject.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn new(plan: &'p Plan, mut subject: Subject) -> io::Result<Self> {
        let poll = Poll::new()?;
        for (world, all) in subject.worlds.iter_mut().enumerate() {
            for (index, player) in all.players.iter_mut().enumerate() {
                let number = 2 * (world * plan.players + index);
                let watch = |fd, token| poll.registry().register(&mut SourceFd(&fd), Token(token), Interest::READABLE);
                watch(player.stream().as_raw_fd(), number)?;
                watch(player.socket().as_raw_fd(), number + 1)?;
                for (way, size) in [(Way::Tcp, plan.bytes.0), (Way::Udp, plan.bytes.1)] {
                    player.prepare(way, size);
                }
            }
        }
        let traffic: Vec<TrafficModel> =
            (0..plan.all() as u64).map(|seed| TrafficModel::new(seed, Phase::Match, plan.handshake)).collect();
        let mut load = Self {
            plan,
            subject,
            poll,
            events: Events::with_capacity(1024),
            buffer: vec![0; 64 * 1024],
            heard: Vec::new(),
            start: Instant::now(),
            delivered: 0,
            expected: 0,
            latencies: latencies().map_err(io::Error::other)?,
            free: Vec::new(),
            traffic,
            due: BinaryHeap::new(),
            alive_at: Instant::now(),
        };
        // What the entries of others brought.
        load.hear(Duration::from_millis(20))?;
        Ok(load)
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn say(&mut self, world: usize, index: usize, way: Way, size: usize) -> io::Result<()> {
        let now = self.now();
        let Some(all) = self.subject.worlds.get_mut(world) else { return Ok(()) };
        let others = all.players.len() as u64 - 1;
        let everybody = u64::MAX >> (64 - all.players.len().min(64));
        if let Some(player) = all.players.get_mut(index) {
            player.say(now, way, size, everybody & !(1 << index))?;
            self.expected += others;
        }
        Ok(())
    }

    /// Reads everything that is there, waiting for it as long as this.
    fn hear(&mut self, wait: Duration) -> io::Result<()> {
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            other => other?,
        }
        for event in &self.events {
            let Token(token) = event.token();
            let (number, by_udp) = (token / 2, token % 2 == 1);
            let (world, index) = (number / self.plan.players, number % self.plan.players);
            let Some(all) = self.subject.worlds.get_mut(world) else { continue };
            self.heard.clear();
            if let Some(player) = all.players.get_mut(index) {
                if by_udp {
                    while player.catch(&mut self.buffer, &mut self.heard)? {}
                } else if !player.read(&mut self.buffer, &mut self.heard)? {
                    return Err(io::Error::new(io::ErrorKind::ConnectionReset, "the server let a player go"));
                }
            }
            let now = self.start.elapsed();
            for heard in &self.heard {
                let from = usize::from(heard.from);
                let Some(sender) = all.players.get_mut(from) else { continue };
                let before = sender.under_way;
                if let Some(after) = sender.was_heard(now, *heard, u16::try_from(index).unwrap_or_default()) {
                    self.delivered += 1;
                    self.latencies.saturating_record(u64::try_from(after.as_nanos() / 10).unwrap_or(u64::MAX));
                }
                if sender.under_way < before {
                    self.free.push((world, from));
                }
            }
        }
        Ok(())
    }

    /// Waits for what is under way.
    fn settle(&mut self) -> io::Result<()> {
        let until = Instant::now() + LOST;
        while Instant::now() < until {
            let waiting = self.subject.worlds.iter().flat_map(|world| &world.players).any(|one| one.under_way > 0);
            if !waiting {
                break;
            }
            self.hear(Duration::from_millis(1))?;
        }
        self.players(SocketPlayer::give_up);
        self.free.clear();
        Ok(())
    }

    fn players(&mut self, each: impl FnMut(&mut SocketPlayer)) {
        self.subject.worlds.iter_mut().flat_map(|world| &mut world.players).for_each(each);
    }

    /// Lets the players talk for a slice, and says what it cost and brought.
    ///
    /// # Errors
    /// What the system refuses, or the server that lets a player go.
    fn slice(&mut self) -> io::Result<Slice> {
        if self.alive_at.elapsed() >= SIGN_OF_LIFE {
            self.alive_at = Instant::now();
            for lobby in self.subject.worlds.iter_mut().flat_map(|world| &mut world.lobby) {
                lobby.keep_alive();
            }
            // All at once, which consoles are not: their answers are no part of the slice.
            std::thread::sleep(Duration::from_millis(100));
        }
        if let Some(hostile) = &self.subject.hostile {
            hostile.set(true);
        }
        let before = (self.delivered, self.expected, self.subject.worker.map(Worker::cpu), Instant::now());
        match self.plan.talk {
            Talk::Paced { tcp, udp } => self.paced(tcp, udp)?,
            Talk::Closed { way, under_way } => self.closed(way, under_way)?,
            Talk::Model => self.model()?,
        }
        self.settle()?;
        let cpu = self.subject.worker.zip(before.2).map(|(worker, before)| worker.cpu().saturating_sub(before));
        if let Some(hostile) = &self.subject.hostile {
            hostile.set(false);
        }
        Ok(Slice {
            delivered: self.delivered - before.0,
            expected: self.expected - before.1,
            cpu,
            time: before.3.elapsed(),
        })
    }

    /// Waits until a time, listening.
    fn listen_until(&mut self, begun: Instant, at: Duration) -> io::Result<()> {
        loop {
            let left = at.saturating_sub(begun.elapsed());
            // The system's waits are whole milliseconds.
            self.hear(Duration::from_millis(u64::try_from(left.as_millis()).unwrap_or_default()))?;
            if begun.elapsed() >= at {
                return Ok(());
            }
        }
    }

    /// Each player sends so much a second, evenly.
    fn paced(&mut self, tcp: u32, udp: u32) -> io::Result<()> {
        let clients = u64::try_from(self.plan.all()).unwrap_or_default();
        let mut second = Vec::new();
        for client in 0..clients {
            for (way, count) in [(Way::Tcp, u64::from(tcp)), (Way::Udp, u64::from(udp))] {
                for turn in 0..count {
                    // Neighbours of a world do not speak one after the other.
                    let place = (turn * clients + client * 37 % clients) * 1_000_000 / (count * clients);
                    second.push((Duration::from_micros(place), client, way));
                }
            }
        }
        second.sort_unstable();
        let begun = Instant::now();
        for number in 0.. {
            for (at, client, way) in &second {
                let at = Duration::from_secs(number) + *at;
                if at >= self.plan.slice {
                    return Ok(());
                }
                self.listen_until(begun, at)?;
                let client = usize::try_from(*client).unwrap_or_default();
                self.say_as(client, *way)?;
            }
        }
        Ok(())
    }

    fn say_as(&mut self, client: usize, way: Way) -> io::Result<()> {
        let size = if way == Way::Tcp { self.plan.bytes.0 } else { self.plan.bytes.1 };
        self.say(client / self.plan.players, client % self.plan.players, way, size)
    }

    /// Each player has so many messages under way.
    fn closed(&mut self, way: Way, under_way: u32) -> io::Result<()> {
        let size = if way == Way::Tcp { self.plan.bytes.0 } else { self.plan.bytes.1 };
        for client in 0..self.plan.all() {
            for _ in 0..under_way {
                self.say_as(client, way)?;
            }
        }
        let begun = Instant::now();
        let mut progress = (begun, self.delivered);
        while begun.elapsed() < self.plan.slice {
            self.hear(LOST)?;
            for (world, index) in std::mem::take(&mut self.free) {
                self.say(world, index, way, size)?;
            }
            self.flush()?;
            if self.delivered != progress.1 {
                progress = (Instant::now(), self.delivered);
            } else if progress.0.elapsed() >= LOST {
                // All of it is lost: once more.
                self.players(SocketPlayer::give_up);
                for client in 0..self.plan.all() {
                    self.say_as(client, way)?;
                }
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.subject.worlds.iter_mut().flat_map(|world| &mut world.players).try_for_each(SocketPlayer::flush)
    }

    /// Each player sends what the model says.
    fn model(&mut self) -> io::Result<()> {
        if self.due.is_empty() {
            for (client, traffic) in self.traffic.iter_mut().enumerate() {
                self.due.extend(traffic.next().map(|message| Reverse((message, client))));
            }
        }
        let began_at = self.due.peek().map(|Reverse((message, _))| message.at).unwrap_or_default();
        let begun = Instant::now();
        while let Some(Reverse((message, client))) = self.due.pop() {
            let next = self.traffic.get_mut(client).and_then(Iterator::next);
            self.due.extend(next.map(|message| Reverse((message, client))));
            let at = message.at.saturating_sub(began_at);
            if at >= self.plan.slice {
                return Ok(());
            }
            self.listen_until(begun, at)?;
            self.send_of_model(client, message)?;
        }
        Ok(())
    }

    fn send_of_model(&mut self, client: usize, message: TrafficMessage) -> io::Result<()> {
        let (world, index) = (client / self.plan.players, client % self.plan.players);
        if message.kind.is_broadcast() {
            return self.say(world, index, message.kind.way(), message.size.into());
        }
        let player = self.subject.worlds.get_mut(world).and_then(|world| world.players.get_mut(index));
        match (message.kind, player) {
            (TrafficKind::Echo, Some(player)) => player.echo(),
            _ => Ok(()),
        }
    }
}

/// Puts all subjects under the load of a plan, in turns.
///
/// # Errors
/// What the system refuses, or a server that lets a player go.
pub fn load(plan: &Plan, subjects: Vec<Subject>) -> io::Result<Table> {
    if plan.pin && !Worker::this_thread().pin(CORES[1]) {
        return Err(io::Error::other("there is no second core for the players: leave --pin out"));
    }
    let mut loads = subjects.into_iter().map(|subject| Load::new(plan, subject)).collect::<io::Result<Vec<_>>>()?;
    // The first slice warms everything up.
    for load in &mut loads {
        load.slice()?;
        load.latencies.reset();
    }
    let mut table = Table::new(loads.iter().map(|load| (load.subject.name.clone(), load.subject.memory)));
    for _ in 0..plan.rounds {
        let mut sums = vec![Slice::default(); loads.len()];
        for _ in 0..plan.slices {
            for (load, sum) in loads.iter_mut().zip(&mut sums) {
                sum.add(load.slice()?);
            }
        }
        for (number, (load, sum)) in loads.iter_mut().zip(sums).enumerate() {
            table.add(number, Figures::of(&sum, &mut load.latencies));
        }
    }
    Ok(table)
}
