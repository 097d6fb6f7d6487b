//! What a title shows: texts and places.

use super::Memory;
use crate::ids::AppId;
use crate::store::{Answer, ConfiguredChannel, ListAnnouncements, ListChannels, ListLocations, ReadPolicy, TitleStore};

impl Memory {
    pub(super) fn configured_channels(&self, app_id: AppId) -> Vec<ConfiguredChannel> {
        let group = self.group(app_id);
        let own = self.channels.iter().filter(|row| self.group(row.app_id) == group);
        own.map(|row| row.channel.clone()).collect()
    }
}

impl TitleStore for Memory {
    fn read_policy(&mut self, request: ReadPolicy) -> Answer<ReadPolicy> {
        let ReadPolicy { app_id, kind } = request;
        let of_kind = || self.policies.iter().filter(|row| row.kind == kind);
        let own = of_kind().find(|row| row.app_id == Some(app_id));
        Ok(own.or_else(|| of_kind().find(|row| row.app_id.is_none())).map(|row| row.policy.clone()))
    }

    fn list_announcements(&mut self, request: ListAnnouncements) -> Answer<ListAnnouncements> {
        let ListAnnouncements { app_id, max, unix_s } = request;
        let valid = self.announcements.iter().filter(|row| {
            row.app_id.is_none_or(|id| id == app_id) && row.from <= unix_s && row.to.is_none_or(|to| unix_s < to)
        });
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        Ok(valid.take(max).map(|row| row.announcement.clone()).collect())
    }

    fn list_locations(&mut self, request: ListLocations) -> Answer<ListLocations> {
        let own = self.locations.iter().filter(|row| row.app_id == request.app_id);
        Ok(own.map(|row| row.location.clone()).collect())
    }

    fn list_channels(&mut self, request: ListChannels) -> Answer<ListChannels> {
        Ok(self.configured_channels(request.app_id))
    }
}
