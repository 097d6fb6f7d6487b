//! What titles differ in: the only place that knows application ids (titles.md §11).
//!
//! A title is one record, in the file of its series. Rows, layouts and the compatibility list are read from the
//! records; nothing else says anything of a title.

mod editions;
mod record;
mod schema;
mod series;

mod amplitude;
mod arc_the_lad;
mod calling_all_cars;
mod eyetoy;
mod formula_one;
mod gran_turismo;
mod home;
mod jak;
mod killzone;
mod motorstorm;
mod ratchet;
mod socom;
mod syphon_filter;
mod twisted_metal;
mod unnamed;
mod warhawk;
mod wipeout;

pub use editions::{Edition, editions, table};
pub use record::{Application, Disc, FirstServer, Hosting, Network, Recordings, TitleRecord};
pub use schema::{JoinBy, Quirks, Title, TitleSettings};
pub use series::{applications, records};

use crate::ids::{AppId, TitleGroup};
use crate::wire::{Flags, NetConnectionType, Version};
use series::find;

/// Returns the layout quirks of an application id (messages.json `when`, titles.md §7); one without a record has none.
#[must_use]
pub fn layout(app_id: AppId) -> Flags {
    find(app_id).map_or(Flags::NONE, |(_, application)| application.quirks.layout)
}

impl Title {
    /// Returns what FindPlayer calls the application (MLS-33).
    #[must_use]
    pub fn application_name(&self) -> &str {
        if self.short_name.is_empty() { &self.name } else { &self.short_name }
    }

    /// Returns how its consoles reach a game on a game server: with auxiliary UDP from 1.09 on (MLS-86).
    #[must_use]
    pub const fn join_connection(&self, version: Version) -> NetConnectionType {
        match self.join_by {
            Some(JoinBy::Tcp) => NetConnectionType::CLIENT_SERVER_TCP,
            Some(JoinBy::TcpAndUdp) => NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
            None if version.has_hello() => NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
            None => NetConnectionType::CLIENT_SERVER_TCP,
        }
    }

    /// Returns the row of an application id. One without a record has the default row, and shares its accounts with
    /// nobody.
    #[must_use]
    pub fn of(app_id: AppId) -> Self {
        let found = find(app_id);
        let quirks = found.map_or(Quirks::NONE, |(_, application)| application.quirks);
        let known = found.filter(|(record, _)| record.known);
        let name = known.map(|(_, application)| application.name).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| format!("application {app_id}"), Into::into);
        let group = known.and_then(|(record, _)| record.group()).unwrap_or(TitleGroup(app_id.0));
        let on_servers = |network: Network| network.hosting == Hosting::GameServer;
        let served = found.and_then(|(record, _)| record.network).is_some_and(on_servers);
        Self { console_hosting: quirks.console_hosting && !served, ..quirks.row(app_id, name, group) }
    }

    /// Whether the application id is that of a known title (GEN-3).
    #[must_use]
    pub fn knows(app_id: AppId) -> bool {
        find(app_id).is_some_and(|(record, _)| record.known)
    }

    /// Returns the group of each known title, for the store.
    pub fn groups() -> impl Iterator<Item = (AppId, TitleGroup)> {
        let known = records().filter(|record| record.known);
        let ids = known.flat_map(|record| record.applications).map(|application| application.app_id);
        ids.map(|app_id| (app_id, Self::of(app_id).group))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The cells in which the row of an application id differs from that of an unknown one.
    fn differences(app_id: AppId) -> String {
        let plain =
            Title { app_id, group: TitleGroup(app_id.0), name: format!("application {app_id}"), ..Title::default() };
        let own = Title::of(app_id);
        if own == plain {
            return String::new();
        }
        let cells = |title| serde_json::to_value(title).expect("a row");
        let (plain, own) = (cells(&plain), cells(&own));
        let own = own.as_object().expect("a row").iter().filter(|(column, cell)| plain[column.as_str()] != **cell);
        own.map(|(column, cell)| format!(" {column}={cell}")).collect()
    }

    /// Every application id that is not a plain title, and what is different about it.
    #[test]
    fn the_differences_of_every_application_id() {
        let own =
            (0..=u32::from(u16::MAX)).map(AppId).map(|app_id| (app_id, Title::knows(app_id), differences(app_id)));
        let own = own.filter(|(_, known, differences)| *known || !differences.is_empty());
        let lines = own.map(|(app_id, known, differences)| {
            let known = if known { "known" } else { "unknown" };
            format!("{app_id} {known}{differences}")
        });
        insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
    }

    /// An application id in two records would have the facts of one of them alone.
    #[test]
    fn every_application_id_stands_in_one_record() {
        let mut seen = BTreeSet::new();
        assert!(applications().all(|application| seen.insert(application.app_id)));
        assert!(records().all(|record| !record.applications.is_empty()));
    }

    /// ST-50, ST-51
    #[test]
    fn applications_of_one_record_share_a_group_and_an_unknown_one_is_alone() {
        assert_eq!(Title::of(AppId(10684)).group, Title::of(AppId(10683)).group);
        assert_ne!(Title::of(AppId(10684)).group, Title::of(AppId(11184)).group);
        assert_eq!(Title::of(AppId(4711)).group, TitleGroup(4711));
        assert!(Title::knows(AppId(11354)) && !Title::knows(AppId(4711)));
    }
}
