//! What players send in a game world: the traffic model of game.md 15.2, drawn from a seed.

use core::time::Duration;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::game_world::Way;
use super::profile::Handshake;

/// One thing that a player sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TrafficMessage {
    /// When, since he entered.
    pub at: Duration,
    /// What it is.
    pub kind: TrafficKind,
    /// Bytes of its body, the two bytes of its name included.
    pub size: u16,
}

/// Kinds of messages (game.md 14.2 and 15.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrafficKind {
    /// Movement, to all by UDP (TRF-1).
    Movement,
    /// A shot, to all by UDP (TRF-2).
    Shot,
    /// Damage, to all by UDP (TRF-2).
    Damage,
    /// A field update, to all by TCP (TRF-3).
    Field,
    /// Objects, weapons, health, to all by TCP (TRF-3).
    Object,
    /// A kill, to all by TCP (TRF-3).
    Kill,
    /// Respawn, to all by TCP, behind a kill (TRF-3).
    Respawn,
    /// A sign of life, by TCP and by UDP (TRF-4).
    Echo,
    /// What time is it, by TCP; above 1.08 (TRF-4).
    Timebase,
    /// To each other player by UDP, flushed in the same datagram; up to 1.08 (TRF-4).
    Ping,
    /// Headset state, to the host by TCP, while the game is staged (TRF-5).
    Headset,
    /// The game begins: settings, to all by TCP (TRF-5).
    Settings,
    /// The player is in the match, to all by TCP (TRF-5).
    Entered,
}

impl TrafficKind {
    /// How it travels.
    #[must_use]
    pub const fn way(self) -> Way {
        match self {
            Self::Movement | Self::Shot | Self::Damage | Self::Ping => Way::Udp,
            _ => Way::Tcp,
        }
    }

    /// Whether all other players get it.
    #[must_use]
    pub const fn is_broadcast(self) -> bool {
        !matches!(self, Self::Echo | Self::Timebase | Self::Ping | Self::Headset)
    }

    /// The first two bytes of its body.
    #[must_use]
    pub const fn name(self) -> [u8; 2] {
        match self {
            Self::Movement => [0x02, 0x09],
            Self::Shot => [0x02, 0x0e],
            Self::Damage => [0x02, 0x0f],
            Self::Field => [0x00, 0x03],
            Self::Object => [0x02, 0x0c],
            Self::Kill => [0x02, 0x04],
            Self::Respawn => [0x02, 0x0a],
            Self::Ping => [0x00, 0x01],
            Self::Headset => [0x02, 0x12],
            Self::Settings => [0x00, 0x04],
            Self::Entered => [0x02, 0x05],
            Self::Echo | Self::Timebase => [0xa5, 0xa5],
        }
    }
}

/// A part of a player's time in a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Waiting in the staging room (TRF-5).
    Staging,
    /// In the match (TRF-1 to TRF-4).
    Match,
}

/// Streams of a phase: what, how far apart, and whether that is the mean of chance or a beat.
fn streams(phase: Phase, handshake: Handshake) -> Vec<(TrafficKind, Duration, Beat)> {
    let ms = Duration::from_millis;
    let per_second = |rate: f64| Duration::from_secs_f64(1.0 / rate);
    let mut streams = vec![(TrafficKind::Echo, ms(3_000), Beat::Even)];
    match handshake {
        Handshake::Rt110 => streams.push((TrafficKind::Timebase, ms(3_003), Beat::Even)),
        Handshake::Rt108 | Handshake::Community => streams.push((TrafficKind::Ping, ms(3_000), Beat::Even)),
    }
    match phase {
        Phase::Staging => streams.push((TrafficKind::Headset, ms(1_000), Beat::Even)),
        Phase::Match => streams.extend([
            (TrafficKind::Movement, Duration::from_micros(66_700), Beat::Jittered(ms(10))),
            (TrafficKind::Shot, per_second(0.7), Beat::Chance),
            (TrafficKind::Damage, per_second(0.3), Beat::Chance),
            (TrafficKind::Field, ms(1_200), Beat::Even),
            (TrafficKind::Object, per_second(0.8), Beat::Chance),
            (TrafficKind::Kill, per_second(0.05), Beat::Chance),
        ]),
    }
    streams
}

