//! Which fields may differ, and why: one table for all captures.

/// Why a field may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    /// The server chose the value: it is bound at first sight and followed from then on.
    Bound(&'static str),
    /// The rule or section that lets it differ.
    Differ(&'static str),
    /// The same, by as much as it did at first and a little.
    Clock(&'static str),
    /// The same, where the recorded value is none that the enumeration knows.
    Unnamed(&'static str),
    /// The same, in an answer that is no success.
    Failed(&'static str),
    /// The same, where a community server was recorded.
    Community(&'static str),
    /// The same, where no game server was recorded.
    Lobby(&'static str),
}

/// One row: a message (`*` for all), the end of a field's path, and why it may differ.
pub(crate) struct Tolerance {
    message: &'static str,
    field: &'static str,
    pub(crate) may: May,
}

const fn bound(message: &'static str, field: &'static str, what: &'static str) -> Tolerance {
    Tolerance { message, field, may: May::Bound(what) }
}

const fn differ(message: &'static str, field: &'static str, why: &'static str) -> Tolerance {
    Tolerance { message, field, may: May::Differ(why) }
}

const fn clock(message: &'static str, field: &'static str, why: &'static str) -> Tolerance {
    Tolerance { message, field, may: May::Clock(why) }
}

const fn unnamed(message: &'static str, field: &'static str, why: &'static str) -> Tolerance {
    Tolerance { message, field, may: May::Unnamed(why) }
}

const fn failed(message: &'static str, field: &'static str, why: &'static str) -> Tolerance {
    Tolerance { message, field, may: May::Failed(why) }
}

const fn community(message: &'static str, field: &'static str, why: &'static str) -> Tolerance {
    Tolerance { message, field, may: May::Community(why) }
}

const fn lobby(message: &'static str, field: &'static str, why: &'static str) -> Tolerance {
    Tolerance { message, field, may: May::Lobby(why) }
}

const TOLERANCES: &[Tolerance] = &[
    // StreamKeys are drawn (transport.md §8).
    bound("RT_MSG_SERVER_CRYPTKEY_PEER", "Key", "key"),
    bound("RT_MSG_SERVER_CRYPTKEY_GAME", "Key", "key"),
    bound("*", "SessionKey", "session key"),
    bound("*", "AccessKey", "access key"),
    // The recorded server's own modulus; whether it hands one out at all is a setting (ST-14).
    bound("*", "ServerKey", "server key"),
    // Ids that a server allocates (ST-6, ST-13).
    bound("*", "AccountID", "account"),
    bound("*", "MediusWorldID", "world"),
    bound("*", "ConnectInfo.WorldID", "lobby world"),
    bound("*", "ScertId", "scert id"),
    // Addresses: where the recorded servers were, and how they saw the console.
    bound("*", "Address", "address"),
    bound("*", "IP", "address"),
    // Sony's 0xD3 is copied from the recording; the client index of a lobby is anything (transport.md §11.7).
    lobby("RT_MSG_SERVER_CONNECT_ACCEPT_TCP", "ClientIndex", "transport.md §11.7"),
    lobby("RT_MSG_SERVER_CONNECT_COMPLETE", "ClientCount", "GEN-5"),
    // A community server offers encryption to a client that offered none.
    differ("RT_MSG_SERVER_HELLO", "Encryption", "transport.md §15"),
    // Community servers leave the bit out that says what follows.
    differ("RT_MSG_SERVER_CONNECT_REQUIRE", "(bytes)", "transport.md §10"),
    differ("RT_MSG_SERVER_CONNECT_REQUIRE", "(length)", "transport.md §10"),
    // Clocks.
    differ("RT_MSG_SERVER_ECHO", "Seconds", "transport.md §10: the server's clock"),
    differ("RT_MSG_SERVER_ECHO", "Microseconds", "transport.md §10: the server's clock"),
    clock("RT_MSG_SERVER_STARTUP_INFO_NOTIFY", "Time", "DME-43: the world's clock"),
    clock("RT_MSG_SERVER_TIMEBASE_QUERY_NOTIFY", "ServerTime", "DME-43: the world's clock"),
    differ("MediusGetServerTimeResponse", "GMT_time", "MLS-180: the server's clock"),
    differ("MediusGetServerTimeResponse", "Local_server_timezone", "MLS-180: the server's zone"),
    // Each build tells its own.
    differ("DMEServerVersion", "Version", "DME-42"),
    // A counter of the MPS (MGCL-3).
    bound("MediusServerJoinGameRequest", "MessageID", "order"),
    bound("MediusServerEndGameRequest", "MessageID", "order"),
    bound("MediusServerCreateGameWithAttributesRequest", "MessageID", "order"),
    // Community servers send 2 or 0 where Sony's send 1.
    differ("MediusAccountLoginResponse", "AccountType", "MAS-34"),
    // One community server leaves rubbish where the status stands.
    unnamed("MediusUpdateLadderStatsWideResponse", "StatusCode", "MLS-101"),
    // Community servers do not end an empty list, and leave rubbish in it.
    failed("MediusGameListResponse", "EndOfList", "GEN-31"),
    failed("MediusGameList_ExtraInfoResponse0", "GameLevel", "GEN-31"),
    failed("MediusGameList_ExtraInfoResponse0", "PlayerSkillLevel", "GEN-31"),
    failed("MediusGameList_ExtraInfoResponse0", "WorldStatus", "GEN-31"),
    failed("MediusGameList_ExtraInfoResponse0", "GameHostType", "GEN-31"),
    // A file that is not there: the packet's data is rubbish.
    failed("MediusFileDownloadResponse", "Data", "MLS-193"),
    // Nobody's statistics (account -1), and filters that are never there.
    community("MediusPlayerInfoResponse", "Stats", "MLS-32"),
    community("MediusClearGameListFilterResponse", "StatusCode", "MLS-81"),
    // A player who has just come counts as not yet in the lobby.
    community("MediusLobbyWorldPlayerListResponse", "PlayerStatus", "ST-25"),
    // Sealed from the next message on.
    community("RT_MSG_SERVER_CONNECT_ACCEPT_TCP", "(context)", "transport.md §8"),
    differ("*", "padding", "messages.md §2: padding is rubbish"),
];

/// Requests that one server answers and another does not, and the rule that says so.
const OPTIONAL: &[(&str, &str)] = &[
    ("MediusGetBuddyList_ExtraInfoRequest", "GEN-15"),
    ("MediusGetIgnoreListRequest", "MAS-21"),
    ("MediusGetMyClansRequest", "MAS-21"),
    // A community server has no ladder.
    ("MediusLadderList_ExtraInfoRequest", "MLS-103"),
];

/// Whether a request may stay unanswered, or be answered with an empty list.
pub(crate) fn may_stay_unanswered(request: &str) -> bool {
    OPTIONAL.iter().any(|(name, _)| *name == request)
}

/// The row that lets a field differ, if one does.
pub(crate) fn tolerance(message: &str, path: &str) -> Option<&'static Tolerance> {
    TOLERANCES.iter().find(|row| {
        let named = row.message == "*" || row.message == message;
        let fits = path == row.field || path.strip_suffix(row.field).is_some_and(|before| before.ends_with('.'));
        named && fits
    })
}
