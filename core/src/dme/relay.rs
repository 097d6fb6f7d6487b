//! Application data from one member to others (game.md 3), mostly without touching a cipher: what came under the key
//! that a world shares leaves as it came, behind another index (DME-38, DME-39).

use smallvec::SmallVec;

use super::world::{Form, Receives, World};
use crate::crypto::{Context, Hash, SessionKey, Suite};
use crate::link::relay as ids;
use crate::machine::{ConnId, Outbox, Tally, mark};
use crate::wire::frame::{self, Frame, Seal};
use crate::wire::rt::{self, RtMessage};

/// Which way a frame came; it leaves the same way (DME-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Tcp,
    Udp,
}

/// Why a relay did not take place. It costs a connection only where the rule says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum RelayError {
    #[error("a relay without its addressing part")]
    Short,
    #[error("a relay of {0} bytes")]
    Long(usize),
    #[error("the hash of a relay does not fit its content")]
    WrongHash,
}

/// Whom a relay is for.
#[derive(Debug, Clone, Copy)]
enum To<'f> {
    /// All others (DME-20).
    Others,
    /// This one, which can be the sender himself (DME-21, DME-26).
    One(u16),
    /// Bit i of byte b is index 8b + i (DME-22).
    Mask(&'f [u8]),
}

impl To<'_> {
    fn names(self, index: u16, source: u16) -> bool {
        match self {
            Self::Others => index != source,
            Self::One(target) => index == target,
            Self::Mask(mask) => mask.get(usize::from(index / 8)).is_some_and(|byte| byte >> (index % 8) & 1 != 0),
        }
    }

    const fn flag(self) -> u8 {
        match self {
            Self::Others => Receives::BROADCAST,
            Self::One(_) => Receives::SINGLE,
            Self::Mask(_) => Receives::LIST,
        }
    }
}

/// How the payload came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// Flag clear.
    Clear,
    /// Flag and null hash: in clear on an encrypted link (DME-39).
    Null(Hash),
    /// Sealed.
    Sealed(Hash),
}

/// A relay, cut.
#[derive(Debug)]
pub(super) struct Relay<'f> {
    id: u8,
    to: To<'f>,
    came: Came,
    payload: &'f [u8],
}

impl<'f> Relay<'f> {
    /// Cuts a frame that was not opened; `most` bytes may leave.
    pub(super) fn cut(frame: Frame<'f>, most: u16) -> Result<Self, RelayError> {
        let id = frame.id;
        let came = match frame.hash {
            Some(hash) if hash.is_null() => Came::Null(hash),
            Some(hash) => Came::Sealed(hash),
            // Also a flagged frame without payload: it has no hash (DME-40).
            None => Came::Clear,
        };
        let body: &'f [u8] = frame.payload;
        let (to, payload) = match (ids::plain(id), body) {
            (rt::ClientAppBroadcast::ID, body) => (To::Others, body),
            (rt::ClientAppSingle::ID, [low, high, payload @ ..]) => {
                (To::One(u16::from_le_bytes([*low, *high])), payload)
            }
            (rt::ClientAppList::ID, [size, rest @ ..]) => {
                let (mask, payload) = rest.split_at_checked(usize::from(*size)).ok_or(RelayError::Short)?;
                (To::Mask(mask), payload)
            }
            _ => return Err(RelayError::Short),
        };
        let long = payload.len() + 2;
        if long > usize::from(most) {
            return Err(RelayError::Long(long));
        }
        Ok(Self { id: ids::delivered(id), to, came, payload })
    }
}

/// Frames as they leave: made when the first receiver wants one.
#[derive(Debug, Default)]
pub(super) struct Made {
    clear: Vec<u8>,
    keyed: Vec<u8>,
}

/// Appends a frame with the source's index and this payload.
fn plain(to: &mut Vec<u8>, id: u8, hash: Option<Hash>, source: u16, payload: &[u8]) {
    let [low, high] = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX).to_le_bytes();
    match hash {
        Some(Hash([a, b, c, d])) => to.extend([id | 0x80, low, high, a, b, c, d]),
        None => to.extend([id, low, high]),
    }
    to.extend(source.to_le_bytes());
    to.extend_from_slice(payload);
}

/// What the sender of a relay shares with its world.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sender<'k> {
    /// His index.
    pub(super) index: u16,
    /// The key of his link, where it is not the world's.
    pub(super) own_key: Option<&'k SessionKey>,
}

