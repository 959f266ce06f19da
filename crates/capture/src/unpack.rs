//! Bodies as they went over the wire: base64, compressed, in chunks.

use std::io::{self, Read};

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// How many bytes a body may have when it is unpacked.
pub const MAX_BODY: usize = 64 << 20;

/// Padding is often left out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a text in base64 says, whose lines may be broken.
pub(crate) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let tidy: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    LENIENT.decode(tidy).ok()
}

/// A body without its content encodings, of which the last one named is the outermost.
///
/// Most recorders unpack what they write, and leave the header as it was: what is a text already stays as it is.
pub(crate) fn content(body: Vec<u8>, encodings: &str) -> Result<Vec<u8>, String> {
    let mut body = body;
    for name in encodings.rsplit(',').map(str::trim) {
        let name = name.to_ascii_lowercase();
        let packed = match &*name {
            "gzip" | "x-gzip" => body.starts_with(&[0x1f, 0x8b]),
            "zstd" => body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]),
            "br" | "deflate" => !looks_like_text(&body),
            "" | "identity" => false,
            _ if looks_like_text(&body) => false,
            _ => {
                return Err(format!(
                    "the body is encoded as `{}`, which is not one of gzip, deflate, br and zstd",
                    shown(&name)
                ));
            }
        };
        if packed {
            body = unpacked(&name, &body)?;
        }
    }
    if body.len() > MAX_BODY {
        return Err(too_large());
    }
    Ok(body)
}

fn shown(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .take(20)
        .collect()
}

fn looks_like_text(body: &[u8]) -> bool {
    let start = body.trim_ascii_start().first();
    matches!(start, Some(b'{' | b'[' | b'"' | b'<')) && str::from_utf8(body).is_ok()
}

fn too_large() -> String {
    format!(
        "the body has more than {} MiB when it is unpacked",
        MAX_BODY >> 20
    )
}

fn unpacked(name: &str, body: &[u8]) -> Result<Vec<u8>, String> {
    let read = match name {
        "zstd" => match ruzstd::decoding::StreamingDecoder::new(body) {
            Ok(decoder) => bounded(decoder),
            Err(error) => Err(io::Error::other(error.to_string())),
        },
        "br" => bounded(brotli_decompressor::Decompressor::new(body, 4096)),
        // What is called deflate has a head of zlib, or has none.
        "deflate" => bounded(flate2::read::ZlibDecoder::new(body))
            .or_else(|_| bounded(flate2::read::DeflateDecoder::new(body))),
        _ => bounded(flate2::read::MultiGzDecoder::new(body)),
    };
    let unpacked = read.map_err(|_| format!("the body is not what its encoding {name} says"))?;
    if unpacked.len() > MAX_BODY {
        return Err(too_large());
    }
    Ok(unpacked)
}

/// Reads no more than one byte beyond what is allowed.
fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let most = u64::try_from(MAX_BODY).unwrap_or(u64::MAX);
    let mut out = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut out)?;
    Ok(out)
}

/// A body that is sent in chunks, put together; `None` where it is not.
pub(crate) fn chunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = body;
    loop {
        let line = memchr::memchr(b'\n', rest)?;
        let (head, behind) = rest.split_at_checked(line.checked_add(1)?)?;
        let digits = str::from_utf8(head).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(digits, 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        let (chunk, behind) = behind.split_at_checked(size)?;
        out.extend_from_slice(chunk);
        let behind = behind.strip_prefix(b"\r").unwrap_or(behind);
        rest = behind.strip_prefix(b"\n").unwrap_or(behind);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::{MAX_BODY, base64, chunked, content};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(bytes).expect("memory takes it");
        out.finish().expect("memory takes it")
    }

    #[test]
    fn each_encoding_is_unpacked() {
        let text = b"{\"a\":1}".to_vec();
        assert_eq!(content(gzip(&text), "gzip"), Ok(text.clone()));
        assert_eq!(content(gzip(&gzip(&text)), "gzip, gzip"), Ok(text.clone()));
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(&text).expect("memory takes it");
        assert_eq!(
            content(zlib.finish().expect("it ends"), "deflate"),
            Ok(text.clone())
        );
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        bare.write_all(&text).expect("memory takes it");
        assert_eq!(
            content(bare.finish().expect("it ends"), "deflate"),
            Ok(text.clone())
        );
        // Made by the tools of their makers.
        let br = base64(b"CwOAeyJhIjoxfQM=").expect("base64");
        assert_eq!(content(br, "br"), Ok(text.clone()));
        let zstd = base64(b"KLUv/SAHOQAAeyJhIjoxfQ==").expect("base64");
        assert_eq!(content(zstd, "zstd"), Ok(text));
    }

    #[test]
    fn what_a_recorder_has_unpacked_stays_as_it_is() {
        for encoding in ["gzip", "br", "deflate", "zstd", "identity", "", "compress"] {
            let text = b" {\"a\":1}".to_vec();
            assert_eq!(content(text.clone(), encoding), Ok(text), "{encoding}");
        }
    }

    #[test]
    fn broken_and_unknown_packing_is_told() {
        let mut cut = gzip(&[b'a'; 1000]);
        cut.truncate(20);
        assert!(content(cut, "gzip").is_err_and(|why| why.contains("gzip")));
        assert!(content(vec![0xff], "lzma\u{7}").is_err_and(|why| why.contains("`lzma`")));
    }

    #[test]
    fn a_bomb_ends_at_the_bound() {
        let bomb = gzip(&vec![b' '; MAX_BODY + 1]);
        assert!(bomb.len() < 100_000);
        assert!(content(bomb, "gzip").is_err_and(|why| why.contains("64 MiB")));
    }

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(
            chunked(b"4\r\n{\"a\"\r\n3;x=y\r\n:1}\r\n0\r\n\r\n").as_deref(),
            Some(&b"{\"a\":1}"[..])
        );
        for broken in [&b"5\r\nab"[..], b"x\r\n", b""] {
            assert_eq!(chunked(broken), None);
        }
    }
}
