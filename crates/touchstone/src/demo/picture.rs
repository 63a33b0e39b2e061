//! Pictures that customers attach: small PNG files of coloured shapes, made from nothing, different every time.

use super::random::Random;

const WIDTH: u32 = 96;
const HEIGHT: u32 = 72;

/// A picture as a PNG file, with indexed colours and stored (uncompressed) data.
pub(super) fn picture(random: &mut Random) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend_from_slice(&WIDTH.to_be_bytes());
    header.extend_from_slice(&HEIGHT.to_be_bytes());
    // Eight bits, palette, deflate, adaptive filters, not interlaced.
    header.extend_from_slice(&[8, 3, 0, 0, 0]);
    chunk(&mut png, b"IHDR", &header);
    let palette: Vec<u8> = (0..12).map(|_| random.next().to_be_bytes()[0]).collect();
    chunk(&mut png, b"PLTE", &palette);
    chunk(&mut png, b"IDAT", &stored(&pixels(random)));
    chunk(&mut png, b"IEND", &[]);
    png
}

/// Rows of palette indices, each led by its filter: a background, a box in it, a stripe on the box.
fn pixels(random: &mut Random) -> Vec<u8> {
    let (left, top) = (random.below(30), random.below(20));
    let (right, bottom) = (60 + random.below(30), 45 + random.below(20));
    let stripe = left + random.below(20);
    let mut pixels = Vec::new();
    for y in 0..HEIGHT as usize {
        pixels.push(0);
        for x in 0..WIDTH as usize {
            let inside = (left..right).contains(&x) && (top..bottom).contains(&y);
            pixels.push(match (inside, x.abs_diff(stripe) < 3, y > 50) {
                (true, true, _) => 2,
                (true, false, _) => 1,
                (false, _, true) => 3,
                (false, _, false) => 0,
            });
        }
    }
    pixels
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(0);
    png.extend_from_slice(&length.to_be_bytes());
    let start = png.len();
    png.extend_from_slice(kind);
    png.extend_from_slice(data);
    let check = crc32(png.get(start..).unwrap_or_default());
    png.extend_from_slice(&check.to_be_bytes());
}

/// A zlib stream of one stored block; the picture is smaller than a block can be.
fn stored(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(0);
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend_from_slice(&length.to_le_bytes());
    stream.extend_from_slice(&(!length).to_le_bytes());
    stream.extend_from_slice(data);
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend_from_slice(&((b << 16) | a).to_be_bytes());
    stream
}

fn crc32(data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::{crc32, picture};
    use crate::demo::random::Random;

    #[test]
    fn pictures_are_png_files_and_differ() {
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        let (one, two) = (picture(&mut Random::new(1)), picture(&mut Random::new(2)));
        assert!(one.starts_with(b"\x89PNG\r\n\x1a\n") && one.ends_with(b"IEND\xae\x42\x60\x82"));
        assert_ne!(one, two);
        assert_eq!(one, picture(&mut Random::new(1)));
    }
}
