//! Chat at the MLS: whom it reaches.

use crate::common::players::{bench_with, create, enter, join, keys, mls};
use crate::common::{app, handshake, id};
use clank_core::config::Config;
use clank_core::limits::Limit;
use clank_core::machine::Event;
use clank_core::settings::text_filter::TextFilter;
use clank_core::wire::{
    BinaryMessageType, Bytes, CallbackStatus as Status, ChatMessageType, ChatText, TextFilterType, lobby, lobby_ext,
};

pub(crate) fn say(kind: ChatMessageType, target_id: i32, text: &str) -> Vec<u8> {
    app(&lobby::ChatMessage {
        message_id: id("chat"),
        message_type: kind,
        target_id,
        message: ChatText::new(text),
        ..Default::default()
    })
}

/// MLS-151: a broadcast reaches the others of the room, a whisper one player wherever he is, a call across the
/// universe everybody of the group; the sender hears nothing; forbidden words are dropped.
#[test]
fn chat_reaches_whom_it_is_for() {
    let mut harness =
        bench_with(&Config { text_filter: TextFilter::of("nefarious").expect("sound"), ..Config::default() });
    let (one, two, three) =
        (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"), enter(&mut harness, 3, "al"));
    let room = create(&mut harness, three, "room", "", 9);
    join(&mut harness, three, room.medius_world_id, "");
    let mut heard = |said: &[u8]| {
        harness.send(one, said);
        [one, two, three].map(|conn| harness.answers::<lobby::ChatFwdMessage>(conn).len())
    };
    assert_eq!(heard(&say(ChatMessageType::BROADCAST, -1, "hello")), [0, 1, 0]);
    assert_eq!(heard(&say(ChatMessageType::WHISPER, 3, "psst")), [0, 0, 1]);
    assert_eq!(heard(&say(ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE, -1, "all")), [0, 1, 1]);
    assert_eq!(heard(&say(ChatMessageType::WHISPER, 99, "nobody")), [0, 0, 0]);
    assert_eq!(heard(&say(ChatMessageType(77), 2, "what")), [0, 0, 0]);
    assert_eq!(heard(&say(ChatMessageType::BROADCAST, -1, "Dr Nefarious")), [0, 0, 0]);
    harness.send(two, &say(ChatMessageType::BROADCAST, -1, "back"));
    let forward = harness.answer::<lobby::ChatFwdMessage>(one);
    assert_eq!((forward.originator_account_id, forward.originator_account_name.text()), (2, &b"clank"[..]));
    assert_eq!((forward.message_id.text(), forward.message.text()), (&b"chat"[..], &b"back"[..]));
}

/// MLS-153, MLS-156
#[test]
fn generic_chat_and_binary_messages() {
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let chat = lobby_ext::GenericChatMessage { message: ChatText::new("hello"), ..Default::default() };
    harness.send(one, &app(&chat));
    let forward = harness.answer::<lobby_ext::GenericChatFwdMessage>(two);
    assert_eq!((forward.time_stamp, forward.originator_account_id), (1_099_353_600, 1));
    assert_eq!((forward.originator_account_name.text(), forward.message.text()), (&b"ratchet"[..], &b"hello"[..]));
    for (kind, target, count) in [
        (BinaryMessageType::TARGET_BINARY_MSG, 2, 1),
        (BinaryMessageType::TARGET_BINARY_MSG, 9, 0),
        (BinaryMessageType::BROADCAST_BINARY_MSG, 0, 1),
        (BinaryMessageType::BROADCAST_BINARY_MSG_ACROSS_ENTIRE_UNIVERSE, 0, 1),
    ] {
        let binary = lobby_ext::BinaryMessage {
            message_type: kind,
            target_account_id: target,
            message: Bytes::new([7; 400]),
            ..Default::default()
        };
        harness.send(one, &app(&binary));
        let rows = harness.answers::<lobby_ext::BinaryFwdMessage>(two);
        assert_eq!((rows.len(), harness.ids(one).len()), (count, 0));
        assert!(rows.iter().all(|row| row.message.0 == [7; 400] && row.originator_account_id == 1));
    }
}

/// ST-29: what is said to a player between two connections waits for him, up to a limit.
#[test]
fn messages_wait_for_a_player_on_his_way() {
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    harness.gone(two);
    for number in 0..40 {
        harness.send(one, &say(ChatMessageType::WHISPER, 2, &number.to_string()));
    }
    let back = harness.open(9);
    harness.send(back, &handshake(Some(keys(2))));
    harness.frames(back);
    harness.send(back, &app(&lobby::ChatToggleRequest { message_id: id("t"), ..Default::default() }));
    let texts: Vec<String> =
        harness.pushed::<lobby::ChatFwdMessage>(back).iter().map(|chat| chat.message.to_text()).collect();
    assert_eq!((texts.len(), texts[0].as_str(), texts[31].as_str()), (32, "0", "31"));
    assert!(harness.events.iter().any(|event| matches!(event, Event::Limited { limit: Limit::HeldMessages, .. })));
}

/// MLS-172, MLS-173: Pass (4) is what Sony's servers answered; forbidden words are invalid, or taken out.
#[test]
fn the_text_filter() {
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut harness = bench_with(&Config { text_filter, ..Config::default() });
    let conn = enter(&mut harness, 1, "ratchet");
    for (kind, text, status, back) in [
        (0, "hello", Status::PASS, "hello"),
        (0, "Dr Nefarious", Status::TEXT_STRING_INVALID, "Dr Nefarious"),
        (1, "Dr Nefarious", Status::SUCCESS, "Dr"),
    ] {
        let request = lobby::TextFilterRequest {
            message_id: id("t"),
            text_filter_type: TextFilterType(kind),
            text: ChatText::new(text),
            ..Default::default()
        };
        harness.send(conn, &app(&request));
        let answer = harness.answer::<lobby::TextFilterResponse>(conn);
        assert_eq!((answer.status_code, answer.text.to_text().as_str()), (status, back));
    }
}
