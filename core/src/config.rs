//! The settings of a server as values, with the checks that reject bad ones.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::ids::{AppId, DmeWorldId, LocationId, TitleGroup};
use crate::limits::{Limits, Timeouts};
use crate::settings::text_filter::TextFilter;
use crate::settings::{Accounts, LinkPolicy, Universe};
use crate::titles::{Title, TitleSettings};

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The address that consoles are told. Without one, each console is told the local address on
    /// which its connection arrived.
    pub public_address: Option<Ipv4Addr>,
    /// Where the MUIS listens; "off" leaves it out of this process.
    #[serde(with = "place")]
    pub muis: Option<SocketAddrV4>,
    /// Where the MAS listens; "off" leaves it out of this process.
    #[serde(with = "place")]
    pub mas: Option<SocketAddrV4>,
    /// Where the MLS listens; "off" leaves it out of this process.
    #[serde(with = "place")]
    pub mls: Option<SocketAddrV4>,
    /// Where the MPS listens for game servers and hosts; "off" leaves it out of this process: no games then.
    #[serde(with = "place")]
    pub mps: Option<SocketAddrV4>,
    /// Addresses from which game servers of other processes may register at the MPS (MPS-1).
    pub game_servers: Vec<Ipv4Addr>,
    /// Whether game servers above 1.08 are sent SERVER_CONNECT_REQUIRE, which Horizon's never answers (MPS-1). Consoles
    /// that host games have the setting of `link`.
    pub game_servers_connect_require: bool,
    /// Game servers.
    pub dme: GameServers,
    /// Where NAT answers (UDP); "off" leaves it out of this process.
    #[serde(with = "place")]
    pub nat: Option<SocketAddrV4>,
    /// How connections are encrypted and greeted.
    pub link: LinkPolicy,
    /// Accounts and logins.
    pub accounts: Accounts,
    /// Which texts players may not use (MLS-173).
    pub text_filter: TextFilter,
    /// Titles: which are let in, and what differs from the built-in table.
    pub titles: Titles,
    /// What the MUIS tells of universes. Without any, each title is told one: this server.
    pub universes: Vec<Universe>,
    /// What the MUIS tells as news (MUIS-2).
    pub news: String,
    /// Whether operators and scripts may read and write the memory of consoles (OPS-5).
    pub allow_memory: bool,
    /// While it is set, nobody gets in: what players read instead (MAS-3).
    pub maintenance: Option<Maintenance>,
    /// Clans.
    pub clans: Clans,
    /// Limits.
    pub limits: Limits,
    /// Time-outs.
    pub timeouts: Timeouts,
}

impl Default for Config {
    fn default() -> Self {
        let on = |port| Some(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, port));
        Self {
            public_address: None,
            muis: on(10071),
            mas: on(10075),
            mls: on(10078),
            mps: on(10077),
            game_servers: vec![Ipv4Addr::LOCALHOST],
            game_servers_connect_require: false,
            dme: GameServers::default(),
            nat: on(10070),
            link: LinkPolicy::default(),
            accounts: Accounts::default(),
            text_filter: TextFilter::default(),
            titles: Titles::default(),
            universes: Vec::new(),
            news: String::new(),
            allow_memory: false,
            maintenance: None,
            clans: Clans::default(),
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }
}

/// An address to listen on, or "off".
mod place {
    use std::net::SocketAddrV4;

    use serde::{Deserialize as _, Deserializer, Serializer};

    const OFF: &str = "off";

    #[allow(clippy::ref_option, reason = "serde hands it over so")]
    pub(super) fn serialize<S: Serializer>(at: &Option<SocketAddrV4>, to: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => to.collect_str(at),
            None => to.serialize_str(OFF),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddrV4>, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        match &*text {
            OFF => Ok(None),
            at => at.parse().map(Some).map_err(|_| {
                serde::de::Error::custom(format_args!("\"{at}\" is neither an IPv4 address with a port nor \"{OFF}\""))
            }),
        }
    }
}

/// The game servers of this process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GameServers {
    /// Where the first shard listens; further ones take the ports behind it. "off" leaves game servers out.
    #[serde(with = "place")]
    pub tcp: Option<SocketAddrV4>,
    /// Where the first shard takes datagrams; further ones take the ports behind it.
    pub udp: SocketAddrV4,
    /// How many machines, threads and port pairs (game.md 1): the MPS chooses among them by load.
    pub shards: u16,
    /// How long data for a player is gathered before it leaves (DME-34): "client" for what his title wants, "off", or a
    /// number of milliseconds, 300 at the most.
    pub aggregation: Aggregation,
    /// The first of the ports that players are given, one each, instead of one for all (UDP-2).
    pub client_ports: Option<u16>,
    /// Most worlds of a shard (DME-11).
    pub worlds: u16,
    /// Most players of a world, whatever its game wants (DME-13).
    pub players: u16,
    /// The title that is served; 0 for all.
    pub application: AppId,
    /// The location that is served (MGCL-7).
    pub location: LocationId,
    /// The MAS of the server for which they play, where that is another process: they register there (game.md 11.2).
    pub register_at: Option<SocketAddrV4>,
    /// The ports that are really there.
    #[serde(skip)]
    pub bound: Vec<ShardPlace>,
    /// The number that the last world had before the first one here: a replay goes on where a recording began.
    #[serde(skip)]
    pub last_world: DmeWorldId,
}

