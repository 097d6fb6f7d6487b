//! A machine on a harness: inputs by hand, effects sorted into piles.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

pub mod games;
pub mod hosts;
pub mod marks;
pub mod players;
pub mod properties;
pub mod servers;
pub mod trace;
pub mod worlds;

use core::time::Duration;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::ids::{
    AccountId, AppId, BindId, ChannelId, Component, ConnId, ConnectId, ListenerId, LookupId, OperatorId, SocketId,
    StoreId,
};
use clank_core::machine::{CloseReason, Ending, Event, Input, Machine, Outbox, Output};
use clank_core::operator::{Command, CommandAnswer};
use clank_core::peer::{LobbyWorld, PeerMessage};
use clank_core::script::Decision;
use clank_core::settings::LinkPreset;
use clank_core::store::{AccountRequest, FindBan, Memory, Request as _, StoreReply, StoreRequest};
use clank_core::time::Instant;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    Dialect, Message, MessageId, MessageKey, NameText, NetConnectionInfo, Pad, PasswordText, RsaKey, RtId,
    SessionKeyText, UpTo, Version, frame, lobby,
};

/// The harness.
pub struct Harness<M> {
    pub machine: M,
    pub now: Instant,
    pub out: Outbox,
    pub sent: BTreeMap<ConnId, Vec<u8>>,
    pub closed: Vec<(ConnId, Ending)>,
    pub paused: Vec<(ConnId, bool)>,
    pub asked: Vec<(StoreId, StoreRequest)>,
    pub mail: Vec<(Component, PeerMessage)>,
    pub events: Vec<Event>,
    pub decisions: Vec<Decision>,
    pub told: Vec<(OperatorId, CommandAnswer)>,
    /// All that came out, to be compared.
    pub described: trace::Outputs,
    /// Datagrams that left: to where, and what.
    pub datagrams: Vec<(SocketAddrV4, Vec<u8>)>,
    /// The sockets by which datagrams left, one for each.
    pub left_by: Vec<SocketId>,
    /// Sockets that were asked for and are not there yet.
    pub binds: Vec<(BindId, SocketAddrV4)>,
    pub unbound: Vec<SocketId>,
    /// Names that were asked for and are not looked up yet.
    pub lookups: Vec<(LookupId, String)>,
    /// Connections that were asked for.
    pub connects: Vec<(ConnectId, SocketAddrV4)>,
    /// How answers are read.
    pub dialect: Dialect,
    /// Answers what is asked at once, if there is one.
    pub store: Option<Memory>,
    /// How many marks are in the record of the test.
    recorded: usize,
    /// What is printed when the test fails.
    trace: trace::Trace,
}

fn traced<'a>(trace: &mut trace::Trace, described: &mut trace::Outputs, output: Output<'a>) -> Output<'a> {
    trace.output(&output);
    described.push(&output);
    output
}

pub const fn conn(index: u32) -> ConnId {
    ConnId { index, generation: 0 }
}

pub const fn address(last: u8) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::new(192, 168, 1, last), 40_000)
}

pub const SERVER: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 1), 10075);

impl<M: Machine> Harness<M> {
    pub fn new(machine: M) -> Self {
        let mut out = Outbox::new();
        out.marks.watch();
        let mut harness = Self {
            machine,
            now: Instant::BIRTH,
            out,
            sent: BTreeMap::new(),
            closed: Vec::new(),
            paused: Vec::new(),
            asked: Vec::new(),
            mail: Vec::new(),
            events: Vec::new(),
            decisions: Vec::new(),
            told: Vec::new(),
            described: trace::Outputs::default(),
            datagrams: Vec::new(),
            left_by: Vec::new(),
            binds: Vec::new(),
            unbound: Vec::new(),
            lookups: Vec::new(),
            connects: Vec::new(),
            dialect: Dialect::default(),
            store: None,
            recorded: 0,
            trace: trace::Trace::default(),
        };
        marks::record(harness.out.marks.seen());
        harness.input(Input::Clock { unix_us: 1_099_353_600_000_000 });
        harness
    }

    /// A harness whose store answers at once.
    pub fn with_store(machine: M, store: Memory) -> Self {
        let mut harness = Self::new(machine);
        harness.store = Some(store);
        harness.settle();
        harness
    }

    /// The tables.
    pub fn tables(&mut self) -> &mut Memory {
        self.store.as_mut().expect("a harness with a store")
    }

    fn settle(&mut self) {
        if let Some(mut store) = self.store.take() {
            self.serve(&mut store);
            self.store = Some(store);
        }
    }

    pub fn input(&mut self, input: Input<'_>) {
        self.take_in(input);
        self.settle();
    }

