/// An address or a username as the store has it.
pub(super) fn normal(identifier: &str) -> String {
    identifier.trim().to_lowercase()
}
