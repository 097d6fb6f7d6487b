//! The columns in which titles differ, as constants of records, as rows, and as what a configuration may say.

use serde::{Deserialize, Serialize};

use crate::ids::{AppId, TitleGroup};
use crate::settings::text_filter::TextFilter;
use crate::settings::{Accounts, ClearAnswers, FilterSemantics};
use crate::wire::Flags;

/// How a game on a game server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinBy {
    /// TCP.
    Tcp,
    /// TCP, with auxiliary UDP.
    TcpAndUdp,
}

/// The type of a column among constants: its own, or the one that it is made from.
macro_rules! constant {
    ($type:ty) => {
        $type
    };
    ($type:ty as $constant:ty) => {
        $constant
    };
}

/// Declares the columns once: quirks of a record, the row, its default, and the settings that replace single cells of
/// it.
macro_rules! schema {
    ($($(#[$doc:meta])* $column:ident: $type:ty $(as $constant:ty)? = $default:expr,)*) => {
        /// What is different about a title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Quirks {
            $($(#[$doc])* pub $column: constant!($type $(as $constant)?),)*
        }

        impl Quirks {
            /// Nothing: what most titles do.
            pub const NONE: Self = Self { $($column: $default,)* };

            /// Returns the row of a title with these quirks.
            pub(super) fn row(self, app_id: AppId, name: String, group: TitleGroup) -> Title {
                Title { app_id, name, group, $($column: self.$column.into(),)* }
            }
        }

        /// A title and region, as one row of the table.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Title {
            /// The application id that the console sends.
            pub app_id: AppId,
            /// Its name and region.
            pub name: String,
            /// The lowest application id of the group that shares accounts, channels and games (ST-50).
            pub group: TitleGroup,
            $($(#[$doc])* pub $column: $type,)*
        }

        impl Default for Title {
            fn default() -> Self {
                Quirks::NONE.row(AppId(0), String::new(), TitleGroup(0))
            }
        }

        /// What a configuration says of a title: cells of its row in the table, and its own sections.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct TitleSettings {
            /// The application id that the console sends.
            pub app_id: AppId,
            /// Its name and region.
            pub name: Option<String>,
            /// The lowest application id of the group that shares accounts, channels and games (ST-50).
            pub group: Option<TitleGroup>,
            $($(#[$doc])* pub $column: Option<$type>,)*
            /// Accounts and logins of this title, in place of the section `accounts` (OPS-1).
            pub accounts: Option<Accounts>,
            /// Its text filter, in place of the section `text_filter` (MLS-173).
            pub text_filter: Option<TextFilter>,
        }

        impl TitleSettings {
            /// Puts the cells that are set into a row.
            #[must_use]
            pub fn over(&self, mut title: Title) -> Title {
                if let Some(name) = &self.name {
                    title.name.clone_from(name);
                }
                title.group = self.group.unwrap_or(title.group);
                $(if let Some(cell) = &self.$column {
                    title.$column = cell.clone();
                })*
                title
            }
        }

        impl From<Title> for TitleSettings {
            /// The whole row.
            fn from(title: Title) -> Self {
                Self {
                    app_id: title.app_id,
                    name: Some(title.name),
                    group: Some(title.group),
                    $($column: Some(title.$column),)*
                    ..Self::default()
                }
            }
        }
    };
}

schema! {
    /// Its layout quirks, as bits.
    layout: Flags = Flags::NONE,
    /// Send SERVER_CONNECT_REQUIRE above 1.08 (TQ-3).
    connect_require: bool = true,
    /// Send SERVER_CONNECT_COMPLETE (TQ-1).
    connect_complete: bool = true,
    /// Which answers go out in clear, whatever else is encrypted (TQ-6, TQ-20).
    clear_answers: ClearAnswers = ClearAnswers::None,
    /// Hand out our key for the next connection; else 64 zero bytes, and it stays clear (ST-14, TQ-5).
    server_key: bool = true,
    /// Channel lists respect SetLobbyWorldFilter: players make the rooms of this title (MLS-60).
    filter_channels: bool = false,
    /// ChannelList lists the channels that players made, not the configured ones (MLS-62).
    list_game_channels: bool = false,
    /// ChannelInfo of an unknown channel is a success without content (MLS-64).
    unknown_channel_is_empty: bool = false,
    /// What FindPlayer calls the application; the name where it is empty (MLS-33).
    short_name: String as &'static str = "",
    /// How filters of the game list are read (MLS-83).
    game_filters: FilterSemantics = FilterSemantics::All,
    /// GameList_ExtraInfo0 ignores the filters (MLS-84, TQ-11).
    unfiltered_extra_info: bool = false,
    /// GameList ignores the filters (MLS-84, TQ-12).
    unfiltered_game_list: bool = false,
    /// GetGameListFilter is answered in the form of 1.08, whatever the version (MLS-82, TQ-17).
    old_filter_list: bool = false,
    /// Nobody gets into a game that has begun (MLS-86).
    no_join_in_progress: bool = false,
    /// Games are reached by TCP alone or by TCP with auxiliary UDP, whatever the version (MLS-86, TQ-9).
    join_by: Option<JoinBy> = None,
    /// A game server of its own is taken before one that serves every title (MGCL-7, TQ-18).
    own_game_server: bool = false,
    /// Its game servers tell of nobody who comes, so that a player is in his game when he is given a seat (ST-44,
    /// TQ-13).
    silent_game_servers: bool = false,
    /// Games may be hosted on its consoles; a record whose games are on game servers says no by that alone (P2P-12).
    console_hosting: bool = true,
    /// How many players a room takes whose name begins with `CLAN_`, whatever its maker says (MLS-70, TQ-21).
    clan_room_players: Option<u16> = None,
    /// An invitation to a clan shows the clan's name as its text (MLS-126).
    invitation_names_clan: bool = false,
    /// Players may keep files on the server (lobby.md 5.11).
    files: bool = false,
    /// Names of files may have folders before them (TQ-19).
    file_folders: bool = false,
    /// The text of VersionServer on the MUIS (MUIS-7).
    muis_version: String as &'static str = "Medius Universe Information Server Version 3.05.201109161400",
    /// The text of VersionServer on the MAS (MAS-13).
    mas_version: String as &'static str = "Medius Authentication Server Version 3.05.201109161400",
    /// The text of VersionServer on the MLS (MLS-8).
    mls_version: String as &'static str = "Medius Lobby Server Version 3.05.201109161400",
}