    fn take_in(&mut self, input: Input<'_>) {
        self.trace.input(self.now, input.record(), self.dialect);
        self.machine.handle(self.now, input, &mut self.out);
        let reached = self.out.marks.seen().count();
        if reached > self.recorded {
            marks::record(self.out.marks.seen());
            self.recorded = reached;
        }
        let Self { out, sent, closed, paused, asked, mail, events, decisions, told, binds, unbound, .. } = self;
        let Self { datagrams, left_by, connects, lookups, trace, described, .. } = self;
        decisions.extend_from_slice(out.decisions());
        out.drain(|output| match traced(trace, described, output) {
            Output::Send { to, bytes } => {
                to.iter().for_each(|to| sent.entry(*to).or_default().extend_from_slice(bytes));
            }
            Output::Close { conn, ending } => closed.push((conn, ending)),
            Output::Pause { conn } => paused.push((conn, true)),
            Output::Resume { conn } => paused.push((conn, false)),
            Output::Store { id, request } => asked.push((id, request)),
            Output::StoreCancel { id } => asked.retain(|(waiting, _)| *waiting != id),
            Output::Peer { to, message } => mail.push((to, message)),
            Output::Event(event) => {
                if let Event::Fault { fault, .. } = &event {
                    marks::record(std::iter::once(fault.rule));
                }
                events.push(event);
            }
            Output::Answer { id, answer } => told.push((id, answer)),
            Output::Datagram { socket, to, bytes } => {
                left_by.extend(to.iter().map(|_| socket));
                datagrams.extend(to.iter().map(|to| (*to, bytes.to_vec())));
            }
            Output::Connect { request, to, .. } => connects.push((request, to)),
            Output::Bind { request, to } => binds.push((request, to)),
            Output::Unbind { socket } => unbound.push(socket),
            Output::LookUp { request, name } => lookups.push((request, name)),
        });
    }

    pub fn open(&mut self, index: u32) -> ConnId {
        self.open_with(index, None)
    }

    pub fn open_with(&mut self, index: u32, preset: Option<&LinkPreset>) -> ConnId {
        let conn = conn(index);
        let peer = address(u8::try_from(index % 200).unwrap_or_default());
        self.input(Input::Opened { conn, listener: ListenerId(0), peer, local: SERVER, initiated: None, preset });
        conn
    }

    pub fn send(&mut self, conn: ConnId, bytes: &[u8]) {
        self.input(Input::Received { conn, bytes: &mut bytes.to_vec() });
    }

    pub fn gone(&mut self, conn: ConnId) {
        self.input(Input::Closed { conn, why: CloseReason::Peer });
    }

    /// An operator orders something; the answer.
    pub fn operator(&mut self, command: Command) -> CommandAnswer {
        let id = OperatorId(self.told.len() as u64);
        self.input(Input::Operator { id, command });
        let (answered, answer) = self.told.last().expect("an answer");
        assert_eq!(*answered, id);
        answer.clone()
    }

