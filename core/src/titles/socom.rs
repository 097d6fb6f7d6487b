//! SOCOM.

use super::record::{Application, FirstServer, Hosting, Network, Recordings, TitleRecord};
use super::schema::Quirks;
use crate::wire::{Flags, Version};

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        known: true,
        network: None,
        recordings: Recordings::Unreadable,
        applications: &[Application {
            quirks: Quirks {
                mas_version: "Medius Authentication Server Version 1.40.PRE8",
                mls_version: "Medius Lobby Server Version 1.40.PRE8",
                ..Quirks::NONE
            },
            ..Application::plain(10274, "SOCOM: U.S. Navy SEALs")
        }],
    },
    TitleRecord {
        known: true,
        network: Some(SOCOM_2_NETWORK),
        recordings: Recordings::Never,
        applications: &[Application {
            quirks: Quirks { layout: Flags::NO_ATTRIBUTES, ..Quirks::NONE },
            ..Application::plain(10472, "SOCOM II: U.S. Navy SEALs")
        }],
    },
    TitleRecord {
        network: Some(SOCOM_2_NETWORK),
        applications: &[Application {
            quirks: Quirks { layout: Flags::CHANNEL_GENERIC_FIELDS, ..Quirks::NONE },
            ..Application::plain(10202, "SOCOM II: U.S. Navy SEALs (public beta)")
        }],
        ..TitleRecord::UNKNOWN
    },
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::SVO_URL_IN_INFO, ..Quirks::NONE },
            ..Application::plain(21094, "SOCOM: Confrontation")
        }],
        ..TitleRecord::UNKNOWN
    },
];

const SOCOM_2_NETWORK: Network =
    Network { version: Version::V108, first: FirstServer::MUIS, hosting: Hosting::GameServer };
