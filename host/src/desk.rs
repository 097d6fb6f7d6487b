//! What a driver does for its machine without a socket: letters, the store, operators, the log.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender};

use clank_core::ids::{Component, OperatorId};
use clank_core::machine::{Input, Output};
use clank_core::operator::Answer;
use clank_core::store::Asked;

use crate::log;
use crate::post::{Post, Switchboard};
use crate::store::Store;

/// The desk of one machine.
#[derive(Debug)]
pub struct Desk {
    component: Component,
    inbox: Receiver<Post>,
    switchboard: Switchboard,
    store: Store,
    commands: BTreeMap<OperatorId, Sender<Answer>>,
    last_command: u64,
}

/// What lay in the mailbox.
#[derive(Debug)]
pub enum Delivery {
    /// Something for the machine.
    Input(Input<'static>),
    /// It is over.
    Stop,
}

impl Desk {
    /// The desk of a component whose mailbox is open.
    #[must_use]
    pub const fn new(component: Component, inbox: Receiver<Post>, switchboard: Switchboard, store: Store) -> Self {
        Self { component, inbox, switchboard, store, commands: BTreeMap::new(), last_command: 0 }
    }

    /// Whose desk it is.
    #[must_use]
    pub const fn component(&self) -> Component {
        self.component
    }

    /// Takes the next thing out of the mailbox.
    pub fn take(&mut self) -> Option<Delivery> {
        Some(Delivery::Input(match self.inbox.try_recv().ok()? {
            Post::Mail { from, mail } => Input::Mail { from, mail },
            Post::Store { id, reply } => Input::Store { id, reply },
            Post::Operator { command, answer } => {
                self.last_command += 1;
                let id = OperatorId(self.last_command);
                self.commands.insert(id, answer);
                Input::Operator { id, command }
            }
            Post::Stop => return Some(Delivery::Stop),
        }))
    }

    /// Carries out what needs no socket; the rest is not for the desk.
    pub fn carry_out(&mut self, output: Output<'_>) {
        match output {
            Output::Store { id, request } => self.store.ask(Asked { from: self.component, id, request }),
            Output::StoreCancel { id } => self.store.cancel(self.component, id),
            Output::Mail { to, mail } => {
                self.switchboard.deliver(to, Post::Mail { from: self.component, mail });
            }
            Output::Answer { id, answer } => {
                if let Some(asker) = self.commands.remove(&id) {
                    // An operator who went away needs no answer.
                    let _ = asker.send(answer);
                }
            }
            Output::Event(event) => log::event(self.component, &event),
            _ => {}
        }
    }
}