/// How messages of a stream follow each other.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Beat {
    /// Evenly.
    Even,
    /// Evenly, each of them so much early or late at the most.
    Jittered(Duration),
    /// By chance, at this rate in the mean (Poisson).
    Chance,
}

/// The messages of one player in one phase, in their order, without end.
#[derive(Debug, Clone)]
pub struct TrafficModel {
    rng: ChaCha8Rng,
    streams: Vec<(TrafficKind, Duration, Beat)>,
    /// The next beat of each stream, and what leaves then.
    due: BinaryHeap<Reverse<(Duration, usize)>>,
    beats: Vec<Duration>,
    /// What follows a message at once.
    behind: Option<TrafficMessage>,
    movements: u32,
}

impl TrafficModel {
    /// A player's messages; each player has his own seed and phase of the beat (TRF-1).
    #[must_use]
    pub fn new(seed: u64, phase: Phase, handshake: Handshake) -> Self {
        let mut traffic = Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            streams: streams(phase, handshake),
            due: BinaryHeap::new(),
            beats: Vec::new(),
            behind: None,
            movements: 0,
        };
        for index in 0..traffic.streams.len() {
            let (_, period, beat) = traffic.streams[index];
            let first = period.mul_f64(traffic.unit());
            traffic.beats.push(first);
            let at = if beat == Beat::Chance { traffic.chance(Duration::ZERO, period) } else { first };
            traffic.due.push(Reverse((at, index)));
        }
        traffic
    }

    /// What a player sends when the match begins (TRF-5).
    #[must_use]
    pub fn opening(host: bool) -> Vec<TrafficMessage> {
        let message = |kind, size| TrafficMessage { at: Duration::ZERO, kind, size };
        let settings = host.then(|| message(TrafficKind::Settings, 438));
        let own = [(TrafficKind::Settings, 200), (TrafficKind::Object, 36), (TrafficKind::Entered, 106)];
        settings.into_iter().chain(own.map(|(kind, size)| message(kind, size))).collect()
    }

    /// A number from 0 to 1.
    fn unit(&mut self) -> f64 {
        f64::from(self.rng.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    fn chance(&mut self, since: Duration, mean: Duration) -> Duration {
        since + mean.mul_f64(-(1.0 - self.unit()).ln())
    }

    fn size(&mut self, kind: TrafficKind) -> u16 {
        match kind {
            TrafficKind::Movement => {
                // Every fifth carries the full position; one of 25 the state of the buttons, too.
                self.movements += 1;
                let plain = if self.movements.is_multiple_of(5) { 51 } else { 34 };
                let buttons = if self.unit() < 0.04 { 1 + u16::from(self.unit() < 0.5) } else { 0 };
                plain + buttons
            }
            TrafficKind::Shot => 38,
            TrafficKind::Damage => 18,
            TrafficKind::Field => 11,
            TrafficKind::Object => 20,
            TrafficKind::Kill => 14,
            TrafficKind::Respawn => 34,
            TrafficKind::Echo => 1,
            TrafficKind::Timebase => 4,
            TrafficKind::Ping => 10,
            TrafficKind::Headset => 6,
            TrafficKind::Settings => 438,
            TrafficKind::Entered => 106,
        }
    }
}

impl Iterator for TrafficModel {
    type Item = TrafficMessage;

    fn next(&mut self) -> Option<TrafficMessage> {
        if let Some(message) = self.behind.take() {
            return Some(message);
        }
        let Reverse((at, index)) = self.due.pop()?;
        let (kind, period, beat) = *self.streams.get(index)?;
        let next = match beat {
            Beat::Chance => self.chance(at, period),
            Beat::Even => at + period,
            Beat::Jittered(max) => {
                let beat = self.beats.get_mut(index)?;
                *beat += period;
                let beat = *beat;
                (beat + max.mul_f64(2.0 * self.unit())).saturating_sub(max)
            }
        };
        self.due.push(Reverse((next, index)));
        if kind == TrafficKind::Kill {
            self.behind =
                Some(TrafficMessage { at, kind: TrafficKind::Respawn, size: self.size(TrafficKind::Respawn) });
        }
        Some(TrafficMessage { at, kind, size: self.size(kind) })
    }
}
