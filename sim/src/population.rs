//! Many players of a virtual server at once: what each sends by the traffic model, who hears it, and after how long.

use core::time::Duration;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

use clank_core::time::Instant;
use clank_core::wire::{GameHostType, NetAddressList};

use crate::client::{
    ClientError, ClientProfile, Connector as _, Console, ConsoleError, Delivery, InGame, Lan, LobbyPlayer, Phase,
    Pipe as _, Socket as _, TrafficMessage, TrafficModel, VirtualDatagrams, VirtualStream, Way, WorldPlace,
};
use crate::world::World;

/// How finely time passes.
const STEP: Duration = Duration::from_millis(1);

/// A player in a game world.
pub struct Member {
    /// His lobby connection.
    pub lobby: LobbyPlayer<Lan>,
    /// His connection to the game server.
    pub console: Console<VirtualStream>,
    /// His datagrams.
    pub socket: VirtualDatagrams,
    /// His place.
    pub place: WorldPlace,
    /// Whether he is still there: who vanished neither sends nor hears.
    pub there: bool,
    traffic: TrafficModel,
}

/// What all players sent and heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PopulationReport {
    /// Deliveries that what was sent should bring, by TCP and by UDP.
    pub expected: [u64; 2],
    /// Deliveries.
    pub delivered: [u64; 2],
    /// Microseconds from sending to hearing, sorted.
    pub latencies: Vec<u64>,
    /// Players who were told that others left, and how many.
    pub left: u64,
}

impl PopulationReport {
    /// What a share of the latencies stays below.
    #[must_use]
    #[allow(clippy::cast_precision_loss, clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "a share")]
    pub fn latency(&self, share: f64) -> u64 {
        let last = self.latencies.len().saturating_sub(1);
        self.latencies.get((last as f64 * share) as usize).copied().unwrap_or_default()
    }
}

/// A message on its way: when it was sent.
type Sent = BTreeMap<(usize, u32), Instant>;

/// All players.
pub struct Population {
    world: Rc<RefCell<World>>,
    lan: Lan,
    /// Game by game, by client index.
    pub games: Vec<Vec<Member>>,
    sent: Sent,
    number: u32,
}

impl Population {
    /// Fills so many games with so many players each.
    ///
    /// # Errors
    /// [`ClientError`] where the server does not let somebody in.
    pub fn enter(
        world: &Rc<RefCell<World>>,
        profile: ClientProfile,
        games: usize,
        players: usize,
    ) -> Result<Self, ClientError> {
        let mut population =
            Self { world: world.clone(), lan: Lan::new(world.clone()), games: vec![], sent: Sent::new(), number: 0 };
        for game in 0..games {
            let mut members: Vec<Member> = Vec::new();
            let mut id = None;
            for number in 0..players {
                let name = format!("player {game}.{number}");
                let mut lobby = LobbyPlayer::arrive(&mut population.lan, profile, &name)?;
                let id = match id {
                    Some(id) => id,
                    None => {
                        let made = lobby.create_game(&name, GameHostType::CLIENT_SERVER_AUX_UDP)?;
                        *id.insert(made.map_err(|status| refused("create game", status))?)
                    }
                };
                let seed = (game * 1000 + number) as u64;
                members.push(population.join(profile, lobby, id, seed)?);
            }
            population.games.push(members);
        }
        Ok(population)
    }

    fn join(
        &mut self,
        profile: ClientProfile,
        mut lobby: LobbyPlayer<Lan>,
        game: i32,
        seed: u64,
    ) -> Result<Member, ClientError> {
        let told = lobby.join_game(game, NetAddressList::default())?;
        let info = told.map_err(|status| refused("join game", status))?;
        let socket = self.lan.socket();
        let (console, socket, place) = InGame::enter(&mut self.lan, profile, socket, &info)?.into_parts();
        Ok(Member {
            lobby,
            console,
            socket,
            place,
            there: true,
            traffic: TrafficModel::new(seed, Phase::Match, profile.handshake),
        })
    }

