//! Tokens of a world: who may hold a thing that only one member can (game.md 7).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::wire::{Rest, rt};

/// Bytes of rows in one message: no message is larger than what was announced (transport.md §2).
const MAX_LIST: usize = 580;

/// Types of CLIENT_TOKEN_MESSAGE and SERVER_TOKEN_MESSAGE (DME-71).
pub(super) mod kind {
    pub(in super::super) const REQUEST: u8 = 2;
    pub(in super::super) const RELEASE: u8 = 3;
    pub(in super::super) const OWNED: u8 = 7;
    pub(in super::super) const GRANTED: u8 = 8;
    pub(in super::super) const FREED: u8 = 9;
    pub(in super::super) const RELEASED: u8 = 10;
    pub(in super::super) const OWNER_REMOVED: u8 = 15;
}

/// One entry of SERVER_TOKEN_MESSAGE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenRow {
    Owned(u16, u16),
    Granted(u16),
    Freed(u16),
    Released(u16),
    OwnerRemoved,
}

impl TokenRow {
    /// Its bytes (DME-70).
    pub(super) fn write(self, to: &mut Vec<u8>) {
        let (kind, token) = match self {
            Self::Owned(token, _) => (kind::OWNED, Some(token)),
            Self::Granted(token) => (kind::GRANTED, Some(token)),
            Self::Freed(token) => (kind::FREED, Some(token)),
            Self::Released(token) => (kind::RELEASED, Some(token)),
            Self::OwnerRemoved => (kind::OWNER_REMOVED, None),
        };
        to.push(kind);
        to.extend(token.map(u16::to_le_bytes).into_iter().flatten());
        if let Self::Owned(_, owner) = self {
            to.extend(owner.to_le_bytes());
        }
    }
}

/// The messages that hold these rows, as few as possible.
pub(super) fn messages(rows: &[TokenRow]) -> impl Iterator<Item = rt::ServerTokenMessage> {
    rows.chunks(MAX_LIST / 5).map(|rows| {
        let mut bytes = Vec::new();
        rows.iter().for_each(|row| row.write(&mut bytes));
        rt::ServerTokenMessage { rows: Rest::new(bytes) }
    })
}

/// Who hears of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenNotice {
    /// All members who receive broadcasts, the asker included.
    All(TokenRow),
    /// The asker alone.
    One(TokenRow),
}

/// Each token with the members who want it; the first one owns it (DME-72).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Tokens(BTreeMap<u16, Vec<u16>>);

impl Tokens {
    /// A member wants a token (DME-73). `None`: there are as many as are allowed.
    pub(super) fn request(&mut self, token: u16, client: u16, max: u32) -> Option<TokenNotice> {
        let full = self.0.len() >= max as usize;
        if let Some(wanted) = self.0.get_mut(&token) {
            // Asked once more, he keeps his place.
            if !wanted.contains(&client) {
                wanted.push(client);
            }
            return Some(TokenNotice::One(TokenRow::Granted(token)));
        }
        if full {
            return None;
        }
        self.0.insert(token, vec![client]);
        Some(TokenNotice::All(TokenRow::Owned(token, client)))
    }

    /// A member gives a token back, or its place in the queue (DME-74).
    pub(super) fn release(&mut self, token: u16, client: u16) -> TokenNotice {
        let Some(wanted) = self.0.get_mut(&token) else { return TokenNotice::One(TokenRow::OwnerRemoved) };
        if wanted.first() == Some(&client) {
            self.0.remove(&token);
            return TokenNotice::All(TokenRow::Freed(token));
        }
        wanted.retain(|waiting| *waiting != client);
        TokenNotice::One(TokenRow::Released(token))
    }

    /// A member is gone: what he owns is free (DME-75).
    pub(super) fn leave(&mut self, client: u16) -> Vec<TokenRow> {
        let owned = self.0.iter().filter(|(_, wanted)| wanted.first() == Some(&client)).map(|(token, _)| *token);
        let owned: Vec<u16> = owned.collect();
        for token in &owned {
            self.0.remove(token);
        }
        for wanted in self.0.values_mut() {
            wanted.retain(|waiting| *waiting != client);
        }
        owned.into_iter().map(TokenRow::Freed).collect()
    }

    /// What a newcomer is told (DME-75).
    pub(super) fn owned(&self) -> impl Iterator<Item = TokenRow> {
        self.0.iter().filter_map(|(token, wanted)| Some(TokenRow::Owned(*token, *wanted.first()?)))
    }
}
