//! The NAT service, datagram by datagram (NAT-1 to NAT-4).

use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::ids::Component;
use clank_core::limits::Limits;
use clank_core::machine::NoTap;
use clank_core::nat::Nat;

use super::{Difference, StreamReport, Verdict, refused};
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

pub(super) fn replay(number: u32, flow: &Flow, mutated: Option<u32>) -> StreamReport {
    let mut world = World::new(0);
    world.add(Component::Nat, Box::new(Nat::new(flow.server, &Limits::default())), &[], Box::new(NoTap));
    world.run_for(core::time::Duration::from_secs(1));
    let mut report = refused(number, Some(Component::Nat), Transport::Udp, "");
    let mut answers: Vec<(u32, Vec<u8>)> = Vec::new();
    let mut ours: Vec<Vec<u8>> = Vec::new();
    // A translator between console and server changes the address it sees (NAT-4): the first answer tells it.
    let source =
        flow.datagrams(Dir::ToClient).find_map(address).map_or(flow.client, |(ip, port)| SocketAddrV4::new(ip, port));
    for event in &flow.events {
        let FlowKind::Datagram(bytes) = &event.kind else {
            continue;
        };
        if event.dir == Dir::ToClient {
            answers.push((event.frame, bytes.clone()));
            continue;
        }
        report.frames_in += 1;
        world.datagram(source, flow.server, bytes);
        world.run_for(core::time::Duration::from_millis(10));
        while let Some((_, answer)) = world.receive(source) {
            ours.push(answer);
        }
    }
    report.answers_recorded = u32::try_from(answers.len()).unwrap_or(u32::MAX);
    report.transcript = format!("{} requests and keep-alives, {} answers\n", report.frames_in, answers.len());
    // A recording may hold each answer as often as there are copies of its record.
    if answers.len() != ours.len() {
        let frame = answers.first().map_or(0, |(frame, _)| *frame);
        report.differences.push(difference(frame, "answers", answers.len().to_string(), ours.len().to_string()));
    }
    for ((frame, recorded), ours) in answers.iter_mut().zip(&ours) {
        if mutated == Some(report.comparable)
            && let Some(last) = recorded.last_mut()
        {
            *last ^= 1;
        }
        report.comparable += 1;
        report.answers_compared += 1;
        report.fields_compared += 2;
        match (address(recorded), address(ours)) {
            (Some((recorded_ip, recorded_port)), Some((our_ip, our_port))) => {
                if recorded_ip != our_ip {
                    report.differences.push(difference(*frame, "Address", "<address>".into(), "another".into()));
                }
                if recorded_port != our_port {
                    report.differences.push(difference(
                        *frame,
                        "Port",
                        recorded_port.to_string(),
                        our_port.to_string(),
                    ));
                }
                report.answers_identical += u32::from((recorded_ip, recorded_port) == (our_ip, our_port));
            }
            _ => report.differences.push(difference(
                *frame,
                "length",
                recorded.len().to_string(),
                ours.len().to_string(),
            )),
        }
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
