//! QR codes as one path of an SVG: square modules of one unit, without colours or styles of their own.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;
use std::fmt::Write as _;

/// Quiet zone around the modules that ISO/IEC 18004 asks for.
const QUIET: usize = 4;

/// A QR code to be drawn.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Qr {
    /// Units across, the quiet zone included.
    pub size: usize,
    /// `d` of the path that fills the dark modules.
    pub path: String,
}

/// The QR code of a text; none when the text is too long for any.
pub fn qr(text: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (index % width + QUIET, index / width + QUIET);
            // Writing into a string does not fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some(Qr {
        size: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finder_patterns_stand_where_they_must() {
        let qr = qr("otpauth://totp/Touchstone:a?secret=GEZDGNBVGY3TQOJQ").unwrap();
        let far = qr.size - QUIET - 1;
        for corner in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(
                qr.path.contains(&format!("M{} {}h1", corner.0, corner.1)),
                "{corner:?}"
            );
        }
        assert!(
            !qr.path.contains("M0 ") && !qr.path.contains("M3 "),
            "the quiet zone is light"
        );
        assert!(super::qr(&"x".repeat(10_000)).is_none());
    }
}
