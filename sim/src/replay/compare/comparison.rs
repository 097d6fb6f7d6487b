//! Recorded answers beside ours.

use std::collections::BTreeMap;

use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{Dialect, Privacy};

use super::names::{about, name};
use super::tolerances::{self, May};
use crate::dissect::{Field, Message, Opened, Scalar, fields};
use crate::replay::read::exchange::{Cause, Exchange, answer_of};
use crate::replay::report::Difference;

/// What a comparison came to.
#[derive(Debug, Default)]
pub(crate) struct ComparisonOutcome {
    pub(crate) answers: u32,
    pub(crate) fields: u32,
    pub(crate) tolerated: u32,
    pub(crate) comparable: u32,
    /// Answers whose bytes are the recorded ones.
    pub(crate) identical: u32,
    pub(crate) differences: Vec<Difference>,
}

/// How far two clocks may be apart: what a network makes of the way between the recorder and the server.
const JITTER_MS: i64 = 200;

struct Comparison {
    outcome: ComparisonOutcome,
    dialect: Dialect,
    /// Values that the recorded server chose, and ours for them.
    bound: BTreeMap<(&'static str, String), String>,
    /// By how many milliseconds the recorded server's clock is ahead of ours.
    ahead: Option<i64>,
    mutated: Option<u32>,
    /// Whether the message is no success.
    failed: bool,
    server: Server,
}

/// What kind of server was recorded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Server {
    /// A community's, not Sony's.
    pub(crate) community: bool,
    /// One of game worlds, not of a lobby.
    pub(crate) game: bool,
    /// One that is talked to in datagrams, which get lost (UDP-7).
    pub(crate) lossy: bool,
}

pub(crate) fn compare(
    recorded: &[Exchange],
    ours: &[Exchange],
    dialect: Dialect,
    mutated: Option<u32>,
    server: Server,
) -> ComparisonOutcome {
    let (outcome, bound) = (ComparisonOutcome::default(), BTreeMap::new());
    let mut comparison = Comparison { outcome, dialect, bound, ahead: None, mutated, failed: false, server };
    let last_answered = recorded.iter().rposition(|one| one.cause == Cause::Request && !one.answers.is_empty());
    for (at, exchange) in recorded.iter().enumerate().filter(|(_, one)| one.cause != Cause::Unasked) {
        let other = ours.get(at).filter(|other| other.cause == exchange.cause);
        if is_unanswered(exchange) && (server.lossy || last_answered.is_none_or(|last| at > last)) {
            comparison.outcome.tolerated += u32::from(other.is_some_and(|other| !other.answers.is_empty()));
        } else {
            comparison.exchange(exchange, other);
        }
    }
    comparison.unasked(ours.last());
    comparison.outcome
}

/// Whether a request of the transport has no recorded answer: behind the last one that has, the recording ended first.
fn is_unanswered(exchange: &Exchange) -> bool {
    let of_transport = |request: &Message| answer_of(request.id).is_some();
    exchange.answers.is_empty() && exchange.request.as_ref().is_some_and(of_transport)
}

/// A value as a report shows it: nothing personal.
fn shown(field: &Field) -> String {
    match (&field.value, field.privacy) {
        (Scalar::Number(number), _) => number.to_string(),
        (Scalar::Enum(number, Some(name)), _) => format!("{name} ({number})"),
        (Scalar::Enum(number, None), _) => number.to_string(),
        (Scalar::Float(number), _) => number.to_string(),
        (Scalar::Text(text), Privacy::Plain) => format!("\"{}\"", text.escape_ascii()),
        (Scalar::Text(text), about) => format!("<{about:?}, {} bytes>", text.len()).to_lowercase(),
        (Scalar::Bytes(bytes) | Scalar::Padding(bytes), _) => format!("<{} bytes>", bytes.len()),
    }
}

fn mutate(value: &mut Scalar) {
    match value {
        Scalar::Number(number) | Scalar::Enum(number, _) => *number ^= 1,
        Scalar::Float(number) => *number += 1.0,
        Scalar::Text(text) => text.push(b'x'),
        Scalar::Bytes(bytes) | Scalar::Padding(bytes) => bytes.push(1),
    }
}

