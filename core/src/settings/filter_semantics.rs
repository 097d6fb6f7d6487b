//! What a filter of the game list means.

use serde::{Deserialize, Serialize};

/// How the game list filters of a title are read (MLS-83).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterSemantics {
    /// `value OP baseline`, and all have to hold: what the captures of Sony's servers show.
    #[default]
    All,
    /// `baseline OP value`, and one is enough: how Horizon's servers read them.
    Any,
}
