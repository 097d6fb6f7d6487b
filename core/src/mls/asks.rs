//! What the lobby waits for from the store, and who makes an answer of it.

use serde::{Deserialize, Serialize};

use super::buddies::BuddyWord;
use super::files::{FileAnswer, Upload};
use super::hosting::Entry;
use super::{Call, Mls};
use crate::ids::{AccountId, ClanId};
use crate::link::Packets;
use crate::lobby::asking::Asked;
use crate::lobby::{common, list};
use crate::mail::Ticket;
use crate::store::{StoreReply, Who};
use crate::wire::StatusResponse as _;
use crate::wire::{CallbackStatus as Status, NameText, lobby, lobby_ext};

/// What the store is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Purpose {
    Common(common::Purpose),
    /// Errands: what a player brings, whether he is banned meanwhile, and his word on a question.
    Arrival(Ticket),
    Bans(Ticket),
    BuddyWord(Box<BuddyWord>),
    PlayerInfo,
    LobbyPlayers(Vec<AccountId>),
    GamePlayers(Vec<AccountId>),
    Join(Box<Entry>),
    AddBuddy,
    RemoveBuddy(AccountId),
    InviteBuddy(AccountId),
    BuddyInvitations,
    IgnoreList,
    Ignore,
    CreateClan,
    DisbandClan(ClanId),
    ClanById,
    ClanByName,
    MyClans,
    InvitationsSent,
    MyInvitations,
    RespondToClan,
    RemoveFromClan(AccountId),
    MembersExtra,
    Members,
    ClanStats,
    MyClanMessages(ClanId),
    AllClanMessages,
    Challenges,
    ChallengeHistory(ClanId),
    LadderStatsWide(Who),
    LadderStats,
    LadderExtra,
    LadderList,
    LadderPosition,
    LadderPositionFast,
    LadderPositionExtra,
    TotalRankings,
    ClanLadder,
    ClanLadderPosition,
    File(FileAnswer),
    Piece(Upload),
    FileList,
    FileListExt(String),
    FileMetadata(String),
    SavedMetadata,
}

impl From<common::Purpose> for Purpose {
    fn from(purpose: common::Purpose) -> Self {
        Self::Common(purpose)
    }
}

/// The rows of a reply, or the packet that says why there are none.
macro_rules! rows {
    ($reply:ident, $kind:ident, $call:ident, $id:ident, $answer:ty, |$rows:ident| $packets:expr) => {
        match $reply {
            StoreReply::$kind($rows) => $packets,
            other => {
                Packets::of(&<$answer>::ended($id, common::status(&other, Status::NO_RESULT)), $call.guest.dialect())
            }
        }
    };
}

