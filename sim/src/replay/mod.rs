//! Replay: the client's bytes of a recording are served to our machines under a virtual clock, and
//! what comes out is compared with what the recorded server sent.

mod allowed;
mod compare;
mod director;
mod exchange;
mod fixture;
mod lobby;
mod nat;
mod serve;
mod transcript;

use serde::Serialize;

use clank_core::mail::Component;

use crate::capture::{Capture, Kind, Stream as Recognised, Transport};
use crate::dissect::{Keyring, Stream, component, dissect};

/// What came of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every recorded answer of a readable request was compared, and none differs.
    Match,
    /// Something differs.
    Differs,
    /// It cannot be replayed.
    NotReplayable,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The record of the recorded answer, or of the request.
    pub frame: u32,
    /// The message.
    pub message: String,
    /// The field, or what about the message as a whole.
    pub field: String,
    /// What was recorded.
    pub recorded: String,
    /// What we sent.
    pub ours: String,
}

/// The report of one stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StreamReport {
    /// Its number.
    pub stream: u32,
    /// The component that it belongs to.
    pub component: Option<String>,
    /// `tcp` or `udp`.
    pub transport: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// Why it cannot be replayed, in words.
    pub reason: Option<String>,
    /// Frames or datagrams of the client.
    pub frames_in: u32,
    /// Frames or datagrams of the recorded server.
    pub answers_recorded: u32,
    /// Those that were compared.
    pub answers_compared: u32,
    /// Fields that were compared.
    pub fields_compared: u32,
    /// Fields that differ and may.
    pub fields_allowed: u32,
    /// Fields that differ and may not.
    pub differences: Vec<Difference>,
    /// Both sides of the conversation beside each other, personal data masked.
    #[serde(skip)]
    pub transcript: String,
    /// How many fields outside the table were compared: what a mutation can choose from.
    #[serde(skip)]
    pub comparable: u32,
}

/// The report of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The file's name as given.
    pub file: String,
    /// `differs` if a stream does, else `match` if one does, else `not-replayable`.
    pub verdict: Verdict,
    /// Its streams.
    pub streams: Vec<StreamReport>,
    /// Where and why the file breaks off, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
}

/// What to replay.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only this component.
    pub component: Option<String>,
    /// Only this stream.
    pub stream: Option<u32>,
    /// For tests of the comparison: changes what is taken for recorded, after the fixtures were made of it.
    pub mutation: Option<Mutation>,
}

/// A change of one recorded field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutation {
    /// The stream.
    pub stream: u32,
    /// Which of its comparable fields, counted over the stream.
    pub field: u32,
}

/// Replays every stream of a recording.
#[must_use]
pub fn replay(
    file: &str,
    capture: &Capture,
    recognised: &[Recognised],
    ring: &Keyring,
    options: &Options,
) -> FileReport {
    let mut streams = Vec::new();
    for Recognised { number, flow, kind } in recognised {
        let (number, Some(flow)) = (*number, capture.flows.get(*flow)) else { continue };
        if options.stream.is_some_and(|wanted| wanted != number) {
            continue;
        }
        let mutated =
            options.mutation.as_ref().filter(|mutation| mutation.stream == number).map(|mutation| mutation.field);
        let report = match kind {
            Kind::RtTcp => {
                let stream = dissect(flow, ring);
                let component = component(&stream, flow.server.port());
                tcp(number, component, &stream, flow, mutated)
            }
            Kind::Nat => nat::replay(number, flow, mutated),
            _ => refused(number, None, flow.transport, "datagrams of game worlds and of peers are not served yet"),
        };
        let wanted = options.component.as_ref().is_none_or(|wanted| {
            report.component.as_ref().is_some_and(|component| component.eq_ignore_ascii_case(wanted))
        });
        if wanted {
            streams.push(report);
        }
    }
    let any = |verdict| streams.iter().any(|stream: &StreamReport| stream.verdict == verdict);
    let verdict = if any(Verdict::Differs) {
        Verdict::Differs
    } else if any(Verdict::Match) {
        Verdict::Match
    } else {
        Verdict::NotReplayable
    };
    FileReport { file: file.to_owned(), verdict, streams, damage: capture.damage.as_ref().map(ToString::to_string) }
}

fn transport_name(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
    }
}

fn refused(number: u32, component: Option<Component>, transport: Transport, reason: &str) -> StreamReport {
    StreamReport {
        stream: number,
        component: component.map(|component| component.to_string()),
        transport: transport_name(transport),
        verdict: Verdict::NotReplayable,
        reason: Some(reason.to_owned()),
        frames_in: 0,
        answers_recorded: 0,
        answers_compared: 0,
        fields_compared: 0,
        fields_allowed: 0,
        differences: Vec::new(),
        transcript: String::new(),
        comparable: 0,
    }
}

fn tcp(
    number: u32,
    component: Option<Component>,
    stream: &Stream,
    flow: &crate::capture::Flow,
    mutated: Option<u32>,
) -> StreamReport {
    let count =
        |dir| u32::try_from(stream.messages.iter().filter(|message| message.dir == dir).count()).unwrap_or(u32::MAX);
    let frames_in = count(crate::capture::Dir::ToServer);
    let answers_recorded = count(crate::capture::Dir::ToClient);
    let refuse = |reason: &str| {
        let report = refused(number, component, Transport::Tcp, reason);
        StreamReport { frames_in, answers_recorded, ..report }
    };
    let Some(known) = component else {
        return refuse("nothing that can be read tells its component");
    };
    if !matches!(known, Component::Muis | Component::Mas | Component::Mls) {
        return refuse(&format!("the {} is not served yet", known));
    }
    if stream.dialect.version.is_ps3() {
        return refuse("the certificates of PS3 titles are out of scope");
    }
    if frames_in == 0 {
        return refuse("no frame of the client is recorded");
    }
    let unreadable =
        stream.messages.iter().any(|message| message.dir == crate::capture::Dir::ToServer && message.plain.is_none());
    if unreadable && stream.keys.client.is_none() && stream.keys.server.is_none() {
        return refuse("the client's side is encrypted under a key that is not known");
    }
    let recorded = exchange::exchanges(&stream.messages, stream.dialect);
    let fixture = match known {
        Component::Mls => lobby::fixture(stream, flow, &recorded),
        _ => fixture::fixture(known, stream, flow),
    };
    let fixture = match fixture {
        Ok(fixture) => fixture,
        Err(reason) => return refuse(&reason),
    };
    let ours = serve::serve(fixture, flow, stream, &recorded);
    let ours_exchanges = exchange::exchanges(&ours, stream.dialect);
    let outcome = compare::compare(&recorded, &ours_exchanges, stream.dialect, mutated, fixture::is_community(stream));
    let verdict = if !outcome.differences.is_empty() {
        Verdict::Differs
    } else if outcome.answers == 0 {
        return refuse("none of its requests was answered in the recording");
    } else {
        Verdict::Match
    };
    StreamReport {
        stream: number,
        component: Some(known.to_string()),
        transport: "tcp",
        verdict,
        reason: None,
        frames_in,
        answers_recorded,
        answers_compared: outcome.answers,
        fields_compared: outcome.fields,
        fields_allowed: outcome.allowed,
        differences: outcome.differences,
        transcript: transcript::transcript(&recorded, &ours_exchanges, stream.dialect),
        comparable: outcome.comparable,
    }
}
