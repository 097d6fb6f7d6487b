//! Names of things that a machine and its driver share.

use serde::{Deserialize, Serialize};

/// A TCP connection. The driver assigns it: the lowest free index, and a generation that tells a
/// late input for an earlier holder of the index apart (it is ignored).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConnId {
    /// Slot in the driver's table.
    pub index: u32,
    /// How often the slot was given away before.
    pub generation: u32,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($repr:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        pub struct $name(pub $repr);
    )*};
}

ids! {
    /// A listening TCP socket, by its place in the machine's list of listeners.
    ListenerId(u16);
    /// A UDP socket, by the number the machine gave it when it asked for it.
    SocketId(u32);
    /// A connection that the machine asked for and that is not open yet.
    ConnectId(u32);
    /// A request to bind a socket.
    BindId(u32);
    /// A request to the store; never reused.
    StoreId(u64);
    /// A command of an operator; the driver assigns it.
    OperatorId(u64);
}
