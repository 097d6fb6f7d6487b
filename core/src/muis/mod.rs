//! MUIS: tells a title where its MAS is (lobby.md 3). No session, no login, no store.

mod answer;
mod universe;

use serde::{Deserialize, Serialize};

pub use universe::Universe;

use crate::config::Config;
use crate::entropy::Entropy;
use crate::front::{self, Front, Handled, Service, Visitor, dispatch};
use crate::link::{Packets, Shared, Welcome};
use crate::lobby::common;
use crate::machine::{Input, Machine, Outbox, SnapshotError, mark, read_snapshot, write_snapshot};
use crate::mas::welcome;
use crate::time::Instant;
use crate::titles::Title;
use crate::wire::{
    CallbackStatus as Status, MessageId, MessageKey, Text, UniverseVariableInformationInfoFilter as InfoFilter, lobby,
    lobby_ext, rt,
};
use answer::Answer;

/// What the MUIS keeps of a connection: nothing.
type Guest = Visitor<()>;
type Call<'a> = front::Call<'a, ()>;

/// The MAS's port where this process has none (GEN-1).
const MAS_PORT: u16 = 10075;

/// The universe information server.
#[derive(Debug)]
pub struct Muis {
    state: State,
}

#[derive(Debug, Serialize, Deserialize)]
struct State {
    config: Config,
    front: Front<()>,
}

impl Muis {
    /// A server that tells what the configuration says.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32]) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        Self { state: State { config: config.clone(), front: Front::new(shared, entropy) } }
    }

    /// The row of a title: any is let in here (MUIS-1).
    fn title(&self, app_id: u32) -> Title {
        self.state.config.titles.admit(app_id).unwrap_or_else(|| Title::of(app_id))
    }

    /// The universes of a title: its own, else those for all; without any configured, this server.
    fn universes(&self, guest: &Guest) -> Vec<Universe> {
        let app_id = guest.app_id();
        let rows = &self.state.config.universes;
        let of = |app_id: u32| rows.iter().filter(|row| row.app_id == app_id).cloned().collect::<Vec<_>>();
        let found = match (rows.is_empty(), of(app_id)) {
            (true, _) => vec![Universe { name: self.title(app_id).name, ..Universe::default() }],
            (false, own) if own.is_empty() => of(0),
            (false, own) => own,
        };
        let host = self.state.config.host(guest.local());
        let port = self.state.config.mas.map_or(MAS_PORT, |at| at.port());
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

impl Service for Muis {
    type State = ();

    fn front(&mut self) -> &mut Front<()> {
        &mut self.state.front
    }

    fn connect(&mut self, call: &mut Call<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        mark!(call.out, "MUIS-1");
        Some(welcome(&self.title(connect.app_id), *call.guest.peer().ip()))
    }

    fn request(&mut self, call: &mut Call<'_>, key: MessageKey, body: &[u8]) -> Handled {
        dispatch! { self call key body, else front::unknown("MUIS-9", key);
            lobby::GetUniverseInformationRequest => information,
            lobby_ext::GetUniverseExtraInfoRequest => extra_information,
            lobby::VersionServerRequest => version_server,
            lobby_ext::GetServerTimeRequest => server_time,
            lobby_ext::ChannelListExtraInfoRequest => channel_list,
        }
    }

    fn departed(&mut self, _: Instant, _: Guest, _: &mut Outbox) {}

    fn account_id((): &()) -> Option<i32> {
        None
    }
}

impl Muis {
    fn information(&mut self, call: &mut Call<'_>, request: lobby::GetUniverseInformationRequest) -> Handled {
        mark!(call.out, "MUIS-2");
        let form = |universes| if universes { Answer::StatusList } else { Answer::Variable };
        self.tell(call, request.message_id, request.info_type, form);
        Ok(())
    }

    fn extra_information(&mut self, call: &mut Call<'_>, request: lobby_ext::GetUniverseExtraInfoRequest) -> Handled {
        mark!(call.out, "MUIS-6");
        let form = |universes| if universes { Answer::StatusListExtraInfo } else { Answer::Variable };
        self.tell(call, request.message_id, request.info_type, form);
        Ok(())
    }

    /// SVO URL and information of each universe in its order, then the news: all in one turn.
    fn tell(&self, call: &mut Call<'_>, message_id: MessageId, wanted: InfoFilter, form: impl Fn(bool) -> Answer) {
        let (message_id, dialect) = (message_id.clean(), call.guest.dialect());
        let answer = form(wanted.has(InfoFilter::INFO_UNIVERSES.0));
        let universes = self.universes(call.guest);
        let mut packets = Packets::default();
        if wanted.0 == 0 {
            mark!(call.out, "MUIS-5");
            answer.nothing(message_id, wanted, Status::INVALID_REQUEST_MSG, dialect, &mut packets);
        } else if universes.is_empty() {
            mark!(call.out, "MUIS-4");
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
                    news: Text::new(&self.state.config.news),
                    end_of_list: 1,
                    ..Default::default()
                };
                packets.push(&news, dialect);
            }
        }
        call.reply_all(packets);
    }

    fn version_server(&mut self, call: &mut Call<'_>, request: lobby::VersionServerRequest) -> Handled {
        mark!(call.out, "MUIS-7");
        call.reply(&common::version(&request, &self.title(call.guest.app_id()).muis_version));
        Ok(())
    }

    fn server_time(&mut self, call: &mut Call<'_>, request: lobby_ext::GetServerTimeRequest) -> Handled {
        mark!(call.out, "MUIS-8");
        call.reply(&common::time(&request, self.state.front.clock, call.now));
        Ok(())
    }

    /// There are no channels here (MUIS-8).
    fn channel_list(&mut self, call: &mut Call<'_>, request: lobby_ext::ChannelListExtraInfoRequest) -> Handled {
        mark!(call.out, "GEN-31");
        call.ended::<lobby::ChannelListExtraInfoResponse>(&request.message_id, Status::NO_RESULT);
        Ok(())
    }
}

impl Machine for Muis {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        front::serve(self, now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        self.state.front.deadline()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(&self.state, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        self.state = read_snapshot(from)?;
        Ok(())
    }
}