impl Comparison {
    fn differ(&mut self, frame: u32, message: &str, field: &str, recorded: impl ToString, ours: impl ToString) {
        let (message, field) = (message.to_owned(), field.to_owned());
        let (recorded, ours) = (recorded.to_string(), ours.to_string());
        self.outcome.differences.push(Difference { frame, message, field, recorded, ours });
    }

    fn exchange(&mut self, recorded: &Exchange, ours: Option<&Exchange>) {
        // What the client said cannot be read, so nobody could answer it.
        if !recorded.readable {
            return;
        }
        let about = about(recorded, self.dialect);
        let none = Vec::new();
        let ours = ours.map_or(&none, |exchange| &exchange.answers);
        if tolerances::may_stay_unanswered(&about) && (recorded.answers.is_empty() || ours.is_empty()) {
            self.outcome.tolerated += u32::from(recorded.answers.len() != ours.len());
            return;
        }
        if recorded.answers.len() != ours.len() {
            let frame = recorded.answers.first().or(recorded.request.as_ref()).map_or(0, |message| message.frame);
            let list =
                |answers: &[Message]| answers.iter().map(|m| name(m, self.dialect)).collect::<Vec<_>>().join(", ");
            let (theirs, own) = (list(&recorded.answers), list(ours));
            self.differ(frame, &about, "answers", format!("[{theirs}]"), format!("[{own}]"));
        }
        for (recorded, ours) in recorded.answers.iter().zip(ours) {
            self.message(recorded, ours);
        }
    }

    fn message(&mut self, recorded: &Message, ours: &Message) {
        let title = name(recorded, self.dialect);
        let other = name(ours, self.dialect);
        if title != other {
            self.differ(recorded.frame, &title, "message", &title, &other);
            return;
        }
        self.bytes(recorded, ours, &title);
        let Some(plain) = &recorded.plain else { return };
        self.outcome.answers += 1;
        let sealed = |m: &Message| Field {
            path: "(context)".into(),
            value: Scalar::Number(m.context.map_or(-1, i64::from)),
            privacy: Privacy::Plain,
        };
        self.field(recorded.frame, &title, &sealed(recorded), &sealed(ours));
        let length = |bytes: usize| Field {
            path: "(length)".into(),
            value: Scalar::Number(i64::try_from(bytes).unwrap_or(i64::MAX)),
            privacy: Privacy::Plain,
        };
        let our_plain = ours.plain.as_deref().unwrap_or_default();
        self.field(recorded.frame, &title, &length(plain.len()), &length(our_plain.len()));
        match (fields(recorded, self.dialect), fields(ours, self.dialect)) {
            (Some((_, theirs)), Some((_, own))) => {
                if theirs.len() != own.len() {
                    self.differ(recorded.frame, &title, "fields", theirs.len(), own.len());
                }
                let failure = |field: &Field| field.path == "StatusCode" && !matches!(field.value, Scalar::Enum(0, _));
                self.failed = theirs.iter().any(failure) && own.iter().any(failure);
                let unused = unused_addresses(&theirs);
                for (theirs, own) in theirs.iter().zip(&own) {
                    let rubbish =
                        unused.iter().any(|prefix| theirs.path.starts_with(prefix) && theirs.path.ends_with(".Port"));
                    if rubbish && theirs.path == own.path {
                        // Sony's servers set all its bits, others none: consoles do not look (ST-15).
                        self.outcome.fields += 1;
                        self.outcome.tolerated += u32::from(theirs.value != own.value);
                    } else {
                        self.field(recorded.frame, &title, theirs, own);
                    }
                }
            }
            // A layout that is not known: every byte counts.
            _ => {
                let whole = |bytes: &[u8]| Field {
                    path: "(bytes)".into(),
                    value: Scalar::Bytes(bytes.to_vec()),
                    privacy: Privacy::Plain,
                };
                self.field(recorded.frame, &title, &whole(plain), &whole(our_plain));
            }
        }
    }

