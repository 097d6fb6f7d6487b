//! One stream after the other: whether it can be replayed, and what came of it.

use clank_core::mail::Component;

use super::report::{StreamReport, Verdict, overall, refused};
use crate::capture::{Dir, Transport};
use crate::dissect::FrameStream;
use crate::replay::compare::comparison::{Server, compare};
use crate::replay::compare::transcript;
use crate::replay::play::serve::{Served, serve};
use crate::replay::play::{accounts, game, host, lobby};
use crate::replay::read::exchange::{Exchange, exchanges};
use crate::replay::read::link::is_community;
use crate::replay::read::sessions::Session;
use crate::replay::read::streams::{RecordedSide, RecordedStream};

/// Why a stream cannot be replayed, if that can be told before it is tried.
fn obstacle(stream: &FrameStream) -> Option<&'static str> {
    let mut mine = stream.messages.iter().filter(|message| message.dir == Dir::ToServer).peekable();
    if stream.dialect.version.is_ps3() {
        return Some("the certificates of PS3 titles are out of scope");
    }
    if mine.peek().is_none() {
        return Some("no frame of the client is recorded");
    }
    let unknown = stream.keys.client.is_none() && stream.keys.server.is_none();
    let unreadable = unknown && mine.any(|message| message.plain.is_none());
    unreadable.then_some("the client's side is encrypted under a key that is not known")
}

/// A report that says no more than what is recorded.
fn counted(number: u32, component: Option<Component>, transport: Transport, stream: &FrameStream) -> StreamReport {
    let count =
        |dir| u32::try_from(stream.messages.iter().filter(|message| message.dir == dir).count()).unwrap_or(u32::MAX);
    let report = refused(number, component, transport, "");
    StreamReport { frames_in: count(Dir::ToServer), answers_recorded: count(Dir::ToClient), ..report }
}

fn refuse(report: StreamReport, reason: &str) -> StreamReport {
    StreamReport { reason: Some(reason.to_owned()), ..report }
}

/// A TCP stream that belongs to no game server.
pub(super) fn tcp(read: &RecordedStream<'_>, mutated: Option<u32>) -> StreamReport {
    let RecordedStream { number, component, flow, stream, .. } = read;
    let report = counted(*number, *component, Transport::Tcp, stream);
    let Some(known) = *component else {
        return refuse(report, "nothing that can be read tells its component");
    };
    if let Some(reason) = obstacle(stream) {
        return refuse(report, reason);
    }
    let recorded = exchanges(&stream.messages, stream.dialect);
    let seed_state = match known {
        Component::Mls => lobby::seed_state(stream, flow, &recorded),
        Component::Mps => host::seed_state(stream, flow),
        _ => accounts::seed_state(known, stream, flow),
    };
    match seed_state {
        Ok(seed_state) => {
            let (served, _) = serve(seed_state, Some(read.side()), None, &recorded);
            compared(report, stream, &recorded, served, mutated)
        }
        Err(reason) => refuse(report, &reason),
    }
}

/// What our machines made of a stream beside what was recorded.
fn compared(
    report: StreamReport,
    stream: &FrameStream,
    recorded: &[Exchange],
    served: Served,
    mutated: Option<u32>,
) -> StreamReport {
    let ours = exchanges(&served.messages, stream.dialect);
    let game = report.component == Some(Component::Dme(0).to_string());
    let server = Server { community: is_community(stream), game, lossy: report.transport == "udp" };
    let mut outcome = compare(recorded, &ours, stream.dialect, mutated, server);
    outcome.differences.extend(served.reached.differences);
    if outcome.differences.is_empty() && outcome.answers == 0 {
        return refuse(report, "none of its requests was answered in the recording");
    }
    StreamReport {
        verdict: if outcome.differences.is_empty() { Verdict::Match } else { Verdict::Differs },
        reason: None,
        answers_compared: outcome.answers,
        fields_compared: outcome.fields,
        fields_allowed: outcome.tolerated,
        answers_identical: outcome.identical,
        frames_relayed: served.reached.frames,
        differences: outcome.differences,
        transcript: transcript::transcript(recorded, &ours, stream.dialect),
        comparable: outcome.comparable,
        ..report
    }
}

/// A stream of a game server: every session that it belongs to is served whole, and what concerns it is compared.
pub(super) fn game(
    read: &RecordedStream<'_>,
    all: &[RecordedStream<'_>],
    sessions: &[Session],
    mutated: Option<u32>,
) -> StreamReport {
    let mine = sessions.iter().filter(|session| [session.tcp, session.udp].contains(&Some(read.number)));
    let mut reports = mine.map(|session| session_of(read, all, session, mutated));
    let first = reports.next().unwrap_or_else(|| refused(read.number, None, read.flow.transport, "it has no session"));
    reports.fold(first, joined)
}

fn session_of(
    read: &RecordedStream<'_>,
    all: &[RecordedStream<'_>],
    session: &Session,
    mutated: Option<u32>,
) -> StreamReport {
    let of = |number: Option<u32>| all.iter().find(|one| Some(one.number) == number);
    let (tcp, udp) = (of(session.tcp), of(session.udp).map(|udp| session.part(udp)));
    let udp = udp.as_ref().map(|(flow, stream)| RecordedSide { flow, stream });
    let tcp = tcp.map(RecordedStream::side);
    let transport = read.flow.transport;
    let own = if transport == Transport::Tcp { tcp } else { udp };
    let Some(RecordedSide { stream, .. }) = own else {
        return refused(read.number, None, transport, "it has no session");
    };
    let report = counted(read.number, Some(Component::Dme(0)), transport, stream);
    // Datagrams are nothing without their connection.
    if let Some(reason) = tcp.and_then(|tcp| obstacle(tcp.stream)).or_else(|| obstacle(stream)) {
        return refuse(report, reason);
    }
    let recorded = exchanges(&stream.messages, stream.dialect);
    match game::seed_state(tcp, udp) {
        Ok(seed_state) => {
            let (by_tcp, by_udp) = serve(seed_state, tcp, udp, &[]);
            let served = if transport == Transport::Tcp { by_tcp } else { by_udp };
            compared(report, stream, &recorded, served, mutated)
        }
        Err(reason) => refuse(report, &reason),
    }
}

/// Two sessions that share their datagrams' ports, as one report.
fn joined(one: StreamReport, other: StreamReport) -> StreamReport {
    let verdict = overall([one.verdict, other.verdict].into_iter());
    let reason = if verdict == Verdict::NotReplayable { one.reason.or(other.reason) } else { None };
    StreamReport {
        verdict,
        reason,
        frames_in: one.frames_in + other.frames_in,
        answers_recorded: one.answers_recorded + other.answers_recorded,
        answers_compared: one.answers_compared + other.answers_compared,
        fields_compared: one.fields_compared + other.fields_compared,
        fields_allowed: one.fields_allowed + other.fields_allowed,
        answers_identical: one.answers_identical + other.answers_identical,
        frames_relayed: one.frames_relayed + other.frames_relayed,
        differences: one.differences.into_iter().chain(other.differences).collect(),
        transcript: one.transcript + &other.transcript,
        comparable: one.comparable + other.comparable,
        ..one
    }
}
