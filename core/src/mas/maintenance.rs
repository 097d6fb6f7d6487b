//! Who is turned away at the door: everybody while the server is closed, and who comes from a banned address (GEN-7,
//! MAS-3).

use super::state::{Authentication, Context, Scope};
use crate::ids::{AccountId, ConnId};
use crate::lobby::feature::declare_feature;
use crate::lobby::notices::{BANNED, system_message};
use crate::lobby::store_client::StoreUser as _;
use crate::machine::{Event, mark};
use crate::store::{Answer, BanKind, FindBan};

declare_feature! { Authentication;
    routes {}
    pending {}
    unattended {
        AddressSuspected { conn: ConnId }: FindBan => address_checked,
    }
}

impl Authentication {
    /// Asks whether the address of a connection is banned.
    pub(super) fn suspect_address(&mut self, cx: &mut Context<'_>) {
        let (address, unix_s, conn) = (*cx.conn().peer().ip(), cx.unix_s(), cx.conn);
        let suspect = FindBan { account_id: AccountId(0), machine_id: None, address, unix_s };
        self.request_unattended(&mut cx.scope(), AddressSuspected { conn }, suspect);
    }

    fn address_checked(
        &mut self,
        scope: &mut Scope<'_>,
        AddressSuspected { conn }: AddressSuspected,
        answer: Answer<FindBan>,
    ) {
        if let (Ok(Some(kind)), Some(mut cx)) = (answer, scope.on(conn)) {
            self.turn_away(&mut cx, Some(kind), BANNED);
        }
    }

    /// In its maintenance the server is closed: whoever comes is turned away (MAS-3).
    pub(super) fn is_closed_to(&mut self, cx: &mut Context<'_>) -> bool {
        let unix_s = cx.unix_s();
        let maintenance = self.state.config.maintenance.as_ref().filter(|maintenance| maintenance.is_on(unix_s));
        let Some(maintenance) = maintenance else { return false };
        mark!(cx.out, "MAS-3");
        self.turn_away(cx, None, &maintenance.text);
        true
    }

    /// The reason, and a while later the end; nothing is read any more.
    fn turn_away(&self, cx: &mut Context<'_>, ban: Option<BanKind>, text: &str) {
        mark!(cx.out, "GEN-7");
        if !cx.conn().link.is_community() {
            let severity = self.accounts(cx).ban_severity;
            cx.send(&system_message(severity, text));
        }
        cx.out.event(Event::TurnedAway { conn: cx.conn, ban });
        let (now, wait) = (cx.now, cx.conns.shared.timeouts.close);
        cx.conn_mut().link.close_after(now, wait);
    }
}