    /// The same content under the same key is the same bytes: the hash is the cipher's only seed.
    fn bytes(&mut self, recorded: &Message, ours: &Message, title: &str) {
        if recorded.wire.is_empty() || ours.wire.is_empty() {
            return;
        }
        let same = recorded.wire == ours.wire;
        self.outcome.identical += u32::from(same);
        let one_key = match (&recorded.opened, &ours.opened) {
            (Opened::Session(theirs), Opened::Session(own)) => theirs == own,
            (Opened::Clear, Opened::Clear) => true,
            _ => false,
        };
        if !same && one_key && recorded.plain == ours.plain && recorded.context == ours.context {
            self.differ(recorded.frame, title, "bytes", "as recorded", "others with the same content");
        }
    }

    fn field(&mut self, frame: u32, message: &str, recorded: &Field, ours: &Field) {
        self.outcome.fields += 1;
        let may = tolerances::tolerance(message, &recorded.path).map(|tolerance| tolerance.may);
        let may = may.filter(|may| !self.server.game || !matches!(may, May::Lobby(_)));
        let mut recorded = recorded.clone();
        if may.is_none() {
            if self.mutated == Some(self.outcome.comparable) {
                mutate(&mut recorded.value);
            }
            self.outcome.comparable += 1;
        }
        if recorded.path != ours.path {
            self.differ(frame, message, "field", &recorded.path, &ours.path);
            return;
        }
        match may {
            Some(May::Bound(what)) => {
                let (key, value) = (format!("{:?}", recorded.value), format!("{:?}", ours.value));
                let known = self.bound.entry((what, key)).or_insert_with(|| value.clone());
                if *known != value {
                    self.differ(frame, message, &recorded.path.clone(), "the value bound before", "another");
                } else if recorded.value != ours.value {
                    self.outcome.tolerated += 1;
                }
            }
            Some(May::Clock(_)) if self.clock_agrees(&recorded.value, &ours.value) => {
                self.outcome.tolerated += u32::from(recorded.value != ours.value);
            }
            Some(May::Unnamed(_)) if matches!(recorded.value, Scalar::Enum(_, None)) => self.outcome.tolerated += 1,
            Some(May::Community(_)) if self.server.community => {
                self.outcome.tolerated += u32::from(recorded.value != ours.value);
            }
            Some(May::Failed(_)) if self.failed => self.outcome.tolerated += u32::from(recorded.value != ours.value),
            Some(May::Differ(_) | May::Lobby(_)) => self.outcome.tolerated += u32::from(recorded.value != ours.value),
            _ if recorded.value != ours.value => {
                self.differ(frame, message, &recorded.path.clone(), shown(&recorded), shown(ours));
            }
            _ => {}
        }
    }

    /// A clock begins at 0 when the recorded one does, and goes as fast.
    fn clock_agrees(&mut self, recorded: &Scalar, ours: &Scalar) -> bool {
        let (Scalar::Number(recorded), Scalar::Number(ours)) = (recorded, ours) else { return false };
        let ahead = *self.ahead.get_or_insert(if *recorded == 0 { 0 } else { recorded - ours });
        (recorded - ours - ahead).abs() <= JITTER_MS
    }

    /// We send nothing unasked but what the transport sends by the clock.
    fn unasked(&mut self, ours: Option<&Exchange>) {
        for message in ours.map_or(&[][..], |exchange| &exchange.answers) {
            let by_clock = matches!(message.id, rt::ServerEcho::ID | rt::ClientDisconnectWithReason::ID);
            if !by_clock {
                let title = name(message, self.dialect);
                self.differ(message.frame, &title, "message", "nothing", "sent unasked");
            }
        }
    }
}

/// The paths of addresses of type 0.
fn unused_addresses(fields: &[Field]) -> Vec<&str> {
    let types = fields.iter().filter_map(|field| Some((field.path.strip_suffix("AddressType")?, &field.value)));
    types.filter(|(_, value)| matches!(value, Scalar::Enum(0, _))).map(|(prefix, _)| prefix).collect()
}
