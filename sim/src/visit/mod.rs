//! What players do with a server, request by request (lobby.md §7): the same conversation in the simulator and over
//! real sockets.

mod game;
mod host;
mod lobby;

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::ids::Component;
use clank_core::titles::Hosting;
use clank_core::wire::{
    AddressText, CallbackStatus as Status, GameHostType, MessageId, NetAddress, NetAddressList, NetAddressType,
    NetConnectionInfo, UniverseVariableInformationInfoFilter as InfoFilter, WorldStatus, lobby as messages, lobby_ext,
};

use crate::console::{Console, ConsoleError, Delivery, Disc, Entry, Pipe, Socket};

pub use game::InGame;
pub use host::Host;
pub use lobby::Player;

/// How consoles reach a server.
pub trait Dial {
    /// A stream.
    type Pipe: Pipe;
    /// Datagrams.
    type Socket: Socket;

    /// Where a component listens that discs know: MUIS and MAS.
    fn known(&self, component: Component) -> SocketAddrV4;

    /// Connects.
    fn dial(&mut self, to: SocketAddrV4) -> Self::Pipe;

    /// Ends a stream.
    fn hang_up(&mut self, pipe: &mut Self::Pipe);

    /// A socket for datagrams.
    fn socket(&mut self) -> Self::Socket;

    /// Lets time pass.
    fn wait(&mut self, time: Duration);
}

/// A flow that went otherwise than lobby.md §7 says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VisitError {
    /// The conversation broke off.
    #[error("{0}")]
    Console(#[from] ConsoleError),
    /// An answer says something else.
    #[error("{step}: {what}")]
    Other {
        /// Which step.
        step: &'static str,
        /// What was answered instead.
        what: String,
    },
}

type Outcome<T> = Result<T, VisitError>;

fn must(step: &'static str, right: bool, what: impl FnOnce() -> String) -> Outcome<()> {
    if right { Ok(()) } else { Err(VisitError::Other { step, what: what() }) }
}

fn success(step: &'static str, status: Status) -> Outcome<()> {
    must(step, status == Status::SUCCESS, || format!("{status:?}"))
}

fn other(step: &'static str, what: impl core::fmt::Debug) -> VisitError {
    VisitError::Other { step, what: format!("{what:?}") }
}

fn id() -> MessageId {
    MessageId::new("1")
}

/// Connects to where an answer says.
fn dial_entry<D: Dial>(dial: &mut D, entry: &Entry) -> Outcome<D::Pipe> {
    let at = entry.at.ok_or_else(|| other("connect information", entry.kind))?;
    Ok(dial.dial(at))
}

/// Where an answer says that the NAT service is.
fn nat_of(info: &NetConnectionInfo) -> Option<SocketAddrV4> {
    let list = &info.address_list.address_list;
    let nat = list.iter().find(|one| one.address_type == NetAddressType::NAT_SERVICE)?;
    Some(SocketAddrV4::new(nat.address.to_text().parse().ok()?, u16::try_from(nat.port).ok()?))
}

/// Asks the NAT service where this socket is seen (NAT-2).
fn ask_nat<S: Socket>(socket: &mut S, nat: SocketAddrV4) -> Outcome<SocketAddrV4> {
    socket.send(nat, &[0x28, 0x71, 0xe4, 0x00]);
    match socket.receive()[..] {
        [a, b, c, d, high, low] => Ok(SocketAddrV4::new([a, b, c, d].into(), u16::from_be_bytes([high, low]))),
        ref answer => Err(other("NAT service", answer)),
    }
}

/// How a console tells where it is: as the NAT service sees it, and at home (P2P-1).
fn here(external: SocketAddrV4) -> NetAddressList {
    let address = |address_type, at: SocketAddrV4| NetAddress {
        address_type,
        address: AddressText::new(at.ip().to_string()),
        port: at.port().into(),
    };
    let home = SocketAddrV4::new(Ipv4Addr::new(192, 168, 0, 2), external.port());
    let address_list = [address(NetAddressType::EXTERNAL, external), address(NetAddressType::INTERNAL, home)];
    NetAddressList { address_list }
}

/// Where a title's discs look first (flow 7a).
///
/// # Errors
/// [`VisitError`] where the answer is not what MUIS-2 says.
pub fn look_up<D: Dial>(dial: &mut D, disc: Disc) -> Outcome<()> {
    let mut console = Console::new(dial.dial(dial.known(Component::Muis)), disc);
    console.connect(&Entry::authentication())?;
    let wanted = InfoFilter(InfoFilter::INFO_ID.0 | InfoFilter::INFO_NAME.0 | InfoFilter::INFO_DNS.0);
    console.request(&messages::GetUniverseInformationRequest {
        message_id: id(),
        info_type: wanted,
        ..Default::default()
    });
    let told: lobby_ext::UniverseVariableInformationResponse = console.answer()?;
    success("universe", told.status_code)?;
    must("universe", told.end_of_list == 1 && told.dns.is_some(), || format!("{told:?}"))?;
    console.leave();
    dial.hang_up(console.pipe());
    Ok(())
}

