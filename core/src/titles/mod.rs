//! What titles differ in: the only place that knows application ids (titles.md §11).

mod layout;

pub use layout::{QUIRKS, layout};
use serde::{Deserialize, Serialize};

use crate::wire::Flags;

/// A title and region, as one row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Title {
    /// The application id that the console sends.
    pub app_id: u32,
    /// Its name and region.
    pub name: String,
    /// The lowest application id of the group that shares accounts, channels and games (ST-50).
    pub group: u32,
    /// Its layout quirks, as bits.
    pub layout: Flags,
    /// Send SERVER_CONNECT_REQUIRE above 1.08 (titles.md §8, list B).
    pub connect_require: bool,
    /// Hand out our key for the next connection; else 64 zero bytes, and it stays clear (ST-14).
    pub server_key: bool,
    /// Channel lists respect SetLobbyWorldFilter: players make the rooms of this title (MLS-60).
    pub filter_channels: bool,
    /// ChannelList lists the channels that players made, not the configured ones (MLS-62).
    pub list_game_channels: bool,
    /// ChannelInfo of an unknown channel is a success without content (MLS-64).
    pub unknown_channel_is_empty: bool,
    /// The text of VersionServer on the MUIS (MUIS-7).
    pub muis_version: String,
    /// The text of VersionServer on the MAS (MAS-13).
    pub mas_version: String,
    /// The text of VersionServer on the MLS (MLS-8).
    pub mls_version: String,
}

impl Default for Title {
    fn default() -> Self {
        Self {
            app_id: 0,
            name: String::new(),
            group: 0,
            layout: Flags::NONE,
            connect_require: true,
            server_key: true,
            filter_channels: false,
            list_game_channels: false,
            unknown_channel_is_empty: false,
            muis_version: "Medius Universe Information Server Version 3.05.201109161400".into(),
            mas_version: "Medius Authentication Server Version 3.05.201109161400".into(),
            mls_version: "Medius Lobby Server Version 3.05.201109161400".into(),
        }
    }
}

/// One row as it is written below: what differs from the default.
struct Row {
    app_ids: &'static [(u32, &'static str)],
    connect_require: bool,
    server_key: bool,
    filter_channels: bool,
    list_game_channels: bool,
    unknown_channel_is_empty: bool,
    mas_version: Option<&'static str>,
    mls_version: Option<&'static str>,
}

const PLAIN: Row = Row {
    app_ids: &[],
    connect_require: true,
    server_key: true,
    filter_channels: false,
    list_game_channels: false,
    unknown_channel_is_empty: false,
    mas_version: None,
    mls_version: None,
};

/// The table (titles.md §2 and §8); the ids of one row form a group.
const ROWS: &[Row] = &[
    Row {
        app_ids: &[
            (10680, "Ratchet & Clank: Up Your Arsenal (public beta)"),
            (10681, "Ratchet & Clank: Up Your Arsenal (press beta)"),
        ],
        filter_channels: true,
        unknown_channel_is_empty: true,
        ..PLAIN
    },
    Row {
        app_ids: &[(10683, "Ratchet & Clank 3 (PAL)"), (10684, "Ratchet & Clank: Up Your Arsenal (NTSC)")],
        filter_channels: true,
        unknown_channel_is_empty: true,
        ..PLAIN
    },
    Row {
        app_ids: &[(11184, "Ratchet: Deadlocked (NTSC)"), (11354, "Ratchet: Gladiator (PAL)")],
        list_game_channels: true,
        unknown_channel_is_empty: true,
        ..PLAIN
    },
    Row { app_ids: &[(10994, "Jak X: Combat Racing (NTSC)"), (11203, "Jak X"), (11204, "Jak X (PAL)")], ..PLAIN },
    Row {
        app_ids: &[(10442, "Killzone (PAL beta)"), (10724, "Killzone (NTSC)"), (10444, "Killzone (PAL)")],
        mas_version: Some("Medius Authentication Server Version 1.50.0009"),
        ..PLAIN
    },
    Row {
        app_ids: &[(10411, "Syphon Filter: The Omega Strain (NTSC)"), (10414, "Syphon Filter: The Omega Strain (PAL)")],
        ..PLAIN
    },
    Row { app_ids: &[(10164, "Amplitude")], ..PLAIN },
    Row { app_ids: &[(10984, "Arc the Lad: End of Darkness")], ..PLAIN },
    Row {
        app_ids: &[(10274, "SOCOM: U.S. Navy SEALs")],
        mas_version: Some("Medius Authentication Server Version 1.40.PRE8"),
        mls_version: Some("Medius Lobby Server Version 1.40.PRE8"),
        ..PLAIN
    },
    Row { app_ids: &[(10472, "SOCOM II: U.S. Navy SEALs")], ..PLAIN },
    Row {
        app_ids: &[(10010, "Twisted Metal: Black Online")],
        server_key: false,
        mls_version: Some("Medius Lobby Server Version 1.41.0000"),
        ..PLAIN
    },
    Row {
        app_ids: &[(10031, "Twisted Metal: Black Online (beta)")],
        server_key: false,
        mls_version: Some("Medius Lobby Server Version 1.41.0036"),
        ..PLAIN
    },
    Row { app_ids: &[(11484, "application 11484")], connect_require: false, ..PLAIN },
];

impl Title {
    /// The row of an application id; a title that the table does not know gets the default row and
    /// shares its accounts with nobody.
    #[must_use]
    pub fn of(app_id: u32) -> Self {
        let found = ROWS.iter().find_map(|row| {
            let (_, name) = row.app_ids.iter().find(|(id, _)| *id == app_id)?;
            Some((row, *name))
        });
        let plain = Self { app_id, group: app_id, layout: layout(app_id), ..Self::default() };
        let Some((row, name)) = found else {
            return Self { name: format!("application {app_id}"), ..plain };
        };
        Self {
            name: name.into(),
            group: row.app_ids.iter().map(|(id, _)| *id).min().unwrap_or(app_id),
            connect_require: row.connect_require,
            server_key: row.server_key,
            filter_channels: row.filter_channels,
            list_game_channels: row.list_game_channels,
            unknown_channel_is_empty: row.unknown_channel_is_empty,
            mas_version: row.mas_version.map_or(plain.mas_version, Into::into),
            mls_version: row.mls_version.map_or(plain.mls_version, Into::into),
            ..plain
        }
    }

    /// Whether the table knows the application id.
    #[must_use]
    pub fn knows(app_id: u32) -> bool {
        ROWS.iter().any(|row| row.app_ids.iter().any(|(id, _)| *id == app_id))
    }

    /// The group of each title of the table, for the store.
    pub fn groups() -> impl Iterator<Item = (u32, u32)> {
        ROWS.iter().flat_map(|row| row.app_ids).map(|(id, _)| (*id, Self::of(*id).group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ST-50, ST-51
    #[test]
    fn titles_of_one_row_share_a_group_and_an_unknown_one_is_alone() {
        assert_eq!(Title::of(10684).group, Title::of(10683).group);
        assert_ne!(Title::of(10684).group, Title::of(11184).group);
        assert_eq!(Title::of(4711).group, 4711);
        assert!(Title::knows(11354) && !Title::knows(4711));
    }
}
