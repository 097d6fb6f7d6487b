//! `clank-sim inspect`: a recording as something that people and programs can read.

mod human;
mod json;
mod row;
mod show;
mod summary;

use std::io::{self, Write};

pub use row::{Row, rows};
pub use show::Shown;

use crate::capture::{Capture, Stream as Found};
use crate::dissect::{Decoded, Keyring, recording};

/// What is wanted of a recording.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these streams; all if empty.
    pub streams: Vec<u32>,
    /// Only streams of these components; all if empty.
    pub components: Vec<String>,
    /// Only messages with one of these in their names; all if empty.
    pub messages: Vec<String>,
    /// Every field on a line of its own.
    pub all_fields: bool,
    /// The bytes of each message.
    pub hex: bool,
    /// Mask personal data.
    pub redact: bool,
    /// One line for a run of alike messages.
    pub fold: bool,
}

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
    pub fn new(slug: String, capture: &'c Capture, found: &[Found], ring: &Keyring, done: impl FnMut()) -> Self {
        Self { slug, capture, streams: recording(capture, found, ring, done), ring: ring.clone() }
    }

    fn wanted<'s>(&'s self, options: &'s Options) -> impl Iterator<Item = &'s Decoded> {
        self.streams.iter().filter(|stream| {
            let component = stream.component.as_deref().unwrap_or("?");
            (options.streams.is_empty() || options.streams.contains(&stream.number))
                && (options.components.is_empty()
                    || options.components.iter().any(|wanted| wanted.eq_ignore_ascii_case(component)))
        })
    }

    /// For people: one line per message, and a summary per stream.
    ///
    /// # Errors
    /// What the output answers.
    pub fn print(&self, options: &Options, out: &mut impl Write) -> io::Result<()> {
        let mut shown = Shown::new(options.redact);
        let streams: Vec<&Decoded> = self.wanted(options).collect();
        human::print(self, &streams, options, &mut shown, out)?;
        summary::print(self, &streams, &mut shown, out)
    }

    /// For programs: JSON lines in the form of a transcript, with `fields`.
    ///
    /// # Errors
    /// What the output answers.
    pub fn print_json(&self, options: &Options, out: &mut impl Write) -> io::Result<()> {
        let mut shown = Shown::new(options.redact);
        let streams: Vec<&Decoded> = self.wanted(options).collect();
        json::print(self, &streams, options, &mut shown, out)
    }
}
