//! The table of titles (titles.md §2 and §8).

use super::schema::{JoinBy, Title};
use crate::ids::AppId;

/// One row as it is written below: what differs from the default; its ids form a group.
pub(super) struct Row {
    pub(super) app_ids: &'static [(u32, &'static str)],
    pub(super) change: fn(&mut Title),
}

pub(super) const ROWS: &[Row] = &[
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
        change: |title| title.join_by = (title.app_id == AppId(10994)).then_some(JoinBy::Tcp),
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
pub(super) const UNFILTERED: &[u32] = &[10694, 10952, 10954, 11234, 10394, 10933];
