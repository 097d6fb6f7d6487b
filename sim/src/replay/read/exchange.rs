//! Requests with their answers: what a replay compares, whatever overtook what.

use clank_core::link::relay;
use clank_core::wire::fragment::{FRAGMENT, Reassembly};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{Dialect, Message as _, Role, RtId, catalogue, dme, report};

use crate::capture::Dir;
use crate::dissect::{LARGEST, Message, Scalar, fields};

/// What made the server send something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The handshake.
    Handshake,
    /// Other members of a game world, or other components.
    Others,
    /// A request of the client.
    Request,
    /// Nothing that is recorded.
    Unasked,
}

/// One request of the client, and what the server sent for it.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// What it is about.
    pub(crate) cause: Cause,
    /// The request; `None` for what the server sent unasked.
    pub(crate) request: Option<Message>,
    /// The answers, in order.
    pub(crate) answers: Vec<Message>,
    /// Whether the client's frame could be read.
    pub(crate) readable: bool,
}

/// Frames of the handshake, in both directions (transport.md §11), with the version that a game server tells.
pub(crate) fn is_handshake(message: &Message) -> bool {
    let version = dme::ServerVersion::KEY;
    if message.medius().is_some_and(|(key, _)| message.dir == Dir::ToClient && key == version) {
        return true;
    }
    matches!(
        message.id,
        rt::ClientCryptkeyPublic::ID
            | rt::ServerCryptkeyPeer::ID
            | rt::ServerCryptkeyGame::ID
            | rt::ClientConnectTcp::ID
            | rt::ServerConnectAcceptTcp::ID
            | rt::ServerConnectComplete::ID
            | rt::ClientConnectReadyTcp::ID
            | rt::ServerConnectRequire::ID
            | rt::ClientConnectReadyRequire::ID
            | rt::ClientHello::ID
            | rt::ServerHello::ID
            | rt::ClientConnectTcpAuxUdp::ID
            | rt::ClientConnectReadyAuxUdp::ID
            | rt::ServerInfoAuxUdp::ID
            | rt::ServerStartupInfoNotify::ID
    )
}

/// Whether the server sent a message because others did something: data of other members of a game world, their coming
/// and going, and what an MPS wants of a host or a game server.
pub(crate) fn is_set_off(message: &Message) -> bool {
    if message.dir != Dir::ToClient {
        return false;
    }
    let orders = [
        report::ServerJoinGameRequest::KEY,
        report::ServerEndGameRequest::KEY,
        report::ServerCreateGameWithAttributesRequest::KEY,
    ];
    relay::is_relay(message.id)
        || matches!(message.id, rt::ServerConnectNotify::ID | rt::ServerDisconnectNotify::ID)
        || message.medius().is_some_and(|(key, _)| orders.contains(&key))
}

/// What a request of the transport itself is answered with.
pub(crate) const fn answer_of(request: RtId) -> Option<RtId> {
    match request {
        rt::ClientEcho::ID => Some(rt::ClientEcho::ID),
        rt::ClientTimebaseQuery::ID => Some(rt::ServerTimebaseQueryNotify::ID),
        rt::ClientConnectAuxUdp::ID => Some(rt::ServerConnectAcceptAuxUdp::ID),
        rt::ClientTokenMessage::ID => Some(rt::ServerTokenMessage::ID),
        _ => None,
    }
}

/// The texts that tie an answer to its request (GEN-10).
fn message_id(message: &Message, dialect: Dialect) -> Option<Vec<u8>> {
    let (_, fields) = fields(message, dialect)?;
    fields.into_iter().find(|field| field.path == "MessageID").and_then(|field| match field.value {
        Scalar::Text(text) => Some(text),
        _ => None,
    })
}

