//! What avatars say.

use crate::random::Random;

/// A language that is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
}

const ENGLISH: [&str; 12] = [
    "Good morning, and welcome to our little shop. ",
    "Today we have brought three things along that many of you asked for. ",
    "The first one is a kettle: it boils a litre in less than two minutes, and it does not whistle. ",
    "You may ask what it costs; wait for it. ",
    "My grandmother used to say, \"Buy the good pan once.\" ",
    "Look at the handle here, on the left side of the picture. ",
    "It is made of beech, which grows not far from where I stand. ",
    "We ship on Mondays and Thursdays, and you can send everything back within 30 days. ",
    "If the colour is not the one you had in mind, tell us and we will change it. ",
    "<break time=\"500ms\"/>",
    "Now to the second thing on the table.\n",
    "That is all for today. Thank you for watching, and see you next week!\n",
];

const CHINESE: [&str; 12] = [
    "早上好，欢迎来到我们的小店。",
    "今天给大家带来三样东西，都是很多朋友问过的。",
    "第一样是水壶：不到两分钟就能烧开一升水，而且声音很轻。",
    "您可能会问多少钱，请稍等一下。",
    "我奶奶常说：\"好锅买一次就够。\"",
    "请看画面左边的把手。",
    "它是榉木做的，树就长在离这里不远的山上。",
    "我们每周一和周四发货，30天内可以退货。",
    "如果颜色不是您想要的，告诉我们，马上换。",
    "<break time=\"500ms\"/>",
    "下面来看桌上的第二样东西。\n",
    "今天就到这里，谢谢观看，下周见！\n",
];

/// A speech of that many characters.
pub(super) fn speech(random: &mut Random, language: Language, characters: usize) -> String {
    let sentences = match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    };
    let mut said = String::new();
    let mut left = characters;
    while left > 0 {
        let sentence = random.pick(sentences);
        said.extend(sentence.chars().take(left));
        left = left.saturating_sub(sentence.chars().count());
    }
    said
}
