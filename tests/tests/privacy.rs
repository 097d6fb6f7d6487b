//! Nothing personal of the real captures is in the tree.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use clank_core::wire::Privacy;
use clank_sim::capture::Kind;
use clank_sim::dissect::{Scalar, dissect, fields};
use clank_tests::real::{captures, files, keys, read, workspace};

/// Texts that are no secret although a capture holds them: words of the protocol's own documents and
/// of our own virtual network, and a plain word.
const PUBLIC: [&str; 5] = ["Detail", "0.0.0.0", "127.0.0.1", "192.168.1.2", "10.0.0.1"];

/// Every name, password, key, ticket, text and public address of a capture.
fn personal(folder: &Path) -> BTreeSet<String> {
    let ring = keys(folder);
    let mut found = BTreeSet::new();
    for path in files(folder) {
        let (capture, streams) = read(&path);
        for (at, flow) in capture.flows.iter().enumerate() {
            for address in [flow.client, flow.server] {
                if !address.ip().is_private() && !address.ip().is_loopback() {
                    found.insert(address.ip().to_string());
                }
            }
            if !streams.iter().any(|stream| stream.flow == at && stream.kind == Kind::RtTcp) {
                continue;
            }
            let stream = dissect(flow, &ring);
            for message in &stream.messages {
                let Some((_, fields)) = fields(message, stream.dialect) else {
                    continue;
                };
                for field in fields.iter().filter(|field| field.privacy != Privacy::Plain) {
                    match &field.value {
                        Scalar::Text(text) => {
                            found.insert(String::from_utf8_lossy(text).into_owned());
                        }
                        Scalar::Bytes(bytes) if bytes.iter().any(|byte| *byte != 0) => {
                            found.insert(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
                        }
                        _ => {}
                    }
                }
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
