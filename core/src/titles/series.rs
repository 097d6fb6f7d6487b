//! All records, series by series.

use super::record::{Application, TitleRecord};
use super::{
    amplitude, arc_the_lad, calling_all_cars, eyetoy, formula_one, gran_turismo, home, jak, killzone, motorstorm,
    ratchet, socom, syphon_filter, twisted_metal, unnamed, warhawk, wipeout,
};
use crate::ids::AppId;

/// The records, series by series.
const SERIES: &[&[TitleRecord]] = &[
    amplitude::TITLES,
    arc_the_lad::TITLES,
    calling_all_cars::TITLES,
    eyetoy::TITLES,
    formula_one::TITLES,
    gran_turismo::TITLES,
    home::TITLES,
    jak::TITLES,
    killzone::TITLES,
    motorstorm::TITLES,
    ratchet::TITLES,
    socom::TITLES,
    syphon_filter::TITLES,
    twisted_metal::TITLES,
    warhawk::TITLES,
    wipeout::TITLES,
    unnamed::TITLES,
];

/// Returns every record.
pub fn records() -> impl Iterator<Item = &'static TitleRecord> {
    SERIES.iter().copied().flatten()
}

/// Returns every application id that has a record.
pub fn applications() -> impl Iterator<Item = &'static Application> {
    records().flat_map(|record| record.applications)
}

/// Returns the record of an application id, and what it says of that one.
pub(super) fn find(app_id: AppId) -> Option<(&'static TitleRecord, &'static Application)> {
    records().find_map(|record| {
        let application = record.applications.iter().find(|application| application.app_id == app_id)?;
        Some((record, application))
    })
}
