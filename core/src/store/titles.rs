//! What a title shows: texts and places.

use serde::{Deserialize, Serialize};

use super::requests::store_requests;
use crate::ids::{AppId, ChannelId, LocationId};
use crate::wire::PolicyType;

store_requests! {
    /// A request about what a title shows.
    TitleRequest, TitleReply, TitleStore;

    /// Reads a policy text (MLS-20): the title's own, else the one for all, if there is one.
    fn read_policy(ReadPolicy {
        /// The title.
        app_id: AppId,
        /// Which text.
        kind: PolicyType,
    }) reads -> Option<Policy>;

    /// Reads the newest valid announcements, newest first (MLS-21, MLS-22).
    fn list_announcements(ListAnnouncements {
        /// The title.
        app_id: AppId,
        /// At most so many.
        max: u32,
        /// Valid at this time: seconds since 1970.
        unix_s: u32,
    }) reads -> Vec<Announcement>;

    /// Reads a title's locations, in order of their ids (MAS-15).
    fn list_locations(ListLocations {
        /// The title.
        app_id: AppId,
    }) reads -> Vec<Location>;

    /// Reads the channels that are configured for a title's group, in order of their ids (ST-30).
    fn list_channels(ListChannels {
        /// The title.
        app_id: AppId,
    }) reads -> Vec<ConfiguredChannel>;
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
