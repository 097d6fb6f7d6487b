//! The features of the MAS.

use super::state::Authentication;
use super::{hosts, lobby_questions, login, maintenance, session};
use crate::lobby::feature::compose_features;
use crate::lobby::{account_requests, ladder_requests};

compose_features! { Authentication asks state.store;
    Accounts = account_requests,
    Hosts = hosts,
    LadderStats = ladder_requests,
    LobbyQuestions = lobby_questions,
    Logins = login,
    Maintenance = maintenance,
    Sessions = session,
}
