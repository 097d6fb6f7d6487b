//! `clank-mio`: the whole server on mio.

fn main() -> std::process::ExitCode {
    clank_host::cli::main("mio", clank_runtime_mio::Server::start)
}
