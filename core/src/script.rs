//! What a script may see and do (architecture.md §7).
//!
//! A script is consulted synchronously and may veto. Its only other effect is data, which the machine
//! applies afterwards; both are recorded, so that a replay needs no interpreter.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, AppId, ClanId, ConnId, GameId, SeatIndex};
use crate::time::Instant;
use crate::wire::{MessageKey, RtId};

/// A place where scripts are asked (OPS-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(
    name(HookKind),
    doc = "The kind of a [`Hook`].",
    derive(Serialize, Deserialize, strum::EnumCount, strum::EnumIter)
)]
pub enum Hook<'a> {
    /// A second went by.
    Second,
    /// An RT message came on a connection that a client opened, or in a datagram of a known source, and is not dealt
    /// with yet; a refusal drops it. What cannot be opened is not shown.
    Frame {
        /// The connection; of a datagram, the one that its sender has beside.
        conn: ConnId,
        /// Its RT id.
        id: RtId,
        /// Its body, opened; of RT_MSG_CLIENT_CRYPTKEY_PUBLIC, as it came.
        body: &'a [u8],
        /// Whether it came in a datagram.
        udp: bool,
    },
    /// An RT message is about to leave for such a client; a refusal drops it.
    FrameOut {
        /// The connection.
        conn: ConnId,
        /// Its RT id.
        id: RtId,
        /// Its body, in clear.
        body: &'a [u8],
        /// Whether it leaves in a datagram.
        udp: bool,
    },
    /// A Medius message is about to leave for such a client, before it is cut into frames; a refusal drops it.
    MessageOut {
        /// The connection.
        conn: ConnId,
        /// Class and id.
        key: MessageKey,
        /// Its body.
        body: &'a [u8],
    },
    /// A Medius message came; a refusal drops it.
    Request {
        /// The connection.
        conn: ConnId,
        /// Class and id.
        key: MessageKey,
        /// Its body.
        body: &'a [u8],
    },
    /// A player wants to register an account (before MAS-30).
    Registration {
        /// The connection.
        conn: ConnId,
        /// The title.
        app_id: AppId,
        /// The wanted name.
        name: &'a str,
    },
    /// A player wants to log in, his password is not looked at yet (before MAS-31).
    LoginRequest {
        /// The connection.
        conn: ConnId,
        /// The title.
        app_id: AppId,
        /// The name.
        name: &'a str,
    },
    /// A login with an unknown name is about to register it (before MAS-31.4).
    AutoCreate {
        /// The connection.
        conn: ConnId,
        /// The title.
        app_id: AppId,
        /// The name.
        name: &'a str,
    },
    /// An account was made.
    Registered {
        /// The account.
        account_id: AccountId,
        /// Its name.
        name: &'a str,
    },
    /// A player's password was right (before MAS-33).
    Login {
        /// The connection.
        conn: ConnId,
        /// The title.
        app_id: AppId,
        /// The account.
        account_id: AccountId,
        /// Its name.
        name: &'a str,
    },
    /// A player arrived at the lobby, by whichever connection: its handshake is complete.
    LoggedIn {
        /// The account.
        account_id: AccountId,
        /// The title.
        app_id: AppId,
    },
    /// A player logged out or was lost.
    LoggedOut {
        /// The account.
        account_id: AccountId,
        /// The title.
        app_id: AppId,
    },
    /// A player reads the terms: for Up Your Arsenal the moment when he is in (MLS-23).
    Policy {
        /// The account.
        account_id: AccountId,
        /// MediusPolicyType.
        kind: i32,
    },
    /// A player reads announcements.
    Announcements {
        /// The account.
        account_id: AccountId,
    },
    /// A player wants to make a game (before MLS-85.3).
    CreateGame {
        /// The account.
        account_id: AccountId,
        /// The title.
        app_id: AppId,
        /// The game's name.
        name: &'a str,
    },
    /// A player wants into a game (before the game server is asked, MLS-86).
    JoinGame {
        /// The account.
        account_id: AccountId,
        /// The game.
        game: GameId,
    },
    /// The game server let a player in (before the answer of MLS-86).
    JoinAnswer {
        /// The account.
        account_id: AccountId,
        /// The game.
        game: GameId,
    },
    /// A member reports on a game (before ST-42); a refusal drops the report.
    WorldReport {
        /// The account.
        account_id: AccountId,
        /// The game.
        game: GameId,
        /// MediusWorldStatus.
        status: i32,
    },
    /// A game was made.
    GameCreated {
        /// The game.
        game: GameId,
    },
    /// A game began.
    GameStarted {
        /// The game.
        game: GameId,
    },
    /// A game ended.
    GameEnded {
        /// The game.
        game: GameId,
    },
    /// A game is gone.
    GameDestroyed {
        /// The game.
        game: GameId,
    },
    /// The maker of a game left it.
    HostLeft {
        /// The account.
        account_id: AccountId,
        /// The game.
        game: GameId,
    },
    /// A player is in a game.
    JoinedGame {
        /// The account.
        account_id: AccountId,
        /// The game.
        game: GameId,
    },
    /// A player left a game.
    LeftGame {
        /// The account.
        account_id: AccountId,
        /// The game.
        game: GameId,
    },
    /// A player is in a game world (game.md 13).
    JoinedWorld {
        /// The game.
        game: GameId,
        /// His index in the world.
        index: SeatIndex,
    },
    /// A player is out of a game world, before the others are told (game.md 13).
    LeftWorld {
        /// The game.
        game: GameId,
        /// His index in the world.
        index: SeatIndex,
    },
    /// A player says something (before MLS-151); a refusal drops it: commands are not forwarded (OPS-4).
    Chat {
        /// The account.
        account_id: AccountId,
        /// MediusChatMessageType.
        kind: i32,
        /// What he says.
        text: &'a str,
    },
    /// A player looks for another by name (before MLS-33); a refusal finds nobody.
    FindPlayer {
        /// The account.
        account_id: AccountId,
        /// The name.
        name: &'a str,
    },
    /// A player posts ladder statistics (before MLS-101); they can be refused or changed.
    LadderStats {
        /// The account.
        account_id: AccountId,
        /// Whether they are his clan's.
        clan: bool,
        /// The numbers.
        values: &'a [i32],
    },
    /// A player posts account statistics (before MLS-31).
    AccountStats {
        /// The account.
        account_id: AccountId,
        /// 256 bytes.
        stats: &'a [u8],
    },
    /// A player posts the statistics of his clan (before MLS-132).
    ClanStats {
        /// The account.
        account_id: AccountId,
        /// The clan.
        clan_id: ClanId,
        /// 256 bytes.
        stats: &'a [u8],
    },
    /// A console told some of its memory (MLS-10).
    MemoryRead {
        /// Whose console.
        account_id: AccountId,
        /// Which question it answers.
        sequence: u32,
        /// Where.
        address: u32,
        /// What it holds.
        bytes: &'a [u8],
    },
}

