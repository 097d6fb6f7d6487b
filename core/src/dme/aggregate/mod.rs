//! Data for a player that is gathered before it leaves, and when it leaves (DME-34 to DME-37).

pub(super) mod buffer;

use super::ids::SeatRef;
use super::state::{Shard, State};
use crate::config::Aggregation;
use crate::machine::{Outbox, mark};
use crate::time::Instant;
use buffer::LONGEST_MS;

impl Shard {
    /// How long data for a player is gathered who wants so many milliseconds, a signed number.
    pub(in crate::dme) fn gather_ms(&self, wanted: u16) -> u16 {
        let wanted = u16::try_from(wanted.cast_signed()).unwrap_or_default();
        match self.state.config.dme.aggregation {
            Aggregation::Client => wanted.min(LONGEST_MS),
            Aggregation::Off => 0,
            Aggregation::Milliseconds(fixed) => fixed.min(LONGEST_MS),
        }
    }

    /// Data waits for a player from now on, or too much of it: somebody has to see that it leaves.
    pub(in crate::dme) fn arm(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        let State { worlds, wheel, at_turn, .. } = &mut self.state;
        let Some(seat) = worlds.seat_mut(at) else { return };
        if seat.gathered.is_full() {
            seat.flush(now, out);
            return;
        }
        mark!(out, "DME-35");
        let due = wheel.arm(now, seat.gathered.may_leave(now, seat.gather_ms), at).unwrap_or_else(|| {
            at_turn.push(at);
            now
        });
        seat.gathered.due = Some(due);
    }

    /// Everything that waits for a player leaves now.
    pub(in crate::dme) fn flush(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        if let Some(seat) = self.state.worlds.seat_mut(at) {
            seat.flush(now, out);
        }
    }

    /// Everything that waits for the others of a world leaves now (DME-37).
    pub(in crate::dme) fn flush_others(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        mark!(out, "DME-37");
        let Some(world) = self.state.worlds.get_mut(at.world) else { return };
        world.taken_mut().filter(|(index, _)| *index != at.index).for_each(|(_, seat)| seat.flush(now, out));
    }

    /// The batch is over: what waits for no time leaves (UDP-8).
    pub(in crate::dme) fn turn(&mut self, now: Instant, out: &mut Outbox) {
        let State { worlds, at_turn, .. } = &mut self.state;
        at_turn.drain(..).for_each(|at| worlds.flush_due(now, at, out));
    }

    /// Those whose time has come (DME-35).
    pub(in crate::dme) fn gathered_due(&mut self, now: Instant, out: &mut Outbox) {
        let Self { state: State { worlds, wheel, .. }, due, .. } = self;
        wheel.due(now, due);
        due.drain(..).for_each(|at| worlds.flush_due(now, at, out));
    }
}