impl Mls {
    /// The store's answer, in the form of the request that waits for it; `None` while that has to wait on.
    pub(super) fn answer(&mut self, call: &mut Call<'_>, asked: Asked<Purpose>, reply: StoreReply) -> Option<Packets> {
        let (id, dialect) = (asked.message_id, call.guest.dialect());
        Some(match asked.purpose {
            Purpose::Common(purpose) => purpose.packets(id, reply, dialect),
            // Errands have no request.
            Purpose::Arrival(_) | Purpose::Bans(_) | Purpose::BuddyWord(_) => return None,
            Purpose::PlayerInfo => Packets::of(&self.player_info_of(call.guest, id, reply), dialect),
            Purpose::LobbyPlayers(ids) => self.lobby_player_rows(call, id, &ids, &reply),
            Purpose::GamePlayers(ids) => self.game_player_rows(call, id, &ids, &reply),
            Purpose::Join(entry) => Packets::of(&self.join_game(call, asked.slot, &entry, &reply)?, dialect),
            Purpose::AddBuddy => {
                let status = common::status(&reply, Status::DB_ERROR);
                if let (StoreReply::Account(buddy), Some(own)) = (reply, call.guest.state.account_id) {
                    self.buddy_added(own, buddy);
                }
                Packets::of(&lobby::AddToBuddyListResponse::with(id, status), dialect)
            }
            Purpose::RemoveBuddy(other) => {
                if reply == StoreReply::Done {
                    self.buddy_removed(call, other);
                }
                let status = common::status(&reply, Status::DB_ERROR);
                Packets::of(&lobby::RemoveFromBuddyListResponse::with(id, status), dialect)
            }
            Purpose::InviteBuddy(other) => Self::buddy_invited(id, other, &reply, dialect),
            Purpose::BuddyInvitations => {
                type Answer = lobby_ext::GetBuddyInvitationsResponse;
                rows!(reply, BuddyInvitations, call, id, Answer, |rows| {
                    let rows = rows.iter().map(|row| Answer {
                        account_id: row.from.id.0,
                        account_name: NameText::new(&row.from.name),
                        add_type: crate::wire::BuddyAddType(row.add_type),
                        ..Answer::success(id)
                    });
                    list::packets(id, rows, dialect)
                })
            }
            Purpose::IgnoreList => {
                rows!(reply, Accounts, call, id, lobby::GetIgnoreListResponse, |rows| self
                    .ignored_rows(call, id, &rows))
            }
            Purpose::Ignore => {
                let status = common::status(&reply, Status::DB_ERROR);
                if let StoreReply::Account(other) = reply {
                    self.ignored(call, other.id);
                }
                Packets::of(&lobby::AddToIgnoreListResponse::with(id, status), dialect)
            }
            Purpose::CreateClan => self.clan_created(call, id, &reply),
            Purpose::DisbandClan(clan_id) => {
                if reply == StoreReply::Done {
                    self.clan_disbanded(clan_id);
                }
                let status = common::status(&reply, Status::FAIL);
                Packets::of(&lobby::DisbandClanResponse::with(id, status), dialect)
            }
            Purpose::ClanById => Self::told_by_id(call, id, &reply),
            Purpose::ClanByName => Self::told_by_name(call, id, &reply),
            Purpose::MyClans => self.told_my_clans(call, id, &reply),
            Purpose::InvitationsSent => {
                type Answer = lobby::GetClanInvitationsSentResponse;
                rows!(reply, ClanInvitations, call, id, Answer, |rows| Self::sent_rows(call, id, &rows))
            }
            Purpose::MyInvitations => {
                type Answer = lobby::CheckMyClanInvitationsResponse;
                rows!(reply, ClanInvitations, call, id, Answer, |rows| Self::invited_rows(call, id, &rows))
            }
            Purpose::RespondToClan => self.responded(call, id, &reply),
            Purpose::RemoveFromClan(who) => self.removed(call, id, who, &reply),
            Purpose::MembersExtra => self.members_extra(call, id, &reply),
            Purpose::Members => Self::members(call, id, &reply),
            Purpose::ClanStats => Self::clan_stats_saved(call, id, &reply),
            Purpose::MyClanMessages(clan_id) => {
                type Answer = lobby::GetMyClanMessagesResponse;
                rows!(reply, ClanMessages, call, id, Answer, |rows| Self::my_messages(call, id, clan_id, &rows))
            }
            Purpose::AllClanMessages => {
                type Answer = lobby::GetAllClanMessagesResponse;
                rows!(reply, ClanMessages, call, id, Answer, |rows| Self::all_messages(call, id, &rows))
            }
            Purpose::Challenges => {
                type Answer = lobby::GetClanTeamChallengesResponse;
                rows!(reply, Challenges, call, id, Answer, |rows| Self::challenge_rows(call, id, &rows))
            }
            Purpose::ChallengeHistory(clan_id) => {
                type Answer = lobby::GetClanTeamChallengeHistoryResponse;
                rows!(reply, Challenges, call, id, Answer, |rows| Self::history_rows(call, id, clan_id, &rows))
            }
            Purpose::LadderStatsWide(who) => Self::ladder_wide(call, id, who, &reply),
            Purpose::LadderStats => Self::ladder_short(call, id, &reply),
            Purpose::LadderExtra => {
                type Answer = lobby::LadderListExtraInfoResponse;
                rows!(reply, Ladder, call, id, Answer, |rows| self.ladder_rows_extra(call, id, &rows))
            }
            Purpose::LadderList => {
                rows!(reply, Ladder, call, id, lobby::LadderListResponse, |rows| Self::ladder_rows(call, id, &rows))
            }
            Purpose::LadderPosition => Packets::of(&Self::position(id, &reply), dialect),
            Purpose::LadderPositionFast => {
                Packets::of(&lobby::LadderPositionFastResponse::from(Self::position(id, &reply)), dialect)
            }
            Purpose::LadderPositionExtra => Self::position_extra(call, id, &reply),
            Purpose::TotalRankings => Self::rankings(call, id, &reply),
            Purpose::ClanLadder => {
                type Answer = lobby::ClanLadderListResponse;
                rows!(reply, Ladder, call, id, Answer, |rows| Self::clan_ladder_rows(call, id, &rows))
            }
            Purpose::ClanLadderPosition => Self::clan_position(call, id, &reply),
            Purpose::File(what) => Self::file_told(call, id, what, &reply),
            Purpose::Piece(upload) => Self::piece_written(call, id, upload, &reply),
            Purpose::FileList => {
                rows!(reply, Files, call, id, lobby::FileListResponse, |rows| Self::file_rows(call, id, &rows))
            }
            Purpose::FileListExt(key) => {
                type Answer = lobby_ext::FileListExtResponse;
                rows!(reply, Files, call, id, Answer, |rows| Self::file_rows_ext(call, id, &key, &rows))
            }
            Purpose::FileMetadata(key) => Self::metadata_rows(call, id, &key, &reply),
            Purpose::SavedMetadata => Self::metadata_saved(call, id, &reply),
        })
    }
}