    /// Lets time pass, tick by tick; what came so far is a batch, and so is each tick.
    pub fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        self.input(Input::Turn);
        while let Some(at) = self.machine.deadline().filter(|at| *at <= until) {
            self.now = at.max(self.now);
            self.input(Input::Tick);
            self.input(Input::Turn);
        }
        self.now = until;
    }

    /// What was sent to a connection since the last look: ids and payloads of its frames, all in clear.
    pub fn frames(&mut self, conn: ConnId) -> Vec<(RtId, Vec<u8>)> {
        let mut bytes = self.sent.remove(&conn).unwrap_or_default();
        let (mut at, mut frames) = (0, Vec::new());
        while let Some(frame) = frame::next(&mut bytes, &mut at, u16::MAX).expect("frames") {
            assert!(!frame.flagged, "frame 0x{:02x} is encrypted, or says so", frame.id);
            frames.push((frame.id, frame.payload.to_vec()));
        }
        assert_eq!(at, bytes.len(), "whole frames");
        frames
    }

    /// Ids of the frames that were sent to a connection since the last look, and whether each is sealed.
    pub fn seals(&mut self, conn: ConnId) -> Vec<(RtId, bool)> {
        let mut bytes = self.sent.remove(&conn).unwrap_or_default();
        let (mut at, mut seals) = (0, Vec::new());
        while let Some(frame) = frame::next(&mut bytes, &mut at, u16::MAX).expect("frames") {
            seals.push((frame.id, frame.hash.is_some()));
        }
        assert_eq!(at, bytes.len(), "whole frames");
        seals
    }

    pub fn ids(&mut self, conn: ConnId) -> Vec<RtId> {
        self.frames(conn).into_iter().map(|(id, _)| id).collect()
    }

    /// Class and id of the Medius messages in the frames that were sent since the last look.
    pub fn message_keys(&mut self, conn: ConnId) -> Vec<MessageKey> {
        self.frames(conn).iter().map(|(_, body)| MessageKey::split(body).expect("a Medius message").0).collect()
    }

    /// The only answer that was sent since the last look.
    pub fn answer<A: Message>(&mut self, conn: ConnId) -> A {
        let mut answers = self.answers::<A>(conn);
        assert_eq!(answers.len(), 1, "answers of the kind {}", A::NAME);
        answers.remove(0)
    }

    /// What a console reads of a message: fields that its version does not have are none, those that it has are some.
    pub fn as_read<A: Message>(&self, message: &A) -> A {
        let mut bytes = Vec::new();
        message.encode(&mut bytes, self.dialect);
        A::decode(&bytes, self.dialect).expect("our own message")
    }

    pub fn answers<A: Message>(&mut self, conn: ConnId) -> Vec<A> {
        let frames = self.frames(conn);
        let answers = frames.iter().map(|(id, payload)| {
            assert_eq!((*id, payload[0], payload[1]), (rt::ServerApp::ID, A::KEY.class, A::KEY.id), "not {}", A::NAME);
            A::decode(&payload[2..], self.dialect).expect("an answer")
        });
        answers.collect()
    }

    /// The messages of one kind among what was sent since the last look; the others are still to be read.
    pub fn pushed<A: Message>(&mut self, conn: ConnId) -> Vec<A> {
        let of_kind = |(id, body): &(RtId, Vec<u8>)| *id == rt::ServerApp::ID && body.starts_with(&A::KEY.bytes());
        let (pushed, others): (Vec<_>, Vec<_>) = self.frames(conn).into_iter().partition(of_kind);
        if !others.is_empty() {
            self.sent.insert(conn, others.iter().flat_map(|(id, body)| clear(*id, body)).collect());
        }
        pushed.iter().map(|(_, body)| A::decode(&body[2..], self.dialect).expect("well formed")).collect()
    }

    pub fn is_closed(&self, conn: ConnId) -> bool {
        self.closed.iter().any(|(closed, _)| *closed == conn)
    }

    /// The rules of the faults so far.
    pub fn faults(&self) -> Vec<&'static str> {
        let rules = self.events.iter().filter_map(|event| match event {
            Event::Fault { fault, .. } => Some(fault.rule),
            _ => None,
        });
        rules.collect()
    }

    /// Answers everything that the store was asked.
    pub fn serve(&mut self, store: &mut Memory) {
        while !self.asked.is_empty() {
            let (id, request) = self.asked.remove(0);
            let reply = store.answer(request);
            self.reply(id, reply);
        }
    }

    pub fn reply(&mut self, id: StoreId, reply: StoreReply) {
        self.input(Input::Store { id, reply });
    }

    /// Admits every login that the MLS was told of, and every host that the MPS was told of.
    pub fn admit(&mut self) {
        let peer_messages = std::mem::take(&mut self.mail);
        for (from, message) in peer_messages {
            let message = match message {
                PeerMessage::Admit(admission) => {
                    let lobby = LobbyWorld { medius_world_id: ChannelId(7), world_id: 6 };
                    PeerMessage::Admitted { ticket: admission.ticket, lobby }
                }
                PeerMessage::AdmitHost(admission) => PeerMessage::HostAdmitted { ticket: admission.ticket },
                _ => continue,
            };
            self.input(Input::Peer { from, message });
        }
    }

    /// A community client's handshake (PC-2): connected, in clear.
    pub fn connect(&mut self, index: u32) -> ConnId {
        let conn = self.open(index);
        self.send(conn, &handshake(None));
        let expected = [0x13, 0x14, 0x07, 0x1a].map(RtId);
        assert_eq!(self.ids(conn), expected);
        self.nobody_is_banned();
        conn
    }

    /// Answers the MAS, which asks for the address of each new connection (GEN-7).
    pub fn nobody_is_banned(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        let is_check = |request: &StoreRequest| match request {
            StoreRequest::Account(AccountRequest::FindBan(who)) => who.account_id == AccountId(0),
            _ => false,
        };
        let (checks, others) = asked.into_iter().partition(|(_, request)| is_check(request));
        self.asked = others;
        let checks: Vec<_> = checks;
        for (id, _) in checks {
            self.reply(id, FindBan::reply(Ok(None)));
        }
    }

    /// A connection with a session; its key.
    pub fn begin(&mut self, index: u32) -> (ConnId, SessionKeyText) {
        let conn = self.connect(index);
        self.send(conn, &app(&lobby::SessionBeginRequest { message_id: id("s"), ..Default::default() }));
        let key = self.answer::<lobby::SessionBeginResponse>(conn).session_key;
        (conn, key)
    }
}

