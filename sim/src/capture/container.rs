//! pcap and pcapng files, told apart by their first bytes and never by their name.

use std::io::Read;

use pcap_file::TsResolution;
use pcap_file::pcap::PcapParser;
use thiserror::Error;

use super::{bytes, pcapng};

/// The largest file that is read.
pub const MAX_CAPTURE_BYTES: u64 = 512 << 20;
/// The most packets that are taken out of one file.
pub const MAX_PACKETS: u32 = 8_000_000;

/// Why a file cannot be read at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// Fewer bytes than the smallest file header.
    #[error("not a capture: the file has only {0} bytes")]
    TooShort(usize),
    /// The first four bytes belong to neither format.
    #[error("not a capture: it starts with {0:02x?}, which is neither pcap nor pcapng")]
    UnknownMagic([u8; 4]),
    /// The magic number is right and the rest of the header is not.
    #[error("not a readable capture: {0}")]
    BadHeader(String),
    /// More than [`MAX_CAPTURE_BYTES`].
    #[error("the capture is larger than {MAX_CAPTURE_BYTES} bytes")]
    TooLarge,
    /// The reader failed.
    #[error("the capture could not be read")]
    Read(#[from] std::io::Error),
}

/// Where and why reading stopped before the end of a file. All packets before it are good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Number of packets read before the break.
    pub after_packet: u32,
    /// Byte offset in the file of the record that is broken.
    pub offset: u64,
    /// What is wrong with it, in words.
    pub what: String,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { after_packet, offset, what } = self;
        write!(f, "damaged after packet {after_packet}, at byte {offset} of the file: {what}")
    }
}

/// What the bytes of a packet begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkType {
    /// Ethernet II.
    Ethernet,
    /// An IP header.
    RawIp,
    /// Linux "cooked" capture, 16 bytes.
    LinuxSll,
    /// Linux "cooked" capture version 2, 20 bytes.
    LinuxSll2,
    /// BSD loopback: four bytes address family.
    Loopback,
    /// Something else: its number in the registry of tcpdump.
    Other(u32),
}

impl LinkType {
    /// The link type with this number in the registry of tcpdump; upper bits hold other things.
    #[must_use]
    pub fn from_code(code: u32) -> Self {
        match code & 0xffff {
            1 => Self::Ethernet,
            12 | 14 | 101 | 228 => Self::RawIp,
            113 => Self::LinuxSll,
            276 => Self::LinuxSll2,
            0 | 108 => Self::Loopback,
            other => Self::Other(other),
        }
    }
}

/// One recorded packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Number of the record in the file, from 1: the frame number Wireshark shows.
    pub number: u32,
    /// Microseconds since 1970, by the clock of the recorder.
    pub time_us: i64,
    /// What `data` begins with.
    pub link: LinkType,
    /// The bytes kept of the packet, from the link header on.
    pub data: Vec<u8>,
}

/// All packets of a file, in file order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packets {
    /// The packets up to the end of the file, or up to the damage.
    pub packets: Vec<Packet>,
    /// Set if the file is broken somewhere.
    pub damage: Option<Damage>,
}

impl Packets {
    pub(super) fn damaged(&mut self, number: u32, offset: usize, what: impl Into<String>) {
        self.damage = Some(Damage { after_packet: number, offset: offset as u64, what: what.into() });
    }
}

/// Reads a whole file through a reader.
///
/// # Errors
/// As [`read`]; also if the reader fails or gives too much.
pub fn read_from(source: impl Read) -> Result<Packets, CaptureError> {
    let mut file = Vec::new();
    source.take(MAX_CAPTURE_BYTES + 1).read_to_end(&mut file)?;
    read(&file)
}

/// Takes a file apart into packets.
///
/// # Errors
/// If `file` is not a capture. A capture that breaks off is no error: see [`Packets::damage`].
pub fn read(file: &[u8]) -> Result<Packets, CaptureError> {
    if file.len() as u64 > MAX_CAPTURE_BYTES {
        return Err(CaptureError::TooLarge);
    }
    let magic: [u8; 4] = bytes::array(file, 0).ok_or(CaptureError::TooShort(file.len()))?;
    match magic {
        [0x0a, 0x0d, 0x0d, 0x0a] => pcapng::read(file),
        [0xd4, 0xc3, 0xb2, 0xa1] | [0xa1, 0xb2, 0xc3, 0xd4] | [0x4d, 0x3c, 0xb2, 0xa1] | [0xa1, 0xb2, 0x3c, 0x4d] => {
            read_classic(file)
        }
        _ => Err(CaptureError::UnknownMagic(magic)),
    }
}

fn read_classic(file: &[u8]) -> Result<Packets, CaptureError> {
    let (mut rest, parser) =
        PcapParser::new(file).map_err(|_| CaptureError::BadHeader("the file ends inside the pcap header".into()))?;
    let header = parser.header();
    let link = LinkType::from_code(header.datalink.into());
    let mut out = Packets::default();
    let mut number = 0;
    while !rest.is_empty() {
        let offset = file.len() - rest.len();
        if number >= MAX_PACKETS {
            out.damaged(number, offset, format!("more than {MAX_PACKETS} packets; the rest is left out"));
            break;
        }
        // The raw form: the checked one refuses packets longer on the wire than in the file.
        let Ok((after, raw)) = parser.next_raw_packet(rest) else {
            let left = rest.len();
            out.damaged(number, offset, format!("the last record is cut off; only {left} bytes of it are there"));
            break;
        };
        rest = after;
        number += 1;
        let fraction = i64::from(raw.ts_frac);
        let fraction_us = match header.ts_resolution {
            TsResolution::MicroSecond => fraction,
            TsResolution::NanoSecond => fraction / 1000,
        };
        out.packets.push(Packet {
            number,
            time_us: i64::from(raw.ts_sec) * 1_000_000 + fraction_us,
            link,
            data: raw.data.into_owned(),
        });
    }
    Ok(out)
}
