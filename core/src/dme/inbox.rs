//! What a player sends to his world by TCP, or by both ways (game.md 3 and 4).

use super::relay::{Relay, RelayError, Sender, Way};
use super::world::{Receives, SeatRef};
use super::{Call, Dme, State};
use crate::front::{Handled, Service as _};
use crate::link::relay as ids;
use crate::link::{Link, milliseconds};
use crate::machine::{Cost, Fault, Outbox, mark};
use crate::time::Instant;
use crate::wire::frame::{Datagram, Frame};
use crate::wire::rt::{self, RtMessage};
use crate::wire::{Layout as _, Rest, RtId, WireError};

/// The frames in a CLIENT_MULTI_APP_TOSERVER, in order: none of them is sealed, and none holds others (DME-30).
pub(super) fn inner(frames: &mut [u8]) -> impl Iterator<Item = Result<Frame<'_>, Fault>> {
    Datagram::new(frames).map(|frame| {
        let strange = frame.is_sealed() || frame.id == rt::ClientMultiAppToServer::ID;
        let fault = || Fault::new("DME-30", Cost::Ignore, "a frame within a frame is sealed, or holds others");
        if strange { Err(fault()) } else { Ok(frame) }
    })
}

impl Dme {
    /// Application data of a player: its frame, whole and not opened. `link` is his, where it is at hand.
    pub(super) fn relay_from(
        &mut self,
        now: Instant,
        at: SeatRef,
        way: Way,
        link: Option<&Link>,
        frame: Frame<'_>,
        out: &mut Outbox,
    ) -> Handled {
        let fault = |error: RelayError| {
            let cost = if way == Way::Tcp && error.is_forged() { Cost::Close } else { Cost::Ignore };
            Fault::new(error.rule(), cost, error)
        };
        let Self { state: State { worlds, front, .. }, made, .. } = self;
        let relay = Relay::cut(frame, front.shared.limits.relay_bytes).map_err(fault)?;
        let Some(world) = worlds.get_mut(at.world) else { return Ok(()) };
        let conn = || world.seat(at.index)?.conn;
        let Some(link) = link.or_else(|| Some(&front.visitor(conn()?)?.link)) else { return Ok(()) };
        mark!(out, "DME-20");
        let done = world.relay(&relay, way, Sender { index: at.index, link }, made, out);
        // Whatever became of it for some: for others it waits already.
        let mut begun = std::mem::take(&mut self.made.begun);
        begun.drain(..).for_each(|index| self.arm(now, SeatRef { index, ..at }, out));
        self.made.begun = begun;
        done.map_err(fault)
    }

    /// A world message (game.md 3 and 4).
    pub(super) fn world_message_from(&mut self, call: &mut Call<'_>, at: SeatRef, id: RtId, body: &[u8]) -> Handled {
        let dialect = call.guest.dialect();
        let read = |error: WireError| Fault::new(error.rule(), Cost::Ignore, error);
        match id {
            rt::ClientSetRecvFlag::ID => {
                mark!(call.out, "DME-31");
                let set = rt::ClientSetRecvFlag::decode(body, dialect).map_err(read)?;
                if let Some(seat) = self.state.worlds.seat_mut(at) {
                    // Up to 1.08 it switches broadcasts and nothing else.
                    seat.receives = Some(match (call.guest.link.has_hello(), set.flag) {
                        (true, mask) => Receives(mask),
                        (false, 1) => Receives(Receives::FIRST.0 | Receives::BROADCAST),
                        (false, _) => Receives::FIRST,
                    });
                }
            }
            rt::ClientSetAggTime::ID => {
                mark!(call.out, "DME-34");
                let set = rt::ClientSetAggTime::decode(body, dialect).map_err(read)?;
                let gather_ms = self.gather_ms(set.time);
                if let Some(seat) = self.state.worlds.seat_mut(at) {
                    seat.flush(call.now, call.out);
                    (seat.gather_ms, seat.gathered.due) = (gather_ms, None);
                }
            }
            rt::ClientFlushAll::ID => self.flush_others(call.now, at, call.out),
            rt::ClientFlushSingle::ID => {
                mark!(call.out, "DME-37");
                let one = rt::ClientFlushSingle::decode(body, dialect).map_err(read)?;
                self.flush(call.now, SeatRef { index: one.client_index, ..at }, call.out);
            }
            rt::ClientTimebaseQuery::ID => {
                mark!(call.out, "DME-43");
                let query = rt::ClientTimebaseQuery::decode(body, dialect).map_err(read)?;
                let server_time = milliseconds(self.world_clock(call), call.now);
                let answer = rt::ServerTimebaseQueryNotify { client_time: query.client_time, server_time };
                call.guest.link.send(&answer, call.out);
            }
            rt::ClientTokenMessage::ID => {
                let message = rt::ClientTokenMessage::decode(body, dialect).map_err(read)?;
                self.token(call, at, &message);
            }
            rt::ClientMultiAppToServer::ID => return self.unpack(call, at, body),
            _ => {}
        }
        Ok(())
    }

    /// Several frames in one, each dealt with in order (DME-30).
    fn unpack(&mut self, call: &mut Call<'_>, at: SeatRef, frames: &[u8]) -> Handled {
        mark!(call.out, "DME-30");
        for frame in inner(&mut frames.to_vec()) {
            let frame = frame?;
            self.charge(call, 0);
            let id = frame.id;
            if ids::is_relay(id) {
                self.relay_from(call.now, at, Way::Tcp, Some(&call.guest.link), frame, call.out)?;
            } else if id == rt::ClientEcho::ID {
                call.guest.link.send(&rt::ClientEcho { data: Rest::new(frame.payload.to_vec()) }, call.out);
            } else {
                self.world_message_from(call, at, id, frame.payload)?;
            }
        }
        Ok(())
    }

    /// What he sent costs him time: one who sends too much is read later.
    pub(super) fn charge(&mut self, call: &mut Call<'_>, bytes: usize) {
        let rate = self.state.front.shared.limits.relay_rate();
        call.guest.spend(call.now, bytes, rate);
    }
}
