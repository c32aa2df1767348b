use crate::config::Loaded;
use crate::output;

pub fn run(loaded: &Loaded) -> anyhow::Result<()> {
    let works_on = match loaded.config.at_clerk()? {
        Some(instance) => format!("the Clerk instance at {}", instance.frontend_api),
        None => format!("the embedded provider at {}", loaded.config.provider.listen),
    };
    Ok(output::line(format_args!(
        "The configuration is in order. The console works on {works_on}."
    ))?)
}
