//! Formula One.

use super::record::{Application, TitleRecord};
use super::schema::Quirks;

pub(super) const TITLES: &[TitleRecord] = &[TitleRecord {
    applications: &[
        Application { quirks: F1_2005, ..Application::plain(10952, "F1 2005 (beta)") },
        Application { quirks: F1_2005, ..Application::plain(10954, "F1 2005") },
    ],
    ..TitleRecord::UNKNOWN
}];

const F1_2005: Quirks = Quirks {
    unfiltered_extra_info: true,
    mas_version: "Medius Authentication Server Version 2.9.0009",
    ..Quirks::NONE
};
