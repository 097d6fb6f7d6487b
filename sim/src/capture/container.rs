//! pcap and pcapng files, told apart by their first bytes and never by their name.

use std::io::Read;

use super::records::{CaptureError, LinkType, MAX_CAPTURE_BYTES, MAX_PACKETS, Packet, Packets};
use super::{bytes, pcapng};
use pcap_file::TsResolution;
use pcap_file::pcap::PcapParser;

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