/// Whether an answer is the last of its list; one without a list is, unless another answer follows it that has
/// one.
fn is_last(request: Option<&Message>, message: &Message, dialect: Dialect) -> bool {
    let entry = |message: &Message| message.medius().and_then(|(key, _)| catalogue::find(key));
    let Some(end) = entry(message).and_then(|entry| entry.end_of_list) else {
        let others = request.and_then(entry).map_or(&[][..], |entry| entry.answers);
        return !others.iter().any(|key| catalogue::find(*key).is_some_and(|e| e.end_of_list.is_some()));
    };
    let Some((_, fields)) = fields(message, dialect) else {
        return true;
    };
    fields.iter().all(|field| field.path != end || field.value != Scalar::Number(0))
}

/// The messages with fragments put together (transport.md §2): where one was cut is not what is compared.
pub(crate) fn merged(messages: &[Message]) -> Vec<Message> {
    let mut halves = [Reassembly::default(), Reassembly::default()];
    let mut all = Vec::with_capacity(messages.len());
    for message in messages {
        let Some((_, fragment)) = message.medius().filter(|(key, _)| *key == FRAGMENT) else {
            all.push(message.clone());
            continue;
        };
        let [to_server, to_client] = &mut halves;
        let half = if message.dir == Dir::ToServer { to_server } else { to_client };
        match half.take(fragment, LARGEST) {
            Ok(Some((key, body))) => {
                let plain = [&key.bytes(), body.as_slice()].concat();
                // Its bytes are those of several frames.
                all.push(Message { plain: Some(plain), wire: Vec::new(), ..message.clone() });
            }
            Ok(None) => {}
            // It stays what it is.
            Err(_) => all.push(message.clone()),
        }
    }
    all
}

/// Sorts a conversation: the handshake as one exchange, what others set off as another, then each request with its
/// answers, then what was sent unasked.
#[must_use]
pub(crate) fn exchanges(messages: &[Message], dialect: Dialect) -> Vec<Exchange> {
    let empty = |cause| Exchange { cause, request: None, answers: Vec::new(), readable: true };
    let [mut handshake, mut others, mut unasked] = [Cause::Handshake, Cause::Others, Cause::Unasked].map(empty);
    let mut rest: Vec<Exchange> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut echoed = false;
    for message in &merged(messages) {
        let handshake_echo = message.id == rt::ServerEcho::ID && message.dir == Dir::ToClient && !echoed;
        if is_handshake(message) || handshake_echo {
            if message.dir == Dir::ToClient {
                handshake.answers.push(message.clone());
            }
            echoed |= handshake_echo;
            continue;
        }
        if is_set_off(message) {
            others.answers.push(message.clone());
            continue;
        }
        match message.dir {
            Dir::ToServer => {
                open.push(rest.len());
                let readable = message.plain.is_some();
                rest.push(Exchange { request: Some(message.clone()), readable, ..empty(Cause::Request) });
            }
            Dir::ToClient => {
                let asked = open
                    .iter()
                    .position(|at| rest.get(*at).is_some_and(|exchange| answers(exchange, message, dialect)));
                match asked.and_then(|place| Some((place, rest.get_mut(*open.get(place)?)?))) {
                    Some((place, exchange)) => {
                        exchange.answers.push(message.clone());
                        if is_last(exchange.request.as_ref(), message, dialect) {
                            open.remove(place);
                        }
                    }
                    None => unasked.answers.push(message.clone()),
                }
            }
        }
    }
    [handshake, others].into_iter().chain(rest).chain([unasked]).collect()
}

/// Whether a message can be an answer to a request.
fn answers(exchange: &Exchange, answer: &Message, dialect: Dialect) -> bool {
    let Some(request) = &exchange.request else {
        return false;
    };
    if let Some(id) = answer_of(request.id) {
        return exchange.readable && answer.id == id;
    }
    let (Some((asked, _)), Some((answered, _))) = (request.medius(), answer.medius()) else {
        return false;
    };
    let Some(entry) = catalogue::find(asked).filter(|entry| entry.role == Role::Request) else {
        return false;
    };
    if !entry.answers.contains(&answered) {
        return false;
    }
    match (message_id(request, dialect), message_id(answer, dialect)) {
        (Some(asked), Some(answered)) => asked == answered,
        _ => true,
    }
}
