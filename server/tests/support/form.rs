use scraper::{ElementRef, Selector};

/// A form as a page has it, with what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
    pub buttons: Vec<String>,
}

impl Form {
    /// A form that no page has.
    pub fn to(action: &str, fields: &[(&str, &str)]) -> Self {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            action: action.to_owned(),
            fields: fields.iter().map(pair).collect(),
            buttons: Vec::new(),
        }
    }

    /// Reads what a browser would send.
    pub fn read(form: ElementRef<'_>) -> Self {
        let select = |selector: &str| Selector::parse(selector).unwrap();
        let mut fields = Vec::new();
        for field in form.select(&select("input[name], textarea[name], select[name]")) {
            let chosen = select("option[selected]");
            let value = match field.value().name() {
                "textarea" => field.text().collect(),
                "select" => field
                    .select(&chosen)
                    .next()
                    .and_then(|option| option.attr("value"))
                    .unwrap_or_default()
                    .to_owned(),
                _ => field.attr("value").unwrap_or_default().to_owned(),
            };
            fields.push((field.attr("name").unwrap().to_owned(), value));
        }
        let selector = select("button");
        let buttons = form.select(&selector);
        Self {
            action: form.attr("action").unwrap_or_default().to_owned(),
            fields,
            buttons: buttons.map(|button| button.text().collect()).collect(),
        }
    }

    /// What stands in a field.
    #[track_caller]
    pub fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(field, _)| field == name);
        &field.unwrap_or_else(|| panic!("no {name} in {self:?}")).1
    }

    /// Types into a field, or sends one more.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }
}
