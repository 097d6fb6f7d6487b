//! The records of all streams in the order of the file, with their content.

use std::collections::BTreeMap;

use clank_core::wire::fragment::{FRAGMENT, Reassembly};
use clank_core::wire::rt;

use super::options::InspectOptions;
use crate::capture::{Dir, StreamKind};
use crate::dissect::{Content, Decoded, Item, LARGEST, Part, content};

/// One record.
#[derive(Debug)]
pub struct RecordRow<'s> {
    /// Its stream.
    pub stream: &'s Decoded,
    /// What was recorded.
    pub item: &'s Item,
    /// What is in a frame that could be opened.
    pub content: Option<Content>,
    /// The message that is whole with this fragment.
    pub whole: Option<Part>,
}

impl RecordRow<'_> {
    /// What it is called, without what it carries.
    #[must_use]
    pub fn name(&self) -> String {
        match self.item {
            Item::Frame(message) => match rt::find(message.id) {
                Some(entry) => entry.name.to_owned(),
                None => format!("unknown RT message 0x{:02x}", message.id),
            },
            Item::Datagram { data, dir, .. } => datagram(self.stream.kind, *dir, data).to_owned(),
        }
    }

    /// The names of the application messages in it.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.content.iter().flat_map(|content| &content.parts).chain(&self.whole)
    }

    fn wanted(&self, options: &InspectOptions) -> bool {
        let has = |name: &str| {
            let name = name.to_ascii_lowercase();
            options.messages.iter().any(|wanted| name.contains(&wanted.to_ascii_lowercase()))
        };
        options.messages.is_empty() || has(&self.name()) || self.parts().any(|part| has(&part.label()))
    }
}

/// What a datagram that is no RT frame says (captures: NAT, game.md §10 between consoles).
fn datagram(kind: StreamKind, dir: Dir, data: &[u8]) -> &'static str {
    match (kind, data) {
        (StreamKind::Nat, [_, _, _, 0xd4]) => "NAT keep-alive",
        (StreamKind::Nat, _) if dir == Dir::ToServer => "NAT question",
        (StreamKind::Nat, _) => "NAT answer",
        (StreamKind::Peer, _) => match data.get(12) {
            Some(0x81) => "peer probe",
            Some(0x83) => "peer time question",
            Some(0x84) => "peer time answer",
            Some(0xaf) => "peer voice",
            _ => "peer datagram",
        },
        _ => "datagram that is no frame",
    }
}

/// The records of some streams, those that are wanted.
pub fn rows<'s>(streams: &[&'s Decoded], options: &InspectOptions) -> impl Iterator<Item = RecordRow<'s>> {
    let mut items: Vec<(&'s Decoded, &'s Item)> =
        streams.iter().flat_map(|stream| stream.items.iter().map(move |item| (*stream, item))).collect();
    items.sort_by_key(|(stream, item)| (item.frame(), stream.number));
    let mut halves: BTreeMap<(u32, Dir), Reassembly> = BTreeMap::new();
    let rows = items.into_iter().map(move |(stream, item)| {
        let mut row = RecordRow { stream, item, content: None, whole: None };
        if let Item::Frame(message) = item
            && let Some(plain) = &message.plain
        {
            let dialect = stream.stream.dialect;
            let content = content(message.id, plain, dialect);
            let half = halves.entry((stream.number, message.dir)).or_default();
            let fragments =
                content.parts.iter().filter(|part| (part.class, part.id) == (FRAGMENT.0, FRAGMENT.1.into()));
            for fragment in fragments {
                if let Ok(Some((class, id, body))) = half.take(&fragment.body, LARGEST) {
                    row.whole = Some(Part::read(class, id, &body, dialect));
                }
            }
            row.content = Some(content);
        }
        row
    });
    let options = options.clone();
    rows.filter(move |row| row.wanted(&options))
}
