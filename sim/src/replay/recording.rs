//! A whole recording, stream by stream.

use clank_core::mail::Component;

use super::report::{FileReport, ReplayOptions, overall, refused};
use super::{nat, streams};
use crate::capture::{Capture, RecognisedStream, StreamKind};
use crate::dissect::Keyring;
use crate::replay::read::sessions::sessions;
use crate::replay::read::streams::streams_of;

/// Replays every stream of a recording.
#[must_use]
pub fn replay(
    file: &str,
    capture: &Capture,
    recognised: &[RecognisedStream],
    ring: &Keyring,
    options: &ReplayOptions,
) -> FileReport {
    let read = streams_of(capture, recognised, ring);
    let games = sessions(&read);
    let mut reports = Vec::new();
    for one in read.iter().filter(|one| options.stream.is_none_or(|wanted| wanted == one.number)) {
        let mutated = options.mutation.as_ref().filter(|mutation| mutation.stream == one.number);
        let mutated = mutated.map(|mutation| mutation.field);
        let report = match (one.kind, one.component) {
            (StreamKind::RtTcp, Some(Component::Dme(_))) | (StreamKind::RtUdp, _) => {
                streams::game(one, &read, &games, mutated)
            }
            (StreamKind::RtTcp, _) => streams::tcp(one, mutated),
            (StreamKind::Nat, _) => nat::replay(one.number, one.flow, mutated),
            (StreamKind::Peer | StreamKind::Other, _) => {
                refused(one.number, None, one.flow.transport, "consoles send these datagrams to each other")
            }
        };
        let wanted = options.component.as_ref().is_none_or(|wanted| {
            report.component.as_ref().is_some_and(|component| component.eq_ignore_ascii_case(wanted))
        });
        if wanted {
            reports.push(report);
        }
    }
    let verdict = overall(reports.iter().map(|report| report.verdict));
    let damage = capture.damage.as_ref().map(ToString::to_string);
    FileReport { file: file.to_owned(), verdict, streams: reports, damage }
}
