//! What a recorded MUIS or MAS knew and how it behaved, from its answers: store rows, keys and settings,
//! never answers.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use clank_core::config::Config;
use clank_core::link::{LinkPreset, SessionPreset};
use clank_core::mail::Component;
use clank_core::muis::Universe;
use clank_core::secret::Secret;
use clank_core::store::{
    AccountRow, Announcement, AnnouncementRow, BanKind, Location, LocationRow, Memory, Policy, PolicyRow,
};
use clank_core::titles::Title;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AccessKey, CallbackStatus as Status, Layout as _, Message as _, NetAddressType, NetConnectionInfo, SessionKeyText,
    Text, lobby, lobby_ext, report,
};

use super::exchange::merged;
use super::link::{UNTOLD, modulus, policy, resumed};
use crate::capture::{Dir, Flow};
use crate::dissect::{FrameStream, Message};

/// What the answers of a stream tell.
pub(crate) struct AccountFacts {
    pub(crate) config: Config,
    pub(crate) store: Memory,
    pub(crate) preset: LinkPreset,
    /// Names that the recorded server did not let pass.
    pub(crate) forbidden: Vec<String>,
    /// Accounts that are online already (ST-27).
    pub(crate) online: Vec<i32>,
}

/// Reads a stream of a MUIS or a MAS.
pub(crate) fn account_facts(component: Component, stream: &FrameStream, flow: &Flow) -> Result<AccountFacts, String> {
    let from_client = |id: u8| stream.messages.iter().find(move |m| m.dir == Dir::ToServer && m.id == id);
    let connect = from_client(rt::ClientConnectTcp::ID).map(|connect| connect.plain.as_deref());
    let app_id = match connect {
        None => stream.app_id.unwrap_or(UNTOLD),
        Some(None) => return Err("RT_MSG_CLIENT_CONNECT_TCP cannot be read".into()),
        Some(Some(plain)) => {
            rt::ClientConnectTcp::decode(plain, stream.dialect).map_err(|error| error.to_string())?.app_id
        }
    };
    let mut facts = AccountFacts {
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
    };
    facts.config.accounts.create_on_login = false;
    let address = if component == Component::Muis { &mut facts.config.muis } else { &mut facts.config.mas };
    *address = Some(flow.server);
    let (requests, policy_text, svo_url) = (BTreeMap::new(), Vec::new(), String::new());
    let mut reader = AnswerReader { app_id, stream, requests, policy_text, svo_url, title: Title::of(app_id), facts };
    reader.collect();
    let AnswerReader { mut facts, title, .. } = reader;
    facts.config.titles.rows.push(title.into());
    facts.store.groups = facts.config.titles.groups();
    Ok(facts)
}

/// Collects facts from answers, each with the request that it belongs to.
struct AnswerReader<'s> {
    app_id: u32,
    stream: &'s FrameStream,
    /// The latest request of each kind.
    requests: BTreeMap<(u8, u8), Message>,
    /// The text of a policy as far as it has come.
    policy_text: Vec<u8>,
    /// Told ahead of the universe that it belongs to.
    svo_url: String,
    title: Title,
    facts: AccountFacts,
}

