//! What the server itself tells members, gathered with what they tell each other (DME-36), and their tokens.

use smallvec::SmallVec;

use super::ids::SeatRef;
use super::state::{Context, Scope, Shard, State};
use super::tokens::{TokenNotice, TokenRow, kind, messages};
use super::world::{Receives, Seat};
use crate::ids::DmeWorldId;
use crate::limits::Limit;
use crate::link::Group;
use crate::machine::mark;
use crate::wire::rt::{self, RtMessage};

impl Shard {
    /// Tells all other members in the world who want to know (DME-33).
    pub(super) fn notify<M: RtMessage>(&mut self, scope: &mut Scope<'_>, about: SeatRef, message: &M) {
        let whom = |index, seat: &Seat| index != about.index && seat.subscribes(Receives::NOTIFICATION);
        self.tell_members(scope, about.world, whom, message);
    }

    /// Tells those members something; it is made once for all to whom it is the same bytes.
    fn tell_members<M: RtMessage>(
        &mut self,
        scope: &mut Scope<'_>,
        world_id: DmeWorldId,
        whom: impl Fn(u16, &Seat) -> bool,
        message: &M,
    ) {
        let State { worlds, .. } = &mut self.state;
        let Some(world) = worlds.get_mut(world_id) else { return };
        let mut made: SmallVec<[(Group, Vec<u8>); 4]> = SmallVec::new();
        let mut begun: SmallVec<[u16; 16]> = SmallVec::new();
        for (index, seat) in world.taken_mut() {
            let Some(conn) = seat.conn.filter(|_| whom(index, seat)) else { continue };
            let Some(link) = scope.conns.get(conn).map(|conn| &conn.link) else { continue };
            if !link.lets_out(M::ID, false, |w| message.write(w, link.dialect()), scope.out) {
                continue;
            }
            let group = link.rt_group();
            let at = made.iter().position(|(one, _)| *one == group).unwrap_or_else(|| {
                let mut bytes = Vec::new();
                scope.out.ciphers.sealed += link.write(message, &mut bytes);
                made.push((group, bytes));
                made.len() - 1
            });
            let Some((_, bytes)) = made.get(at) else { continue };
            if seat.gather_ms == 0 {
                scope.out.send(conn, |w| w.extend_from_slice(bytes));
                continue;
            }
            seat.gathered.push_tcp(bytes);
            if seat.gathered.is_forgotten() {
                begun.push(index);
            }
        }
        for index in begun {
            self.arm(scope.now, SeatRef { world: world_id, index }, scope.out);
        }
    }

    /// A token is asked for or given back (DME-70 to DME-74).
    pub(super) fn token(&mut self, cx: &mut Context<'_>, at: SeatRef, message: &rt::ClientTokenMessage) {
        mark!(cx.out, "DME-70");
        let Some(world) = self.state.worlds.get_mut(at.world) else { return };
        if message.token == u16::MAX {
            return;
        }
        let told = match message.kind {
            kind::REQUEST => world.tokens.request(message.token, at.index, cx.conns.shared.limits.tokens),
            kind::RELEASE => Some(world.tokens.release(message.token, at.index)),
            _ => return,
        };
        match told {
            Some(TokenNotice::All(row)) => {
                self.tell_rows(&mut cx.scope(), at.world, &[row], Some(at.index));
            }
            Some(TokenNotice::One(row)) => self.tell_asker(cx, at, &[row]),
            None => cx.limited(Limit::Tokens),
        }
    }

    fn tell_asker(&mut self, cx: &mut Context<'_>, at: SeatRef, rows: &[TokenRow]) {
        for message in messages(rows) {
            self.tell_members(&mut cx.scope(), at.world, |index, _| index == at.index, &message);
        }
    }

    /// Tells everybody who receives broadcasts, and the asker, what became of tokens.
    pub(super) fn tell_rows(
        &mut self,
        scope: &mut Scope<'_>,
        world_id: DmeWorldId,
        rows: &[TokenRow],
        asker: Option<u16>,
    ) {
        let is_asker = |index| asker == Some(index);
        for message in messages(rows) {
            let whom = |index, seat: &Seat| is_asker(index) || seat.subscribes(Receives::BROADCAST);
            self.tell_members(scope, world_id, whom, &message);
        }
    }

    /// What is owned already (DME-75).
    pub(super) fn tell_tokens(&mut self, cx: &mut Context<'_>, at: SeatRef) {
        let Some(world) = self.state.worlds.get(at.world) else { return };
        let rows: Vec<TokenRow> = world.tokens.owned().collect();
        if !rows.is_empty() {
            mark!(cx.out, "DME-75");
            self.tell_asker(cx, at, &rows);
        }
    }
}
