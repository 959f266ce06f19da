//! A spec folder of two small services, for the tests of the command.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

/// The folder; written once for all tests.
pub(super) fn folder() -> &'static Path {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = TempDir::new().expect("a folder for the spec");
        for (path, text) in FILES {
            write(&folder.path().join(path), text);
        }
        folder
    });
    FOLDER.path()
}

fn write(path: &PathBuf, text: &str) {
    let parent = path.parent().expect("a file lies in a folder");
    std::fs::create_dir_all(parent).expect("a folder in the spec");
    std::fs::write(path, text).expect("a file of the spec");
}

const FILES: [(&str, &str); 15] = [
    ("studio/vendor.toml", STUDIO),
    ("studio/types/create_video_req.toml", CREATE_VIDEO_REQ),
    ("studio/types/voice.toml", VOICE),
    ("studio/types/video.toml", VIDEO),
    ("studio/types/video_list.toml", VIDEO_LIST),
    ("studio/types/fault.toml", FAULT),
    ("studio/types/verdict.toml", VERDICT),
    ("studio/types/request_headers.toml", REQUEST_HEADERS),
    ("studio/operations/create_video.toml", CREATE_VIDEO),
    ("studio/operations/delete_video.toml", DELETE_VIDEO),
    ("studio/operations/list_videos.toml", LIST_VIDEOS),
    ("studio/operations/show_video.toml", SHOW_VIDEO),
    ("media/vendor.toml", MEDIA),
    ("media/types/job.toml", JOB),
    ("media/operations/query_job.toml", QUERY_JOB),
];

const STUDIO: &str = r#"#:schema ../meta/vendor.schema.json

[vendor]
service = "studio"
title = "Studio"
summary = "Videos with speech."
style = "rest"

[[source]]
name = "create-page"
kind = "page"
title = "Create a video"
url = "https://docs.example.com/create"
read = "2026-11-20"

[[source]]
name = "explorer"
kind = "api-explorer"
title = "Definitions"
url = "https://docs.example.com/explorer"
read = "2026-03-13"

[[auth]]
scheme = "token"
headers = ["X-Auth-Token"]
source = "create-page#3"

[[auth]]
scheme = "signature"
headers = ["Authorization", "X-Sdk-Date"]
source = "create-page#3"
"#;

const CREATE_VIDEO_REQ: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "CreateVideoReq"
summary = "The video that is asked for."
source = "create-page#7"

[[field]]
name = "name"
kind = "text"
required = true
min_chars = 1
max_chars = 12
summary = "Name of the video."

[[field]]
name = "codec"
kind = "enum"
default = "H264"
summary = "Codec of the file."
values = [
  { wire = "H264", summary = "In MP4." },
  { wire = "VP8", summary = "In WebM." },
  { wire = "DIVX", deprecated = "Use H264." },
]

[[field.conflict]]
source = "explorer"
says = { values = ["H264", "VP8", "VP9"] }
because = "The page governs."

[[field]]
name = "width"
kind = "int"
min = 16
max = 3840
unit = "px"
summary = "Width of the picture."

[[field]]
name = "height"
kind = "int"
min = 16
max = 2160
unit = "px"
summary = "Height of the picture."

[[field]]
name = "voice"
kind = "object"
type = "Voice"
summary = "The voice that speaks."

[[field]]
name = "upload_url"
kind = "text"
format = "https-url"
sensitive = true
summary = "Signed address that the file is sent to."

[[field]]
name = "access_key"
kind = "text"
min_chars = 4
max_chars = 16
sensitive = true
summary = "Key of the upload."

[[field]]
name = "tags"
kind = "list"
item = { kind = "text", max_chars = 8 }
max_items = 3
unique_items = true
summary = "Tags of the video."

[[rule]]
id = "picture-sizes"
kind = "one-of-rows"
fields = ["width", "height"]
rows = [[1920, 1080], [1080, 1920], [1280, 720]]
summary = "Three sizes are offered."
source = "create-page#8"

[[rule]]
id = "key-goes-with-url"
kind = "required-if"
when = { field = "upload_url", present = true }
fields = ["access_key"]
summary = "An upload needs a key."
"#;

const VOICE: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "Voice"
summary = "How the voice speaks."
source = "create-page#9"

[[field]]
name = "voice_id"
kind = "text"
required = true
summary = "The voice."

[[field]]
name = "speed"
kind = "int"
min = 50
max = 200
default = 100
unit = "%"
summary = "Pace of speech."
"#;

const VIDEO: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "Video"
summary = "A video."
source = "create-page#12"

[[field]]
name = "video_id"
kind = "text"
required = true
max_chars = 8
summary = "Id of the video."

[[field]]
name = "state"
kind = "enum"
values = [{ wire = "WAITING" }, { wire = "DONE" }]
summary = "How far it is."

