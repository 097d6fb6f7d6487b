//! What the MLS tells the MAS for players who are there.

use crate::common::players::{create, enter, enter_as, mls};
use clank_core::ids::{AppId, ChannelId, Component};
use clank_core::machine::Input;
use clank_core::peer::{ChannelLine, PeerMessage, Ticket};
use clank_core::wire::NameText;

/// MAS-21, MLS-62: a player at the MAS is told the same page of the channels of his group.
#[test]
fn the_mas_asks_for_the_channels() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let other = AppId(4711);
    enter_as(&mut harness, 2, other, "kronos");
    create(&mut harness, conn, "room", "", 9);
    let (ticket, name) = (Ticket([7; 16]), NameText::new("Default"));
    let line = |id, players| ChannelLine { id: ChannelId(id), name, players };
    harness.mail.clear();
    for (app_id, page_id, page_size, lines) in [
        (AppId(10683), 1, 9, vec![line(1, 1)]),
        (other, 1, 9, vec![line(2, 1)]),
        (other, 2, 9, vec![]),
        (other, 1, 0, vec![]),
        (AppId(10994), 1, 9, vec![]),
    ] {
        let message = PeerMessage::ListChannels { ticket, app_id, page_id, page_size };
        harness.input(Input::Peer { from: Component::Mas, message });
        let told = (Component::Mas, PeerMessage::Channels { ticket, lines });
        assert_eq!(std::mem::take(&mut harness.mail), [told]);
    }
}
