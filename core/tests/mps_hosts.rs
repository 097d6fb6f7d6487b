//! Consoles that host games themselves, as the MPS sees them (lobby.md 6, game.md 11).

mod common;

use core::time::Duration;

use clank_core::config::Config;
use clank_core::limits::Limits;
use clank_core::lobby::connect_info::external;
use clank_core::machine::Secret;
use clank_core::machine::{ConnId, Event, Input};
use clank_core::mail::{Component, HostedGame, Mail, Mover, Seat, Ticket, WantedSeat, WorldFailure};
use clank_core::mas::Mas;
use clank_core::mps::Mps;
use clank_core::script::NoScript;
use clank_core::wire::rt;
use clank_core::wire::{
    AccessKey, Bytes, Dialect, GameHostType, Message, MgclErrorCode as Code, MgclEventType, MgclGameHostType, NameText,
    NetAddress, NetAddressList, NetAddressType, NetConnectionType, PasswordText, RsaKey, SessionKeyText, Version,
    WorldStatus, report,
};
use common::hosts::{
    APP, admission, arrive, host_connect, host_keys, mps, on_me, on_me_report, on_self_0, places, post,
};
use common::{Bench, address, app, conn, handshake_110, id, rt_frame, rt_frame_in};

/// The letters to the lobby since the last look.
fn letters(bench: &mut Bench<Mps>) -> Vec<Mail> {
    let mail = std::mem::take(&mut bench.mail);
    mail.into_iter().filter(|(to, _)| *to == Component::Mls).map(|(_, mail)| mail).collect()
}

fn from_mls(bench: &mut Bench<Mps>, mail: Mail) {
    bench.input(Input::Mail { from: Component::Mls, mail });
}

