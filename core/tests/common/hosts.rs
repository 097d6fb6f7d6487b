//! Consoles that host games, on two benches: the MPS and the lobby, and the messages between them carried by hand.
//! Console `n` has the address `n`; so have the consoles `n + 200`, which are behind the same NAT.

use core::time::Duration;

use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, Component, ConnId, GameId, LocationId};
use clank_core::machine::Input;
use clank_core::mls::Mls;
use clank_core::mps::Mps;
use clank_core::peer::{HostAdmission, HostFacts, PeerMessage, Ticket};
use clank_core::secret::Secret;
use clank_core::titles::Title;
use clank_core::wire::{
    AccessKey, AddressText, Message, MgclErrorCode as Code, MgclGameHostType, NameText, NetAddress, NetAddressList,
    NetAddressType, SessionKeyText, UpTo, WorldStatus, report,
};
use clank_core::wire::{RtId, rt};

use super::players::{bench_with, enter_as};
use super::{Harness, address, app, id, rt_frame};

pub const APP: AppId = AppId(10164);

/// The MPS alone.
pub fn mps() -> Harness<Mps> {
    Harness::new(Mps::new(&Config::default(), [7; 32]))
}

pub fn host_keys(number: u8) -> (SessionKeyText, AccessKey) {
    (SessionKeyText::new(format!("host{number}")), AccessKey::new(format!("opens{number}")))
}

/// A host that the MAS lets in.
pub fn admission(number: u8, app_id: AppId) -> HostAdmission {
    let (session_key, access_key) = host_keys(number);
    HostAdmission {
        ticket: Ticket([number; 16]),
        app_id,
        address: *address(number).ip(),
        addresses: NetAddressList::default(),
        location: LocationId(0),
        facts: HostFacts::default(),
        session_key: Secret::new(session_key),
        access_key: Secret::new(access_key),
        keep_alive: Duration::from_secs(11),
    }
}

pub fn send_admission(harness: &mut Harness<Mps>, admission: HostAdmission) -> Vec<(Component, PeerMessage)> {
    harness.input(Input::Peer { from: Component::Mas, message: PeerMessage::AdmitHost(Box::new(admission)) });
    std::mem::take(&mut harness.mail)
}

/// CONNECT_TCP of a host of 1.08.
pub fn host_connect(app_id: AppId, keys: (SessionKeyText, AccessKey)) -> Vec<u8> {
    rt_frame(&rt::ClientConnectTcp {
        major: Some(1),
        minor: Some(8),
        build: Some(1),
        short_world_id: Some(0),
        app_id: app_id.0,
        session_key: Some(UpTo::whole(keys.0)),
        access_key: Some(UpTo::whole(keys.1)),
        ..Default::default()
    })
}

/// The host's connection of a console is here.
pub fn arrive(harness: &mut Harness<Mps>, number: u8, app_id: AppId) -> ConnId {
    arrive_by(harness, number, app_id, number.into())
}

/// The same over any connection, and so from any address.
pub fn arrive_by(harness: &mut Harness<Mps>, number: u8, app_id: AppId, index: u32) -> ConnId {
    let ticket = Ticket([number; 16]);
    let told = send_admission(harness, admission(number, app_id));
    assert_eq!(told, [(Component::Mas, PeerMessage::HostAdmitted { ticket })]);
    let conn = harness.open(index);
    harness.send(conn, &host_connect(app_id, host_keys(number)));
    let complete = Title::of(app_id).connect_complete.then_some(RtId(0x1a));
    assert_eq!(harness.ids(conn), [RtId(0x07)].into_iter().chain(complete).collect::<Vec<_>>());
    conn
}

/// What a host says of its game in the oldest form, as recorded (P2P-3).
pub fn on_self_0(name: &str) -> report::ServerCreateGameOnSelfRequest0 {
    report::ServerCreateGameOnSelfRequest0 {
        message_id: id("34"),
        game_name: Some(NameText::new(name)),
        application_id: APP.0.cast_signed(),
        max_clients: 5,
        min_clients: 1,
        generic_field2: 24,
        game_host_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
        address_list: places(1),
        world_id: 1,
        ..Default::default()
    }
}

/// The same with an account (P2P-3).
pub fn on_me(name: &str, account_id: AccountId) -> report::ServerCreateGameOnMeRequest {
    report::ServerCreateGameOnMeRequest {
        message_id: id("35"),
        game_name: NameText::new(name),
        application_id: APP.0.cast_signed(),
        max_clients: 5,
        min_clients: 1,
        game_host_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
        address_list: places(1),
        world_id: 1,
        account_id: account_id.0,
        ..Default::default()
    }
}

