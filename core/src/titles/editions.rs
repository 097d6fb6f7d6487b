//! The discs that this server is for, edition by edition (titles.md §2): what each speaks and needs.

use crate::ids::AppId;
use crate::wire::Version;

/// Where games are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hosting {
    /// On a game server.
    GameServer,
    /// On the console of the player who made the game.
    Console,
}

/// One edition of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Its name.
    pub name: &'static str,
    /// Its region, or which test version it is.
    pub region: &'static str,
    /// The application id that it sends. Two editions can share one; one that is not known is 0.
    pub app_id: AppId,
    /// The protocol version that it speaks.
    pub version: Version,
    /// Whether it asks a MUIS first.
    pub muis: bool,
    /// Where its games are played.
    pub hosting: Hosting,
    /// The host name that its disc asks for; empty where it is not known.
    pub host: &'static str,
    /// What is taken over from a sister edition because nobody recorded it; empty where nothing is.
    pub unproven: &'static str,
}

const LAYOUTS: &str = "its own layouts of CreateGame1 and JoinGame: read by their length";
const NO_RECORDING: &str = "no recording of Sony's servers";

/// The compatibility list.
pub const EDITIONS: &[Edition] = &[
    Edition {
        name: "Amplitude",
        region: "NTSC",
        app_id: AppId(10164),
        version: Version(106),
        muis: false,
        hosting: Hosting::Console,
        host: "amp2003-prod.pdonline.scea.com",
        unproven: "joining a game: only a host was recorded",
    },
    Edition {
        name: "Jak X: Combat Racing",
        region: "NTSC",
        app_id: AppId(10994),
        version: Version::V109,
        muis: true,
        hosting: Hosting::GameServer,
        host: "jakx-prod.muis.pdonline.scea.com",
        unproven: NO_RECORDING,
    },
    Edition {
        name: "Jak X",
        region: "PAL",
        app_id: AppId(11204),
        version: Version::V109,
        muis: true,
        hosting: Hosting::GameServer,
        host: "jakx-palmaster.muis.online.scee.com",
        unproven: NO_RECORDING,
    },
    Edition {
        name: "Killzone",
        region: "NTSC",
        app_id: AppId(10724),
        version: Version::V108,
        muis: true,
        hosting: Hosting::GameServer,
        host: "killzone-prod.muis.pdonline.scea.com",
        unproven: NO_RECORDING,
    },
    Edition {
        name: "Ratchet & Clank: Up Your Arsenal",
        region: "NTSC",
        app_id: AppId(10684),
        version: Version::V108,
        muis: false,
        hosting: Hosting::GameServer,
        host: "ratchet3-prod1.pdonline.scea.com",
        unproven: "",
    },
    Edition {
        name: "Ratchet & Clank 3",
        region: "PAL",
        app_id: AppId(10683),
        version: Version::V108,
        muis: false,
        hosting: Hosting::GameServer,
        host: "randc3-master.online.scee.com",
        unproven: "",
    },
    Edition {
        name: "Ratchet & Clank 3",
        region: "Korea",
        app_id: AppId(10684),
        version: Version::V108,
        muis: false,
        hosting: Hosting::GameServer,
        host: "ratchet3.pdonline.scek.co.kr",
        unproven: "its application id: 10684 or 10682",
    },
    Edition {
        name: "Ratchet & Clank: Up Your Arsenal",
        region: "public beta",
        app_id: AppId(10680),
        version: Version::V108,
        muis: false,
        hosting: Hosting::GameServer,
        host: "ratchet3-pubeta.pdonline.scea.com",
        unproven: LAYOUTS,
    },
    Edition {
        name: "Ratchet & Clank: Up Your Arsenal",
        region: "prototype",
        app_id: AppId(10683),
        version: Version::V108,
        muis: false,
        hosting: Hosting::GameServer,
        host: "ratchet3-qa.pdonline.scea.com",
        unproven: LAYOUTS,
    },
    Edition {
        name: "Ratchet: Deadlocked",
        region: "NTSC",
        app_id: AppId(11184),
        version: Version::V110,
        muis: true,
        hosting: Hosting::GameServer,
        host: "ratchetdl-prod.pdonline.scea.com",
        unproven: "",
    },
    Edition {
        name: "Ratchet: Gladiator",
        region: "PAL",
        app_id: AppId(11354),
        version: Version::V110,
        muis: true,
        hosting: Hosting::GameServer,
        host: "randc-deadlocked.online.scee.com",
        unproven: "",
    },
    Edition {
        name: "Syphon Filter: The Omega Strain",
        region: "NTSC",
        app_id: AppId(10411),
        version: Version::V108,
        muis: false,
        hosting: Hosting::Console,
        host: "syphonfilter-prod.pdonline.scea.com",
        unproven: NO_RECORDING,
    },
];

impl Edition {
    /// Its row in a table in Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let version = format!("{}.{:02}", self.version.0 / 100, self.version.0 % 100);
        let muis = if self.muis { "yes" } else { "no" };
        let hosting = match self.hosting {
            Hosting::GameServer => "game server",
            Hosting::Console => "player's console",
        };
        let proven = if self.unproven.is_empty() { "recordings" } else { self.unproven };
        format!("| {} | {} | {} | {version} | {muis} | {hosting} | {proven} |", self.name, self.region, self.app_id)
    }
}

/// The compatibility list as a table in Markdown.
#[must_use]
pub fn table() -> String {
    let head =
        "| title | edition | application id | version | MUIS | games on | rests on |\n|---|---|---|---|---|---|---|";
    let rows = EDITIONS.iter().map(Edition::markdown);
    std::iter::once(head.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::titles::Title;

    #[test]
    fn the_twelve_are_in_the_table_of_titles() {
        assert_eq!(EDITIONS.len(), 12);
        assert!(EDITIONS.iter().all(|edition| Title::knows(edition.app_id)));
    }
}
