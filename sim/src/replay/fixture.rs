//! What the recorded server knew and how it behaved, from its answers: store rows, keys and settings,
//! never answers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddrV4;
use std::rc::Rc;

use clank_core::config::Config;
use clank_core::crypto::PublicKey;
use clank_core::ids::Component;
use clank_core::link::{AppContext, Complete, GameKey, LinkPolicy, LinkPreset, Resumed, SessionPreset};
use clank_core::lobby::text_filter::TextFilter;
use clank_core::machine::Machine;
use clank_core::mail::{Admission, Mail, Ticket};
use clank_core::muis::Universe;
use clank_core::secret::Secret;
use clank_core::store::{
    AccountRow, Announcement, AnnouncementRow, BanKind, Location, LocationRow, Memory, Policy, PolicyRow,
};
use clank_core::titles::Title;
use clank_core::wire::Layout as _;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AccessKey, CallbackStatus as Status, Message as _, NetAddressType, NetConnectionInfo, SessionKeyText, Text,
    Version, lobby, lobby_ext, report,
};

use super::director::Tables;
use super::exchange::merged;
use super::stage::{Alone, Stage};
use crate::capture::{Dir, Flow};
use crate::dissect::{Message, Stream};

/// Everything that our machines are given before the first byte.
pub(super) struct Fixture {
    pub(super) config: Config,
    pub(super) store: Tables,
    pub(super) preset: LinkPreset,
    /// Where the console and the server are.
    pub(super) ends: Ends,
    /// What components wrote before the recording begins: from, to, and the letter.
    pub(super) letters: Vec<(Component, Component, Mail)>,
    /// Who sets the scenes.
    pub(super) stage: Box<dyn Stage>,
    /// What stands in the place of components that are not replayed.
    pub(super) stand_ins: Vec<(Component, Box<dyn Machine>)>,
    /// The wall clock at the first byte, in microseconds since 1970.
    pub(super) born_us: i64,
}

/// Where the two sides of a conversation are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    /// The console's connection, as the server saw it.
    pub(super) console: SocketAddrV4,
    /// The server.
    pub(super) server: SocketAddrV4,
    /// The source of the console's datagrams, as the server saw it.
    pub(super) console_udp: SocketAddrV4,
    /// Where they go.
    pub(super) server_udp: SocketAddrV4,
}

impl Ends {
    /// Of a conversation without datagrams.
    pub(super) const fn of(flow: &Flow) -> Self {
        Self { console: flow.client, server: flow.server, console_udp: flow.client, server_udp: flow.server }
    }
}

pub(super) fn fixture(component: Component, stream: &Stream, flow: &Flow) -> Result<Fixture, String> {
    let from_client = |id: u8| stream.messages.iter().find(move |m| m.dir == Dir::ToServer && m.id == id);
    let connect = from_client(rt::ClientConnectTcp::ID).map(|connect| connect.plain.as_deref());
    let app_id = match connect {
        None => stream.app_id.unwrap_or(UNTOLD),
        Some(None) => return Err("RT_MSG_CLIENT_CONNECT_TCP cannot be read".into()),
        Some(Some(plain)) => {
            rt::ClientConnectTcp::decode(plain, stream.dialect).map_err(|error| error.to_string())?.app_id
        }
    };
    let mut fixture = Draft {
        config: Config { muis: None, link: policy(stream), ..Config::default() },
        store: Memory::new(),
        preset: LinkPreset {
            client_key: stream.keys.client.clone(),
            server_key: stream.keys.server.clone(),
            client_modulus: modulus(stream),
            unreadable_exchange: from_client(rt::ClientCryptkeyPublic::ID).is_some_and(|m| m.plain.is_none()),
            resumed: connect.is_none().then(|| resumed(stream)),
            ..LinkPreset::default()
        },
        forbidden: Vec::new(),
        online: Vec::new(),
        born_us: stream.messages.first().map_or(0, |message| message.time_us),
    };
    fixture.config.accounts.create_on_login = false;
    let place = if component == Component::Muis { &mut fixture.config.muis } else { &mut fixture.config.mas };
    *place = Some(flow.server);
    let mut title = Title::of(app_id);
    let mut rows = Rows { app_id, stream, requests: BTreeMap::new() };
    rows.collect(&mut fixture, &mut title);
    fixture.config.titles.rows.push(title.into());
    fixture.store.groups = fixture.config.titles.groups();
    let Draft { mut config, store, preset, forbidden, online, born_us } = fixture;
    let forbidden = TextFilter::containing(forbidden.iter().map(String::as_str));
    config.text_filter = forbidden.map_err(|error| error.to_string())?;
    // Who is online is known to the MLS (ST-27).
    let letters = online.into_iter().map(|id| (Component::Mas, Component::Mls, online_already(id))).collect();
    let (store, stage) = (Rc::new(RefCell::new(store)), Box::new(Alone));
    Ok(Fixture { config, store, preset, ends: Ends::of(flow), letters, stage, stand_ins: Vec::new(), born_us })
}

