//! The response of Show2DDigitalHumanVideo: the members that the vendor sends of a video with scenes.
//!
//! What is discarded, reserved or without effect is left out: it would be a warning, and a valid payload has none.

use super::document::{
    Asked, Node, choice, colour, disputed, flag, fraction, null, number, quoted, speech, text,
};
use super::words::{self, Language};
use super::{Kind, Mix};
use crate::random::Random;

/// Longest speech that is allowed without markup, in characters.
const LONGEST_SPEECH: usize = 10_000;

/// The response without its speeches.
pub(super) fn response(kind: &Kind, seed: u64) -> Node {
    let mut random = Random::new(seed, "video");
    let random = &mut random;
    let scenes = (0..kind.scenes)
        .map(|index| scene(kind, index, random))
        .collect();
    let mut members = vec![
        ("job_id", disputed(text(&random.id(), 64))),
        ("state", choice("SUCCEED")),
        ("create_time", time(random)),
        ("start_time", time(random)),
        ("end_time", time(random)),
        ("duration", fraction(9_352, 0, 2_147_483_647)),
        ("error_info", null()),
    ];
    if !kind.is_small() {
        members.extend([
            ("job_type", choice("2D_DIGITAL_HUMAN_VIDEO")),
            ("lastupdate_time", time(random)),
            ("script_id", disputed(text(&random.id(), 64))),
            ("model_asset_id", disputed(text(&random.id(), 64))),
            ("output_asset_config", output(kind, random)),
        ]);
    }
    members.extend([
        ("voice_config", voice(random)),
        ("video_config", video(kind, random)),
        ("shoot_scripts", Node::List(scenes)),
    ]);
    if !kind.is_small() {
        members.push((
            "background_music_config",
            Node::Object(vec![
                ("music_asset_id", text(&random.id(), 64)),
                ("volume", number(random.within(10, 60), 0, 100)),
            ]),
        ));
    }
    Node::Object(members)
}

/// Fills in the speeches, so that they take that many bytes altogether.
pub(super) fn speak(document: &mut Node, kind: &Kind, bytes: usize, seed: u64) {
    let mut random = Random::new(seed, "speech");
    let mut scalars = Vec::new();
    document.scalars_mut(&mut scalars);
    scalars.retain(|scalar| scalar.asked == Asked::Speech);
    let each = bytes / scalars.len().max(1);
    for (index, scalar) in scalars.into_iter().enumerate() {
        // A Chinese character takes three bytes.
        let (language, characters) = match kind.mix {
            Mix::Text if index % 2 == 0 => (Language::English, each / 2),
            Mix::Text => (Language::Chinese, each / 2),
            Mix::Usual | Mix::Structure if index % 4 == 3 => (Language::Chinese, each / 3),
            Mix::Usual | Mix::Structure => (Language::English, each),
        };
        let said = words::speech(&mut random, language, characters.min(LONGEST_SPEECH));
        scalar.json = quoted(&said);
    }
}

fn time(random: &mut Random) -> Node {
    let (minute, second) = (random.within(0, 59), random.within(0, 59));
    let time = format!("2026-01-10T08:{minute:02}:{second:02}Z");
    disputed(text(&time, 20))
}

/// A signed address below the vendor's store.
fn address(kind: &Kind, random: &mut Random, file: &str) -> Node {
    const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let address = format!(
        "https://media.example.com/{}/{file}?Expires={}&Signature={}%3D",
        random.id(),
        random.within(1_768_000_000, 1_768_999_999),
        random.text(kind.signature, BASE64),
    );
    text(&address, 2048)
}

fn output(kind: &Kind, random: &mut Random) -> Node {
    Node::Object(vec![
        ("asset_id", text(&random.id(), 256)),
        ("asset_name", text("Spring sale, 春季特卖", 256)),
        ("cover_url", address(kind, random, "cover.jpg")),
    ])
}

fn voice(random: &mut Random) -> Node {
    Node::Object(vec![
        ("voice_asset_id", text(&random.id(), 256)),
        ("speed", number(random.within(80, 140), 50, 200)),
        ("pitch", number(100, 50, 200)),
        ("volume", number(random.within(120, 180), 90, 240)),
    ])
}

fn video(kind: &Kind, random: &mut Random) -> Node {
    let mut members = vec![
        ("codec", choice("H264")),
        ("width", number(1920, 0, 3840)),
        ("height", number(1080, 0, 3840)),
        ("bitrate", number(random.within(2000, 8000), 40, 30_000)),
        ("frame_rate", choice("25")),
        ("clip_mode", choice("RESIZE")),
    ];
    if !kind.is_small() {
        members.extend([
            ("is_subtitle_enable", flag(true)),
            ("subtitle_config", subtitles(random)),
            ("is_enable_super_resolution", flag(false)),
            ("disable_system_watermark", flag(false)),
        ]);
    }
    Node::Object(members)
}

fn subtitles(random: &mut Random) -> Node {
    Node::Object(vec![
        ("font_name", disputed(choice("HarmonyOS_Sans_SC_Regular"))),
        ("font_size", number(random.within(24, 72), 0, 120)),
        ("font_color", disputed(colour("#FFFFFF"))),
        ("stroke_color", disputed(colour("#0B0B0B"))),
        ("stroke_thickness", fraction(random.within(0, 500), 0, 50)),
        ("opacity", fraction(random.within(50, 99), 0, 1)),
        ("dx", number(random.within(0, 1920), 0, 1920)),
        ("dy", number(random.within(0, 1080), 0, 1920)),
    ])
}

