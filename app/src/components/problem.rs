/// Why a page is not shown, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The heading.
    pub title: String,
    /// What happened.
    pub words: String,
    /// What helps: the words of a link and where it leads.
    pub way_out: (String, String),
}

impl Problem {
    /// No page has this address.
    pub fn not_found() -> Self {
        Self::new(404, "There is no page with this address.")
    }

    /// What goes with `status`, in `words`.
    pub fn new(status: u16, words: impl Into<String>) -> Self {
        use crate::routes::Route;

        let title = match status {
            401 => "You are signed out",
            403 => "You may not see this",
            404 => "Not found",
            409 => "You are somebody else by now",
            400 | 405 | 413 | 415 | 421 => "This request could not be read",
            429 | 502..=504 => "Not possible at the moment",
            _ => "Something went wrong",
        };
        let way_out = match status {
            401 => ("Sign in", Route::SignIn(None)),
            _ => ("Go to the dashboard", Route::Dashboard),
        };
        Self {
            status,
            title: title.to_owned(),
            words: words.into(),
            way_out: (way_out.0.to_owned(), way_out.1.to_string()),
        }
    }
}