/// A fixture on its way.
struct Draft {
    config: Config,
    store: Memory,
    preset: LinkPreset,
    /// Names that the recorded server did not let pass.
    forbidden: Vec<String>,
    /// Accounts that are online already (ST-27).
    online: Vec<i32>,
    born_us: i64,
}

/// The title of a recording that does not tell it: all of the house's captures in the old dialect without a
/// beginning are of this one.
pub(super) const UNTOLD: u32 = 10684;

/// A connection whose beginning was not recorded.
pub(super) fn resumed(stream: &Stream) -> Resumed {
    Resumed {
        version: stream.dialect.version,
        app_id: stream.app_id.unwrap_or(UNTOLD),
        encrypted: stream.keys.client.is_some() || stream.keys.server.is_some(),
    }
}

/// The client's modulus. Where it is not known any will do: the key under it is compared, not how it is sealed.
pub(super) fn modulus(stream: &Stream) -> Option<PublicKey> {
    stream.keys.modulus.clone().or_else(|| Some(crate::console::key_pair()?.public().clone()))
}

/// A session that is there before the recording begins.
fn online_already(account_id: i32) -> Mail {
    Mail::Admit(Box::new(Admission {
        ticket: Ticket([0xff; 16]),
        account_id,
        name: String::new(),
        app_id: 0,
        version: Version::V108,
        session_key: Secret::new(SessionKeyText::new("online")),
        access_key: Secret::new(AccessKey::new("online")),
        machine_id: None,
        location: 0,
        keep_alive: core::time::Duration::from_secs(86_400),
    }))
}

/// Whether a community server was recorded: Sony's had another build (GEN-5).
pub(super) fn is_community(stream: &Stream) -> bool {
    let build = policy(stream).build;
    let accepted = stream.messages.iter().any(|m| m.dir == Dir::ToClient && m.id == rt::ServerConnectAcceptTcp::ID);
    accepted && !stream.dialect.version.has_hello() && build == COMMUNITY_BUILD
}

/// The build that community servers tell.
const COMMUNITY_BUILD: u8 = 0x10;

