//! The transport's rules and what bad input costs, through `Input` and `Outbox` of a MAS.

mod common;

use core::time::Duration;

use clank_core::config::Config;
use clank_core::crypto::{Context, PrivateKey, SessionKey, Suite};
use clank_core::entropy::Entropy;
use clank_core::ids::{AccountId, AppId};
use clank_core::limits::Limits;
use clank_core::link::{Link, Shared, broadcast};
use clank_core::machine::{Cost, Ending, Event, Outbox, Output};
use clank_core::mas::Mas;
use clank_core::script::{Actions, Hook, HookKind, HookSet, NoScript, Script, Verdict};
use clank_core::settings::{GameKey, LinkPolicy, LinkPreset, Resumed};
use clank_core::store::{Account, CheckPassword, Request as _};
use clank_core::time::Instant;
use clank_core::wire::dme::ServerVersion;
use clank_core::wire::frame::{self, Seal};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{CallbackStatus as Status, PlainText, RsaKey, RtId, Version, lobby, lobby_ext, report};
use common::{Harness, app, clear, conn, connect, handshake, id, login, rt_frame};
use proptest::prelude::*;

fn mas_with(change: impl FnOnce(&mut Config)) -> Harness<Mas> {
    let mut config = Config::default();
    change(&mut config);
    Harness::new(Mas::new(&config, [5; 32], Box::new(NoScript)))
}

fn mas() -> Harness<Mas> {
    mas_with(|_| ())
}

/// The cost of the last fault.
fn cost(harness: &Harness<Mas>) -> Option<Cost> {
    harness.events.iter().rev().find_map(|event| match event {
        Event::Fault { fault, .. } => Some(fault.cost),
        _ => None,
    })
}

/// Bad input on one connection while another one looks on: what it cost, and the other is served.
fn costs(send: impl FnOnce(&mut Harness<Mas>)) -> Option<Cost> {
    let mut harness = mas();
    let (other, key) = harness.begin(9);
    harness.open(1);
    send(&mut harness);
    let cost = cost(&harness);
    assert_eq!(harness.is_closed(conn(1)), cost == Some(Cost::Close));
    assert!(!harness.is_closed(other));
    harness.nobody_is_banned();
    harness.send(other, &login(key, "1", "ratchet", "right"));
    assert_eq!(harness.asked.len(), 1);
    cost
}

fn sealed(key: &SessionKey, id: RtId, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let seal = Seal { suite: Suite::Ps2, key, context: Context::CLIENT };
    frame::write(&mut bytes, id, Some(seal), |w| w.extend_from_slice(body)).expect("short");
    bytes
}

/// transport.md §11.1, §15: a console without a HELLO gets SERVER_CONNECT_COMPLETE straight after
/// SERVER_CONNECT_ACCEPT_TCP; without a key exchange it gets no SERVER_CRYPTKEY_GAME.
#[test]
fn a_plain_console_gets_no_game_key() {
    let mut harness = mas();
    let conn = harness.open(1);
    harness.send(conn, &connect(AppId(10684), None));
    let frames = harness.frames(conn);
    assert_eq!(frames.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [0x07, 0x1a].map(RtId));
    // The client's first two version bytes, index 0, count 1, its address as text.
    assert_eq!(frames[0].1[..7], [1, 8, 0x10, 0, 0, 1, 0]);
    assert_eq!(&frames[0].1[7..18], b"192.168.1.1");
    assert_eq!(frames[1].1, [1, 0]);
    // A further CLIENT_CONNECT_READY_TCP is answered with SERVER_CONNECT_COMPLETE (decision 10).
    harness.send(conn, &clear(rt::ClientConnectReadyTcp::ID, &[0x0c, 1]));
    assert_eq!(harness.ids(conn), [RtId(0x1a)]);
}

