//! One line per message.

use std::io::{self, Write};
use std::net::Ipv4Addr;

use anstyle::{AnsiColor, Style};

use super::inspection::Inspection;
use super::options::InspectOptions;
use super::row::{RecordRow, rows};
use super::show::Shown;
use crate::capture::{Dir, StreamKind};
use crate::dissect::{Decoded, Field, Item, Opened, Part, Scalar};

/// How many characters of fields fit on a line.
const ROOM: usize = 150;
const FAINT: Style = Style::new().dimmed();
const NAME: Style = AnsiColor::Cyan.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

pub(super) fn print(
    inspection: &Inspection<'_>,
    streams: &[&Decoded],
    options: &InspectOptions,
    shown: &mut Shown,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut run: Option<(String, u32)> = None;
    for row in rows(streams, options) {
        if options.fold {
            let key = key(&row);
            match &mut run {
                Some((of, count)) if *of == key => {
                    *count += 1;
                    continue;
                }
                _ => finish(&mut run, out)?,
            }
            run = Some((key, 0));
        }
        line(inspection, &row, options, shown, out)?;
    }
    finish(&mut run, out)
}

/// What is alike: datagrams of a kind; messages of one name, one way.
fn key(row: &RecordRow<'_>) -> String {
    match row.item {
        Item::Frame(message) => {
            let parts: Vec<String> = row.parts().map(Part::label).collect();
            format!("{} {:?} {} {}", row.stream.number, message.dir, row.name(), parts.join(" "))
        }
        Item::Datagram { .. } => format!("{:?}", row.stream.kind),
    }
}

fn finish(run: &mut Option<(String, u32)>, out: &mut impl Write) -> io::Result<()> {
    if let Some((_, count)) = run.take().filter(|(_, count)| *count > 0) {
        writeln!(out, "{FAINT}            ... and {count} more like it{FAINT:#}")?;
    }
    Ok(())
}

fn line(
    inspection: &Inspection<'_>,
    row: &RecordRow<'_>,
    options: &InspectOptions,
    shown: &mut Shown,
    out: &mut impl Write,
) -> io::Result<()> {
    let seconds = (row.item.time_us() - inspection.capture.start_us) as f64 / 1e6;
    let arrow = match row.item.dir() {
        Dir::ToServer => "->",
        Dir::ToClient => "<-",
    };
    let component = row.stream.component.as_deref().unwrap_or("?");
    let name = row.name();
    let name = name.strip_prefix("RT_MSG_").unwrap_or(&name);
    write!(
        out,
        "{FAINT}{seconds:11.6}{FAINT:#} {component:>4}/{:<2} {arrow} {FAINT}{name}{FAINT:#}",
        row.stream.number
    )?;
    match row.item {
        Item::Frame(message) => match &row.content {
            None => writeln!(
                out,
                " {BAD}not readable: encrypted in context {}, {} bytes{BAD:#}",
                message.context.unwrap_or_default(),
                message.wire.len()
            )?,
            Some(content) => {
                if message.opened == Opened::ByHash {
                    write!(out, " {FAINT}(known by its hash){FAINT:#}")?;
                }
                let single = content.parts.len() == 1 && content.fields.as_ref().is_ok_and(Vec::is_empty);
                if !single {
                    fields(content.fields.as_ref().map(Vec::as_slice), None, options, shown, out)?;
                }
                for one in &content.parts {
                    part(one, !single, options, shown, out)?;
                }
                if let Some(whole) = &row.whole {
                    part(whole, true, options, shown, out)?;
                }
            }
        },
        Item::Datagram { data, .. } => {
            writeln!(out, "{}", datagram(row.stream.kind, data, shown))?;
        }
    }
    if options.hex {
        let (what, bytes) = match row.item {
            Item::Frame(message) => match &message.plain {
                Some(plain) => ("", plain),
                None => ("wire ", &message.wire),
            },
            Item::Datagram { data, .. } => ("", data),
        };
        for (at, chunk) in bytes.chunks(32).enumerate() {
            writeln!(out, "{FAINT}            {what}{:04x}  {}{FAINT:#}", at * 32, hex::encode(chunk))?;
        }
    }
    Ok(())
}

fn datagram(kind: StreamKind, data: &[u8], shown: &mut Shown) -> String {
    match (kind, data) {
        (StreamKind::Nat, &[a, b, c, d, high, low]) => {
            let address = shown.address(Ipv4Addr::new(a, b, c, d));
            format!(" {address}:{}", u16::from_be_bytes([high, low]))
        }
        _ => format!(" {} bytes", data.len()),
    }
}

fn part(
    part: &Part,
    own_line: bool,
    options: &InspectOptions,
    shown: &mut Shown,
    out: &mut impl Write,
) -> io::Result<()> {
    if own_line {
        write!(out, "                     ")?;
    }
    write!(out, " {NAME}{}{NAME:#}", part.label())?;
    if part.fields.as_ref().is_ok_and(Vec::is_empty) && !part.body.is_empty() {
        return writeln!(out, " {} bytes", part.body.len());
    }
    fields(part.fields.as_ref().map(Vec::as_slice), Some(part), options, shown, out)
}

/// Whether a field says anything on a line among others.
fn matters(field: &Field) -> bool {
    let name = field.path.rsplit('.').next().unwrap_or_default();
    !matches!(name, "MessageID" | "SessionKey")
        && match &field.value {
            Scalar::Number(number) => *number != 0,
            Scalar::Enum(_, name) => name.is_some(),
            Scalar::Float(number) => *number != 0.0,
            Scalar::Text(text) => !text.is_empty(),
            Scalar::Bytes(bytes) => bytes.iter().any(|byte| *byte != 0),
            Scalar::Padding(_) => false,
        }
}

fn fields(
    fields: Result<&[Field], &clank_core::wire::WireError>,
    part: Option<&Part>,
    options: &InspectOptions,
    shown: &mut Shown,
    out: &mut impl Write,
) -> io::Result<()> {
    let fields = match fields {
        Ok(fields) => fields,
        Err(error) => {
            let size = part.map_or_else(String::new, |part| format!(", {} bytes", part.body.len()));
            return writeln!(out, " {BAD}{error}{size}{BAD:#}");
        }
    };
    if options.all_fields {
        writeln!(out)?;
        for field in fields {
            if let Some(value) = shown.field(field) {
                writeln!(out, "              {FAINT}{} ={FAINT:#} {value}", field.path)?;
            }
        }
        return Ok(());
    }
    let (mut used, mut left) = (0, 0);
    for field in fields.iter().filter(|field| matters(field)) {
        let Some(value) = shown.field(field) else { continue };
        if used + field.path.len() + value.len() > ROOM {
            left += 1;
            continue;
        }
        used += field.path.len() + value.len() + 2;
        let style = match &field.value {
            Scalar::Enum(number, _) if field.path == "StatusCode" && *number < 0 => BAD,
            Scalar::Enum(..) if field.path == "StatusCode" => GOOD,
            _ => Style::new(),
        };
        write!(out, " {FAINT}{}={FAINT:#}{style}{value}{style:#}", field.path)?;
    }
    if left > 0 {
        write!(out, " {FAINT}+{left} fields{FAINT:#}")?;
    }
    writeln!(out)
}
