use leptos::prelude::*;

/// What is wrong with a field, tied to it for assistive technology.
#[component]
pub fn FieldProblem(name: &'static str, words: String) -> impl IntoView {
    (!words.is_empty())
        .then(|| view! { <p class="field-error" id=format!("{name}-error")>{words}</p> })
}

/// The ids that describe a field: its help and its error, where they are there.
pub fn described_by(name: &str, help: &str, error: &str) -> Option<String> {
    let help = (!help.is_empty()).then(|| format!("{name}-help"));
    let error = (!error.is_empty()).then(|| format!("{name}-error"));
    let ids = help.into_iter().chain(error).collect::<Vec<_>>().join(" ");
    (!ids.is_empty()).then_some(ids)
}

/// What a field is for.
#[component]
pub fn FieldHelp(name: &'static str, words: &'static str) -> impl IntoView {
    (!words.is_empty())
        .then(|| view! { <p class="field-help" id=format!("{name}-help")>{words}</p> })
}

/// One line of text with its label.
#[component]
pub fn Field(
    /// The field's name, and its id.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it is for.
    #[prop(optional)]
    help: &'static str,
    /// What stands in it.
    #[prop(optional)]
    value: String,
    /// The kind of input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What is wrong with it; empty when nothing is.
    #[prop(optional)]
    error: String,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <FieldHelp name words=help />
            <input
                id=name
                name=name
                type=kind
                dir="auto"
                value=value
                autocomplete=autocomplete
                aria-invalid=(!error.is_empty()).then_some("true")
                aria-describedby=described_by(name, help, &error)
            />
            <FieldProblem name words=error />
        </div>
    }
}

/// A choice with its label.
#[component]
pub fn Select(
    /// The field's name, and its id.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// Values and their words.
    options: Vec<(String, String)>,
    /// The value that is chosen.
    chosen: String,
    /// What is wrong with it; empty when nothing is.
    #[prop(optional)]
    error: String,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(move |(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name aria-describedby=described_by(name, "", &error)>
                {options}
            </select>
            <FieldProblem name words=error />
        </div>
    }
}
