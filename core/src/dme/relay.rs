//! Application data from one member to others (game.md 3), mostly without touching a cipher: what came under the key
//! that a world shares leaves as it came, behind another index (DME-38, DME-39).

use super::world::{Form, Receives, World};
use crate::counters::CipherCounters;
use crate::crypto::{Context, Hash, SessionKey, Suite};
use crate::ids::ConnId;
use crate::link::Link;
use crate::link::relay as ids;
use crate::machine::Outbox;
use crate::script::{Hook, HookKind};
use crate::wire::RtId;
use crate::wire::frame::{self, Frame, Seal};
use crate::wire::rt::{self, RtMessage};

/// Which way a frame came; it leaves the same way (DME-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transport {
    Tcp,
    Udp,
}

/// Why a relay did not take place, or not towards everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum RelayError {
    #[error("a relay without its addressing part")]
    Short,
    #[error("a relay of {0} bytes")]
    Long(usize),
    #[error("a relay that is sealed under a key that was not agreed on")]
    NoKey,
    #[error("the hash of a relay does not fit its content")]
    WrongHash,
}

impl RelayError {
    /// Whether only a broken or hostile console makes such a frame: by TCP it costs the connection.
    pub(super) const fn is_forged(self) -> bool {
        matches!(self, Self::NoKey | Self::WrongHash)
    }

    /// The rule that was broken.
    pub(super) const fn rule(self) -> &'static str {
        match self {
            Self::Short => "DME-22",
            Self::Long(_) => "DME-28",
            Self::NoKey | Self::WrongHash => "DME-38",
        }
    }
}

/// Whom a relay is for.
#[derive(Debug, Clone, Copy)]
enum Recipients<'f> {
    /// All others (DME-20).
    Others,
    /// This one, which can be the sender himself (DME-21, DME-26).
    One(u16),
    /// Bit i of byte b is index 8b + i (DME-22).
    Mask(&'f [u8]),
}

impl Recipients<'_> {
    fn includes(self, index: u16, source: u16) -> bool {
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
enum Sealing {
    /// Flag clear.
    Clear,
    /// Flag and null hash: in clear on an encrypted link (DME-39).
    Null(Hash),
    /// Sealed.
    Sealed(Hash),
}

/// A relay, cut.
#[derive(Debug)]
pub(super) struct IncomingRelay<'f> {
    id: RtId,
    to: Recipients<'f>,
    sealing: Sealing,
    payload: &'f [u8],
}

impl<'f> IncomingRelay<'f> {
    /// Cuts a frame that was not opened; `most` bytes may leave.
    pub(super) fn cut(frame: Frame<'f>, max: u16) -> Result<Self, RelayError> {
        let id = frame.id;
        let sealing = match frame.hash {
            Some(hash) if hash.is_null() => Sealing::Null(hash),
            Some(hash) => Sealing::Sealed(hash),
            // Also a flagged frame without payload: it has no hash (DME-40).
            None => Sealing::Clear,
        };
        let body: &'f [u8] = frame.payload;
        let (to, payload) = match (ids::plain(id), body) {
            (rt::ClientAppBroadcast::ID, body) => (Recipients::Others, body),
            (rt::ClientAppSingle::ID, [low, high, payload @ ..]) => {
                (Recipients::One(u16::from_le_bytes([*low, *high])), payload)
            }
            (rt::ClientAppList::ID, [size, rest @ ..]) => {
                let (mask, payload) = rest.split_at_checked(usize::from(*size)).ok_or(RelayError::Short)?;
                (Recipients::Mask(mask), payload)
            }
            _ => return Err(RelayError::Short),
        };
        let long = payload.len() + 2;
        if long > usize::from(max) {
            return Err(RelayError::Long(long));
        }
        Ok(Self { id: ids::delivered(id), to, sealing, payload })
    }