fn scene(kind: &Kind, index: usize, random: &mut Random) -> Node {
    let number_of_scene = i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1);
    let layers = (0..kind.layers)
        .map(|index| match kind.mix {
            Mix::Structure => small_layer(index, random),
            Mix::Usual | Mix::Text => layer(kind, index, random),
        })
        .collect();
    let mut script = vec![("text_config", Node::Object(vec![("text", speech())]))];
    if !kind.is_small() && kind.mix != Mix::Structure {
        let background = Node::List(vec![background(kind, random)]);
        script.push(("background_config", background));
    }
    script.push(("layer_config", Node::List(layers)));
    script.push(("script_type", choice("TEXT")));
    let mut members = vec![
        ("sequence_no", number(number_of_scene, 0, 2_147_483_647)),
        ("shoot_script", Node::Object(script)),
    ];
    if !kind.is_small() && kind.mix != Mix::Structure {
        let file = subtitle_file(kind, random);
        let files = Node::Object(vec![("text_subtitle_file", file)]);
        members.push(("subtitle_file_info", files));
    }
    Node::Object(members)
}

fn subtitle_file(kind: &Kind, random: &mut Random) -> Node {
    Node::Object(vec![
        ("job_id", disputed(text(&random.id(), 64))),
        ("subtitle_file_state", choice("GENERATE_SUCCEED")),
        (
            "subtitle_file_download_url",
            address(kind, random, "scene.srt"),
        ),
    ])
}

fn background(kind: &Kind, random: &mut Random) -> Node {
    if random.once_in(3) {
        return Node::Object(vec![
            ("background_type", choice("COLOR")),
            ("background_color_config", disputed(colour("#1A2B3C"))),
        ]);
    }
    Node::Object(vec![
        ("background_type", choice("IMAGE")),
        ("background_asset_id", text(&random.id(), 64)),
        ("background_config", address(kind, random, "background.png")),
        (
            "background_image_config",
            Node::Object(vec![
                (
                    "width",
                    disputed(number(random.within(1921, 3840), 1, 7680)),
                ),
                (
                    "height",
                    disputed(number(random.within(1081, 2160), 1, 7680)),
                ),
                ("dx", disputed(number(random.within(-900, 0), -5760, 0))),
                ("dy", disputed(number(random.within(-900, 0), -5760, 0))),
            ]),
        ),
    ])
}

fn position(index: usize, random: &mut Random) -> Node {
    let level = i64::try_from(index % 100).unwrap_or(0).saturating_add(1);
    Node::Object(vec![
        ("dx", number(random.within(-400, 1900), -1920, 3840)),
        ("dy", number(random.within(-400, 1000), -1920, 3840)),
        ("layer_index", number(level, 1, 100)),
    ])
}

fn size(random: &mut Random) -> Node {
    Node::Object(vec![
        ("width", number(random.within(100, 1920), 1, 7680)),
        ("height", number(random.within(100, 1080), 1, 7680)),
    ])
}

/// What a layer shows: the avatar first, then pictures and captions, now and then a video.
fn layer(kind: &Kind, index: usize, random: &mut Random) -> Node {
    let shows = match index {
        0 => "HUMAN",
        _ => random.pick(&["IMAGE", "IMAGE", "TEXT", "VIDEO"]),
    };
    let mut members = vec![("layer_type", choice(shows))];
    if shows != "TEXT" {
        members.push(("asset_id", text(&random.id(), 64)));
    }
    members.push(("position", position(index, random)));
    members.push(("size", size(random)));
    match shows {
        "IMAGE" => {
            let picture = vec![("image_url", address(kind, random, "layer.png"))];
            members.push(("image_config", Node::Object(picture)));
        }
        "VIDEO" => {
            let clip = vec![
                ("video_url", address(kind, random, "clip.mp4")),
                ("video_cover_url", address(kind, random, "clip.jpg")),
                ("loop_count", number(random.within(-1, 5), -1, 100)),
                ("video_sound", number(random.within(0, 100), 0, 100)),
                ("is_play_the_entire_video", flag(random.once_in(2))),
            ];
            members.push(("video_config", Node::Object(clip)));
        }
        "TEXT" => members.push(("text_config", caption(random))),
        _ => {}
    }
    if shows != "VIDEO" && random.once_in(4) {
        let angle = vec![("angle", disputed(number(random.within(0, 360), 0, 360)))];
        members.push(("rotation", Node::Object(angle)));
    }
    if random.once_in(4) {
        members.push(("group_id", text("logo", 64)));
    }
    Node::Object(members)
}

fn caption(random: &mut Random) -> Node {
    const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let quanta = random.below(24).saturating_add(4);
    let encoded = random.text(quanta.saturating_mul(4), BASE64);
    Node::Object(vec![
        ("font_name", disputed(text("HarmonyOS_Sans_SC_Black", 64))),
        ("font_size", number(random.within(12, 96), 0, 120)),
        ("font_color", text("#1A2B3C", 16)),
        ("text_context", text(&encoded, 1024)),
    ])
}

/// A layer of which nothing is said but where it is.
fn small_layer(index: usize, random: &mut Random) -> Node {
    let shows = random.pick(&["HUMAN", "IMAGE", "VIDEO", "TEXT"]);
    let mut members = vec![
        ("layer_type", choice(shows)),
        ("position", position(index, random)),
    ];
    if random.once_in(2) {
        members.push(("size", size(random)));
    }
    Node::Object(members)
}
