//! Embedded files, packed once in the life of the process and kept: packing them for each request would cost more than
//! everything else a page does.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use http::header::ACCEPT_ENCODING;
use tokio::sync::OnceCell;

/// Brotli's effort, of 11; the last two cost ten times as much for a few hundredths.
const EFFORT: i32 = 9;
/// Brotli's window in bits: more than the largest file.
const WINDOW: i32 = 22;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
}

/// Packs bytes whole.
type Pack = fn(&[u8]) -> Vec<u8>;

/// One file in the forms it was asked for.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    brotli: OnceCell<Bytes>,
    gzip: OnceCell<Bytes>,
}

impl Coding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The best the caller takes, by its own weights; the smaller one where they are equal.
    pub(crate) fn wanted(headers: &HeaderMap) -> Option<Self> {
        let asked = headers.get_all(ACCEPT_ENCODING).iter();
        let offers: Vec<(&str, f32)> = asked
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(weighed)
            .collect();
        let weight = |name: &str| {
            let named = offers
                .iter()
                .find(|(offered, _)| offered.eq_ignore_ascii_case(name));
            named
                .or_else(|| offers.iter().find(|(offered, _)| *offered == "*"))
                .map_or(0.0, |(_, weight)| *weight)
        };
        let (brotli, gzip) = (weight("br"), weight("gzip"));
        match (brotli > 0.0, gzip > 0.0) {
            (true, _) if brotli >= gzip => Some(Self::Brotli),
            (_, true) => Some(Self::Gzip),
            _ => None,
        }
    }
}

/// `gzip;q=0.5` as name and weight; what cannot be read weighs nothing.
fn weighed(offer: &str) -> (&str, f32) {
    let (name, parameters) = offer.split_once(';').unwrap_or((offer, ""));
    let weight = parameters
        .split(';')
        .find_map(|parameter| parameter.trim().strip_prefix("q="))
        .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
    (name.trim(), weight)
}

impl Packed {
    /// The packed file; the first caller has it made, beside the tasks that answer others.
    pub(crate) async fn get(&self, coding: Coding, plain: &'static [u8]) -> Bytes {
        let (cell, pack): (_, Pack) = match coding {
            Coding::Brotli => (&self.brotli, brotli),
            Coding::Gzip => (&self.gzip, gzip),
        };
        let make = || async move {
            let made = tokio::task::spawn_blocking(move || pack(plain)).await;
            made.map_or_else(|_| Bytes::from(pack(plain)), Bytes::from)
        };
        cell.get_or_init(make).await.clone()
    }
}

fn brotli(plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: EFFORT,
        lgwin: WINDOW,
        size_hint: plain.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    // Writing to memory does not fail.
    let _ = brotli::BrotliCompress(&mut &*plain, &mut packed, &parameters);
    packed
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = packing.write_all(plain);
    packing.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn wanted(asked: &str) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, asked.parse().unwrap());
        Coding::wanted(&headers)
    }

    #[test]
    fn the_caller_decides_and_the_smaller_wins_a_draw() {
        assert_eq!(wanted("gzip, deflate, br, zstd"), Some(Coding::Brotli));
        assert_eq!(wanted("gzip, br;q=0.1"), Some(Coding::Gzip));
        assert_eq!(wanted("GZIP"), Some(Coding::Gzip));
        assert_eq!(wanted("*"), Some(Coding::Brotli));
        assert_eq!(wanted("*;q=0.5, br;q=0"), Some(Coding::Gzip));
        assert_eq!(wanted("identity"), None);
        assert_eq!(wanted("br;q=0, gzip; q=0.0"), None);
        assert_eq!(wanted("br;q=much"), None);
        assert_eq!(Coding::wanted(&HeaderMap::new()), None);
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same() {
        let plain: Vec<u8> = (0..200_000_u32).flat_map(|n| (n % 977).to_le_bytes()).collect();
        let (small, gzipped) = (brotli(&plain), gzip(&plain));
        assert!(small.len() < plain.len() / 4 && gzipped.len() < plain.len() / 4);
        let (mut one, mut other) = (Vec::new(), Vec::new());
        brotli::Decompressor::new(&*small, 4096)
            .read_to_end(&mut one)
            .unwrap();
        flate2::read::GzDecoder::new(&*gzipped)
            .read_to_end(&mut other)
            .unwrap();
        assert!(one == plain && other == plain);
    }
}
