//! What a file is, from how it begins. The sender's word for it is not asked.

/// Bytes of the beginning that are looked at.
pub(super) const HEAD: usize = 16 * 1024;
/// What is neither known nor text.
const UNKNOWN: &str = "application/octet-stream";

/// The media type of bytes that begin like this.
pub(super) fn media_type(head: &[u8]) -> &'static str {
    match infer::get(head) {
        Some(known) => known.mime_type(),
        None if is_text(head) => "text/plain",
        None => UNKNOWN,
    }
}

/// UTF-8 without control characters; a character cut off at the end counts as whole.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty()
        && !text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png");
        assert_eq!(media_type(b"%PDF-1.7\n"), "application/pdf");
        assert_eq!(media_type("订单截图说明\n".as_bytes()), "text/plain");
        assert_eq!(
            media_type(b"MZ\x90\0\x03"),
            "application/vnd.microsoft.portable-executable"
        );
        assert_eq!(media_type(b"\0\x01\x02\x03"), UNKNOWN);
        assert_eq!(media_type(b""), UNKNOWN);
    }

    #[test]
    fn text_cut_inside_a_character_is_text() {
        let text = "文".repeat(100);
        assert_eq!(media_type(&text.as_bytes()[..100]), "text/plain");
        assert_eq!(media_type(b"abc\xff\xfe"), UNKNOWN);
    }
}
