//! What a developer writes without mediaspec: serde structs of the response, with garde's rules on them.
//!
//! Every bound, list of values and pattern of the contract is here; its rules across members are not.
#![expect(
    dead_code,
    reason = "serde fills in what garde need not look at: the value of an enum, a truth value"
)]

use garde::Validate;
use serde::Deserialize;

const URL: usize = 2048;

/// What serde makes of a response, checked by garde.
#[derive(Debug, Deserialize, Validate)]
pub(crate) struct Video {
    #[garde(length(chars, min = 1, max = 64))]
    job_id: String,
    #[garde(skip)]
    state: State,
    #[garde(skip)]
    job_type: Option<JobType>,
    #[garde(length(chars, min = 20, max = 20))]
    start_time: Option<String>,
    #[garde(length(chars, min = 20, max = 20))]
    end_time: Option<String>,
    #[garde(range(min = 0.0, max = 2_147_483_647.0))]
    duration: Option<f64>,
    #[garde(dive)]
    output_asset_config: Option<OutputAsset>,
    #[garde(dive)]
    error_info: Option<ErrorInfo>,
    #[garde(length(chars, min = 20, max = 20))]
    create_time: Option<String>,
    #[garde(length(chars, min = 20, max = 20))]
    lastupdate_time: Option<String>,
    #[garde(length(chars, min = 1, max = 64))]
    script_id: Option<String>,
    #[garde(skip)]
    video_making_type: Option<MakingType>,
    #[garde(
        length(chars, min = 1, max = 2_147_483_647),
        pattern("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")
    )]
    human_image: Option<String>,
    #[garde(length(chars, min = 1, max = 64))]
    model_asset_id: Option<String>,
    #[garde(dive)]
    voice_config: Option<Voice>,
    #[garde(dive)]
    video_config: Option<VideoConfig>,
    #[garde(length(max = 100), dive)]
    shoot_scripts: Option<Vec<Scene>>,
    #[garde(dive)]
    background_music_config: Option<Music>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum State {
    Waiting,
    Processing,
    Succeed,
    Failed,
    Canceled,
    Block,
}

