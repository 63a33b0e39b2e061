//! What a task needs on the machine beside Rust and a C compiler, and how to get it.
//!
//! On Debian and its children missing packages are installed with `apt-get`, as root or through a `sudo` that asks
//! no password. Anywhere else, or when that is refused, the task fails and names what to install: a test that
//! cannot run is never counted as passed.

use crate::interrupt;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One thing that must be there.
pub(crate) struct Need {
    name: &'static str,
    /// Its packages in Debian.
    packages: &'static [&'static str],
    found: fn() -> bool,
}

pub(crate) const POSTGRES: Need = Need {
    name: "PostgreSQL 15 or newer (initdb, postgres)",
    packages: &["postgresql"],
    found: || postgres_program("initdb").is_some() && postgres_program("postgres").is_some(),
};

pub(crate) const BROWSER: Need = Need {
    name: "Chromium and its driver (chromium, chromedriver)",
    packages: &["chromium", "chromium-driver"],
    found: || chromium().is_some() && program("chromedriver").is_some(),
};

pub(crate) const CJK_FONTS: Need = Need {
    name: "fonts for Chinese, Japanese and Korean (Noto Sans CJK)",
    packages: &["fonts-noto-cjk"],
    found: cjk_fonts,
};

pub(crate) const STRACE: Need = Need {
    name: "strace",
    packages: &["strace"],
    found: || program("strace").is_some(),
};

pub(crate) const MAIL_SERVERS: Need = Need {
    name: "Postfix, Dovecot (IMAP and LMTP) and swaks",
    packages: &["postfix", "dovecot-imapd", "dovecot-lmtpd", "swaks"],
    found: || {
        let installed = |file: &str| Path::new(file).is_file();
        installed("/usr/lib/postfix/sbin/master")
            && installed("/usr/lib/dovecot/lmtp")
            && installed("/usr/lib/dovecot/imap")
            && program("swaks").is_some()
    },
};

/// Makes sure of all of them, installing what is missing.
pub(crate) fn provide(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.found)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    let names: Vec<&str> = missing.iter().map(|need| need.name).collect();
    eprintln!("missing: {}", names.join("; "));
    let Some(prefix) = apt_prefix() else {
        bail!(
            "cannot install it from here. On Debian or Ubuntu run\n    sudo apt-get install -y {}\n\
             elsewhere install the same programs with your package manager, then run this again",
            packages.join(" ")
        );
    };
    // A list of some other vendor that does not answer is no reason to stop; the installation decides.
    if let Err(error) = apt(&prefix, &["update"]) {
        eprintln!("warning: {error:#}");
    }
    interrupt::check()?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&packages);
    apt(&prefix, &install)?;
    match missing.iter().find(|need| !(need.found)()) {
        Some(need) => bail!(
            "{} is still not found after installing {}",
            need.name,
            need.packages.join(" ")
        ),
        None => Ok(()),
    }
}

/// A program in `PATH`.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The Chromium binary under any of its names.
pub(crate) fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(program)
}

/// A server program of PostgreSQL. Debian keeps them out of `PATH`, in a folder per version: the newest is taken.
pub(crate) fn postgres_program(name: &str) -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin").join(name),
            ))
        })
        .filter(|(_, file)| file.is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, file)| file).or_else(|| program(name))
}

fn cjk_fonts() -> bool {
    let listed = Command::new("fc-list")
        .arg(":lang=zh")
        .stderr(Stdio::null())
        .output();
    match listed {
        Ok(output) => !output.stdout.trim_ascii().is_empty(),
        Err(_) => Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").is_file(),
    }
}

/// What to put before `apt-get`: nothing for root, a `sudo` that asks nothing, or no way at all.
fn apt_prefix() -> Option<Vec<&'static str>> {
    program("apt-get")?;
    if rustix::process::geteuid().is_root() {
        return Some(Vec::new());
    }
    let asks_nothing = Command::new("sudo")
        .args(["-n", "true"])
        .stderr(Stdio::null())
        .status();
    asks_nothing
        .is_ok_and(|status| status.success())
        .then(|| vec!["sudo", "-n"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let mut words = prefix.to_vec();
    words.extend([
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-q",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]);
    words.extend(arguments);
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).stdin(Stdio::null());
    interrupt::run_well(&mut command)
}
