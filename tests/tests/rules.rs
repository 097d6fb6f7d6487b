//! Every numbered rule of the specification is proved by a test that names it and comes to its mark, or is a listed
//! exception, or describes another program than ours.

use std::collections::BTreeSet;
use std::path::Path;

use clank_tests::rules::{Reached, defined, exceptions, foreign, lists, rules, tests};

#[test]
fn every_rule_has_a_test_or_a_reason() {
    let (tests, exceptions, foreign) = (tests(), exceptions(), foreign());
    let excused = |rule: &&str| exceptions.contains_key(rule) || foreign.contains_key(rule);
    let missing: Vec<&str> = rules().into_iter().filter(|rule| !tests.contains_key(*rule) && !excused(rule)).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
    for (rule, reason) in exceptions.iter().chain(&foreign) {
        assert!(rules().contains(rule) && !reason.is_empty(), "{rule} is no rule, or has no reason");
        assert!(!tests.contains_key(*rule), "{rule} has a test: it is no exception");
    }
    assert!(exceptions.len() * 10 <= rules().len(), "{} exceptions of {} rules", exceptions.len(), rules().len());
}

/// A test that cites a rule and does not come to what the rule is about proves nothing.
#[test]
fn tests_reach_the_marks_of_the_rules_that_they_cite() {
    let reached = Reached::read(Path::new(env!("CARGO_TARGET_TMPDIR")));
    if reached.binaries().is_empty() {
        eprintln!("skipped: marks of rules (the tests of clank-core have not run in this target folder)");
        return;
    }
    let missed = reached.missed();
    assert!(missed.is_empty(), "not reached, when the tests of clank-core last ran:\n{}", missed.join("\n"));
}

#[test]
fn tests_cite_rules_that_exist() {
    let rules: BTreeSet<&str> = rules().into_iter().collect();
    let unknown: Vec<_> = tests().into_iter().filter(|(rule, _)| !rules.contains(rule.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_lists_are_the_specifications() {
    let Some(spec) = std::env::var_os("CLANK_SPEC") else {
        eprintln!("skipped: the list of rules beside the specification (CLANK_SPEC is not set)");
        return;
    };
    for (file, rules) in lists() {
        let text = std::fs::read_to_string(Path::new(&spec).join(file)).expect("a file of the specification");
        let listed: BTreeSet<String> = rules.into_iter().map(str::to_owned).collect();
        assert_eq!(defined(file, &text), listed, "{file}");
    }
}
