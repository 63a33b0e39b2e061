//! Sealing a backup as a stream: AES-256-GCM in chunks of 64 KiB, each bound to its place and to whether it is the last
//! (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so chunks can be neither moved nor left
//! out. The key comes from a passphrase by Argon2id, or from a key file by HKDF.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::BackupError;

pub(super) const MAGIC: &[u8] = b"touchstone sealed backup 1\n";
const CHUNK: usize = 64 << 10;
const TAG: usize = 16;
/// A key file shorter than this could be guessed.
const KEY_FILE_BYTES: usize = 32;
/// Argon2id as RFC 9106 recommends where memory is short: 64 MiB, three passes.
const MEMORY_KIB: u32 = 64 << 10;
const PASSES: u32 = 3;
/// What a header may ask of us at most.
const MEMORY_KIB_AT_MOST: u32 = 1 << 20;
const PASSES_AT_MOST: u32 = 16;

/// What a backup is sealed with.
#[derive(Clone)]
pub enum BackupKey {
    Passphrase(Zeroizing<String>),
    /// The bytes of a key file.
    File(Zeroizing<Vec<u8>>),
}

/// The second line of a sealed file.
#[derive(Serialize, Deserialize)]
struct Header {
    salt: String,
    /// Begins every chunk's nonce.
    nonce: String,
    /// Tells a wrong key from a damaged file.
    check: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    argon2id: Option<Cost>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
}

struct Chunks {
    cipher: Aes256Gcm,
    /// The first lines of the file, authenticated with every chunk.
    header: Vec<u8>,
    nonce: [u8; 7],
    next: u32,
}

impl Chunks {
    /// Nonce of the next chunk: prefix, place, whether it is the last.
    fn nonce(&mut self, last: bool) -> io::Result<[u8; 12]> {
        let mut nonce = [0; 12];
        nonce[..7].copy_from_slice(&self.nonce);
        nonce[7..11].copy_from_slice(&self.next.to_be_bytes());
        nonce[11] = last.into();
        self.next = self
            .next
            .checked_add(1)
            .ok_or_else(|| io::Error::other("a sealed backup cannot be this large"))?;
        Ok(nonce)
    }
}

impl BackupKey {
    fn derive(&self, salt: &[u8], cost: Option<Cost>) -> Result<Zeroizing<[u8; 48]>, BackupError> {
        let mut secret = Zeroizing::new([0; 32]);
        match (self, cost) {
            (Self::Passphrase(passphrase), cost) => {
                if passphrase.is_empty() {
                    return Err(BackupError::NoPassphrase);
                }
                let cost = cost.unwrap_or(Cost {
                    memory_kib: MEMORY_KIB,
                    passes: PASSES,
                });
                let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32))
                    .map_err(|e| BackupError::Key(e.to_string()))?;
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                    .hash_password_into(passphrase.as_bytes(), salt, &mut *secret)
                    .map_err(|e| BackupError::Key(e.to_string()))?;
            }
            (Self::File(bytes), _) => {
                if bytes.len() < KEY_FILE_BYTES {
                    return Err(BackupError::KeyTooShort(KEY_FILE_BYTES));
                }
                expand(salt, bytes, b"touchstone backup key file", &mut *secret)?;
            }
        }
        let mut keys = Zeroizing::new([0; 48]);
        expand(salt, &*secret, b"touchstone backup", &mut *keys)?;
        Ok(keys)
    }

    fn is_passphrase(&self) -> bool {
        matches!(self, Self::Passphrase(_))
    }
}

fn expand(salt: &[u8], secret: &[u8], purpose: &[u8], out: &mut [u8]) -> Result<(), BackupError> {
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(purpose, out)
        .map_err(|e| BackupError::Key(e.to_string()))
}

fn chunks(keys: &[u8; 48], header: Vec<u8>, nonce: [u8; 7]) -> Result<Chunks, BackupError> {
    let cipher = Aes256Gcm::new_from_slice(&keys[..32]).map_err(|e| BackupError::Key(e.to_string()))?;
    Ok(Chunks {
        cipher,
        header,
        nonce,
        next: 0,
    })
}

