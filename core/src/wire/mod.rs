//! Bytes to values and back: RT frames, RT messages, Medius messages.
