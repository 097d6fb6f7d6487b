//! Prints each rule of the specification with the tests that prove it, and how many are proved. Fails where a rule has
//! neither a test nor a reason, or a test does not come to the mark of a rule that it cites.

use std::path::PathBuf;
use std::process::ExitCode;

use clank_tests::rules::{Reached, exceptions, foreign, rules, tests};

fn main() -> ExitCode {
    let (tests, exceptions, foreign) = (tests(), exceptions(), foreign());
    let (mut proved, mut open) = (0, Vec::new());
    for rule in rules() {
        match (tests.get(rule), exceptions.get(rule), foreign.get(rule)) {
            (Some(names), ..) => {
                proved += 1;
                println!("{rule}: {}", names.join(", "));
            }
            (None, Some(reason), _) => println!("{rule}: no test: {reason}"),
            (None, None, Some(what)) => println!("{rule}: not ours: {what}"),
            (None, None, None) => open.push(rule),
        }
    }
    let (ours, reasons) = (rules().len() - foreign.len(), exceptions.len());
    println!(
        "{proved} of {ours} rules have a test, {reasons} have a reason; {} describe other programs",
        foreign.len()
    );
    let reached = Reached::read(&temporary());
    let missed = reached.missed();
    if reached.binaries().is_empty() {
        println!("no marks: the tests of clank-core have not run in this target folder");
    }
    for line in
        open.iter().map(|rule| format!("{rule}: NO TEST")).chain(missed.iter().map(|one| format!("NOT REACHED: {one}")))
    {
        println!("{line}");
    }
    if open.is_empty() && missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns the build's folder for temporary files of tests: beside the folder of this program.
fn temporary() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.ancestors().nth(2).map(|target| target.join("tmp")).unwrap_or_default()
}
