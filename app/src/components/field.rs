use leptos::prelude::*;

/// What is wrong with a field, tied to it for assistive technology.
#[component]
pub fn FieldProblem(name: &'static str, words: String) -> impl IntoView {
    (!words.is_empty())
        .then(|| view! { <p class="field-error" id=format!("{name}-error")>{words}</p> })
}

/// What is said of a field while one types, at once also to a screen reader.
#[component]
pub fn FieldHint(name: &'static str, words: RwSignal<String>) -> impl IntoView {
    view! { <p class="field-hint" id=format!("{name}-hint") aria-live="polite">{words}</p> }
}

/// The ids that describe a field: its help, its hint and its error, where they are there.
pub fn described_by(name: &str, help: &str, hint: bool, error: &str) -> Option<String> {
    let ids = [
        ("help", !help.is_empty()),
        ("hint", hint),
        ("error", !error.is_empty()),
    ];
    let ids = ids
        .into_iter()
        .filter(|(_, there)| *there)
        .map(|(part, _)| format!("{name}-{part}"))
        .collect::<Vec<_>>()
        .join(" ");
    (!ids.is_empty()).then_some(ids)
}

/// What a field is for.
#[component]
pub fn FieldHelp(name: &'static str, words: &'static str) -> impl IntoView {
    (!words.is_empty())
        .then(|| view! { <p class="field-help" id=format!("{name}-help")>{words}</p> })
}

/// What is wrong with a text, in words; empty when nothing is. It keeps nobody from sending it.
pub type Check = fn(&str) -> String;

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
    /// Which keys a telephone shows.
    #[prop(optional)]
    inputmode: &'static str,
    /// Whether one begins here.
    #[prop(optional)]
    focus: bool,
    /// Asked when the field is left, and while what it said is mended.
    #[prop(optional)]
    check: Option<Check>,
    /// Whether it is asked from the first letter on.
    #[prop(optional)]
    early: bool,
    /// What is wrong with it; empty when nothing is.
    #[prop(optional)]
    error: String,
) -> impl IntoView {
    let hint = RwSignal::new(String::new());
    let say = move |event| {
        if let Some(check) = check {
            hint.set(check(&event_target_value(&event)));
        }
    };
    let mend = move |event| {
        if early || !hint.read_untracked().is_empty() {
            say(event);
        }
    };
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
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                autofocus=focus || !error.is_empty()
                aria-invalid=(!error.is_empty()).then_some("true")
                aria-describedby=described_by(name, help, check.is_some(), &error)
                on:change=say
                on:input=mend
            />
            <FieldProblem name words=error />
            {check.is_some().then(|| view! { <FieldHint name words=hint /> })}
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
    /// What it is for.
    #[prop(optional)]
    help: &'static str,
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
            <FieldHelp name words=help />
            <select
                id=name
                name=name
                aria-invalid=(!error.is_empty()).then_some("true")
                aria-describedby=described_by(name, help, false, &error)
            >
                {options}
            </select>
            <FieldProblem name words=error />
        </div>
    }
}
