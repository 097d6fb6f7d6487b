//! Broken lines, each of which a test has to notice: what `tests/mutants.txt` lists, and how one is applied.
#![allow(clippy::missing_panics_doc, reason = "a broken test setup should stop the test")]

use crate::real::workspace;

/// One line of the source, and how it is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The rules that the line carries out.
    pub rules: Vec<String>,
    /// The file, from the root of the workspace.
    pub file: String,
    /// The package whose test notices it.
    pub package: String,
    /// The binary of that test; `lib` for a unit test.
    pub binary: String,
    /// The name of that test, without its modules.
    pub test: String,
    /// The line as it stands, without the blanks around it.
    pub line: String,
    /// What stands there instead.
    pub broken: String,
}

impl Mutant {
    /// Reads one record: a line of names, the line of the source behind `- `, the broken one behind `+ `.
    ///
    /// # Errors
    /// What is wrong with the record.
    pub fn parse(record: &str) -> Result<Self, String> {
        let wrong = || format!("not `RULES FILE PACKAGE/BINARY TEST`, `- line`, `+ line`:\n{record}");
        let mut lines = record.lines();
        let (Some(names), Some(line), Some(broken), None) = (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(wrong());
        };
        let [rules, file, suite, test] = names.split(' ').collect::<Vec<_>>()[..] else { return Err(wrong()) };
        let (package, binary) = suite.split_once('/').ok_or_else(wrong)?;
        Ok(Self {
            rules: rules.split(',').map(|rule| rule.replace("game.md:", "game.md ")).collect(),
            file: file.to_owned(),
            package: package.to_owned(),
            binary: binary.to_owned(),
            test: test.to_owned(),
            line: line.strip_prefix("- ").ok_or_else(wrong)?.to_owned(),
            broken: broken.strip_prefix("+ ").ok_or_else(wrong)?.to_owned(),
        })
    }

    /// Returns a source with its line broken.
    ///
    /// # Errors
    /// The line does not stand there, or more than once.
    pub fn apply(&self, source: &str) -> Result<String, String> {
        let here = source.lines().filter(|line| line.trim() == self.line).count();
        if here != 1 {
            return Err(format!("{} has this line {here} times: {}", self.file, self.line));
        }
        let broken = source.lines().map(|line| if line.trim() == self.line { self.broken.as_str() } else { line });
        Ok(broken.flat_map(|line| [line, "\n"]).collect())
    }
}

/// Returns the mutants of `tests/mutants.txt`, whose records an empty line separates.
#[must_use]
pub fn mutants() -> Vec<Mutant> {
    let text = std::fs::read_to_string(workspace().join("tests/mutants.txt")).expect("tests/mutants.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    let records = text.split("\n\n").map(|record| record.trim_matches('\n')).filter(|record| !record.is_empty());
    records.map(|record| Mutant::parse(record).unwrap_or_else(|wrong| panic!("{wrong}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_breaks_its_line_alone() {
        let record = "MAS-1,ST-2 core/src/a.rs clank-core/mas begins\n- let a = 1;\n+ let a = 2;";
        let mutant = Mutant::parse(record).expect("a record");
        assert_eq!((mutant.rules.len(), mutant.package.as_str(), mutant.binary.as_str()), (2, "clank-core", "mas"));
        assert_eq!(mutant.apply("fn f() {\n    let a = 1;\n}\n").as_deref(), Ok("fn f() {\nlet a = 2;\n}\n"));
        assert!(mutant.apply("let a = 1;\nlet a = 1;\n").is_err() && mutant.apply("let b = 1;\n").is_err());
        assert!(
            Mutant::parse("MAS-1 core/src/a.rs\n- a\n+ b").is_err() && Mutant::parse(&format!("{record}\nx")).is_err()
        );
    }
}
