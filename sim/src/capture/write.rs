//! Writes simulated traffic as a classic pcap file which Wireshark and this module can read.
//!
//! Packets look like those of an Ethernet with correct checksums. A datagram larger than the usual 1500
//! bytes is written as one large packet, not as fragments.

use std::io::Write;
use std::net::SocketAddrV4;
use std::time::Duration;

use etherparse::{PacketBuilder, PacketBuilderStep, TcpHeader};
use pcap_file::pcap::{PcapHeader, PcapPacket, PcapWriter as Classic};
use pcap_file::{DataLink, Endianness, PcapError, TsResolution};
use thiserror::Error;

use super::flow::Dir;

/// Data bytes of one TCP segment.
pub const SEGMENT: usize = 1460;
/// The largest UDP payload that fits an IPv4 packet.
pub const MAX_DATAGRAM: usize = 65_507;
const SNAPLEN: u32 = 262_144;
const WINDOW: u16 = 32_768;
const TTL: u8 = 64;

/// Why nothing was written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The writer below failed.
    #[error("the capture could not be written")]
    Io(#[from] std::io::Error),
    /// The time does not fit the format: 1970 to 2106.
    #[error("{0} microseconds since 1970 cannot be written in a pcap file")]
    Time(i64),
    /// More than [`MAX_DATAGRAM`] bytes.
    #[error("a datagram of {0} bytes is too large")]
    TooLarge(usize),
    /// A packet the format cannot hold.
    #[error("a packet could not be built: {0}")]
    Packet(String),
}

impl From<PcapError> for WriteError {
    fn from(error: PcapError) -> Self {
        match error {
            PcapError::IoError(error) => Self::Io(error),
            other => Self::Packet(other.to_string()),
        }
    }
}

/// A simulated TCP connection: what the next packets of both sides have to say.
#[derive(Debug, Clone)]
pub struct TcpConnection {
    client: SocketAddrV4,
    server: SocketAddrV4,
    client_next: u32,
    server_next: u32,
}

impl TcpConnection {
    fn ends(&self, dir: Dir) -> (SocketAddrV4, SocketAddrV4) {
        match dir {
            Dir::ToServer => (self.client, self.server),
            Dir::ToClient => (self.server, self.client),
        }
    }

    /// (own next sequence number, that of the other side) of the sender.
    fn numbers(&self, dir: Dir) -> (u32, u32) {
        match dir {
            Dir::ToServer => (self.client_next, self.server_next),
            Dir::ToClient => (self.server_next, self.client_next),
        }
    }

    fn advance(&mut self, dir: Dir, by: usize) {
        let next = match dir {
            Dir::ToServer => &mut self.client_next,
            Dir::ToClient => &mut self.server_next,
        };
        *next = next.wrapping_add(u32::try_from(by).unwrap_or(u32::MAX));
    }
}

#[derive(Clone, Copy, Default)]
struct Flags {
    syn: bool,
    ack: bool,
    fin: bool,
    rst: bool,
}

const ACK: Flags = Flags { syn: false, ack: true, fin: false, rst: false };

/// Writes a capture packet by packet. The same calls give the same bytes.
#[derive(Debug)]
pub struct PcapWriter<W: Write> {
    out: Classic<W>,
    connections: u32,
}

