//! What a title shows: texts and places.

use super::Memory;
use crate::ids::AppId;
use crate::store::{ConfiguredChannel, Policy, StoreReply, TitleRequest};

impl Memory {
    pub(super) fn title(&self, request: &TitleRequest) -> StoreReply {
        match *request {
            TitleRequest::Policy { app_id, kind } => StoreReply::Policy(self.policy(app_id, kind)),
            TitleRequest::Announcements { app_id, most, unix_s } => {
                let valid = self.announcements.iter().filter(|row| {
                    row.app_id.is_none_or(|id| id == app_id)
                        && row.from <= unix_s
                        && row.to.is_none_or(|to| unix_s < to)
                });
                let most = usize::try_from(most).unwrap_or(usize::MAX);
                StoreReply::Announcements(valid.take(most).map(|row| row.announcement.clone()).collect())
            }
            TitleRequest::Locations { app_id } => {
                let own = self.locations.iter().filter(|row| row.app_id == app_id);
                StoreReply::Locations(own.map(|row| row.location.clone()).collect())
            }
        }
    }

    /// A title's own text before the one for all.
    fn policy(&self, app_id: AppId, kind: i32) -> Option<Policy> {
        let of_kind = || self.policies.iter().filter(|row| row.kind == kind);
        let own = of_kind().find(|row| row.app_id == Some(app_id));
        own.or_else(|| of_kind().find(|row| row.app_id.is_none())).map(|row| row.policy.clone())
    }

    pub(super) fn configured_channels(&self, app_id: AppId) -> Vec<ConfiguredChannel> {
        let group = self.group(app_id);
        let own = self.channels.iter().filter(|row| self.group(row.app_id) == group);
        own.map(|row| row.channel.clone()).collect()
    }
}
