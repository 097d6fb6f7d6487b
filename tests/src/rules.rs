//! Which rule of the specification is proved by which test.
//!
//! A test names its rules in its doc comment: `/// MLS-85, MPS-2: what it shows`.
#![allow(clippy::missing_panics_doc, reason = "a broken test setup should stop the test")]

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::below;

/// The numbered rules of lobby.md, in its order.
const LOBBY: &str = include_str!("../rules/lobby.txt");
/// The numbered rules of game.md, in its order. Both texts count peer-to-peer rules from 1: these are `game.md P2P-1`
/// and so on, here and in comments.
const GAME: &str = include_str!("../rules/game.txt");
/// Rules without a test: `RULE: reason` in each line.
const EXCEPTIONS: &str = include_str!("../rules/exceptions.txt");
/// Where tests drive machines through inputs and outbox.
const SUITES: [&str; 2] = ["core/tests", "tests/tests"];

/// The lists of rules, by the file of the specification that defines them.
#[must_use]
pub fn lists() -> [(&'static str, Vec<&'static str>); 2] {
    [("lobby.md", LOBBY.lines().collect()), ("game.md", GAME.lines().collect())]
}

/// All rules.
#[must_use]
pub fn rules() -> Vec<&'static str> {
    lists().into_iter().flat_map(|(_, rules)| rules).collect()
}

/// Rules without a test, with the reason.
#[must_use]
pub fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let lines = EXCEPTIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
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
        "game.md" => &["DME", "UDP", "NAT", "P2P", "MGCL", "RPC", "TRF"],
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
        let known = ["lobby.md", "game.md"].iter().any(|file| kinds(file).contains(&prefix));
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

/// The tests of each rule, as `file::function`.
#[must_use]
pub fn tests() -> BTreeMap<String, Vec<String>> {
    let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in SUITES.into_iter().flat_map(below) {
        let stem = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        let (mut doc, mut is_test) = (String::new(), false);
        for line in file.text.lines().map(str::trim) {
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
        assert_eq!(numbers("game.md P2P-3, P2P-3, DME-10a"), ["game.md P2P-3", "P2P-3", "DME-10a"]);
        assert_eq!(numbers(" half-way to PC-7 and MLS-1's"), ["MLS-1"]);
    }

    #[test]
    fn bold_numbers_define_rules() {
        let text = "- **MLS-5 SessionEnd (1/05)** as MAS-4. **MLS-6**: and `x`";
        assert_eq!(defined("lobby.md", text), BTreeSet::from(["MLS-5".into(), "MLS-6".into()]));
        assert_eq!(defined("game.md", "**P2P-6** During"), BTreeSet::from(["game.md P2P-6".into()]));
    }
}
