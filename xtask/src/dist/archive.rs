//! Archives and checksums whose bytes depend on the files alone.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use crate::files::{self, Trouble, at};

/// What everything in a package was last changed at: 1980-01-01T00:00:00Z, the first moment that a zip can name.
pub(super) const EPOCH: u64 = 315_532_800;

/// The name of the file with checksums, as `sha256sum --check` reads it.
pub(super) const CHECKSUMS: &str = "SHA256SUMS";

/// The checksums of all files below a folder, a line each, in the order of the names.
pub(super) fn checksums(folder: &Path) -> Result<String, Trouble> {
    let mut out = String::new();
    for file in files::list(folder)? {
        let path = folder.join(&file);
        for byte in Sha256::digest(fs::read(&path).map_err(at(&path))?) {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{byte:02x}");
        }
        let _ = writeln!(out, "  {}", file.display());
    }
    Ok(out)
}

/// The files below a folder as a gzipped tar, under a folder of that name.
pub(super) fn tarball(folder: &Path, name: &str) -> Result<Vec<u8>, Trouble> {
    // A header without name, time and operating system.
    let gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    let mut tar = tar::Builder::new(gzip);
    let trouble = at(Path::new(name));
    let files = files::list(folder)?;
    let packed = || -> std::io::Result<Vec<u8>> {
        for file in &files {
            let bytes = fs::read(folder.join(file))?;
            let mut header = tar::Header::new_gnu();
            header.set_mtime(EPOCH);
            header.set_mode(0o644);
            header.set_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            tar.append_data(&mut header, Path::new(name).join(file), bytes.as_slice())?;
        }
        tar.into_inner()?.finish()
    };
    packed().map_err(trouble)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        files::write(&folder.path().join("b.txt"), b"abc").expect("written");
        files::write(&folder.path().join("a/c.txt"), b"").expect("written");
        folder
    }

    #[test]
    fn checksums_are_those_of_sha256sum() {
        assert_eq!(
            checksums(folder().path()).expect("read"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a/c.txt\n\
             ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b.txt\n"
        );
    }

    #[test]
    fn a_tarball_depends_on_names_and_contents_alone() {
        let one = tarball(folder().path(), "x-1").expect("packed");
        let two = tarball(folder().path(), "x-1").expect("packed");
        assert_eq!(one, two);
        let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(one.as_slice()));
        let names: Vec<String> = tar
            .entries()
            .expect("entries")
            .map(|entry| {
                let entry = entry.expect("an entry");
                entry.path().expect("a path").display().to_string()
            })
            .collect();
        assert_eq!(names, ["x-1/a/c.txt", "x-1/b.txt"]);
    }
}