/// How the recorded server greets and encrypts.
pub(super) fn policy(stream: &Stream) -> LinkPolicy {
    let sent = |id: u8| stream.messages.iter().find(move |m| m.dir == Dir::ToClient && m.id == id);
    let exchanged = stream.messages.iter().any(|m| m.id == rt::ClientCryptkeyPublic::ID);
    let game_key = match (sent(rt::ServerCryptkeyGame::ID).is_some(), exchanged) {
        (true, false) => GameKey::Always,
        (false, true) => GameKey::Never,
        _ => GameKey::AfterExchange,
    };
    let ready = stream.messages.iter().position(|m| m.id == rt::ClientConnectReadyTcp::ID);
    let complete = stream.messages.iter().position(|m| m.id == rt::ServerConnectComplete::ID);
    let at_once = complete.is_some_and(|complete| ready.is_none_or(|ready| complete < ready));
    let app = stream.messages.iter().filter(|m| m.id == rt::ServerApp::ID).find_map(|m| m.context);
    let accept = sent(rt::ServerConnectAcceptTcp::ID)
        .and_then(|m| rt::ServerConnectAcceptTcp::decode(m.plain.as_deref()?, stream.dialect).ok()?.build);
    LinkPolicy {
        encrypt: stream.messages.iter().any(|m| m.dir == Dir::ToClient && m.context.is_some()),
        game_key,
        connect_require: sent(rt::ServerConnectRequire::ID).is_some(),
        complete: if at_once { Complete::AtOnce } else { Complete::WhenReady },
        server_echo: sent(rt::ServerEcho::ID).is_some(),
        app_context: match app {
            Some(1) => AppContext::Server,
            Some(3) => AppContext::Client,
            _ => AppContext::ByFamily,
        },
        build: accept.unwrap_or(LinkPolicy::default().build),
    }
}

/// Collects rows from answers, each with the request that it belongs to.
struct Rows<'s> {
    app_id: u32,
    stream: &'s Stream,
    /// The latest request of each kind.
    requests: BTreeMap<(u8, u8), Message>,
}