/// TQ-1, TQ-2: every title that other servers list for it is told at once that its connection is complete, but
/// Amplitude, which is never told so and goes on.
#[test]
fn titles_are_told_at_once_that_they_are_connected() {
    let listed = [
        10114, 10124, 10130, 10190, 10284, 10330, 10334, 10414, 10421, 10442, 10538, 10540, 10550, 10582, 10584, 10680,
        10681, 10683, 10684, 10694, 10724,
    ];
    let request = app(&lobby::SessionBeginRequest { message_id: id("1"), ..Default::default() });
    let complete = Some(RtId(0x1a));
    for (app_id, complete) in listed.map(|app_id| (app_id, complete)).into_iter().chain([(10164, None)]) {
        let mut harness = mas();
        let conn = harness.open(1);
        harness.send(conn, &connect(AppId(app_id), None));
        assert_eq!(harness.ids(conn), [RtId(0x07)].into_iter().chain(complete).collect::<Vec<_>>(), "{app_id}");
        harness.send(conn, &clear(rt::ClientConnectReadyTcp::ID, &[0x0c, 1]));
        assert_eq!(harness.ids(conn), complete.into_iter().collect::<Vec<_>>(), "{app_id}");
        harness.send(conn, &request);
        assert_eq!(harness.ids(conn), [rt::ServerApp::ID], "{app_id}");
        harness.pass(Duration::from_secs(31));
        assert!(!harness.is_closed(conn), "{app_id} is connected");
    }
}

/// Looks at all that leaves.
struct Onlooker;

impl Script for Onlooker {
    fn wants(&self) -> HookSet {
        HookSet::of(&[HookKind::FrameOut])
    }

    fn call(&mut self, _: Instant, _: Hook<'_>, _: &mut Actions) -> Verdict {
        Verdict::Allow
    }
}

/// TQ-6, TQ-20: a title that never wants an encrypted answer gets all of them in clear, one that is particular about
/// MediusServerAuthentication and JoinChannel only those; all others read theirs sealed. A script that looks on changes
/// nothing.
#[test]
fn titles_are_answered_in_clear() {
    answered_in_clear(|| Box::new(NoScript));
    answered_in_clear(|| Box::new(Onlooker));
}

fn answered_in_clear(script: impl Fn() -> Box<dyn Script>) {
    let begin = lobby::SessionBeginRequest { message_id: id("1"), ..Default::default() };
    let begin_as_host = report::ServerSessionBeginRequest { message_id: id("2"), ..Default::default() };
    let authenticate = report::ServerAuthenticationRequest { message_id: id("3"), ..Default::default() };
    for (app_id, lobby_sealed, host_sealed) in
        [(10010, false, false), (10031, false, false), (10190, true, false), (10684, true, true)]
    {
        let mut config = Config::default();
        config.link.game_key = GameKey::Always;
        let mut harness = Harness::new(Mas::new(&config, [5; 32], script()));
        let (player, host) = (harness.open(1), harness.open(2));
        for conn in [player, host] {
            harness.send(conn, &connect(AppId(app_id), None));
            let told = [(RtId(0x14), false), (RtId(0x07), true), (RtId(0x1a), true)];
            assert_eq!(harness.seals(conn), told, "{app_id}");
        }
        harness.send(player, &app(&begin));
        assert_eq!(harness.seals(player), [(rt::ServerApp::ID, lobby_sealed)], "{app_id}");
        harness.send(host, &app(&begin_as_host));
        assert_eq!(harness.seals(host), [(rt::ServerApp::ID, lobby_sealed)], "{app_id}");
        harness.send(host, &app(&authenticate));
        harness.admit();
        assert_eq!(harness.seals(host), [(rt::ServerApp::ID, host_sealed)], "{app_id}");
    }
}

/// transport.md §8: where a server gives it one, the console uses context 1 for everything, and so do we.
#[test]
fn a_plain_console_with_a_game_key_speaks_in_context_1() {
    let mut harness = mas_with(|config| config.link.game_key = GameKey::Always);
    let conn = harness.open(1);
    harness.send(conn, &connect(AppId(10684), None));
    let mut bytes = harness.sent.remove(&conn).expect("an answer");
    let (mut at, mut key, mut ids) = (0, None, Vec::new());
    while let Some(frame) = frame::next(&mut bytes, &mut at, 2048).expect("frames") {
        ids.push(frame.id);
        match frame.hash {
            None => key = <[u8; 64]>::try_from(&*frame.payload).ok().map(SessionKey::new),
            Some(hash) => {
                assert_eq!(hash.context(), Context::SERVER);
                frame.open(Suite::Ps2, key.as_ref().expect("the key came first")).expect("under the key");
            }
        }
    }
    assert_eq!(ids, [0x14, 0x07, 0x1a].map(RtId));
}

