//! Which rule of the specification is proved by which test.
//!
//! A test names its rules in its doc comment: `/// MLS-85, MPS-2: what it shows`.
#![allow(clippy::missing_panics_doc, reason = "a broken test setup should stop the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::sources::below;

/// The numbered rules of the specification, file by file, in their order. lobby.md and game.md both count peer-to-peer
/// rules from 1: those of game.md are `game.md P2P-1` and so on, here and in comments.
const LISTS: [(&str, &str); 4] = [
    ("lobby.md", include_str!("../rules/lobby.txt")),
    ("game.md", include_str!("../rules/game.txt")),
    ("transport.md", include_str!("../rules/transport.txt")),
    ("titles.md", include_str!("../rules/titles.txt")),
];
/// Rules without a test: `RULE: reason` in each line.
const EXCEPTIONS: &str = include_str!("../rules/exceptions.txt");
/// Rules that describe other programs than ours: `RULE: which` in each line.
const FOREIGN: &str = include_str!("../rules/foreign.txt");
/// Where tests drive machines through inputs and outbox.
const SUITES: [&str; 2] = ["core/tests", "tests/tests"];

/// Returns the lists of rules, by the file of the specification that defines them.
#[must_use]
pub fn lists() -> [(&'static str, Vec<&'static str>); 4] {
    LISTS.map(|(file, rules)| (file, rules.lines().collect()))
}

/// Returns all rules.
#[must_use]
pub fn rules() -> Vec<&'static str> {
    lists().into_iter().flat_map(|(_, rules)| rules).collect()
}

/// Returns the rules without a test, with the reason.
#[must_use]
pub fn exceptions() -> BTreeMap<&'static str, &'static str> {
    reasons(EXCEPTIONS)
}

/// Returns the rules that ask nothing of us, with what they describe.
#[must_use]
pub fn foreign() -> BTreeMap<&'static str, &'static str> {
    reasons(FOREIGN)
}

fn reasons(text: &'static str) -> BTreeMap<&'static str, &'static str> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(": ").unwrap_or((line, ""))).collect()
}

/// Rules as a file of the specification defines them: the bold numbers.
#[must_use]
pub fn defined(file: &str, text: &str) -> BTreeSet<String> {
    let bold = text.split("**").filter_map(|piece| {
        let rule = numbers(piece).into_iter().next().filter(|rule| piece.starts_with(rule))?;
        let ours = kinds(file).contains(&rule.split('-').next()?);
        ours.then(|| if file == "game.md" && rule.starts_with("P2P") { format!("game.md {rule}") } else { rule })
    });
    bold.collect()
}

/// The kinds of rules that a file of the specification defines for us.
fn kinds(file: &str) -> &'static [&'static str] {
    match file {
        "game.md" => &["DME", "UDP", "NAT", "P2P", "MGCL", "RPC", "PLG", "TRF"],
        "transport.md" => &["PC"],
        "titles.md" => &["TQ"],
        _ => &["GEN", "ST", "MUIS", "MAS", "MLS", "MPS", "P2P", "DM", "OPS"],
    }
}

/// The rule numbers in a text; `MLS-20 to MLS-22` names all three.
fn numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (mut range, mut of_game) = (false, false);
    for word in text.split(|c: char| c.is_whitespace() || ",;:()[]".contains(c)) {
        let rule = word.trim_end_matches(['.', '`', '\'']);
        let Some((prefix, rest)) = rule.split_once('-') else {
            range = word == "to" || range && word.is_empty();
            of_game = word == "game.md";
            continue;
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, letter) = rest.split_at(digits);
        // DME-10a and its like; anything else behind the number is none of it.
        let letter =
            letter.get(..1).filter(|one| one.bytes().all(|byte| byte.is_ascii_lowercase())).unwrap_or_default();
        let known = LISTS.iter().any(|(file, _)| kinds(file).contains(&prefix));
        let Ok(number) = digits.parse::<u32>() else { continue };
        if !known {
            continue;
        }
        let file = if of_game { "game.md " } else { "" };
        let before = format!("{file}{prefix}-");
        let first = found.last().and_then(|last| last.strip_prefix(&before)?.parse::<u32>().ok());
        if let Some(first) = first.filter(|_| range) {
            found.extend((first + 1..number).map(|between| format!("{before}{between}")));
        }
        found.push(format!("{before}{number}{letter}"));
        (range, of_game) = (false, false);
    }
    found
}

/// A test that drives machines, and the rules that its comment cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitingTest {
    /// Its file, from the root of the workspace.
    pub file: String,
    /// The binary that it is part of.
    pub binary: String,
    /// Its name in that binary, with its modules.
    pub name: String,
    /// The rules.
    pub rules: Vec<String>,
}

