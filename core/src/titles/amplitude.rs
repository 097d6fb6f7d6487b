//! Amplitude.

use super::record::{Application, Disc, FirstServer, Hosting, Network, Recordings, TitleRecord};
use super::schema::Quirks;
use crate::wire::Version;

pub(super) const TITLES: &[TitleRecord] = &[TitleRecord {
    known: true,
    network: Some(Network { version: Version(106), first: FirstServer::MAS, hosting: Hosting::Console }),
    recordings: Recordings::Community,
    applications: &[Application {
        quirks: Quirks { connect_complete: false, ..Quirks::NONE },
        discs: &[Disc {
            name: "Amplitude",
            region: "NTSC",
            host: "amp2003-prod.pdonline.scea.com",
            unproven: "joining a game: only a host was recorded",
        }],
        ..Application::plain(10164, "Amplitude")
    }],
}];