/// The way to nowhere in an answer that refuses one.
pub fn nowhere() -> NetConnectionInfo {
    NetConnectionInfo { pad: Some(Pad::default()), ..NetConnectionInfo::default() }
}

pub fn id(text: &str) -> MessageId {
    MessageId::new(text)
}

/// Class and id of messages.
pub fn message_keys<const N: usize>(keys: [(u8, u8); N]) -> [MessageKey; N] {
    keys.map(|(class, id)| MessageKey::new(class, id))
}

/// A frame in clear.
pub fn clear(id: RtId, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame::write(&mut bytes, id, None, |w| w.extend_from_slice(payload)).expect("short");
    bytes
}

pub fn rt_frame<M: RtMessage>(message: &M) -> Vec<u8> {
    rt_frame_in(message, Dialect::default())
}

pub fn rt_frame_in<M: RtMessage>(message: &M, dialect: Dialect) -> Vec<u8> {
    let mut body = Vec::new();
    message.write(&mut body, dialect);
    clear(M::ID, &body)
}

/// A Medius message of a client, in clear.
pub fn app<M: Message>(message: &M) -> Vec<u8> {
    app_in(message, Dialect::default())
}

pub fn app_in<M: Message>(message: &M, dialect: Dialect) -> Vec<u8> {
    let mut body = M::KEY.bytes().to_vec();
    message.encode(&mut body, dialect);
    clear(rt::ClientAppToServer::ID, &body)
}

pub fn connect(app_id: AppId, keys: Option<(SessionKeyText, SessionKeyText)>) -> Vec<u8> {
    connect_to(app_id, 1, keys)
}

pub fn connect_to(app_id: AppId, world: u16, keys: Option<(SessionKeyText, SessionKeyText)>) -> Vec<u8> {
    rt_frame(&rt::ClientConnectTcp {
        major: Some(1),
        minor: Some(8),
        build: Some(1),
        short_world_id: Some(world),
        app_id: app_id.0,
        session_key: keys.map(|(session, _)| UpTo::whole(session)),
        access_key: keys.map(|(_, access)| UpTo::whole(access)),
        ..Default::default()
    })
}

/// CLIENT_CRYPTKEY_PUBLIC and CLIENT_CONNECT_TCP in one breath, in clear.
pub fn handshake(keys: Option<(SessionKeyText, SessionKeyText)>) -> Vec<u8> {
    handshake_to(1, keys)
}

/// The same, towards a lobby world.
pub fn handshake_to(world: u16, keys: Option<(SessionKeyText, SessionKeyText)>) -> Vec<u8> {
    let exchange = rt_frame(&rt::ClientCryptkeyPublic { key: RsaKey::new([9; 64]) });
    [exchange, connect_to(AppId(10684), world, keys)].concat()
}

/// The HELLO of a client that knows one version, and no encryption.
pub fn plain_hello(version: u16) -> rt::ClientHello {
    rt::ClientHello {
        version_count: 1,
        versions: vec![version],
        encryption_count: 1,
        encryptions: vec![0],
        ..Default::default()
    }
}

/// The steps of a client of 1.10 without encryption.
pub fn handshake_110(app_id: AppId, keys: Option<(SessionKeyText, SessionKeyText)>) -> [Vec<u8>; 4] {
    handshake_with_hello(Version::V110, app_id, keys)
}

/// The same of any version above 1.08.
pub fn handshake_with_hello(
    version: Version,
    app_id: AppId,
    keys: Option<(SessionKeyText, SessionKeyText)>,
) -> [Vec<u8>; 4] {
    let dialect = Dialect { version, ..Dialect::default() };
    let hello = plain_hello(version.0);
    let connect = rt::ClientConnectTcp {
        world_id: Some(1),
        app_id: app_id.0,
        session_key: keys.map(|(session, _)| UpTo::whole(session)),
        access_key: keys.map(|(_, access)| UpTo::whole(access)),
        ..Default::default()
    };
    [
        rt_frame(&hello),
        rt_frame_in(&connect, dialect),
        rt_frame(&rt::ClientConnectReadyRequire::default()),
        rt_frame(&rt::ClientConnectReadyTcp::default()),
    ]
}

pub fn login(key: SessionKeyText, message_id: &str, name: &str, password: &str) -> Vec<u8> {
    app(&lobby::AccountLoginRequest {
        message_id: id(message_id),
        session_key: key,
        username: NameText::new(name),
        password: PasswordText::new(password),
    })
}