/// PC-1, PC-2, PC-9: everything in clear, in order, at the offsets that community clients read.
#[test]
fn community_clients_read_at_fixed_offsets() {
    let mut harness = mas();
    let conn = harness.connect(1);
    harness.send(conn, &app(&lobby::SessionBeginRequest { message_id: id("1"), ..Default::default() }));
    assert_eq!(harness.sent[&conn].len(), 53);
    let key = harness.answer::<lobby::SessionBeginResponse>(conn).session_key;
    harness.send(conn, &login(key, "2", "ratchet", "right"));
    let reply = CheckPassword::reply(Ok(Account { id: AccountId(1), name: "ratchet".into() }));
    let (store_id, _) = harness.asked.remove(0);
    harness.reply(store_id, reply);
    harness.admit();
    let bytes = harness.sent[&conn].clone();
    let answer: lobby::AccountLoginResponse = harness.answer(conn);
    assert_eq!(answer.status_code, Status::SUCCESS);
    assert_eq!(&bytes[182..198], answer.connect_info.access_key.text());
}

/// PC-3: a body that is one byte short.
#[test]
fn a_short_connect_is_taken() {
    let mut harness = mas();
    let conn = harness.open(1);
    let mut body = vec![0; 106];
    body[..9].copy_from_slice(&[1, 8, 1, 1, 0, 0xbc, 0x29, 0, 0]);
    harness.send(conn, &clear(rt::ClientConnectTcp::ID, &body));
    assert_eq!(harness.ids(conn), [0x07, 0x1a].map(RtId));
}

/// transport.md §11.3, §10: HELLO decides the version, and the bytes of CONNECT_REQUIRE are Sony's.
#[test]
fn hello_decides_the_version() {
    let mut harness = mas();
    let conn = harness.open(1);
    harness.send(conn, &clear(rt::ClientHello::ID, &[2, 0, 0x6e, 0, 0x6d, 0, 1, 0, 1, 0]));
    assert_eq!(harness.frames(conn), [(rt::ServerHello::ID, vec![0x6e, 0, 1, 0])]);
    let mut body = vec![0; 72];
    body[..8].copy_from_slice(&[1, 0, 0, 0, 0xb0, 0x2b, 0, 0]);
    harness.send(conn, &clear(rt::ClientConnectTcp::ID, &body));
    assert_eq!(harness.frames(conn), [(rt::ServerConnectRequire::ID, vec![2, 0x48, 2])]);
    harness.send(conn, &clear(rt::ClientConnectReadyRequire::ID, &[0]));
    assert_eq!(harness.ids(conn), [RtId(0x07)]);
    harness.send(conn, &clear(rt::ClientConnectReadyTcp::ID, &[0x0e, 1]));
    assert_eq!(harness.ids(conn), [0x1a, 0x1f].map(RtId));
}

/// TQ-3: one title above 1.08 is let in without SERVER_CONNECT_REQUIRE; others are sent it first.
#[test]
fn a_title_can_do_without_connect_require() {
    for (app_id, first) in [(11484_u32, 0x07), (11184, 0x22)] {
        let mut harness = mas();
        let conn = harness.open(1);
        harness.send(conn, &clear(rt::ClientHello::ID, &[1, 0, 0x6e, 0, 1, 0, 0, 0]));
        harness.frames(conn);
        let mut body = vec![0; 72];
        body[4..8].copy_from_slice(&app_id.to_le_bytes());
        harness.send(conn, &clear(rt::ClientConnectTcp::ID, &body));
        assert_eq!(harness.ids(conn), [RtId(first)], "{app_id}");
    }
}

/// GEN-22, transport.md §12: an echo is answered always, also before the handshake is complete.
#[test]
fn echoes_are_answered_always() {
    let mut harness = mas();
    let conn = harness.open(1);
    harness.send(conn, &clear(rt::ClientEcho::ID, &[0xa5]));
    assert_eq!(harness.frames(conn), [(rt::ClientEcho::ID, vec![0xa5])]);
}

