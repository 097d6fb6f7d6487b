//! The pcapng container.
//!
//! Read here and not by `pcap-file` 2.0, which ignores `if_tsresol`, and gives up on a whole file because
//! of a time zone option, a missing end-of-options mark or a comment that is not UTF-8.

use super::bytes;
use super::records::{CaptureError, LinkType, MAX_PACKETS, Packet, Packets};

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const SYSTEMD_JOURNAL: u32 = 9;
const ENHANCED_PACKET: u32 = 6;

const OPTION_TSRESOL: u16 = 9;
const OPTION_TSOFFSET: u16 = 14;
/// Interfaces of one section; packets of further ones are refused.
const MAX_INTERFACES: usize = 4096;

#[derive(Clone, Copy)]
struct ToServer {
    big: bool,
}

impl ToServer {
    fn u16(self, data: &[u8], at: usize) -> Option<u16> {
        bytes::array(data, at).map(if self.big { u16::from_be_bytes } else { u16::from_le_bytes })
    }

    fn u32(self, data: &[u8], at: usize) -> Option<u32> {
        bytes::array(data, at).map(if self.big { u32::from_be_bytes } else { u32::from_le_bytes })
    }

    /// A time stamp: the upper half always comes first.
    fn stamp(self, data: &[u8], at: usize) -> Option<u64> {
        Some(u64::from(self.u32(data, at)?) << 32 | u64::from(self.u32(data, at.checked_add(4)?)?))
    }
}

struct Interface {
    link: LinkType,
    snaplen: u32,
    resolution: u8,
    offset_s: i64,
}

impl Interface {
    fn parse(order: ToServer, body: &[u8]) -> Option<Self> {
        let mut this = Self {
            link: LinkType::from_code(order.u16(body, 0)?.into()),
            snaplen: order.u32(body, 4)?,
            resolution: 6,
            offset_s: 0,
        };
        let mut at = 8;
        while let (Some(code), Some(length)) = (order.u16(body, at), order.u16(body, at + 2)) {
            let length = usize::from(length);
            let Some(value) = body.get(at + 4..at + 4 + length) else {
                break;
            };
            match code {
                0 => break,
                OPTION_TSRESOL => this.resolution = value.first().copied().unwrap_or(6),
                OPTION_TSOFFSET => {
                    let raw = bytes::array(value, 0);
                    let read = if order.big { i64::from_be_bytes } else { i64::from_le_bytes };
                    this.offset_s = raw.map_or(0, read);
                }
                _ => {}
            }
            at += 4 + length.next_multiple_of(4);
        }
        Some(this)
    }

    fn time_us(&self, stamp: u64) -> i64 {
        let us = units_to_us(stamp, self.resolution);
        us.saturating_add(self.offset_s.saturating_mul(1_000_000))
    }
}

/// A time stamp in units of 10^-r, or of 2^-(r & 127) if the upper bit is set, in microseconds.
fn units_to_us(stamp: u64, r: u8) -> i64 {
    let stamp = u128::from(stamp);
    let us = if r & 0x80 != 0 {
        (stamp * 1_000_000) >> (r & 0x7f)
    } else if r <= 6 {
        stamp * 10u128.pow(u32::from(6 - r))
    } else {
        10u128.checked_pow(u32::from(r - 6)).map_or(0, |unit| stamp / unit)
    };
    i64::try_from(us).unwrap_or(i64::MAX)
}

struct Block<'a> {
    kind: u32,
    order: ToServer,
    body: &'a [u8],
    size: usize,
}

/// The block at the start of `rest`; the error says what is wrong with it.
fn next_block(rest: &[u8], order: ToServer) -> Result<Block<'_>, &'static str> {
    const SHORT: &str = "the last block is cut off";
    let kind = order.u32(rest, 0).ok_or(SHORT)?;
    let order = if kind == SECTION_HEADER {
        match bytes::array(rest, 8).ok_or(SHORT)? {
            [0x1a, 0x2b, 0x3c, 0x4d] => ToServer { big: true },
            [0x4d, 0x3c, 0x2b, 0x1a] => ToServer { big: false },
            _ => return Err("a section header without its byte-order mark"),
        }
    } else {
        order
    };
    let size = order.u32(rest, 4).ok_or(SHORT)? as usize;
    if size < 12 || !size.is_multiple_of(4) {
        return Err("a block with an impossible length");
    }
    let body = rest.get(8..size - 4).ok_or(SHORT)?;
    match order.u32(rest, size - 4) {
        None => Err(SHORT),
        Some(again) if again as usize != size => Err("the two lengths of a block differ"),
        Some(_) => Ok(Block { kind, order, body, size }),
    }
}