impl Made {
    fn start(&mut self) {
        self.clear.clear();
        self.keyed.clear();
    }

    /// The frame for receivers of a form.
    fn of(
        &mut self,
        form: Form,
        relay: &Relay<'_>,
        sender: Sender<'_>,
        (key, suite): (&SessionKey, Suite),
        tally: &mut Tally,
    ) -> Result<&[u8], RelayError> {
        let made = if form == Form::Clear { &self.clear } else { &self.keyed };
        if made.is_empty() {
            self.make(form, relay, sender, (key, suite), tally)?;
        }
        Ok(if form == Form::Clear { &self.clear } else { &self.keyed })
    }

    fn make(
        &mut self,
        form: Form,
        relay: &Relay<'_>,
        sender: Sender<'_>,
        (key, suite): (&SessionKey, Suite),
        tally: &mut Tally,
    ) -> Result<(), RelayError> {
        let Relay { id, came, payload, .. } = *relay;
        let shared = sender.own_key.is_none();
        match (form, came) {
            (Form::Keyed, Came::Sealed(hash)) if shared => {
                plain(&mut self.keyed, id, Some(hash), sender.index, payload);
            }
            (Form::Keyed, Came::Null(hash)) => plain(&mut self.keyed, id, Some(hash), sender.index, payload),
            (Form::Clear, Came::Clear | Came::Null(_)) => plain(&mut self.clear, id, None, sender.index, payload),
            (Form::Clear, Came::Sealed(hash)) => {
                plain(&mut self.clear, id, None, sender.index, payload);
                let opened = self.clear.get_mut(5..).unwrap_or_default();
                tally.opened += 1;
                suite.open(sender.own_key.unwrap_or(key), hash, opened).map_err(|_| RelayError::WrongHash)?;
            }
            (Form::Keyed, Came::Clear | Came::Sealed(_)) => {
                // Sealed under another key: opened once for both forms.
                let opened = match came {
                    Came::Clear => payload,
                    _ => {
                        self.of(Form::Clear, relay, sender, (key, suite), tally)?;
                        self.clear.get(5..).unwrap_or_default()
                    }
                };
                tally.sealed += 1;
                let seal = Seal { suite, key, context: Context::CLIENT };
                let written = frame::write(&mut self.keyed, id, Some(seal), |w| {
                    w.extend(sender.index.to_le_bytes());
                    w.extend_from_slice(opened);
                });
                debug_assert!(written.is_ok(), "it was cut to fit");
            }
        }
        Ok(())
    }
}

/// Those for whom data is gathered from now on, or who want their datagrams at the end of the batch.
pub(super) type Begun = SmallVec<[u16; 16]>;

impl World {
    /// Hands a relay to everybody it is for; says for whom something waits now that did not before.
    pub(super) fn relay(
        &mut self,
        relay: &Relay<'_>,
        way: Way,
        sender: Sender<'_>,
        made: &mut Made,
        out: &mut Outbox,
    ) -> Result<Begun, RelayError> {
        made.start();
        let mut begun = Begun::new();
        let mut at_once: [SmallVec<[ConnId; 16]>; 2] = [SmallVec::new(), SmallVec::new()];
        let (key, suite) = (&self.key, self.suite);
        let flag = relay.to.flag();
        for (index, seat) in (0..).zip(&mut self.seats) {
            let Some(seat) = seat.as_mut().filter(|seat| seat.hears(flag) && relay.to.names(index, sender.index))
            else {
                continue;
            };
            let bytes = made.of(seat.form, relay, sender, (key, suite), &mut out.tally)?;
            match way {
                Way::Tcp if seat.gather_ms == 0 => {
                    let [clear, keyed] = &mut at_once;
                    let group = if seat.form == Form::Clear { clear } else { keyed };
                    group.extend(seat.conn);
                    continue;
                }
                Way::Tcp => seat.gathered.push_tcp(bytes),
                // A datagram to nowhere is dropped, and one to a player who reads too slowly.
                Way::Udp if seat.udp.is_none() || seat.congested => continue,
                Way::Udp => seat.gathered.push_udp(bytes),
            }
            if !std::mem::replace(&mut seat.gathered.armed, true) {
                begun.push(index);
            }
        }
        let [clear, keyed] = at_once;
        out.send_to(clear, |w| w.extend_from_slice(&made.clear));
        out.send_to(keyed, |w| w.extend_from_slice(&made.keyed));
        mark!(out, "DME-20");
        Ok(begun)
    }
}
