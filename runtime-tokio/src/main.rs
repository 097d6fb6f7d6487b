//! `clank`: the whole server on tokio.

fn main() -> std::process::ExitCode {
    clank_host::cli::main("tokio", clank_runtime_tokio::Server::start)
}
