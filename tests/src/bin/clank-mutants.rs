//! Breaks each line of `tests/mutants.txt` in a copy of the workspace, and wants its test to fail there.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use clank_tests::mutants::{Mutant, mutants};
use clank_tests::real::workspace;
use clap::Parser;

/// Breaks lines of the source one by one, and wants a test to fail each time.
#[derive(Parser)]
struct Arguments {
    /// Only mutants whose record has this text in it: a rule, a file, a test.
    #[arg(long, default_value = "")]
    only: String,
}

/// What became of a mutant.
enum Outcome {
    Killed,
    Survived,
    Failed(String),
}

fn main() -> ExitCode {
    let Arguments { only } = Arguments::parse();
    let (copy, mut left) = (workspace().join("target/mutants"), 0);
    let tree = copy.join("tree");
    if let Err(error) = copy_tree(workspace(), &tree) {
        eprintln!("the copy of the workspace in {}: {error}", tree.display());
        return ExitCode::FAILURE;
    }
    let chosen: Vec<Mutant> = mutants().into_iter().filter(|mutant| format!("{mutant:?}").contains(&only)).collect();
    for mutant in &chosen {
        let start = Instant::now();
        let outcome =
            attempt(mutant, &tree, &copy.join("build")).unwrap_or_else(|error| Outcome::Failed(error.to_string()));
        let what = match outcome {
            Outcome::Killed => "killed".to_owned(),
            Outcome::Survived => "SURVIVED".to_owned(),
            Outcome::Failed(why) => format!("FAILED ({why})"),
        };
        left += usize::from(what != "killed");
        println!(
            "{what}: {} {} {} ({} s)",
            mutant.rules.join(","),
            mutant.file,
            mutant.test,
            start.elapsed().as_secs()
        );
    }
    println!("{} of {} mutants were noticed", chosen.len() - left, chosen.len());
    if left == 0 && !chosen.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the test of a mutant on the broken copy, and mends the copy again.
fn attempt(mutant: &Mutant, tree: &Path, build: &Path) -> io::Result<Outcome> {
    let file = tree.join(&mutant.file);
    let source = fs::read_to_string(&file)?;
    let broken = match mutant.apply(&source) {
        Ok(broken) => broken,
        Err(why) => return Ok(Outcome::Failed(why)),
    };
    fs::write(&file, broken)?;
    let suite = if mutant.binary == "lib" { vec!["--lib"] } else { vec!["--test", &mutant.binary] };
    let run = Command::new("cargo")
        .current_dir(tree)
        .args(["test", "--locked", "-p", &mutant.package])
        .args(suite)
        .arg(&mutant.test)
        .env("CARGO_TARGET_DIR", build)
        .env("CARGO_INCREMENTAL", "1")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("INSTA_UPDATE", "no")
        .output();
    fs::write(&file, source)?;
    let run = run?;
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    Ok(if err.contains("could not compile") {
        Outcome::Failed("it does not compile".to_owned())
    } else if !out.contains("running ") || out.contains("running 0 tests") {
        Outcome::Failed("there is no such test".to_owned())
    } else if run.status.success() {
        Outcome::Survived
    } else {
        Outcome::Killed
    })
}

/// Copies the files of a folder that are not what a build or version control made, where they changed.
fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if name == "target" || name == ".git" || path.ends_with("captures/real") {
            continue;
        }
        let copy = to.join(&name);
        if path.is_dir() {
            copy_tree(&path, &copy)?;
        } else if fs::read(&copy).ok() != Some(fs::read(&path)?) {
            fs::copy(&path, &copy)?;
        }
    }
    Ok(())
}
