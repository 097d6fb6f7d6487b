//! What a capture file holds before anything is put together: packets, and where the file breaks off.

use thiserror::Error;

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