pub(super) fn read(file: &[u8]) -> Result<Packets, CaptureError> {
    let mut order = ToServer { big: false };
    next_block(file, order).map_err(|what| CaptureError::BadHeader(what.into()))?;

    let mut out = Packets::default();
    let mut interfaces: Vec<Interface> = Vec::new();
    let (mut at, mut number, mut last_us) = (0, 0, 0);
    while let Some(rest) = file.get(at..).filter(|rest| !rest.is_empty()) {
        let block = match next_block(rest, order) {
            Ok(block) => block,
            Err(what) => {
                out.damaged(number, at, what);
                break;
            }
        };
        order = block.order;
        match block.kind {
            SECTION_HEADER => interfaces.clear(),
            INTERFACE if interfaces.len() >= MAX_INTERFACES => {
                out.damaged(number, at, format!("more than {MAX_INTERFACES} interfaces"));
                break;
            }
            INTERFACE => match Interface::parse(order, block.body) {
                Some(interface) => interfaces.push(interface),
                None => {
                    out.damaged(number, at, "an interface description that is too short");
                    break;
                }
            },
            ENHANCED_PACKET | OBSOLETE_PACKET | SIMPLE_PACKET => {
                if number >= MAX_PACKETS {
                    out.damaged(number, at, format!("more than {MAX_PACKETS} packets; the rest is left out"));
                    break;
                }
                let Some(packet) = read_packet(&block, &interfaces, number + 1, last_us) else {
                    out.damaged(number, at, "a packet that does not fit its block, or of an unknown interface");
                    break;
                };
                number += 1;
                last_us = packet.time_us;
                out.packets.push(packet);
            }
            // No packet, but Wireshark gives it a number.
            SYSTEMD_JOURNAL => number += 1,
            _ => {}
        }
        at += block.size;
    }
    Ok(out)
}

fn read_packet(block: &Block<'_>, interfaces: &[Interface], number: u32, last_us: i64) -> Option<Packet> {
    let Block { kind, order, body, .. } = *block;
    let (interface, stamp, data) = match kind {
        SIMPLE_PACKET => {
            let interface = interfaces.first()?;
            let room = body.len().checked_sub(4)?;
            let limit = if interface.snaplen == 0 { usize::MAX } else { interface.snaplen as usize };
            let length = (order.u32(body, 0)? as usize).min(limit).min(room);
            (interface, None, body.get(4..4 + length)?)
        }
        _ => {
            // The obsolete block keeps 16 bits of drop count where the other has the upper half of the id.
            let id = if kind == ENHANCED_PACKET { order.u32(body, 0)? } else { order.u16(body, 0)?.into() };
            let length = order.u32(body, 12)? as usize;
            (interfaces.get(id as usize)?, order.stamp(body, 4), body.get(20..20usize.checked_add(length)?)?)
        }
    };
    // A simple packet has no time: it gets that of the packet before.
    let time_us = stamp.map_or(last_us, |stamp| interface.time_us(stamp));
    Some(Packet { number, time_us, link: interface.link, data: data.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolutions() {
        assert_eq!(units_to_us(1_500_000, 6), 1_500_000);
        assert_eq!(units_to_us(1_500_000_000, 9), 1_500_000);
        assert_eq!(units_to_us(15, 1), 1_500_000);
        assert_eq!(units_to_us(3, 0x81), 1_500_000);
        assert_eq!(units_to_us(u64::MAX, 0), i64::MAX);
        assert_eq!(units_to_us(u64::MAX, 127), 0);
        assert_eq!(units_to_us(u64::MAX, 0xff), 0);
    }
}