    /// Lets them play for a while; then what is under way arrives. `meanwhile` is called at every step.
    ///
    /// # Errors
    /// [`ConsoleError`] where what comes cannot be read.
    pub fn play(
        &mut self,
        time: Duration,
        mut meanwhile: impl FnMut(&mut World),
    ) -> Result<PopulationReport, ConsoleError> {
        let mut heard = PopulationReport::default();
        let begun = self.world.borrow().now();
        let mut due: BinaryHeap<Reverse<(TrafficMessage, usize, usize)>> = BinaryHeap::new();
        for (game, members) in self.games.iter_mut().enumerate() {
            for (index, member) in members.iter_mut().enumerate() {
                due.extend(member.traffic.next().map(|message| Reverse((message, game, index))));
            }
        }
        let first = due.peek().map(|Reverse((message, ..))| message.at).unwrap_or_default();
        // What is gathered, and what the network holds back, still comes.
        while self.world.borrow().now() < begun + time + Duration::from_secs(1) {
            let now = self.world.borrow().now();
            while let Some(Reverse((message, game, index))) = due.pop() {
                if begun + message.at.saturating_sub(first) > now {
                    due.push(Reverse((message, game, index)));
                    break;
                }
                if now < begun + time {
                    self.say(game, index, message, &mut heard);
                }
                let next = self.games.get_mut(game).and_then(|all| all.get_mut(index)).and_then(|m| m.traffic.next());
                due.extend(next.map(|message| Reverse((message, game, index))));
            }
            meanwhile(&mut self.world.borrow_mut());
            self.world.borrow_mut().run_for(STEP);
            self.hear(&mut heard)?;
        }
        heard.latencies.sort_unstable();
        Ok(heard)
    }

    fn say(&mut self, game: usize, index: usize, message: TrafficMessage, heard: &mut PopulationReport) {
        let Some(members) = self.games.get_mut(game) else { return };
        let there = members.iter().filter(|member| member.there).count() as u64;
        let Some(member) = members.get_mut(index).filter(|member| member.there) else { return };
        if !message.kind.is_broadcast() {
            return member.console.sign_of_life();
        }
        self.number += 1;
        let mut data = message.kind.name().to_vec();
        data.extend(self.number.to_le_bytes());
        data.resize(usize::from(message.size).max(6), 0);
        let frame = member.console.data(None, &data);
        let way = message.kind.way();
        match (way, member.place.udp) {
            (Way::Udp, Some(server)) => member.socket.send(server, &frame),
            _ => member.console.pipe().send(&frame),
        }
        heard.expected[way as usize] += there - 1;
        self.sent.insert((game, self.number), self.world.borrow().now());
    }

    fn hear(&mut self, heard: &mut PopulationReport) -> Result<(), ConsoleError> {
        let now = self.world.borrow().now();
        for (game, members) in self.games.iter_mut().enumerate() {
            for member in members.iter_mut().filter(|member| member.there) {
                let bytes = member.console.pipe().try_receive();
                let mut deliveries: Vec<(Way, Delivery)> =
                    member.console.take(bytes)?.into_iter().map(|delivery| (Way::Tcp, delivery)).collect();
                while let Some(bytes) = member.socket.try_receive() {
                    let caught = member.console.catch(bytes)?;
                    deliveries.extend(caught.into_iter().map(|delivery| (Way::Udp, delivery)));
                }
                for (way, delivery) in deliveries {
                    match delivery {
                        Delivery::Data(_, data) => {
                            let number = data.get(2..6).and_then(|number| number.try_into().ok());
                            let number = number.map(u32::from_le_bytes).unwrap_or_default();
                            if let Some(sent) = self.sent.get(&(game, number)) {
                                heard.delivered[way as usize] += 1;
                                let after = now.since(*sent).as_micros();
                                heard.latencies.push(u64::try_from(after).unwrap_or(u64::MAX));
                            }
                        }
                        Delivery::Left(_) => heard.left += 1,
                        Delivery::Joined(_) => {}
                    }
                }
            }
        }
        Ok(())
    }
}

fn refused(step: &'static str, status: impl core::fmt::Debug) -> ClientError {
    ClientError::Other { step, what: format!("{status:?}") }
}