impl Default for GameServers {
    fn default() -> Self {
        Self {
            tcp: Some(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 10079)),
            udp: SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 50000),
            shards: 1,
            aggregation: Aggregation::Client,
            client_ports: None,
            worlds: 256,
            players: 16,
            application: AppId(0),
            location: LocationId(0),
            register_at: None,
            bound: Vec::new(),
            last_world: DmeWorldId(0),
        }
    }
}

/// Where a shard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardPlace {
    /// Where it listens.
    pub tcp: SocketAddrV4,
    /// Where it takes datagrams.
    pub udp: SocketAddrV4,
}

impl GameServers {
    /// Where the shards are.
    #[must_use]
    pub fn places(&self) -> Vec<ShardPlace> {
        if !self.bound.is_empty() {
            return self.bound.clone();
        }
        let Some(tcp) = self.tcp else { return Vec::new() };
        // Port 0 stays 0: the system chooses each.
        let next = |at: SocketAddrV4, shard: u16| {
            let port = if at.port() == 0 { 0 } else { at.port().saturating_add(shard) };
            SocketAddrV4::new(*at.ip(), port)
        };
        (0..self.shards).map(|shard| ShardPlace { tcp: next(tcp, shard), udp: next(self.udp, shard) }).collect()
    }
}

/// How long data for a player is gathered (DME-34).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aggregation {
    /// As long as his title wants.
    #[default]
    Client,
    /// Not at all.
    Off,
    /// So many milliseconds.
    Milliseconds(u16),
}

impl Serialize for Aggregation {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Client => to.serialize_str("client"),
            Self::Off => to.serialize_str("off"),
            Self::Milliseconds(ms) => to.serialize_str(&ms.to_string()),
        }
    }
}

impl<'de> Deserialize<'de> for Aggregation {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        match text.as_str() {
            "client" => Ok(Self::Client),
            "off" => Ok(Self::Off),
            number => match number.parse() {
                Ok(ms) => Ok(Self::Milliseconds(ms)),
                Err(_) => Err(serde::de::Error::custom("\"client\", \"off\" or a number of milliseconds as text")),
            },
        }
    }
}

/// A time in which nobody gets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Maintenance {
    /// What players read.
    pub text: String,
    /// From when: seconds since 1970.
    pub from: u32,
    /// Until when, if it is known.
    pub to: Option<u32>,
}

impl Default for Maintenance {
    fn default() -> Self {
        Self { text: "Server in maintenance.".into(), from: 0, to: None }
    }
}

impl Maintenance {
    /// Whether it is now.
    #[must_use]
    pub fn is_on(&self, unix_s: u32) -> bool {
        self.from <= unix_s && self.to.is_none_or(|to| unix_s < to)
    }
}

/// What clans may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Clans {
    /// Whether consoles may add to the ladder statistics of their clan (MLS-107).
    pub ladder_deltas: bool,
}

/// Which titles are let in (GEN-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Titles {
    /// If not empty, only these application ids are let in.
    pub only: Vec<AppId>,
    /// Whether a title that neither the table nor the configuration knows is let in.
    pub unknown: bool,
    /// What differs from the table, or is not in it.
    pub rows: Vec<TitleSettings>,
}

impl Default for Titles {
    fn default() -> Self {
        Self { only: Vec::new(), unknown: true, rows: Vec::new() }
    }
}

impl Titles {
    fn settings(&self, app_id: AppId) -> Option<&TitleSettings> {
        self.rows.iter().find(|row| row.app_id == app_id)
    }

    /// The effective row of a title: the table's, with what the configuration says of it; `None` where it is not let
    /// in.
    #[must_use]
    pub fn admit(&self, app_id: AppId) -> Option<Title> {
        if !self.only.is_empty() && !self.only.contains(&app_id) {
            return None;
        }
        let row = Title::of(app_id);
        match self.settings(app_id) {
            Some(settings) => Some(settings.over(row)),
            None => (self.unknown || Title::knows(app_id)).then_some(row),
        }
    }

    /// Returns the effective row of a title, whether it is let in or not.
    #[must_use]
    pub fn row(&self, app_id: AppId) -> Title {
        self.admit(app_id).unwrap_or_else(|| Title::of(app_id))
    }

