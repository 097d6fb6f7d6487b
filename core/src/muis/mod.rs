//! MUIS: tells a title where its MAS is (lobby.md 3). No session, no login, no store.

mod answer;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::connections::{self, Connection, Connections, Handler, HandlerResult, dispatch, unknown};
use crate::entropy::Entropy;
use crate::ids::{AccountId, AppId};
use crate::link::{Packets, Shared, Welcome};
use crate::lobby::notices;
use crate::lobby::notices::welcome;
use crate::machine::{Input, Machine, Outbox, ScriptHost, SnapshotError, mark, read_snapshot, write_snapshot};
use crate::script::Script;
use crate::settings::Universe;
use crate::time::Instant;
use crate::titles::Title;
use crate::wire::{
    CallbackStatus as Status, MessageId, MessageKey, Text, UniverseVariableInformationInfoFilter as InfoFilter, lobby,
    lobby_ext, rt,
};
use answer::UniverseAnswer;

type Context<'a> = connections::Context<'a, ()>;

/// The MAS's port where this process has none (GEN-1).
const MAS_PORT: u16 = 10075;

/// The universe information server.
#[derive(Debug, Serialize, Deserialize)]
pub struct Muis {
    conns: Connections<()>,
    information: Information,
}

/// What consoles ask the MUIS for; it keeps nothing of a connection.
#[derive(Debug, Serialize, Deserialize)]
struct Information {
    config: Config,
    script: ScriptHost,
}

impl Muis {
    /// Makes a server that tells what the configuration says.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32]) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        let information = Information { config: config.clone(), script: ScriptHost::default() };
        Self { conns: Connections::new(shared, entropy), information }
    }

    /// Has a script asked.
    #[must_use]
    pub fn with_script(mut self, script: Box<dyn Script>) -> Self {
        self.information.script = ScriptHost::new(script);
        self
    }
}

impl Information {
    /// The row of a title: any is let in here (MUIS-1).
    fn title(&self, app_id: AppId) -> Title {
        self.config.titles.row(app_id)
    }

    /// The universes of a title: its own, else those for all; without any configured, this server.
    fn universes(&self, conn: &Connection<()>) -> Vec<Universe> {
        let app_id = conn.app_id();
        let rows = &self.config.universes;
        let of = |app_id: AppId| rows.iter().filter(|row| row.app_id == app_id).cloned().collect::<Vec<_>>();
        let found = match (rows.is_empty(), of(app_id)) {
            (true, _) => vec![Universe { name: self.title(app_id).name, ..Universe::default() }],
            (false, own) if own.is_empty() => of(AppId(0)),
            (false, own) => own,
        };
        let host = self.config.host(conn.local());
        let port = self.config.mas.map_or(MAS_PORT, |at| at.port());
        let filled = found.into_iter().filter(|universe| universe.enabled).map(|mut universe| {
            if universe.host.is_empty() {
                universe.host = host.to_string();
            }
            if universe.port == 0 {
                universe.port = port;
            }
            universe
        });
        filled.collect()
    }
}

impl Handler for Information {
    type State = ();

    fn connect(&mut self, cx: &mut Context<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        mark!(cx.out, "MUIS-1");
        Some(welcome(&self.title(AppId(connect.app_id)), *cx.conn().peer().ip()))
    }

    fn request(&mut self, cx: &mut Context<'_>, key: MessageKey, body: &[u8]) -> HandlerResult {
        dispatch! { self cx key body, else unknown("MUIS-9", key);
            lobby::GetUniverseInformationRequest => information,
            lobby_ext::GetUniverseExtraInfoRequest => extra_information,
            lobby::VersionServerRequest => version_server,
            lobby_ext::GetServerTimeRequest => server_time,
            lobby_ext::ChannelListExtraInfoRequest => channel_list,
        }
    }

    fn hooks(&mut self) -> &mut ScriptHost {
        &mut self.script
    }

    fn account_id((): &()) -> Option<AccountId> {
        None
    }
}

impl Information {
    fn information(&mut self, cx: &mut Context<'_>, request: lobby::GetUniverseInformationRequest) -> HandlerResult {
        mark!(cx.out, "MUIS-2");
        let form = |universes| if universes { UniverseAnswer::StatusList } else { UniverseAnswer::Variable };
        self.tell(cx, request.message_id, request.info_type, form);
        Ok(())
    }

    fn extra_information(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::GetUniverseExtraInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MUIS-6");
        let form = |universes| if universes { UniverseAnswer::StatusListExtraInfo } else { UniverseAnswer::Variable };
        self.tell(cx, request.message_id, request.info_type, form);
        Ok(())
    }

    /// SVO URL and information of each universe in its order, then the news: all in one turn.
    fn tell(
        &self,
        cx: &mut Context<'_>,
        message_id: MessageId,
        wanted: InfoFilter,
        form: impl Fn(bool) -> UniverseAnswer,
    ) {
        let (message_id, dialect) = (message_id.clean(), cx.dialect());
        let answer = form(wanted.has(InfoFilter::INFO_UNIVERSES.0));
        let universes = self.universes(cx.conn());
        let mut packets = Packets::default();
        if wanted.0 == 0 {
            mark!(cx.out, "MUIS-5");
            answer.nothing(message_id, wanted, Status::INVALID_REQUEST_MSG, dialect, &mut packets);
        } else if universes.is_empty() {
            mark!(cx.out, "MUIS-4");
            answer.nothing(message_id, wanted, Status::NO_RESULT, dialect, &mut packets);
        } else {
            for (place, universe) in universes.iter().enumerate() {
                if wanted.has(InfoFilter::INFO_SVO_URL.0) {
                    packets.push(&answer::svo_url(message_id, &universe.svo_url, dialect), dialect);
                }
                answer.one(message_id, wanted, universe, place + 1 == universes.len(), dialect, &mut packets);
            }
            if wanted.has(InfoFilter::INFO_NEWS.0) {
                let news = lobby::UniverseNewsResponse {
                    message_id,
                    status_code: Status::SUCCESS,
                    news: Text::new(&self.config.news),
                    end_of_list: 1,
                    ..Default::default()
                };
                packets.push(&news, dialect);
            }
        }
        cx.reply_all(packets);
    }

    fn version_server(&mut self, cx: &mut Context<'_>, request: lobby::VersionServerRequest) -> HandlerResult {
        mark!(cx.out, "MUIS-7");
        cx.reply(&notices::version(&request, &self.title(cx.conn().app_id()).muis_version));
        Ok(())
    }

    fn server_time(&mut self, cx: &mut Context<'_>, request: lobby_ext::GetServerTimeRequest) -> HandlerResult {
        mark!(cx.out, "MUIS-8");
        cx.reply(&notices::time(&request, cx.conns.clock, cx.now));
        Ok(())
    }

    /// There are no channels here (MUIS-8).
    fn channel_list(&mut self, cx: &mut Context<'_>, request: lobby_ext::ChannelListExtraInfoRequest) -> HandlerResult {
        cx.reply_status::<lobby::ChannelListExtraInfoResponse>(&request.message_id, Status::NO_RESULT);
        Ok(())
    }
}

impl Machine for Muis {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        self.conns.handle(&mut self.information, now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        [self.conns.deadline(), self.information.script.deadline()].into_iter().flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(self, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        let earlier = std::mem::replace(self, read_snapshot(from)?);
        self.information.script.keep(earlier.information.script);
        Ok(())
    }
}
