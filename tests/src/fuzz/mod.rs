//! Fuzzing on the stable toolchain: targets that take bytes, a corpus, and mutations from a seed.
//!
//! A target panics where something is wrong. The corpus is in `tests/fuzz/corpus`: one file per target,
//! one input per line, as a name and hexadecimal digits.

mod corpus;
mod mutate;
pub mod seeds;
mod targets;

pub use corpus::{corpus, file};
pub use mutate::Mutator;
pub use targets::{TARGETS, Target};

/// Runs inputs that grow out of a target's corpus, as many as are wanted. The same seed tries the same.
/// `failed` is given the input that panicked; the run goes on.
pub fn run(target: &Target, seed: u64, executions: u64, mut failed: impl FnMut(&[u8])) {
    let corpus = corpus(target.name);
    let mut mutator = Mutator::new(seed);
    for _ in 0..executions {
        let input = mutator.next(&corpus);
        if std::panic::catch_unwind(|| (target.run)(&input)).is_err() {
            failed(&input);
        }
    }
}
