//! The hosts that are known by their keys, and those on their way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::AppId;
use crate::machine::Timers;
use crate::peer::HostAdmission;
use crate::time::Instant;
use crate::wire::{AccessKey, SessionKeyText};

/// A host whose connection is here.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::mps) struct Host {
    pub(in crate::mps) admission: HostAdmission,
}

/// Hosts on their way from the MAS.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::mps) struct Hosts {
    /// By access key; one that came leaves nothing but the key until its window closes: messages may come twice.
    pub(super) expected: BTreeMap<[u8; 17], Option<HostAdmission>>,
    pub(super) windows: Timers<[u8; 17]>,
}

impl Hosts {
    /// The host that these keys were given to: by access key, else by session key (P2P-2). It arrives once, and with
    /// the title that it had at the MAS.
    pub(in crate::mps) fn arrive(
        &mut self,
        app_id: AppId,
        access_key: &AccessKey,
        session_key: &SessionKeyText,
    ) -> Option<Host> {
        let by_access = |host: &HostAdmission| same(host.access_key.expose().text(), access_key.text());
        let by_session = |host: &HostAdmission| same(host.session_key.expose().text(), session_key.text());
        let hosts = || self.expected.iter().filter_map(|(key, host)| Some((key, host.as_ref()?)));
        let found = |is: &dyn Fn(&HostAdmission) -> bool| hosts().find(|(_, host)| host.app_id == app_id && is(host));
        let key = *found(&by_access).or_else(|| found(&by_session))?.0;
        let admission = self.expected.get_mut(&key)?.take()?;
        Some(Host { admission })
    }

    /// Those who did not come.
    pub(in crate::mps) fn expire(&mut self, now: Instant) {
        while let Some(key) = self.windows.due(now) {
            self.expected.remove(&key);
        }
    }

    pub(in crate::mps) const fn deadline(&self) -> Option<Instant> {
        self.windows.next()
    }
}

/// Whether a key is the one that was given; none is nobody's.
fn same(given: &[u8], told: &[u8]) -> bool {
    !told.is_empty() && given == told
}