/// Two players of a title do all of it: the flows 7a to 7g, with a game where the title plays its games.
///
/// # Errors
/// [`VisitError`] names the step that went otherwise.
pub fn visit<D: Dial>(dial: &mut D, disc: Disc, hosting: Hosting, tag: &str) -> Outcome<()> {
    let names = [format!("{tag} one"), format!("{tag} two")];
    look_up(dial, disc)?;
    let mut one = Player::arrive(dial, disc, &names[0])?;
    let mut two = Player::arrive(dial, disc, &names[1])?;
    one.look_around()?;
    two.look_around()?;
    let room = one.make_room(dial, tag)?;
    two.join_room(dial, room)?;
    one.say("anybody here?");
    two.hears(one.account_id(), "anybody here?", disc.is_new())?;
    one.befriend(&names[1])?;
    one.found_clan(tag, two.account_id())?;
    two.join_clan()?;
    two.look_for_games()?;
    match hosting {
        Hosting::GameServer => play_on_a_server(dial, disc, &mut one, &mut two, tag)?,
        Hosting::Console => play_on_a_console(dial, disc, &mut one, &mut two, tag)?,
    }
    let place = one.climb(10)?;
    let better = two.climb(20)?;
    must("ladder", better <= place, || format!("place {better} with more than {place}"))?;
    one.stumble(dial)?;
    one.quit(dial)?;
    two.quit(dial)
}

/// Waits until a player's list of games is what it should be.
fn games_are<D: Dial>(dial: &mut D, player: &mut Player<D>, names: &[&str], step: &'static str) -> Outcome<()> {
    let mut seen = Vec::new();
    for _ in 0..LOOKS {
        seen = player.games()?;
        if seen.iter().map(|(_, name)| name.as_str()).eq(names.iter().copied()) {
            return Ok(());
        }
        dial.wait(LOOK_AGAIN);
    }
    Err(other(step, seen))
}

/// A list is looked at so often, and so far apart: a game goes a second after its end (MGCL-5).
const LOOKS: u32 = 60;
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A game on a game server: made, found, entered, played, left by its host and then by everybody (flow 7d).
fn play_on_a_server<D: Dial>(
    dial: &mut D,
    disc: Disc,
    one: &mut Player<D>,
    two: &mut Player<D>,
    tag: &str,
) -> Outcome<()> {
    let game =
        one.create_game(tag, GameHostType::CLIENT_SERVER_AUX_UDP)?.map_err(|status| other("create game", status))?;
    let enter = |dial: &mut D, player: &mut Player<D>| {
        let mut socket = dial.socket();
        let nat = player.nat().ok_or_else(|| other("login", "no NAT service"))?;
        let external = ask_nat(&mut socket, nat)?;
        let info = player.join_game(game, here(external))?.map_err(|status| other("join game", status))?;
        let inside = InGame::enter(dial, disc, socket, &info)?;
        player.report_himself(game);
        Ok::<_, VisitError>(inside)
    };
    let mut host = enter(dial, one)?;
    one.report_game(game, tag, WorldStatus::STAGING);
    games_are(dial, two, &[tag], "game list")?;
    let found = two.games()?;
    must("game list", found[0].0 == game, || format!("{found:?}"))?;
    let mut guest = enter(dial, two)?;
    host.hears(&Delivery::Joined(guest.index()))?;
    one.report_game(game, tag, WorldStatus::ACTIVE);
    game::play([&mut host, &mut guest])?;
    // The host leaves: who is left plays on, and the game is still there.
    let left = host.index();
    host.leave(dial);
    guest.hears(&Delivery::Left(left))?;
    games_are(dial, two, &[tag], "game list without its host")?;
    let mut again = enter(dial, one)?;
    must("index of the one who came back", again.index() == left, || again.index().to_string())?;
    guest.hears(&Delivery::Joined(left))?;
    game::play([&mut guest, &mut again])?;
    guest.leave(dial);
    again.leave(dial);
    games_are(dial, two, &[], "game list after the end")
}

/// A game on the console of a player: made at the MPS, found, its host and its guest told of each other (flow 7e).
fn play_on_a_console<D: Dial>(
    dial: &mut D,
    disc: Disc,
    one: &mut Player<D>,
    two: &mut Player<D>,
    tag: &str,
) -> Outcome<()> {
    let mut host = Host::open(dial, disc, tag)?;
    one.report_himself(host.game());
    one.report_game(host.game(), tag, WorldStatus::STAGING);
    games_are(dial, two, &[tag], "game list")?;
    let mut socket = dial.socket();
    let nat = two.nat().ok_or_else(|| other("login", "no NAT service"))?;
    let guest = here(ask_nat(&mut socket, nat)?);
    two.ask_to_join(host.game(), guest);
    host.lets_in(two.session_key(), &guest)?;
    let told = two.told_to_join()?.map_err(|status| other("join game", status))?;
    host.is_told_of(&told)?;
    host.sees(two.session_key(), true);
    host.report(tag, 2, WorldStatus::ACTIVE);
    games_are(dial, two, &[tag], "game list while it is played")?;
    host.sees(two.session_key(), false);
    host.close(dial)?;
    games_are(dial, two, &[], "game list after the end")
}
