# The front door. `make help` lists what it opens.
.DEFAULT_GOAL := help
.PHONY: help run test watch build check e2e e2e-clerk compatibility soak bench bench-ledger size reference setup

DATA ?= data
ORDERS ?= 20000

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## set up, build, and serve the console on 127.0.0.1:3000 with demo data
	@exec target/release/understudy serve --data-dir $(DATA)

test: ## everything that must hold: set-up, format, lints for both targets, Rust tests, browser tests
	@scripts/test

watch: setup ## develop: rebuild and reload on change
	cargo leptos watch -- serve --data-dir $(DATA)

build: ## release build: target/release/understudy and target/site
	@scripts/setup build
	@scripts/build

check: setup ## format and lints, for the server's target and the browser's
	@scripts/check

e2e: build setup ## the browser tests alone
	@scripts/e2e

e2e-clerk: build setup ## all browser tests again, on a provider over TCP as if it were Clerk, with many sessions and with one
	@E2E_ON=clerk scripts/e2e
	@E2E_ON=clerk-single scripts/e2e

compatibility: build setup ## write docs/reference/clerk-compatibility.md again, from what Clerk's own packages see
	@E2E_ON=provider E2E_WRITE=1 scripts/e2e

soak: setup ## many more random orders of everything than `make test` tries (ORDERS=20000)
	@scripts/soak $(ORDERS)

bench: build ## what a loop costs with 1 k, 100 k and 1 M users (writes docs/benchmarks.md), and how soon a provider is there
	@scripts/bench --write

bench-ledger: ## how long a ledger of a million records takes to be exported and checked offline
	@scripts/bench-ledger

size: build ## what the first page loads
	@scripts/size

reference: ## bring the configuration's reference up to date with the code
	cargo build --quiet
	target/debug/understudy config sample >understudy.sample.toml
	target/debug/understudy config reference >docs/reference/configuration.md

setup:
	@scripts/setup
