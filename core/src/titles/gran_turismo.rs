//! Gran Turismo.

use super::record::{Application, FirstServer, Hosting, Network, TitleRecord};
use super::schema::Quirks;
use crate::wire::{Flags, Version};

pub(super) const TITLES: &[TitleRecord] = &[TitleRecord {
    network: Some(Network { version: Version::V110, first: FirstServer::MUIS, hosting: Hosting::GameServer }),
    applications: &[Application {
        quirks: Quirks { layout: Flags::FILTER_REPLY_ID, ..Quirks::NONE },
        ..Application::plain(10782, "Gran Turismo 4 Online (public beta)")
    }],
    ..TitleRecord::UNKNOWN
}];
