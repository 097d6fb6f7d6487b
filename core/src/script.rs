//! What a script may see and do (architecture.md §7).
//!
//! A script is consulted synchronously and may veto. Its only other effect is data, which the machine
//! applies afterwards; both are recorded, so that a replay needs no interpreter.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::machine::{ConnId, Instant, Outbox};

/// A place where scripts are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hook<'a> {
    /// A player wants to register an account (before MAS-30).
    Registration {
        /// The connection.
        conn: ConnId,
        /// The title.
        app_id: u32,
        /// The wanted name.
        name: &'a str,
    },
    /// A player's password was right (before MAS-33).
    Login {
        /// The connection.
        conn: ConnId,
        /// The title.
        app_id: u32,
        /// The account.
        account_id: i32,
        /// Its name.
        name: &'a str,
    },
}

impl Hook<'_> {
    const fn bit(&self) -> u32 {
        match self {
            Self::Registration { .. } => HookSet::REGISTRATION.0,
            Self::Login { .. } => HookSet::LOGIN.0,
        }
    }
}

/// The hooks that a script wants; the others cost one bit test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HookSet(u32);

impl HookSet {
    /// None.
    pub const NONE: Self = Self(0);
    /// [`Hook::Registration`].
    pub const REGISTRATION: Self = Self(1);
    /// [`Hook::Login`].
    pub const LOGIN: Self = Self(2);

    /// Both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A script's word on what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Verdict {
    /// Go on.
    #[default]
    Allow,
    /// Refuse.
    Deny,
}

/// One thing that a script wants done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Write a line to the log.
    Log(String),
    /// End a connection.
    Disconnect(ConnId),
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
pub struct Ruling {
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

/// The rulings of a recorded script, given again in the same order.
#[derive(Debug, Clone, Default)]
pub struct Rulings {
    wants: HookSet,
    left: VecDeque<Ruling>,
}

impl Rulings {
    /// A script that repeats what another decided.
    #[must_use]
    pub const fn new(wants: HookSet, rulings: VecDeque<Ruling>) -> Self {
        Self { wants, left: rulings }
    }
}

impl Script for Rulings {
    fn wants(&self) -> HookSet {
        self.wants
    }

    fn call(&mut self, _: Instant, _: Hook<'_>, actions: &mut Actions) -> Verdict {
        let ruling = self.left.pop_front().unwrap_or_default();
        *actions = ruling.actions;
        ruling.verdict
    }
}

/// A machine's script with the hooks that it wants.
pub struct Scripted {
    wants: HookSet,
    script: Box<dyn Script>,
}

impl std::fmt::Debug for Scripted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scripted").field("wants", &self.wants).finish_non_exhaustive()
    }
}

impl Default for Scripted {
    fn default() -> Self {
        Self::new(Box::new(NoScript))
    }
}

impl Scripted {
    /// Takes a script on.
    #[must_use]
    pub fn new(script: Box<dyn Script>) -> Self {
        Self { wants: script.wants(), script }
    }

    /// Asks the script, if it wants to be asked, and notes the ruling.
    pub fn ask(&mut self, now: Instant, hook: Hook<'_>, out: &mut Outbox) -> Ruling {
        if self.wants.0 & hook.bit() == 0 {
            return Ruling::default();
        }
        let mut actions = Actions::default();
        let verdict = self.script.call(now, hook, &mut actions);
        let ruling = Ruling { verdict, actions };
        out.ruling(ruling.clone());
        ruling
    }
}
