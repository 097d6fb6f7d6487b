//! JSON lines in the form of the transcripts, with `fields`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use clank_core::crypto::{Hash, SessionKey, Suite};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::inspection::Inspection;
use super::options::InspectOptions;
use super::row::{RecordRow, rows};
use super::show::{Shown, text};
use crate::capture::{Dir, Flow, StreamKind, Transport};
use crate::dissect::{Decoded, Field, Item, Message, Opened, Scalar};

/// A record; what it does not have is left out.
#[derive(Serialize, Default)]
struct Record {
    frame: u32,
    t: f64,
    dir: &'static str,
    transport: &'static str,
    stream: u32,
    #[serde(flatten)]
    rt: Option<Frame>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    wire: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Map<String, Value>>,
}

#[derive(Serialize)]
struct Frame {
    rt: u8,
    rt_name: String,
    len: usize,
    encrypted: bool,
    #[serde(flatten)]
    sealed: Option<Sealed>,
    #[serde(flatten)]
    medius: Option<Medius>,
    plain: Option<String>,
}

#[derive(Serialize)]
struct Sealed {
    ctx: u8,
    hash: Option<String>,
    hash_ok: Option<bool>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    null_hash: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suite: Option<&'static str>,
}

#[derive(Serialize)]
struct Medius {
    cls: u8,
    msg: u32,
    medius: String,
}

/// The session keys that were used, by short name, in the order of their first use.
struct KeyNames<'r> {
    used: Vec<&'r SessionKey>,
}