[[field]]
name = "verdict"
kind = "text"
json = "Verdict"
summary = "What the review says."
"#;

const VIDEO_LIST: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "VideoList"
summary = "A page of videos."
source = "create-page#12"

[[field]]
name = "videos"
kind = "list"
item = { kind = "object", type = "Video" }
max_items = 100
summary = "The videos."
"#;

const FAULT: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "Fault"
summary = "Why a call failed."
source = "create-page#13"

[[field]]
name = "error_code"
kind = "text"
required = true
summary = "Code of the fault."
"#;

const VERDICT: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "Verdict"
summary = "What the review says."
source = "create-page#14"

[[field]]
name = "score"
kind = "int"
min = 0
max = 100
summary = "How good it is."
"#;

const REQUEST_HEADERS: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "RequestHeaders"
summary = "Headers of every call."
source = "create-page#3"

[[field]]
name = "X-Auth-Token"
kind = "text"
max_chars = 64
sensitive = true
summary = "Token of the user."

[[field]]
name = "Authorization"
kind = "text"
sensitive = true
summary = "Signature of the call."

[[field]]
name = "X-Sdk-Date"
kind = "text"
format = "basic-date-time"
summary = "When the call is made."
"#;

const CREATE_VIDEO: &str = r#"#:schema ../../meta/operation.schema.json

[operation]
name = "CreateVideo"
method = "POST"
path = "/v1/{project_id}/videos"
tag = "Videos"
summary = "Creates a video."
source = "create-page"
headers = "RequestHeaders"

[[path]]
name = "project_id"
kind = "text"
required = true
max_chars = 8
summary = "The project."

[request]
type = "CreateVideoReq"
required = true

[[response]]
status = 200
type = "Video"
summary = "The video is under way."

[[response]]
status = 400
type = "Fault"
summary = "The request is wrong."
error_code = "ST.0003"

[[callback]]
name = "video-done"
type = "Video"
summary = "The video is done."
source = "create-page#15"
"#;

const DELETE_VIDEO: &str = r#"#:schema ../../meta/operation.schema.json

[operation]
name = "DeleteVideo"
method = "DELETE"
path = "/v1/{project_id}/videos/{video_id}"
tag = "Videos"
summary = "Deletes a video."
source = "create-page"
headers = "RequestHeaders"

[[path]]
name = "project_id"
kind = "text"
required = true
max_chars = 8
summary = "The project."

[[path]]
name = "video_id"
kind = "text"
required = true
max_chars = 8
summary = "The video."

[[response]]
status = 204
summary = "It is gone."
"#;

const LIST_VIDEOS: &str = r#"#:schema ../../meta/operation.schema.json

[operation]
name = "ListVideos"
method = "GET"
path = "/v1/{project_id}/videos"
tag = "Videos"
summary = "Lists the videos of a project."
source = "create-page"
headers = "RequestHeaders"

[[path]]
name = "project_id"
kind = "text"
required = true
max_chars = 8
summary = "The project."

[[query]]
name = "limit"
kind = "int"
min = 1
max = 100
default = 10
summary = "Videos on a page."

[[query]]
name = "name"
kind = "text"
max_chars = 8
summary = "Part of the name."

[[response]]
status = 200
type = "VideoList"
summary = "The videos."
"#;

const SHOW_VIDEO: &str = r#"#:schema ../../meta/operation.schema.json

[operation]
name = "ShowVideo"
method = "GET"
path = "/v1/{project_id}/videos/{video_id}"
tag = "Videos"
summary = "Shows a video."
source = "create-page"
headers = "RequestHeaders"

[[path]]
name = "project_id"
kind = "text"
required = true
max_chars = 8
summary = "The project."

[[path]]
name = "video_id"
kind = "text"
required = true
max_chars = 8
summary = "The video."

[[response]]
status = 200
type = "Video"
summary = "The video."
"#;

const MEDIA: &str = r#"#:schema ../meta/vendor.schema.json

[vendor]
service = "media"
title = "Media"
summary = "Jobs on files."
style = "rpc"

[rpc]
action = "Action"
version = "2020-01-01"
common = ["Version", "Signature"]
source = "media-sdk"

[[source]]
name = "media-sdk"
kind = "sdk"
title = "SDK"
url = "https://docs.example.com/sdk"
read = "2026-11-20"
"#;

const JOB: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "Job"
summary = "A job."
source = "media-sdk"

[[field]]
name = "JobId"
kind = "text"
required = true
summary = "Id of the job."
"#;

const QUERY_JOB: &str = r#"#:schema ../../meta/operation.schema.json

[operation]
name = "QueryJob"
method = "POST"
path = "/"
tag = "Jobs"
summary = "Shows a job."
source = "media-sdk"

[[query]]
name = "JobId"
kind = "text"
required = true
max_chars = 8
summary = "Id of the job."

[[response]]
status = 200
type = "Job"
summary = "The job."
"#;
