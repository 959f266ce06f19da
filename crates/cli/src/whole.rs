//! Files that are written whole or not at all.

use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Writes a file whole or not at all: what was there stays until all is written. Its permissions stay as they are, and a link
/// stays a link.
pub(crate) fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let folder = match target.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => Path::new("."),
    };
    let permissions = match fs::metadata(&target) {
        Ok(about) if !about.is_file() => {
            // A pipe or a device has no content that could be replaced.
            return fs::OpenOptions::new()
                .write(true)
                .open(&target)?
                .write_all(bytes);
        }
        Ok(about) if about.permissions().readonly() => {
            return Err(std::io::ErrorKind::PermissionDenied.into());
        }
        Ok(about) => Some(about.permissions()),
        Err(_) => None,
    };
    let mut written = tempfile::Builder::new();
    let mut written = written.prefix(".mediaspec-").tempfile_in(folder)?;
    written.write_all(bytes)?;
    match permissions {
        Some(permissions) => written.as_file().set_permissions(permissions)?,
        None => open_to_others(written.as_file())?,
    }
    written.as_file().sync_all()?;
    written.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Gives a new file the permissions that new files mostly have.
#[cfg(unix)]
fn open_to_others(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_others(_: &fs::File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write_whole;

    #[cfg(unix)]
    #[test]
    fn a_file_is_written_whole_with_its_permissions_and_through_its_link() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&file, "old").expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("ours");
        symlink(&file, &link).expect("a link");
        write_whole(&link, b"new").expect("it can be written");
        assert_eq!(fs::read(&file).ok().as_deref(), Some(&b"new"[..]));
        assert!(link.is_symlink());
        let mode = fs::metadata(&file)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let left = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 2, "nothing is left behind");
        assert!(write_whole(&folder.path().join("none/a"), b"new").is_err());
    }
}
