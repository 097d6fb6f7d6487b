//! The catalogue against the specification's own file, and against every readable message of the real
//! captures' transcripts.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "tests find the files through the environment"
)]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use clank_core::ids::AppId;
use clank_core::titles::applications;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    CONSTANTS, Dialect, FieldDoc, Flags, Layout as _, MessageKey, RtId, STRUCTURES, Version, catalogue, entry,
    enumerations, plugin,
};
use serde_json::Value;

fn folder(variable: &str, what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    if folder.is_none() {
        let _ = writeln!(std::io::stderr(), "skipped: {what} ({variable} is not set)");
    }
    folder
}

/// Where the catalogue departs from the specification's file: message and field or family, and why.
const DEPARTURES: &[(&str, &str, &str)] = &[
    ("DMEAcceptClient", "Time", "captures of two titles have four bytes of time in front (game.md 14.1)"),
    ("MediusUniverseVariableInformationResponse", "padding", "community servers end it with padding (captured)"),
    ("DMEPeerAddresses", "", "captured, described in game.md P2P-6, not in the file"),
    ("NetClientStatus", "ExtraNetClientStatus", "does not fit the byte that it is sent in"),
    ("MediusPasswordType", "repr", "sent as one byte, in the only message that has it"),
    ("NetConnectFailureReason", "", "has no values"),
];

fn departs(name: &str, what: &str) -> bool {
    DEPARTURES.iter().any(|(of, about, _)| (*of, *about) == (name, what))
}

fn specification() -> Option<Value> {
    let folder = folder("CLANK_SPEC", "the catalogue against messages.json")?;
    let text = std::fs::read_to_string(folder.join("messages.json")).expect("messages.json");
    Some(serde_json::from_str(&text).expect("JSON"))
}

fn same_fields(name: &str, spec: &Value, own: &[FieldDoc]) {
    let spec = spec.as_array().expect("fields");
    let own: Vec<&FieldDoc> = own.iter().filter(|field| !departs(name, field.name)).collect();
    let names: Vec<&str> = spec.iter().map(|field| field["name"].as_str().expect("a name")).collect();
    assert_eq!(names, own.iter().map(|field| field.name).collect::<Vec<_>>(), "{name}");
    for (spec, own) in spec.iter().zip(own) {
        // A size that depends on another field is null.
        let size = if spec["count"].is_string() { 0 } else { spec["size"].as_u64().unwrap_or_default() };
        assert_eq!(size, (own.size)() as u64, "{name}.{}", own.name);
    }
}

/// Class, id, name, answers, field names and sizes, and totals for every version family: of every message.
#[test]
fn the_catalogue_is_the_specifications() {
    let Some(spec) = specification() else { return };
    // The sizes of the file are those of this application id.
    let flags = clank_core::titles::layout(AppId(10684));
    let messages = spec["messages"].as_array().expect("messages");
    let by_name = |name: &str| messages.iter().find(|message| message["name"] == name).expect("an answer's name");
    let class_and_id = |message: &Value| (message["class_id"].as_u64().unwrap(), message["id"].as_u64().unwrap());
    let mut compared = 0;
    for message in messages {
        let (class, id) = class_and_id(message);
        let name = message["name"].as_str().expect("a name");
        let body = if class == 2 {
            let entry = plugin::find(u32::try_from(id).unwrap()).unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!(name, entry.name);
            entry.body
        } else {
            let id = u8::try_from(id).expect("a byte");
            let entry = catalogue::find(MessageKey::new(u8::try_from(class).unwrap(), id))
                .unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!(name, entry.name);
            let answers: Vec<(u64, u64)> = entry.answers.iter().map(|key| (key.class.into(), key.id.into())).collect();
            let spec: Vec<(u64, u64)> = message["response"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|answer| class_and_id(by_name(answer.as_str().unwrap().split(' ').next().unwrap())))
                .collect();
            assert_eq!(spec, answers, "{name}");
            assert_eq!(entry.has_layout(), message["layout"] != "unknown", "{name}");
            entry.body
        };
        compared += 1;
        if message["layout"] == "unknown" {
            continue;
        }
        same_fields(name, &message["fields"], body.fields);
        for (family, version) in [("108", 108), ("109-111", 110), ("112", 112), ("113", 113)] {
            if departs(name, "Time") {
                continue;
            }
            let size = message["payload_size"][family].as_u64().expect("a size");
            let own = (body.size)(Dialect { version: Version(version), flags }) as u64;
            assert_eq!(size, own, "{name} in family {family}");
        }
    }
    let own = catalogue::entries().filter(|entry| !departs(entry.name, "")).count() + plugin::ENTRIES.len();
    assert_eq!(compared, own);
    let with_layout = catalogue::entries().filter(|entry| entry.has_layout()).count() + plugin::ENTRIES.len();
    let _ = writeln!(std::io::stderr(), "{compared} messages compared, {with_layout} with a layout");
}

