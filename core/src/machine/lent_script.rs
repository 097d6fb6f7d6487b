//! A script in the hands of the outbox, for the time of an input.

use crate::script::{Action, Actions, Decision, Hook, HookSet, Script};
use crate::time::Instant;

/// A script that wants to see frames or what is sent, while its machine works on an input: what sends has the outbox at
/// hand, and not the machine. Empty between two inputs, and for all other scripts always.
#[derive(Default)]
pub(super) struct LentScript {
    pub(super) wants: HookSet,
    pub(super) now: Instant,
    pub(super) script: Option<Box<dyn Script>>,
    pub(super) wanted: Vec<Action>,
}

impl std::fmt::Debug for LentScript {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LentScript").field("wants", &self.wants).finish_non_exhaustive()
    }
}

impl LentScript {
    pub(super) const fn new(wants: HookSet, now: Instant, script: Option<Box<dyn Script>>) -> Self {
        Self { wants, now, script, wanted: Vec::new() }
    }

    /// What the script decides; nothing where there is none.
    pub(super) fn ask(&mut self, now: Instant, hook: Hook<'_>) -> Option<Decision> {
        let Self { script, wanted, .. } = self;
        script.as_mut().map(|script| decide(&mut **script, now, hook, wanted))
    }
}

/// Asks a script, and notes what it wants done.
pub(super) fn decide(script: &mut dyn Script, now: Instant, hook: Hook<'_>, wanted: &mut Vec<Action>) -> Decision {
    let mut actions = Actions::default();
    let verdict = script.call(now, hook, &mut actions);
    wanted.extend(actions.clone().take());
    Decision { verdict, actions }
}