    /// What its receivers read, for a script that wants to see what leaves; what cannot be opened is not shown.
    fn shown(&self, sender: Sender<'_>, suite: Suite, out: &mut Outbox) -> Option<Vec<u8>> {
        if !out.asks(HookKind::FrameOut) {
            return None;
        }
        let mut payload = self.payload.to_vec();
        if let Sealing::Sealed(hash) = self.sealing {
            out.ciphers.opened += 1;
            suite.open(sender.link.key_of(hash.context())?, hash, &mut payload).ok()?;
        }
        Some([&sender.index.to_le_bytes(), &payload[..]].concat())
    }
}

/// A member who sends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sender<'k> {
    /// His index.
    pub(super) index: u16,
    /// His connection, for its keys.
    pub(super) link: &'k Link,
}

impl Sender<'_> {
    /// Whether a frame of his with this hash is one that all members with keys can open.
    fn shares(self, hash: Hash) -> bool {
        self.link.shares_world_key() && hash.context() == Context::CLIENT
    }
}

/// Where the payload begins in a frame with the flag clear: behind the header and the source's index.
const PAYLOAD: usize = 5;

/// A relay in one form, for all who read that form.
#[derive(Debug, Default)]
struct EncodedRelay {
    bytes: Vec<u8>,
    /// Whether it was tried already, and how that went: nothing is ciphered twice.
    tried: Option<Result<(), RelayError>>,
    /// Those for whom it is not gathered.
    at_once: Vec<ConnId>,
}

impl EncodedRelay {
    /// Makes it, unless that was tried.
    fn once(&mut self, make: impl FnOnce(&mut Vec<u8>) -> Result<(), RelayError>) -> Result<&mut Self, RelayError> {
        let Self { bytes, tried, .. } = self;
        (*tried.get_or_insert_with(|| make(bytes))).map(|()| self)
    }

    /// As it came, behind the source's index.
    fn as_it_came(
        &mut self,
        relay: &IncomingRelay<'_>,
        source: u16,
        hash: Option<Hash>,
    ) -> Result<&mut Self, RelayError> {
        let IncomingRelay { id, payload, .. } = *relay;
        let [low, high] = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX).to_le_bytes();
        self.once(|to| {
            match hash {
                Some(Hash([a, b, c, d])) => to.extend([id.0 | 0x80, low, high, a, b, c, d]),
                None => to.extend([id.0, low, high]),
            }
            to.extend(source.to_le_bytes());
            to.extend_from_slice(payload);
            Ok(())
        })
    }

    fn opened(
        &mut self,
        relay: &IncomingRelay<'_>,
        sender: Sender<'_>,
        suite: Suite,
        hash: Hash,
        ciphers: &mut CipherCounters,
    ) -> Result<&mut Self, RelayError> {
        if self.tried.is_some() {
            return self.once(|_| Ok(()));
        }
        self.as_it_came(relay, sender.index, None)?;
        let sealed = self.bytes.get_mut(PAYLOAD..).unwrap_or_default();
        let opened = sender.link.key_of(hash.context()).ok_or(RelayError::NoKey).and_then(|key| {
            ciphers.opened += 1;
            suite.open(key, hash, sealed).map_err(|_| RelayError::WrongHash)
        });
        self.tried = Some(opened);
        opened.map(|()| self)
    }

    fn sealed(
        &mut self,
        id: RtId,
        source: u16,
        payload: &[u8],
        seal: Seal<'_>,
        ciphers: &mut CipherCounters,
    ) -> Result<&mut Self, RelayError> {
        self.once(|to| {
            ciphers.sealed += 1;
            let written = frame::write(to, id, Some(seal), |w| {
                w.extend(source.to_le_bytes());
                w.extend_from_slice(payload);
            });
            debug_assert!(written.is_ok(), "it was cut to fit");
            Ok(())
        })
    }

    /// Leaves for those who do not wait, and is forgotten.
    fn send(&mut self, out: &mut Outbox) {
        let Self { bytes, at_once, tried } = self;
        out.send_to(at_once.drain(..), |w| w.extend_from_slice(bytes));
        bytes.clear();
        *tried = None;
    }
}

