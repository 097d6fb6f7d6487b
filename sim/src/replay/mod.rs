//! Replay: the client's bytes of a recording are served to our machines under a virtual clock, and
//! what comes out is compared with what the recorded server sent.

mod compare;
mod nat;
mod play;
mod read;
mod recording;
mod report;
mod streams;

pub use recording::replay;
pub use report::{Difference, FileReport, Mutation, ReplayOptions, StreamReport, Verdict};
