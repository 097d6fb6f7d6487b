//! The seed state of a MUIS or MAS stream.

use std::cell::RefCell;
use std::net::Ipv4Addr;
use std::rc::Rc;

use clank_core::ids::{AccountId, AppId, Component, LocationId};
use clank_core::peer::{Admission, Localization, PeerMessage, Ticket};
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::wire::{AccessKey, SessionKeyText, Version};

use super::environment::NoEnvironment;
use super::seed_state::SeedState;
use crate::capture::Flow;
use crate::dissect::FrameStream;
use crate::replay::read::accounts::{AccountFacts, account_facts};
use crate::replay::read::ends::Ends;

pub(crate) fn seed_state(component: Component, stream: &FrameStream, flow: &Flow) -> Result<SeedState, String> {
    let AccountFacts { mut config, store, preset, forbidden, online, .. } = account_facts(component, stream, flow)?;
    let forbidden = TextFilter::containing(forbidden.iter().map(String::as_str));
    config.text_filter = forbidden.map_err(|error| error.to_string())?;
    // Who is online is known to the MLS (ST-27).
    let peer_messages = online.into_iter().map(|id| (Component::Mas, Component::Mls, online_already(id))).collect();
    Ok(SeedState {
        config,
        store: Rc::new(RefCell::new(store)),
        preset,
        ends: Ends::of(flow),
        peer_messages,
        environment: Box::new(NoEnvironment),
        stand_ins: Vec::new(),
        born_us: stream.messages.first().map_or(0, |message| message.time_us),
    })
}

/// A session that is there before the recording begins.
fn online_already(account_id: AccountId) -> PeerMessage {
    PeerMessage::Admit(Box::new(Admission {
        ticket: Ticket([0xff; 16]),
        account_id,
        name: String::new(),
        app_id: AppId(0),
        version: Version::V108,
        address: Ipv4Addr::UNSPECIFIED,
        living: Vec::new(),
        session_key: Secret::new(SessionKeyText::new("online")),
        access_key: Secret::new(AccessKey::new("online")),
        machine_id: None,
        location: LocationId(0),
        localization: Localization::default(),
        keep_alive: core::time::Duration::from_secs(86_400),
    }))
}
