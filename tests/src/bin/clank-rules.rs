//! Prints each rule of the specification with the tests that prove it.

use clank_tests::rules::{exceptions, rules, tests};

fn main() {
    let (tests, exceptions) = (tests(), exceptions());
    for rule in rules() {
        match (tests.get(rule), exceptions.get(rule)) {
            (Some(names), _) => println!("{rule}: {}", names.join(", ")),
            (None, Some(reason)) => println!("{rule}: no test: {reason}"),
            (None, None) => println!("{rule}: NO TEST"),
        }
    }
}
