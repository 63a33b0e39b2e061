//! Chromium's WebDriver server, for tests that use the pages as a person does.

use super::{Server, command};
use crate::need;
use anyhow::{Context, Result};
use rustix::process::Signal;
use tempfile::TempDir;

/// A running chromedriver; each test opens its own browser through it.
pub(crate) struct Chromedriver {
    url: String,
    _server: Server,
    _folder: TempDir,
}

impl Chromedriver {
    pub(crate) fn start() -> Result<Chromedriver> {
        let program = need::program("chromedriver").context("chromedriver is not installed")?;
        let folder = tempfile::Builder::new()
            .prefix("touchstone-chromedriver-")
            .tempdir()?;
        let mut run = command(&program, None, "TERM")?;
        // Port 0: it takes a free one itself and says which.
        run.current_dir(folder.path())
            .args(["--port=0", "--allowed-ips=127.0.0.1"]);
        let log = folder.path().join("chromedriver.log");
        let mut server = Server::start("chromedriver", run, &log, Signal::TERM)?;
        let port = server.wait_for(announced_port)?;
        Ok(Chromedriver {
            url: format!("http://127.0.0.1:{port}"),
            _server: server,
            _folder: folder,
        })
    }

    /// Where WebDriver clients connect.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// The port in "ChromeDriver was started successfully on port 45123."
fn announced_port(said: &str) -> Option<u16> {
    let (_, rest) = said.split_once("started successfully on port ")?;
    let (port, _) = rest.split_once('.')?;
    port.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::announced_port;

    #[test]
    fn port_is_read_from_what_it_says() {
        let said =
            "Starting ChromeDriver 156.0 on port 0\nChromeDriver was started successfully on port 45123.\n";
        assert_eq!(announced_port(said), Some(45123));
        assert_eq!(announced_port("Starting ChromeDriver 156.0 on port 0\n"), None);
    }
}