    /// The group of each title, for the store.
    #[must_use]
    pub fn groups(&self) -> BTreeMap<AppId, TitleGroup> {
        let own = self.rows.iter().map(|row| (row.app_id, row.over(Title::of(row.app_id)).group));
        Title::groups().chain(own).collect()
    }
}

/// A setting that cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Two settings contradict each other or one is out of range.
    #[error("{setting}: {what}")]
    Setting {
        /// The setting's path.
        setting: &'static str,
        /// What is wrong, in words.
        what: &'static str,
    },
}

impl Config {
    /// The host that a console is told, by the address on which its connection arrived.
    #[must_use]
    pub fn host(&self, local: Ipv4Addr) -> Ipv4Addr {
        self.public_address.unwrap_or(local)
    }

    /// Whether a game server of another process may come from an address (MPS-1).
    #[must_use]
    pub fn trusts(&self, address: Ipv4Addr) -> bool {
        self.game_servers.contains(&address)
    }

    /// The accounts and logins of a title (OPS-1).
    #[must_use]
    pub fn accounts_of(&self, app_id: AppId) -> &Accounts {
        self.titles.settings(app_id).and_then(|row| row.accounts.as_ref()).unwrap_or(&self.accounts)
    }

    /// The text filter of a title (MLS-173).
    #[must_use]
    pub fn text_filter_of(&self, app_id: AppId) -> &TextFilter {
        self.titles.settings(app_id).and_then(|row| row.text_filter.as_ref()).unwrap_or(&self.text_filter)
    }

    /// Checks what types cannot.
    ///
    /// # Errors
    /// The first setting that cannot work, and why.
    pub fn check(&self) -> Result<(), ConfigError> {
        let limits = &self.limits;
        let rules = [
            (
                "mas",
                [self.muis, self.mas, self.mls, self.mps, self.nat, self.dme.tcp].iter().all(Option::is_none),
                "nothing is left to serve",
            ),
            (
                "dme.register_at",
                self.dme.register_at.is_some() && self.mps.is_some(),
                "game servers register at one MPS: set mps = \"off\", or leave this out",
            ),
            ("public_address", self.public_address.is_some_and(|ip| ip.is_unspecified()), "0.0.0.0 is no address"),
            ("dme.shards", self.dme.tcp.is_some() && self.dme.shards == 0, "must be at least 1"),
            ("dme.players", !(1..=256).contains(&self.dme.players), "must lie between 1 and 256"),
            ("dme.worlds", self.dme.worlds == 0, "must be at least 1"),
            ("limits.low_water", limits.low_water >= limits.high_water, "must lie below limits.high_water"),
            ("limits.high_water", limits.high_water >= limits.hard_cap, "must lie below limits.hard_cap"),
            ("limits.frame_bytes", limits.frame_bytes < 584, "titles send frames of 584 bytes"),
            ("limits.pending_requests", limits.pending_requests == 0, "must be at least 1"),
            ("limits.connections", limits.connections == 0, "must be at least 1"),
            ("titles.rows", self.titles.rows.iter().any(|row| row.app_id == AppId(0)), "each row needs an app_id"),
        ];
        match rules.into_iter().find(|(_, broken, _)| *broken) {
            Some((setting, _, what)) => Err(ConfigError::Setting { setting, what }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_sound_and_contradictions_are_named() {
        let mut config = Config::default();
        assert_eq!(config.check(), Ok(()));
        config.limits.low_water = config.limits.high_water;
        let error = config.check().expect_err("low above high").to_string();
        assert_eq!(error, "limits.low_water: must lie below limits.high_water");
    }

    /// GEN-3, OPS-1
    #[test]
    fn titles_are_let_in_by_list_and_cells_of_their_rows_can_be_set() {
        let mut titles = Titles { unknown: false, ..Titles::default() };
        assert!(titles.admit(AppId(4711)).is_none() && titles.admit(AppId(10684)).is_some());
        titles.rows.push(TitleSettings {
            app_id: AppId(4711),
            name: Some("homebrew".into()),
            ..TitleSettings::default()
        });
        titles.rows.push(TitleSettings { app_id: AppId(10684), files: Some(true), ..TitleSettings::default() });
        assert_eq!(
            titles.admit(AppId(4711)).map(|title| (title.name, title.group)),
            Some(("homebrew".into(), TitleGroup(4711)))
        );
        assert_eq!(titles.admit(AppId(10684)), Some(Title { files: true, ..Title::of(AppId(10684)) }));
        let accounts = Accounts { registration: false, ..Accounts::default() };
        titles.rows.push(TitleSettings { app_id: AppId(11184), accounts: Some(accounts), ..TitleSettings::default() });
        let mut config = Config { titles, ..Config::default() };
        assert!(!config.accounts_of(AppId(11184)).registration && config.accounts_of(AppId(10684)).registration);
        config.titles.only = vec![AppId(10684)];
        assert!(config.titles.admit(AppId(4711)).is_none());
    }
}