/// transport.md §12, ST-22, PC-8: 30 s for the handshake, 60 s of silence; SERVER_ECHO only after a HELLO.
#[test]
fn silence_ends_a_connection() {
    let mut harness = mas();
    let silent = harness.open(1);
    let old = harness.connect(2);
    harness.pass(Duration::from_millis(29_900));
    assert!(!harness.is_closed(silent));
    harness.pass(Duration::from_millis(200));
    assert_eq!(harness.closed, [(silent, Ending::Flush)]);
    harness.send(old, &clear(rt::ClientEcho::ID, &[0xa5]));
    harness.pass(Duration::from_millis(59_900));
    assert_eq!((harness.is_closed(old), harness.ids(old)), (false, vec![RtId(0x05)]));
    harness.pass(Duration::from_millis(200));
    assert!(harness.is_closed(old));
}

/// transport.md §12, §13: above 1.08 an echo every 30 s, the notice after silence, the close 5 s later.
#[test]
fn newer_clients_get_a_notice() {
    let mut harness = mas();
    let conn = harness.open(1);
    harness.send(conn, &clear(rt::ClientHello::ID, &[1, 0, 0x6e, 0, 1, 0, 0, 0]));
    let mut body = vec![0; 72];
    body[4..8].copy_from_slice(&11184_u32.to_le_bytes());
    harness.send(conn, &clear(rt::ClientConnectTcp::ID, &body));
    harness.send(conn, &clear(rt::ClientConnectReadyRequire::ID, &[0]));
    harness.send(conn, &clear(rt::ClientConnectReadyTcp::ID, &[0x0e, 1]));
    harness.frames(conn);
    harness.pass(Duration::from_secs(61));
    assert_eq!(harness.frames(conn).iter().map(|(id, _)| *id).collect::<Vec<_>>(), [0x1f, 0x20].map(RtId));
    assert!(!harness.is_closed(conn));
    harness.pass(Duration::from_secs(5));
    assert!(harness.is_closed(conn));
}

/// architecture.md §2: a reader that stops reading is closed after `congested_for`.
#[test]
fn a_slow_reader_is_closed() {
    let mut harness = mas();
    let conn = harness.connect(1);
    harness.input(clank_core::machine::Input::Congested { conn, queued: 100_000 });
    harness.pass(Duration::from_secs(10));
    harness.input(clank_core::machine::Input::Writable { conn });
    harness.pass(Duration::from_secs(15));
    assert!(!harness.is_closed(conn));
    harness.input(clank_core::machine::Input::Congested { conn, queued: 100_000 });
    harness.pass(Duration::from_secs(21));
    assert_eq!(harness.closed, [(conn, Ending::Abort)]);
}

/// architecture.md §2: what each kind of bad input costs, and never more than its connection.
#[test]
fn bad_input_costs_at_most_its_connection() {
    let one = conn(1);
    let oversized = [0x0b, 0x01, 0x08];
    assert_eq!(costs(|harness| harness.send(one, &oversized)), Some(Cost::Close));
    // A handshake that stops in the middle costs nothing yet: see `silence_ends_a_connection`.
    assert_eq!(costs(|harness| harness.send(one, &handshake(None)[..40])), None);
    // A frame encrypted under a key that nobody agreed on.
    let foreign = sealed(&SessionKey::new([1; 64]), rt::ClientConnectTcp::ID, &[0; 73]);
    assert_eq!(costs(|harness| harness.send(one, &foreign)), Some(Cost::Close));
    // RSA: another key, a block above the modulus, a block of the wrong size.
    for block in [vec![0x55; 64], vec![0xff; 64], vec![0; 63]] {
        let mut bytes =
            vec![rt::ClientCryptkeyPublic::ID.0 | 0x80, u8::try_from(block.len()).expect("short"), 0, 1, 2, 3, 0xe4];
        bytes.extend(block);
        assert_eq!(costs(|harness| harness.send(one, &bytes)), Some(Cost::Close));
    }
    let twice = [connect(AppId(10684), None), connect(AppId(10684), None)].concat();
    assert_eq!(costs(|harness| harness.send(one, &twice)), Some(Cost::Close));
    let early = app(&lobby::SessionBeginRequest::default());
    assert_eq!(costs(|harness| harness.send(one, &early)), Some(Cost::Close));
    let exchange = rt_frame(&rt::ClientCryptkeyPublic { key: RsaKey::new([9; 64]) });
    let again = [handshake(None), exchange].concat();
    assert_eq!(costs(|harness| harness.send(one, &again)), Some(Cost::Close));
    // GEN-19: unknown ids and misfit lengths are passed over.
    let unknown = [handshake(None), clear(RtId(0x42), &[1, 2, 3]), clear(RtId(0x7f), &[])].concat();
    assert_eq!(costs(|harness| harness.send(one, &unknown)), Some(Cost::Ignore));
    let unheard = [handshake(None), clear(rt::ClientAppToServer::ID, &[1, 0xfd, 0])].concat();
    assert_eq!(costs(|harness| harness.send(one, &unheard)), Some(Cost::Ignore));
    let misfit = [handshake(None), clear(rt::ClientAppToServer::ID, &[1, 3, 0])].concat();
    assert_eq!(costs(|harness| harness.send(one, &misfit)), Some(Cost::Ignore));
    let headless = [handshake(None), clear(rt::ClientAppToServer::ID, &[1])].concat();
    assert_eq!(costs(|harness| harness.send(one, &headless)), Some(Cost::Ignore));
    let fragment = [handshake(None), clear(rt::ClientAppToServer::ID, &[0, 2, 1, 3])].concat();
    assert_eq!(costs(|harness| harness.send(one, &fragment)), Some(Cost::Ignore));
}

