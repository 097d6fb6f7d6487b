//! Ratchet & Clank.

use super::record::{Application, Disc, FirstServer, Hosting, Network, Recordings, TitleRecord};
use super::schema::{JoinBy, Quirks};
use crate::wire::{Flags, Version};

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        known: true,
        network: Some(UP_YOUR_ARSENAL_NETWORK),
        recordings: Recordings::Sony,
        applications: &[
            Application {
                quirks: UP_YOUR_ARSENAL,
                discs: &[
                    Disc {
                        name: "Ratchet & Clank: Up Your Arsenal",
                        region: "NTSC",
                        host: "ratchet3-prod1.pdonline.scea.com",
                        unproven: "",
                    },
                    Disc {
                        name: "Ratchet & Clank 3",
                        region: "Korea",
                        host: "ratchet3.pdonline.scek.co.kr",
                        unproven: "its application id: 10684 or 10682",
                    },
                ],
                ..Application::plain(10684, "Ratchet & Clank: Up Your Arsenal (NTSC)")
            },
            Application {
                quirks: UP_YOUR_ARSENAL,
                discs: &[
                    Disc {
                        name: "Ratchet & Clank 3",
                        region: "PAL",
                        host: "randc3-master.online.scee.com",
                        unproven: "",
                    },
                    Disc {
                        name: "Ratchet & Clank: Up Your Arsenal",
                        region: "prototype",
                        host: "ratchet3-qa.pdonline.scea.com",
                        unproven: TEST_LAYOUTS,
                    },
                ],
                ..Application::plain(10683, "Ratchet & Clank 3 (PAL)")
            },
        ],
    },
    TitleRecord {
        known: true,
        network: Some(UP_YOUR_ARSENAL_NETWORK),
        recordings: Recordings::Never,
        applications: &[
            Application {
                quirks: UP_YOUR_ARSENAL_BETA,
                discs: &[Disc {
                    name: "Ratchet & Clank: Up Your Arsenal",
                    region: "public beta",
                    host: "ratchet3-pubeta.pdonline.scea.com",
                    unproven: TEST_LAYOUTS,
                }],
                ..Application::plain(10680, "Ratchet & Clank: Up Your Arsenal (public beta)")
            },
            Application {
                quirks: UP_YOUR_ARSENAL_BETA,
                ..Application::plain(10681, "Ratchet & Clank: Up Your Arsenal (press beta)")
            },
        ],
    },
    TitleRecord {
        known: true,
        network: Some(Network { version: Version::V110, first: FirstServer::MUIS, hosting: Hosting::GameServer }),
        recordings: Recordings::Sony,
        applications: &[
            Application {
                quirks: DEADLOCKED,
                discs: &[Disc {
                    name: "Ratchet: Deadlocked",
                    region: "NTSC",
                    host: "ratchetdl-prod.pdonline.scea.com",
                    unproven: "",
                }],
                ..Application::plain(11184, "Ratchet: Deadlocked (NTSC)")
            },
            Application {
                quirks: DEADLOCKED,
                discs: &[Disc {
                    name: "Ratchet: Gladiator",
                    region: "PAL",
                    host: "randc-deadlocked.online.scee.com",
                    unproven: "",
                }],
                ..Application::plain(11354, "Ratchet: Gladiator (PAL)")
            },
        ],
    },
    TitleRecord {
        recordings: Recordings::Unreadable,
        applications: &[Application { quirks: HD, ..Application::plain(24000, "Ratchet & Clank: Up Your Arsenal HD") }],
        ..TitleRecord::UNKNOWN
    },
    TitleRecord {
        recordings: Recordings::Sony,
        applications: &[Application { quirks: HD, ..Application::plain(24180, "Ratchet: Deadlocked HD") }],
        ..TitleRecord::UNKNOWN
    },
];

const UP_YOUR_ARSENAL_NETWORK: Network =
    Network { version: Version::V108, first: FirstServer::MAS, hosting: Hosting::GameServer };

/// Players make the rooms, and invitations show the clan (lobby.md 11).
const UP_YOUR_ARSENAL: Quirks = Quirks {
    layout: Flags::CHANNEL_GENERIC_FIELDS,
    short_name: "RATCHET3_4",
    filter_channels: true,
    unknown_channel_is_empty: true,
    invitation_names_clan: true,
    join_by: Some(JoinBy::TcpAndUdp),
    ..Quirks::NONE
};

/// The layout is most probable, not proven (titles.md 10.1); no recording shows a key, as they do of the title on sale.
const UP_YOUR_ARSENAL_BETA: Quirks = Quirks {
    layout: Flags::CHANNEL_GENERIC_FIELDS.and(Flags::NO_ATTRIBUTES),
    server_key: false,
    own_game_server: true,
    ..UP_YOUR_ARSENAL
};

const TEST_LAYOUTS: &str = "its own layouts of CreateGame1 and JoinGame: read by their length";

const DEADLOCKED: Quirks = Quirks { list_game_channels: true, unknown_channel_is_empty: true, ..Quirks::NONE };

/// Both titles on the PS3.
const HD: Quirks = Quirks { layout: Flags::PARTY_MAX_PLAYERS, ..Quirks::NONE };
