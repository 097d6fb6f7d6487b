//! Application ids that other servers treat in a way of their own, and of which nobody knows the title (titles.md §3).

use super::record::{Application, TitleRecord};
use super::schema::Quirks;
use crate::settings::ClearAnswers;
use crate::wire::Flags;

pub(super) const TITLES: &[TitleRecord] = &[
    TitleRecord {
        known: true,
        applications: &[Application {
            quirks: Quirks { connect_require: false, ..Quirks::NONE },
            ..Application::plain(11484, "")
        }],
        ..TitleRecord::UNKNOWN
    },
    // These are not one title; each is a group for itself, because none of them counts as known.
    TitleRecord {
        applications: &[
            Application {
                quirks: Quirks { layout: Flags::CHANNEL_GENERIC_FIELDS, ..Quirks::NONE },
                ..Application::plain(10304, "")
            },
            Application { quirks: Quirks { server_key: false, ..Quirks::NONE }, ..Application::plain(10124, "") },
            Application {
                quirks: Quirks {
                    server_key: false,
                    clear_answers: ClearAnswers::JoinChannelAndAuthentication,
                    unfiltered_game_list: true,
                    ..Quirks::NONE
                },
                ..Application::plain(10190, "")
            },
            Application {
                quirks: Quirks { unfiltered_game_list: true, ..Quirks::NONE },
                ..Application::plain(10538, "")
            },
            unfiltered(10394),
            unfiltered(10933),
            unfiltered(11234),
            svo_url_in_info(20244),
            svo_url_in_info(20464),
            svo_url_in_info(21093),
            svo_url_in_info(21324),
            svo_url_in_info(21514),
            svo_url_in_info(22073),
        ],
        ..TitleRecord::UNKNOWN
    },
];

const fn unfiltered(app_id: u32) -> Application {
    Application { quirks: Quirks { unfiltered_extra_info: true, ..Quirks::NONE }, ..Application::plain(app_id, "") }
}

const fn svo_url_in_info(app_id: u32) -> Application {
    let quirks = Quirks { layout: Flags::SVO_URL_IN_INFO, ..Quirks::NONE };
    Application { quirks, ..Application::plain(app_id, "") }
}
