//! What a player sends to his world by TCP, or by both ways (game.md 3 and 4).

use super::ids::SeatRef;
use super::relay::{IncomingRelay, RelayError, Sender, Transport};
use super::state::{Context, Shard, State, charge};
use super::world::Receives;
use crate::connections::{Handler as _, HandlerResult};
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

impl Shard {
    /// Passes on application data of a player: its frame, whole and not opened, and the player's link.
    pub(super) fn relay_from(
        &mut self,
        now: Instant,
        at: SeatRef,
        transport: Transport,
        link: &Link,
        frame: Frame<'_>,
        out: &mut Outbox,
    ) -> HandlerResult {
        let fault = |error: RelayError| {
            let cost = if transport == Transport::Tcp && error.is_forged() { Cost::Close } else { Cost::Ignore };
            Fault::new(error.rule(), cost, error)
        };
        let Self { state: State { worlds, config, .. }, buffers, .. } = self;
        let relay = IncomingRelay::cut(frame, config.limits.relay_bytes).map_err(fault)?;
        let Some(world) = worlds.get_mut(at.world) else { return Ok(()) };
        mark!(out, "DME-20");
        let done = world.relay(&relay, transport, Sender { index: at.index, link }, buffers, out);
        // Whatever became of it for some: for others it waits already.
        let mut waiting = std::mem::take(&mut self.buffers.needs_flush);
        waiting.drain(..).for_each(|index| self.arm(now, SeatRef { index, ..at }, out));
        self.buffers.needs_flush = waiting;
        done.map_err(fault)
    }

    /// A world message (game.md 3 and 4).
    pub(super) fn world_message_from(
        &mut self,
        cx: &mut Context<'_>,
        at: SeatRef,
        id: RtId,
        body: &[u8],
    ) -> HandlerResult {
        let dialect = cx.dialect();
        let read = |error: WireError| Fault::new(error.rule(), Cost::Ignore, error);
        match id {
            rt::ClientSetRecvFlag::ID => {
                mark!(cx.out, "DME-31");
                let set = rt::ClientSetRecvFlag::decode(body, dialect).map_err(read)?;
                if let Some(seat) = self.state.worlds.seat_mut(at) {
                    // Up to 1.08 it switches broadcasts and nothing else.
                    seat.receives = Some(match (cx.conn().link.has_hello(), set.flag) {
                        (true, mask) => Receives(mask),
                        (false, 1) => Receives::ALL,
                        (false, _) => Receives::QUIET,
                    });
                }
            }
            rt::ClientSetAggTime::ID => {
                mark!(cx.out, "DME-34");
                let set = rt::ClientSetAggTime::decode(body, dialect).map_err(read)?;
                let gather_ms = self.gather_ms(set.time);
                if let Some(seat) = self.state.worlds.seat_mut(at) {
                    seat.flush(cx.now, cx.out);
                    (seat.gather_ms, seat.gathered.due) = (gather_ms, None);
                }
            }
            rt::ClientFlushAll::ID => self.flush_others(cx.now, at, cx.out),
            rt::ClientFlushSingle::ID => {
                mark!(cx.out, "DME-37");
                let one = rt::ClientFlushSingle::decode(body, dialect).map_err(read)?;
                self.flush(cx.now, SeatRef { index: one.client_index, ..at }, cx.out);
            }
            rt::ClientTimebaseQuery::ID => {
                mark!(cx.out, "DME-43");
                let query = rt::ClientTimebaseQuery::decode(body, dialect).map_err(read)?;
                let server_time = milliseconds(self.world_clock(cx), cx.now);
                let answer = rt::ServerTimebaseQueryNotify { client_time: query.client_time, server_time };
                cx.send(&answer);
            }
            rt::ClientTokenMessage::ID => {
                let message = rt::ClientTokenMessage::decode(body, dialect).map_err(read)?;
                self.token(cx, at, &message);
            }
            rt::ClientMultiAppToServer::ID => return self.unpack(cx, at, body),
            _ => {}
        }
        Ok(())
    }

    /// Several frames in one, each dealt with in order (DME-30).
    fn unpack(&mut self, cx: &mut Context<'_>, at: SeatRef, frames: &[u8]) -> HandlerResult {
        mark!(cx.out, "DME-30");
        for frame in inner(&mut frames.to_vec()) {
            let frame = frame?;
            charge(cx, 0);
            let is_let_in = cx.conns.get(cx.conn).is_some_and(|conn| conn.link.lets_in(&frame, false, cx.out));
            if !is_let_in {
                continue;
            }
            let id = frame.id;
            if ids::is_relay(id) {
                let Some(conn) = cx.conns.get(cx.conn) else { return Ok(()) };
                self.relay_from(cx.now, at, Transport::Tcp, &conn.link, frame, cx.out)?;
            } else if id == rt::ClientEcho::ID {
                cx.send(&rt::ClientEcho { data: Rest::new(frame.payload.to_vec()) });
            } else {
                self.world_message_from(cx, at, id, frame.payload)?;
            }
        }
        Ok(())
    }
}