impl<W: Write> PcapWriter<W> {
    /// Begins a file: little-endian, microseconds, Ethernet.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn new(out: W) -> Result<Self, WriteError> {
        let header = PcapHeader {
            snaplen: SNAPLEN,
            datalink: DataLink::ETHERNET,
            ts_resolution: TsResolution::MicroSecond,
            endianness: Endianness::Little,
            ..PcapHeader::default()
        };
        Ok(Self { out: Classic::with_header(out, header)?, connections: 0 })
    }

    /// Gives the writer below back.
    pub fn into_inner(self) -> W {
        self.out.into_writer()
    }

    /// Opens a TCP connection: SYN, SYN with ACK, ACK.
    ///
    /// # Errors
    /// If `out` fails or the time does not fit.
    pub fn tcp_open(
        &mut self,
        time_us: i64,
        client: SocketAddrV4,
        server: SocketAddrV4,
    ) -> Result<TcpConnection, WriteError> {
        self.connections = self.connections.wrapping_add(1);
        // Any numbers do, as long as a second connection of the same endpoints has others.
        let mut connection = TcpConnection {
            client,
            server,
            client_next: self.connections.wrapping_mul(0x1000_1000),
            server_next: self.connections.wrapping_mul(0x2001_0000),
        };
        self.tcp(time_us, &connection, Dir::ToServer, Flags { syn: true, ..Flags::default() }, &[])?;
        connection.advance(Dir::ToServer, 1);
        self.tcp(time_us, &connection, Dir::ToClient, Flags { syn: true, ..ACK }, &[])?;
        connection.advance(Dir::ToClient, 1);
        self.tcp(time_us, &connection, Dir::ToServer, ACK, &[])?;
        Ok(connection)
    }

    /// Data in one direction, cut into segments of at most [`SEGMENT`] bytes, and the acknowledgement.
    ///
    /// # Errors
    /// If `out` fails or the time does not fit.
    pub fn tcp_data(
        &mut self,
        time_us: i64,
        connection: &mut TcpConnection,
        dir: Dir,
        data: &[u8],
    ) -> Result<(), WriteError> {
        for segment in data.chunks(SEGMENT) {
            self.tcp(time_us, connection, dir, ACK, segment)?;
            connection.advance(dir, segment.len());
        }
        if data.is_empty() {
            return Ok(());
        }
        self.tcp(time_us, connection, dir.reversed(), ACK, &[])
    }

    /// Ends a connection with FIN from both sides; `dir` is the direction of the first FIN.
    ///
    /// # Errors
    /// If `out` fails or the time does not fit.
    pub fn tcp_close(&mut self, time_us: i64, mut connection: TcpConnection, dir: Dir) -> Result<(), WriteError> {
        for dir in [dir, dir.reversed()] {
            self.tcp(time_us, &connection, dir, Flags { fin: true, ..ACK }, &[])?;
            connection.advance(dir, 1);
        }
        self.tcp(time_us, &connection, dir, ACK, &[])
    }

    /// Breaks a connection with RST in direction `dir`.
    ///
    /// # Errors
    /// If `out` fails or the time does not fit.
    pub fn tcp_reset(&mut self, time_us: i64, connection: TcpConnection, dir: Dir) -> Result<(), WriteError> {
        self.tcp(time_us, &connection, dir, Flags { rst: true, ..ACK }, &[])
    }

    /// One UDP datagram.
    ///
    /// # Errors
    /// If `out` fails, the time does not fit, or `data` is longer than [`MAX_DATAGRAM`].
    pub fn udp(
        &mut self,
        time_us: i64,
        source: SocketAddrV4,
        target: SocketAddrV4,
        data: &[u8],
    ) -> Result<(), WriteError> {
        if data.len() > MAX_DATAGRAM {
            return Err(WriteError::TooLarge(data.len()));
        }
        let builder = ip(source, target).udp(source.port(), target.port());
        let mut packet = Vec::with_capacity(builder.size(data.len()));
        builder.write(&mut packet, data).map_err(|error| WriteError::Packet(error.to_string()))?;
        self.packet(time_us, packet)
    }

    fn tcp(
        &mut self,
        time_us: i64,
        connection: &TcpConnection,
        dir: Dir,
        flags: Flags,
        data: &[u8],
    ) -> Result<(), WriteError> {
        let (source, target) = connection.ends(dir);
        let (seq, ack) = connection.numbers(dir);
        let mut header = TcpHeader::new(source.port(), target.port(), seq, WINDOW);
        header.syn = flags.syn;
        header.fin = flags.fin;
        header.rst = flags.rst;
        header.psh = !data.is_empty();
        header.ack = flags.ack;
        header.acknowledgment_number = if flags.ack { ack } else { 0 };
        let builder = ip(source, target).tcp_header(header);
        let mut packet = Vec::with_capacity(builder.size(data.len()));
        builder.write(&mut packet, data).map_err(|error| WriteError::Packet(error.to_string()))?;
        self.packet(time_us, packet)
    }

    fn packet(&mut self, time_us: i64, data: Vec<u8>) -> Result<(), WriteError> {
        let since_1970 = u64::try_from(time_us).map_err(|_| WriteError::Time(time_us))?;
        if since_1970 / 1_000_000 > u64::from(u32::MAX) {
            return Err(WriteError::Time(time_us));
        }
        let length = u32::try_from(data.len()).map_err(|_| WriteError::TooLarge(data.len()))?;
        self.out.write_packet(&PcapPacket::new_owned(Duration::from_micros(since_1970), length, data))?;
        Ok(())
    }
}

/// A locally administered hardware address made of the IP address.
fn hardware(address: SocketAddrV4) -> [u8; 6] {
    let [a, b, c, d] = address.ip().octets();
    [2, 0, a, b, c, d]
}

fn ip(source: SocketAddrV4, target: SocketAddrV4) -> PacketBuilderStep<etherparse::IpHeaders> {
    PacketBuilder::ethernet2(hardware(source), hardware(target)).ipv4(source.ip().octets(), target.ip().octets(), TTL)
}
