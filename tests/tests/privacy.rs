//! Nothing personal of the real captures is in the tree.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use clank_core::wire::Privacy;
use clank_sim::dissect::{Decoded, Field, Item, Scalar, content, fields, recording};
use clank_tests::real::{captures, files, keys, read, workspace};

/// Texts that are no secret although a capture holds them: words of the protocol's own documents and
/// of our own virtual network, and a plain word.
const PUBLIC: [&str; 5] = ["Detail", "0.0.0.0", "127.0.0.1", "192.168.1.2", "10.0.0.1"];

/// What is personal in a field.
fn text(field: &Field) -> Option<String> {
    match &field.value {
        _ if field.privacy == Privacy::Plain => None,
        Scalar::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        Scalar::Bytes(bytes) if bytes.iter().any(|byte| *byte != 0) => Some(hex::encode(bytes)),
        _ => None,
    }
}

/// Every name, password, key, ticket, text and public address of a capture.
fn personal(folder: &Path) -> BTreeSet<String> {
    let ring = keys(folder);
    let mut found = BTreeSet::new();
    for path in files(folder) {
        let (capture, streams) = read(&path);
        for flow in &capture.flows {
            for address in [flow.client, flow.server] {
                if !address.ip().is_private() && !address.ip().is_loopback() {
                    found.insert(address.ip().to_string());
                }
            }
        }
        for Decoded { stream, items, .. } in recording(&capture, &streams, &ring, || {}) {
            for message in
                items.iter().filter_map(|item| if let Item::Frame(frame) = item { Some(frame) } else { None })
            {
                let own = fields(message, stream.dialect).map(|(_, fields)| fields).unwrap_or_default();
                // Also what players of a game send each other.
                let carried = content(message.id, message.plain.as_deref().unwrap_or_default(), stream.dialect).parts;
                let carried = carried.into_iter().flat_map(|part| part.fields.unwrap_or_default());
                found.extend(own.into_iter().chain(carried).filter_map(|field| text(&field)));
            }
        }
    }
    // Very short texts ("1", "2") are in every file.
    found.retain(|text| text.trim().len() >= 5 && !PUBLIC.contains(&text.as_str()));
    found
}

#[test]
fn nothing_personal_is_in_the_tree() {
    let Some(folder) = captures("the search of the tree for personal data") else {
        return;
    };
    let personal = personal(&folder);
    assert!(personal.len() > 50, "only {} texts were found to look for", personal.len());
    let listed = Command::new("git").args(["ls-files", "-co", "--exclude-standard"]).current_dir(workspace()).output();
    let listed = String::from_utf8(listed.expect("git").stdout).expect("names");
    for name in listed.lines() {
        let Ok(bytes) = std::fs::read(workspace().join(name)) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for secret in &personal {
            assert!(
                !text.contains(&secret.to_lowercase()),
                "{name} holds a text of {} characters of a capture",
                secret.len()
            );
        }
    }
}
