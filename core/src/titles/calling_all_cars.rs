//! Calling All Cars (PS3).

use super::record::{Application, TitleRecord};
use super::schema::Quirks;
use crate::wire::Flags;

pub(super) const TITLES: &[TitleRecord] = &[TitleRecord {
    applications: &[Application {
        quirks: Quirks { layout: Flags::PARTY_MAX_PLAYERS, ..Quirks::NONE },
        ..Application::plain(20624, "Calling All Cars")
    }],
    ..TitleRecord::UNKNOWN
}];
