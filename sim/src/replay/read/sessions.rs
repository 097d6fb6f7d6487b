//! Connections to game servers with the datagrams that belong to them.

use std::collections::BTreeMap;

use super::streams::RecordedStream;
use crate::capture::{Flow, StreamKind};
use crate::dissect::FrameStream;

/// A connection to a game server, by numbers of streams, and the records of its datagrams; one of the two is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) tcp: Option<u32>,
    pub(crate) udp: Option<u32>,
    from: u32,
    until: u32,
}

impl Session {
    /// The part of a flow of datagrams that belongs to it.
    pub(crate) fn part(&self, udp: &RecordedStream<'_>) -> (Flow, FrameStream) {
        let within = |frame: u32| (self.from..self.until).contains(&frame);
        let mut flow = udp.flow.clone();
        flow.events.retain(|event| within(event.frame));
        let mut stream = udp.stream.clone();
        stream.messages.retain(|message| within(message.frame));
        (flow, stream)
    }
}

/// Pairs them: by the port that the server told, else by who talks with whom at the same time. A console that comes
/// again can have the same ports again: its datagrams belong to the connection before them.
pub(crate) fn sessions(streams: &[RecordedStream<'_>]) -> Vec<Session> {
    let udp = || streams.iter().filter(|stream| stream.kind == StreamKind::RtUdp);
    let mut sessions = Vec::new();
    let mut latest: BTreeMap<u32, usize> = BTreeMap::new();
    let mut games: Vec<&RecordedStream<'_>> = streams.iter().filter(|stream| stream.is_game()).collect();
    games.sort_by_key(|game| game.records().0);
    for game in games {
        let (first, last) = game.records();
        let fits = |one: &&RecordedStream<'_>| {
            let (begins, ends) = one.records();
            let ports = game
                .told_port()
                .map_or(one.flow.server.ip() == game.flow.server.ip(), |port| port == one.flow.server.port());
            ports && one.flow.client.ip() == game.flow.client.ip() && begins <= last && ends >= first
        };
        let found = udp().find(fits).map(|one| one.number);
        let before = found.and_then(|found| latest.insert(found, sessions.len()));
        if let Some(earlier) = before.and_then(|at| sessions.get_mut(at)) {
            let earlier: &mut Session = earlier;
            earlier.until = first;
        }
        let from = if before.is_some() { first } else { 0 };
        sessions.push(Session { tcp: Some(game.number), udp: found, from, until: u32::MAX });
    }
    for alone in udp().filter(|one| !latest.contains_key(&one.number)) {
        sessions.push(Session { tcp: None, udp: Some(alone.number), from: 0, until: u32::MAX });
    }
    sessions
}