#[derive(Debug, Deserialize)]
enum JobType {
    #[serde(rename = "2D_DIGITAL_HUMAN_VIDEO")]
    Avatar,
    #[serde(rename = "PHOTO_DIGITAL_HUMAN_VIDEO")]
    Photo,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum MakingType {
    Model,
    Picture,
}

#[derive(Debug, Deserialize, Validate)]
struct OutputAsset {
    #[garde(length(chars, min = 1, max = 256))]
    asset_id: String,
    #[garde(length(chars, max = 256))]
    asset_name: String,
    #[garde(length(chars, min = 1, max = URL))]
    cover_url: Option<String>,
    #[garde(length(chars, min = 1, max = URL))]
    preview_video_url: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
struct ErrorInfo {
    #[garde(length(chars, min = 1, max = 32))]
    error_code: Option<String>,
    #[garde(length(chars, min = 1, max = 256))]
    error_msg: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
struct Voice {
    #[garde(length(chars, min = 1, max = 256))]
    voice_asset_id: String,
    #[garde(range(min = 50, max = 200))]
    speed: Option<i64>,
    #[garde(range(min = 50, max = 200))]
    pitch: Option<i64>,
    #[garde(range(min = 90, max = 240))]
    volume: Option<i64>,
}

#[derive(Debug, Deserialize, Validate)]
struct VideoConfig {
    #[garde(skip)]
    clip_mode: Option<ClipMode>,
    #[garde(skip)]
    codec: Codec,
    #[garde(range(min = 40, max = 30_000))]
    bitrate: i64,
    #[garde(range(min = 0, max = 3840))]
    width: i64,
    #[garde(range(min = 0, max = 3840))]
    height: i64,
    #[garde(skip)]
    frame_rate: Option<FrameRate>,
    #[garde(skip)]
    is_subtitle_enable: Option<bool>,
    #[garde(dive)]
    subtitle_config: Option<Subtitles>,
    #[garde(skip)]
    disable_system_watermark: Option<bool>,
    #[garde(range(min = -1920, max = 3840))]
    dx: Option<i64>,
    #[garde(range(min = -1920, max = 3840))]
    dy: Option<i64>,
    #[garde(skip)]
    is_enable_super_resolution: Option<bool>,
    #[garde(skip)]
    is_end_at_first_frame: Option<bool>,
    #[garde(length(chars, min = 1, max = URL))]
    output_external_url: Option<String>,
    #[garde(skip)]
    is_vocabulary_config_enable: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum ClipMode {
    Resize,
    Crop,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Codec {
    H264,
    Vp8,
}

#[derive(Debug, Deserialize)]
enum FrameRate {
    #[serde(rename = "24")]
    Cinema,
    #[serde(rename = "25")]
    Pal,
    #[serde(rename = "30")]
    Ntsc,
}

#[derive(Debug, Deserialize, Validate)]
struct Subtitles {
    #[garde(range(min = 0, max = 1920))]
    dx: Option<i64>,
    #[garde(range(min = 0, max = 1920))]
    dy: Option<i64>,
    #[garde(skip)]
    font_name: Option<SubtitleFont>,
    #[garde(range(min = 0, max = 120))]
    font_size: Option<i64>,
    #[garde(range(min = 0, max = 1920))]
    h: Option<i64>,
    #[garde(range(min = 0, max = 1920))]
    w: Option<i64>,
    #[garde(length(chars, max = 16), pattern("^#[0-9A-Fa-f]{6}$"))]
    font_color: Option<String>,
    #[garde(length(chars, max = 7), pattern("^#[0-9A-Fa-f]{6}$"))]
    stroke_color: Option<String>,
    #[garde(range(min = 0.0, max = 50.0))]
    stroke_thickness: Option<f64>,
    #[garde(range(min = 0.0, max = 1.0))]
    opacity: Option<f64>,
}

#[derive(Debug, Deserialize)]
enum SubtitleFont {
    #[serde(rename = "HarmonyOS_Sans_SC_Black")]
    Black,
    #[serde(rename = "HarmonyOS_Sans_SC_Regular")]
    Regular,
    #[serde(rename = "HarmonyOS_Sans_SC_Thin")]
    Thin,
}

#[derive(Debug, Deserialize, Validate)]
struct Music {
    #[garde(length(chars, max = 64))]
    music_asset_id: Option<String>,
    #[garde(range(min = 0, max = 100))]
    volume: Option<i64>,
}

#[derive(Debug, Deserialize, Validate)]
struct Scene {
    #[garde(range(min = 0, max = 2_147_483_647))]
    sequence_no: Option<i64>,
    #[garde(range(min = 0.0, max = 2_592_000.0))]
    start_time: Option<f64>,
    #[garde(range(min = 0.0, max = 2_592_000.0))]
    end_time: Option<f64>,
    #[garde(dive)]
    shoot_script: Option<Script>,
    #[garde(dive)]
    subtitle_file_info: Option<SubtitleFiles>,
}

#[derive(Debug, Deserialize, Validate)]
struct SubtitleFiles {
    #[garde(dive)]
    text_subtitle_file: Option<SubtitleFile>,
    #[garde(dive)]
    audio_subtitle_file: Option<SubtitleFile>,
}

#[derive(Debug, Deserialize, Validate)]
struct SubtitleFile {
    #[garde(length(chars, min = 1, max = URL))]
    subtitle_file_download_url: Option<String>,
    #[garde(length(chars, min = 1, max = URL))]
    subtitle_file_upload_url: Option<String>,
    #[garde(skip)]
    subtitle_file_state: Option<SubtitleState>,
    #[garde(length(chars, min = 1, max = 64))]
    job_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum SubtitleState {
    Generating,
    GenerateSucceed,
    GenerateFailed,
}

#[derive(Debug, Deserialize, Validate)]
struct Script {
    #[garde(skip)]
    script_type: Option<ScriptType>,
    #[garde(dive)]
    text_config: Option<Speech>,
    #[garde(length(max = 100), dive)]
    audio_drive_action_config: Option<Vec<Action>>,
    #[garde(length(max = 10), dive)]
    animation_config: Option<Vec<Animation>>,
    #[garde(length(max = 10), dive)]
    background_config: Option<Vec<Background>>,
    #[garde(length(max = 10))]
    emotion_config: Option<Vec<EmotionConfig>>,
    #[garde(length(max = 100), dive)]
    layer_config: Option<Vec<Layer>>,
    #[garde(range(min = 0.0, max = 36_000.0))]
    audio_duration: Option<f64>,
    #[garde(length(chars, min = 1, max = URL))]
    audio_drive_file_external_url: Option<String>,
    #[garde(dive)]
    audio_config: Option<Audio>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum ScriptType {
    Text,
    Audio,
}

#[derive(Debug, Deserialize, Validate)]
struct Speech {
    #[garde(length(chars, max = 131_072))]
    text: String,
}

#[derive(Debug, Deserialize, Validate)]
struct Action {
    #[garde(length(chars, min = 1, max = 256))]
    action_tag: String,
    #[garde(length(chars, min = 1, max = 256))]
    action_name: Option<String>,
    #[garde(range(min = 0.0, max = 2_592_000.0))]
    action_start_time: f64,
}

#[derive(Debug, Deserialize, Validate)]
struct Animation {
    #[garde(length(chars, min = 1, max = 64))]
    animation: Option<String>,
}

#[derive(Debug, Deserialize)]
struct EmotionConfig {
    emotion: Option<Emotion>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Emotion {
    Happy,
    Sad,
    Calm,
    Anger,
}

#[derive(Debug, Deserialize, Validate)]
struct Audio {
    #[garde(range(min = 0, max = 10_000))]
    audio_id: Option<i64>,
}

#[derive(Debug, Deserialize, Validate)]
struct Background {
    #[garde(skip)]
    background_type: BackgroundType,
    #[garde(length(chars, max = 256))]
    background_title: Option<String>,
    #[garde(dive)]
    human_position_2d: Option<HumanPosition>,
    #[garde(dive)]
    human_size_2d: Option<Size>,
    #[garde(length(chars, max = URL))]
    background_cover_url: Option<String>,
    #[garde(length(chars, min = 1, max = URL))]
    background_config: Option<String>,
    #[garde(length(chars, max = 16), pattern("^#[0-9A-Fa-f]{6}$"))]
    background_color_config: Option<String>,
    #[garde(length(chars, max = 64))]
    background_asset_id: Option<String>,
    #[garde(dive)]
    background_image_config: Option<BackgroundImage>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum BackgroundType {
    Image,
    Color,
}

#[derive(Debug, Deserialize, Validate)]
struct HumanPosition {
    #[garde(skip)]
    position: Option<Side>,
    #[garde(range(min = -1920, max = 3840))]
    position_x: Option<i64>,
    #[garde(range(min = -1920, max = 3840))]
    position_y: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Side {
    Left,
    Middle,
    Right,
}

#[derive(Debug, Deserialize, Validate)]
struct BackgroundImage {
    #[garde(range(min = -5760, max = 0))]
    dx: i64,
    #[garde(range(min = -5760, max = 0))]
    dy: i64,
    #[garde(range(min = 1, max = 7680))]
    width: i64,
    #[garde(range(min = 1, max = 7680))]
    height: i64,
}

#[derive(Debug, Deserialize, Validate)]
struct Layer {
    #[garde(skip)]
    layer_type: LayerType,
    #[garde(length(chars, max = 64))]
    asset_id: Option<String>,
    #[garde(length(chars, max = 64))]
    group_id: Option<String>,
    #[garde(dive)]
    position: Option<Position>,
    #[garde(dive)]
    size: Option<Size>,
    #[garde(dive)]
    image_config: Option<Picture>,
    #[garde(dive)]
    video_config: Option<Clip>,
    #[garde(dive)]
    text_config: Option<Caption>,
    #[garde(range(min = 0, max = 2_147_483_647))]
    sequence_no: Option<i64>,
    #[garde(dive)]
    rotation: Option<Rotation>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum LayerType {
    Human,
    Image,
    Video,
    Text,
}

#[derive(Debug, Deserialize, Validate)]
struct Position {
    #[garde(range(min = -1920, max = 3840))]
    dx: i64,
    #[garde(range(min = -1920, max = 3840))]
    dy: i64,
    #[garde(range(min = 1, max = 100))]
    layer_index: i64,
}

#[derive(Debug, Deserialize, Validate)]
struct Size {
    #[garde(range(min = 1, max = 7680))]
    width: Option<i64>,
    #[garde(range(min = 1, max = 7680))]
    height: Option<i64>,
}

#[derive(Debug, Deserialize, Validate)]
struct Picture {
    #[garde(length(chars, min = 1, max = URL))]
    image_url: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
struct Clip {
    #[garde(length(chars, min = 1, max = URL))]
    video_url: Option<String>,
    #[garde(length(chars, min = 1, max = URL))]
    video_cover_url: Option<String>,
    #[garde(range(min = -1, max = 100))]
    loop_count: Option<i64>,
    #[garde(range(min = 0, max = 100))]
    video_sound: Option<i64>,
    #[garde(skip)]
    is_play_the_entire_video: Option<bool>,
}

#[derive(Debug, Deserialize, Validate)]
struct Caption {
    #[garde(
        length(chars, max = 1024),
        pattern("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")
    )]
    text_context: Option<String>,
    #[garde(length(chars, max = 64))]
    font_name: Option<String>,
    #[garde(range(min = 0, max = 120))]
    font_size: Option<i64>,
    #[garde(length(chars, max = 16))]
    font_color: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
struct Rotation {
    #[garde(range(min = 0, max = 360))]
    angle: Option<i64>,
}
