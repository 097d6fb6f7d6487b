//! What a limit counts, of whom, and what happens where it is met.

/// What an amount is counted of: each one has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitScope {
    /// One state machine: a component, or one shard of game servers.
    Machine,
    /// One IPv4 address.
    Address,
    /// One TCP connection.
    Connection,
    /// One login, over all its connections.
    Session,
    /// One account, whether its player is here or not.
    Account,
    /// One clan.
    Clan,
    /// One application id.
    Title,
    /// One game world.
    World,
    /// One player of a game world.
    Seat,
    /// One message, list or file.
    Item,
}

/// What the number of a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitKind {
    /// How many there may be at once.
    Count,
    /// How many there may be in a second.
    Rate,
    /// How many bytes.
    Bytes,
    /// How long.
    Duration,
}

/// What happens where a limit is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitPolicy {
    /// What was asked for is not done; where the message has an answer, the answer says so.
    Refuse,
    /// It is done later: nothing more is read meanwhile.
    Wait,
    /// It is thrown away, and nobody is told.
    Drop,
    /// The oldest one makes room.
    OldestGoes,
    /// It is cut to what fits.
    Cut,
    /// The connection is closed.
    Close,
    /// The connection's state changes; what follows is the subject of other limits.
    Mark,
}
