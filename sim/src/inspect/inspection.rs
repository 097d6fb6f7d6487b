//! A recording that has been decoded.

use super::options::InspectOptions;
use crate::capture::{Capture, RecognisedStream};
use crate::dissect::{Decoded, Keyring, recording};

/// A recording that has been decoded.
#[derive(Debug)]
pub struct Inspection<'c> {
    /// Its name: the file's, without folder and ending.
    pub slug: String,
    /// What was read.
    pub capture: &'c Capture,
    /// Its streams.
    pub streams: Vec<Decoded>,
    /// The keys that were known from the start, to name those that were used.
    pub ring: Keyring,
}

impl<'c> Inspection<'c> {
    /// Decodes a recording; `done` hears of every stream that is finished.
    pub fn new(
        slug: String,
        capture: &'c Capture,
        found: &[RecognisedStream],
        ring: &Keyring,
        done: impl FnMut(),
    ) -> Self {
        Self { slug, capture, streams: recording(capture, found, ring, done), ring: ring.clone() }
    }

    /// Returns the streams that are wanted.
    pub(super) fn wanted<'s>(&'s self, options: &'s InspectOptions) -> impl Iterator<Item = &'s Decoded> {
        self.streams.iter().filter(|stream| {
            let component = stream.component.as_deref().unwrap_or("?");
            (options.streams.is_empty() || options.streams.contains(&stream.number))
                && (options.components.is_empty()
                    || options.components.iter().any(|wanted| wanted.eq_ignore_ascii_case(component)))
        })
    }
}
