//! Capture files, packets and their recognition: made-up ones and rubbish.

use std::net::SocketAddrV4;

use clank_sim::capture::container;
use clank_sim::capture::packet::{Body, PacketParser};
use clank_sim::capture::recognise::{self, StreamKind};
use clank_sim::capture::records::{CaptureError, LinkType, Packet, Packets};
use clank_sim::capture::write::PcapWriter;
use clank_sim::capture::{Capture, Dir, FlowKind, Transport};
use etherparse::{IpFragOffset, IpNumber, Ipv4Header, PacketBuilder};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

fn client() -> SocketAddrV4 {
    "192.168.0.50:40000".parse().unwrap()
}

fn server() -> SocketAddrV4 {
    "203.0.113.7:10078".parse().unwrap()
}

fn rt_frame(id: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![id];
    frame.extend_from_slice(&u16::try_from(payload.len()).unwrap().to_le_bytes());
    frame.extend_from_slice(payload);
    frame
}

/// A capture of one of each: RT over TCP and UDP, NAT, peers, HTTP and TLS.
fn written() -> Vec<u8> {
    let mut out = PcapWriter::new(Vec::new()).unwrap();
    let at = |ip: &str, port| SocketAddrV4::new(ip.parse().unwrap(), port);
    let start = 1_600_000_000_000_000;
    let mut tls = out.tcp_open(start, client(), at("198.51.100.1", 443)).unwrap();
    out.tcp_data(start, &mut tls, Dir::ToServer, &[&[0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5][..]; 3].concat()).unwrap();
    let mut http = out.tcp_open(start, client(), at("198.51.100.1", 10071)).unwrap();
    out.tcp_data(start, &mut http, Dir::ToServer, b"GET / HTTP/1.1\r\n\r\n").unwrap();
    out.tcp_reset(start + 5, http, Dir::ToClient).unwrap();

    let mut rt = out.tcp_open(start + 10, client(), server()).unwrap();
    out.tcp_data(start + 11, &mut rt, Dir::ToServer, &rt_frame(0x12, &[7; 64])).unwrap();
    out.tcp_data(start + 12, &mut rt, Dir::ToClient, &rt_frame(0x13, &[8; 64])).unwrap();
    out.tcp_data(start + 13, &mut rt, Dir::ToClient, &rt_frame(0x0a, &[9; 4000])).unwrap();
    out.tcp_close(start + 14, rt, Dir::ToServer).unwrap();

    let nat = at("203.0.113.7", 10070);
    let peer = at("192.168.0.50", 6450);
    out.udp(start + 20, nat, peer, &[1, 2, 3, 4, 5, 6]).unwrap();
    out.udp(start + 21, peer, nat, &[1, 0, 0xe4, 0]).unwrap();
    let (far, dme) = (at("192.0.2.9", 6298), at("203.0.113.7", 40_001));
    out.udp(start + 22, peer, far, &[0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x81]).unwrap();
    out.udp(start + 23, dme, peer, &rt_frame(0x19, &[1; 25])).unwrap();
    out.udp(start + 24, peer, dme, &[rt_frame(0x16, &[1; 29]), rt_frame(0x0f, &[])].concat()).unwrap();
    out.into_inner()
}

#[test]
fn what_is_written_is_read() {
    let mut capture = Capture::read(&written()).unwrap();
    assert_eq!((capture.start_us, capture.damage.clone()), (1_600_000_000_000_000, None));
    assert_eq!(capture.skipped, Default::default());
    let streams = recognise::streams(&mut capture);
    let kinds: Vec<_> = streams.iter().map(|s| (s.number, s.flow, s.kind)).collect();
    assert_eq!(
        kinds,
        [(0, 2, StreamKind::RtTcp), (1, 3, StreamKind::Nat), (2, 4, StreamKind::Peer), (3, 5, StreamKind::RtUdp)]
    );
    let rt = &capture.flows[2];
    assert_eq!((rt.transport, rt.client, rt.server), (Transport::Tcp, client(), server()));
    assert_eq!(rt.stream(Dir::ToServer), rt_frame(0x12, &[7; 64]));
    assert_eq!(rt.stream(Dir::ToClient), [rt_frame(0x13, &[8; 64]), rt_frame(0x0a, &[9; 4000])].concat());
    let sizes: Vec<_> =
        rt.events.iter().map(|e| if let FlowKind::Data(data) = &e.kind { data.len() } else { 0 }).collect();
    assert_eq!(sizes, [0, 67, 67, 1460, 1460, 1083, 0, 0]);
    assert_eq!(capture.flows[3].client.port(), 6450, "the one who asks");
    assert_eq!(capture.flows[5].client.port(), 6450, "by the message ids");
    assert_eq!(capture.flows[5].datagrams(Dir::ToServer).next().unwrap().len(), 35);
}

