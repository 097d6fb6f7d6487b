//! Chat at the MLS: whom it reaches.

use crate::common::games::{game, play};
use crate::common::players::{arrive_with_hello, bench_with, create, enter, join, keys, mls};
use crate::common::{app, app_in, handshake, id};
use clank_core::config::Config;
use clank_core::ids::AppId;
use clank_core::limits::Limit;
use clank_core::machine::Event;
use clank_core::settings::text_filter::TextFilter;
use clank_core::wire::{
    BinaryMessageType, Bytes, CallbackStatus as Status, ChatMessageType, ChatText, Dialect, NameText, TextFilterType,
    Version, lobby, lobby_ext,
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

/// MLS-151: a broadcast reaches the others of the room, also those in a game; a whisper one player wherever he is, a
/// call across the universe everybody of the group. The sender hears nothing, forbidden words are dropped, and others
/// hear what was said, whoever said it, under the sender's own MessageID, its garbage cut off.
#[test]
fn chat_reaches_whom_it_is_for() {
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut harness = bench_with(&Config { text_filter, ..crate::common::games::config() });
    let (one, two, three) =
        (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"), enter(&mut harness, 3, "al"));
    let arena = game(&mut harness, two, "arena");
    play(&mut harness, two, 2, arena);
    let room = create(&mut harness, three, "room", "", 9);
    join(&mut harness, three, room.medius_world_id, "");
    let mut heard = |said: &[u8]| {
        harness.send(one, said);
        [one, two, three].map(|conn| harness.answers::<lobby::ChatFwdMessage>(conn))
    };
    let line = |message_type, text: &str| lobby::ChatFwdMessage {
        message_id: id("chat"),
        originator_account_id: 1,
        originator_account_name: NameText::new("ratchet"),
        message_type,
        message: ChatText::new(text),
        ..Default::default()
    };
    let all = ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE;
    for (kind, target, text, reached) in [
        (ChatMessageType::BROADCAST, -1, "hello", [0, 1, 0]),
        (ChatMessageType::WHISPER, 3, "Mpsst", [0, 0, 1]),
        (ChatMessageType::WHISPER, 1, "myself", [0; 3]),
        (all, -1, "all", [0, 1, 1]),
        (ChatMessageType::WHISPER, 99, "nobody", [0; 3]),
        (ChatMessageType(77), 2, "what", [0; 3]),
        (ChatMessageType::BROADCAST, -1, "Dr Nefarious", [0; 3]),
        (ChatMessageType::WHISPER, 3, "Dr Nefarious", [0; 3]),
    ] {
        let expected = reached.map(|count| vec![line(kind, text); count]);
        assert_eq!(heard(&say(kind, target, text)), expected, "{text}");
    }
    let mut dirty = [0; 21];
    dirty[..9].copy_from_slice(b"chat\0rest");
    let dirty = lobby::ChatMessage {
        message_id: clank_core::wire::MessageId::exact(dirty),
        message: ChatText::new("hello"),
        ..Default::default()
    };
    harness.send(one, &app(&dirty));
    let (_, body) = harness.frames(two).remove(0);
    assert_eq!((&body[2..6], &body[6..23]), (&b"chat"[..], &[0; 17][..]));
}

/// MLS-153: generic chat goes the same ways, without a MessageID and with the time.
#[test]
fn generic_chat() {
    let mut harness = mls();
    let (one, two, three) =
        (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"), enter(&mut harness, 3, "al"));
    let room = create(&mut harness, three, "room", "", 9);
    join(&mut harness, three, room.medius_world_id, "");
    harness.pass(core::time::Duration::from_secs(5));
    for (message_type, target_id, reached) in [
        (ChatMessageType::BROADCAST, -1, [0, 1, 0]),
        (ChatMessageType::WHISPER, 3, [0, 0, 1]),
        (ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE, -1, [0, 1, 1]),
        (ChatMessageType(77), 2, [0; 3]),
    ] {
        let chat = lobby_ext::GenericChatMessage {
            message_id: id("lost"),
            message_type,
            target_id,
            message: ChatText::new("hello"),
            ..Default::default()
        };
        harness.send(one, &app(&chat));
        let line = lobby_ext::GenericChatFwdMessage {
            time_stamp: 1_099_353_605,
            originator_account_id: 1,
            message_type,
            originator_account_name: NameText::new("ratchet"),
            message: ChatText::new("hello"),
        };
        let heard = [one, two, three].map(|conn| harness.answers::<lobby_ext::GenericChatFwdMessage>(conn));
        assert_eq!(heard, reached.map(|count| vec![line.clone(); count]));
    }
}

/// MLS-153, MLS-172: from 1.12 on generic chat and texts to filter have a length; each hears it in the form of his own
/// version, and what does not fit the older one's field is cut. Forbidden words pass in neither form.
#[test]
fn generic_chat_of_later_versions() {
    type Old = lobby_ext::GenericChatFwdMessage;
    type New = lobby_ext::GenericChatFwdMessage1;
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut harness = bench_with(&Config { text_filter, ..crate::common::games::config() });
    let old = enter(&mut harness, 1, "ratchet");
    let (new, _) = arrive_with_hello(&mut harness, 2, (AppId(10684), Version::V113), "clank");
    let (other, _) = arrive_with_hello(&mut harness, 3, (AppId(10684), Version::V112), "al");
    let dialect = harness.dialect;
    let long = "a".repeat(70);
    let said = |text: &str| lobby_ext::GenericChatMessage1 {
        message_type: ChatMessageType::BROADCAST,
        target_id: -1,
        message_length: i32::try_from(text.len()).expect("short"),
        message: text.into(),
        ..Default::default()
    };
    let line = |account_id, name: &str, text: &str| New {
        time_stamp: 1_099_353_600,
        originator_account_id: account_id,
        message_type: ChatMessageType::BROADCAST,
        originator_account_name: NameText::new(name),
        message_length: i32::try_from(text.len()).expect("short"),
        message: text.into(),
    };
    let line_0 = |account_id, name: &str, text: &str| Old {
        time_stamp: 1_099_353_600,
        originator_account_id: account_id,
        message_type: ChatMessageType::BROADCAST,
        originator_account_name: NameText::new(name),
        message: ChatText::new(text),
    };
    harness.send(new, &app_in(&said(&long), dialect));
    assert_eq!(harness.pushed::<New>(other), [line(2, "clank", &long)]);
    harness.dialect = Dialect::default();
    assert_eq!(harness.pushed::<Old>(old), [line_0(2, "clank", &long[..64])]);
    harness.send(new, &app_in(&said("nefarious"), dialect));
    assert!([old, new, other].iter().all(|conn| harness.ids(*conn).is_empty()));
    let chat = lobby_ext::GenericChatMessage {
        message_type: ChatMessageType::BROADCAST,
        target_id: -1,
        message: ChatText::new("hello"),
        ..Default::default()
    };
    harness.send(old, &app(&chat));
    harness.dialect = dialect;
    for conn in [new, other] {
        assert_eq!(harness.pushed::<New>(conn), [line(1, "ratchet", "hello")]);
    }
    let filter = |kind, text: &str| lobby_ext::TextFilterRequest1 {
        message_id: id("t"),
        text_filter_type: kind,
        text_size: u32::try_from(text.len()).expect("short"),
        text: text.into(),
        ..Default::default()
    };
    let filtered = |status_code, text: &str| lobby_ext::TextFilterResponse1 {
        message_id: id("t"),
        status_code,
        text_size: u32::try_from(text.len()).expect("short"),
        text: text.into(),
    };
    let (judge, replace) = (TextFilterType::TEXT_FILTER_PASS_FAIL, TextFilterType::TEXT_FILTER_REPLACE);
    for (kind, text, expected) in [
        (judge, "hello", filtered(Status::PASS, "hello")),
        (judge, "a nefarious", filtered(Status::FAIL, "")),
        (replace, "a nefarious", filtered(Status::SUCCESS, "a")),
        (replace, "hello", filtered(Status::SUCCESS, "hello")),
    ] {
        harness.send(new, &app_in(&filter(kind, text), dialect));
        assert_eq!(harness.answer::<lobby_ext::TextFilterResponse1>(new), expected, "{text}");
    }
}

/// MLS-156: binary messages reach one player, the others of the room, or the others of the group, in both forms; the
/// sender hears nothing.
#[test]
fn binary_messages() {
    let mut harness = mls();
    let (one, two, three) =
        (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"), enter(&mut harness, 3, "al"));
    let room = create(&mut harness, three, "room", "", 9);
    join(&mut harness, three, room.medius_world_id, "");
    for (message_type, target_account_id, reached) in [
        (BinaryMessageType::TARGET_BINARY_MSG, 3, [0, 0, 1]),
        (BinaryMessageType::TARGET_BINARY_MSG, 1, [0; 3]),
        (BinaryMessageType::TARGET_BINARY_MSG, 9, [0; 3]),
        (BinaryMessageType::BROADCAST_BINARY_MSG, 3, [0, 1, 0]),
        (BinaryMessageType::BROADCAST_BINARY_MSG_ACROSS_ENTIRE_UNIVERSE, 2, [0, 1, 1]),
        (BinaryMessageType(77), 2, [0; 3]),
    ] {
        let message = Bytes::new([7; 400]);
        let said = lobby_ext::BinaryMessage {
            message_id: id("lost"),
            message_type,
            target_account_id,
            message,
            ..Default::default()
        };
        harness.send(one, &app(&said));
        let told =
            lobby_ext::BinaryFwdMessage { originator_account_id: 1, message_type, message, ..Default::default() };
        let heard = [one, two, three].map(|conn| harness.answers::<lobby_ext::BinaryFwdMessage>(conn));
        assert_eq!(heard, reached.map(|count| vec![told.clone(); count]));
        let message = vec![1, 2, 3];
        let said = lobby_ext::BinaryMessage1 {
            message_type,
            target_account_id,
            message_size: 3,
            message: message.clone(),
            ..Default::default()
        };
        harness.send(one, &app(&said));
        let told = lobby_ext::BinaryFwdMessage1 {
            originator_account_id: 1,
            message_type,
            message_size: 3,
            message,
            ..Default::default()
        };
        let heard = [one, two, three].map(|conn| harness.answers::<lobby_ext::BinaryFwdMessage1>(conn));
        assert_eq!(heard, reached.map(|count| vec![told.clone(); count]));
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
