//! The whole server on mio.

fn main() -> std::process::ExitCode {
    clank_host::cli::main("mio", clank_host::server::start::<clank_runtime_mio::Driver>)
}
