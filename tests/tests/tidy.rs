//! The measures of the source: columns of a line, lines of a function and of a file, one name for each type. What is
//! over them stands in a list, with the reason.

use std::collections::BTreeMap;

use clank_tests::sources::{SourceFile, all, assert_listed, closing, without_tests};
use regex::Regex;

const MAX_COLUMNS: usize = 120;
const MAX_FUNCTION: usize = 70;
const MAX_FILE: usize = 600;

#[test]
fn lines_have_no_more_than_120_columns() {
    let mut found = BTreeMap::new();
    for file in all() {
        let longest = file.text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        if longest > MAX_COLUMNS {
            found.insert(file.path, format!("{longest} columns"));
        }
    }
    assert_listed("tests/tidy/lines.txt", &found);
}

#[test]
fn files_have_no_more_than_600_lines() {
    let mut found = BTreeMap::new();
    for file in all() {
        let lines = file.text.lines().count();
        if lines > MAX_FILE {
            found.insert(file.path, format!("{lines} lines"));
        }
    }
    assert_listed("tests/tidy/files.txt", &found);
}

#[test]
fn functions_have_no_more_than_70_lines() {
    let function = Regex::new(r"\bfn\s+(\w+)").expect("an expression");
    let mut found = BTreeMap::new();
    for file in all().into_iter().filter(SourceFile::is_production) {
        for one in function.captures_iter(&file.code) {
            let code = file.code.get(one.get_match().start()..).unwrap_or_default();
            let (end, body) = (code.find(';'), code.find('{'));
            if body.is_none() || end.is_some_and(|end| body.is_some_and(|body| end < body)) {
                continue;
            }
            let lines = code.get(..closing(code)).unwrap_or_default().lines().count();
            if lines > MAX_FUNCTION {
                found.insert(format!("{} {}", file.path, &one[1]), format!("{lines} lines"));
            }
        }
    }
    assert_listed("tests/tidy/functions.txt", &found);
}

#[test]
fn no_type_name_is_defined_twice_in_a_crate() {
    // An alias that stands in an implementation belongs to a trait: it is indented.
    let name = Regex::new(r"(?m)\b(?:struct|enum|union|trait)\s+(\w+)|^(?:pub(?:\([^)]*\))?\s+)?type\s+(\w+)")
        .expect("an expression");
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in all().into_iter().filter(SourceFile::is_production) {
        let (package, path) = file.path.split_once("/src/").unwrap_or_default();
        let code = without_tests(&file.code);
        for one in name.captures_iter(&code) {
            let name = one.get(1).or(one.get(2)).map_or("", |name| name.as_str());
            places.entry(format!("{package} {name}")).or_default().push(path.to_owned());
        }
    }
    let twice = places.into_iter().filter(|(_, files)| files.len() > 1);
    assert_listed("tests/tidy/types.txt", &twice.map(|(name, files)| (name, files.join(", "))).collect());
}