/// Every application id in a `when` clause has its flag, and every flag its clause.
#[test]
fn application_ids_in_conditions_are_flags_of_titles() {
    let Some(spec) = specification() else { return };
    let all = applications().fold(Flags::NONE, |all, application| all.and(application.quirks.layout));
    let by_flag = all.each().map(|flag| {
        let own = applications().filter(|application| application.quirks.layout.has(flag));
        own.map(|application| application.app_id.0).collect::<BTreeSet<u32>>()
    });
    let by_flag: Vec<BTreeSet<u32>> = by_flag.collect();
    let mut clauses = 0;
    for message in spec["messages"].as_array().expect("messages") {
        for field in message["fields"].as_array().into_iter().flatten() {
            let Some((_, list)) = field["when"].as_str().and_then(|when| when.split_once("app_id")) else { continue };
            let list = list.split(']').next().unwrap_or_default();
            let ids = list.split(|c: char| !c.is_ascii_digit()).filter_map(|id| id.parse().ok()).collect();
            assert!(by_flag.contains(&ids), "{}.{}: no flag for {ids:?}", message["name"], field["name"]);
            clauses += 1;
        }
    }
    assert!(clauses > 5);
}

/// Shared structures, enumerations and constants.
#[test]
fn structures_enumerations_and_constants_are_the_specifications() {
    let Some(spec) = specification() else { return };
    // Texts of one field are types of their own.
    let texts = ["MessageId", "SessionKey", "AccessKey", "RSA_KEY"];
    for (name, structure) in spec["structs"].as_object().expect("structs") {
        if !texts.contains(&name.as_str()) {
            let (_, fields) = STRUCTURES.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("{name}"));
            same_fields(name, &structure["fields"], fields);
        }
    }
    assert_eq!(STRUCTURES.len() + texts.len(), spec["structs"].as_object().map_or(0, serde_json::Map::len));
    let spec_enums = spec["enums"].as_object().expect("enums");
    for (name, spec) in spec_enums {
        if departs(name, "") {
            continue;
        }
        let entry = enumerations().find(|entry| entry.name == name).unwrap_or_else(|| panic!("{name} is missing"));
        let values: Vec<(&str, i64)> = spec["values"]
            .as_array()
            .expect("values")
            .iter()
            .map(|value| (value["name"].as_str().unwrap(), value["value"].as_i64().unwrap()))
            .filter(|(value, _)| !departs(name, value))
            .collect();
        assert_eq!(values, (entry.values)(), "{name}");
    }
    for (name, constant) in spec["constants"].as_object().expect("constants") {
        let own = CONSTANTS.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(constant["value"].as_u64(), Some(own.1 as u64), "{name}");
    }
}

/// Every readable frame of the transcripts parses to its last byte and comes out the same.
#[test]
fn every_captured_message_survives() {
    let Some(folder) = folder("CLANK_CAPTURES", "the codec against the transcripts") else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("transcripts"))
        .expect("transcripts")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let (mut rt_count, mut medius_count, mut unknown) = (0, 0, 0);
    for path in files {
        let slug = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut versions = std::collections::BTreeMap::new();
        for line in std::fs::read_to_string(&path).expect("readable").lines() {
            let row: Value = serde_json::from_str(line).expect("a JSON line");
            let (Some(id), Some(plain)) = (row["rt"].as_u64(), row["plain"].as_str()) else { continue };
            let (id, plain) = (RtId(u8::try_from(id).expect("a byte")), hex::decode(plain).expect("hex"));
            let stream = row["stream"].as_u64().unwrap_or_default();
            if id == rt::ClientHello::ID {
                let hello = rt::ClientHello::decode(&plain, Dialect::default()).expect("a HELLO");
                versions.insert(stream, Version(hello.versions[0]));
            }
            // The datagrams of a world belong to the connection that was made with a HELLO.
            let hello =
                versions.get(&stream).or(if row["transport"] == "udp" { versions.values().last() } else { None });
            let dialect = Dialect::plain(hello.copied().unwrap_or(Version::V108));
            let same = |recode: entry::Recode, body: &[u8], what: &str| {
                let mut written = Vec::new();
                if let Err(error) = recode(body, dialect, &mut written) {
                    panic!("{slug} frame {}: {error}", row["frame"]);
                }
                assert!(written == body, "{slug} frame {}: {what} came out otherwise", row["frame"]);
            };
            let entry = rt::find(id).expect("a known id");
            if let Some(body) = entry.body {
                same(body.recode, &plain, entry.name);
                rt_count += 1;
            }
            if let (rt::ServerApp::ID | rt::ClientAppToServer::ID, Some((key, body))) = (id, MessageKey::split(&plain))
            {
                match catalogue::find(key) {
                    Some(entry) => {
                        same(entry.body.recode, body, entry.name);
                        medius_count += 1;
                    }
                    None => unknown += 1,
                }
            }
        }
    }
    let _ = writeln!(
        std::io::stderr(),
        "{rt_count} RT messages and {medius_count} Medius messages survive, {unknown} are not in the catalogue yet"
    );
    assert!(rt_count > 1500 && medius_count > 150);
}
