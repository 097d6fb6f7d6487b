//! What a component does for its connections.

use super::connection::Connection;
use super::context::{Context, Scope};
use crate::ids::{AccountId, Component, OperatorId, StoreId};
use crate::link::Welcome;
use crate::machine::{Event, Fault, Input, ScriptHost};
use crate::operator::{Command, CommandAnswer};
use crate::peer::PeerMessage;
use crate::script::Action;
use crate::store::StoreReply;
use crate::time::Instant;
use crate::wire::frame::Frame;
use crate::wire::{MessageKey, RtId, rt};

/// How the work on a message ended: dealt with, or a fault that is noted and costs what it says.
pub type HandlerResult = Result<(), Fault>;

/// A component behind a table of connections: it admits clients, answers their requests, and works on inputs that
/// concern no connection.
///
/// A handler is never called from inside a handler. What it does to other connections than the one at work (answers,
/// ends, pauses) takes effect at once on the wire; what has to follow, such as reading on, is done when it returns.
pub trait Handler {
    /// The component's own state of each connection.
    type State: Default;

    /// Admits a client and returns what it is told, or returns `None` to close its connection.
    fn connect(&mut self, cx: &mut Context<'_, Self::State>, connect: &rt::ClientConnectTcp) -> Option<Welcome>;

    /// Takes a connection up in its middle: the session that it belongs to is in its preset. Only replays do this.
    fn resumed(&mut self, _: &mut Context<'_, Self::State>) {}

    /// Works on a client whose handshake has just been completed.
    fn connected(&mut self, _: &mut Context<'_, Self::State>) {}

    /// Passes application data on to other members of a game world; the frame is not opened.
    ///
    /// # Errors
    /// A fault, when there is no such world here or the frame is not sound.
    fn relay(&mut self, _: &mut Context<'_, Self::State>, _: Frame<'_>) -> HandlerResult {
        Ok(())
    }

    /// Works on another message that only game worlds know, by its RT id.
    ///
    /// # Errors
    /// A fault, when it cannot be read.
    fn world_message(&mut self, _: &mut Context<'_, Self::State>, _: RtId, _: &[u8]) -> HandlerResult {
        Ok(())
    }

    /// Returns when the clock of the client's game world began (DME-43).
    fn world_clock(&mut self, cx: &mut Context<'_, Self::State>) -> Instant {
        cx.now
    }

    /// Returns how many players are in the game world of a client that is ready, the client included (DME-8).
    fn ready(&mut self, _: &mut Context<'_, Self::State>) -> u16 {
        1
    }

    /// Works on a client's sign of life, which is answered already.
    fn echoed(&mut self, _: &mut Context<'_, Self::State>) {}

    /// Works on memory that a client's console shows (OPS-5).
    fn peeked(&mut self, _: &mut Context<'_, Self::State>, _: &rt::ServerCheatQuery) {}

    /// Works on a Medius message.
    ///
    /// # Errors
    /// A fault, when it cannot be read or comes at the wrong time.
    fn request(&mut self, cx: &mut Context<'_, Self::State>, key: MessageKey, body: &[u8]) -> HandlerResult;

    /// Gives up what a connection had, as its end is decided and nothing of it is read any more; called once for each
    /// connection, possibly seconds before the driver has closed it.
    fn ending(&mut self, _: &mut Context<'_, Self::State>) {}

    /// Works on the loss of a connection, which is out of the table already; [`Handler::ending`] may not have been
    /// called for it.
    fn closed(&mut self, _: &mut Scope<'_, Self::State>, _: Connection<Self::State>) {}

    /// Carries out an operator's command that the table of connections does not know.
    fn operate(&mut self, scope: &mut Scope<'_, Self::State>, id: OperatorId, _: Command) {
        scope.out.answer(id, CommandAnswer::NotFound);
    }

    /// Works on what is due. What is due for single connections has been done already.
    fn tick(&mut self, _: &mut Scope<'_, Self::State>) {}

    /// Works on news of the wall clock, which the table has set already. It is the first input of a machine's life.
    fn clock(&mut self, _: &mut Scope<'_, Self::State>) {}

    /// Works on a reply of the store.
    fn store_reply(&mut self, _: &mut Scope<'_, Self::State>, _: StoreId, _: StoreReply) {}

    /// Works on a message of another component.
    fn peer_message(&mut self, _: &mut Scope<'_, Self::State>, _: Component, _: PeerMessage) {}

    /// Works on what comes of sockets and of connections that the component opened itself, on congestion, and on the
    /// end of a batch of inputs.
    fn socket_input(&mut self, _: &mut Scope<'_, Self::State>, _: Input<'_>) {}

    /// Returns the component's script: it is asked about messages here, and counts seconds.
    fn hooks(&mut self) -> &mut ScriptHost;

    /// Does what is left when an input has been worked on: what the script wants done. Players are in the lobby alone.
    fn input_done(&mut self, scope: &mut Scope<'_, Self::State>) {
        for action in self.hooks().take_actions() {
            match action {
                Action::Log(text) => scope.out.event(Event::Script { text }),
                Action::Disconnect(conn) => scope.disconnect(conn),
                _ => {}
            }
        }
    }

    /// Returns the account behind a connection, for operators.
    fn account_id(state: &Self::State) -> Option<AccountId>;
}
