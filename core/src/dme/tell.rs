//! What the server itself tells members, gathered with what they tell each other (DME-36), and their tokens.

use smallvec::SmallVec;

use super::tokens::{Row, Told, kind, messages};
use super::world::{Receives, Seat, SeatRef};
use super::{Call, Dme, State};
use crate::limits::Limit;
use crate::link::{Group, Link};
use crate::machine::{Outbox, mark};
use crate::time::Instant;
use crate::wire::rt::{self, RtMessage};

/// A member who is being attended to: his connection is out of the table meanwhile.
type Guest<'a> = (u16, &'a Link);

impl Dme {
    /// Tells all other members in the world who want to know (DME-33).
    pub(super) fn notify<M: RtMessage>(&mut self, now: Instant, about: SeatRef, message: &M, out: &mut Outbox) {
        let whom = |index, seat: &Seat| index != about.index && seat.hears(Receives::NOTIFICATION);
        self.tell_members(now, about.world, whom, None, message, out);
    }

    /// Tells those members something; it is made once for all to whom it is the same bytes.
    fn tell_members<M: RtMessage>(
        &mut self,
        now: Instant,
        world_id: i32,
        whom: impl Fn(u16, &Seat) -> bool,
        guest: Option<Guest<'_>>,
        message: &M,
        out: &mut Outbox,
    ) {
        let State { worlds, front, .. } = &mut self.state;
        let Some(world) = worlds.get_mut(world_id) else { return };
        let mut made: SmallVec<[(Group, Vec<u8>); 4]> = SmallVec::new();
        let mut begun: SmallVec<[u16; 16]> = SmallVec::new();
        for (index, seat) in world.taken_mut() {
            let Some(conn) = seat.conn.filter(|_| whom(index, seat)) else { continue };
            let attended = guest.filter(|(one, _)| *one == index).map(|(_, link)| link);
            let Some(link) = attended.or_else(|| front.visitor(conn).map(|visitor| &visitor.link)) else { continue };
            let group = link.rt_group();
            let at = made.iter().position(|(one, _)| *one == group).unwrap_or_else(|| {
                let mut bytes = Vec::new();
                out.tally.sealed += link.write(message, &mut bytes);
                made.push((group, bytes));
                made.len() - 1
            });
            let Some((_, bytes)) = made.get(at) else { continue };
            if seat.gather_ms == 0 {
                out.send(conn, |w| w.extend_from_slice(bytes));
                continue;
            }
            seat.gathered.push_tcp(bytes);
            if seat.gathered.is_forgotten() {
                begun.push(index);
            }
        }
        for index in begun {
            self.arm(now, SeatRef { world: world_id, index }, out);
        }
    }

    /// A token is asked for or given back (DME-70 to DME-74).
    pub(super) fn token(&mut self, call: &mut Call<'_>, at: SeatRef, message: &rt::ClientTokenMessage) {
        mark!(call.out, "DME-70");
        let State { worlds, front, .. } = &mut self.state;
        let Some(world) = worlds.get_mut(at.world) else { return };
        if message.token == u16::MAX {
            return;
        }
        let told = match message.kind {
            kind::REQUEST => world.tokens.request(message.token, at.index, front.shared.limits.tokens),
            kind::RELEASE => Some(world.tokens.release(message.token, at.index)),
            _ => return,
        };
        match told {
            Some(Told::All(row)) => {
                self.tell_rows(call.now, at.world, &[row], Some((at.index, &call.guest.link)), call.out);
            }
            Some(Told::One(row)) => self.tell_asker(call, at, &[row]),
            None => front.limited(Limit::Tokens, Some(call.guest.conn()), call.out),
        }
    }

    fn tell_asker(&mut self, call: &mut Call<'_>, at: SeatRef, rows: &[Row]) {
        let guest = Some((at.index, &call.guest.link));
        for message in messages(rows) {
            self.tell_members(call.now, at.world, |index, _| index == at.index, guest, &message, call.out);
        }
    }

    /// Tells everybody who receives broadcasts, and the asker, what became of tokens.
    pub(super) fn tell_rows(
        &mut self,
        now: Instant,
        world_id: i32,
        rows: &[Row],
        asker: Option<Guest<'_>>,
        out: &mut Outbox,
    ) {
        let is_asker = |index| asker.is_some_and(|(one, _)| one == index);
        for message in messages(rows) {
            let whom = |index, seat: &Seat| is_asker(index) || seat.hears(Receives::BROADCAST);
            self.tell_members(now, world_id, whom, asker, &message, out);
        }
    }

    /// What is owned already (DME-75).
    pub(super) fn tell_tokens(&mut self, call: &mut Call<'_>, at: SeatRef) {
        let Some(world) = self.state.worlds.get(at.world) else { return };
        let rows: Vec<Row> = world.tokens.owned().collect();
        if !rows.is_empty() {
            mark!(call.out, "DME-75");
            self.tell_asker(call, at, &rows);
        }
    }
}
