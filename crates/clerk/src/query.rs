use std::fmt::Display;

use url::Url;

/// Adds query parameters to an address; what is not there is left out, lists repeat their name.
pub(crate) struct Query<'url>(pub(crate) &'url mut Url);

impl Query<'_> {
    pub(crate) fn one(self, name: &str, value: Option<&(impl Display + ?Sized)>) -> Self {
        if let Some(value) = value {
            self.0
                .query_pairs_mut()
                .append_pair(name, &value.to_string());
        }
        self
    }

    pub(crate) fn many(self, name: &str, values: &[String]) -> Self {
        for value in values {
            self.0.query_pairs_mut().append_pair(name, value);
        }
        self
    }
}