impl<'r> KeyNames<'r> {
    fn of(streams: &[&'r Decoded]) -> Self {
        let mut frames: Vec<&Message> = streams
            .iter()
            .flat_map(|stream| &stream.items)
            .filter_map(|item| if let Item::Frame(message) = item { Some(message) } else { None })
            .collect();
        frames.sort_by_key(|message| message.frame);
        let mut used = Vec::new();
        for message in frames {
            if let Opened::Session(key) = &message.opened
                && !used.contains(&key)
            {
                used.push(key);
            }
        }
        Self { used }
    }

    fn name(&self, key: &SessionKey) -> Option<String> {
        self.used.iter().position(|used| *used == key).map(|place| format!("k{place}"))
    }
}

pub(super) fn print(
    inspection: &Inspection<'_>,
    streams: &[&Decoded],
    options: &InspectOptions,
    shown: &mut Shown,
    out: &mut impl Write,
) -> io::Result<()> {
    let keys = KeyNames::of(streams);
    let named: BTreeMap<String, String> = keys
        .used
        .iter()
        .filter_map(|key| {
            let known = inspection.ring.sessions.iter().find(|named| named.key == **key);
            let value = match (known, shown.is_plain()) {
                (Some(named), _) => named.name.clone(),
                (None, true) => hex::encode(key.as_bytes()),
                (None, false) => "masked".into(),
            };
            Some((keys.name(key)?, value))
        })
        .collect();
    let readable = |item: &Item| !matches!(item, Item::Frame(message) if message.plain.is_none());
    let complete = inspection.capture.damage.is_none()
        && streams.iter().all(|stream| stream.stream.lost == 0 && stream.items.iter().all(readable));
    let start = timestamp(inspection.capture.start_us);
    let head = json!({"type": "capture", "slug": inspection.slug, "start": start, "complete": complete, "keys": named});
    writeln!(out, "{head}")?;
    for stream in streams {
        let Some(flow) = inspection.capture.flows.get(stream.flow) else { continue };
        let (client, server) = (shown.endpoint(flow.client), shown.endpoint(flow.server));
        let line = json!({
            "type": "stream", "stream": stream.number, "transport": transport(flow), "client": client,
            "server": server, "component": stream.component, "frames": stream.items.len(),
        });
        writeln!(out, "{line}")?;
    }
    for row in rows(streams, options) {
        if let Some(flow) = inspection.capture.flows.get(row.stream.flow) {
            let record = record(inspection, flow, &row, &keys, shown);
            serde_json::to_writer(&mut *out, &record)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn transport(flow: &Flow) -> &'static str {
    if flow.transport == Transport::Tcp { "tcp" } else { "udp" }
}

fn record(
    inspection: &Inspection<'_>,
    flow: &Flow,
    row: &RecordRow<'_>,
    keys: &KeyNames<'_>,
    shown: &mut Shown,
) -> Record {
    let plain = shown.is_plain();
    let peer = row.stream.kind == StreamKind::Peer;
    let mut record = Record {
        frame: row.item.frame(),
        t: (row.item.time_us() - inspection.capture.start_us) as f64 / 1e6,
        dir: match row.item.dir() {
            _ if peer => "p2p",
            Dir::ToServer => "c2s",
            Dir::ToClient => "s2c",
        },
        transport: transport(flow),
        stream: row.stream.number,
        ..Record::default()
    };
    if peer {
        let sender = if row.item.dir() == Dir::ToServer { flow.client } else { flow.server };
        record.from = Some(shown.endpoint(sender));
    }
    match row.item {
        Item::Frame(message) => {
            record.rt = Some(frame(row, message, keys, plain));
            record.wire = plain.then(|| hex::encode(&message.wire));
            record.fields = Some(fields(row, shown));
        }
        Item::Datagram { data, .. } => {
            record.kind = Some(if row.stream.kind == StreamKind::Nat { "nat" } else { "opaque" });
            record.wire = plain.then(|| hex::encode(data));
        }
    }
    record
}

fn frame(row: &RecordRow<'_>, message: &Message, keys: &KeyNames<'_>, plain: bool) -> Frame {
    let null = message.hash.is_some() && message.context.is_none();
    let sealed = message.hash.map(|hash| Sealed {
        ctx: Hash(hash).context().bits(),
        hash: plain.then(|| hex::encode(hash)),
        hash_ok: (!null).then_some(message.opened != Opened::Not),
        null_hash: null,
        key: match &message.opened {
            Opened::Pair(name) => Some(name.clone()),
            Opened::Session(key) => keys.name(key),
            Opened::ByHash => Some("known by hash".into()),
            Opened::Clear | Opened::Not => None,
        },
        suite: match message.suite {
            _ if null => Some("null"),
            Some(Suite::Ps2) => Some("ps2"),
            Some(Suite::Ps3) => Some("ps3"),
            None => None,
        },
    });
    // Messages that a game server relays are named by the first one in the frame; those of a multi message
    // are not the frame's own.
    let carried = row.content.as_ref().filter(|content| !content.multi);
    let medius = carried.and_then(|content| content.parts.first()).map(|part| Medius {
        cls: part.class,
        msg: part.id,
        medius: format!("{}/{}", class(part.class), part.label()),
    });
    let head = if message.hash.is_some() { 7 } else { 3 };
    Frame {
        rt: message.id,
        rt_name: row.name(),
        len: message.wire.len().saturating_sub(head),
        encrypted: message.hash.is_some(),
        sealed,
        medius,
        plain: message.plain.as_ref().filter(|_| plain).map(hex::encode),
    }
}

fn class(class: u8) -> &'static str {
    match class {
        0 => "MessageClassDME",
        1 => "MessageClassLobby",
        2 => "MessageClassApplication",
        3 => "MessageClassLobbyReport",
        4 => "MessageClassLobbyExt",
        _ => "unknown class",
    }
}

/// All fields by their path. Several messages in one frame have their number and name in front.
fn fields(row: &RecordRow<'_>, shown: &mut Shown) -> Map<String, Value> {
    let mut map = Map::new();
    let Some(content) = &row.content else { return map };
    let mut add = |prefix: &str, result: &Result<Vec<Field>, clank_core::wire::WireError>| match result {
        Ok(fields) => {
            for field in fields {
                if let Some(value) = value(field, shown) {
                    map.insert(format!("{prefix}{}", field.path), value);
                }
            }
        }
        Err(error) => {
            map.insert(format!("{prefix}error"), error.to_string().into());
        }
    };
    add("", &content.fields);
    match content.parts.as_slice() {
        [part] => add("", &part.fields),
        parts => {
            for (place, part) in parts.iter().enumerate() {
                add(&format!("{place}.{}.", part.label()), &part.fields);
            }
        }
    }
    if let Some(whole) = &row.whole {
        add(&format!("{}.", whole.label()), &whole.fields);
    }
    map
}

fn value(field: &Field, shown: &mut Shown) -> Option<Value> {
    if !shown.is_plain() {
        return shown.field(field).map(Value::from);
    }
    Some(match &field.value {
        Scalar::Number(number) => (*number).into(),
        Scalar::Enum(number, name) => name.map_or_else(|| (*number).into(), Value::from),
        Scalar::Float(number) => (*number).into(),
        Scalar::Text(bytes) => text(bytes).into(),
        Scalar::Bytes(bytes) => hex::encode(bytes).into(),
        Scalar::Padding(_) => return None,
    })
}

/// The time of a recording in UTC, to the microsecond.
fn timestamp(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros).map_or_else(|_| micros.to_string(), |time| format!("{time:.6}"))
}
