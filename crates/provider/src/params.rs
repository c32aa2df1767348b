//! Reading the parameters of a request one by one, so that each refusal names its parameter.

use std::borrow::Cow;

use ambient::{Millis, SECOND};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::errors::ApiError;
use crate::lifetimes::MOST_SECONDS;

/// What a request does to a text.
pub(crate) enum TextChange {
    /// It was not mentioned.
    Keep,
    /// It is set, or cleared.
    To(Option<String>),
}

/// The fields of a body, JSON or form. A handler takes what it knows and then calls
/// [`Params::finish`]: what is left over is unknown, and refused.
#[derive(Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    pub(crate) fn from_json(body: &[u8]) -> Result<Self, ApiError> {
        // Clerk's own packages send no body at all when there is nothing to say.
        if body.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(body)
            .map(Self)
            .map_err(|_| ApiError::body_invalid())
    }

    /// Fields of a form are text; an empty one stands for null, as Clerk's packages write it.
    pub(crate) fn from_form(body: &[u8]) -> Self {
        let fields = url::form_urlencoded::parse(body);
        let value = |text: Cow<'_, str>| {
            if text.is_empty() {
                Value::Null
            } else {
                Value::String(text.into_owned())
            }
        };
        Self(
            fields
                .map(|(name, text)| (name.into_owned(), value(text)))
                .collect(),
        )
    }

    /// Takes a field whatever it is; null is as good as absent.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ApiError::param_format(name, "a string")),
        }
    }

    pub(crate) fn required_text(&mut self, name: &str) -> Result<String, ApiError> {
        self.present(name)?;
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| ApiError::param_nil(name))
    }

    /// A field that may be absent, and that null clears.
    pub(crate) fn text_change(&mut self, name: &str) -> Result<TextChange, ApiError> {
        if self.0.contains_key(name) {
            self.text(name).map(TextChange::To)
        } else {
            Ok(TextChange::Keep)
        }
    }

    pub(crate) fn texts(&mut self, name: &str) -> Result<Option<Vec<String>>, ApiError> {
        let wrong = || ApiError::param_format(name, "an array of strings");
        let text = |value| match value {
            Value::String(text) => Ok(text),
            _ => Err(wrong()),
        };
        match self.take(name) {
            None => Ok(None),
            Some(Value::Array(values)) => values
                .into_iter()
                .map(text)
                .collect::<Result<_, _>>()
                .map(Some),
            Some(_) => Err(wrong()),
        }
    }

    pub(crate) fn required_texts(&mut self, name: &str) -> Result<Vec<String>, ApiError> {
        self.present(name)?;
        self.texts(name)?.ok_or_else(|| ApiError::param_nil(name))
    }

    /// A moment in RFC 3339, not before 1970.
    pub(crate) fn moment(&mut self, name: &str) -> Result<Option<Millis>, ApiError> {
        let wrong = || ApiError::param_format(name, "a moment in RFC 3339");
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let moment = OffsetDateTime::parse(text.trim(), &Rfc3339).map_err(|_| wrong())?;
        let millis = moment.unix_timestamp() * SECOND + Millis::from(moment.millisecond());
        if millis < 0 {
            return Err(wrong());
        }
        Ok(Some(millis))
    }

    /// A span in seconds, from one to a year, else the usual one.
    pub(crate) fn seconds(&mut self, name: &str, usual: i64) -> Result<i64, ApiError> {
        let seconds = self.integer(name)?.unwrap_or(usual);
        if (1..=MOST_SECONDS).contains(&seconds) {
            Ok(seconds)
        } else {
            Err(ApiError::param_value(name, "from 1 to 31536000"))
        }
    }

    /// A number that is not negative.
    pub(crate) fn count(&mut self, name: &str) -> Result<Option<i64>, ApiError> {
        match self.integer(name)? {
            Some(number) if number < 0 => Err(ApiError::param_value(name, "0 or more")),
            number => Ok(number),
        }
    }

    pub(crate) fn integer(&mut self, name: &str) -> Result<Option<i64>, ApiError> {
        let wrong = || ApiError::param_format(name, "an integer");
        self.take(name)
            .map(|value| value.as_i64().ok_or_else(wrong))
            .transpose()
    }

    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, ApiError> {
        let wrong = || ApiError::param_format(name, "a boolean");
        self.take(name)
            .map(|value| value.as_bool().ok_or_else(wrong))
            .transpose()
    }

    /// A switch of a form, which is text there.
    pub(crate) fn switch(&mut self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.text(name)?.as_deref() {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(ApiError::param_format(name, "a boolean")),
        }
    }

    /// An object of a form, which is JSON in a text there.
    pub(crate) fn json_object(
        &mut self,
        name: &str,
    ) -> Result<Option<Map<String, Value>>, ApiError> {
        let wrong = |_| ApiError::param_format(name, "an object");
        self.text(name)?
            .map(|text| serde_json::from_str(&text).map_err(wrong))
            .transpose()
    }

    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Map<String, Value>>, ApiError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(ApiError::param_format(name, "an object")),
        }
    }

    pub(crate) fn required_object(&mut self, name: &str) -> Result<Map<String, Value>, ApiError> {
        self.present(name)?;
        self.object(name)?.ok_or_else(|| ApiError::param_nil(name))
    }

    /// Fields that Clerk has and that mean nothing here, such as a captcha's answer.
    pub(crate) fn ignore(&mut self, names: &[&str]) {
        for name in names {
            self.0.remove(*name);
        }
    }

    /// Refuses what nobody took.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        self.0
            .keys()
            .next()
            .map_or(Ok(()), |name| Err(ApiError::param_unknown(name)))
    }

    fn present(&self, name: &str) -> Result<(), ApiError> {
        if self.0.contains_key(name) {
            Ok(())
        } else {
            Err(ApiError::param_missing(name))
        }
    }
}
