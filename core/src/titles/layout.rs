//! Layout quirks: which application ids write a message otherwise (messages.json `when`, titles.md §7).

use crate::ids::AppId;
use crate::wire::Flags;

/// Application ids by quirk.
pub const QUIRKS: &[(Flags, &[u32])] = &[
    (Flags::TIGHT_SESSION_BEGIN, &[10694, 21064]),
    (Flags::SPECIAL_PATCH, &[22920]),
    (Flags::FILTER_REPLY_ID, &[10782]),
    (Flags::CHANNEL_GENERIC_FIELDS, &[10202, 10304, 10550, 10680, 10681, 10683, 10684, 10724]),
    // titles.md 10.1: SOCOM II, and most probably the betas.
    (Flags::NO_ATTRIBUTES, &[10472, 10680, 10681]),
    (Flags::PARTY_MAX_PLAYERS, &[20624, 22500, 22920, 22924, 22930, 23360, 24000, 24180]),
    (
        Flags::SHORT_ANNOUNCEMENT,
        &[21564, 21574, 21584, 21594, 22274, 22284, 22294, 22304, 20040, 20041, 20042, 20043, 20044],
    ),
    (
        Flags::SVO_URL_IN_INFO,
        &[
            10421, 20043, 20244, 20371, 20374, 20464, 21093, 21094, 21324, 21514, 21614, 21624, 21784, 21834, 22073,
            22500, 22920, 22924, 22930,
        ],
    ),
];

/// The quirks of an application id.
#[must_use]
pub fn layout(app_id: AppId) -> Flags {
    let own = QUIRKS.iter().filter(|(_, ids)| ids.contains(&app_id.0));
    own.fold(Flags::NONE, |flags, (quirk, _)| flags.and(*quirk))
}
