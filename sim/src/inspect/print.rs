//! The two forms of a recording: for people, and for programs.

use std::io::{self, Write};

use super::inspection::Inspection;
use super::options::InspectOptions;
use super::show::Shown;
use super::{human, json, summary};
use crate::dissect::Decoded;

impl Inspection<'_> {
    /// For people: one line per message, and a summary per stream.
    ///
    /// # Errors
    /// What the output answers.
    pub fn print(&self, options: &InspectOptions, out: &mut impl Write) -> io::Result<()> {
        let mut shown = Shown::new(options.redact);
        let streams: Vec<&Decoded> = self.wanted(options).collect();
        human::print(self, &streams, options, &mut shown, out)?;
        summary::print(self, &streams, &mut shown, out)
    }

    /// For programs: JSON lines in the form of a transcript, with `fields`.
    ///
    /// # Errors
    /// What the output answers.
    pub fn print_json(&self, options: &InspectOptions, out: &mut impl Write) -> io::Result<()> {
        let mut shown = Shown::new(options.redact);
        let streams: Vec<&Decoded> = self.wanted(options).collect();
        json::print(self, &streams, options, &mut shown, out)
    }
}
