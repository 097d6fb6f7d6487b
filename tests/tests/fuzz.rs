//! The corpus, and a bounded share of fuzzing. More by hand: `cargo run --release -p clank-tests --bin
//! clank-fuzz -- --executions 10000000`.

use clank_tests::fuzz::{TARGETS, corpus, run};

/// Over all targets; an unoptimised build manages them in a few seconds.
const EXECUTIONS: u64 = 60_000;

#[test]
fn the_corpus_breaks_nothing() {
    for target in TARGETS {
        let corpus = corpus(target.name);
        assert!(target.name == "plugin" || !corpus.is_empty(), "no corpus of {}", target.name);
        for input in corpus {
            (target.run)(&input);
        }
    }
}

#[test]
fn mutations_of_the_corpus_break_nothing() {
    for target in TARGETS {
        run(target, 1, EXECUTIONS * target.share / 1000, |input| panic!("{}: {input:02x?}", target.name));
    }
}