fn only<T>(mut all: Vec<T>) -> T {
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The game that a host asks for.
fn wish(bench: &mut Bench<Mps>, host: ConnId, request: &impl Message) -> HostedGame {
    bench.send(host, &app(request));
    match only(letters(bench)) {
        Mail::HostGame(game) => *game,
        other => panic!("{other:?}"),
    }
}

/// A game that the lobby takes in under an id.
fn game(bench: &mut Bench<Mps>, host: ConnId, number: i32) {
    let request = wish(bench, host, &on_me("mine", 1)).request;
    from_mls(bench, Mail::GameHosted { request, answer: Ok(number) });
    assert_eq!(bench.answer::<report::ServerCreateGameOnMeResponse>(host).medius_world_id, number);
}

/// The answer to an end of a game.
fn end(bench: &mut Bench<Mps>, host: ConnId, medius_world_id: i32) -> Code {
    let request = report::ServerEndGameOnMeRequest { message_id: id("e"), medius_world_id, ..Default::default() };
    bench.send(host, &app(&request));
    bench.answer::<report::ServerEndGameOnMeResponse>(host).confirmation
}

fn moving(from: i32, to: i32) -> report::ServerMoveGameWorldOnMeRequest {
    report::ServerMoveGameWorldOnMeRequest {
        message_id: id("m"),
        current_medius_world_id: from,
        new_game_world_id: to,
        address_list: places(9),
        ..Default::default()
    }
}

/// The letter about a move.
fn moved(bench: &mut Bench<Mps>, host: ConnId, from: i32, to: i32) -> (u32, Mover) {
    bench.send(host, &app(&moving(from, to)));
    let Mail::MoveGame { request, game, to: new, at, by } = only(letters(bench)) else { panic!("another letter") };
    assert_eq!((game, new, at), (from, to, places(9)));
    (request, by)
}

fn want_seat(bench: &mut Bench<Mps>, game: i32, seat: u64) {
    let wanted = WantedSeat {
        seat,
        game,
        world_id: 1,
        app_id: APP,
        account_id: 2,
        session_key: Secret::new(SessionKeyText::new("joiner")),
        access_key: Secret::new(AccessKey::new("joiner's")),
        kind: NetConnectionType::PEER_TO_PEER_UDP,
        addresses: places(2),
    };
    from_mls(bench, Mail::Seat(Box::new(wanted)));
}

/// P2P-1, P2P-2, MAS-50, MAS-51: a host's way: keys of the MAS in each of the three forms, the MPS's address when the
/// MPS expects it, and a connection there with these keys.
#[test]
fn a_host_comes_from_the_mas() {
    let begins: [fn() -> Vec<u8>; 3] = [
        || app(&report::ServerSessionBeginRequest { message_id: id("b"), ..Default::default() }),
        || app(&report::ServerSessionBeginRequest1 { message_id: id("b"), ..Default::default() }),
        || app(&report::ServerSessionBeginRequest2 { message_id: id("b"), ..Default::default() }),
    ];
    for begin in begins {
        let config = Config::default();
        let (mut mas, mut mps) = (Bench::new(Mas::new(&config, [4; 32], Box::new(NoScript))), mps());
        let console = mas.connect(1);
        mas.send(console, &begin());
        assert_eq!(mas.ids(console), [rt::ServerApp::ID]);
        let known =
            report::ServerAuthenticationRequest { message_id: id("a"), address_list: places(1), ..Default::default() };
        mas.send(console, &app(&known));
        assert!(mas.ids(console).is_empty(), "it is not expected yet");
        for (to, mail) in std::mem::take(&mut mas.mail) {
            assert_eq!(to, Component::Mps);
            let Mail::AdmitHost(letter) = &mail else { panic!("{mail:?}") };
            assert_eq!((letter.addresses, letter.address), (places(1), *address(1).ip()));
            mps.input(Input::Mail { from: Component::Mas, mail });
        }
        for (to, mail) in std::mem::take(&mut mps.mail) {
            assert_eq!(to, Component::Mas);
            mas.input(Input::Mail { from: Component::Mps, mail });
        }
        let told = mas.answer::<report::ServerAuthenticationResponse>(console);
        assert_eq!((told.confirmation, told.connect_info.kind), (Code::SUCCESS, NetConnectionType::CLIENT_SERVER_TCP));
        let [first, second] = told.connect_info.address_list.address_list;
        assert_eq!((first.address_type, first.port), (NetAddressType::EXTERNAL, 10077));
        assert_eq!((second.address_type, second.port), (NetAddressType::NONE, u32::MAX));
        let conn = mps.open(1);
        mps.send(conn, &host_connect(10684, (told.connect_info.session_key, told.connect_info.access_key)));
        assert_eq!(mps.ids(conn), [0x07, 0x1a]);
        // The first thing it says is how busy it is, at once and then every 30 seconds; nobody answers.
        mps.send(conn, &app(&report::ServerReport { max_worlds: 1, ..Default::default() }));
        assert!(mps.ids(conn).is_empty() && mps.faults().is_empty());
    }
}

/// P2P-2, GEN-4: how a host is accepted, by its version: of 1.06 with a key in clear and no more, of 1.08, of 1.09 with
/// a HELLO that offers no encryption.
#[test]
fn hosts_of_all_versions_are_accepted() {
    let mut bench = mps();
    let (session_key, access_key) = host_keys(1);
    let up_to = |version| {
        let dialect = Dialect { version: Version(version), ..Dialect::default() };
        rt_frame_in(
            &rt::ClientConnectTcp {
                major: Some(1),
                minor: Some(u8::try_from(version - 100).expect("a version")),
                build: Some(66),
                short_world_id: Some(0),
                app_id: APP,
                session_key: Some(clank_core::wire::UpTo::whole(session_key)),
                access_key: Some(clank_core::wire::UpTo::whole(access_key)),
                ..Default::default()
            },
            dialect,
        )
    };
    for (version, frames) in [(106, vec![0x14, 0x07]), (108, vec![0x07, 0x1a])] {
        post(&mut bench, HostAdmissionOf(1).again(version));
        let conn = bench.open(u32::from(version));
        bench.send(conn, &up_to(version));
        assert_eq!(bench.ids(conn), frames, "{version}");
        bench.pass(Duration::from_secs(12));
    }
}

struct HostAdmissionOf(u8);

impl HostAdmissionOf {
    /// Another letter with the same keys.
    fn again(&self, ticket: u16) -> clank_core::mail::HostAdmission {
        clank_core::mail::HostAdmission { ticket: Ticket([ticket.to_le_bytes()[0]; 16]), ..admission(self.0, APP) }
    }
}