#[test]
fn checksums_are_right() {
    for packet in container::read(&written()).unwrap().packets {
        let sliced = etherparse::SlicedPacket::from_ethernet(&packet.data).unwrap();
        let Some(etherparse::NetSlice::Ipv4(ip)) = sliced.net else { panic!() };
        assert_eq!(ip.header().to_header().calc_header_checksum(), ip.header().header_checksum());
        let header = ip.header().to_header();
        match sliced.transport.unwrap() {
            etherparse::TransportSlice::Tcp(tcp) => {
                let sum = tcp.to_header().calc_checksum_ipv4(&header, tcp.payload()).unwrap();
                assert_eq!(sum, tcp.checksum());
            }
            etherparse::TransportSlice::Udp(udp) => {
                let sum = udp.to_header().calc_checksum_ipv4(&header, udp.payload()).unwrap();
                assert_eq!(sum, udp.checksum());
            }
            _ => panic!(),
        }
    }
}

#[test]
fn a_file_that_breaks_off() {
    let whole = written();
    let all = container::read(&whole).unwrap().packets;
    let cut = container::read(&whole[..whole.len() - 5]).unwrap();
    assert_eq!(cut.packets, all[..all.len() - 1]);
    let damage = cut.damage.unwrap();
    assert_eq!(damage.after_packet as usize, all.len() - 1);
    assert!(damage.to_string().contains("cut off"), "{damage}");
}

#[test]
fn no_capture_at_all() {
    assert!(matches!(container::read(b""), Err(CaptureError::TooShort(0))));
    assert!(matches!(container::read(b"PK\x03\x04 and more"), Err(CaptureError::UnknownMagic(_))));
    assert!(matches!(container::read(&written()[..20]), Err(CaptureError::BadHeader(_))));
    assert!(matches!(container::read_from(&b"hello"[..]), Err(CaptureError::UnknownMagic(_))));
}

/// A pcapng block of either byte order.
fn block(big: bool, kind: u32, body: &[u8]) -> Vec<u8> {
    let word = |value: u32| {
        if big { value.to_be_bytes() } else { value.to_le_bytes() }
    };
    let padded = body.len().next_multiple_of(4);
    let size = u32::try_from(padded + 12).unwrap();
    let mut out = [word(kind), word(size)].concat();
    out.extend_from_slice(body);
    out.resize(8 + padded, 0);
    out.extend_from_slice(&word(size));
    out
}

fn pcapng(big: bool) -> Vec<u8> {
    let w = |value: u32| {
        if big { value.to_be_bytes() } else { value.to_le_bytes() }
    };
    let h = |value: u16| {
        if big { value.to_be_bytes() } else { value.to_le_bytes() }
    };
    let section = [&w(0x1a2b_3c4d)[..], &h(1), &h(0), &[0xff; 8]].concat();
    let interface = |link: u16, options: &[u8]| [&h(link)[..], &h(0), &w(0), options].concat();
    let nano = [&h(9)[..], &h(1), &[9, 0, 0, 0], &h(14), &h(8), &{
        if big { 10i64.to_be_bytes() } else { 10i64.to_le_bytes() }
    }]
    .concat();
    let zone = [&h(10)[..], &h(4), &[0; 4]].concat();
    let enhanced = |id: u32, stamp: u64, data: &[u8]| {
        let (high, low) = ((stamp >> 32) as u32, stamp as u32);
        let length = u32::try_from(data.len()).unwrap();
        [&w(id)[..], &w(high), &w(low), &w(length), &w(length), data].concat()
    };
    let mut old = enhanced(0, 6_000_000, b"old");
    old[..4].copy_from_slice(&[h(1), h(0)].concat());
    [
        block(big, 0x0a0d_0d0a, &section),
        block(big, 1, &interface(1, &zone)),
        block(big, 1, &interface(101, &nano)),
        block(big, 0x0bad_cafe, b"unknown"),
        block(big, 6, &enhanced(0, 5_000_000, b"micro")),
        block(big, 6, &enhanced(1, 5_000_000_000, b"nano")),
        block(big, 3, &[&w(6)[..], b"simple"].concat()),
        block(big, 2, &old),
    ]
    .concat()
}

#[test]
fn pcapng_of_both_byte_orders() {
    for big in [false, true] {
        let file = pcapng(big);
        let read = container::read(&file).unwrap();
        assert_eq!(read.damage, None);
        let found: Vec<_> = read.packets.iter().map(|p| (p.number, p.time_us, p.link, p.data.as_slice())).collect();
        let wanted: [(u32, i64, LinkType, &[u8]); 4] = [
            (1, 5_000_000, LinkType::Ethernet, b"micro"),
            (2, 15_000_000, LinkType::RawIp, b"nano"),
            (3, 15_000_000, LinkType::Ethernet, b"simple"),
            (4, 10_000_000 + 6000, LinkType::RawIp, b"old"),
        ];
        assert_eq!(found, wanted);
        let cut = container::read(&file[..file.len() - 1]).unwrap();
        assert_eq!((cut.packets.len(), cut.damage.unwrap().after_packet), (3, 3));
        // A second section of the other byte order begins with new interfaces.
        let two = container::read(&[file, pcapng(!big)].concat()).unwrap();
        assert_eq!((two.packets.len(), two.damage), (8, None));
        assert_eq!(two.packets[4].link, LinkType::Ethernet);
    }
}

