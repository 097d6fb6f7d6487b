//! What the console's requests at an MLS and their answers tell of itself.

use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{CallbackStatus as Status, Dialect, Layout as _, PlayerStatus, lobby};

use super::exchange::Exchange;
use super::link::UNTOLD;
use crate::capture::Dir;
use crate::dissect::{FrameStream, Message};

/// The console's own account, where nothing tells it.
const SOMEBODY: i32 = 1;

/// What the console's requests and their answers tell of itself.
pub(crate) struct LobbyFacts {
    pub(crate) app_id: u32,
    pub(crate) dialect: Dialect,
    pub(crate) own: i32,
    pub(crate) name: String,
    pub(crate) here: i32,
    pub(crate) connect: Option<rt::ClientConnectTcp>,
}

fn all<'e, M: clank_core::wire::Message>(
    messages: impl Iterator<Item = &'e Message> + 'e,
    stream: &'e FrameStream,
) -> impl Iterator<Item = M> + 'e {
    messages.filter_map(|message| {
        let (class, id, body) = message.medius()?;
        ((class, id) == (M::CLASS, M::ID)).then(|| M::decode(body, stream.dialect).ok())?
    })
}

pub(crate) fn lobby_facts(stream: &FrameStream, exchanges: &[Exchange]) -> Result<LobbyFacts, String> {
    let connect = stream.messages.iter().find(|m| m.dir == Dir::ToServer && m.id == rt::ClientConnectTcp::ID);
    let connect = match connect.map(|message| message.plain.as_deref()) {
        Some(None) => return Err("RT_MSG_CLIENT_CONNECT_TCP cannot be read".into()),
        Some(Some(plain)) => Some(rt::ClientConnectTcp::decode(plain, stream.dialect).map_err(|e| e.to_string())?),
        None => None,
    };
    let asked = || exchanges.iter().filter_map(|exchange| exchange.request.as_ref());
    let answers = || exchanges.iter().flat_map(|exchange| &exchange.answers);
    let buddies: Vec<i32> =
        all::<lobby::GetBuddyListExtraInfoResponse>(answers(), stream).map(|row| row.account_id).collect();
    let info = exchanges.iter().find_map(|exchange| {
        let asked = all::<lobby::PlayerInfoRequest>(exchange.request.iter(), stream).next()?;
        let info = all::<lobby::PlayerInfoResponse>(exchange.answers.iter(), stream).next()?;
        let here = info.status_code == Status::SUCCESS && info.player_status != PlayerStatus::PLAYER_DISCONNECTED;
        (here && asked.account_id > 0 && !buddies.contains(&asked.account_id))
            .then(|| (asked.account_id, info.account_name.to_text()))
    });
    // Who came last stands last: it is the one who has just connected.
    let last = all::<lobby::GetLobbyPlayerNamesExtraInfoResponse>(answers(), stream)
        .find(|row| row.end_of_list != 0 && row.status_code == Status::SUCCESS)
        .map(|row| (row.account_id, row.account_name.to_text()));
    let (own, name) = info.or(last).unwrap_or((SOMEBODY, "somebody".into()));
    let here = all::<lobby::ChannelInfoRequest>(asked(), stream)
        .map(|asked| asked.medius_world_id)
        .chain(all::<lobby::GetLobbyPlayerNamesExtraInfoRequest>(asked(), stream).map(|asked| asked.medius_world_id))
        .chain(all::<lobby::ChannelListExtraInfoResponse>(answers(), stream).map(|row| row.medius_world_id))
        .find(|id| *id > 0);
    Ok(LobbyFacts {
        app_id: connect.as_ref().map(|connect| connect.app_id).or(stream.app_id).unwrap_or(UNTOLD),
        dialect: stream.dialect,
        own,
        name,
        here: here.unwrap_or(1),
        connect,
    })
}
