//! The workspace's own source, as text: for the tests that hold its structure.
#![allow(clippy::missing_panics_doc, reason = "a broken test setup should stop the test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::real::workspace;

/// The folders that hold Rust source.
const CRATES: [&str; 6] = ["core", "host", "runtime-mio", "runtime-tokio", "sim", "tests"];

/// One source file.
#[derive(Debug)]
pub struct SourceFile {
    /// Its path from the root of the workspace.
    pub path: String,
    /// What it holds.
    pub text: String,
    /// What it holds, with blanks for comments and for what is quoted.
    pub code: String,
}

impl SourceFile {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("a source file");
        let path = path.strip_prefix(workspace()).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let code = code(&text);
        Self { path, text, code }
    }

    /// Returns whether it belongs to a library or a binary, and not to their tests.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.path.contains("/src/")
    }
}

/// Returns every source file below a folder, in the order of their paths.
#[must_use]
pub fn below(folder: &str) -> Vec<SourceFile> {
    let mut paths = Vec::new();
    walk(&workspace().join(folder), &mut paths);
    paths.sort();
    paths.iter().map(|path| SourceFile::read(path)).collect()
}

/// Returns every source file of the workspace.
#[must_use]
pub fn all() -> Vec<SourceFile> {
    CRATES.into_iter().flat_map(below).collect()
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the workspace") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// Returns a text of Rust with a blank for each character of comments and of what is quoted. Lines and columns stay.
#[must_use]
pub fn code(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(first) = all.get(at) {
        let length = quoted(&all, at);
        if length == 0 {
            code.push(*first);
            at += 1;
        }
        for quoted in all.iter().skip(at).take(length) {
            code.push(if *quoted == '\n' { '\n' } else { ' ' });
        }
        at += length;
    }
    code
}

/// Returns the length of the comment or the literal that starts here; 0 where none does.
fn quoted(all: &[char], at: usize) -> usize {
    let rest = all.get(at..).unwrap_or_default();
    let in_word =
        at.checked_sub(1).and_then(|before| all.get(before)).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    match rest {
        ['/', '/', ..] => rest.iter().take_while(|c| **c != '\n').count(),
        ['/', '*', ..] => block_comment(rest),
        ['b' | 'c', '"', ..] if !in_word => 1 + string(rest.get(1..).unwrap_or_default()),
        ['b' | 'c', 'r', '"' | '#', ..] if !in_word => 1 + raw_string(rest.get(1..).unwrap_or_default()),
        ['r', '"' | '#', ..] if !in_word => raw_string(rest),
        ['b', '\'', ..] if !in_word => 1 + character(rest.get(1..).unwrap_or_default()),
        ['"', ..] => string(rest),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => character(rest),
        _ => 0,
    }
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(pair) = rest.get(at..at + 2) {
        match pair {
            ['/', '*'] => (depth, at) = (depth + 1, at + 2),
            ['*', '/'] if depth == 1 => return at + 2,
            ['*', '/'] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

/// Returns the length of a literal between `end` and the next `end` that no backslash hides.
fn escaped(rest: &[char], end: char) -> usize {
    let mut at = 1;
    while let Some(c) = rest.get(at) {
        match c {
            '\\' => at += 2,
            c if *c == end => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

fn string(rest: &[char]) -> usize {
    escaped(rest, '"')
}

fn character(rest: &[char]) -> usize {
    escaped(rest, '\'')
}

/// Returns the length of `r"..."` or `r#"..."#`; 0 for a raw identifier.
fn raw_string(rest: &[char]) -> usize {
    let hashes = rest.iter().skip(1).take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let mut end = vec!['"'];
    end.extend(std::iter::repeat_n('#', hashes));
    let inside = rest.get(2 + hashes..).unwrap_or_default();
    let length = inside.windows(end.len()).position(|window| window == end).unwrap_or(inside.len());
    2 + hashes + length + end.len()
}

/// Returns the index behind the brace that closes the first one of some code; its length where none does.
#[must_use]
pub fn closing(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// Returns code with blanks for each item that is compiled for unit tests alone.
#[must_use]
pub fn without_tests(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::with_capacity(code.len());
    while let Some((before, item)) = rest.split_once("#[cfg(test)]") {
        kept += before;
        let end = match (item.find(';'), item.find('{')) {
            (Some(end), Some(brace)) if end < brace => end + 1,
            (_, Some(_)) => closing(item),
            (Some(end), None) => end + 1,
            (None, None) => item.len(),
        };
        let (skipped, after) = item.split_at(end);
        kept.extend(skipped.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    kept + rest
}

/// Reads a list of exceptions, `KEY: reason` in each line, from the root of the workspace.
fn exceptions(path: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(workspace().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let list = lines.map(|line| {
        let (key, reason) = line.split_once(": ").unwrap_or_else(|| panic!("{path}: no reason: {line}"));
        (key.to_owned(), reason.to_owned())
    });
    list.collect()
}

/// Compares what breaks a rule with the list of what may: neither may have something that the other has not.
///
/// # Panics
/// Where they differ; the message has the lines to add and to remove.
pub fn assert_listed(list: &str, found: &BTreeMap<String, String>) {
    let listed = exceptions(list);
    let new: Vec<String> = found
        .iter()
        .filter(|(key, _)| !listed.contains_key(*key))
        .map(|(key, what)| format!("{key}: {what}"))
        .collect();
    let stale: Vec<&str> = listed.keys().filter(|key| !found.contains_key(*key)).map(String::as_str).collect();
    assert!(
        new.is_empty() && stale.is_empty(),
        "not in {list}:\n{}\n\nin {list}, and not there any more:\n{}\n",
        new.join("\n"),
        stale.join("\n")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blank() {
        for (text, expected) in [
            ("a // {\nb", "a     \nb"),
            ("a /* { /* } */ */ b", "a                 b"),
            (r#"f("{\"", '{', b'\'', 'a', r"{")"#, "f(     ,    ,      ,    ,     )"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("r#type = r#\"{\"#;", "r#type =       ;"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn items_of_unit_tests_are_blank() {
        let text = "a\n#[cfg(test)]\nmod tests {\n fn f() {}\n}\nb\n#[cfg(test)]\nmod more;\nc";
        assert_eq!(without_tests(text).split_whitespace().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(without_tests(text).lines().count(), text.lines().count());
    }
}
