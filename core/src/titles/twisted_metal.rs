//! Twisted Metal.

use super::record::{Application, Recordings, TitleRecord};
use super::schema::Quirks;
use crate::settings::ClearAnswers;
use crate::wire::Flags;

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        known: true,
        network: None,
        recordings: Recordings::Never,
        applications: &[Application {
            quirks: Quirks { mls_version: "Medius Lobby Server Version 1.41.0000", ..BLACK_ONLINE },
            ..Application::plain(10010, "Twisted Metal: Black Online")
        }],
    },
    TitleRecord {
        known: true,
        network: None,
        recordings: Recordings::Never,
        applications: &[Application {
            quirks: Quirks { mls_version: "Medius Lobby Server Version 1.41.0036", ..BLACK_ONLINE },
            ..Application::plain(10031, "Twisted Metal: Black Online (beta)")
        }],
    },
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::TIGHT_SESSION_BEGIN, unfiltered_extra_info: true, ..Quirks::NONE },
            ..Application::plain(10694, "Twisted Metal: Head-On")
        }],
        ..TitleRecord::UNKNOWN
    },
    TitleRecord {
        applications: &[Application {
            quirks: Quirks { layout: Flags::SVO_URL_IN_INFO, ..Quirks::NONE },
            ..Application::plain(21834, "Twisted Metal")
        }],
        ..TitleRecord::UNKNOWN
    },
];

/// It reads nothing that is encrypted.
const BLACK_ONLINE: Quirks = Quirks { server_key: false, clear_answers: ClearAnswers::All, ..Quirks::NONE };
