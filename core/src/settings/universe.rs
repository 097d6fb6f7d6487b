//! What is told of a universe.

use serde::{Deserialize, Serialize};

use crate::ids::AppId;

/// One universe: where a title finds its MAS (lobby.md 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Universe {
    /// The application id that is told of it; 0 for all that have none of their own.
    pub app_id: AppId,
    /// Whether it is told at all.
    pub enabled: bool,
    /// Its number.
    pub id: u32,
    /// Its name, at most 127 bytes.
    pub name: String,
    /// A description, at most 255 bytes.
    pub description: String,
    /// Host name or address of its MAS, at most 127 bytes; empty for this server.
    pub host: String,
    /// Port of its MAS; 0 for this server's.
    pub port: u16,
    /// A title's own text, at most 127 bytes.
    pub extended_info: String,
    /// The address of its web services, at most 127 bytes.
    pub svo_url: String,
    /// Its status; 1 is up.
    pub status: i32,
    /// How many players it tells.
    pub user_count: i32,
    /// How many it says can play.
    pub max_users: i32,
    /// The sign of its billing provider, at most 7 bytes.
    pub billing: String,
    /// The name of its billing provider, at most 127 bytes.
    pub billing_system_name: String,
}

impl Default for Universe {
    fn default() -> Self {
        Self {
            app_id: AppId(0),
            enabled: true,
            id: 1,
            name: String::new(),
            description: String::new(),
            host: String::new(),
            port: 0,
            extended_info: String::new(),
            svo_url: String::new(),
            status: 1,
            user_count: 0,
            max_users: 1000,
            billing: String::new(),
            billing_system_name: String::new(),
        }
    }
}
