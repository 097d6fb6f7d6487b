//! PlayStation Home (PS3).

use super::record::{Application, TitleRecord};
use super::schema::Quirks;
use crate::wire::Flags;

pub(super) const TITLES: &[TitleRecord] = &[TitleRecord {
    applications: &[
        Application { quirks: HOME, ..Application::plain(20371, "PlayStation Home") },
        Application { quirks: HOME, ..Application::plain(20374, "PlayStation Home") },
    ],
    ..TitleRecord::UNKNOWN
}];

const HOME: Quirks = Quirks { layout: Flags::SVO_URL_IN_INFO, ..Quirks::NONE };
