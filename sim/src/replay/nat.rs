//! The NAT service, datagram by datagram (NAT-1 to NAT-4).

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::ids::Component;
use clank_core::limits::Limits;
use clank_core::machine::NoTap;
use clank_core::nat::Nat;

use super::report::{Difference, StreamReport, Verdict, refused};
use crate::capture::{Dir, Flow, FlowKind, Transport};
use crate::world::World;

fn difference(frame: u32, field: &str, recorded: String, ours: String) -> Difference {
    Difference { frame, message: "NAT".into(), field: field.into(), recorded, ours }
}

fn address(answer: &[u8]) -> Option<(Ipv4Addr, u16)> {
    match *answer {
        [a, b, c, d, high, low] => Some((Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low]))),
        _ => None,
    }
}

/// What was said to the NAT service, and what was answered.
#[derive(Default)]
struct Conversation {
    /// Datagrams of the console.
    asked: u32,
    /// Recorded answers with their records.
    recorded: Vec<(u32, Vec<u8>)>,
    ours: Vec<Vec<u8>>,
}

/// Serves the console's datagrams to our NAT service.
fn serve(flow: &Flow) -> Conversation {
    let mut world = World::new(0);
    world.add(Component::Nat, Box::new(Nat::new(flow.server, &Limits::default())), &[], Box::new(NoTap));
    world.run_for(Duration::from_secs(1));
    let mut conversation = Conversation::default();
    // A translator between console and server changes the address it sees (NAT-4): the first answer tells it.
    let source =
        flow.datagrams(Dir::ToClient).find_map(address).map_or(flow.client, |(ip, port)| SocketAddrV4::new(ip, port));
    for event in &flow.events {
        let FlowKind::Datagram(bytes) = &event.kind else {
            continue;
        };
        if event.dir == Dir::ToClient {
            conversation.recorded.push((event.frame, bytes.clone()));
            continue;
        }
        conversation.asked += 1;
        world.datagram(source, flow.server, bytes);
        world.run_for(Duration::from_millis(10));
        while let Some((_, answer)) = world.receive(source) {
            conversation.ours.push(answer);
        }
    }
    conversation
}

/// The differences between a recorded answer and ours; without any, they are the same bytes.
fn differences(frame: u32, recorded: &[u8], ours: &[u8]) -> Vec<Difference> {
    let (Some((recorded_ip, recorded_port)), Some((our_ip, our_port))) = (address(recorded), address(ours)) else {
        return vec![difference(frame, "length", recorded.len().to_string(), ours.len().to_string())];
    };
    let mut differences = Vec::new();
    if recorded_ip != our_ip {
        differences.push(difference(frame, "Address", "<address>".into(), "another".into()));
    }
    if recorded_port != our_port {
        differences.push(difference(frame, "Port", recorded_port.to_string(), our_port.to_string()));
    }
    differences
}

/// Replays a conversation with the NAT service.
pub(super) fn replay(number: u32, flow: &Flow, mutated: Option<u32>) -> StreamReport {
    let mut report = refused(number, Some(Component::Nat), Transport::Udp, "");
    let Conversation { asked, mut recorded, ours } = serve(flow);
    report.frames_in = asked;
    report.answers_recorded = u32::try_from(recorded.len()).unwrap_or(u32::MAX);
    report.transcript = format!("{asked} requests and keep-alives, {} answers\n", recorded.len());
    // A recording may hold each answer as often as there are copies of its record.
    if recorded.len() != ours.len() {
        let frame = recorded.first().map_or(0, |(frame, _)| *frame);
        report.differences.push(difference(frame, "answers", recorded.len().to_string(), ours.len().to_string()));
    }
    for ((frame, recorded), ours) in recorded.iter_mut().zip(&ours) {
        if mutated == Some(report.comparable)
            && let Some(last) = recorded.last_mut()
        {
            *last ^= 1;
        }
        report.comparable += 1;
        report.answers_compared += 1;
        report.fields_compared += 2;
        let found = differences(*frame, recorded, ours);
        report.answers_identical += u32::from(found.is_empty());
        report.differences.extend(found);
    }
    report.reason = None;
    report.verdict = if !report.differences.is_empty() {
        Verdict::Differs
    } else if report.answers_compared > 0 {
        Verdict::Match
    } else {
        report.reason = Some("none of its requests was answered in the recording".into());
        Verdict::NotReplayable
    };
    report
}
