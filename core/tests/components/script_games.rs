//! What scripts are told of the ends of games.

use core::time::Duration;

use crate::common::app;
use crate::common::games::{config, from_mps, game, play, seen};
use crate::common::players::{enter, harness_with_script};
use crate::scripts::{Scribe, note};
use clank_core::ids::AccountId;
use clank_core::peer::PeerMessage;
use clank_core::script::{Hook, HookKind, Verdict};
use clank_core::wire::lobby;

/// ST-45, ST-46, ST-47: a game goes on when its host leaves, and ends with its last member, once: what goes when it is
/// over already, by its host's word, tells nobody of an end again.
#[test]
fn a_game_ends_once() {
    let ends = [HookKind::HostLeft, HookKind::LeftGame, HookKind::GameEnded, HookKind::GameDestroyed];
    let scribe = Scribe::new(ends.map(|kind| (kind, Verdict::Allow, vec![])));
    let mut harness = harness_with_script(&config(), scribe.boxed());
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    play(&mut harness, two, 2, arena);
    let left = |number| note(Hook::LeftGame { account_id: AccountId(number), game: arena });
    let host_left = note(Hook::HostLeft { account_id: AccountId(1), game: arena });
    let mut expected = vec![host_left, left(1)];
    seen(&mut harness, 1, arena, false);
    assert_eq!(scribe.notes(), expected);
    seen(&mut harness, 2, arena, false);
    expected.extend([left(2), note(Hook::GameEnded { game: arena })]);
    assert_eq!(scribe.notes(), expected);
    harness.pass(Duration::from_millis(1_100));
    expected.push(note(Hook::GameDestroyed { game: arena }));
    assert_eq!(scribe.notes(), expected);
    let over = game(&mut harness, one, "over");
    harness.send(one, &app(&lobby::EndGameReport { medius_world_id: over.0, ..Default::default() }));
    from_mps(&mut harness, PeerMessage::WorldLost { game: over });
    expected.extend([note(Hook::GameEnded { game: over }), note(Hook::GameDestroyed { game: over })]);
    assert_eq!(scribe.notes(), expected);
}
