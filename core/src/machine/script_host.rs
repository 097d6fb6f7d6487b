//! A machine's script: asked where it wants to be, and what it wants done.

use core::time::Duration;

use super::Outbox;
use crate::script::{Action, Actions, Decision, Hook, HookKind, HookSet, NoScript, Script, Verdict};
use crate::time::Instant;

/// Between two calls of [`Hook::Second`].
const SECOND: Duration = Duration::from_secs(1);

/// A machine's script with the hooks that it wants.
pub struct ScriptHost {
    wants: HookSet,
    script: Box<dyn Script>,
    /// What it wants done, until the input is dealt with.
    wanted: Vec<Action>,
    /// When the next second is over; snapshots hold it.
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
        Self { wants: script.wants(), script, wanted: Vec::new(), second: Instant::BIRTH + SECOND }
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
        let mut actions = Actions::default();
        let verdict = self.script.call(now, hook, &mut actions);
        let decision = Decision { verdict, actions };
        out.decision(decision.clone());
        self.wanted.extend(decision.actions.take());
        decision.verdict
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
