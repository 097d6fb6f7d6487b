//! Who may log in.

use serde::{Deserialize, Serialize};

use crate::ids::AccountId;

/// What a login may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Accounts {
    /// Whether players may register (MAS-30).
    pub registration: bool,
    /// Whether a login with an unknown name registers it (MAS-31.4).
    pub create_on_login: bool,
    /// Whether anonymous logins are let in (MAS-37).
    pub anonymous: bool,
    /// If not empty, only these accounts may log in (MAS-31.3b).
    pub whitelist: Vec<AccountId>,
    /// How grave the notice of a ban is (GEN-7).
    pub ban_severity: u8,
}

impl Default for Accounts {
    fn default() -> Self {
        Self { registration: true, create_on_login: true, anonymous: true, whitelist: Vec::new(), ban_severity: 0 }
    }
}
