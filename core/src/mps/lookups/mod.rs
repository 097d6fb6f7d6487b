//! Game servers that say by name where their players connect: the name is looked up before they are registered (MPS-1).

pub(super) mod table;

use std::net::{Ipv4Addr, SocketAddrV4};

use table::{Lookup, Lookups};

use super::games::ServerAddress;
use super::state::{Context, Proxy, Scope};
use crate::ids::LookupId;
use crate::machine::{Cost, Fault, mark};
use crate::peer::Attributes;
use crate::wire::{MessageId, MgclErrorCode as Code, report};

/// Returns whether a text can be the name of a host: labels of letters, digits and hyphens, and the last one no number.
/// What looks like a bad address must not reach a resolver, which reads some of them as addresses.
pub(super) fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let mut labels = text.strip_suffix('.').unwrap_or(text).split('.');
    let last = labels.clone().next_back().unwrap_or_default();
    labels.all(is_label) && last.bytes().any(|byte| byte.is_ascii_alphabetic()) && !last.starts_with("0x")
}

impl Proxy {
    /// Has the name of a game server looked up; the server is answered, and registered, when that is done.
    pub(super) fn look_up(&mut self, cx: &mut Context<'_>, message_id: MessageId, name: String, is: Attributes) {
        mark!(cx.out, "MPS-1");
        let Lookups { last, waiting, late } = &mut self.lookups;
        *last = LookupId(last.0 + 1);
        late.set(*last, Some(cx.now + cx.conns.shared.timeouts.game_server));
        cx.out.look_up(*last, name.clone());
        let slot = cx.begin_reply();
        waiting.insert(*last, Lookup { conn: cx.conn, slot, message_id, name, is });
    }

    /// A name was looked up. Where it leads nowhere, the game server is where it came from.
    pub(super) fn looked_up(&mut self, scope: &mut Scope<'_>, request: LookupId, found: Option<Ipv4Addr>) {
        let Some(Lookup { conn, slot, message_id, name, mut is }) = self.lookups.take(request) else { return };
        let Some(mut cx) = scope.on(conn) else { return };
        match found.filter(|ip| !ip.is_unspecified()) {
            Some(ip) => is.listen = SocketAddrV4::new(ip, is.listen.port()),
            None => {
                let what =
                    format_args!("the name {name} of a game server leads nowhere; it is taken for {}", is.listen);
                cx.fault(Fault::new("MPS-1", Cost::Ignore, what));
            }
        }
        cx.answer(slot, &report::ServerSetAttributesResponse { message_id, confirmation: Code::SUCCESS });
        self.register(scope, ServerAddress::Link(conn), is);
    }

    /// Lookups that have taken too long.
    pub(super) fn lookups_late(&mut self, scope: &mut Scope<'_>) {
        while let Some(request) = self.lookups.late.due(scope.now) {
            self.looked_up(scope, request, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_name;

    /// MPS-1: names and what is none, addresses in any writing among them.
    #[test]
    fn names_of_hosts() {
        for name in ["dme", "dme.example.org", "a-1.b2.c", "1.dme", "3com.org.", "x86"] {
            assert!(is_name(name), "{name}");
        }
        let others =
            ["", ".", "..", "a..b", ".a", "-a", "a-", "a_b", "a b", "1.2.3", "1", "0x7f.1", "a.0x7f", "d\u{e9}"];
        for other in others {
            assert!(!is_name(other), "{other}");
        }
    }
}
