//! Every limit has a row, a key of the configuration and a place where it applies.
#![allow(clippy::disallowed_methods, reason = "the sources are files")]

use std::collections::BTreeSet;
use std::path::Path;

use clank_core::config::Config;
use clank_core::counters::{Counters, LimitCounts};
use clank_core::limits::{Limit, LimitKind, LimitPolicy, LimitScope, Limits};
use clank_core::machine::Event;
use regex::Regex;

/// All source below a folder, but for the table of limits and the configuration's checks.
fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("core/src/limits") {
            sources(&path, into);
        } else if path.is_file() && !path.ends_with("core/src/config.rs") {
            into.push_str(&std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn every_limit_applies_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut text = String::new();
    ["core/src", "host/src"].iter().for_each(|folder| sources(&root.join(folder), &mut text));
    let table = std::fs::read_to_string(root.join("core/src/limits/mod.rs")).expect("the table");
    let holds = |text: &str, pattern: &str| Regex::new(pattern).expect("a pattern").is_match(text);
    let rate = Regex::new(r"fn (\w+_rate)\(&self\) -> Rate \{([^}]*\{)?([^}]*)\}").expect("a pattern");
    for limit in Limit::ALL {
        let name = limit.name();
        let read = format!(r"\blimits\s*\.{name}\b|Limits \{{[^}}]*\b{name}\b[^}}]*\}} = |Limit::{limit:?}\b");
        let by_rate = || {
            let with = |body: &str| holds(body, &format!(r"\bself\.{name}\b"));
            let of = rate.captures_iter(&table).find(|found| with(&found[3]))?;
            Some(of[1].to_owned())
        };
        let applies = match limit.kind() {
            LimitKind::Rate => by_rate().is_some_and(|rate| holds(&text, &format!(r"\blimits\.{rate}\(\)"))),
            _ => holds(&text, &read),
        };
        assert!(applies, "nothing applies limits.{name}");
    }
}

#[test]
fn names_are_the_keys_of_the_configuration() {
    let config = serde_json::to_value(Config::default()).expect("settings are plain data");
    let keys = config["limits"].as_object().expect("a section").keys().map(String::as_str);
    let (elsewhere, here): (Vec<_>, Vec<_>) =
        Limit::ALL.iter().map(|limit| limit.name()).partition(|name| name.contains('.'));
    assert_eq!(here.len() + elsewhere.len(), Limit::ALL.iter().collect::<BTreeSet<_>>().len());
    assert_eq!(keys.collect::<BTreeSet<_>>(), here.iter().copied().collect::<BTreeSet<_>>());
    assert_eq!(here.iter().collect::<BTreeSet<_>>().len(), here.len());
    for name in elsewhere {
        let pointer = format!("/{}", name.replace('.', "/"));
        assert!(config.pointer(&pointer).is_some_and(serde_json::Value::is_number), "{name} is no setting");
    }
    for limit in Limit::ALL {
        assert_eq!(serde_json::to_value(limit).expect("a name"), limit.name());
        assert_eq!(limit.to_string(), limit.name());
        assert!(limit.doc().ends_with('.') && !limit.doc().starts_with(' '), "{limit}: {}", limit.doc());
    }
}

#[test]
fn a_row_says_what_is_counted_of_whom_and_what_becomes_of_the_rest() {
    let row = |limit: Limit| (limit.scope(), limit.kind(), limit.policy());
    assert_eq!(row(Limit::ConnectionsPerAddress), (LimitScope::Address, LimitKind::Count, LimitPolicy::Close));
    assert_eq!(row(Limit::DatagramsPerSecond), (LimitScope::Seat, LimitKind::Rate, LimitPolicy::Drop));
    assert_eq!(row(Limit::CongestedFor), (LimitScope::Connection, LimitKind::Duration, LimitPolicy::Close));
    assert_eq!(row(Limit::DmeWorlds), (LimitScope::Machine, LimitKind::Count, LimitPolicy::Refuse));
    assert_eq!(Limit::ClanMessages.doc(), "Messages of one clan (MLS-131); the oldest goes.");
    for limit in Limit::ALL {
        let name = limit.name();
        assert_eq!(limit.kind() == LimitKind::Rate, name.ends_with("_per_second"), "{name}");
        let bytes = name.ends_with("_bytes") || name.ends_with("_water") || name == "hard_cap";
        assert_eq!(limit.kind() == LimitKind::Bytes, bytes, "{name}");
    }
}

#[test]
fn an_event_and_the_counters_tell_a_limit_by_its_name() {
    let event = Event::Limited { limit: Limit::DmeWorlds, conn: None };
    assert_eq!(serde_json::to_string(&event).expect("plain data"), r#"{"Limited":{"limit":"dme.worlds","conn":null}}"#);
    let mut counters = Counters::default();
    [Limit::Games, Limit::DmeWorlds, Limit::Games].iter().for_each(|limit| counters.limited.add(*limit));
    let written = serde_json::to_string(&counters.limited).expect("plain data");
    assert_eq!(written, r#"{"games":2,"dme.worlds":1}"#);
    assert_eq!(serde_json::from_str::<LimitCounts>(&written).expect("counts"), counters.limited);
    assert_eq!([Limit::Games, Limit::Channels].map(|limit| counters.limited.of(limit)), [2, 0]);
    let read = |text: &str| serde_json::from_str::<Limits>(text);
    assert_eq!(read(r#"{"congested_for": 0.5}"#).expect("a limit").congested_for.as_millis(), 500);
    assert!(read(r#"{"dme.worlds": 1}"#).is_err());
}
