//! WipEout.

use super::record::{Application, TitleRecord};
use super::schema::Quirks;
use crate::wire::Flags;

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::SVO_URL_IN_INFO, ..Quirks::NONE },
            ..Application::plain(21614, "WipEout Pulse")
        }],
        ..TitleRecord::UNKNOWN
    },
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::PARTY_MAX_PLAYERS, ..Quirks::NONE },
            ..Application::plain(23360, "WipEout HD")
        }],
        ..TitleRecord::UNKNOWN
    },
];
