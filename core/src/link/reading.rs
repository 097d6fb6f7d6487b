//! Bytes that arrive are cut into frames, and what they hold goes to whom it concerns.

use super::error::{LinkError, Step};
use super::handshake::Cx;
use super::incoming::Incoming;
use super::open::opened;
use super::relay;
use super::shared::{LinkRole, Shared};
use super::stage::HandshakeStage;
use super::state::Link;
use crate::entropy::Entropy;
use crate::machine::Outbox;
use crate::time::{Instant, WallClock};
use crate::wire::MessageKey;
use crate::wire::fragment::FRAGMENT;
use crate::wire::frame;
use crate::wire::rt::{self, RtMessage as _};

/// Bytes being read: what is left of earlier ones, and new ones.
#[derive(Debug)]
pub struct ReadCursor<'a> {
    bytes: CursorBytes<'a>,
    at: usize,
}

#[derive(Debug)]
enum CursorBytes<'a> {
    New(&'a mut [u8]),
    Joined(Vec<u8>),
}

impl ReadCursor<'_> {
    fn split(&mut self) -> (&mut [u8], &mut usize) {
        let bytes = match &mut self.bytes {
            CursorBytes::New(bytes) => &mut **bytes,
            CursorBytes::Joined(bytes) => bytes.as_mut_slice(),
        };
        (bytes, &mut self.at)
    }
}

impl Link {
    /// Takes new bytes in; [`Link::next`] cuts them into frames, and [`Link::keep`] keeps the rest.
    pub fn read<'a>(&mut self, now: Instant, bytes: &'a mut [u8]) -> ReadCursor<'a> {
        self.heard = now;
        let bytes = if self.pending.is_empty() {
            CursorBytes::New(bytes)
        } else {
            let mut joined = std::mem::take(&mut self.pending);
            joined.extend_from_slice(bytes);
            CursorBytes::Joined(joined)
        };
        ReadCursor { bytes, at: 0 }
    }

    /// Keeps what is left for later.
    pub fn keep(&mut self, mut reading: ReadCursor<'_>) {
        let at = reading.at;
        self.pending = match reading.bytes {
            CursorBytes::Joined(ref mut joined) => {
                joined.drain(..at.min(joined.len()));
                std::mem::take(joined)
            }
            CursorBytes::New(bytes) => bytes.get(at..).unwrap_or_default().to_vec(),
        };
    }

    /// Returns the next thing that concerns the component; what concerns the transport is dealt with.
    ///
    /// # Errors
    /// [`LinkError`] with its cost; after one that costs nothing, the next call goes on.
    pub fn next<'a>(
        &mut self,
        now: Instant,
        shared: &Shared,
        clock: WallClock,
        entropy: &Entropy,
        reading: &'a mut ReadCursor<'_>,
        out: &mut Outbox,
    ) -> Step<Option<Incoming<'a>>> {
        // What arrives after we said goodbye is read and dropped.
        if self.close_at.is_some() {
            let (bytes, at) = reading.split();
            *at = bytes.len();
            return Ok(None);
        }
        let cx = Cx { now, shared, clock, entropy };
        let (bytes, at) = reading.split();
        // Frames of the transport are answered here; the loop ends at the first one for the component.
        loop {
            let start = *at;
            let Some(frame) = frame::next(bytes, at, shared.limits.frame_bytes)? else {
                return Ok(None);
            };
            if !self.lets_in(&frame, false, out) {
                continue;
            }
            let id = frame.id;
            // What is handed on outlives the loop: take the frame's range and cut it once more below.
            if id == rt::ClientAppToServer::ID {
                self.must(HandshakeStage::takes_requests, "RT_MSG_CLIENT_APP_TOSERVER")?;
                self.open(frame, out)?;
                // In a game world it proves nothing: nobody answers it (DME-29).
                self.asked |= shared.role == LinkRole::Lobby;
                let range = start..*at;
                return self.app(bytes, range, shared);
            }
            if shared.role == LinkRole::Game && relay::is_relay(id) {
                self.must(HandshakeStage::takes_requests, "application data")?;
                let range = start..*at;
                let whole = bytes.get_mut(range).unwrap_or_default();
                return Ok(frame::next(whole, &mut 0, u16::MAX)?.map(Incoming::Relay));
            }
            if shared.role == LinkRole::Game && relay::is_game(id) {
                self.must(HandshakeStage::takes_requests, "a message to a game world")?;
                self.open(frame, out)?;
                let range = start..*at;
                return Ok(opened(bytes, range).map(|body| Incoming::Game { id, body }));
            }
            if let Some(incoming) = self.transport(&cx, frame, out)? {
                return Ok(Some(incoming));
            }
        }
    }

    /// Hands a Medius message on; the frame is open and lies in `range`.
    fn app<'a>(
        &mut self,
        bytes: &'a mut [u8],
        range: std::ops::Range<usize>,
        shared: &Shared,
    ) -> Step<Option<Incoming<'a>>> {
        let Some((key, body)) = opened(bytes, range).and_then(MessageKey::split) else {
            return Err(LinkError::Unknown { id: rt::ClientAppToServer::ID });
        };
        if key != FRAGMENT {
            return Ok(Some(Incoming::App { key, body: body.into() }));
        }
        let whole = self.reassembly.take(body, shared.limits.fragment_bytes)?;
        // An unfinished message asks for the next frame: the component sees a message without content.
        Ok(Some(whole.map_or(Incoming::App { key: FRAGMENT, body: [].as_slice().into() }, |(key, body)| {
            Incoming::App { key, body: body.into() }
        })))
    }
}
