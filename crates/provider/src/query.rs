use url::form_urlencoded;

use crate::errors::ApiError;

/// The parameters of a query string; a name may stand there several times.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn of(uri: &http::Uri) -> Self {
        let text = uri.query().unwrap_or_default();
        Self(
            form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first value of that name that is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut values = self
            .0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| &**value);
        values.find(|value| !value.is_empty())
    }

    /// All values of that name, however an array is written: `a=1&a=2`, `a[]=1` or `a=1,2`.
    pub(crate) fn texts(&self, name: &str, most: usize) -> Result<Vec<String>, ApiError> {
        let named = |key: &str| key == name || key.strip_suffix("[]") == Some(name);
        let values = self.0.iter().filter(|(key, _)| named(key));
        let values = values
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim);
        let values: Vec<_> = values
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect();
        if values.len() > most {
            return Err(ApiError::param_too_many(name, most));
        }
        Ok(values)
    }

    /// Whether that name stands there with a value, alone or as an array.
    pub(crate) fn holds(&self, name: &str) -> bool {
        let named = |key: &str| key == name || key.strip_suffix("[]") == Some(name);
        self.0
            .iter()
            .any(|(key, value)| named(key) && !value.is_empty())
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let wrong = |_| ApiError::param_format(name, "an integer");
        self.text(name)
            .map(|text| text.parse().map_err(wrong))
            .transpose()
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.text(name) {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(ApiError::param_format(name, "a boolean")),
        }
    }

    /// `limit` (10, from 1 to 500) and `offset` (0).
    pub(crate) fn page(&self) -> Result<(i64, i64), ApiError> {
        let limit = self.integer("limit")?.unwrap_or(10);
        let offset = self.integer("offset")?.unwrap_or(0);
        if !(1..=500).contains(&limit) {
            return Err(ApiError::param_value("limit", "from 1 to 500"));
        }
        if offset < 0 {
            return Err(ApiError::param_value("offset", "0 or more"));
        }
        Ok((limit, offset))
    }
}
