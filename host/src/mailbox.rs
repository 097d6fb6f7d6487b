//! What reaches and leaves a machine without a socket: messages of other components, the store, operators.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender};

use clank_core::ids::{Component, LookupId, OperatorId, StoreId};
use clank_core::machine::Input;
use clank_core::operator::CommandAnswer;
use clank_core::peer::PeerMessage;
use clank_core::store::{Asked, StoreRequest};

use crate::names::Names;
use crate::router::{Envelope, Router};
use crate::store::Store;

/// The mailbox of one machine: what the router delivers, and the ways out of it.
#[derive(Debug)]
pub struct Mailbox {
    component: Component,
    envelopes: Receiver<Envelope>,
    router: Router,
    store: Store,
    names: Names,
    commands: BTreeMap<OperatorId, Sender<CommandAnswer>>,
    last_command: u64,
}

/// One thing out of a mailbox.
#[derive(Debug)]
pub enum MailboxItem {
    /// Something for the machine.
    Input(Input<'static>),
    /// The machine has to stop.
    Stop,
}

impl Mailbox {
    /// Returns the mailbox of a component; `envelopes` is what [`Router::open`] gave for it.
    #[must_use]
    pub fn new(component: Component, envelopes: Receiver<Envelope>, router: Router, store: Store) -> Self {
        let names = Names::new(component, router.clone());
        Self { component, envelopes, router, store, names, commands: BTreeMap::new(), last_command: 0 }
    }

    /// Returns the component that it belongs to.
    #[must_use]
    pub const fn component(&self) -> Component {
        self.component
    }

    /// Takes the next thing out of the mailbox.
    pub fn take(&mut self) -> Option<MailboxItem> {
        Some(MailboxItem::Input(match self.envelopes.try_recv().ok()? {
            Envelope::Peer { from, message } => Input::Peer { from, message },
            Envelope::Store { id, reply } => Input::Store { id, reply },
            Envelope::LookedUp { request, found } => Input::LookedUp { request, found },
            Envelope::Operator { command, answer } => {
                self.last_command += 1;
                let id = OperatorId(self.last_command);
                self.commands.insert(id, answer);
                Input::Operator { id, command }
            }
            Envelope::Stop => return Some(MailboxItem::Stop),
        }))
    }

    /// Hands a request to the store; [`Input::Store`] answers.
    pub fn ask_store(&self, id: StoreId, request: StoreRequest) {
        self.store.ask(Asked { from: self.component, id, request });
    }

    /// Takes a request back from the store, if its work has not begun.
    pub fn cancel_store(&self, id: StoreId) {
        self.store.cancel(self.component, id);
    }

    /// Has a name looked up; [`Input::LookedUp`] answers.
    pub fn look_up(&mut self, request: LookupId, name: String) {
        self.names.look_up(request, name);
    }

    /// Sends a message to another component; one that is not in this process gets none.
    pub fn send(&self, to: Component, message: PeerMessage) {
        self.router.deliver(to, Envelope::Peer { from: self.component, message });
    }

    /// Answers an operator's command.
    pub fn answer(&mut self, id: OperatorId, answer: CommandAnswer) {
        if let Some(asker) = self.commands.remove(&id) {
            // An operator who went away needs no answer.
            let _ = asker.send(answer);
        }
    }
}
