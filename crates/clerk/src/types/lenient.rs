use serde::{Deserialize, Deserializer};

/// Reads `null` as the type's default: an empty list or map that a server left out is no reason to
/// refuse its answer.
pub(super) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}
