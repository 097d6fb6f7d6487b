//! TCP streams from made-up segments.

use std::net::SocketAddrV4;

use clank_sim::capture::packet::{Body, Segment, TcpSegment};
use clank_sim::capture::recognise::{self, StreamKind};
use clank_sim::capture::tcp::TcpFlows;
use clank_sim::capture::{Dir, Flow, FlowKind};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

fn client() -> SocketAddrV4 {
    "192.168.0.50:40000".parse().unwrap()
}

fn server() -> SocketAddrV4 {
    "203.0.113.7:10078".parse().unwrap()
}

/// A TCP conversation at the level of segments; each call is one packet.
#[derive(Default)]
struct Script {
    flows: TcpFlows,
    frame: u32,
    opened: u32,
}

impl Script {
    fn send(&mut self, dir: Dir, tcp: TcpSegment) -> &mut Self {
        let (source, target) = if dir == Dir::ToServer { (client(), server()) } else { (server(), client()) };
        self.frame += 1;
        let time_us = i64::from(self.frame) * 1000;
        let segment = Segment { frame: self.frame, time_us, source, target, body: Body::Tcp(tcp) };
        if self.flows.add(segment, self.opened, true) == Some(true) {
            self.opened += 1;
        }
        self
    }

    fn up(&mut self, seq: u32, data: &[u8]) -> &mut Self {
        self.send(Dir::ToServer, data_segment(seq, data))
    }

    fn down(&mut self, seq: u32, data: &[u8]) -> &mut Self {
        self.send(Dir::ToClient, data_segment(seq, data))
    }

    fn ack(&mut self, dir: Dir, ack: u32) -> &mut Self {
        self.send(dir, TcpSegment { ack: Some(ack), ..TcpSegment::default() })
    }

    fn open(&mut self, client_isn: u32, server_isn: u32) -> &mut Self {
        let syn = TcpSegment { seq: client_isn, syn: true, ..TcpSegment::default() };
        let ack = Some(client_isn.wrapping_add(1));
        let answer = TcpSegment { seq: server_isn, ack, syn: true, ..TcpSegment::default() };
        self.send(Dir::ToServer, syn).send(Dir::ToClient, answer)
    }

    fn fin(&mut self, dir: Dir, seq: u32) -> &mut Self {
        self.send(dir, TcpSegment { seq, fin: true, ..TcpSegment::default() })
    }

    fn finish(&mut self) -> Vec<Flow> {
        std::mem::take(&mut self.flows).finish()
    }

    fn only(&mut self) -> Flow {
        let mut flows = self.finish();
        assert_eq!(flows.len(), 1);
        flows.remove(0)
    }
}

fn data_segment(seq: u32, data: &[u8]) -> TcpSegment {
    let wire_len = u32::try_from(data.len()).unwrap();
    TcpSegment { seq, data: data.to_vec(), wire_len, ..TcpSegment::default() }
}

/// Events as short words: `7>abc` is data to the server complete in frame 7.
fn words(flow: &Flow) -> Vec<String> {
    let word = |kind: &FlowKind| match kind {
        FlowKind::Opened => "open".to_owned(),
        FlowKind::Data(data) | FlowKind::Datagram(data) => String::from_utf8_lossy(data).into_owned(),
        FlowKind::Gap { bytes } => bytes.map_or("gap?".to_owned(), |bytes| format!("gap{bytes}")),
        FlowKind::Fin => "fin".to_owned(),
        FlowKind::Reset => "reset".to_owned(),
    };
    let arrow = |dir| if dir == Dir::ToServer { '>' } else { '<' };
    flow.events.iter().map(|e| format!("{}{}{}", e.frame, arrow(e.dir), word(&e.kind))).collect()
}

#[test]
fn a_plain_connection() {
    let flow = Script::default()
        .open(99, 499)
        .up(100, b"abc")
        .down(500, b"xy")
        .fin(Dir::ToServer, 103)
        .fin(Dir::ToClient, 502)
        .only();
    assert_eq!(words(&flow), ["1>open", "3>abc", "4<xy", "5>fin", "6<fin"]);
    assert_eq!((flow.client, flow.server), (client(), server()));
    assert!(flow.complete_start && flow.client_certain);
}

#[test]
fn retransmission_overlap_and_reorder() {
    let flow = Script::default()
        .open(99, 499)
        .up(100, b"abc")
        .up(100, b"abc")
        .up(102, b"cde")
        .up(107, b"h")
        .up(105, b"fg")
        .only();
    assert_eq!(words(&flow), ["1>open", "3>abc", "5>de", "7>fg", "7>h"]);
}

#[test]
fn every_packet_twice() {
    let mut script = Script::default();
    script.open(99, 499).open(99, 499);
    script.up(100, b"abc").up(100, b"abc").fin(Dir::ToServer, 103).fin(Dir::ToServer, 103);
    assert_eq!(words(&script.only()), ["1>open", "5>abc", "7>fin"]);
}

#[test]
fn a_lost_segment_leaves_a_gap() {
    let flow = Script::default().open(99, 499).up(100, b"abc").up(106, b"ghi").down(500, b"x").only();
    assert_eq!(words(&flow), ["1>open", "3>abc", "4>gap3", "4>ghi", "5<x"]);
}

#[test]
fn lost_at_the_start_and_at_the_end() {
    let flow = Script::default().open(99, 499).up(104, b"e").ack(Dir::ToClient, 110).fin(Dir::ToClient, 503).only();
    assert_eq!(words(&flow), ["1>open", "3>gap4", "3>e", "4>gap5", "5<gap3", "5<fin"]);
}

