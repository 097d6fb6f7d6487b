//! pcap and pcapng, told apart by their first bytes.

use pcap_file::DataLink;
use pcap_file::pcap::PcapReader;
use pcap_file::pcapng::blocks::interface_description::InterfaceDescriptionOption;
use pcap_file::pcapng::{Block, PcapNgReader};

/// What the packets of a recording begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkType {
    /// Ethernet.
    Ethernet,
    /// IP without a link layer.
    Ip,
    /// Linux "cooked" capture: 16 bytes, the protocol in the last two.
    Cooked,
    /// BSD loopback: 4 bytes.
    Loopback,
    /// Anything else: its packets are passed over.
    Other,
}

impl From<DataLink> for LinkType {
    fn from(link: DataLink) -> Self {
        match link {
            DataLink::ETHERNET => Self::Ethernet,
            DataLink::RAW | DataLink::IPV4 => Self::Ip,
            DataLink::LINUX_SLL => Self::Cooked,
            DataLink::NULL | DataLink::LOOP => Self::Loopback,
            _ => Self::Other,
        }
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Its number in the file, from 1: Wireshark's frame number.
    pub number: u32,
    /// Microseconds since 1970; 0 where the record has no time.
    pub time_us: i64,
    /// How it begins.
    pub link: LinkType,
    /// Its content.
    pub data: Vec<u8>,
}

/// A file that is no recording.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// The first bytes are of neither format.
    #[error("neither pcap nor pcapng: the first bytes are {0}")]
    Unknown(String),
    /// The header is broken.
    #[error("the file's header cannot be read: {0}")]
    Header(String),
}

/// All records up to the end of the file, or up to a break, which is told in words.
///
/// # Errors
/// [`CaptureError`] where nothing can be read.
pub fn packets(file: &[u8]) -> Result<(Vec<Packet>, Option<String>), CaptureError> {
    match file.get(..4) {
        Some([0x0a, 0x0d, 0x0d, 0x0a]) => pcapng(file),
        Some(
            [0xd4, 0xc3, 0xb2, 0xa1] | [0xa1, 0xb2, 0xc3, 0xd4] | [0x4d, 0x3c, 0xb2, 0xa1] | [0xa1, 0xb2, 0x3c, 0x4d],
        ) => pcap(file),
        other => Err(CaptureError::Unknown(format!("{:02x?}", other.unwrap_or(file)))),
    }
}

fn number(packets: &[Packet]) -> u32 {
    u32::try_from(packets.len()).unwrap_or(u32::MAX).saturating_add(1)
}

fn broken(packets: &[Packet], error: &dyn std::fmt::Display) -> String {
    format!("the file breaks off after record {}: {error}", packets.len())
}

fn pcap(file: &[u8]) -> Result<(Vec<Packet>, Option<String>), CaptureError> {
    let mut reader = PcapReader::new(file).map_err(|error| CaptureError::Header(error.to_string()))?;
    let link = reader.header().datalink.into();
    let mut packets = Vec::new();
    while let Some(record) = reader.next_packet() {
        match record {
            Ok(record) => packets.push(Packet {
                number: number(&packets),
                time_us: i64::try_from(record.timestamp.as_micros()).unwrap_or(i64::MAX),
                link,
                data: record.data.into_owned(),
            }),
            Err(error) => {
                let damage = broken(&packets, &error);
                return Ok((packets, Some(damage)));
            }
        }
    }
    Ok((packets, None))
}

/// An interface: its link layer, and how long a unit of its time stamps is.
#[derive(Clone, Copy)]
struct Interface {
    link: LinkType,
    /// As `if_tsresol` has it: a power of ten, or with the high bit a power of two.
    resolution: u8,
}

impl Interface {
    fn micros(self, units: u128) -> i64 {
        let exponent = u32::from(self.resolution & 0x7f);
        let per_second =
            if self.resolution & 0x80 == 0 { 10_u128.checked_pow(exponent) } else { 2_u128.checked_pow(exponent) };
        let micros = units.saturating_mul(1_000_000) / per_second.unwrap_or(u128::MAX).max(1);
        i64::try_from(micros).unwrap_or(i64::MAX)
    }
}

fn pcapng(file: &[u8]) -> Result<(Vec<Packet>, Option<String>), CaptureError> {
    let mut reader = PcapNgReader::new(file).map_err(|error| CaptureError::Header(error.to_string()))?;
    let mut interfaces: Vec<Interface> = Vec::new();
    let mut packets: Vec<Packet> = Vec::new();
    while let Some(block) = reader.next_block() {
        let block = match block {
            Ok(block) => block,
            Err(error) => {
                let damage = broken(&packets, &error);
                return Ok((packets, Some(damage)));
            }
        };
        let (interface, units, data) = match block {
            Block::SectionHeader(_) => {
                interfaces.clear();
                continue;
            }
            Block::InterfaceDescription(description) => {
                let resolution = description.options.iter().find_map(|option| match option {
                    InterfaceDescriptionOption::IfTsResol(resolution) => Some(*resolution),
                    _ => None,
                });
                interfaces.push(Interface { link: description.linktype.into(), resolution: resolution.unwrap_or(6) });
                continue;
            }
            // The library takes every time stamp for nanoseconds; these are the units as they stand.
            Block::EnhancedPacket(packet) => (packet.interface_id, packet.timestamp.as_nanos(), packet.data),
            Block::SimplePacket(packet) => (0, 0, packet.data),
            Block::Packet(packet) => (u32::from(packet.interface_id), u128::from(packet.timestamp), packet.data),
            _ => continue,
        };
        let known = interfaces.get(usize::try_from(interface).unwrap_or(usize::MAX)).copied();
        let interface = known.unwrap_or(Interface { link: LinkType::Other, resolution: 6 });
        packets.push(Packet {
            number: number(&packets),
            time_us: interface.micros(units),
            link: interface.link,
            data: data.into_owned(),
        });
    }
    Ok((packets, None))
}
