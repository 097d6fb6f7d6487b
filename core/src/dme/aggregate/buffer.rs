//! Data that is gathered for a player before it leaves (DME-34 to DME-37, UDP-8).

use core::time::Duration;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::dme::ids::{Route, SeatRef};
use crate::ids::ConnId;
use crate::machine::Outbox;
use crate::time::Instant;

/// A datagram stays below the announced size (UDP-8).
pub(in crate::dme) const DATAGRAM: usize = 584;
/// What is gathered of one kind leaves at once when it is more.
const MAX_GATHERED: usize = 16 * 1024;

/// What waits for one player.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::dme) struct Gathered {
    #[serde(with = "serde_bytes")]
    tcp: Vec<u8>,
    #[serde(with = "serde_bytes")]
    udp: Vec<u8>,
    /// Where datagrams end in it, the last one left out.
    cuts: SmallVec<[u32; 4]>,
    /// When somebody will flush it, if anybody will; nothing may wait at that time.
    pub(in crate::dme) due: Option<Instant>,
    /// When something last left.
    flushed: Option<Instant>,
}

impl Gathered {
    /// Whether it waits no longer, whatever the time.
    pub(in crate::dme) fn is_full(&self) -> bool {
        self.tcp.len().max(self.udp.len()) > MAX_GATHERED
    }

    /// Whether what was appended has nobody yet who sees that it leaves in time.
    pub(in crate::dme) fn is_forgotten(&self) -> bool {
        self.due.is_none() || self.is_full()
    }

    /// When it may leave: so long after the last time, and at once if that is long ago (DME-35).
    pub(in crate::dme) fn may_leave(&self, now: Instant, gather_ms: u16) -> Instant {
        self.flushed.map_or(now, |last| now.max(last + Duration::from_millis(gather_ms.into())))
    }

    pub(in crate::dme) fn push_tcp(&mut self, frame: &[u8]) {
        self.tcp.extend_from_slice(frame);
    }

    /// Appends a frame to the datagram that waits, or begins another; a larger frame goes alone.
    pub(in crate::dme) fn push_udp(&mut self, frame: &[u8]) {
        let begun = self.udp.len() - self.cuts.last().map_or(0, |cut| *cut as usize);
        if begun > 0 && begun + frame.len() >= DATAGRAM {
            self.cuts.push(u32::try_from(self.udp.len()).unwrap_or(u32::MAX));
        }
        self.udp.extend_from_slice(frame);
    }

    /// Sends everything, in order; the memory is kept for the next time.
    pub(in crate::dme) fn flush(&mut self, now: Instant, conn: Option<ConnId>, udp: Option<Route>, out: &mut Outbox) {
        if self.tcp.is_empty() && self.udp.is_empty() {
            return;
        }
        self.flushed = Some(now);
        if let Some(conn) = conn.filter(|_| !self.tcp.is_empty()) {
            out.send(conn, |w| w.extend_from_slice(&self.tcp));
        }
        if let Some(Route { socket, from }) = udp.filter(|_| !self.udp.is_empty()) {
            let mut start = 0;
            let last = u32::try_from(self.udp.len()).unwrap_or(u32::MAX);
            for end in self.cuts.iter().copied().chain([last]) {
                if let Some(datagram) = self.udp.get(start..end as usize) {
                    out.datagram(socket, [from], |w| w.extend_from_slice(datagram));
                }
                start = end as usize;
            }
        }
        self.tcp.clear();
        self.udp.clear();
        self.cuts.clear();
    }
}

/// The grid on which gathered data leaves, so that many players share a wake-up.
const GRID: u64 = 5_000;
/// Places of the wheel: a quarter of a second and more.
const PLACES: usize = 64;
/// The longest that data is gathered, in milliseconds: what the wheel holds.
pub(in crate::dme) const LONGEST_MS: u16 = 300;

/// Who is flushed when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::dme) struct Wheel {
    places: Vec<Vec<SeatRef>>,
    next: Option<u64>,
}

impl Default for Wheel {
    fn default() -> Self {
        Self { places: (0..PLACES).map(|_| Vec::new()).collect(), next: None }
    }
}

fn place(step: u64) -> usize {
    usize::try_from(step % PLACES as u64).unwrap_or_default()
}

impl Wheel {
    /// A player's data leaves at this time at the latest, and at which it is. `None`: that is too soon for the grid.
    pub(in crate::dme) fn arm(&mut self, now: Instant, latest: Instant, seat: SeatRef) -> Option<Instant> {
        let here = now.0 / GRID;
        let step = (latest.0 / GRID).min(here + PLACES as u64 - 1);
        if step <= here {
            return None;
        }
        if let Some(seats) = self.places.get_mut(place(step)) {
            seats.push(seat);
        }
        self.next = Some(self.next.map_or(step, |next| next.min(step)));
        Some(Instant(step * GRID))
    }

