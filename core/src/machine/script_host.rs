//! A machine's script: asked where it wants to be, and what it wants done.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Outbox;
use super::lent_script::{LentScript, decide};
use crate::script::{Action, Hook, HookKind, HookSet, NoScript, Script, Verdict};
use crate::time::Instant;

/// Between two calls of [`Hook::Second`].
const SECOND: Duration = Duration::from_secs(1);

/// The hooks that are called where something is sent or cut into frames, far from the machine's state.
const LENT: [HookKind; 3] = [HookKind::Frame, HookKind::FrameOut, HookKind::MessageOut];

/// A machine's script with the hooks that it wants. A snapshot holds when its next second is over, and nothing else.
#[derive(Serialize, Deserialize)]
pub struct ScriptHost {
    #[serde(skip)]
    wants: HookSet,
    /// `None`: the outbox has it for the time of an input.
    #[serde(skip)]
    script: Option<Box<dyn Script>>,
    /// What it wants done, until the input is dealt with.
    #[serde(skip)]
    wanted: Vec<Action>,
    /// When the next second is over.
    pub(crate) second: Instant,
}

impl std::fmt::Debug for ScriptHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptHost").field("wants", &self.wants).finish_non_exhaustive()
    }
}

impl Default for ScriptHost {
    fn default() -> Self {
        Self::new(Box::new(NoScript))
    }
}

impl ScriptHost {
    /// Takes a script on.
    #[must_use]
    pub fn new(script: Box<dyn Script>) -> Self {
        Self { wants: script.wants(), script: Some(script), wanted: Vec::new(), second: Instant::BIRTH + SECOND }
    }

    /// Whether it wants to be asked.
    #[must_use]
    pub fn wants(&self, kind: HookKind) -> bool {
        self.wants.has(kind)
    }

    /// Asks the script, if it wants to be asked, and notes the decision; what it wants done is kept until
    /// [`ScriptHost::take_actions`].
    pub fn ask(&mut self, now: Instant, hook: Hook<'_>, out: &mut Outbox) -> Verdict {
        if !self.wants(hook.into()) {
            return Verdict::Allow;
        }
        let Some(script) = &mut self.script else { return out.ask_lent(now, hook) };
        out.decision(decide(&mut **script, now, hook, &mut self.wanted))
    }

    /// Gives the script to the outbox for the time of an input, if it wants to see frames or what is sent.
    pub(crate) fn lend(&mut self, now: Instant, out: &mut Outbox) {
        if LENT.iter().any(|kind| self.wants(*kind)) {
            out.lent = LentScript::new(self.wants, now, self.script.take());
        }
    }

    /// Takes it back, with what it wants done.
    pub(crate) fn take_back(&mut self, out: &mut Outbox) {
        if let LentScript { script: Some(script), wanted, .. } = std::mem::take(&mut out.lent) {
            self.script = Some(script);
            self.wanted.extend(wanted);
        }
    }

    /// Keeps the script of another life of the machine: a snapshot has none.
    pub(crate) fn keep(&mut self, earlier: Self) {
        let Self { wants, script, .. } = earlier;
        (self.wants, self.script) = (wants, script);
    }

    /// Whether the script lets something pass.
    pub fn allows(&mut self, now: Instant, hook: Hook<'_>, out: &mut Outbox) -> bool {
        self.ask(now, hook, out) != Verdict::Deny
    }

    /// When a script that counts seconds next wants to be asked.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.wants(HookKind::Second).then_some(self.second)
    }

    /// A second may have gone by.
    pub fn tick(&mut self, now: Instant, out: &mut Outbox) {
        if self.deadline().is_some_and(|at| at <= now) {
            self.second = now + SECOND;
            self.ask(now, Hook::Second, out);
        }
    }

    /// What the script wanted done since the last look: the machine does it when its input is dealt with.
    pub fn take_actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.wanted)
    }
}
