//! Hosts that mean no good: whatever they send changes no game of another.

use std::collections::BTreeMap;

use crate::common::games::joining;
use crate::common::hosts::{APP, Rig, on_me, on_me_report, on_self_0, places};
use crate::common::{address, app, id};
use crate::p2p::sees;
use crate::p2p_games::moving;
use clank_core::config::Config;
use clank_core::ids::{AccountId, GameId};
use clank_core::store::GameRow;
use clank_core::wire::{NameText, RtId, WorldStatus, report};
use proptest::prelude::*;

/// Something that a console says on its connection to the MPS, with numbers from a small set.
#[derive(Debug, Clone, Copy)]
struct Nonsense {
    speaker: usize,
    kind: u8,
    numbers: [i32; 3],
}

/// Where a number stands for the id of a game that is there.
const GAMES: i32 = 1_000_000;

fn nonsense() -> impl Strategy<Value = Nonsense> {
    let number = prop_oneof![
        6 => GAMES..GAMES + 3,
        4 => -1..10_i32,
        1 => 200..210_i32,
        1 => any::<i32>(),
    ];
    let numbers = [number.clone(), number.clone(), number];
    (0..3_usize, 0..20_u8, numbers).prop_map(|(speaker, kind, numbers)| Nonsense { speaker, kind, numbers })
}

impl Nonsense {
    fn bytes(self, games: &[GameId]) -> Vec<u8> {
        let [a, b, c] = self.numbers.map(|number| {
            let game = usize::try_from(number.wrapping_sub(GAMES)).ok().filter(|index| *index < 3 && !games.is_empty());
            game.map_or(number, |index| games[index % games.len()].0)
        });
        let name = ["one", "two", "three", ""][usize::try_from(c.rem_euclid(4)).unwrap_or_default()];
        let message_id = id(&a.to_string());
        let list = places(u8::try_from(b.rem_euclid(5)).unwrap_or_default());
        match self.kind {
            0 | 1 => {
                app(&report::ServerCreateGameOnSelfRequest0 { address_list: list, world_id: a, ..on_self_0(name) })
            }
            2 | 3 => app(&report::ServerCreateGameOnMeRequest { world_id: a, ..on_me(name, AccountId(b)) }),
            4 => app(&report::ServerCreateGameOnSelfRequest {
                message_id,
                game_name: NameText::new(name),
                application_id: c,
                account_id: b,
                ..Default::default()
            }),
            5 | 6 => app(&on_me_report(GameId(a), name, b, WorldStatus(c))),
            7 | 8 => app(&moving(GameId(a), GameId(b), 3)),
            9 => app(&report::ServerEndGameOnMeRequest { message_id, medius_world_id: b, ..Default::default() }),
            10 => app(&report::ServerEndGameRequest { message_id, world_id: b, ..Default::default() }),
            11 => app(&report::ServerSessionEndRequest { message_id }),
            12 | 13 => app(&sees(GameId(a), u8::try_from(b.rem_euclid(5)).unwrap_or_default(), c % 2 == 0)),
            14 => app(&report::ServerJoinGameResponse { message_id, ..Default::default() }),
            15 => {
                app(&report::ServerCreateGameWithAttributesResponse { message_id, world_id: b, ..Default::default() })
            }
            16 => app(&report::ServerSetAttributesRequest { message_id, ..Default::default() }),
            17 => app(&report::ServerAuthenticationRequest { message_id, ..Default::default() }),
            18 => app(&report::ServerReport { active_world_count: 9, ..Default::default() }),
            _ => app(&report::ServerDisconnectPlayerRequest { message_id, dme_world_id: b, ..Default::default() }),
        }
    }
}

proptest! {
    #![proptest_config(crate::common::properties::property(64, "proptest-regressions/mps-p2p-hostile.txt"))]

    /// P2P-3, P2P-7, P2P-8, P2P-9: two hosts and one without keys say what they want, guests come meanwhile: nothing
    /// breaks, and no game changes but the speaker's. Who hosts one at the end still does.
    #[test]
    fn no_host_changes_the_game_of_another(all in proptest::collection::vec(nonsense(), 1..80)) {
        let trusted = Config { game_servers: vec![*address(5).ip()], ..Config::default() };
        let mut rig = Rig::with(&trusted);
        let ((_, one, _), (_, two, _), guest) = (rig.hosting(1, "one"), rig.hosting(2, "two"), rig.enter(3));
        let stranger = rig.mps.open(5);
        rig.mps.send(stranger, &crate::common::hosts::host_connect(APP, Default::default()));
        prop_assert_eq!(rig.mps.ids(stranger), [RtId(0x07)]);
        let speakers = [one, two, stranger];
        let rows = |rig: &mut Rig| -> BTreeMap<GameId, GameRow> { rig.mls.tables().games.clone() };
        let mut owners: BTreeMap<GameId, usize> = rows(&mut rig).into_keys().zip(0..).collect();
        for (index, said) in all.iter().enumerate() {
            let before = rows(&mut rig);
            let ids: Vec<GameId> = before.keys().copied().collect();
            rig.mps.send(speakers[said.speaker], &said.bytes(&ids));
            rig.carry();
            let after = rows(&mut rig);
            for (game, row) in &before {
                prop_assert!(owners[game] == said.speaker || after.get(game) == Some(row), "{said:?}: {row:?}");
            }
            owners.retain(|game, _| after.contains_key(game));
            for game in after.keys() {
                owners.entry(*game).or_insert(said.speaker);
            }
            if let Some(game) = ids.get(index % 4).filter(|_| index % 5 == 0) {
                // A guest is a member of the game that he leaves, too: he comes to one and stays there.
                rig.player_says(guest, &joining(*game));
            }
            if index % 7 == 0 {
                rig.pass(1, &[], &[guest]);
            }
        }
        let ended = |speaker| all.iter().any(|said| said.speaker == speaker && said.kind == 11);
        for (game, row) in rows(&mut rig).into_iter().filter(|(_, row)| row.status != WorldStatus::CLOSED) {
            let owner = owners[&game];
            if !ended(owner) {
                rig.host_says(speakers[owner], &on_me_report(game, "alive", 1, row.status));
                prop_assert_eq!(&rows(&mut rig)[&game].name, "alive");
            }
        }
    }
}