/// A relay on its way out, in both forms. Nothing stays in it; its memory does.
#[derive(Debug, Default)]
pub(super) struct RelayBuffers {
    clear: EncodedRelay,
    keyed: EncodedRelay,
    /// Those for whom data waits now that nobody sees to yet.
    pub(super) needs_flush: Vec<u16>,
}

impl RelayBuffers {
    /// The frame for receivers of a form, made for the first of them.
    fn of(
        &mut self,
        form: Form,
        relay: &IncomingRelay<'_>,
        sender: Sender<'_>,
        (key, suite): (&SessionKey, Suite),
        ciphers: &mut CipherCounters,
    ) -> Result<&mut EncodedRelay, RelayError> {
        let Self { clear, keyed, .. } = self;
        let seal = Seal { suite, key, context: Context::CLIENT };
        match (form, relay.sealing) {
            (Form::Clear, Sealing::Clear | Sealing::Null(_)) => clear.as_it_came(relay, sender.index, None),
            (Form::Clear, Sealing::Sealed(hash)) => clear.opened(relay, sender, suite, hash, ciphers),
            (Form::Keyed, Sealing::Null(hash)) => keyed.as_it_came(relay, sender.index, Some(hash)),
            (Form::Keyed, Sealing::Sealed(hash)) if sender.shares(hash) => {
                keyed.as_it_came(relay, sender.index, Some(hash))
            }
            (Form::Keyed, Sealing::Clear) => keyed.sealed(relay.id, sender.index, relay.payload, seal, ciphers),
            (Form::Keyed, Sealing::Sealed(hash)) => {
                // Under another key: opened once for both forms.
                let opened = clear.opened(relay, sender, suite, hash, ciphers)?;
                keyed.sealed(relay.id, sender.index, opened.bytes.get(PAYLOAD..).unwrap_or_default(), seal, ciphers)
            }
        }
    }
}

impl World {
    /// Hands a relay to everybody it is for, and notes in `made` for whom something waits now that nobody sees to.
    ///
    /// # Errors
    /// The first one: those whose form could not be made get nothing, the others do.
    pub(super) fn relay(
        &mut self,
        relay: &IncomingRelay<'_>,
        transport: Transport,
        sender: Sender<'_>,
        buffers: &mut RelayBuffers,
        out: &mut Outbox,
    ) -> Result<(), RelayError> {
        let mut done = Ok(());
        let group = (&self.key, self.suite.unwrap_or(Suite::Ps2));
        let flag = relay.to.flag();
        let shown = relay.shown(sender, group.1, out);
        for (index, seat) in (0..).zip(&mut self.seats) {
            let Some(seat) =
                seat.as_mut().filter(|seat| seat.subscribes(flag) && relay.to.includes(index, sender.index))
            else {
                continue;
            };
            // A datagram to nowhere is dropped, and one to a player who reads too slowly.
            if transport == Transport::Udp && (seat.udp.is_none() || seat.congested) {
                continue;
            }
            if let (Some(body), Some(conn)) = (&shown, seat.conn)
                && !out.allows(Hook::FrameOut { conn, id: relay.id, body, udp: transport == Transport::Udp })
            {
                continue;
            }
            let written = match buffers.of(seat.form, relay, sender, group, &mut out.ciphers) {
                Ok(written) => written,
                Err(error) => {
                    done = done.and(Err(error));
                    continue;
                }
            };
            match transport {
                Transport::Tcp if seat.gather_ms == 0 => {
                    written.at_once.extend(seat.conn);
                    continue;
                }
                Transport::Tcp => seat.gathered.push_tcp(&written.bytes),
                Transport::Udp => seat.gathered.push_udp(&written.bytes),
            }
            if seat.gathered.is_forgotten() {
                buffers.needs_flush.push(index);
            }
        }
        buffers.clear.send(out);
        buffers.keyed.send(out);
        done
    }
}
