# How the scripts speak: one line a step, and one clear sentence when they cannot go on.
say() { printf 'understudy: %s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}
