use std::fmt;

use http::HeaderMap;
use scraper::{Html, Selector};
use serde_json::Value;

use super::Form;

/// What came back.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default()
    }

    pub fn set_cookies(&self) -> Vec<&str> {
        let cookies = self.headers.get_all("set-cookie").iter();
        cookies.map(|cookie| cookie.to_str().unwrap()).collect()
    }

    /// Where a 303 leads.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{self}");
        self.header("location")
    }

    /// The body of a fetch's answer.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self}"))
    }

    pub fn is_page(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }

    pub fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The text of every element that `selector` finds, with single blanks.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        found
            .map(|element| {
                let text: String = element.text().collect();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// An attribute of every element that `selector` finds, where it has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        found
            .filter_map(|element| element.attr(name).map(ToOwned::to_owned))
            .collect()
    }

    /// The one text that `selector` finds; empty when it finds nothing.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let mut texts = self.texts(selector);
        assert!(texts.len() < 2, "{selector}: {texts:?}");
        texts.pop().unwrap_or_default()
    }

    pub fn heading(&self) -> String {
        self.text("h1")
    }

    pub fn title(&self) -> String {
        self.text("head title")
    }

    /// The region "Impersonation"; empty when it is not there.
    pub fn region(&self) -> String {
        self.text("section[aria-label=Impersonation]")
    }

    /// What the last form was refused for.
    pub fn alert(&self) -> String {
        self.text("[role=alert]")
    }

    pub fn forms(&self) -> Vec<Form> {
        let html = self.html();
        let selector = Selector::parse("form[method=post]").unwrap();
        let forms = html.select(&selector);
        forms.map(Form::read).collect()
    }

    /// The form that a button sends.
    #[track_caller]
    pub fn form(&self, button: &str) -> Form {
        let mut forms = self.forms();
        forms.retain(|form| form.buttons.iter().any(|label| label == button));
        assert_eq!(forms.len(), 1, "forms with the button {button} in {self}");
        forms.remove(0)
    }

    pub fn has_button(&self, label: &str) -> bool {
        self.texts("button").iter().any(|button| button == label)
    }
}

/// For messages of failed assertions.
impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:?}", self.status, self.header("location"))?;
        if self.is_page() {
            return write!(formatter, " {:?}", self.texts("body"));
        }
        write!(formatter, " {:?}", self.body)
    }
}
