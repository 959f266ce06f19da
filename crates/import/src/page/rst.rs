//! RST
use super::block::Block;
pub(super) fn blocks(_text: &str) -> Vec<Block> {
    Vec::new()
}
pub(super) fn is_rst(_text: &str) -> bool {
    false
}