fn udp_packet(payload: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    let (source, target) = (client(), server());
    PacketBuilder::ipv4(source.ip().octets(), target.ip().octets(), 64)
        .udp(source.port(), target.port())
        .write(&mut packet, payload)
        .unwrap();
    packet
}

fn packet(number: u32, link: LinkType, data: Vec<u8>) -> Packet {
    Packet { number, time_us: 0, link, data }
}

#[test]
fn link_layers() {
    let ip = udp_packet(b"hello");
    let with = |header: &[u8]| [header, &ip].concat();
    let ethernet = |tail: &[u8]| [&[0; 12][..], tail].concat();
    let cases = [
        (LinkType::RawIp, with(&[])),
        (LinkType::Loopback, with(&[2, 0, 0, 0])),
        (LinkType::LinuxSll, with(&[0; 16])),
        (LinkType::LinuxSll2, with(&[0; 20])),
        (LinkType::Ethernet, [with(&ethernet(&[8, 0])), vec![0; 9]].concat()),
        (LinkType::Ethernet, with(&ethernet(&[0x81, 0, 0, 5, 8, 0]))),
        (LinkType::Ethernet, with(&ethernet(&[0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 8, 0]))),
        (LinkType::Ethernet, with(&ethernet(&[0x88, 0x64, 0x11, 0, 0, 1, 0, 35, 0, 0x21]))),
    ];
    for (link, data) in cases {
        let mut parser = PacketParser::default();
        let segment = parser.parse(&packet(1, link, data)).unwrap();
        assert_eq!(segment.body, Body::Udp(b"hello".to_vec()), "{link:?}");
    }
    let mut parser = PacketParser::default();
    assert_eq!(parser.parse(&packet(1, LinkType::Ethernet, ethernet(&[0x86, 0xdd, 0x60]))), None);
    assert_eq!(parser.parse(&packet(2, LinkType::Other(147), ip)), None);
    assert_eq!((parser.skipped().ipv6, parser.skipped().other), (1, 1));
}

fn fragment(whole: &[u8], from: usize, to: usize) -> Vec<u8> {
    let part = &whole[from..to];
    let (source, target) = (client().ip().octets(), server().ip().octets());
    let mut header = Ipv4Header::new(u16::try_from(part.len()).unwrap(), 64, IpNumber::UDP, source, target).unwrap();
    header.identification = 77;
    header.more_fragments = to < whole.len();
    header.fragment_offset = IpFragOffset::try_new(u16::try_from(from / 8).unwrap()).unwrap();
    // Options: four times "no operation".
    header.options = [1; 4].into();
    header.set_payload_len(part.len()).unwrap();
    let mut out = Vec::new();
    header.write(&mut out).unwrap();
    out.extend_from_slice(part);
    out
}

#[test]
fn fragments_in_any_order_and_twice() {
    let payload: Vec<u8> = (0..100).collect();
    let whole = &udp_packet(&payload)[20..];
    let parts = [(0, 40), (32, 80), (80, whole.len())];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut parser = PacketParser::default();
        let mut found = Vec::new();
        for (number, &i) in order.iter().enumerate() {
            for _ in 0..if number < 2 { 2 } else { 1 } {
                let data = fragment(whole, parts[i].0, parts[i].1);
                let number = u32::try_from(number).unwrap() + 1;
                found.extend(parser.parse(&packet(number, LinkType::RawIp, data)));
            }
        }
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].frame, &found[0].body), (3, &Body::Udp(payload.clone())));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("proptest-regressions/capture-files.txt"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn arbitrary_bytes_are_no_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..300), magic in 0..4usize) {
        let magics: [&[u8]; 3] = [&[0x0a, 0x0d, 0x0d, 0x0a], &[0xd4, 0xc3, 0xb2, 0xa1], &[0xa1, 0xb2, 0x3c, 0x4d]];
        if let Some(magic) = magics.get(magic) && bytes.len() > 4 {
            bytes[..4].copy_from_slice(magic);
        }
        if let Ok(mut capture) = Capture::read(&bytes) {
            recognise::streams(&mut capture);
        }
    }

    #[test]
    fn damaged_files_are_no_panic(
        ng in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut file = if ng { pcapng(false) } else { written() };
        for (place, value) in changes {
            let place = place.index(file.len());
            file[place] = value;
        }
        file.truncate(cut.index(file.len()) + 1);
        if let Ok(mut capture) = Capture::read(&file) {
            recognise::streams(&mut capture);
        }
    }

    #[test]
    fn arbitrary_packets_are_no_panic(
        packets in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..80), 0..4usize), 0..20)
    ) {
        let links = [LinkType::Ethernet, LinkType::RawIp, LinkType::Loopback, LinkType::LinuxSll];
        let packets = packets
            .into_iter()
            .enumerate()
            .map(|(i, (mut data, link))| {
                if link == 1 && data.len() > 10 {
                    data[0] = 0x45;
                    data[9] = if i % 2 == 0 { 6 } else { 17 };
                }
                packet(u32::try_from(i).unwrap() + 1, links[link], data)
            })
            .collect();
        let mut capture = Capture::from_packets(Packets { packets, damage: None });
        recognise::streams(&mut capture);
    }
}
