//! Killzone.

use super::record::{Application, Disc, FirstServer, Hosting, Network, Recordings, TitleRecord};
use super::schema::Quirks;
use crate::wire::{Flags, Version};

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        known: true,
        network: Some(Network { version: Version::V108, first: FirstServer::MUIS, hosting: Hosting::GameServer }),
        recordings: Recordings::Never,
        applications: &[
            Application {
                quirks: Quirks { layout: Flags::CHANNEL_GENERIC_FIELDS, ..KILLZONE },
                discs: &[Disc {
                    name: "Killzone",
                    region: "NTSC",
                    host: "killzone-prod.muis.pdonline.scea.com",
                    unproven: "",
                }],
                ..Application::plain(10724, "Killzone (NTSC)")
            },
            Application { quirks: KILLZONE, ..Application::plain(10444, "Killzone (PAL)") },
            Application { quirks: KILLZONE, ..Application::plain(10442, "Killzone (PAL beta)") },
        ],
    },
    TitleRecord {
        recordings: Recordings::Unreadable,
        applications: &[Application {
            quirks: Quirks { layout: Flags::SVO_URL_IN_INFO, ..Quirks::NONE },
            ..Application::plain(21784, "Killzone 2")
        }],
        ..TitleRecord::UNKNOWN
    },
];

const KILLZONE: Quirks = Quirks {
    muis_version: "Medius Universe Information Server Version 1.50.0009",
    mas_version: "Medius Authentication Server Version 1.50.0009",
    ..Quirks::NONE
};
