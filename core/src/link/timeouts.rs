//! Signs of life, time-outs, and the end of a connection.

use core::time::Duration;

use super::shared::{LinkRole, Shared};
use super::state::Link;
use crate::machine::{Ending, Outbox, mark};
use crate::time::{Instant, WallClock};
use crate::wire::rt;

impl Link {
    /// Returns when the link next wants [`Link::tick`].
    #[must_use]
    pub fn deadline(&self, shared: &Shared) -> Instant {
        if let Some(at) = self.close_at {
            return at;
        }
        let quiet = if self.is_connected() || self.asked {
            self.heard + shared.timeouts.silence
        } else {
            self.opened + shared.timeouts.handshake
        };
        let slow = self.congested_since.map(|since| since + shared.limits.congested_for);
        [self.echo_at, slow].into_iter().flatten().fold(quiet, Instant::min)
    }

    /// Does what is due. Where that ends the link, the connection has to be closed as it says.
    pub fn tick(&mut self, now: Instant, shared: &Shared, clock: WallClock, out: &mut Outbox) -> Option<Ending> {
        if self.close_at.is_some_and(|at| at <= now) {
            return Some(Ending::Flush);
        }
        if self.congested_since.is_some_and(|since| since + shared.limits.congested_for <= now) {
            return Some(Ending::Abort);
        }
        if !self.is_connected() && !self.asked {
            if self.opened + shared.timeouts.handshake > now {
                return None;
            }
            // A game server says so first (DME-1).
            return match shared.role {
                LinkRole::Game => self.say_goodbye(now, shared, rt::DisconnectReason::NONE, out),
                LinkRole::Lobby => Some(Ending::Flush),
            };
        }
        if self.close_at.is_none() && self.heard + shared.timeouts.silence <= now {
            mark!(out, "ST-22");
            return self.say_goodbye(now, shared, rt::DisconnectReason::INACTIVITY, out);
        }
        if self.echo_at.is_some_and(|at| at <= now) {
            self.send_server_echo(now, shared, clock, out);
        }
        None
    }

    /// Notes that the client reads too slowly, or reads again, as the driver says.
    pub fn set_congested(&mut self, now: Instant, congested: bool) {
        self.congested_since = congested.then_some(self.congested_since.unwrap_or(now));
    }

    /// Ends the connection: clients above 1.08 get the notice and some seconds to go by themselves
    /// (transport.md §13); the others are closed at once, which is returned.
    pub fn say_goodbye(
        &mut self,
        now: Instant,
        shared: &Shared,
        reason: rt::DisconnectReason,
        out: &mut Outbox,
    ) -> Option<Ending> {
        if self.close_at.is_some() {
            return None;
        }
        if !self.hello {
            return Some(Ending::Flush);
        }
        self.send(&rt::ClientDisconnectWithReason { reason }, out);
        self.close_after(now, shared.timeouts.close);
        None
    }

    /// Closes the connection a little later; nothing more is read.
    pub fn close_after(&mut self, now: Instant, wait: Duration) {
        self.close_at.get_or_insert(now + wait);
    }

    /// Asks the client for a sign of life.
    pub(super) fn send_server_echo(&mut self, now: Instant, shared: &Shared, clock: WallClock, out: &mut Outbox) {
        mark!(out, "GEN-22");
        let microseconds = u32::try_from(clock.unix_us(now).rem_euclid(1_000_000)).unwrap_or_default();
        self.send(&rt::ServerEcho { seconds: clock.unix_s(now), microseconds }, out);
        self.echo_at = Some(now + shared.timeouts.echo);
    }
}
