//! The simulator: virtual clock, network and consoles; replay of captures; binary clank-sim.
