//! Which rule of the specification is proved by which test.
//!
//! A test names its rules in its doc comment: `/// MLS-85, MPS-2: what it shows`.
#![allow(clippy::missing_panics_doc, reason = "a broken test setup should stop the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::real::workspace;

/// The numbered rules of lobby.md, in its order.
const LOBBY: &str = include_str!("../rules/lobby.txt");
/// Rules without a test: `RULE reason` in each line.
const EXCEPTIONS: &str = include_str!("../rules/exceptions.txt");
/// Where tests drive machines through inputs and outbox.
const SUITES: [&str; 2] = ["core/tests", "tests/tests"];

/// All rules.
#[must_use]
pub fn rules() -> Vec<&'static str> {
    LOBBY.lines().collect()
}

/// Rules without a test, with the reason.
#[must_use]
pub fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let lines = EXCEPTIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap_or((line, ""))).collect()
}

/// Rules as the specification's text defines them: the bold numbers.
#[must_use]
pub fn defined(text: &str) -> BTreeSet<String> {
    text.split("**")
        .filter_map(|piece| numbers(piece).into_iter().next().filter(|rule| piece.starts_with(rule)))
        .collect()
}

/// The rule numbers in a text; `MLS-20 to MLS-22` names all three.
fn numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut range = false;
    for word in text.split(|c: char| c.is_whitespace() || ",;:()[]".contains(c)) {
        let rule = word.trim_end_matches(['.', '`', '\'']);
        let Some((prefix, number)) = rule.split_once('-') else {
            range = word == "to" || range && word.is_empty();
            continue;
        };
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        let known = ["GEN", "ST", "MUIS", "MAS", "MLS", "MPS", "P2P", "DM", "OPS"].contains(&prefix);
        let Ok(number) = digits.parse::<u32>() else { continue };
        if !known {
            continue;
        }
        let first = found.last().and_then(|last| last.strip_prefix(prefix)?.strip_prefix('-')?.parse::<u32>().ok());
        if let Some(first) = first.filter(|_| range) {
            found.extend((first + 1..number).map(|between| format!("{prefix}-{between}")));
        }
        found.push(format!("{prefix}-{number}"));
        range = false;
    }
    found
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the workspace") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// The tests of each rule, as `file::function`.
#[must_use]
pub fn tests() -> BTreeMap<String, Vec<String>> {
    let mut files = Vec::new();
    for suite in SUITES {
        sources(&workspace().join(suite), &mut files);
    }
    files.sort();
    let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source file");
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (mut doc, mut is_test) = (String::new(), false);
        for line in text.lines().map(str::trim) {
            if let Some(comment) = line.strip_prefix("///") {
                doc += comment;
            } else if line.starts_with("#[") {
                is_test |= line == "#[test]";
            } else if let Some(name) = line.strip_prefix("fn ").filter(|_| is_test) {
                let name = name.split('(').next().unwrap_or_default();
                for rule in numbers(&doc) {
                    tests.entry(rule).or_default().push(format!("{stem}::{name}"));
                }
                (doc, is_test) = (String::new(), false);
            } else {
                (doc, is_test) = (String::new(), false);
            }
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_comments() {
        assert_eq!(numbers(" MLS-20 to MLS-22, ST-4: what (GEN-7)."), ["MLS-20", "MLS-21", "MLS-22", "ST-4", "GEN-7"]);
        assert_eq!(numbers(" half-way to PC-7 and MLS-1's"), ["MLS-1"]);
    }

    #[test]
    fn bold_numbers_define_rules() {
        let text = "- **MLS-5 SessionEnd (1/05)** as MAS-4. **MLS-6**: and `x`";
        assert_eq!(defined(text), BTreeSet::from(["MLS-5".into(), "MLS-6".into()]));
    }
}
