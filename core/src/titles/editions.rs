//! The compatibility list: the discs that this server is for, edition by edition (titles.md §2).

use super::record::{Application, FirstServer, Hosting, Recordings};
use super::series::records;
use crate::ids::AppId;
use crate::wire::Version;

/// One edition of a title: a disc, with what the title's record says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Its name.
    pub name: &'static str,
    /// Its region, or which test version it is.
    pub region: &'static str,
    /// The application id that it sends. Two editions can share one.
    pub app_id: AppId,
    /// The protocol version that it speaks.
    pub version: Version,
    /// The server that it knows by its host name.
    pub first: FirstServer,
    /// Where its games are played.
    pub hosting: Hosting,
    /// The host name that it asks for; empty where it is not known.
    pub host: &'static str,
    /// What no recording proves of it; empty where there is nothing.
    pub unproven: &'static str,
}

const NO_RECORDING: &str = "no recording of Sony's servers";

/// Returns the compatibility list, title by title.
pub fn editions() -> impl Iterator<Item = Edition> {
    let discs = records().flat_map(|record| {
        let discs = |application: &'static Application| application.discs.iter().map(move |disc| (application, disc));
        record.applications.iter().flat_map(discs).map(move |(application, disc)| (record, application, disc))
    });
    discs.filter_map(|(record, application, disc)| {
        let network = record.network?;
        let unproven = match record.recordings {
            Recordings::Unreadable | Recordings::Never if disc.unproven.is_empty() => NO_RECORDING,
            _ => disc.unproven,
        };
        Some(Edition {
            name: disc.name,
            region: disc.region,
            app_id: application.app_id,
            version: network.version,
            first: network.first,
            hosting: network.hosting,
            host: disc.host,
            unproven,
        })
    })
}

impl Edition {
    /// Returns its row in a table in Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let version = format!("{}.{:02}", self.version.0 / 100, self.version.0 % 100);
        let muis = match self.first {
            FirstServer::Muis { .. } => "yes",
            FirstServer::Mas { .. } => "no",
        };
        let hosting = match self.hosting {
            Hosting::GameServer => "game server",
            Hosting::Console => "player's console",
        };
        let proven = if self.unproven.is_empty() { "recordings" } else { self.unproven };
        format!("| {} | {} | {} | {version} | {muis} | {hosting} | {proven} |", self.name, self.region, self.app_id)
    }
}

/// Returns the compatibility list as a table in Markdown.
#[must_use]
pub fn table() -> String {
    let head =
        "| title | edition | application id | version | MUIS | games on | rests on |\n|---|---|---|---|---|---|---|";
    let rows = editions().map(|edition| edition.markdown());
    std::iter::once(head.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::titles::{Title, applications};

    /// A disc whose title has no network would be missing.
    #[test]
    fn every_disc_is_an_edition_of_a_known_title() {
        assert_eq!(editions().count(), 12);
        assert_eq!(applications().map(|application| application.discs.len()).sum::<usize>(), 12);
        assert!(editions().all(|edition| Title::knows(edition.app_id)));
    }
}
