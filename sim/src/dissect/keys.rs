//! StreamKeys that are known: those of titles, and those of a key file.

use clank_core::crypto::{PrivateKey, SessionKey};
use serde::Deserialize;

use super::published::{self, Named};

/// Known keys.
#[derive(Debug, Clone)]
pub struct Keyring {
    /// RSA key pairs of servers and clients.
    pub private: Vec<Named<PrivateKey>>,
    /// Session keys.
    pub sessions: Vec<Named<SessionKey>>,
}

impl Default for Keyring {
    /// What is published.
    fn default() -> Self {
        let placeholder = |byte: u8| Named { name: format!("64 times 0x{byte:02x}"), key: SessionKey::new([byte; 64]) };
        let sessions = published::PLACEHOLDERS.map(placeholder).to_vec();
        let own = published::key_pair().map(|key| Named { name: "our own console".into(), key });
        // Our own consoles' pair belongs to the recordings that the project made itself.
        let private = published::pairs().chain(own).collect();
        Self { private, sessions }
    }
}

/// A key file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It is no JSON of the known form.
    #[error("not a key file: {0}")]
    Format(#[from] serde_json::Error),
    /// One of its keys is none.
    #[error("key {name}: {what}")]
    Key {
        /// The key's name.
        name: String,
        /// What is wrong.
        what: String,
    },
}

#[derive(Deserialize)]
struct KeyFile {
    #[serde(default)]
    asymmetric: Vec<Asymmetric>,
    #[serde(default)]
    symmetric: Vec<Symmetric>,
}

#[derive(Deserialize)]
struct Asymmetric {
    name: String,
    n: String,
    d: Option<String>,
}

#[derive(Deserialize)]
struct Symmetric {
    name: String,
    key: String,
}

impl Keyring {
    /// Adds the keys of a file: `{"asymmetric": [{name, n, d}], "symmetric": [{name, key}]}`, numbers in
    /// decimal, session keys as 128 hexadecimal digits.
    ///
    /// # Errors
    /// [`KeyError`] names the key that is none.
    pub fn add_file(&mut self, text: &str) -> Result<(), KeyError> {
        let file: KeyFile = serde_json::from_str(text)?;
        for Asymmetric { name, n, d } in file.asymmetric {
            if let Some(d) = d {
                match PrivateKey::from_decimal(&n, &d) {
                    Ok(key) => self.private.push(Named { name, key }),
                    Err(error) => return Err(KeyError::Key { name, what: error.to_string() }),
                }
            }
        }
        for Symmetric { name, key } in file.symmetric {
            self.add_hex(&name, &key).map_err(|what| KeyError::Key { name, what })?;
        }
        Ok(())
    }

    /// Adds a session key of 128 hexadecimal digits.
    ///
    /// # Errors
    /// In words, where it is none.
    pub fn add_hex(&mut self, name: &str, key: &str) -> Result<(), String> {
        let mut bytes = [0; 64];
        hex::decode_to_slice(key, &mut bytes).map_err(|_| "not 128 hexadecimal digits")?;
        self.add(name, SessionKey::new(bytes));
        Ok(())
    }

    /// Adds a session key, unless it is there.
    pub fn add(&mut self, name: &str, key: SessionKey) {
        if !self.sessions.iter().any(|known| known.key == key) {
            self.sessions.push(Named { name: name.into(), key });
        }
    }
}
