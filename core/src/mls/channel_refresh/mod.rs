//! The store's channels are read again while somebody is there (ST-30).

pub(super) mod timer;

use timer::REFRESH;

use super::state::{Lobby, Scope};
use crate::ids::{GameId, TitleGroup};
use crate::lobby::feature::declare_feature;
use crate::lobby::store_client::StoreUser as _;
use crate::machine::mark;
use crate::store::{Answer, ConfiguredChannel, ListChannels};

declare_feature! { Lobby;
    routes {}
    pending {}
    unattended {
        ChannelsRead { group: TitleGroup }: ListChannels => channels_read,
    }
}

impl Lobby {
    /// Brings the channels of a group in line with the store's. An id that a game has meanwhile is left to it (ST-6).
    fn configure(&mut self, scope: &Scope<'_>, group: TitleGroup, mut rows: Vec<ConfiguredChannel>) {
        rows.retain(|row| !self.state.games.is_taken(GameId(row.id.0)));
        self.state.channels.configure(scope.now, group, &rows);
    }

    /// Takes over the channels that were read with a player who arrives.
    pub(super) fn channels_arrived(&mut self, scope: &Scope<'_>, group: TitleGroup, rows: Vec<ConfiguredChannel>) {
        self.configure(scope, group, rows);
        self.state.channel_refresh.begin(scope.now);
    }

    /// Asks for the channels of every group of which somebody is there.
    pub(super) fn refresh_channels(&mut self, scope: &mut Scope<'_>) {
        let refresh = &mut self.state.channel_refresh;
        if refresh.due.is_none_or(|due| due > scope.now) {
            return;
        }
        let groups = self.state.sessions.groups();
        refresh.due = (!groups.is_empty()).then_some(scope.now + REFRESH);
        if refresh.asked > 0 {
            return;
        }
        mark!(scope.out, "ST-30");
        refresh.asked = groups.len();
        for (group, app_id) in groups {
            self.request_unattended(scope, ChannelsRead { group }, ListChannels { app_id });
        }
    }

    /// Where the store fails, the channels stay as they are.
    fn channels_read(
        &mut self,
        scope: &mut Scope<'_>,
        ChannelsRead { group }: ChannelsRead,
        answer: Answer<ListChannels>,
    ) {
        let refresh = &mut self.state.channel_refresh;
        refresh.asked = refresh.asked.saturating_sub(1);
        if let Ok(rows) = answer
            && !refresh.staged
        {
            self.configure(scope, group, rows);
        }
    }
}
