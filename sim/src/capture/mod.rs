//! Recorded traffic: from the bytes of a pcap or pcapng file to ordered flows of messages, and back.
//!
//! The path of a file: [`container`] splits it into packets ([`records`]), [`packet`] takes the link, IP, TCP and UDP
//! headers off, [`tcp`] puts the streams together, [`assembly`] the whole
//! capture out of [`flow`]s, [`recognise`] says which
//! flows speak SCE-RT. [`mod@write`] goes the other way. Nothing here opens a file: the caller gives bytes.
//!
//! The order of everything is the order of the records in the file. Time stamps are only carried along:
//! the two directions of a recording may come from two clocks.

mod bytes;
mod pcapng;

pub mod assembly;
pub mod container;
pub mod flow;
pub mod packet;
pub mod recognise;
pub mod records;
pub mod rt;
pub mod tcp;
pub mod write;

pub use assembly::Capture;
pub use flow::{Dir, Flow, FlowEvent, FlowKind, Transport};
pub use recognise::{RecognisedStream, StreamKind, streams};
pub use records::{CaptureError, Damage, LinkType, Packet};
pub use write::{PcapWriter, TcpConnection, WriteError};
