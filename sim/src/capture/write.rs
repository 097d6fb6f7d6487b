//! Writing recordings: classic pcap with whole TCP connections, so that any tool opens them.

use core::time::Duration;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddrV4;

use etherparse::PacketBuilder;
use pcap_file::pcap::{PcapPacket, PcapWriter as Writer};

/// Bytes of a stream in one packet.
const SEGMENT: usize = 1400;

/// Writes virtual traffic as packets.
pub struct PcapWriter<W: Write> {
    writer: Writer<W>,
    /// The next sequence number from one end to another.
    sequence: BTreeMap<(SocketAddrV4, SocketAddrV4), u32>,
}

impl<W: Write> PcapWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What the output says.
    pub fn new(output: W) -> std::io::Result<Self> {
        let writer = Writer::new(output).map_err(std::io::Error::other)?;
        Ok(Self { writer, sequence: BTreeMap::new() })
    }

    fn packet(&mut self, time_us: i64, packet: &[u8]) -> std::io::Result<()> {
        let time = Duration::from_micros(u64::try_from(time_us).unwrap_or_default());
        let length = u32::try_from(packet.len()).unwrap_or(u32::MAX);
        self.writer.write_packet(&PcapPacket::new(time, length, packet)).map_err(std::io::Error::other)?;
        Ok(())
    }

    fn segment(
        &mut self,
        time_us: i64,
        from: SocketAddrV4,
        to: SocketAddrV4,
        (flags, data): (&str, &[u8]),
    ) -> std::io::Result<()> {
        let sequence = self.sequence.get(&(from, to)).copied().unwrap_or(1000);
        let acknowledged = self.sequence.get(&(to, from)).copied();
        let mut builder = PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2])
            .ipv4(from.ip().octets(), to.ip().octets(), 64)
            .tcp(from.port(), to.port(), sequence, 65535);
        if let Some(acknowledged) = acknowledged {
            builder = builder.ack(acknowledged);
        }
        builder = match flags {
            "syn" => builder.syn(),
            "fin" => builder.fin(),
            _ => builder.psh(),
        };
        let mut packet = Vec::new();
        builder.write(&mut packet, data).map_err(std::io::Error::other)?;
        let size = u32::try_from(data.len()).unwrap_or_default() + u32::from(flags != "data");
        self.sequence.insert((from, to), sequence.wrapping_add(size));
        self.packet(time_us, &packet)
    }

    /// A connection opens.
    ///
    /// # Errors
    /// What the output says.
    pub fn open(&mut self, time_us: i64, client: SocketAddrV4, server: SocketAddrV4) -> std::io::Result<()> {
        self.segment(time_us, client, server, ("syn", &[]))?;
        self.segment(time_us, server, client, ("syn", &[]))
    }

    /// Bytes of a stream.
    ///
    /// # Errors
    /// What the output says.
    pub fn data(&mut self, time_us: i64, from: SocketAddrV4, to: SocketAddrV4, data: &[u8]) -> std::io::Result<()> {
        data.chunks(SEGMENT).try_for_each(|piece| self.segment(time_us, from, to, ("data", piece)))
    }

    /// One end says goodbye.
    ///
    /// # Errors
    /// What the output says.
    pub fn fin(&mut self, time_us: i64, from: SocketAddrV4, to: SocketAddrV4) -> std::io::Result<()> {
        self.segment(time_us, from, to, ("fin", &[]))
    }

    /// A datagram.
    ///
    /// # Errors
    /// What the output says.
    pub fn datagram(&mut self, time_us: i64, from: SocketAddrV4, to: SocketAddrV4, data: &[u8]) -> std::io::Result<()> {
        let mut packet = Vec::new();
        PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2])
            .ipv4(from.ip().octets(), to.ip().octets(), 64)
            .udp(from.port(), to.port())
            .write(&mut packet, data)
            .map_err(std::io::Error::other)?;
        self.packet(time_us, &packet)
    }
}
