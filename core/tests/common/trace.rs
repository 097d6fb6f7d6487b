//! The last inputs and outputs of a machine by name, printed when its test fails.
#![allow(clippy::disallowed_macros, reason = "what a failing test shows is no event of a machine")]

use std::collections::VecDeque;

use clank_core::ids::ConnId;
use clank_core::machine::{Output, Recorded, write_snapshot};
use clank_core::time::Instant;
use clank_core::wire::catalogue::find;
use clank_core::wire::{Dialect, MessageKey, Value, Visitor, frame};

/// How many inputs and outputs are kept.
const KEPT: usize = 20;
/// Bytes of a value that are printed.
const SHOWN: usize = 24;

/// One input or output.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Input(Instant, Box<Recorded>),
    Sent(Vec<ConnId>, Vec<u8>),
    /// By name, and exactly: what is secret has no name.
    Output(String, Vec<u8>),
}

impl Step {
    fn of(output: &Output<'_>) -> Self {
        match output {
            Output::Send { to, bytes } => Self::Sent(to.to_vec(), bytes.to_vec()),
            other => {
                let mut exact = Vec::new();
                write_snapshot(other, &mut exact);
                Self::Output(format!("{other:?}"), exact)
            }
        }
    }

    fn line(&self, dialect: Dialect) -> String {
        match self {
            Self::Input(now, input) => match &**input {
                Recorded::Received { conn, bytes } => format!("{now:?} {conn:?} -> {}", frames(bytes, dialect)),
                other => format!("{now:?} -> {other:?}"),
            },
            Self::Sent(to, bytes) => format!("    <- {} to {to:?}", frames(bytes, dialect)),
            Self::Output(name, _) => format!("    <- {name}"),
        }
    }
}

/// Everything that a machine put out, to be compared with what another one does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outputs(Vec<Step>);

impl Outputs {
    /// Appends an output.
    pub fn push(&mut self, output: &Output<'_>) {
        self.0.push(Step::of(output));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares with what another machine put out, and shows the first output that differs.
    pub fn assert_same(&self, other: &Self, what: &str) {
        let differs = (0..self.0.len().max(other.0.len())).find(|at| self.0.get(*at) != other.0.get(*at));
        if let Some(at) = differs {
            let line =
                |outputs: &Self| outputs.0.get(at).map_or("nothing".to_owned(), |step| step.line(Dialect::default()));
            panic!("{what}: output {at} is\n{}\nand\n{}", line(self), line(other));
        }
    }
}

/// The last inputs and outputs of a machine.
#[derive(Debug, Default)]
pub struct Trace {
    steps: VecDeque<Step>,
    dialect: Dialect,
}

impl Trace {
    /// Keeps an input; messages are read in a dialect.
    pub fn input(&mut self, now: Instant, input: Recorded, dialect: Dialect) {
        self.dialect = dialect;
        self.push(Step::Input(now, Box::new(input)));
    }

    /// Keeps an output.
    pub fn output(&mut self, output: &Output<'_>) {
        self.push(Step::of(output));
    }

    fn push(&mut self, step: Step) {
        if self.steps.len() == KEPT {
            self.steps.pop_front();
        }
        self.steps.push_back(step);
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the last inputs and outputs of the machine:");
            self.steps.iter().for_each(|step| eprintln!("{}", step.line(self.dialect)));
        }
    }
}

/// Names the frames in some bytes, and the messages in them with their fields.
fn frames(bytes: &[u8], dialect: Dialect) -> String {
    let (mut bytes, mut at, mut named) = (bytes.to_vec(), 0, Vec::new());
    while let Ok(Some(frame)) = frame::next(&mut bytes, &mut at, u16::MAX) {
        let inside = if frame.is_sealed() { "sealed".to_owned() } else { message(frame.payload, dialect) };
        named.push(format!("{:?} [{inside}]", frame.id));
    }
    if at < bytes.len() {
        named.push(format!("{} bytes", bytes.len() - at));
    }
    named.join(", ")
}

/// Names a Medius message and its fields; anything else is hexadecimal digits.
fn message(payload: &[u8], dialect: Dialect) -> String {
    let found = MessageKey::split(payload).and_then(|(key, body)| Some((find(key)?, body)));
    let mut fields = Fields(String::new());
    match found.map(|(entry, body)| ((entry.body.show)(body, dialect, &mut fields), entry.name)) {
        Some((Ok(()), name)) => format!("{name}{}", fields.0),
        _ => short(payload),
    }
}

fn short(bytes: &[u8]) -> String {
    let rest = if bytes.len() > SHOWN { ".." } else { "" };
    format!("{}{rest}", hex::encode(&bytes[..bytes.len().min(SHOWN)]))
}

/// Fields as text; zeros, padding and empty texts are left out.
struct Fields(String);

impl Visitor for Fields {
    fn field(&mut self, name: &'static str, value: Value<'_>) {
        let text = match value {
            Value::Unsigned(0) | Value::Signed(0) | Value::Padding(_) => return,
            Value::Unsigned(value) => value.to_string(),
            Value::Signed(value) => value.to_string(),
            Value::Float(value) => value.to_string(),
            Value::Enum(value, named) => named.map_or_else(|| value.to_string(), str::to_owned),
            Value::Text(text, _) => {
                let text: Vec<u8> = text.iter().copied().take_while(|byte| *byte != 0).collect();
                if text.is_empty() {
                    return;
                }
                format!("{:?}", String::from_utf8_lossy(&text))
            }
            Value::Bytes(bytes, _) if bytes.iter().all(|byte| *byte == 0) => return,
            Value::Bytes(bytes, _) => short(bytes),
        };
        self.0 += &format!(" {name}={text}");
    }

    fn enter(&mut self, name: &'static str, _: Option<u32>) {
        self.0 += &format!(" {name} {{");
    }

    fn leave(&mut self) {
        self.0 += " }";
    }
}
