//! What players do with a server, request by request (lobby.md §7): the same conversation in the simulator and over
//! real sockets.

use core::time::Duration;

use clank_core::mail::Component;
use clank_core::titles::Hosting;
use clank_core::wire::{
    GameHostType, UniverseVariableInformationInfoFilter as InfoFilter, WorldStatus, lobby as messages, lobby_ext,
};

use super::connector::{ClientError, ClientResult, Connector, id, must, other, success};
use super::console::Console;
use super::entry::ServerEntry;
use super::game_host::GameHost;
use super::game_world::Delivery;
use super::in_game::{self, InGame};
use super::lobby_player::LobbyPlayer;
use super::nat::{ask_nat, here};
use super::profile::ClientProfile;

/// Where a title's discs look first (flow 7a).
///
/// # Errors
/// [`ClientError`] where the answer is not what MUIS-2 says.
pub fn look_up<C: Connector>(connector: &mut C, profile: ClientProfile) -> ClientResult<()> {
    let mut console = Console::new(connector.connect(connector.known(Component::Muis)), profile);
    console.connect(&ServerEntry::authentication())?;
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
    connector.hang_up(console.pipe());
    Ok(())
}

/// Two players of a title do all of it: the flows 7a to 7g, with a game where the title plays its games.
///
/// # Errors
/// [`ClientError`] names the step that went otherwise.
pub fn run_flows<C: Connector>(
    connector: &mut C,
    profile: ClientProfile,
    hosting: Hosting,
    tag: &str,
) -> ClientResult<()> {
    let names = [format!("{tag} one"), format!("{tag} two")];
    look_up(connector, profile)?;
    let mut one = LobbyPlayer::arrive(connector, profile, &names[0])?;
    let mut two = LobbyPlayer::arrive(connector, profile, &names[1])?;
    one.look_around()?;
    two.look_around()?;
    let room = one.make_room(connector, tag)?;
    two.join_room(connector, room)?;
    one.say("anybody here?");
    two.hears(one.account_id(), "anybody here?", profile.has_hello())?;
    one.befriend(&names[1])?;
    one.found_clan(tag, two.account_id())?;
    two.join_clan()?;
    two.look_for_games()?;
    match hosting {
        Hosting::GameServer => play_on_a_server(connector, profile, &mut one, &mut two, tag)?,
        Hosting::Console => play_on_a_console(connector, profile, &mut one, &mut two, tag)?,
    }
    let place = one.climb(10)?;
    let better = two.climb(20)?;
    must("ladder", better <= place, || format!("place {better} with more than {place}"))?;
    one.stumble(connector)?;
    one.quit(connector)?;
    two.quit(connector)
}

/// Waits until a player's list of games is what it should be.
fn games_are<C: Connector>(
    connector: &mut C,
    player: &mut LobbyPlayer<C>,
    names: &[&str],
    step: &'static str,
) -> ClientResult<()> {
    let mut seen = Vec::new();
    for _ in 0..LOOKS {
        seen = player.games()?;
        if seen.iter().map(|(_, name)| name.as_str()).eq(names.iter().copied()) {
            return Ok(());
        }
        connector.wait(LOOK_AGAIN);
    }
    Err(other(step, seen))
}

/// A list is looked at so often, and so far apart: a game goes a second after its end (MGCL-5).
const LOOKS: u32 = 60;
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A game on a game server: made, found, entered, played, left by its host and then by everybody (flow 7d).
fn play_on_a_server<C: Connector>(
    connector: &mut C,
    profile: ClientProfile,
    one: &mut LobbyPlayer<C>,
    two: &mut LobbyPlayer<C>,
    tag: &str,
) -> ClientResult<()> {
    let game =
        one.create_game(tag, GameHostType::CLIENT_SERVER_AUX_UDP)?.map_err(|status| other("create game", status))?;
    let enter = |connector: &mut C, player: &mut LobbyPlayer<C>| {
        let mut socket = connector.socket();
        let nat = player.nat().ok_or_else(|| other("login", "no NAT service"))?;
        let external = ask_nat(&mut socket, nat)?;
        let info = player.join_game(game, here(external))?.map_err(|status| other("join game", status))?;
        let inside = InGame::enter(connector, profile, socket, &info)?;
        player.report_himself(game);
        Ok::<_, ClientError>(inside)
    };
    let mut host = enter(connector, one)?;
    one.report_game(game, tag, WorldStatus::STAGING);
    games_are(connector, two, &[tag], "game list")?;
    let found = two.games()?;
    must("game list", found[0].0 == game, || format!("{found:?}"))?;
    let mut guest = enter(connector, two)?;
    host.hears(&Delivery::Joined(guest.index()))?;
    one.report_game(game, tag, WorldStatus::ACTIVE);
    in_game::play([&mut host, &mut guest])?;
    // The host leaves: who is left plays on, and the game is still there.
    let left = host.index();
    host.leave(connector);
    guest.hears(&Delivery::Left(left))?;
    games_are(connector, two, &[tag], "game list without its host")?;
    let mut again = enter(connector, one)?;
    must("index of the one who came back", again.index() == left, || again.index().to_string())?;
    guest.hears(&Delivery::Joined(left))?;
    in_game::play([&mut guest, &mut again])?;
    guest.leave(connector);
    again.leave(connector);
    games_are(connector, two, &[], "game list after the end")
}

/// A game on the console of a player: made at the MPS, found, its host and its guest told of each other (flow 7e).
fn play_on_a_console<C: Connector>(
    connector: &mut C,
    profile: ClientProfile,
    one: &mut LobbyPlayer<C>,
    two: &mut LobbyPlayer<C>,
    tag: &str,
) -> ClientResult<()> {
    let mut host = GameHost::open(connector, profile, tag)?;
    one.report_himself(host.game());
    one.report_game(host.game(), tag, WorldStatus::STAGING);
    games_are(connector, two, &[tag], "game list")?;
    let mut socket = connector.socket();
    let nat = two.nat().ok_or_else(|| other("login", "no NAT service"))?;
    let guest = here(ask_nat(&mut socket, nat)?);
    two.ask_to_join(host.game(), guest);
    host.lets_in(two.session_key(), &guest)?;
    let told = two.told_to_join()?.map_err(|status| other("join game", status))?;
    host.is_told_of(&told)?;
    host.sees(two.session_key(), true);
    host.report(tag, 2, WorldStatus::ACTIVE);
    games_are(connector, two, &[tag], "game list while it is played")?;
    host.sees(two.session_key(), false);
    host.close(connector)?;
    games_are(connector, two, &[], "game list after the end")
}
