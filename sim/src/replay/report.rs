//! What a replay is asked for, and what it reports.

use clank_core::mail::Component;
use serde::Serialize;

use crate::capture::Transport;

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
    /// Answers whose bytes on the wire are the recorded ones.
    pub answers_identical: u32,
    /// Frames of the client that reached the others of its game world as they must.
    pub frames_relayed: u32,
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
pub struct ReplayOptions {
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

/// What came of several.
pub(crate) fn overall(verdicts: impl Iterator<Item = Verdict> + Clone) -> Verdict {
    let any = |wanted| verdicts.clone().any(|verdict| verdict == wanted);
    if any(Verdict::Differs) {
        Verdict::Differs
    } else if any(Verdict::Match) {
        Verdict::Match
    } else {
        Verdict::NotReplayable
    }
}

fn transport_name(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
    }
}

pub(crate) fn refused(number: u32, component: Option<Component>, transport: Transport, reason: &str) -> StreamReport {
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
        answers_identical: 0,
        frames_relayed: 0,
        differences: Vec::new(),
        transcript: String::new(),
        comparable: 0,
    }
}
