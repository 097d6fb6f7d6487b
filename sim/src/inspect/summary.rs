//! What a stream was, at the end.

use std::collections::BTreeSet;
use std::io::{self, Write};

use clank_core::titles::Title;

use super::inspection::Inspection;
use super::show::Shown;
use crate::capture::{StreamKind, Transport};
use crate::dissect::{Decoded, Item, Opened};

#[derive(Default)]
struct Counts {
    frames: u32,
    decrypted: u32,
    clear: u32,
    unreadable: u32,
    datagrams: u32,
    contexts: BTreeSet<u8>,
    misfits: u32,
}

fn count(stream: &Decoded) -> Counts {
    let mut counts = Counts::default();
    for item in &stream.items {
        let Item::Frame(message) = item else {
            counts.datagrams += 1;
            continue;
        };
        counts.frames += 1;
        counts.contexts.extend(message.context);
        match &message.opened {
            Opened::Clear => counts.clear += 1,
            Opened::Not => counts.unreadable += 1,
            _ => counts.decrypted += 1,
        }
        if let Some(plain) = &message.plain {
            let content = crate::dissect::content(message.id, plain, stream.stream.dialect);
            let misfit = content.fields.is_err() || content.parts.iter().any(|part| part.fields.is_err());
            counts.misfits += u32::from(misfit);
        }
    }
    counts
}

pub(super) fn print(
    inspection: &Inspection<'_>,
    streams: &[&Decoded],
    shown: &mut Shown,
    out: &mut impl Write,
) -> io::Result<()> {
    for stream in streams {
        let Some(flow) = inspection.capture.flows.get(stream.flow) else { continue };
        let transport = if flow.transport == Transport::Tcp { "tcp" } else { "udp" };
        let (client, server) = (shown.endpoint(flow.client), shown.endpoint(flow.server));
        let component = stream.component.as_deref().unwrap_or("unknown component");
        write!(out, "stream {}: {component}, {transport} {client} to {server}", stream.number)?;
        let counts = count(stream);
        if matches!(stream.kind, StreamKind::RtTcp | StreamKind::RtUdp) {
            let decoded = &stream.stream;
            match decoded.app_id {
                Some(app_id) => write!(out, ", {} ({app_id})", Title::of(app_id).name)?,
                None => write!(out, ", title not told")?,
            }
            let version = decoded.dialect.version;
            write!(out, ", version {}.{:02}", version.0 / 100, version.0 % 100)?;
            let ciphers = if version.is_ps3() { "PS3 ciphers" } else { "PS2 ciphers" };
            if counts.contexts.is_empty() {
                write!(out, ", not encrypted")?;
            } else {
                let contexts: Vec<String> = counts.contexts.iter().map(u8::to_string).collect();
                write!(out, ", {ciphers} in context {}", contexts.join(", "))?;
            }
        }
        writeln!(out)?;
        if counts.frames > 0 {
            write!(
                out,
                "    {} frames: {} decrypted, {} clear, {} not readable",
                counts.frames, counts.decrypted, counts.clear, counts.unreadable
            )?;
            if counts.misfits > 0 {
                write!(out, "; {} do not fit their layout", counts.misfits)?;
            }
            if stream.stream.lost + stream.stream.skipped > 0 || !flow.complete_start {
                let (lost, skipped) = (stream.stream.lost, stream.stream.skipped);
                write!(out, "; {lost} bytes not recorded, {skipped} skipped")?;
                if !flow.complete_start {
                    write!(out, ", the beginning is missing")?;
                }
            }
            writeln!(out)?;
        }
        if counts.datagrams > 0 {
            writeln!(out, "    {} datagrams that are no frames", counts.datagrams)?;
        }
    }
    Ok(())
}
