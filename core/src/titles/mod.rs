//! What titles differ in: the only place that knows application ids (titles.md §11).

mod editions;
mod layout;

pub use editions::{EDITIONS, Edition, Hosting, table};
pub use layout::{QUIRKS, layout};
use serde::{Deserialize, Serialize};

use crate::lobby::game_filters::Reading;
use crate::wire::{Flags, NetConnectionType, Version};

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
    /// What FindPlayer calls the application; the name where it is empty (MLS-33).
    pub short_name: String,
    /// How filters of the game list read (MLS-83).
    pub game_filters: Reading,
    /// Game lists ignore the filters (MLS-84).
    pub unfiltered_games: bool,
    /// Nobody gets into a game that has begun (MLS-86).
    pub no_join_in_progress: bool,
    /// Games are reached by TCP alone or by TCP with auxiliary UDP, whatever the version (MLS-86).
    pub join_by: Option<JoinBy>,
    /// An invitation to a clan shows the clan's name as its text (MLS-126).
    pub invitation_names_clan: bool,
    /// Players may keep files on the server (lobby.md 5.11).
    pub files: bool,
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
            short_name: String::new(),
            game_filters: Reading::All,
            unfiltered_games: false,
            no_join_in_progress: false,
            join_by: None,
            invitation_names_clan: false,
            files: false,
            muis_version: "Medius Universe Information Server Version 3.05.201109161400".into(),
            mas_version: "Medius Authentication Server Version 3.05.201109161400".into(),
            mls_version: "Medius Lobby Server Version 3.05.201109161400".into(),
        }
    }
}

/// One row as it is written below: what differs from the default.
struct Row {
    app_ids: &'static [(u32, &'static str)],
    change: fn(&mut Title),
}

/// The table (titles.md §2 and §8); the ids of one row form a group.
const ROWS: &[Row] = &[
    Row {
        app_ids: &[
            (10680, "Ratchet & Clank: Up Your Arsenal (public beta)"),
            (10681, "Ratchet & Clank: Up Your Arsenal (press beta)"),
        ],
        change: up_your_arsenal,
    },
    Row {
        app_ids: &[(10683, "Ratchet & Clank 3 (PAL)"), (10684, "Ratchet & Clank: Up Your Arsenal (NTSC)")],
        change: up_your_arsenal,
    },
    Row {
        app_ids: &[(11184, "Ratchet: Deadlocked (NTSC)"), (11354, "Ratchet: Gladiator (PAL)")],
        change: |title| {
            title.list_game_channels = true;
            title.unknown_channel_is_empty = true;
        },
    },
    Row {
        app_ids: &[(10994, "Jak X: Combat Racing (NTSC)"), (11203, "Jak X"), (11204, "Jak X (PAL)")],
        change: |title| title.join_by = (title.app_id == 10994).then_some(JoinBy::Tcp),
    },
    Row {
        app_ids: &[(10442, "Killzone (PAL beta)"), (10724, "Killzone (NTSC)"), (10444, "Killzone (PAL)")],
        change: |title| title.mas_version = "Medius Authentication Server Version 1.50.0009".into(),
    },
    Row {
        app_ids: &[(10411, "Syphon Filter: The Omega Strain (NTSC)"), (10414, "Syphon Filter: The Omega Strain (PAL)")],
        change: |_| {},
    },
    Row { app_ids: &[(10164, "Amplitude")], change: |_| {} },
    Row { app_ids: &[(10984, "Arc the Lad: End of Darkness")], change: |_| {} },
    Row {
        app_ids: &[(10274, "SOCOM: U.S. Navy SEALs")],
        change: |title| {
            title.mas_version = "Medius Authentication Server Version 1.40.PRE8".into();
            title.mls_version = "Medius Lobby Server Version 1.40.PRE8".into();
        },
    },
    Row { app_ids: &[(10472, "SOCOM II: U.S. Navy SEALs")], change: |_| {} },
    Row {
        app_ids: &[(10010, "Twisted Metal: Black Online")],
        change: |title| {
            title.server_key = false;
            title.mls_version = "Medius Lobby Server Version 1.41.0000".into();
        },
    },
    Row {
        app_ids: &[(10031, "Twisted Metal: Black Online (beta)")],
        change: |title| {
            title.server_key = false;
            title.mls_version = "Medius Lobby Server Version 1.41.0036".into();
        },
    },
    Row { app_ids: &[(11484, "application 11484")], change: |title| title.connect_require = false },
];

/// All editions of it: players make the rooms, invitations show the clan (lobby.md 11).
fn up_your_arsenal(title: &mut Title) {
    title.short_name = "RATCHET3_4".into();
    title.filter_channels = true;
    title.unknown_channel_is_empty = true;
    title.invitation_names_clan = true;
    title.join_by = Some(JoinBy::TcpAndUdp);
}

/// Application ids whose game lists ignore the filters (MLS-84).
const UNFILTERED: &[u32] = &[10694, 10952, 10954, 11234, 10394, 10933];

/// How a game on a game server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinBy {
    /// TCP.
    Tcp,
    /// TCP, with auxiliary UDP.
    TcpAndUdp,
}

impl Title {
    /// What FindPlayer calls the application (MLS-33).
    #[must_use]
    pub fn application_name(&self) -> &str {
        if self.short_name.is_empty() { &self.name } else { &self.short_name }
    }

    /// How its consoles reach a game on a game server: with auxiliary UDP from 1.09 on (MLS-86).
    #[must_use]
    pub const fn join_connection(&self, version: Version) -> NetConnectionType {
        match self.join_by {
            Some(JoinBy::Tcp) => NetConnectionType::CLIENT_SERVER_TCP,
            Some(JoinBy::TcpAndUdp) => NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
            None if version.has_hello() => NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
            None => NetConnectionType::CLIENT_SERVER_TCP,
        }
    }

    /// The row of an application id; a title that the table does not know gets the default row and
    /// shares its accounts with nobody.
    #[must_use]
    pub fn of(app_id: u32) -> Self {
        let found = ROWS.iter().find_map(|row| {
            let (_, name) = row.app_ids.iter().find(|(id, _)| *id == app_id)?;
            Some((row, *name))
        });
        let unfiltered_games = UNFILTERED.contains(&app_id);
        let plain = Self { app_id, group: app_id, layout: layout(app_id), unfiltered_games, ..Self::default() };
        let Some((row, name)) = found else {
            return Self { name: format!("application {app_id}"), ..plain };
        };
        let group = row.app_ids.iter().map(|(id, _)| *id).min().unwrap_or(app_id);
        let mut title = Self { name: name.into(), group, ..plain };
        (row.change)(&mut title);
        title
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
