//! A console that hosts a game itself (lobby.md 6, game.md 10 and 11).

use clank_core::mail::Component;
use clank_core::wire::{
    AccessKey, MgclErrorCode as Code, MgclEventType, MgclGameHostType, MgclTrustLevel, NameText, NetAddressList,
    NetConnectionInfo, NetConnectionType, RsaKey, SessionKeyText, WorldStatus, report,
};

use super::connector::{ClientResult, Connector, connect_entry, id, must, other};
use super::console::Console;
use super::entry::ServerEntry;
use super::nat::{ask_nat, here, nat_of};
use super::profile::ClientProfile;

/// The host's end of a game: its connection to the MPS.
pub struct GameHost<C: Connector> {
    console: Console<C::Pipe>,
    profile: ClientProfile,
    session_key: SessionKeyText,
    at: NetAddressList,
    game: i32,
}

/// How many a hosted game takes.
const PLAYERS: i32 = 4;
/// The key that a host gives to a guest, and the public key of its end.
const GUEST_KEY: &str = "from the host";
const HOST_KEY: RsaKey = RsaKey::new([3; 64]);

fn success(step: &'static str, code: Code) -> ClientResult<()> {
    must(step, code == Code::SUCCESS, || format!("{code:?}"))
}

impl<C: Connector> GameHost<C> {
    /// Registers a console as a host, by the MAS and the MPS, and makes a game on it.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where a server does not let it.
    pub fn open(connector: &mut C, profile: ClientProfile, name: &str) -> ClientResult<Self> {
        let mut socket = connector.socket();
        let mut mas = Console::new(connector.connect(connector.known(Component::Mas)), profile);
        mas.connect(&ServerEntry::authentication())?;
        mas.request(&report::ServerSessionBeginRequest {
            message_id: id(),
            application_id: profile.app_id.cast_signed(),
            server_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
            ..Default::default()
        });
        let begun: report::ServerSessionBeginResponse = mas.answer()?;
        success("host session", begun.confirmation)?;
        let nat = nat_of(&begun.connect_info).ok_or_else(|| other("host session", "no NAT service"))?;
        let at = here(ask_nat(&mut socket, nat)?);
        mas.request(&report::ServerAuthenticationRequest {
            message_id: id(),
            trust_level: MgclTrustLevel::NOT_TRUSTED,
            address_list: at,
            ..Default::default()
        });
        let known: report::ServerAuthenticationResponse = mas.answer()?;
        success("host authentication", known.confirmation)?;
        mas.leave();
        connector.hang_up(mas.pipe());
        let entry = ServerEntry::told(&known.connect_info);
        let mut console = Console::new(connect_entry(connector, &entry)?, profile);
        console.connect(&entry)?;
        let session_key = known.connect_info.session_key;
        let mut host = Self { console, profile, session_key, at, game: 0 };
        host.report_load(0);
        host.game = host.make(name)?;
        Ok(host)
    }

    fn make(&mut self, name: &str) -> ClientResult<i32> {
        let game_name = Some(NameText::new(name));
        self.console.request(&report::ServerCreateGameOnSelfRequest0 {
            message_id: id(),
            game_name,
            application_id: self.profile.app_id.cast_signed(),
            max_clients: PLAYERS,
            min_clients: 1,
            game_level: 7,
            game_host_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
            address_list: self.at,
            ..Default::default()
        });
        let made: report::ServerCreateGameOnMeResponse = self.console.answer()?;
        success("create game on self", made.confirmation)?;
        Ok(made.medius_world_id)
    }

    /// The game's MediusWorldID.
    #[must_use]
    pub const fn game(&self) -> i32 {
        self.game
    }

    fn report_load(&mut self, players: i16) {
        self.console.request(&report::ServerReport {
            session_key: self.session_key,
            max_worlds: 1,
            max_players_per_world: 4,
            active_world_count: i16::from(self.game != 0),
            total_active_players: players,
            ..Default::default()
        });
    }

    /// Hears of a guest who wants to come, and lets him (P2P-6).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where nobody asks, or somebody else.
    pub fn lets_in(&mut self, session_key: SessionKeyText, at: &NetAddressList) -> ClientResult<()> {
        let asked: report::ServerJoinGameRequest = self.console.answer()?;
        let guest = &asked.connect_info;
        let right = guest.session_key == session_key
            && guest.address_list == *at
            && guest.kind == NetConnectionType::PEER_TO_PEER_UDP;
        must("a guest's addresses", right, || format!("{guest:?}"))?;
        self.console.request(&report::ServerJoinGameResponse {
            message_id: asked.message_id,
            confirmation: Code::SUCCESS,
            access_key: AccessKey::new(GUEST_KEY),
            pub_key: HOST_KEY,
            dme_client_index: 1,
            ..Default::default()
        });
        Ok(())
    }

    /// Whether a guest was told the way here (P2P-6).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where he was told another.
    pub fn is_told_of(&self, told: &NetConnectionInfo) -> ClientResult<()> {
        let right = told.kind == NetConnectionType::PEER_TO_PEER_UDP
            && told.address_list == self.at
            && told.access_key == AccessKey::new(GUEST_KEY)
            && told.server_key == HOST_KEY;
        must("the host's addresses", right, || format!("{told:?}"))
    }

    /// Tells that a guest came or went (P2P-7).
    pub fn sees(&mut self, guest: SessionKeyText, came: bool) {
        self.console.request(&report::ServerConnectNotification {
            connect_event_type: if came { MgclEventType::CONNECT } else { MgclEventType::DISCONNECT },
            medius_world_uid: self.game.cast_unsigned(),
            player_session_key: guest,
            ..Default::default()
        });
        self.report_load(i16::from(came));
    }

    /// Reports on the game (P2P-7).
    pub fn report(&mut self, name: &str, players: i32, status: WorldStatus) {
        self.console.request(&report::ServerWorldReportOnMe {
            message_id: id(),
            game_name: NameText::new(name),
            application_id: self.profile.app_id.cast_signed(),
            max_players: PLAYERS,
            player_count: players,
            game_level: 7,
            medius_world_id: self.game,
            world_status: status,
            ..Default::default()
        });
    }

    /// Ends the game and goes, as the recorded hosts do (game.md 11.2).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError).
    pub fn close(mut self, connector: &mut C) -> ClientResult<()> {
        self.console.request(&report::ServerSessionEndRequest { message_id: id() });
        success("host session end", self.console.answer::<report::ServerSessionEndResponse>()?.confirmation)?;
        self.console.leave();
        connector.hang_up(self.console.pipe());
        Ok(())
    }
}
