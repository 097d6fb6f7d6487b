//! The features of the lobby.

use super::state::Lobby;
use super::{
    buddies, channel_refresh, channels, chat, clan_messages, clans, files, games, ladders, moderation, players,
    sessions, unoffered,
};
use crate::lobby::feature::compose_features;
use crate::lobby::{account_requests, ladder_requests};

compose_features! { Lobby asks state.store;
    Accounts = account_requests,
    Admission = sessions::admit,
    Buddies = buddies,
    ChannelRefresh = channel_refresh,
    Channels = channels,
    Chat = chat,
    ClanMessages = clan_messages,
    Clans = clans,
    Consoles = sessions::console,
    Files = files,
    GameEntry = games::create_join,
    GameLists = games::lists,
    GameReports = games::reports,
    GameStatus = games::status,
    LadderStats = ladder_requests,
    Ladders = ladders,
    Logout = sessions::logout,
    Moderation = moderation,
    Players = players,
    Unoffered = unoffered,
}