#[test]
fn joined_in_the_middle() {
    let flow = Script::default().down(500, b"x").up(103, b"d").up(100, b"abc").only();
    assert_eq!(words(&flow), ["1<gap?", "1<x", "3>gap?", "3>abc", "3>d"]);
    assert_eq!(flow.client, client(), "by the port");
    assert!(!flow.complete_start && !flow.client_certain);
}

#[test]
fn sequence_numbers_wrap_round() {
    let flow =
        Script::default().open(u32::MAX - 2, u32::MAX).up(u32::MAX - 1, b"abcd").down(0, b"x").up(2, b"ef").only();
    assert_eq!(words(&flow), ["1>open", "3>abcd", "4<x", "5>ef"]);
    let flow = Script::default().up(1, b"d").up(u32::MAX - 1, b"abc").only();
    assert_eq!(words(&flow), ["2>gap?", "2>abc", "2>d"]);
}

#[test]
fn keep_alive_probes_are_no_data() {
    let flow = Script::default().open(99, 499).up(100, b"abc").up(102, b"\0").up(102, b"").up(103, b"d").only();
    assert_eq!(words(&flow), ["1>open", "3>abc", "6>d"]);
    let flow = Script::default().ack(Dir::ToClient, 103).up(102, b"\0").up(103, b"d").only();
    assert_eq!(words(&flow), ["3>gap?", "3>d"]);
}

#[test]
fn a_port_used_again_is_a_new_flow() {
    let mut script = Script::default();
    script.open(99, 499).up(100, b"abc").fin(Dir::ToServer, 103).fin(Dir::ToClient, 500);
    script.open(7000, 9000).up(7001, b"new");
    let flows = script.finish();
    assert_eq!(words(&flows[0]), ["1>open", "3>abc", "4>fin", "5<fin"]);
    assert_eq!(words(&flows[1]), ["6>open", "8>new"]);
    assert_eq!((flows[0].index, flows[1].index), (0, 1));
}

#[test]
fn a_reset_and_then_a_new_connection_without_its_syn() {
    let mut script = Script::default();
    script.open(99, 499).up(100, b"abc");
    script.send(Dir::ToClient, TcpSegment { rst: true, ..TcpSegment::default() });
    script.up(900_000_000, b"new");
    let flows = script.finish();
    assert_eq!(words(&flows[0]), ["1>open", "3>abc", "4<reset"]);
    assert_eq!(words(&flows[1]), ["5>gap?", "5>new"]);
}

#[test]
fn only_the_answer_to_the_syn_was_recorded() {
    let answer = TcpSegment { seq: 499, ack: Some(100), syn: true, ..TcpSegment::default() };
    let flow = Script::default().send(Dir::ToClient, answer).up(102, b"c").only();
    assert_eq!(words(&flow), ["2>gap2", "2>c"]);
    assert_eq!(flow.client, client());
    assert!(flow.client_certain && flow.complete_start);
}

fn rt_frame(id: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![id];
    frame.extend_from_slice(&u16::try_from(payload.len()).unwrap().to_le_bytes());
    frame.extend_from_slice(payload);
    frame
}

#[test]
fn a_stream_joined_inside_a_frame_is_recognised() {
    let mut script = Script::default();
    let long = rt_frame(0x0a, &[0xff; 300]);
    script.down(500, &long[100..]).down(703, &rt_frame(0x05, &[0xa5])).down(707, &rt_frame(0x1a, &[1, 0]));
    let flow = script.only();
    assert_eq!(recognise::recognise(&flow).kind, StreamKind::RtTcp);
    let place = recognise::first_frame(&flow, Dir::ToClient).unwrap();
    assert_eq!(flow.events[place].kind, FlowKind::Data(rt_frame(0x05, &[0xa5])));
}

/// One way of sending: pieces of a stream, each sent once and some again with other borders, out of order.
fn sending() -> impl Strategy<Value = (Vec<u8>, Vec<(usize, usize)>, u32)> {
    let data = prop::collection::vec(any::<u8>(), 1..400);
    (data, any::<u32>()).prop_flat_map(|(data, isn)| {
        let length = data.len();
        let cuts = prop::collection::btree_set(1..=length, 0..20);
        let again = prop::collection::vec((0..length, 1..60usize), 0..10);
        let delays = prop::collection::vec(0..6usize, 40);
        (cuts, again, delays).prop_map(move |(cuts, again, delays)| {
            let mut from = 0;
            let mut pieces = Vec::new();
            for to in cuts.into_iter().chain([length]).filter(|&to| to > 0) {
                if to > from {
                    pieces.push((from, to));
                    from = to;
                }
            }
            for (from, size) in again {
                let place = from % (pieces.len() + 1);
                pieces.insert(place, (from, (from + size).min(length)));
            }
            let mut order: Vec<_> = pieces.into_iter().enumerate().collect();
            order.sort_by_key(|(place, _)| place + delays[place % delays.len()]);
            (data.clone(), order.into_iter().map(|(_, piece)| piece).collect(), isn)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("proptest-regressions/capture-tcp.txt"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_way_of_sending_gives_the_same_stream((data, pieces, isn) in sending(), with_syn in any::<bool>()) {
        let mut script = Script::default();
        if with_syn {
            script.open(isn, 5);
        }
        for (from, to) in pieces {
            let seq = isn.wrapping_add(1).wrapping_add(u32::try_from(from).unwrap());
            script.up(seq, &data[from..to]);
        }
        let flow = script.only();
        prop_assert_eq!(flow.stream(Dir::ToServer), data);
        let lost = flow.events.iter().any(|e| matches!(e.kind, FlowKind::Gap { bytes: Some(_) }));
        prop_assert!(!lost);
        prop_assert!(flow.events.is_sorted_by_key(|e| e.frame));
    }

}
