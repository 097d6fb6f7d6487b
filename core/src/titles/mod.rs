//! What titles differ in: the only place that knows application ids (titles.md §11).

mod editions;
mod layout;
mod rows;
mod schema;

pub use editions::{EDITIONS, Edition, Hosting, table};
pub use layout::{QUIRKS, layout};
use rows::{ROWS, UNFILTERED};
pub use schema::{JoinBy, Title, TitleSettings};

use crate::ids::{AppId, TitleGroup};
use crate::wire::{NetConnectionType, Version};

impl Title {
    /// What FindPlayer calls the application (MLS-33).
    #[must_use]
    pub fn application_name(&self) -> &str {
        if self.short_name.is_empty() { &self.name } else { &self.short_name }
    }

    /// How its consoles reach a game on a game server: with auxiliary UDP from 1.09 on (MLS-86).
    #[must_use]
    pub const fn join_connection(&self, version: Version) -> NetConnectionType {
        match self.join_by {
            Some(JoinBy::Tcp) => NetConnectionType::CLIENT_SERVER_TCP,
            Some(JoinBy::TcpAndUdp) => NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
            None if version.has_hello() => NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
            None => NetConnectionType::CLIENT_SERVER_TCP,
        }
    }

    /// The row of an application id; a title that the table does not know gets the default row and
    /// shares its accounts with nobody.
    #[must_use]
    pub fn of(app_id: AppId) -> Self {
        let found = ROWS.iter().find_map(|row| {
            let (_, name) = row.app_ids.iter().find(|(id, _)| *id == app_id.0)?;
            Some((row, *name))
        });
        let unfiltered_games = UNFILTERED.contains(&app_id.0);
        let plain =
            Self { app_id, group: TitleGroup(app_id.0), layout: layout(app_id), unfiltered_games, ..Self::default() };
        let Some((row, name)) = found else {
            return Self { name: format!("application {app_id}"), ..plain };
        };
        let group = TitleGroup(row.app_ids.iter().map(|(id, _)| *id).min().unwrap_or(app_id.0));
        let mut title = Self { name: name.into(), group, ..plain };
        (row.change)(&mut title);
        title
    }

    /// Whether the table knows the application id.
    #[must_use]
    pub fn knows(app_id: AppId) -> bool {
        ROWS.iter().any(|row| row.app_ids.iter().any(|(id, _)| *id == app_id.0))
    }

    /// The group of each title of the table, for the store.
    pub fn groups() -> impl Iterator<Item = (AppId, TitleGroup)> {
        ROWS.iter().flat_map(|row| row.app_ids).map(|(id, _)| (AppId(*id), Self::of(AppId(*id)).group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ST-50, ST-51
    #[test]
    fn titles_of_one_row_share_a_group_and_an_unknown_one_is_alone() {
        assert_eq!(Title::of(AppId(10684)).group, Title::of(AppId(10683)).group);
        assert_ne!(Title::of(AppId(10684)).group, Title::of(AppId(11184)).group);
        assert_eq!(Title::of(AppId(4711)).group, TitleGroup(4711));
        assert!(Title::knows(AppId(11354)) && !Title::knows(AppId(4711)));
    }
}
