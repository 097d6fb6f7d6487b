//! What the workspace depends on, by `cargo metadata`: under licences that deny.toml allows, and out of the registry or
//! the workspace itself.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use clank_tests::real::workspace;
use serde::Deserialize;
use spdx::{Expression, ParseMode};

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    license: Option<String>,
    source: Option<String>,
    features: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// None for what is linked; else "dev" or "build".
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Deny {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

/// Returns the packages that are built on this platform: others need not be there.
fn metadata() -> Metadata {
    let rustc = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(rustc.stdout).expect("a text");
    let platform = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("the platform");
    let output = Command::new(env!("CARGO"))
        .current_dir(workspace())
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", platform])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the format of cargo metadata")
}

#[test]
fn every_licence_is_allowed() {
    let text = std::fs::read_to_string(workspace().join("deny.toml")).expect("deny.toml");
    let allowed = toml::from_str::<Deny>(&text).expect("the format of deny.toml").licenses.allow;
    for package in metadata().packages {
        let licence = package.license.unwrap_or_else(|| panic!("{} names no licence", package.name));
        let expression = Expression::parse_mode(&licence, ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{}: {licence}: {error}", package.name));
        let granted = expression.evaluate(|one| allowed.contains(&one.to_string()));
        assert!(granted, "{}: {licence}", package.name);
    }
}

#[test]
fn every_package_is_of_the_registry_or_ours() {
    for package in metadata().packages {
        match package.source {
            Some(source) => assert_eq!(source, REGISTRY, "{}", package.name),
            None => assert!(package.name.starts_with("clank-"), "{} is by path", package.name),
        }
    }
}

/// Snapshots are positional and features unify over a build: a feature of the core could take a field or a variant out
/// of what another build has written.
#[test]
fn the_core_has_no_features() {
    let core = metadata().packages.into_iter().find(|package| package.name == "clank-core").expect("the core");
    assert_eq!(core.features, BTreeMap::new());
}

/// The two drivers are independent: a fault of one runtime is none of the other.
#[test]
fn the_mio_binary_has_no_tokio() {
    let Metadata { packages, resolve } = metadata();
    let names: BTreeMap<String, String> = packages.into_iter().map(|package| (package.id, package.name)).collect();
    let nodes: BTreeMap<String, Vec<Dependency>> = resolve.nodes.into_iter().map(|node| (node.id, node.deps)).collect();
    let linked = |root: &str| {
        let mut waiting: Vec<&str> =
            names.iter().filter(|(_, name)| *name == root).map(|(id, _)| id.as_str()).collect();
        let mut found = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            if found.insert(id) {
                let deps = nodes[id].iter().filter(|dep| dep.dep_kinds.iter().any(|one| one.kind.is_none()));
                waiting.extend(deps.map(|dep| dep.pkg.as_str()));
            }
        }
        found.into_iter().map(|id| names[id].as_str()).collect::<BTreeSet<_>>()
    };
    assert!(linked("clank-runtime-tokio").contains("tokio"), "the search finds what is there");
    let mio = linked("clank-runtime-mio");
    assert!(mio.contains("mio") && !mio.contains("tokio"), "{mio:?}");
}
