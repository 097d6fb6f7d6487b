//! What is in a frame: the RT message itself, and the application messages that it carries.

use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{Dialect, Entry, Layout as _, MessageKey, RtId, WireError, catalogue, plugin};

use super::fields::{Field, collect};

/// One application message inside of a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Class and id; of a plug-in's message, 2 and the type.
    pub class: u8,
    /// The id.
    pub id: u32,
    /// Its name, where it has one.
    pub name: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
    /// The fields, or why there are none.
    pub fields: Result<Vec<Field>, WireError>,
}

/// What is in a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The RT message's own fields; of one that only carries application data, what precedes the data.
    pub fields: Result<Vec<Field>, WireError>,
    /// The application messages.
    pub parts: Vec<Part>,
    /// Whether they are those of RT messages inside of this one.
    pub multi: bool,
}

impl Content {
    fn carrying(parts: Vec<Part>) -> Self {
        Self { fields: Ok(Vec::new()), parts, multi: false }
    }
}

impl Part {
    /// The message with this key and body. Class 2 belongs to the title, and has no names.
    #[must_use]
    pub fn read(key: MessageKey, body: &[u8], dialect: Dialect) -> Self {
        let entry = catalogue::find(key);
        let known = entry.filter(|entry| entry.has_layout());
        Self {
            class: key.class,
            id: key.id.into(),
            name: entry.map(|entry| entry.name),
            body: body.to_vec(),
            fields: known.map_or_else(|| Ok(Vec::new()), |entry| collect(entry.body, body, dialect)),
        }
    }

    /// Its name, or what it is without one.
    #[must_use]
    pub fn label(&self) -> String {
        match (self.name, self.class) {
            (Some(name), _) => name.to_owned(),
            (None, 2) => format!("data of the title, id 0x{:02x}", self.id),
            (None, class) => format!("unknown message {class}/0x{:02x}", self.id),
        }
    }
}

/// One message after another, as far as layouts are known: consoles put several in one frame
/// (messages.md §1). What has no known end goes to the end of the frame.
fn sequence(mut data: &[u8], dialect: Dialect) -> Vec<Part> {
    let mut parts = Vec::new();
    while let Some((key, rest)) = MessageKey::split(data) {
        let known = catalogue::find(key).filter(|entry: &&Entry| entry.has_layout());
        let size = known.and_then(|entry| (entry.body.measure)(rest, dialect).ok()).unwrap_or(rest.len());
        let (body, behind) = rest.split_at(size.min(rest.len()));
        parts.push(Part::read(key, body, dialect));
        data = behind;
    }
    parts
}

/// The RT messages inside of a multi message: id, length, payload, not encrypted again.
fn multi(mut data: &[u8], dialect: Dialect) -> Vec<Part> {
    let mut parts = Vec::new();
    while let [id, low, high, rest @ ..] = data {
        let size = usize::from(u16::from_le_bytes([*low, *high])).min(rest.len());
        let (payload, behind) = rest.split_at(size);
        parts.extend(content(RtId(*id), payload, dialect).parts);
        data = behind;
    }
    parts
}

fn plugin_part(kind: u32, body: &[u8], dialect: Dialect) -> Part {
    let entry = plugin::find(kind);
    Part {
        class: 2,
        id: kind,
        name: entry.map(|entry| entry.name),
        body: body.to_vec(),
        fields: entry.map_or_else(|| Ok(Vec::new()), |entry| collect(entry.body, body, dialect)),
    }
}

/// What is in a frame with this id and payload.
#[must_use]
pub fn content(id: RtId, payload: &[u8], dialect: Dialect) -> Content {
    let one = |data| MessageKey::split(data).map(|(key, body)| Part::read(key, body, dialect)).into_iter().collect();
    let carrier = |head: usize, parts: Vec<Part>| {
        let fields = rt::find(id)
            .and_then(|entry| entry.body)
            .map_or_else(|| Ok(Vec::new()), |body| collect(body, payload.get(..head).unwrap_or(payload), dialect));
        // What is carried is shown by itself.
        let fields = fields.map(|fields| fields.into_iter().filter(|field| field.path != "Data").collect());
        Content { fields, ..Content::carrying(parts) }
    };
    let head = clank_core::wire::frame::clear_part(id, payload);
    let behind = |count: usize| payload.get(count..).unwrap_or_default();
    match id {
        rt::ServerApp::ID | rt::ClientAppToServer::ID => Content::carrying(one(payload)),
        rt::ClientAppBroadcast::ID => carrier(0, sequence(payload, dialect)),
        rt::ClientAppSingle::ID | rt::ClientAppList::ID => carrier(head, sequence(behind(head), dialect)),
        MULTI_TO_SERVER | MULTI_TO_CLIENT => Content { multi: true, ..Content::carrying(multi(payload, dialect)) },
        TO_PLUGIN | FROM_PLUGIN => {
            let kind = if id == TO_PLUGIN {
                plugin::ToServer::decode(payload.get(..5).unwrap_or(payload), dialect).map(|head| (head.kind.0, 5))
            } else {
                plugin::ToClient::decode(payload.get(..8).unwrap_or(payload), dialect).map(|head| (head.kind.0, 8))
            };
            match kind {
                Ok((kind, size)) => Content::carrying(vec![plugin_part(kind, behind(size), dialect)]),
                Err(error) => Content { fields: Err(error), ..Content::carrying(Vec::new()) },
            }
        }
        _ => {
            let body = rt::find(id).and_then(|entry| entry.body);
            let fields = body.map_or_else(|| Ok(Vec::new()), |body| collect(body, payload, dialect));
            Content { fields, ..Content::carrying(Vec::new()) }
        }
    }
}

/// RT_MSG_CLIENT_MULTI_APP_TOSERVER.
const MULTI_TO_SERVER: RtId = RtId(0x3b);
/// RT_MSG_SERVER_MULTI_APP_TOCLIENT.
const MULTI_TO_CLIENT: RtId = RtId(0x3c);
/// RT_MSG_CLIENT_APP_TO_PLUGIN.
const TO_PLUGIN: RtId = RtId(0x3d);
/// RT_MSG_SERVER_PLUGIN_TO_APP.
const FROM_PLUGIN: RtId = RtId(0x3e);
