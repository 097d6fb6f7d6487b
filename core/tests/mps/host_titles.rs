//! Under which titles games are hosted on consoles.

use crate::common::hosts::{admission, host_connect, host_keys, on_me, on_self_0, send_admission};
use crate::common::{Harness, app, id};
use crate::hosts::peer_messages;
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId};
use clank_core::mps::Mps;
use clank_core::peer::PeerMessage;
use clank_core::titles::TitleSettings;
use clank_core::wire::{MgclErrorCode as Code, NameText, report};

/// P2P-3: nobody hosts a game on his console under a title whose games are on game servers, in any of three forms,
/// unless the settings open it; the lobby hears nothing of it. Under others he does.
#[test]
fn titles_with_game_servers_have_no_hosts() {
    let refused = |message_id, code| report::ServerCreateGameOnMeResponse {
        message_id: id(message_id),
        confirmation: code,
        ..Default::default()
    };
    for (app_id, opened, hosts) in [
        (10684, false, false),
        (11184, false, false),
        (10994, false, false),
        (10684, true, true),
        (10411, false, true),
        (10984, false, true),
        (4711, false, true),
    ] {
        let mut config = Config::default();
        let row =
            TitleSettings { app_id: AppId(app_id), console_hosting: opened.then_some(true), ..Default::default() };
        config.titles.rows.push(row);
        let mut harness = Harness::new(Mps::new(&config, [7; 32]));
        send_admission(&mut harness, admission(1, AppId(app_id)));
        let conn = harness.open(1);
        harness.send(conn, &host_connect(AppId(app_id), host_keys(1)));
        harness.frames(conn);
        let own = app_id.cast_signed();
        let oldest = report::ServerCreateGameOnSelfRequest0 { application_id: own, ..on_self_0("mine") };
        let on_self = report::ServerCreateGameOnSelfRequest {
            message_id: id("36"),
            application_id: own,
            game_name: NameText::new("mine"),
            account_id: 1,
            ..Default::default()
        };
        let on_me = report::ServerCreateGameOnMeRequest { application_id: own, ..on_me("mine", AccountId(1)) };
        for (message_id, request) in [("34", app(&oldest)), ("36", app(&on_self)), ("35", app(&on_me))] {
            harness.send(conn, &request);
            let told: Vec<report::ServerCreateGameOnMeResponse> = harness.answers(conn);
            let asked = peer_messages(&mut harness);
            assert_eq!(matches!(&asked[..], [PeerMessage::HostGame(_)]), hosts, "{app_id}");
            assert_eq!(told, if hosts { vec![] } else { vec![refused(message_id, Code::UNSUCCESSFUL)] }, "{app_id}");
        }
    }
}
