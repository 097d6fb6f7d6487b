//! What a replay compares: recorded answers beside ours, and where they may differ.

pub(crate) mod comparison;
pub(crate) mod names;
pub(crate) mod tolerances;
pub(crate) mod transcript;
