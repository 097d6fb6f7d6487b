//! What the lobby waits for from the store, and who makes an answer of it.

use serde::{Deserialize, Serialize};

use super::buddies::BuddyWord;
use super::files::{FileAnswer, Upload};
use super::hosting::Entry;
use super::{Context, Lobby};
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
    ($reply:ident, $kind:ident, $cx:ident, $id:ident, $answer:ty, |$rows:ident| $packets:expr) => {
        match $reply {
            StoreReply::$kind($rows) => $packets,
            other => Packets::of(&<$answer>::ended($id, common::status(&other, Status::NO_RESULT)), $cx.dialect()),
        }
    };
}

impl Lobby {
    /// The store's answer, in the form of the request that waits for it; `None` while that has to wait on.
    pub(super) fn answer(&mut self, cx: &mut Context<'_>, asked: Asked<Purpose>, reply: StoreReply) -> Option<Packets> {
        let (id, dialect) = (asked.message_id, cx.dialect());
        Some(match asked.purpose {
            Purpose::Common(purpose) => purpose.packets(id, reply, dialect),
            // Errands have no request.
            Purpose::Arrival(_) | Purpose::Bans(_) | Purpose::BuddyWord(_) => return None,
            Purpose::PlayerInfo => Packets::of(&self.player_info_of(cx.conn(), id, reply), dialect),
            Purpose::LobbyPlayers(ids) => self.lobby_player_rows(cx, id, &ids, &reply),
            Purpose::GamePlayers(ids) => self.game_player_rows(cx, id, &ids, &reply),
            Purpose::Join(entry) => Packets::of(&self.join_game(cx, asked.slot, &entry, &reply)?, dialect),
            Purpose::AddBuddy => {
                let status = common::status(&reply, Status::DB_ERROR);
                if let (StoreReply::Account(buddy), Some(own)) = (reply, cx.state().account_id) {
                    self.buddy_added(own, buddy);
                }
                Packets::of(&lobby::AddToBuddyListResponse::with(id, status), dialect)
            }
            Purpose::RemoveBuddy(other) => {
                if reply == StoreReply::Done {
                    self.buddy_removed(cx, other);
                }
                let status = common::status(&reply, Status::DB_ERROR);
                Packets::of(&lobby::RemoveFromBuddyListResponse::with(id, status), dialect)
            }
            Purpose::InviteBuddy(other) => Self::buddy_invited(id, other, &reply, dialect),
            Purpose::BuddyInvitations => {
                type Answer = lobby_ext::GetBuddyInvitationsResponse;
                rows!(reply, BuddyInvitations, cx, id, Answer, |rows| {
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
                rows!(reply, Accounts, cx, id, lobby::GetIgnoreListResponse, |rows| self.ignored_rows(cx, id, &rows))
            }
            Purpose::Ignore => {
                let status = common::status(&reply, Status::DB_ERROR);
                if let StoreReply::Account(other) = reply {
                    self.ignored(cx, other.id);
                }
                Packets::of(&lobby::AddToIgnoreListResponse::with(id, status), dialect)
            }
            Purpose::CreateClan => self.clan_created(cx, id, &reply),
            Purpose::DisbandClan(clan_id) => {
                if reply == StoreReply::Done {
                    self.clan_disbanded(clan_id);
                }
                let status = common::status(&reply, Status::FAIL);
                Packets::of(&lobby::DisbandClanResponse::with(id, status), dialect)
            }
            Purpose::ClanById => Self::told_by_id(cx, id, &reply),
            Purpose::ClanByName => Self::told_by_name(cx, id, &reply),
            Purpose::MyClans => self.told_my_clans(cx, id, &reply),
            Purpose::InvitationsSent => {
                type Answer = lobby::GetClanInvitationsSentResponse;
                rows!(reply, ClanInvitations, cx, id, Answer, |rows| Self::sent_rows(cx, id, &rows))
            }
            Purpose::MyInvitations => {
                type Answer = lobby::CheckMyClanInvitationsResponse;
                rows!(reply, ClanInvitations, cx, id, Answer, |rows| Self::invited_rows(cx, id, &rows))
            }
            Purpose::RespondToClan => self.responded(cx, id, &reply),
            Purpose::RemoveFromClan(who) => self.removed(cx, id, who, &reply),
            Purpose::MembersExtra => self.members_extra(cx, id, &reply),
            Purpose::Members => Self::members(cx, id, &reply),
            Purpose::ClanStats => Self::clan_stats_saved(cx, id, &reply),
            Purpose::MyClanMessages(clan_id) => {
                type Answer = lobby::GetMyClanMessagesResponse;
                rows!(reply, ClanMessages, cx, id, Answer, |rows| Self::my_messages(cx, id, clan_id, &rows))
            }
            Purpose::AllClanMessages => {
                type Answer = lobby::GetAllClanMessagesResponse;
                rows!(reply, ClanMessages, cx, id, Answer, |rows| Self::all_messages(cx, id, &rows))
            }
            Purpose::Challenges => {
                type Answer = lobby::GetClanTeamChallengesResponse;
                rows!(reply, Challenges, cx, id, Answer, |rows| Self::challenge_rows(cx, id, &rows))
            }
            Purpose::ChallengeHistory(clan_id) => {
                type Answer = lobby::GetClanTeamChallengeHistoryResponse;
                rows!(reply, Challenges, cx, id, Answer, |rows| Self::history_rows(cx, id, clan_id, &rows))
            }
            Purpose::LadderStatsWide(who) => Self::ladder_wide(cx, id, who, &reply),
            Purpose::LadderStats => Self::ladder_short(cx, id, &reply),
            Purpose::LadderExtra => {
                type Answer = lobby::LadderListExtraInfoResponse;
                rows!(reply, Ladder, cx, id, Answer, |rows| self.ladder_rows_extra(cx, id, &rows))
            }
            Purpose::LadderList => {
                rows!(reply, Ladder, cx, id, lobby::LadderListResponse, |rows| Self::ladder_rows(cx, id, &rows))
            }
            Purpose::LadderPosition => Packets::of(&Self::position(id, &reply), dialect),
            Purpose::LadderPositionFast => {
                Packets::of(&lobby::LadderPositionFastResponse::from(Self::position(id, &reply)), dialect)
            }
            Purpose::LadderPositionExtra => Self::position_extra(cx, id, &reply),
            Purpose::TotalRankings => Self::rankings(cx, id, &reply),
            Purpose::ClanLadder => {
                type Answer = lobby::ClanLadderListResponse;
                rows!(reply, Ladder, cx, id, Answer, |rows| Self::clan_ladder_rows(cx, id, &rows))
            }
            Purpose::ClanLadderPosition => Self::clan_position(cx, id, &reply),
            Purpose::File(what) => Self::file_told(cx, id, what, &reply),
            Purpose::Piece(upload) => Self::piece_written(cx, id, upload, &reply),
            Purpose::FileList => {
                rows!(reply, Files, cx, id, lobby::FileListResponse, |rows| Self::file_rows(cx, id, &rows))
            }
            Purpose::FileListExt(key) => {
                type Answer = lobby_ext::FileListExtResponse;
                rows!(reply, Files, cx, id, Answer, |rows| Self::file_rows_ext(cx, id, &key, &rows))
            }
            Purpose::FileMetadata(key) => Self::metadata_rows(cx, id, &key, &reply),
            Purpose::SavedMetadata => Self::metadata_saved(cx, id, &reply),
        })
    }
}
