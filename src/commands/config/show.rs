use crate::config::Loaded;
use crate::output;

pub fn run(loaded: &Loaded) -> anyhow::Result<()> {
    Ok(output::line(loaded.to_toml().trim_end())?)
}
