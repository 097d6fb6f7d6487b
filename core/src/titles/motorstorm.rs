//! MotorStorm (PS3).

use super::record::{Application, TitleRecord};
use super::schema::Quirks;
use crate::wire::Flags;

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::SVO_URL_IN_INFO, ..Quirks::NONE },
            ..Application::plain(21624, "MotorStorm: Pacific Rift")
        }],
        ..TitleRecord::UNKNOWN
    },
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::SVO_URL_IN_INFO.and(Flags::PARTY_MAX_PLAYERS), ..Quirks::NONE },
            ..Application::plain(22500, "MotorStorm: Apocalypse")
        }],
        ..TitleRecord::UNKNOWN
    },
];