/// transport.md §3, §4: a damaged frame on an encrypted connection, and one under the wrong key.
#[test]
fn a_wrong_hash_closes() {
    for damage in [true, false] {
        let key = SessionKey::new([0x42; 64]);
        let resumed = Resumed { version: Version::V108, app_id: AppId(10684), encrypted: true };
        let preset = LinkPreset { client_key: Some(key.clone()), resumed: Some(resumed), ..LinkPreset::default() };
        assert_eq!(
            costs(|harness| {
                let conn = harness.open_with(1, Some(&preset));
                let other = SessionKey::new([0x43; 64]);
                let mut bytes = sealed(if damage { &key } else { &other }, rt::ClientEcho::ID, &[1; 16]);
                if damage {
                    bytes[10] ^= 1;
                }
                harness.send(conn, &bytes);
            }),
            Some(Cost::Close)
        );
    }
}

/// transport.md §6, §8: the whole exchange with a real client's means; K3 stays below 2^511.
#[test]
fn keys_are_exchanged() {
    let mut harness = mas();
    let conn = harness.open(1);
    // Any key pair serves as the client's; its modulus is above the server's, so m + n is needed.
    let client = PrivateKey::global_mas();
    let mut body = client.public().to_le_bytes();
    let hash = client.public().seal(Suite::Ps2, &mut body);
    let mut bytes = vec![rt::ClientCryptkeyPublic::ID.0 | 0x80, 64, 0];
    bytes.extend(hash.0);
    bytes.extend(body);
    harness.send(conn, &bytes);
    let mut answer = harness.sent.remove(&conn).expect("a key");
    let frame = frame::next(&mut answer, &mut 0, 2048).expect("a frame").expect("whole");
    assert_eq!(
        (frame.id, frame.hash.map(clank_core::crypto::Hash::context)),
        (rt::ServerCryptkeyPeer::ID, Some(Context::RSA))
    );
    let hash = frame.hash.expect("sealed");
    let mut key: [u8; 64] = (&*frame.payload).try_into().expect("64 bytes");
    client.open(Suite::Ps2, &mut key, hash).expect("our own");
    assert!(key[63] < 0x80);
    let key = SessionKey::new(key);
    let mut body = vec![0; 73];
    body[..9].copy_from_slice(&[1, 8, 1, 1, 0, 0xbc, 0x29, 0, 0]);
    harness.send(conn, &sealed(&key, rt::ClientConnectTcp::ID, &body));
    let mut answer = harness.sent.remove(&conn).expect("an answer");
    let (mut at, mut ids) = (0, Vec::new());
    while let Some(frame) = frame::next(&mut answer, &mut at, 2048).expect("frames") {
        ids.push((frame.id, frame.hash.map(|hash| hash.context().bits())));
        frame.open(Suite::Ps2, &key).expect("under K3");
    }
    assert_eq!(ids, [(RtId(0x14), Some(3)), (RtId(0x07), Some(3)), (RtId(0x1a), Some(3))]);
}