impl AnswerReader<'_> {
    fn decode<M: clank_core::wire::Message>(&self, body: &[u8]) -> Option<M> {
        M::decode(body, self.stream.dialect).ok()
    }

    fn request<M: clank_core::wire::Message>(&self) -> Option<M> {
        let (.., body) = self.requests.get(&(M::CLASS, M::ID))?.medius()?;
        self.decode(body)
    }

    fn collect(&mut self) {
        for message in &merged(&self.stream.messages) {
            let Some((class, id, body)) = message.medius() else {
                continue;
            };
            if message.dir == Dir::ToServer {
                self.requests.insert((class, id), message.clone());
            } else {
                // A body that cannot be read tells nothing.
                let _ = self.answer(class, id, body);
            }
        }
    }

    fn answer(&mut self, class: u8, id: u8, body: &[u8]) -> Option<()> {
        match (class, id) {
            (4, lobby_ext::UniverseVariableSvoURLResponse::ID) => {
                let answer = self.decode::<lobby_ext::UniverseVariableSvoURLResponse>(body)?;
                self.svo_url = Text::<128>::new(answer.url).to_text();
            }
            (4, lobby_ext::UniverseVariableInformationResponse::ID) => self.universe(body)?,
            (1, lobby::UniverseNewsResponse::ID) => {
                self.facts.config.news = self.decode::<lobby::UniverseNewsResponse>(body)?.news.to_text();
            }
            (1, lobby::SessionBeginResponse::ID) => {
                let answer = self.decode::<lobby::SessionBeginResponse>(body)?;
                self.session(Some(answer.session_key), None);
            }
            (1, lobby::AccountRegistrationResponse::ID) => self.registration(&self.decode(body)?),
            (1, lobby::AccountLoginResponse::ID) => self.login(&self.decode(body)?),
            (3, report::ServerSessionBeginResponse::ID) => {
                let info = self.decode::<report::ServerSessionBeginResponse>(body)?.connect_info;
                self.session(Some(info.session_key), Some(info.access_key));
                self.nat_service(&info);
            }
            (3, report::ServerAuthenticationResponse::ID) => {
                let info = self.decode::<report::ServerAuthenticationResponse>(body)?.connect_info;
                self.title.server_key = info.server_key.0 != [0; 64];
                self.facts.config.mps = external(&info);
            }
            (1, lobby::GetPolicyResponse::ID) => self.policy(&self.decode(body)?),
            (1, lobby::GetAnnouncementsResponse::ID) => self.announcement(&self.decode(body)?),
            (1, lobby::GetLocationsResponse::ID) => {
                let answer: lobby::GetLocationsResponse = self.decode(body)?;
                if answer.status_code == Status::SUCCESS {
                    let location = Location { id: answer.location_id, name: answer.location_name.to_text() };
                    self.facts.store.locations.push(LocationRow { app_id: self.app_id, location });
                }
            }
            (1, lobby::AccountGetIDResponse::ID) => self.account_id(&self.decode(body)?)?,
            (1, lobby::VersionServerResponse::ID) => {
                let answer = self.decode::<lobby::VersionServerResponse>(body)?;
                self.title.mas_version = answer.version_server.to_text();
                self.title.muis_version = self.title.mas_version.clone();
            }
            _ => {}
        }
        Some(())
    }

    fn universe(&mut self, body: &[u8]) -> Option<()> {
        let (answer, form) =
            lobby_ext::UniverseVariableInformationResponse::decode_form(body, self.stream.dialect).ok()?;
        if answer.status_code == Status::SUCCESS {
            // Some community servers end it with padding.
            self.title.layout = self.title.layout.and(form.flags);
            let universe = universe(self.app_id, &answer, std::mem::take(&mut self.svo_url));
            self.facts.config.universes.push(universe);
        }
        Some(())
    }

    fn policy(&mut self, answer: &lobby::GetPolicyResponse) {
        self.policy_text.extend_from_slice(answer.policy.text());
        if answer.end_of_text != 0 {
            let kind = self.request::<lobby::GetPolicyRequest>().map_or(0, |asked| asked.policy.0);
            let body = String::from_utf8_lossy(&std::mem::take(&mut self.policy_text)).into_owned();
            let policy = Policy { title: String::new(), body };
            self.facts.store.policies.push(PolicyRow { app_id: Some(self.app_id), kind, policy });
        }
    }

    fn announcement(&mut self, answer: &lobby::GetAnnouncementsResponse) {
        if answer.status_code == Status::SUCCESS {
            let text = answer.announcement.map(|text| text.to_text());
            let body = text.or(answer.announcement2.map(|text| text.to_text())).unwrap_or_default();
            let announcement = Announcement { id: answer.announcement_id, title: String::new(), body };
            let row = AnnouncementRow { app_id: Some(self.app_id), announcement, from: 0, to: None };
            self.facts.store.announcements.push(row);
        }
    }

    fn account_id(&mut self, answer: &lobby::AccountGetIDResponse) -> Option<()> {
        let asked = self.request::<lobby::AccountGetIDRequest>()?;
        let store = &mut self.facts.store;
        if answer.status_code == Status::SUCCESS && !store.accounts.contains_key(&answer.account_id) {
            let (name, password) = (asked.account_name.to_text(), Secret::new(String::new()));
            store.put_account(account(answer.account_id, self.app_id, name, password));
        }
        Some(())
    }

    /// An account that was registered did not exist; one whose name was taken did.
    fn registration(&mut self, answer: &lobby::AccountRegistrationResponse) {
        let Some(asked) = self.request::<lobby::AccountRegistrationRequest>() else {
            return;
        };
        let name = asked.account_name.to_text();
        match answer.status_code {
            Status::SUCCESS => self.facts.store.next_account(answer.account_id),
            Status::ACCOUNT_ALREADY_EXISTS => {
                self.facts.store.put_account(account(1, self.app_id, name, Secret::new("taken".to_owned())));
            }
            Status::FAIL => self.forbid(name),
            _ => {}
        }
    }

    fn login(&mut self, answer: &lobby::AccountLoginResponse) {
        let Some(asked) = self.request::<lobby::AccountLoginRequest>() else {
            return;
        };
        // The session of a connection whose beginning was not recorded.
        if self.facts.preset.session.is_none() {
            self.session(Some(asked.session_key), None);
        }
        let (name, password) = (asked.username.to_text(), Secret::new(asked.password.to_text()));
        let registered = self
            .request::<lobby::AccountRegistrationRequest>()
            .is_some_and(|asked| asked.account_name.to_text() == name);
        match answer.status_code {
            Status::SUCCESS => {
                if !registered {
                    self.facts.store.put_account(account(answer.account_id, self.app_id, name, password));
                }
                self.session(None, Some(answer.connect_info.access_key));
                self.title.server_key = answer.connect_info.server_key.0 != [0; 64];
                self.facts.config.mls = external(&answer.connect_info).or(self.facts.config.mls);
                self.nat_service(&answer.connect_info);
            }
            Status::INVALID_PASSWORD => {
                self.facts.store.put_account(account(1, self.app_id, name, Secret::new("another".to_owned())));
            }
            Status::ACCOUNT_LOGGED_IN => {
                self.facts.store.put_account(account(1, self.app_id, name, password));
                self.facts.online.push(1);
            }
            Status::FAIL => self.forbid(name),
            Status::ACCOUNT_BANNED => {
                self.facts.store.put_account(account(1, self.app_id, name, password));
                self.facts.store.put_ban(BanKind::Account, 1);
            }
            _ => {}
        }
    }

    /// A name that the recorded server did not let pass.
    fn forbid(&mut self, name: String) {
        if !name.is_empty() {
            self.facts.forbidden.push(name);
        }
    }

    fn session(&mut self, key: Option<SessionKeyText>, access_key: Option<AccessKey>) {
        let session = self.facts.preset.session.get_or_insert_with(SessionPreset::default);
        if let Some(key) = key {
            session.session_key = Secret::new(key.clean());
        }
        if let Some(key) = access_key {
            session.access_key = Secret::new(key.clean());
        }
    }

    /// Where the NAT service is.
    fn nat_service(&mut self, info: &NetConnectionInfo) {
        let config = &mut self.facts.config;
        config.nat = address_of(info, NetAddressType::NAT_SERVICE).or(config.nat);
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

fn address_of(info: &NetConnectionInfo, kind: NetAddressType) -> Option<SocketAddrV4> {
    let found = info.address_list.address_list.iter().find(|address| address.address_type == kind)?;
    Some(SocketAddrV4::new(found.address.to_text().parse().ok()?, u16::try_from(found.port).ok()?))
}

fn external(info: &NetConnectionInfo) -> Option<SocketAddrV4> {
    address_of(info, NetAddressType::EXTERNAL)
}
