//! Warhawk and its successor, Starhawk (PS3).

use super::record::{Application, TitleRecord};
use super::schema::Quirks;
use crate::wire::Flags;

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        applications: &[
            warhawk(20040),
            warhawk(20041),
            warhawk(20042),
            Application {
                quirks: Quirks { layout: Flags::SHORT_ANNOUNCEMENT.and(Flags::SVO_URL_IN_INFO), ..Quirks::NONE },
                ..warhawk(20043)
            },
            warhawk(20044),
            warhawk(21564),
            warhawk(21574),
            warhawk(21584),
            warhawk(21594),
            warhawk(22274),
            warhawk(22284),
            warhawk(22294),
            warhawk(22304),
        ],
        ..TitleRecord::UNKNOWN
    },
    TitleRecord {
        applications: &[
            Application {
                quirks: Quirks { layout: STARHAWK.layout.and(Flags::SPECIAL_PATCH), ..STARHAWK },
                ..Application::plain(22920, "Starhawk")
            },
            Application { quirks: STARHAWK, ..Application::plain(22924, "Starhawk") },
            Application { quirks: STARHAWK, ..Application::plain(22930, "Starhawk") },
        ],
        ..TitleRecord::UNKNOWN
    },
];

const fn warhawk(app_id: u32) -> Application {
    let quirks = Quirks { layout: Flags::SHORT_ANNOUNCEMENT, ..Quirks::NONE };
    Application { quirks, ..Application::plain(app_id, "Warhawk") }
}

const STARHAWK: Quirks = Quirks { layout: Flags::SVO_URL_IN_INFO.and(Flags::PARTY_MAX_PLAYERS), ..Quirks::NONE };