fn shared() -> Shared {
    Shared::new(
        &Entropy::new([1; 32]),
        LinkPolicy::default(),
        Limits::default(),
        clank_core::limits::Timeouts::default(),
    )
}

fn resumed(shared: &Shared, index: u32, version: Version, encrypted: bool) -> Link {
    let preset = LinkPreset {
        client_key: Some(SessionKey::new([u8::try_from(index).expect("few"); 64])),
        resumed: Some(Resumed { version, app_id: AppId(10684), encrypted }),
        ..LinkPreset::default()
    };
    Link::accept(Instant::BIRTH, conn(index), index.into(), shared, Some(&preset))
}

/// architecture.md §3: a broadcast is sealed once for all that share a key, and once for each that does not.
#[test]
fn a_broadcast_is_sealed_once_per_key() {
    let shared = shared();
    let links: Vec<Link> = [
        (1, Version::V108, true),
        (2, Version::V108, true),
        (3, Version::V108, true),
        (4, Version::V108, false),
        (5, Version::V108, false),
        (6, Version::V110, true),
        (7, Version::V110, true),
    ]
    .map(|(index, version, encrypted)| resumed(&shared, index, version, encrypted))
    .into();
    let mut out = Outbox::new();
    broadcast(&links, &ServerVersion { version: PlainText::new("1.22.0141") }, &mut out);
    // Three share the machine's context 1 key; each newer one has a context 3 key of its own.
    assert_eq!(out.ciphers.sealed, 3);
    let mut targets = Vec::new();
    out.drain(|output| {
        if let Output::Send { to, .. } = output {
            targets.push(to.iter().map(|conn| conn.index).collect::<Vec<_>>());
        }
    });
    targets.sort();
    assert_eq!(targets, [vec![1, 2, 3], vec![4, 5], vec![6], vec![7]]);
}

/// What links have sent.
fn sent(out: &mut Outbox) -> Vec<u8> {
    let mut bytes = Vec::new();
    out.drain(|output| {
        if let Output::Send { bytes: sent, .. } = output {
            bytes.extend_from_slice(sent);
        }
    });
    bytes
}

/// How long the payload of each frame is.
fn payloads(bytes: &mut [u8]) -> Vec<usize> {
    let (mut at, mut sizes) = (0, Vec::new());
    while let Some(frame) = frame::next(bytes, &mut at, 2048).expect("frames") {
        sizes.push(frame.payload.len());
    }
    sizes
}

/// PLG-3: what changes a console's memory goes out in clear on a sealed connection; a question about its memory does
/// not.
#[test]
fn memory_is_changed_in_clear() {
    let shared = shared();
    for version in [Version::V108, Version::V110] {
        let link = resumed(&shared, 1, version, true);
        let mut out = Outbox::new();
        link.send(&rt::ServerMemoryPoke { address: 0x000d_0000, size: 2, data: vec![7, 8] }, &mut out);
        link.send(&rt::ServerCheatQuery::default(), &mut out);
        let bytes = sent(&mut out);
        let poke = [0x1e, 10, 0, 0, 0, 0x0d, 0, 2, 0, 0, 0, 7, 8];
        assert_eq!(bytes[..poke.len()], poke, "{version:?}");
        assert_eq!((bytes[poke.len()], out.ciphers.sealed), (0x9d, 1), "{version:?}");
    }
}

/// transport.md §2, GEN-34: above 512 bytes in fragments from 1.09 on, whole below.
#[test]
fn large_messages_are_cut_for_newer_clients_alone() {
    let shared = shared();
    let message = lobby::GetAnnouncementsResponse { announcement: Some(PlainText::new("x")), ..Default::default() };
    for (version, sizes) in [(Version::V108, vec![1038]), (Version::V110, vec![510, 510, 82])] {
        let link = resumed(&shared, 1, version, false);
        let mut out = Outbox::new();
        link.send_app(&message, &mut out);
        assert_eq!(payloads(&mut sent(&mut out)), sizes, "{version:?}");
    }
}