/// Where a console says that it is: as others see it, and at home.
pub fn places(number: u8) -> NetAddressList {
    let place = |address_type, ip: String| NetAddress { address_type, address: AddressText::new(ip), port: 5645 };
    let address_list = [
        place(NetAddressType::EXTERNAL, format!("203.0.113.{number}")),
        place(NetAddressType::INTERNAL, format!("192.168.0.{number}")),
    ];
    NetAddressList { address_list }
}

pub fn on_me_report(game: GameId, name: &str, players: i32, status: WorldStatus) -> report::ServerWorldReportOnMe {
    report::ServerWorldReportOnMe {
        message_id: id("r"),
        game_name: NameText::new(name),
        application_id: APP.0.cast_signed(),
        max_players: 5,
        min_players: 1,
        player_count: players,
        game_level: 7,
        generic_field8: 88,
        medius_world_id: game.0,
        world_status: status,
        ..Default::default()
    }
}

/// Both machines.
pub struct Rig {
    pub mps: Harness<Mps>,
    pub mls: Harness<Mls>,
}

impl Rig {
    pub fn new() -> Self {
        Self::with(&Config::default())
    }

    pub fn with(config: &Config) -> Self {
        Self { mps: Harness::new(Mps::new(config, [7; 32])), mls: bench_with(config) }
    }

    /// Carries messages until there are none.
    pub fn carry(&mut self) {
        loop {
            let (to_mls, to_mps) = (std::mem::take(&mut self.mps.mail), std::mem::take(&mut self.mls.mail));
            if to_mls.is_empty() && to_mps.is_empty() {
                return;
            }
            for (to, message) in to_mls {
                if to == Component::Mls {
                    self.mls.input(Input::Peer { from: Component::Mps, message });
                }
            }
            for (to, message) in to_mps {
                if to == Component::Mps {
                    self.mps.input(Input::Peer { from: Component::Mls, message });
                }
            }
        }
    }

    /// A player of the title is in the lobby.
    pub fn enter(&mut self, number: u8) -> ConnId {
        enter_as(&mut self.mls, number, APP, &format!("player{number}"))
    }

    /// The host's connection of a console is here.
    pub fn host(&mut self, number: u8) -> ConnId {
        arrive(&mut self.mps, number, APP)
    }

    /// The same of one of several consoles behind one address.
    pub fn mps_host_at(&mut self, number: u8, address: u8) -> ConnId {
        arrive_by(&mut self.mps, number, APP, u32::from(number) * 200 + u32::from(address))
    }

    /// A host says something.
    pub fn host_says(&mut self, host: ConnId, message: &impl Message) {
        self.mps.send(host, &app(message));
        self.carry();
    }

    /// A player says something.
    pub fn player_says(&mut self, player: ConnId, message: &impl Message) {
        self.mls.send(player, &app(message));
        self.carry();
    }

    /// A host asks for something; the answer.
    pub fn host_asks<A: Message>(&mut self, host: ConnId, message: &impl Message) -> A {
        self.host_says(host, message);
        self.mps.answer(host)
    }

    /// A player asks for something; the answer.
    pub fn player_asks<A: Message>(&mut self, player: ConnId, message: &impl Message) -> A {
        self.player_says(player, message);
        self.mls.answer(player)
    }

    /// A game of a host; its id.
    pub fn game(&mut self, host: ConnId, request: &impl Message) -> GameId {
        let made: report::ServerCreateGameOnMeResponse = self.host_asks(host, request);
        assert_eq!(made.confirmation, Code::SUCCESS);
        GameId(made.medius_world_id)
    }

    /// Player and host of a console, and a game of it that is on the list.
    pub fn hosting(&mut self, number: u8, name: &str) -> (ConnId, ConnId, GameId) {
        let (player, host) = (self.enter(number), self.host(number));
        let request = report::ServerCreateGameOnMeRequest {
            address_list: places(number),
            ..on_me(name, AccountId(number.into()))
        };
        let game = self.game(host, &request);
        self.host_says(host, &on_me_report(game, name, 1, WorldStatus::STAGING));
        (player, host, game)
    }

    /// Lets time pass for both; these hosts and players say that they are alive.
    pub fn pass(&mut self, seconds: u64, hosts: &[ConnId], players: &[ConnId]) {
        let echo = rt_frame(&rt::ClientEcho::default());
        for second in 0..seconds {
            self.mps.pass(Duration::from_secs(1));
            self.mls.pass(Duration::from_secs(1));
            self.carry();
            if second % 20 == 0 {
                for host in hosts {
                    self.mps.send(*host, &echo);
                    self.mps.frames(*host);
                }
                for player in players {
                    self.mls.send(*player, &echo);
                    self.mls.frames(*player);
                }
            }
        }
    }
}
