//! Syphon Filter.

use super::record::{Application, Disc, FirstServer, Hosting, Network, Recordings, TitleRecord};
use super::schema::Quirks;
use crate::wire::{Flags, Version};

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        known: true,
        network: Some(Network { version: Version::V108, first: FirstServer::MAS, hosting: Hosting::Console }),
        recordings: Recordings::Never,
        applications: &[
            Application {
                quirks: OMEGA_STRAIN,
                discs: &[Disc {
                    name: "Syphon Filter: The Omega Strain",
                    region: "NTSC",
                    host: "syphonfilter-prod.pdonline.scea.com",
                    unproven: "",
                }],
                ..Application::plain(10411, "Syphon Filter: The Omega Strain (NTSC)")
            },
            Application { quirks: OMEGA_STRAIN, ..Application::plain(10414, "Syphon Filter: The Omega Strain (PAL)") },
        ],
    },
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::TIGHT_SESSION_BEGIN, ..Quirks::NONE },
            ..Application::plain(21064, "Syphon Filter: Logan's Shadow")
        }],
        ..TitleRecord::UNKNOWN
    },
];

const OMEGA_STRAIN: Quirks = Quirks { clan_room_players: Some(64), ..Quirks::NONE };
