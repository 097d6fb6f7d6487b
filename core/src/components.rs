//! The machines that a configuration asks for: what every driver starts.

use std::net::SocketAddrV4;

use crate::config::Config;
use crate::dme::Dme;
use crate::ids::Component;
use crate::machine::Machine;
use crate::mas::Mas;
use crate::mls::Mls;
use crate::mps::Mps;
use crate::muis::Muis;
use crate::nat::Nat;
use crate::script::Script;

/// One machine, and where it listens for TCP.
pub struct ComponentSpec {
    /// Which component it is.
    pub component: Component,
    /// The machine.
    pub machine: Box<dyn Machine + Send>,
    /// Its TCP listeners, in the order of their ids.
    pub listeners: Vec<SocketAddrV4>,
}

impl std::fmt::Debug for ComponentSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ComponentSpec").field("component", &self.component).field("listeners", &self.listeners).finish()
    }
}

/// The machines of a configuration. Each gets a seed and a script of its own.
pub fn components(
    config: &Config,
    mut seed: impl FnMut(Component) -> [u8; 32],
    mut script: impl FnMut(Component) -> Box<dyn Script>,
) -> Vec<ComponentSpec> {
    let mut specs = Vec::new();
    if let Some(at) = config.muis {
        let machine = Box::new(Muis::new(config, seed(Component::Muis)).with_script(script(Component::Muis)));
        specs.push(ComponentSpec { component: Component::Muis, machine, listeners: vec![at] });
    }
    if let Some(at) = config.mas {
        let machine = Box::new(Mas::new(config, seed(Component::Mas), script(Component::Mas)));
        specs.push(ComponentSpec { component: Component::Mas, machine, listeners: vec![at] });
    }
    if let Some(at) = config.mls {
        let machine = Box::new(Mls::new(config, seed(Component::Mls), script(Component::Mls)));
        specs.push(ComponentSpec { component: Component::Mls, machine, listeners: vec![at] });
    }
    if let Some(at) = config.mps {
        let machine = Box::new(Mps::new(config, seed(Component::Mps)).with_script(script(Component::Mps)));
        specs.push(ComponentSpec { component: Component::Mps, machine, listeners: vec![at] });
    }
    for (shard, place) in (0..).zip(config.dme.places()) {
        let component = Component::Dme(shard);
        let machine = Box::new(Dme::new(config, shard, seed(component), script(component)));
        specs.push(ComponentSpec { component, machine, listeners: vec![place.tcp] });
    }
    if let Some(at) = config.nat {
        let machine = Box::new(Nat::new(at, &config.limits));
        specs.push(ComponentSpec { component: Component::Nat, machine, listeners: Vec::new() });
    }
    specs
}