    /// When somebody is to be flushed.
    pub(in crate::dme) fn deadline(&self) -> Option<Instant> {
        self.next.map(|step| Instant(step * GRID))
    }

    /// Takes those whose time has come into `seats`.
    pub(in crate::dme) fn due(&mut self, now: Instant, seats: &mut Vec<SeatRef>) {
        let until = now.0 / GRID;
        let Some(mut step) = self.next.filter(|next| *next <= until) else { return };
        let last = until.min(step + PLACES as u64 - 1);
        while step <= last {
            if let Some(due) = self.places.get_mut(place(step)) {
                seats.append(due);
            }
            step += 1;
        }
        let waits = |step: &u64| self.places.get(place(*step)).is_some_and(|seats| !seats.is_empty());
        self.next = (until + 1..until + PLACES as u64).find(waits);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::{DmeWorldId, SocketId};
    use crate::machine::Output;

    fn datagrams(gathered: &mut Gathered) -> Vec<Vec<u8>> {
        let mut out = Outbox::new();
        let udp = Route { socket: SocketId(1), from: "10.0.0.1:5".parse().expect("an address") };
        gathered.flush(Instant(7), None, Some(udp), &mut out);
        let mut all = Vec::new();
        out.drain(|output| {
            if let Output::Datagram { bytes, .. } = output {
                all.push(bytes.to_vec());
            }
        });
        all
    }

    proptest! {
        /// UDP-8, UDP-7: order and content stay, every datagram is whole frames and stays below 584 bytes unless it is
        /// one frame alone, and no two neighbours would have fitted into one.
        #[test]
        fn datagrams_are_packed(sizes in proptest::collection::vec(1_usize..700, 0..60)) {
            let mut gathered = Gathered::default();
            let frames: Vec<Vec<u8>> = sizes.iter().zip(0_u8..).map(|(size, n)| vec![n; *size]).collect();
            frames.iter().for_each(|frame| gathered.push_udp(frame));
            let sent = datagrams(&mut gathered);
            prop_assert_eq!(sent.concat(), frames.concat());
            let whole = |datagram: &[u8]| datagram.chunk_by(|a, b| a == b).count();
            for datagram in &sent {
                prop_assert!(datagram.len() < DATAGRAM || whole(datagram) == 1);
            }
            for pair in sent.windows(2) {
                let first = pair[1].chunk_by(|a, b| a == b).next().map_or(0, <[u8]>::len);
                prop_assert!(pair[0].len() + first >= DATAGRAM);
            }
            prop_assert!(datagrams(&mut gathered).is_empty());
        }

        /// DME-34, DME-35: everybody is flushed once, within his time and no later.
        #[test]
        fn the_wheel_is_on_time(arms in proptest::collection::vec((0_u64..40_000, 0_u16..400), 1..60)) {
            let mut wheel = Wheel::default();
            let (mut now, mut waiting, mut due) = (Instant(3_141_592), Vec::new(), Vec::new());
            type Waiting = Vec<(SeatRef, Instant)>;
            let check = |wheel: &mut Wheel, until: Instant, waiting: &mut Waiting, due: &mut Vec<SeatRef>| {
                while let Some(at) = wheel.deadline().filter(|at| *at <= until) {
                    wheel.due(at, due);
                    for seat in due.drain(..) {
                        let found = waiting.iter().position(|(one, _)| *one == seat).expect("armed");
                        let (_, due) = waiting.swap_remove(found);
                        assert_eq!(at, due);
                    }
                }
            };
            for ((wait, ms), index) in arms.into_iter().zip(0..) {
                now = now + Duration::from_micros(wait);
                check(&mut wheel, now, &mut waiting, &mut due);
                let seat = SeatRef { world: DmeWorldId(1), index };
                let latest = now + Duration::from_millis(ms.into());
                match wheel.arm(now, latest, seat) {
                    Some(due) => {
                        prop_assert!(now < due && due <= latest, "{now:?} {due:?} {latest:?}");
                        waiting.push((seat, due));
                    }
                    None => prop_assert!(ms < 5),
                }
            }
            check(&mut wheel, now + Duration::from_secs(1), &mut waiting, &mut due);
            prop_assert!(waiting.is_empty() && wheel.deadline().is_none());
        }
    }
}