/// Returns all tests that cite rules.
#[must_use]
pub fn citing_tests() -> Vec<CitingTest> {
    let mut found = Vec::new();
    for file in SUITES.into_iter().flat_map(below) {
        let (mut doc, mut is_test) = (String::new(), false);
        for line in file.text.lines().map(str::trim) {
            if let Some(comment) = line.strip_prefix("///") {
                doc += comment;
            } else if line.starts_with("#[") {
                is_test |= line == "#[test]";
            } else {
                let name = line.strip_prefix("fn ").filter(|_| is_test).and_then(|rest| rest.split('(').next());
                if let Some(name) = name {
                    found.extend(citing_test(&file.path, name, numbers(&doc)));
                }
                (doc, is_test) = (String::new(), false);
            }
        }
    }
    found
}

fn citing_test(file: &str, name: &str, rules: Vec<String>) -> Option<CitingTest> {
    let (_, inside) = file.split_once("tests/")?;
    let inside = inside.trim_start_matches("tests/").trim_end_matches(".rs");
    let mut modules = inside.split('/').filter(|module| *module != "main");
    let binary = modules.next()?.to_owned();
    let name: Vec<&str> = modules.chain([name]).collect();
    Some(CitingTest { file: file.to_owned(), binary, name: name.join("::"), rules })
        .filter(|test| !test.rules.is_empty())
}

/// Returns the tests of each rule, as `file::function`.
#[must_use]
pub fn tests() -> BTreeMap<String, Vec<String>> {
    let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for test in citing_tests() {
        for rule in &test.rules {
            tests.entry(rule.clone()).or_default().push(format!("{}::{}", test.binary, test.name));
        }
    }
    tests
}

/// Returns the rules that machines mark when they apply.
#[must_use]
pub fn marked() -> BTreeSet<String> {
    let mark = regex::Regex::new(r#"\bmark!\([^"]*"([^"]+)"\)"#).expect("an expression");
    let sources = below("core/src");
    sources.iter().flat_map(|source| mark.captures_iter(&source.text)).map(|one| one[1].to_owned()).collect()
}

/// What a test leaves in its record, in place of rules, where something is missing that it needs.
const SKIPPED: &str = "skipped";

/// What the tests of the core reached when they last ran: rules, by binary and test.
#[derive(Debug, Default)]
pub struct Reached(BTreeMap<(String, String), BTreeSet<String>>);

impl Reached {
    /// Reads the records that tests of the core leave (`core/tests/common/marks.rs`) in a folder `marks` below the
    /// build's folder for temporary files; empty where they never ran.
    #[must_use]
    pub fn read(temporary: &Path) -> Self {
        let mut found = BTreeMap::new();
        for binary in entries(&temporary.join("marks")) {
            for test in entries(&binary) {
                let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().replace('.', "::");
                let rules = std::fs::read_to_string(&test).unwrap_or_default();
                found.insert((name(&binary), name(&test)), rules.lines().map(str::to_owned).collect());
            }
        }
        Self(found)
    }

    /// Returns the binaries whose tests ran.
    #[must_use]
    pub fn binaries(&self) -> BTreeSet<&str> {
        self.0.keys().map(|(binary, _)| binary.as_str()).collect()
    }

    /// Returns each test that cites a rule which machines mark, and that did not come to one of its marks.
    #[must_use]
    pub fn missed(&self) -> Vec<String> {
        let (marked, binaries) = (marked(), self.binaries());
        let of_core = |test: &CitingTest| test.file.starts_with("core/") && binaries.contains(test.binary.as_str());
        let tests = citing_tests().into_iter().filter(of_core);
        tests
            .flat_map(|test| {
                let reached = self.0.get(&(test.binary.clone(), test.name.clone()));
                let lacks = |rule: &str| reached.is_none_or(|all| !all.contains(rule) && !all.contains(SKIPPED));
                let missed = |rule: &&String| marked.contains(*rule) && lacks(rule);
                let rules: Vec<String> = test.rules.iter().filter(missed).cloned().collect();
                rules.into_iter().map(move |rule| format!("{rule}: {} {}", test.file, test.name))
            })
            .collect()
    }
}

/// Returns what is in a folder; nothing where there is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_comments() {
        assert_eq!(numbers(" MLS-20 to MLS-22, ST-4: what (GEN-7)."), ["MLS-20", "MLS-21", "MLS-22", "ST-4", "GEN-7"]);
        assert_eq!(numbers("game.md P2P-3, P2P-3, DME-10a"), ["game.md P2P-3", "P2P-3", "DME-10a"]);
        assert_eq!(numbers(" half-way to PC-7 and MLS-1's"), ["PC-7", "MLS-1"]);
    }

    #[test]
    fn bold_numbers_define_rules() {
        let text = "- **MLS-5 SessionEnd (1/05)** as MAS-4. **MLS-6**: and `x`";
        assert_eq!(defined("lobby.md", text), BTreeSet::from(["MLS-5".into(), "MLS-6".into()]));
        assert_eq!(defined("game.md", "**P2P-6** During"), BTreeSet::from(["game.md P2P-6".into()]));
    }
}
