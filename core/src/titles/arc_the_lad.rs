//! Arc the Lad.

use super::record::{Application, FirstServer, Hosting, Network, Recordings, TitleRecord};
use super::schema::Quirks;
use crate::wire::{Flags, Version};

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        known: true,
        network: Some(Network { version: Version::V109, first: FirstServer::MUIS, hosting: Hosting::Console }),
        recordings: Recordings::Community,
        applications: &[Application {
            quirks: Quirks { old_filter_list: true, ..Quirks::NONE },
            ..Application::plain(10984, "Arc the Lad: End of Darkness")
        }],
    },
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::SVO_URL_IN_INFO, ..Quirks::NONE },
            ..Application::plain(10421, "Arc the Lad: Generations (preview)")
        }],
        ..TitleRecord::UNKNOWN
    },
];
