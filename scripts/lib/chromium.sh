#!/usr/bin/env bash
# Prints the path of the Chromium that the browser tests use; fails when there is none.
set -euo pipefail
for candidate in "${CHROMIUM:-}" "$(command -v chromium || true)" "$(command -v chromium-browser || true)" "$(command -v google-chrome || true)"; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
        echo "$candidate"
        exit 0
    fi
done
exit 1
