use serde::{Deserialize, Deserializer};

/// A list of texts, or one text with commas as an environment variable has it; nothing empty.
pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a list of texts, or one with commas")]
    enum Written {
        Line(String),
        List(Vec<String>),
    }
    let texts = match Written::deserialize(deserializer)? {
        Written::Line(line) => line.split(',').map(str::to_owned).collect(),
        Written::List(list) => list,
    };
    let texts = texts.iter().map(|text| text.trim().to_owned());
    Ok(texts.filter(|text| !text.is_empty()).collect())
}
