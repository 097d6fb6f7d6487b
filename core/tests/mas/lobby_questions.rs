//! What titles ask the MAS that only the lobby knows, by whole answers.

use core::time::Duration;

use crate::common::{Harness, app, id, login};
use crate::sessions::{mas, store};
use clank_core::ids::{AccountId, AppId, ChannelId, Component};
use clank_core::machine::Input;
use clank_core::mas::Mas;
use clank_core::peer::{ChannelLine, PeerMessage};
use clank_core::store::LadderOwner;
use clank_core::wire::{
    Array, CallbackStatus as Status, LadderType, LobbyFilterMaskLevelType, LobbyFilterType, NameText, Pad, lobby,
    lobby_ext,
};

/// MAS-21, GEN-14: statistics of ladders are told here as in the lobby, to whoever is logged in; before, the request's
/// own failure, and nothing without a session.
#[test]
fn statistics_of_ladders_need_a_login() {
    let mut harness = mas();
    let mut store = store();
    let wide = |id| lobby_ext::GetLadderStatsWideRequest {
        message_id: id,
        account_id_or_clan_id: 1,
        ladder_type: LadderType::PLAYER,
        ..Default::default()
    };
    let short = lobby::GetLadderStatsRequest { message_id: id("s"), account_id_or_clan_id: 1, ..Default::default() };
    let stranger = harness.connect(1);
    harness.send(stranger, &app(&wide(id("w"))));
    assert!(harness.ids(stranger).is_empty());
    let (conn, session_key) = harness.begin(2);
    harness.send(conn, &app(&wide(id("w"))));
    let failed =
        lobby_ext::GetLadderStatsWideResponse { message_id: id("w"), status_code: Status::FAIL, ..Default::default() };
    assert_eq!(harness.answer::<lobby_ext::GetLadderStatsWideResponse>(conn), failed);
    harness.send(conn, &app(&short));
    let failed = lobby::GetLadderStatsResponse { message_id: id("s"), status_code: Status::FAIL, ..Default::default() };
    assert_eq!(harness.answer::<lobby::GetLadderStatsResponse>(conn), failed);
    harness.send(conn, &login(session_key, "l", "ratchet", "right"));
    harness.serve(&mut store);
    harness.admit();
    harness.frames(conn);
    let values: Vec<i32> = (0..100).collect();
    store.ladders.insert(LadderOwner::Player(AccountId(1)), values.clone());
    harness.send(conn, &app(&wide(id("w"))));
    harness.serve(&mut store);
    let told = lobby_ext::GetLadderStatsWideResponse {
        message_id: id("w"),
        status_code: Status::SUCCESS,
        account_id_or_clan_id: 1,
        stats: Array(values.clone().try_into().expect("a hundred")),
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby_ext::GetLadderStatsWideResponse>(conn), told);
    harness.send(conn, &app(&short));
    harness.serve(&mut store);
    let told = lobby::GetLadderStatsResponse {
        message_id: id("s"),
        status_code: Status::SUCCESS,
        stats: values[..15].to_vec().try_into().expect("fifteen"),
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby::GetLadderStatsResponse>(conn), told);
}

/// MAS-21, GEN-14: the channels are told as in the lobby, which is asked for the page, to whoever is logged in; a lobby
/// that says nothing is a time-out, and so ends the list.
#[test]
fn channels_are_the_lobbys() {
    let mut harness = mas();
    let (stranger, (conn, key)) = (harness.connect(1), harness.begin(2));
    let request = lobby::ChannelListRequest { message_id: id("c"), page_id: 2, page_size: 3, ..Default::default() };
    harness.send(stranger, &app(&request));
    assert!(harness.ids(stranger).is_empty() && harness.mail.is_empty());
    let row = |status_code, medius_world_id, name: &str, player_count, end_of_list| lobby::ChannelListResponse {
        message_id: id("c"),
        pad: Pad::default(),
        status_code,
        medius_world_id,
        lobby_name: NameText::new(name),
        player_count,
        end_of_list,
        pad2: Pad::default(),
    };
    harness.send(conn, &app(&request));
    assert_eq!(harness.answers::<lobby::ChannelListResponse>(conn), [row(Status::FAIL, 0, "", 0, 1)]);
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    harness.serve(&mut store());
    harness.admit();
    harness.frames(conn);
    let asked = |harness: &mut Harness<Mas>| {
        harness.send(conn, &app(&request));
        let mail = std::mem::take(&mut harness.mail);
        let [(Component::Mls, PeerMessage::ListChannels { ticket, .. })] = mail[..] else { panic!("{mail:?}") };
        let message = PeerMessage::ListChannels { ticket, app_id: AppId(10684), page_id: 2, page_size: 3 };
        assert_eq!(mail, [(Component::Mls, message)]);
        ticket
    };
    let line = |number, name: &str, players| ChannelLine { id: ChannelId(number), name: NameText::new(name), players };
    for (lines, told) in [
        (
            vec![line(40, "Aquatos", 5), line(41, "Aridia", 6)],
            vec![row(Status::SUCCESS, 40, "Aquatos", 5, 0), row(Status::SUCCESS, 41, "Aridia", 6, 1)],
        ),
        (vec![], vec![row(Status::NO_RESULT, 0, "", 0, 1)]),
    ] {
        let ticket = asked(&mut harness);
        let message = PeerMessage::Channels { ticket, lines };
        for expected in [told, vec![]] {
            harness.input(Input::Peer { from: Component::Mls, message: message.clone() });
            assert_eq!(harness.answers::<lobby::ChannelListResponse>(conn), expected);
        }
    }
    asked(&mut harness);
    harness.pass(Duration::from_millis(3_100));
    let late = row(Status::TRANSACTION_TIMED_OUT, 0, "", 0, 1);
    assert_eq!(harness.answers::<lobby::ChannelListResponse>(conn), [late]);
    let ticket = asked(&mut harness);
    harness.gone(conn);
    harness.input(Input::Peer { from: Component::Mls, message: PeerMessage::Channels { ticket, lines: vec![] } });
    assert!(harness.ids(conn).is_empty());
}

