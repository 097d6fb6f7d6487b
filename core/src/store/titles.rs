//! What a title shows: texts and places.

use serde::{Deserialize, Serialize};

use crate::ids::{AppId, ChannelId, LocationId};

/// A request about what a title shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
pub enum TitleRequest {
    /// Reads a policy text (MLS-20); answered by `Policy`.
    Policy {
        /// The title.
        app_id: AppId,
        /// MediusPolicyType: 0 usage, 1 privacy.
        kind: i32,
    },
    /// Reads the newest valid announcements (MLS-21, MLS-22); answered by `Announcements`.
    Announcements {
        /// The title.
        app_id: AppId,
        /// At most so many.
        most: u32,
        /// Valid at this time: seconds since 1970.
        unix_s: u32,
    },
    /// Reads a title's locations (MAS-15); answered by `Locations`.
    Locations {
        /// The title.
        app_id: AppId,
    },
}

/// A policy text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// A headline, or nothing.
    pub title: String,
    /// The text.
    pub body: String,
}

/// An announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Its id.
    pub id: i32,
    /// A headline, or nothing.
    pub title: String,
    /// The text.
    pub body: String,
}

/// A location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name; at most 63 bytes.
    pub name: String,
}

/// A channel that an operator configured (ST-30).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfiguredChannel {
    /// Its MediusWorldID (ST-6).
    pub id: ChannelId,
    /// Its name; at most 63 bytes.
    pub name: String,
    /// How many players it holds.
    pub max_players: u16,
    /// Its generic fields.
    pub fields: [u32; 4],
    /// MediusWorldGenericFieldLevelType: which of them count.
    pub field_level: i32,
}
