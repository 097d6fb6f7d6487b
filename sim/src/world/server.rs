//! The whole server in a virtual world.

use core::time::Duration;
use std::cell::RefCell;
use std::net::Ipv4Addr;
use std::rc::Rc;

use clank_core::components::components;
use clank_core::config::Config;
use clank_core::machine::NoTap;
use clank_core::script::NoScript;
use clank_core::store::Memory;

use super::state::World;

/// Where the virtual server is.
pub const SERVER: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

/// The whole server in a virtual world, with empty tables.
#[must_use]
pub fn server(seed: u64, config: &Config) -> Rc<RefCell<World>> {
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    let mut world = World::new(seed).with_store(Duration::from_millis(2), move |_, request| store.answer(request));
    add(&mut world, config);
    Rc::new(RefCell::new(world))
}

/// Adds a process to a world: the machines of a configuration, under the virtual server's address.
pub fn add(world: &mut World, config: &Config) {
    for part in components(config, |_| [7; 32], |_| Box::new(NoScript)) {
        world.add(part.component, part.machine, &part.listeners, Box::new(NoTap));
    }
}
