//! The whole server on tokio.

fn main() -> std::process::ExitCode {
    clank_host::cli::main("tokio", clank_host::server::start::<clank_runtime_tokio::Driver>)
}
