#!/usr/bin/env bash
# Makes sure that rustc can compile for the browser (wasm32-unknown-unknown).
#
# With rustup and the network that is one command. Where rustup cannot download, Debian's rust-src package of
# exactly rustc's version is built into a standard library for the target.
set -euo pipefail
. "$(dirname "$0")/say.sh"

target=wasm32-unknown-unknown
libdir=$(rustc --print target-libdir --target $target)
there() { compgen -G "$libdir/libstd-*.rlib" >/dev/null; }

there && exit 0
say "adding the Rust target $target"
if command -v rustup >/dev/null && rustup target add $target >/dev/null 2>&1 && there; then exit 0; fi

advice="please install the Rust target $target (rustup target add $target), then run this again"
command -v apt-get >/dev/null && command -v dpkg >/dev/null || die "$advice"
say "rustup cannot download it; building it from Debian's rust-src instead"

version=$(rustc --version | awk '{print $2}')
sysroot=$(rustc --print sysroot)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A package list of our own: the machine's apt configuration is not touched.
# Either file may be missing, and the first mirror is enough.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -nE 's/^URIs: *([^ ]*\/debian\/?)$/\1/p; s/^deb (\[[^]]*\] )?([^ ]*\/debian\/?) .*/\2/p' | head -n 1 || true)
[ -n "$mirror" ] || die "$advice"
mkdir -p "$work"/{lists/partial,cache/archives/partial}
apt=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
found=
for suite in bookworm-backports trixie trixie-backports forky sid; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/sources.list"
    apt-get "${apt[@]}" update -qq >/dev/null 2>&1 || continue
    found=$(apt-cache "${apt[@]}" madison rust-src 2>/dev/null | awk -v want="$version+dfsg" 'index($3, want) == 1 { print $3; exit }')
    [ -z "$found" ] || break
done
[ -n "$found" ] || die "no Debian suite has rust-src $version; $advice"
(cd "$work" && apt-get "${apt[@]}" download -qq "rust-src=$found" >/dev/null && dpkg -x rust-src_*.deb unpacked) || die "$advice"

# Cargo builds the standard library from where rustup's rust-src component would have put it.
source="$sysroot/lib/rustlib/src/rust"
if [ ! -e "$source/library" ]; then
    mkdir -p "$source"
    cp -r "$work"/unpacked/usr/src/rustc-"$version"/library "$source/library"
fi
mkdir -p "$work/empty/src"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/empty/Cargo.toml"
: >"$work/empty/src/lib.rs"
# With the bitcode that optimising across crates needs; Cargo leaves it out of what it does not optimise so itself.
(cd "$work/empty" && RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes cargo build --quiet --release -Zbuild-std=std,panic_abort,proc_macro --target $target) ||
    die "the standard library for $target did not build; $advice"
mkdir -p "$libdir"
find "$work/empty/target/$target/release/deps" -name '*.rlib' ! -name 'libempty-*' -exec cp {} "$libdir" \;
there || die "$advice"