/// GEN-34: 512 bytes, class and type included, are the most that is sent whole.
#[test]
fn a_message_of_512_bytes_is_sent_whole() {
    let shared = shared();
    for (size, sizes) in [(512, vec![512]), (513, vec![510, 22 + 23])] {
        // Class and type, MessageID, status and size stand before the text.
        let text = vec![b'x'; size - (2 + 21 + 4 + 4)];
        let text_size = u32::try_from(text.len()).expect("short");
        let message = lobby_ext::TextFilterResponse1 { text_size, text, ..Default::default() };
        let link = resumed(&shared, 1, Version::V110, false);
        let mut out = Outbox::new();
        link.send_app(&message, &mut out);
        assert_eq!(payloads(&mut sent(&mut out)), sizes, "{size}");
    }
}

proptest! {
    #![proptest_config(common::properties::property(256, "proptest-regressions/link.txt"))]

    /// Random bytes, cut anywhere, before and after a handshake: no panic, and nobody else notices.
    #[test]
    fn random_bytes_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        cut in 1_usize..50,
        greeted: bool,
    ) {
        let mut harness = mas();
        let conn = harness.open(1);
        if greeted {
            harness.send(conn, &handshake(None));
        }
        for piece in bytes.chunks(cut) {
            harness.send(conn, piece);
        }
        harness.pass(Duration::from_secs(100));
        prop_assert!(harness.is_closed(conn));
    }

    /// A valid conversation with one byte changed.
    #[test]
    fn mutated_conversations_never_panic(at in 0_usize..400, with: u8, ours in any::<u64>()) {
        let begin = app(&lobby::SessionBeginRequest::default());
        let logout = app(&lobby::AccountLogoutRequest::default());
        let mut script = [handshake(None), begin, logout].concat();
        let length = script.len();
        script[at % length] = with;
        let mut harness = mas();
        let conn = harness.open(u32::try_from(ours % 7).expect("few"));
        harness.send(conn, &script);
        harness.pass(Duration::from_secs(100));
        prop_assert!(harness.is_closed(conn));
    }
}

/// transport.md §5, §11.4: from 1.12 on the same sequence under the PS3 ciphers, without a certificate.
#[test]
fn later_clients_use_the_ps3_ciphers() {
    let mut harness = mas();
    let conn = harness.open(1);
    harness.send(conn, &clear(rt::ClientHello::ID, &[1, 0, 113, 0, 1, 0, 1, 0]));
    assert_eq!(harness.frames(conn), [(rt::ServerHello::ID, vec![113, 0, 1, 0])]);
    let client = PrivateKey::global_mas();
    let mut body = client.public().to_le_bytes();
    let hash = client.public().seal(Suite::Ps3, &mut body);
    let mut bytes = vec![rt::ClientCryptkeyPublic::ID.0 | 0x80, 64, 0];
    bytes.extend(hash.0);
    bytes.extend(body);
    harness.send(conn, &bytes);
    let mut answer = harness.sent.remove(&conn).expect("a key");
    let frame = frame::next(&mut answer, &mut 0, 2048).expect("a frame").expect("whole");
    let (hash, mut key) = (frame.hash.expect("sealed"), <[u8; 64]>::try_from(&*frame.payload).expect("64 bytes"));
    client.open(Suite::Ps3, &mut key, hash).expect("our own");
    let key = SessionKey::new(key);
    let mut steps = vec![(rt::ClientConnectTcp::ID, vec![0; 72], vec![RtId(0x22)])];
    steps.push((rt::ClientConnectReadyRequire::ID, vec![0], vec![RtId(0x14), RtId(0x07)]));
    steps.push((rt::ClientConnectReadyTcp::ID, vec![0x0e, 1], vec![RtId(0x1a), RtId(0x1f)]));
    for (id, body, expected) in steps {
        let mut bytes = Vec::new();
        let seal = Seal { suite: Suite::Ps3, key: &key, context: Context::CLIENT };
        frame::write(&mut bytes, id, Some(seal), |w| w.extend(body)).expect("short");
        harness.send(conn, &bytes);
        let mut answer = harness.sent.remove(&conn).expect("an answer");
        let (mut at, mut ids) = (0, Vec::new());
        while let Some(frame) = frame::next(&mut answer, &mut at, 2048).expect("frames") {
            ids.push(frame.id);
            frame.open(Suite::Ps3, &key).expect("under K3");
        }
        assert_eq!(ids, expected);
    }
}