/// The hooks that a script wants; the others cost one bit test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HookSet(u64);

// Every kind has a bit of its own.
const _: () = assert!(<HookKind as strum::EnumCount>::COUNT <= u64::BITS as usize);

impl HookSet {
    /// None.
    pub const NONE: Self = Self(0);

    /// These.
    #[must_use]
    pub fn of(kinds: &[HookKind]) -> Self {
        Self(kinds.iter().fold(0, |bits, kind| bits | 1 << *kind as u64))
    }

    /// Whether it holds a hook.
    #[must_use]
    pub const fn has(self, kind: HookKind) -> bool {
        self.0 & 1 << kind as u64 != 0
    }
}

/// A script's word on what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Verdict {
    /// Go on.
    #[default]
    Allow,
    /// Refuse.
    Deny,
    /// Go on with these numbers instead: for [`Hook::LadderStats`], elsewhere as good as `Allow`.
    Change(Vec<i32>),
}

/// One thing that a script wants done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
pub enum Action {
    /// Write a line to the log.
    Log(String),
    /// End a connection.
    Disconnect(ConnId),
    /// Say something to a player in the chat, in the name of the server (MLS-154).
    Tell {
        /// The account.
        account_id: AccountId,
        /// What.
        text: String,
    },
    /// Show a player a system message (OPS-3).
    SystemMessage {
        /// The account.
        account_id: AccountId,
        /// How grave it is; what a title makes of it differs.
        severity: u8,
        /// What.
        text: String,
    },
    /// Write into the memory of a player's console (OPS-5); refused unless `allow_memory` is set.
    Poke {
        /// The account.
        account_id: AccountId,
        /// Where.
        address: u32,
        /// What.
        bytes: Vec<u8>,
    },
    /// Read some of the memory of a player's console (OPS-5), which [`Hook::MemoryRead`] tells; refused unless
    /// `allow_memory` is set.
    Peek {
        /// The account.
        account_id: AccountId,
        /// Names the answer.
        sequence: u32,
        /// Where.
        address: u32,
        /// How many bytes; at most 512 are read.
        length: u32,
    },
}

/// What a script wants done, in order; at most [`Actions::LIMIT`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// The most actions of one call; more are dropped.
    pub const LIMIT: usize = 64;

    /// Adds one.
    pub fn push(&mut self, action: Action) {
        if self.0.len() < Self::LIMIT {
            self.0.push(action);
        }
    }

    /// Takes them all.
    pub fn take(self) -> Vec<Action> {
        self.0
    }
}

/// What one call of a script came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Decision {
    /// Go on or refuse.
    pub verdict: Verdict,
    /// What to do besides.
    pub actions: Actions,
}

/// A script: Lua, Rust, or a recording of one.
pub trait Script: Send {
    /// The hooks it wants; asked once, at birth.
    fn wants(&self) -> HookSet;
    /// One call.
    fn call(&mut self, now: Instant, hook: Hook<'_>, actions: &mut Actions) -> Verdict;
}

/// No script.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoScript;

impl Script for NoScript {
    fn wants(&self) -> HookSet {
        HookSet::NONE
    }

    fn call(&mut self, _: Instant, _: Hook<'_>, _: &mut Actions) -> Verdict {
        Verdict::Allow
    }
}

/// The decisions of a recorded script, given again in the same order.
#[derive(Debug, Clone, Default)]
pub struct ReplayedScript {
    wants: HookSet,
    left: VecDeque<Decision>,
}

impl ReplayedScript {
    /// A script that repeats what another decided.
    #[must_use]
    pub const fn new(wants: HookSet, decisions: VecDeque<Decision>) -> Self {
        Self { wants, left: decisions }
    }
}

impl Script for ReplayedScript {
    fn wants(&self) -> HookSet {
        self.wants
    }

    fn call(&mut self, _: Instant, _: Hook<'_>, actions: &mut Actions) -> Verdict {
        let decision = self.left.pop_front().unwrap_or_default();
        *actions = decision.actions;
        decision.verdict
    }
}
