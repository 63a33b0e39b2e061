//! The file itself: a tar archive, the hash of all of it behind its end, perhaps sealed as a whole.

use std::io::{self, BufWriter, Read, Write};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use touchstone_domain::time::Timestamp;

use super::manifest::HEAD;
use super::seal::{MAGIC, SealReader, SealWriter, Unsealed};
use super::shelf::{Draft, Opened};
use super::{BackupError, BackupKey, KeptBackup, Part};

/// The last line: `sha256:`, 64 digits, an end of line. Readers of tar archives stop before it.
const TRAILER: usize = 7 + 64 + 1;

fn trailer(hash: Sha256) -> String {
    format!("sha256:{}\n", HEXLOWER.encode(&hash.finalize()))
}

pub(super) fn hash_of(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

enum Sink {
    Plain(BufWriter<Draft>),
    Sealed(Box<SealWriter<BufWriter<Draft>>>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(to) => to.write(bytes),
            Self::Sealed(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Hashed {
    to: Sink,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.to.write(bytes)?;
        self.hash.update(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// An archive being written.
pub(super) struct ArchiveWriter {
    tar: tar::Builder<Hashed>,
    seconds: u64,
}

impl ArchiveWriter {
    pub(super) fn new(draft: Draft, key: Option<&BackupKey>, at: Timestamp) -> Result<Self, BackupError> {
        let to = BufWriter::with_capacity(1 << 20, draft);
        let to = match key {
            None => Sink::Plain(to),
            Some(key) => Sink::Sealed(Box::new(SealWriter::new(to, key)?)),
        };
        Ok(Self {
            tar: tar::Builder::new(Hashed {
                to,
                hash: Sha256::new(),
            }),
            seconds: u64::try_from(at.as_micros() / 1_000_000).unwrap_or(0),
        })
    }

    /// Adds an entry.
    pub(super) fn part(&mut self, name: &str, bytes: &[u8]) -> io::Result<Part> {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(self.seconds);
        header.set_entry_type(tar::EntryType::Regular);
        self.tar.append_data(&mut header, name, bytes)?;
        Ok(Part {
            name: name.to_owned(),
            size: bytes.len() as u64,
            sha256: hash_of(bytes),
        })
    }

    /// Ends the archive; it is kept when this returns.
    pub(super) fn finish(self) -> io::Result<()> {
        let Hashed { mut to, hash } = self.tar.into_inner()?;
        to.write_all(trailer(hash).as_bytes())?;
        let to = match to {
            Sink::Plain(to) => to,
            Sink::Sealed(to) => to.finish()?,
        };
        to.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}

fn is_trailer(line: &[u8]) -> bool {
    line.len() == TRAILER && line.starts_with(b"sha256:") && line.ends_with(b"\n")
}

/// Everything but the last line, which is held back for [`Checked::end`].
pub(super) struct Checked {
    from: Box<dyn Read>,
    hash: Sha256,
    held: Vec<u8>,
    at: usize,
}

impl Checked {
    /// Opens a backup, sealed or not. The size is that of the file.
    pub(super) fn open(kept: &KeptBackup, key: Option<&BackupKey>) -> Result<(Self, u64), BackupError> {
        let Opened { mut from, size, tail } = kept.open(TRAILER as u64)?;
        let mut first = Vec::new();
        from.by_ref()
            .take(MAGIC.len() as u64)
            .read_to_end(&mut first)
            .map_err(|e| kept.fault(e))?;
        let path = || kept.place().to_owned();
        let from: Box<dyn Read> = if first == MAGIC {
            let key = key.ok_or_else(|| BackupError::Sealed { path: path() })?;
            let opened = SealReader::new(from, key).map_err(|why| match why {
                Unsealed::Wrong => BackupError::WrongKey { path: path() },
                Unsealed::Damaged => BackupError::Damaged {
                    path: path(),
                    what: "its first lines".into(),
                },
                Unsealed::Other(error) => error,
            })?;
            Box::new(opened)
        } else {
            if !first.starts_with(HEAD.as_bytes()) {
                return Err(BackupError::NotABackup { path: path() });
            }
            if !is_trailer(&tail) {
                return Err(BackupError::Cut { path: path() });
            }
            Box::new(io::Cursor::new(first).chain(from))
        };
        let checked = Self {
            from,
            hash: Sha256::new(),
            held: Vec::new(),
            at: 0,
        };
        Ok((checked, size))
    }

    /// Reads what is left and compares the last line.
    pub(super) fn end(mut self) -> io::Result<End> {
        io::copy(&mut self, &mut io::sink())?;
        let last = &self.held[self.at..];
        if !is_trailer(last) {
            return Ok(End::Missing);
        }
        Ok(if last == trailer(self.hash).as_bytes() {
            End::Whole
        } else {
            End::Differs
        })
    }
}

/// What the last line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    Differs,
    Missing,
}

impl Read for Checked {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.held.len() - self.at <= TRAILER {
            self.held.drain(..self.at);
            self.at = 0;
            let before = self.held.len();
            self.held.resize(before + (64 << 10), 0);
            let read = self.from.read(&mut self.held[before..]);
            self.held.truncate(before + *read.as_ref().unwrap_or(&0));
            if read? == 0 {
                return Ok(0);
            }
        }
        let taken = out.len().min(self.held.len() - self.at - TRAILER);
        out[..taken].copy_from_slice(&self.held[self.at..self.at + taken]);
        self.hash.update(&out[..taken]);
        self.at += taken;
        Ok(taken)
    }
}
