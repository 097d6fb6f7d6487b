//! Events as log lines.

use std::any::Any;

use clank_core::ids::{AppId, Component, ConnId};
use clank_core::machine::{Cost, Event, Fault};
use tracing_subscriber::EnvFilter;

/// Starts to log to standard error: `RUST_LOG` chooses what, else everything from `info` on.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // A second start in one process (tests) leaves the first in place.
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr).try_init();
}

/// A component's name in lines.
#[must_use]
pub fn name(component: Component) -> String {
    match component {
        Component::Dme(shard) => format!("DME {shard}"),
        other => format!("{other:?}").to_uppercase(),
    }
}

/// Writes one event.
#[deny(clippy::wildcard_enum_match_arm, reason = "an event must not be dropped in silence")]
pub fn event(component: Component, event: &Event) {
    let from = name(component);
    match event {
        Event::Opened { conn, peer } => {
            tracing::debug!("{from} {}: connection from {peer}", conn.index);
        }
        Event::Connected { conn, version, app_id, encrypted } => {
            let encrypted = if *encrypted { "encrypted" } else { "clear" };
            let (major, minor) = (version.0 / 100, version.0 % 100);
            tracing::info!("{from} {}: application {app_id} speaks {major}.{minor:02}, {encrypted}", conn.index);
        }
        Event::Closed { conn, why } => tracing::debug!("{from} {}: closed ({why:?})", conn.index),
        Event::Fault { conn, fault: found } => fault(&from, *conn, found),
        Event::Registered { conn, account_id } => {
            tracing::info!("{from} {}: account {account_id} registered", conn.index);
        }
        Event::LoggedIn { conn, account_id } => {
            tracing::info!("{from} {}: account {account_id} logged in", conn.index);
        }
        Event::LoginRefused { conn, status } => {
            tracing::info!("{from} {}: login refused ({status})", conn.index);
        }
        Event::LoggedOut { account_id } => tracing::info!("{from}: account {account_id} left"),
        Event::Entered { conn, account_id } => {
            tracing::info!("{from} {}: account {account_id} entered", conn.index);
        }
        Event::TurnedAway { conn, ban } => match ban {
            Some(kind) => tracing::info!("{from} {}: turned away: {kind:?} banned", conn.index),
            None => tracing::info!("{from} {}: turned away: maintenance", conn.index),
        },
        Event::Kicked { account_id, ban } => match ban {
            Some(kind) => tracing::warn!("{from}: account {account_id} sent away: {kind:?} banned"),
            None => tracing::warn!("{from}: account {account_id} sent away"),
        },
        Event::ServerHere { at, app_id, location } => {
            let title = if *app_id == AppId(0) { "every title".to_owned() } else { format!("application {app_id}") };
            tracing::info!("{from}: game server {at} for {title}, location {location}");
        }
        Event::ServerLost { at } => tracing::error!("{from}: game server {at} is lost"),
        Event::Upstream { registered: true } => tracing::info!("{from}: registered with the MPS"),
        Event::Upstream { registered: false } => {
            tracing::error!("{from}: the MPS is lost: all worlds end, and we register again");
        }
        Event::WorldMade { game, world_id } => tracing::info!("{from}: world {world_id} for game {game}"),
        Event::WorldGone { game, world_id } => tracing::info!("{from}: world {world_id} of game {game} is gone"),
        Event::Joined { conn, game, index } => {
            tracing::info!("{from} {}: player {index} in game {game}", conn.index);
        }
        Event::Left { game, index } => tracing::info!("{from}: player {index} left game {game}"),
        Event::StoreFailed { request } => {
            tracing::error!("{from}: the store did not answer {request}");
        }
        Event::Limited { limit, conn } => {
            let conn = conn.map_or_else(String::new, |conn| format!(" {}", conn.index));
            tracing::warn!("{from}{conn}: limits.{limit} met");
        }
        Event::Memory { account_id, address, length, write, allowed } => {
            let what = if *write { "write" } else { "read" };
            let verdict = if *allowed { "allowed" } else { "refused: allow_memory is not set" };
            tracing::warn!("{from}: {what} {length} bytes at 0x{address:08x} of account {account_id}: {verdict}");
        }
        Event::MemoryRead { account_id, sequence, address, bytes } => {
            let length = bytes.len();
            tracing::info!("{from}: query {sequence}: account {account_id} told {length} bytes at 0x{address:08x}");
        }
        Event::Script { text } => tracing::info!("{from} script: {text}"),
    }
}

/// Writes what was wrong with an input, as loud as what it cost.
fn fault(from: &str, conn: Option<ConnId>, fault: &Fault) {
    let conn = conn.map_or_else(String::new, |conn| format!(" {}", conn.index));
    match fault.cost {
        Cost::Ignore => tracing::debug!("{from}{conn}: {} [{}]", fault.what, fault.rule),
        Cost::Answer => tracing::info!("{from}{conn}: {} [{}]", fault.what, fault.rule),
        Cost::Close => tracing::warn!("{from}{conn}: {}; connection closed [{}]", fault.what, fault.rule),
    }
}

/// Returns what a panic said.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let literal = panic.downcast_ref::<&str>().copied();
    literal.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic")
}
