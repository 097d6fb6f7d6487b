//! What is wanted of a recording.

/// What is wanted of a recording.
#[derive(Debug, Clone, Default)]
pub struct InspectOptions {
    /// Only these streams; all if empty.
    pub streams: Vec<u32>,
    /// Only streams of these components; all if empty.
    pub components: Vec<String>,
    /// Only messages with one of these in their names; all if empty.
    pub messages: Vec<String>,
    /// Every field on a line of its own.
    pub all_fields: bool,
    /// The bytes of each message.
    pub hex: bool,
    /// Mask personal data.
    pub redact: bool,
    /// One line for a run of alike messages.
    pub fold: bool,
}
