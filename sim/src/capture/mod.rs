//! Recordings of network traffic: containers, packets, streams.
//!
//! Order is the order of the records: the two directions of a recording may come from different clocks.

mod container;
mod flow;
mod recognise;
mod tcp;
mod write;

pub use container::{CaptureError, LinkType, Packet, packets};
pub use flow::{Capture, Dir, Flow, FlowEvent, Happened, Transport};
pub use recognise::Kind;
pub use write::PcapWriter;
