use http::StatusCode;

use super::ApiError;

/// Bodies and parameters.
impl ApiError {
    fn form(code: &'static str, message: &'static str, long_message: String, name: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            code,
            message,
            long_message,
        )
        .with_meta("param_name", name)
    }

    pub(crate) fn param_missing(name: &str) -> Self {
        Self::form(
            "form_param_missing",
            "is missing",
            format!("{name} must be included."),
            name,
        )
    }

    /// `given` says nothing without `name`.
    pub(crate) fn param_missing_beside(name: &str, given: &str) -> Self {
        let long = format!("{name} must be included when {given} is.");
        Self::form("form_conditional_param_missing", "is missing", long, name)
    }

    pub(crate) fn param_nil(name: &str) -> Self {
        Self::form(
            "form_param_nil",
            "is nil",
            format!("Enter {}.", name.replace('_', " ")),
            name,
        )
    }

    pub(crate) fn param_unknown(name: &str) -> Self {
        let long = format!("{name} is not a valid parameter for this request.");
        Self::form("form_param_unknown", "is unknown", long, name)
    }

    /// The parameter is of another kind than it should be: `expected` is "a string", "an integer".
    pub(crate) fn param_format(name: &str, expected: &str) -> Self {
        let long = format!("{name} must be {expected}.");
        Self::form("form_param_format_invalid", "is invalid", long, name)
    }

    /// The parameter is of the right kind, but its value is not one that can be taken.
    pub(crate) fn param_value(name: &str, expected: &str) -> Self {
        let long = format!("{name} must be {expected}.");
        Self::form("form_param_value_invalid", "is invalid", long, name)
    }

    pub(crate) fn param_too_many(name: &str, most: usize) -> Self {
        let long = format!("{name} may hold {most} items at most.");
        Self::form(
            "form_param_array_size_exceeded",
            "has too many items",
            long,
            name,
        )
    }

    /// What the parameter refers to does not exist.
    pub(crate) fn param_not_found(name: &str) -> Self {
        let long = format!("The resource associated with the supplied {name} was not found.");
        Self::form("form_resource_not_found", "is missing", long, name)
    }

    pub(crate) fn data_missing(names: &str) -> Self {
        let long = format!("The following data are required and must be included: {names}.");
        Self::form("form_data_missing", "missing data", long, names)
    }

    pub(crate) fn identifier_exists(name: &str) -> Self {
        let long = format!(
            "That {} is taken. Please try another.",
            name.replace('_', " ")
        );
        Self::form("form_identifier_exists", "is taken", long, name)
    }

    pub(crate) fn password_too_short(least: usize) -> Self {
        let long = format!("Passwords must be {least} characters or more.");
        Self::form(
            "form_password_length_too_short",
            "is too short",
            long,
            "password",
        )
    }

    pub(crate) fn password_too_long(most: usize) -> Self {
        let long = format!("Passwords must be less than {most} characters.");
        Self::form(
            "form_password_length_too_long",
            "is too long",
            long,
            "password",
        )
    }

    pub(crate) fn content_type_unsupported() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_content_type",
            "Content-Type is unsupported",
            "The Content-Type of the request body is not one that this operation reads",
        )
    }

    pub(crate) fn body_too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request_body_too_large",
            "Request body too large",
            "The request body exceeds the maximum size of 1 MiB",
        )
    }

    pub(crate) fn body_invalid() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "request_body_invalid",
            "Request body invalid",
            "The request body is invalid. Please consult the API documentation for more information.",
        )
    }

    pub(crate) fn parameters_malformed() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed_request_parameters",
            "Malformed request parameters",
            "The request parameters could not be read.",
        )
    }
}
