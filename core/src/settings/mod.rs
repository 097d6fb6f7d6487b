//! Settings as plain values that several rooms share: sections of a configuration, cells of a title's row, and what a
//! replay gives a connection. The code that obeys them is in the rooms above.

mod accounts;
mod clear_answers;
mod filter_semantics;
mod link_policy;
mod link_preset;
pub mod text_filter;
mod universe;

pub use accounts::Accounts;
pub use clear_answers::ClearAnswers;
pub use filter_semantics::FilterSemantics;
pub use link_policy::{AppContext, Complete, GameKey, LinkPolicy};
pub use link_preset::{LinkPreset, Resumed, SessionPreset};
pub use universe::Universe;
