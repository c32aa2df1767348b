use leptos::prelude::*;

/// What has become of this browser since the document was rendered, in words, when another tab has made it
/// somebody else. None while the document is still that of who one is.
#[derive(Clone, Copy, Default)]
pub struct Outdated(RwSignal<Option<&'static str>>);

impl Outdated {
    /// The words; asked within a view, the view follows them.
    pub fn words(self) -> Option<&'static str> {
        self.0.get()
    }

    /// Whether forms would be sent for somebody whom this browser is no longer.
    pub fn is_known(self) -> bool {
        self.0.read_untracked().is_some()
    }

    /// Another tab has told who this browser is.
    pub fn set(self, words: Option<&'static str>) {
        self.0.set(words);
    }
}
