//! What operators may ask of a machine, and its answers.

use serde::{Deserialize, Serialize};

use crate::counters::Counters;
use crate::machine::ConnId;

/// A question or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The machine's counters.
    Counters,
    /// Who is connected.
    Connections,
    /// Ends a connection, with the notice that its version knows (transport.md §13).
    Disconnect(ConnId),
}

/// The answer to a [`Command`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Command::Counters`].
    Counters(Counters),
    /// To [`Command::Connections`].
    Connections(Vec<Connection>),
    /// Done.
    Done,
    /// There is no such connection, or this component has none.
    NotFound,
}

/// One line of [`Answer::Connections`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The connection.
    pub conn: ConnId,
    /// The title, once it said so.
    pub app_id: Option<u32>,
    /// The account, once logged in.
    pub account_id: Option<i32>,
}
