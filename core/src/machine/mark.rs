//! Coverage marks: which rules a run went through.

use std::collections::BTreeSet;

/// The rules that were marked while somebody watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    seen: Option<BTreeSet<&'static str>>,
}

impl Marks {
    /// Starts to watch.
    pub fn watch(&mut self) {
        self.seen.get_or_insert_default();
    }

    /// Notes that a rule applied; one comparison when nobody watches.
    pub fn note(&mut self, rule: &'static str) {
        if let Some(seen) = &mut self.seen {
            seen.insert(rule);
        }
    }

    /// Whether a rule applied since [`Marks::watch`].
    #[must_use]
    pub fn has(&self, rule: &str) -> bool {
        self.seen.as_ref().is_some_and(|seen| seen.contains(rule))
    }

    /// The rules that applied, in order of their names.
    pub fn seen(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.seen.iter().flatten().copied()
    }
}

/// Notes in an outbox that a rule applied: `mark!(out, "MLS-47")`. Not for per-receiver paths.
#[macro_export]
macro_rules! mark {
    ($out:expr, $rule:literal) => {
        $out.marks.note($rule)
    };
}
pub use mark;