/// Seals what is written to it.
pub struct SealWriter<W: Write> {
    to: W,
    chunks: Chunks,
    plain: Zeroizing<Vec<u8>>,
}

impl<W: Write> SealWriter<W> {
    /// Writes the head. Deriving a key from a passphrase takes a moment.
    pub fn new(mut to: W, key: &BackupKey) -> Result<Self, BackupError> {
        let (mut salt, mut nonce) = ([0; 16], [0; 7]);
        for bytes in [&mut salt[..], &mut nonce[..]] {
            getrandom::fill(bytes).map_err(|e| BackupError::Key(e.to_string()))?;
        }
        let cost = key.is_passphrase().then_some(Cost {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
        });
        let keys = key.derive(&salt, cost)?;
        let header = Header {
            salt: BASE64.encode(&salt),
            nonce: BASE64.encode(&nonce),
            check: BASE64.encode(&keys[32..]),
            argon2id: cost,
        };
        let line = serde_json::to_string(&header).map_err(|e| BackupError::Key(e.to_string()))?;
        let header = [MAGIC, line.as_bytes(), b"\n"].concat();
        to.write_all(&header)
            .map_err(|e| BackupError::Key(e.to_string()))?;
        Ok(Self {
            to,
            chunks: chunks(&keys, header, nonce)?,
            plain: Zeroizing::new(Vec::with_capacity(CHUNK)),
        })
    }

