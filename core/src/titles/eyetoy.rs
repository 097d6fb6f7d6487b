//! EyeToy.

use super::record::{Application, TitleRecord};
use super::schema::Quirks;
use crate::wire::Flags;

pub(super) const TITLES: &[TitleRecord] = &[TitleRecord {
    applications: &[Application {
        quirks: Quirks {
            layout: Flags::CHANNEL_GENERIC_FIELDS,
            mas_version: "Medius Authentication Server Version 1.43.0000",
            ..Quirks::NONE
        },
        ..Application::plain(10550, "EyeToy: Chat (beta)")
    }],
    ..TitleRecord::UNKNOWN
}];
