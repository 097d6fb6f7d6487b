//! Jak and Daxter.

use super::record::{Application, Disc, FirstServer, Hosting, Network, Recordings, TitleRecord};
use super::schema::{JoinBy, Quirks};
use crate::wire::Version;

pub(super) const TITLES: &[TitleRecord] = &[TitleRecord {
    known: true,
    network: Some(Network { version: Version::V109, first: FirstServer::MUIS, hosting: Hosting::GameServer }),
    recordings: Recordings::Never,
    applications: &[
        Application {
            quirks: Quirks { join_by: Some(JoinBy::Tcp), ..JAK_X },
            discs: &[Disc {
                name: "Jak X: Combat Racing",
                region: "NTSC",
                host: "jakx-prod.muis.pdonline.scea.com",
                unproven: "",
            }],
            ..Application::plain(10994, "Jak X: Combat Racing (NTSC)")
        },
        Application { quirks: JAK_X, ..Application::plain(11203, "Jak X") },
        Application {
            quirks: JAK_X,
            discs: &[Disc { name: "Jak X", region: "PAL", host: "jakx-palmaster.muis.online.scee.com", unproven: "" }],
            ..Application::plain(11204, "Jak X (PAL)")
        },
    ],
}];

const JAK_X: Quirks = Quirks { file_folders: true, ..Quirks::NONE };
