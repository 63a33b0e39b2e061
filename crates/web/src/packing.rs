//! Embedded files, in another form made once in the life of the process and kept: packing them for each request would cost more
//! than everything else a page does.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use http::header::ACCEPT_ENCODING;
use tokio::sync::OnceCell;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
}

/// Makes another form of what Brotli packed.
type Make = fn(&[u8]) -> Vec<u8>;

/// One file as it is embedded, and in the other forms it was asked for.
#[derive(Debug)]
pub(crate) struct Packed {
    brotli: &'static [u8],
    plain: OnceCell<Bytes>,
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
    pub(crate) fn new(brotli: &'static [u8]) -> Self {
        Self {
            brotli,
            plain: OnceCell::new(),
            gzip: OnceCell::new(),
        }
    }

    /// The file in this form; the first who asks for another than Brotli's has it made, beside the tasks that answer others.
    pub(crate) async fn get(&self, coding: Option<Coding>) -> Bytes {
        let (cell, make): (_, Make) = match coding {
            Some(Coding::Brotli) => return Bytes::from_static(self.brotli),
            Some(Coding::Gzip) => (&self.gzip, |packed| gzip(&unpacked(packed))),
            None => (&self.plain, unpacked),
        };
        let packed = self.brotli;
        let made = || async move {
            let made = tokio::task::spawn_blocking(move || make(packed)).await;
            made.map_or_else(|_| Bytes::from(make(packed)), Bytes::from)
        };
        cell.get_or_init(made).await.clone()
    }
}

fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    // It was packed by the build script; writing to memory does not fail.
    let _ = brotli::BrotliDecompress(&mut &*packed, &mut plain);
    plain
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

    #[tokio::test]
    async fn every_form_is_the_same_file() {
        let plain: Vec<u8> = (0..200_000_u32).flat_map(|n| (n % 977).to_le_bytes()).collect();
        let mut brotli = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut &*plain, &mut brotli, &parameters).unwrap();
        let packed = Packed::new(brotli.clone().leak());
        assert_eq!(packed.get(Some(Coding::Brotli)).await, brotli);
        assert!(packed.get(None).await == plain);
        let (gzipped, mut again) = (packed.get(Some(Coding::Gzip)).await, Vec::new());
        assert!(gzipped.len() < plain.len() / 4);
        flate2::read::GzDecoder::new(&*gzipped)
            .read_to_end(&mut again)
            .unwrap();
        assert!(again == plain);
    }
}
