//! The list of mutants fits the source: `.ci/long` breaks the lines and wants red tests.

use std::collections::BTreeSet;

use clank_tests::mutants::mutants;
use clank_tests::real::workspace;
use clank_tests::rules::{citing_tests, rules};

#[test]
fn every_mutant_breaks_a_line_that_is_there_and_names_a_test_of_its_rules() {
    let (rules, tests): (BTreeSet<&str>, _) = (rules().into_iter().collect(), citing_tests());
    let mut wrong = Vec::new();
    for mutant in mutants() {
        let source = std::fs::read_to_string(workspace().join(&mutant.file)).unwrap_or_default();
        wrong.extend(mutant.apply(&source).err());
        wrong.extend(
            mutant.rules.iter().filter(|rule| !rules.contains(rule.as_str())).map(|rule| format!("no rule {rule}")),
        );
        let cites = tests.iter().any(|test| {
            let name = test.name.rsplit("::").next();
            name == Some(&mutant.test) && mutant.rules.iter().any(|rule| test.rules.contains(rule))
        });
        if !cites {
            wrong.push(format!("{} cites none of {:?}", mutant.test, mutant.rules));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_mutants_enough() {
    assert!(mutants().len() >= 120, "{}", mutants().len());
}