impl Rows<'_> {
    fn decode<M: clank_core::wire::Message>(&self, body: &[u8]) -> Option<M> {
        M::decode(body, self.stream.dialect).ok()
    }

    fn request<M: clank_core::wire::Message>(&self) -> Option<M> {
        let (.., body) = self.requests.get(&(M::CLASS, M::ID))?.medius()?;
        self.decode(body)
    }

    fn collect(&mut self, fixture: &mut Draft, title: &mut Title) {
        let (mut policy, mut svo_url) = (Vec::new(), String::new());
        for message in &merged(&self.stream.messages) {
            let Some((class, id, body)) = message.medius() else {
                continue;
            };
            if message.dir == Dir::ToServer {
                self.requests.insert((class, id), message.clone());
                continue;
            }
            match (class, id) {
                (4, lobby_ext::UniverseVariableSvoURLResponse::ID) => {
                    if let Some(answer) = self.decode::<lobby_ext::UniverseVariableSvoURLResponse>(body) {
                        svo_url = Text::<128>::new(answer.url).to_text();
                    }
                }
                (4, lobby_ext::UniverseVariableInformationResponse::ID) => {
                    type Told = lobby_ext::UniverseVariableInformationResponse;
                    let answer = Told::decode_form(body, self.stream.dialect).ok();
                    if let Some((answer, form)) = answer.filter(|(answer, _)| answer.status_code == Status::SUCCESS) {
                        // Some community servers end it with padding.
                        title.layout = title.layout.and(form.flags);
                        fixture.config.universes.push(universe(self.app_id, &answer, std::mem::take(&mut svo_url)));
                    }
                }
                (1, lobby::UniverseNewsResponse::ID) => {
                    if let Some(answer) = self.decode::<lobby::UniverseNewsResponse>(body) {
                        fixture.config.news = answer.news.to_text();
                    }
                }
                (1, lobby::SessionBeginResponse::ID) => {
                    if let Some(answer) = self.decode::<lobby::SessionBeginResponse>(body) {
                        session(fixture, Some(answer.session_key), None);
                    }
                }
                (1, lobby::AccountRegistrationResponse::ID) => {
                    if let Some(answer) = self.decode::<lobby::AccountRegistrationResponse>(body) {
                        self.registration(fixture, &answer);
                    }
                }
                (1, lobby::AccountLoginResponse::ID) => {
                    if let Some(answer) = self.decode::<lobby::AccountLoginResponse>(body) {
                        self.login(fixture, title, &answer);
                    }
                }
                (3, report::ServerSessionBeginResponse::ID) => {
                    if let Some(answer) = self.decode::<report::ServerSessionBeginResponse>(body) {
                        session(fixture, Some(answer.connect_info.session_key), Some(answer.connect_info.access_key));
                        places(fixture, &answer.connect_info);
                    }
                }
                (3, report::ServerAuthenticationResponse::ID) => {
                    if let Some(answer) = self.decode::<report::ServerAuthenticationResponse>(body) {
                        title.server_key = answer.connect_info.server_key.0 != [0; 64];
                        fixture.config.mps = external(&answer.connect_info);
                    }
                }
                (1, lobby::GetPolicyResponse::ID) => {
                    if let Some(answer) = self.decode::<lobby::GetPolicyResponse>(body) {
                        policy.extend_from_slice(answer.policy.text());
                        if answer.end_of_text != 0 {
                            let kind = self.request::<lobby::GetPolicyRequest>().map_or(0, |asked| asked.policy.0);
                            let body = String::from_utf8_lossy(&std::mem::take(&mut policy)).into_owned();
                            let policy = Policy { title: String::new(), body };
                            fixture.store.policies.push(PolicyRow { app_id: Some(self.app_id), kind, policy });
                        }
                    }
                }
                (1, lobby::GetAnnouncementsResponse::ID) => {
                    let answer = self.decode::<lobby::GetAnnouncementsResponse>(body);
                    if let Some(answer) = answer.filter(|answer| answer.status_code == Status::SUCCESS) {
                        let text = answer
                            .announcement
                            .map(|text| text.to_text())
                            .or(answer.announcement2.map(|text| text.to_text()));
                        let announcement = Announcement {
                            id: answer.announcement_id,
                            title: String::new(),
                            body: text.unwrap_or_default(),
                        };
                        let row = AnnouncementRow { app_id: Some(self.app_id), announcement, from: 0, to: None };
                        fixture.store.announcements.push(row);
                    }
                }
                (1, lobby::GetLocationsResponse::ID) => {
                    let answer = self.decode::<lobby::GetLocationsResponse>(body);
                    if let Some(answer) = answer.filter(|answer| answer.status_code == Status::SUCCESS) {
                        let location = Location { id: answer.location_id, name: answer.location_name.to_text() };
                        fixture.store.locations.push(LocationRow { app_id: self.app_id, location });
                    }
                }
                (1, lobby::AccountGetIDResponse::ID) => {
                    let answer = self.decode::<lobby::AccountGetIDResponse>(body);
                    let known = answer.filter(|answer| answer.status_code == Status::SUCCESS);
                    if let Some((answer, asked)) = known.zip(self.request::<lobby::AccountGetIDRequest>())
                        && !fixture.store.accounts.contains_key(&answer.account_id)
                    {
                        let (name, password) = (asked.account_name.to_text(), Secret::new(String::new()));
                        fixture.store.put_account(account(answer.account_id, self.app_id, name, password));
                    }
                }
                (1, lobby::VersionServerResponse::ID) => {
                    if let Some(answer) = self.decode::<lobby::VersionServerResponse>(body) {
                        title.mas_version = answer.version_server.to_text();
                        title.muis_version = title.mas_version.clone();
                    }
                }
                _ => {}
            }
        }
    }

    /// An account that was registered did not exist; one whose name was taken did.
    fn registration(&self, fixture: &mut Draft, answer: &lobby::AccountRegistrationResponse) {
        let Some(asked) = self.request::<lobby::AccountRegistrationRequest>() else {
            return;
        };
        let name = asked.account_name.to_text();
        match answer.status_code {
            Status::SUCCESS => fixture.store.next_account(answer.account_id),
            Status::ACCOUNT_ALREADY_EXISTS => {
                fixture.store.put_account(account(1, self.app_id, name, Secret::new("taken".to_owned())));
            }
            Status::FAIL => forbid(fixture, name),
            _ => {}
        }
    }

    fn login(&self, fixture: &mut Draft, title: &mut Title, answer: &lobby::AccountLoginResponse) {
        let Some(asked) = self.request::<lobby::AccountLoginRequest>() else {
            return;
        };
        // The session of a connection whose beginning was not recorded.
        if fixture.preset.session.is_none() {
            session(fixture, Some(asked.session_key), None);
        }
        let (name, password) = (asked.username.to_text(), Secret::new(asked.password.to_text()));
        let registered = self
            .request::<lobby::AccountRegistrationRequest>()
            .is_some_and(|asked| asked.account_name.to_text() == name);
        match answer.status_code {
            Status::SUCCESS => {
                if !registered {
                    fixture.store.put_account(account(answer.account_id, self.app_id, name, password));
                }
                session(fixture, None, Some(answer.connect_info.access_key));
                title.server_key = answer.connect_info.server_key.0 != [0; 64];
                fixture.config.mls = external(&answer.connect_info).or(fixture.config.mls);
                places(fixture, &answer.connect_info);
            }
            Status::INVALID_PASSWORD => {
                fixture.store.put_account(account(1, self.app_id, name, Secret::new("another".to_owned())));
            }
            Status::ACCOUNT_LOGGED_IN => {
                fixture.store.put_account(account(1, self.app_id, name, password));
                fixture.online.push(1);
            }
            Status::FAIL => forbid(fixture, name),
            Status::ACCOUNT_BANNED => {
                fixture.store.put_account(account(1, self.app_id, name, password));
                fixture.store.put_ban(BanKind::Account, 1);
            }
            _ => {}
        }
    }
}

