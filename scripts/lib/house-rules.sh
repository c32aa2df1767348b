#!/usr/bin/env bash
# Rules that no lint knows.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/say.sh
broken=0
rule() { # what it is about, what was found
    [ -z "$2" ] && return
    say "$1"
    printf '%s\n' "$2" >&2
    broken=1
}
# Leptos 0.8 writes both unescaped; one component each closes that.
rule "a raw <textarea: use components/text_area.rs" \
    "$(grep -rn '<textarea' app/src --include='*.rs' | grep -v '^app/src/components/text_area.rs' || true)"
rule "a raw <Title: use components/page_title.rs" \
    "$(grep -rn '<Title' app/src --include='*.rs' | grep -v '^app/src/components/page_title.rs' || true)"
# Names are shown as `impersonation::text::shown` makes them, in one place.
rule "a name that leaves the server as it was typed: use backend/present.rs" \
    "$(grep -rnE '\b(person|actor|subject)\.(name|email)\b|full_name\(\)|primary_email\(\)' app/src/backend app/src/api --include='*.rs' |
        grep -v '^app/src/backend/present.rs' || true)"
# The policy of pages forbids inline style.
rule "an inline style: use a class" "$(grep -rnE 'style=|style:' app/src --include='*.rs' || true)"
# Ports are reached through their traits: the layers above the transport know no provider, and no transport either.
rule "the embedded provider, or a transport, is named above the transport" \
    "$(grep -rniE '\bprovider::|embedded provider|\bclerk::\{?[^;]*\b(Local|Network)\b|\b(Local|Network)::(new|with_limits)' \
        app crates/impersonation server/src --include='*.rs' || true)"
depends_on_provider() { # on what the program is made of; tests may
    for crate in app crates/clerk crates/impersonation server; do
        sed '/^\[dev-dependencies\]/,$d' "$crate/Cargo.toml" | grep -nE '^provider\b' | sed "s|^|$crate/Cargo.toml:|" || true
    done
    grep -nE '^provider\b' app/Cargo.toml crates/impersonation/Cargo.toml || true
}
rule "a crate above the transport depends on the embedded provider" "$(depends_on_provider)"
# Links between documents, and to files that they name.
dead_links() {
    find . \( -name target -o -name node_modules -o -name test-results -o -name '.?*' \) -prune -o -name '*.md' -print | while read -r page; do
        grep -oE '\]\([^)]+\)' "$page" | sed -E 's/^\]\(//; s/\)$//; s/#.*//' | grep -vE '^(https?:.*|mailto:.*|)$' |
            while read -r link; do [ -e "$(dirname "$page")/$link" ] || echo "$page: $link"; done || true
    done
}
rule "a link that leads nowhere" "$(dead_links)"
exit $broken
