//! What a record of a title holds.

use super::schema::Quirks;
use crate::ids::{AppId, TitleGroup};
use crate::wire::Version;

/// All that the server knows of a title.
///
/// A record is for the application ids that share accounts, channels and games (ST-50): a test version whose players
/// do not meet those of the title on sale has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TitleRecord {
    /// Whether the title counts as known (GEN-3). Of a title that does not, the server takes the quirks alone: like one
    /// without a record, each of its application ids is a group for itself, is called by its number, and is let in
    /// only where the configuration lets in unknown titles.
    pub known: bool,
    /// How its discs come to the servers and to each other; `None` where that is not established.
    pub network: Option<Network>,
    /// Which recordings there are of it.
    pub recordings: Recordings,
    /// Its application ids; the lowest one names the group.
    pub applications: &'static [Application],
}

impl TitleRecord {
    /// A title of which only its quirks matter, as other servers list them.
    pub(super) const UNKNOWN: Self =
        Self { known: false, network: None, recordings: Recordings::Never, applications: &[] };

    /// Returns the group of its application ids, which the lowest of them names.
    #[must_use]
    pub fn group(&self) -> Option<TitleGroup> {
        self.applications.iter().map(|application| TitleGroup(application.app_id.0)).min()
    }
}

/// An application id of a title: a region, or a test version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Application {
    /// The id that a console sends.
    pub app_id: AppId,
    /// The title and its region, as players and operators read them; empty where nobody knows.
    pub name: &'static str,
    /// What is different about it.
    pub quirks: Quirks,
    /// The discs of the compatibility list that send the id.
    pub discs: &'static [Disc],
}

impl Application {
    /// Returns an application id without quirks and without a disc on the compatibility list.
    pub(super) const fn plain(app_id: u32, name: &'static str) -> Self {
        Self { app_id: AppId(app_id), name, quirks: Quirks::NONE, discs: &[] }
    }
}

/// A disc of the compatibility list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disc {
    /// The title that stands on it.
    pub name: &'static str,
    /// Its region, or which test version it is.
    pub region: &'static str,
    /// The host name that it asks for; empty where it is not known.
    pub host: &'static str,
    /// What no recording of the title proves of this disc; empty where there is nothing.
    pub unproven: &'static str,
}

/// How the discs of a title come to the servers and to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// The protocol version that they speak.
    pub version: Version,
    /// The server that they know by its host name.
    pub first: FirstServer,
    /// Where their games are played.
    pub hosting: Hosting,
}

/// The server whose host name a disc knows; that one tells it all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstServer {
    /// A MUIS.
    Muis {
        /// Its TCP port.
        port: u16,
    },
    /// A MAS.
    Mas {
        /// Its TCP port.
        port: u16,
    },
}

impl FirstServer {
    /// A MUIS at the usual port (titles.md §4).
    pub(super) const MUIS: Self = Self::Muis { port: 10071 };
    /// A MAS at the usual port (titles.md §4).
    pub(super) const MAS: Self = Self::Mas { port: 10075 };
}

/// Where games are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hosting {
    /// On a game server.
    GameServer,
    /// On the console of the player who made the game.
    Console,
}

/// Which recordings there are of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recordings {
    /// Recordings of consoles at Sony's servers, among others perhaps.
    Sony,
    /// Recordings of consoles at community servers alone.
    Community,
    /// Recordings whose messages nobody can read.
    Unreadable,
    /// None.
    Never,
}