/// A name that the recorded server did not let pass.
fn forbid(fixture: &mut Draft, name: String) {
    if !name.is_empty() {
        fixture.forbidden.push(name);
    }
}

/// A universe as it was told; what was not asked for stays at the default.
fn universe(app_id: u32, told: &lobby_ext::UniverseVariableInformationResponse, svo_url: String) -> Universe {
    let plain = Universe::default();
    Universe {
        app_id,
        id: told.universe_id.unwrap_or(plain.id),
        name: told.universe_name.map(|text| text.to_text()).unwrap_or_default(),
        description: told.universe_description.map(|text| text.to_text()).unwrap_or_default(),
        host: told.dns.map(|text| text.to_text()).unwrap_or_default(),
        port: told.port.and_then(|port| u16::try_from(port).ok()).unwrap_or_default(),
        extended_info: told.extended_info.map(|text| text.to_text()).unwrap_or_default(),
        svo_url,
        status: told.status.unwrap_or(plain.status),
        user_count: told.user_count.unwrap_or(plain.user_count),
        max_users: told.max_users.unwrap_or(plain.max_users),
        billing: told.universe_billing.map(|text| text.to_text()).unwrap_or_default(),
        billing_system_name: told.billing_system_name.map(|text| text.to_text()).unwrap_or_default(),
        ..plain
    }
}

fn account(id: i32, app_id: u32, name: String, password: Secret<String>) -> AccountRow {
    let group = Title::of(app_id).group;
    let stats = vec![0; clank_core::store::ACCOUNT_STATS_SIZE];
    AccountRow { id, group, name, password, stats, last_sign_in: None, machine_id: None, reset_password: false }
}

fn session(fixture: &mut Draft, key: Option<SessionKeyText>, access_key: Option<AccessKey>) {
    let session = fixture.preset.session.get_or_insert_with(SessionPreset::default);
    if let Some(key) = key {
        session.session_key = Secret::new(key.clean());
    }
    if let Some(key) = access_key {
        session.access_key = Secret::new(key.clean());
    }
}

fn at(info: &NetConnectionInfo, kind: NetAddressType) -> Option<SocketAddrV4> {
    let found = info.address_list.address_list.iter().find(|address| address.address_type == kind)?;
    Some(SocketAddrV4::new(found.address.to_text().parse().ok()?, u16::try_from(found.port).ok()?))
}

fn external(info: &NetConnectionInfo) -> Option<SocketAddrV4> {
    at(info, NetAddressType::EXTERNAL)
}

/// Where the NAT service is.
fn places(fixture: &mut Draft, info: &NetConnectionInfo) {
    fixture.config.nat = at(info, NetAddressType::NAT_SERVICE).or(fixture.config.nat);
}
