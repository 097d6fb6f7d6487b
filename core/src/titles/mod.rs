//! What titles differ in: the only place that knows application ids (titles.md §11).

mod editions;
mod layout;
mod rows;
mod schema;

pub use editions::{EDITIONS, Edition, Hosting, table};
pub use layout::{QUIRKS, layout};
use rows::{ROWS, UNFILTERED};
pub use schema::{JoinBy, Title, TitleSettings};

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
    pub fn of(app_id: u32) -> Self {
        let found = ROWS.iter().find_map(|row| {
            let (_, name) = row.app_ids.iter().find(|(id, _)| *id == app_id)?;
            Some((row, *name))
        });
        let unfiltered_games = UNFILTERED.contains(&app_id);
        let plain = Self { app_id, group: app_id, layout: layout(app_id), unfiltered_games, ..Self::default() };
        let Some((row, name)) = found else {
            return Self { name: format!("application {app_id}"), ..plain };
        };
        let group = row.app_ids.iter().map(|(id, _)| *id).min().unwrap_or(app_id);
        let mut title = Self { name: name.into(), group, ..plain };
        (row.change)(&mut title);
        title
    }

    /// Whether the table knows the application id.
    #[must_use]
    pub fn knows(app_id: u32) -> bool {
        ROWS.iter().any(|row| row.app_ids.iter().any(|(id, _)| *id == app_id))
    }

    /// The group of each title of the table, for the store.
    pub fn groups() -> impl Iterator<Item = (u32, u32)> {
        ROWS.iter().flat_map(|row| row.app_ids).map(|(id, _)| (*id, Self::of(*id).group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells in which the row of an application id differs from that of an unknown one.
    fn differences(app_id: u32) -> String {
        let plain = Title { app_id, group: app_id, name: format!("application {app_id}"), ..Title::default() };
        let cells = |title| serde_json::to_value(title).expect("a row");
        let (plain, own) = (cells(&plain), cells(&Title::of(app_id)));
        let own = own.as_object().expect("a row").iter().filter(|(column, cell)| plain[column.as_str()] != **cell);
        own.map(|(column, cell)| format!(" {column}={cell}")).collect()
    }

    /// Every application id that is not a plain title, and what is different about it.
    #[test]
    fn the_table_is_what_it_was() {
        let own = (0..=u32::from(u16::MAX)).map(|app_id| (app_id, Title::knows(app_id), differences(app_id)));
        let own = own.filter(|(_, known, differences)| *known || !differences.is_empty());
        let lines = own.map(|(app_id, known, differences)| {
            let known = if known { "known" } else { "unknown" };
            format!("{app_id} {known}{differences}")
        });
        insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
    }

    /// ST-50, ST-51
    #[test]
    fn titles_of_one_row_share_a_group_and_an_unknown_one_is_alone() {
        assert_eq!(Title::of(10684).group, Title::of(10683).group);
        assert_ne!(Title::of(10684).group, Title::of(11184).group);
        assert_eq!(Title::of(4711).group, 4711);
        assert!(Title::knows(11354) && !Title::knows(4711));
    }
}
