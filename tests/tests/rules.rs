//! Every numbered rule of the lobby and of the game side is proved by a test that names it, or is a listed exception.

use std::collections::BTreeSet;

use clank_tests::rules::{defined, exceptions, lists, rules, tests};

#[test]
fn every_rule_has_a_test_or_a_reason() {
    let (tests, exceptions) = (tests(), exceptions());
    let missing: Vec<&str> =
        rules().into_iter().filter(|rule| !tests.contains_key(*rule) && !exceptions.contains_key(rule)).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
    for (rule, reason) in &exceptions {
        assert!(rules().contains(rule) && !reason.is_empty(), "{rule} is no rule, or has no reason");
        assert!(!tests.contains_key(*rule), "{rule} has a test: it is no exception");
    }
    assert!(exceptions.len() * 10 <= rules().len(), "{} exceptions of {} rules", exceptions.len(), rules().len());
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
        let text =
            std::fs::read_to_string(std::path::Path::new(&spec).join(file)).expect("a file of the specification");
        let listed: BTreeSet<String> = rules.into_iter().map(str::to_owned).collect();
        assert_eq!(defined(file, &text), listed, "{file}");
    }
}