    /// Seals the rest as the last chunk.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.to)
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let nonce = self.chunks.nonce(last)?;
        let payload = Payload {
            msg: &self.plain,
            aad: &self.chunks.header,
        };
        let sealed = self
            .chunks
            .cipher
            .encrypt((&nonce).into(), payload)
            .map_err(|_| io::Error::other("a chunk could not be sealed"))?;
        self.plain.clear();
        self.to.write_all(&sealed)
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until it is known not to be the last.
        if self.plain.len() == CHUNK {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.plain.len());
        self.plain.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what [`SealWriter`] wrote.
pub(super) struct SealReader<R: Read> {
    from: R,
    chunks: Chunks,
    sealed: Vec<u8>,
    plain: Zeroizing<Vec<u8>>,
    at: usize,
    ended: bool,
}

/// Why a sealed file does not open, before the file is named.
pub(super) enum Unsealed {
    Wrong,
    Damaged,
    Other(BackupError),
}

impl<R: Read> SealReader<R> {
    /// `from` stands behind the magic line.
    pub(super) fn new(mut from: R, key: &BackupKey) -> Result<Self, Unsealed> {
        let line = read_line(&mut from).map_err(|_| Unsealed::Damaged)?;
        let header: Header = serde_json::from_slice(&line).map_err(|_| Unsealed::Damaged)?;
        let bytes = |text: &str| BASE64.decode(text.as_bytes()).map_err(|_| Unsealed::Damaged);
        let nonce: [u8; 7] = bytes(&header.nonce)?.try_into().map_err(|_| Unsealed::Damaged)?;
        let dear = |cost: &Cost| cost.memory_kib > MEMORY_KIB_AT_MOST || cost.passes > PASSES_AT_MOST;
        if header.argon2id.as_ref().is_some_and(dear) {
            return Err(Unsealed::Damaged);
        }
        if header.argon2id.is_some() != key.is_passphrase() {
            return Err(Unsealed::Wrong);
        }
        let keys = key
            .derive(&bytes(&header.salt)?, header.argon2id)
            .map_err(Unsealed::Other)?;
        if bytes(&header.check)? != keys[32..] {
            return Err(Unsealed::Wrong);
        }
        let whole = [MAGIC, &line, b"\n"].concat();
        Ok(Self {
            from,
            chunks: chunks(&keys, whole, nonce).map_err(Unsealed::Other)?,
            sealed: Vec::new(),
            plain: Zeroizing::new(Vec::new()),
            at: 0,
            ended: false,
        })
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        // One byte more than a chunk says whether another follows.
        let wanted = (CHUNK + TAG + 1 - self.sealed.len()) as u64;
        self.from.by_ref().take(wanted).read_to_end(&mut self.sealed)?;
        let size = self.sealed.len().min(CHUNK + TAG);
        let last = self.sealed.len() == size;
        let nonce = self.chunks.nonce(last)?;
        let payload = Payload {
            msg: &self.sealed[..size],
            aad: &self.chunks.header,
        };
        let plain = self.chunks.cipher.decrypt((&nonce).into(), payload);
        self.plain = Zeroizing::new(plain.map_err(|_| {
            let kind = if last {
                io::ErrorKind::UnexpectedEof
            } else {
                io::ErrorKind::InvalidData
            };
            io::Error::new(kind, "a sealed chunk does not open")
        })?);
        self.sealed.drain(..size);
        (self.at, self.ended) = (0, last);
        Ok(())
    }
}

impl<R: Read> Read for SealReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.plain.len() {
            if self.ended {
                return Ok(0);
            }
            self.next_chunk()?;
        }
        let taken = out.len().min(self.plain.len() - self.at);
        out[..taken].copy_from_slice(&self.plain[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}

/// What a file that [`SealWriter`] wrote holds. Blocks.
pub fn unsealed(path: &Path, key: &BackupKey) -> Result<impl Read, BackupError> {
    let failed = |source| BackupError::Io {
        path: path.to_owned(),
        source,
    };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let mut magic = vec![0; MAGIC.len()];
    let read = file.read_exact(&mut magic);
    if read.is_err() || magic != MAGIC {
        return Err(BackupError::NotABackup {
            path: path.to_owned(),
        });
    }
    SealReader::new(file, key).map_err(|why| match why {
        Unsealed::Wrong => BackupError::WrongKey {
            path: path.to_owned(),
        },
        Unsealed::Damaged => BackupError::Damaged {
            path: path.to_owned(),
            what: "its head cannot be read".into(),
        },
        Unsealed::Other(error) => error,
    })
}

/// A line of at most a kilobyte, without its end.
fn read_line(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < 1024 {
        from.read_exact(&mut byte)?;
        if byte[0] == b'\n' {
            return Ok(line);
        }
        line.push(byte[0]);
    }
    Err(io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> BackupKey {
        BackupKey::File(Zeroizing::new(vec![7; 32]))
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut writer = SealWriter::new(Vec::new(), &key()).unwrap_or_else(|e| panic!("{e}"));
        writer.write_all(plain).unwrap();
        writer.finish().unwrap()
    }

    fn opened(file: &[u8], key: &BackupKey) -> Option<Vec<u8>> {
        let mut reader = SealReader::new(file.strip_prefix(MAGIC)?, key).ok()?;
        let mut plain = Vec::new();
        reader.read_to_end(&mut plain).ok().map(|_| plain)
    }

    #[test]
    fn what_was_sealed_opens_whatever_its_length() {
        for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let plain: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
            let file = sealed(&plain);
            assert_eq!(opened(&file, &key()).as_deref(), Some(&plain[..]), "{size}");
        }
    }

    #[test]
    fn a_cut_a_change_or_another_key_opens_nothing() {
        let file = sealed(&vec![1; 2 * CHUNK + 10]);
        for length in [file.len() - 1, file.len() - 26, MAGIC.len() + 200, CHUNK] {
            assert!(opened(&file[..length], &key()).is_none(), "cut at {length}");
        }
        for at in (0..file.len()).step_by(997) {
            let mut changed = file.clone();
            changed[at] ^= 4;
            assert!(opened(&changed, &key()).is_none(), "changed at {at}");
        }
        assert!(opened(&file, &BackupKey::File(Zeroizing::new(vec![8; 32]))).is_none());
        assert!(opened(&file, &BackupKey::Passphrase(Zeroizing::new("x".into()))).is_none());
    }

    #[test]
    fn a_passphrase_opens_what_it_sealed() {
        let key = BackupKey::Passphrase(Zeroizing::new("correct horse".to_owned()));
        let mut writer = SealWriter::new(Vec::new(), &key).unwrap_or_else(|e| panic!("{e}"));
        writer.write_all(b"kept").unwrap();
        let file = writer.finish().unwrap();
        assert_eq!(opened(&file, &key).as_deref(), Some(&b"kept"[..]));
        let other = BackupKey::Passphrase(Zeroizing::new("wrong horse".to_owned()));
        assert!(opened(&file, &other).is_none());
    }
}