/// MAS-17: the filter of the lobby is told back with a session, and kept nowhere; without one it is refused.
#[test]
fn the_filter_of_the_lobby_is_told_back() {
    let mut harness = mas();
    let request = lobby_ext::SetLobbyWorldFilterRequest {
        message_id: id("f"),
        filter_mask1: 1,
        filter_mask2: 2,
        filter_mask3: 3,
        filter_mask4: 4,
        lobby_filter_type: LobbyFilterType(1),
        filter_mask_level: LobbyFilterMaskLevelType(32),
        ..Default::default()
    };
    let stranger = harness.connect(1);
    harness.send(stranger, &app(&request));
    let refused = lobby_ext::SetLobbyWorldFilterResponse {
        message_id: id("f"),
        status_code: Status::REQUEST_DENIED,
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby_ext::SetLobbyWorldFilterResponse>(stranger), refused);
    let (conn, _) = harness.begin(2);
    harness.send(conn, &app(&request));
    let told = lobby_ext::SetLobbyWorldFilterResponse {
        message_id: id("f"),
        status_code: Status::SUCCESS,
        filter_mask1: 1,
        filter_mask2: 2,
        filter_mask3: 3,
        filter_mask4: 4,
        lobby_filter_type: LobbyFilterType(1),
        filter_mask_level: LobbyFilterMaskLevelType(32),
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby_ext::SetLobbyWorldFilterResponse>(conn), told);
}

/// MAS-21, GEN-15: lists that the lobby has are empty here, with or without a session; totals are denied; the buddy
/// list that Deadlocked asks for too early has no answer, as Sony's MAS gave none.
#[test]
fn the_lobby_has_the_lists() {
    let mut harness = mas();
    let stranger = harness.connect(1);
    let (conn, _) = harness.begin(2);
    for conn in [stranger, conn] {
        harness.send(conn, &app(&lobby::GetIgnoreListRequest { message_id: id("i"), ..Default::default() }));
        let nobody = lobby::GetIgnoreListResponse {
            message_id: id("i"),
            status_code: Status::NO_RESULT,
            end_of_list: 1,
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::GetIgnoreListResponse>(conn), nobody);
        harness.send(conn, &app(&lobby::GetMyClansRequest { message_id: id("c"), ..Default::default() }));
        let none = lobby::GetMyClansResponse {
            message_id: id("c"),
            status_code: Status::NO_RESULT,
            end_of_list: 1,
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::GetMyClansResponse>(conn), none);
        harness.send(conn, &app(&lobby::GetTotalGamesRequest { message_id: id("g"), ..Default::default() }));
        let denied = lobby::GetTotalGamesResponse {
            message_id: id("g"),
            status_code: Status::REQUEST_DENIED,
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::GetTotalGamesResponse>(conn), denied);
        harness.send(conn, &app(&lobby::GetTotalChannelsRequest { message_id: id("t"), ..Default::default() }));
        let denied = lobby::GetTotalChannelsResponse {
            message_id: id("t"),
            status_code: Status::REQUEST_DENIED,
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::GetTotalChannelsResponse>(conn), denied);
        harness.send(conn, &app(&lobby::GetBuddyListExtraInfoRequest { message_id: id("b") }));
        assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
    }
}
