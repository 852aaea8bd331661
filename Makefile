# camsupervisor: everything that is done with this repository. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build build-tests run test manual check-format check-units system-tests install uninstall bench soak fuzz mutate clean

SWIFT ?= swift
# Two scratch folders, so that a debug build does not throw away a release build and the other way round.
DEBUG_FOLDER := .build
RELEASE_FOLDER := .build-release
# A target that imports what it does not name in Package.swift is an error.
BUILD_FLAGS := --explicit-target-dependency-import-check error
RELEASE_FLAGS := -c release --static-swift-stdlib --scratch-path $(RELEASE_FOLDER)

DESTDIR ?=
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNIT_FOLDER ?= $(PREFIX)/lib/systemd/system
# The folder `make install` takes the two programs from.
BINARIES ?= $(RELEASE_FOLDER)/release
# bash, zsh, fish: where each looks; zsh takes what a package brings from elsewhere than what is local.
ZSH_FOLDER ?= $(PREFIX)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
COMPLETIONS := $(DESTDIR)$(PREFIX)/share/bash-completion/completions/camsupervisor $(DESTDIR)$(ZSH_FOLDER)/_camsupervisor \
    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/camsupervisor.fish

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

build: ## both programs: release, static Swift standard library
	@scripts/stage 'release build' $(SWIFT) build $(RELEASE_FLAGS) $(BUILD_FLAGS)

build-tests: ## both programs and the tests: debug
	@scripts/stage 'debug build' $(SWIFT) build --build-tests --scratch-path $(DEBUG_FOLDER) $(BUILD_FLAGS)

run: ## installs what is missing, builds, and runs three demo cameras and a push camera (SMOKE=1: a check of that)
	@scripts/install-dependencies run
	@$(MAKE) --no-print-directory build
ifeq ($(SMOKE),1)
	@scripts/stage 'smoke' scripts/smoke $(BINARIES)/camsupervisor
else
	@exec $(BINARIES)/camsupervisor run --config examples/demo.yaml
endif

test: ## installs what is missing and runs all tests
	@scripts/install-dependencies test
	@SWIFT='$(SWIFT)' scripts/test

check-format: ## swift format lint, as CI does
	@$(SWIFT) format lint --strict -r $(wildcard Package.swift Sources Tests Benchmarks)

manual: ## the man pages in docs/man, from the program's own description of its command line; `make build-tests` first
	@scripts/generate-manual $(DEBUG_FOLDER)/debug/camsupervisor

check-units: ## systemd's own opinion of units/
	@scripts/check-units

system-tests: build ## the shipped units under a real, throwaway systemd (needs root)
	@Tests/System/run $(BINARIES)

fuzz: ## every fuzz target for a minute (SECONDS_EACH=60)
	@scripts/fuzz $(SECONDS_EACH)

mutate: ## breaks each promise of docs/guarantees.md in a copy; its test has to notice (G='G18 G24': only these)
	@scripts/install-dependencies test
	@scripts/mutate $(G)

bench: ## the figures of docs/performance.md
	@scripts/install-dependencies bench
	@$(MAKE) --no-print-directory build
	@Benchmarks/run

soak: build ## the long forms of the proofs, then workers that are killed for MINUTES=60; descriptors and memory must stand still
	@RESTARTS=50 Tests/System/run $(BINARIES) restart-refuses-no-connection
	@scripts/soak-proofs $(BINARIES)/camsupervisor
	@scripts/soak-video $(BINARIES)/camsupervisor
	@scripts/soak $(BINARIES)/camsupervisor $(or $(MINUTES),60)

install: ## into DESTDIR/PREFIX (default /usr/local); `make build` first
	@for program in camsupervisor camworker; do \
	    test -x $(BINARIES)/$$program || { echo "make install: $(BINARIES)/$$program is not there; run 'make build' first" >&2; exit 1; }; \
	done
	install -D -m 755 $(BINARIES)/camsupervisor $(DESTDIR)$(PREFIX)/bin/camsupervisor
	install -D -m 755 $(BINARIES)/camworker $(DESTDIR)$(PREFIX)/libexec/camsupervisor/camworker
	install -d $(DESTDIR)$(UNIT_FOLDER) $(DESTDIR)$(PREFIX)/share/doc/camsupervisor/examples
	@# The units as they stand in units/ name /usr/bin; for PREFIX=/usr they are installed unchanged.
	for unit in camsupervisor.service camsupervisor.socket camsupervisor-control.socket; do \
	    sed 's|=/usr/bin/camsupervisor |=$(PREFIX)/bin/camsupervisor |' units/$$unit > $(DESTDIR)$(UNIT_FOLDER)/$$unit && \
	    chmod 644 $(DESTDIR)$(UNIT_FOLDER)/$$unit || exit 1; \
	done
	install -D -m 644 units/camsupervisor.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/camsupervisor.conf
	install -D -m 644 units/camsupervisor.catalog $(DESTDIR)$(PREFIX)/lib/systemd/catalog/camsupervisor.catalog
	install -D -m 644 units/camsupervisor.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/camsupervisor.conf
	@# In the repository's places, so that the documents' links to each other hold.
	install -m 644 README.md CHANGELOG.md CONTRIBUTING.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/camsupervisor
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/camsupervisor/docs $(wildcard docs/*.md)
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/camsupervisor/Benchmarks Benchmarks/README.md
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 $(wildcard docs/man/*.1)
	install -d $(dir $(COMPLETIONS))
	for shell in bash zsh fish; do \
	    case $$shell in bash) file=$(word 1,$(COMPLETIONS));; zsh) file=$(word 2,$(COMPLETIONS));; *) file=$(word 3,$(COMPLETIONS));; esac; \
	    $(BINARIES)/camsupervisor --generate-completion-script $$shell > $$file && chmod 644 $$file || exit 1; \
	done
	cp -r --no-preserve=mode,ownership examples/. $(DESTDIR)$(PREFIX)/share/doc/camsupervisor/examples
	@# Somebody's configuration is never overwritten.
	test -e $(DESTDIR)$(SYSCONFDIR)/camsupervisor/camsupervisor.yaml || \
	    install -D -m 640 units/camsupervisor.yaml $(DESTDIR)$(SYSCONFDIR)/camsupervisor/camsupervisor.yaml
	@test -n "$(DESTDIR)" || printf '%s\n' '' 'Installed. To start it:' \
	    '  systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload' \
	    '  systemctl enable --now camsupervisor.socket camsupervisor-control.socket' \
	    '  systemctl enable --now camsupervisor.service     # or let the first request start it' \
	    'Its cameras: $(SYSCONFDIR)/camsupervisor/camsupervisor.yaml'

uninstall: ## what install brought, but the configuration
	rm -f $(DESTDIR)$(PREFIX)/bin/camsupervisor $(COMPLETIONS)
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/share/man/man1/,$(notdir $(wildcard docs/man/*.1)))
	rm -f $(addprefix $(DESTDIR)$(UNIT_FOLDER)/,camsupervisor.service camsupervisor.socket camsupervisor-control.socket)
	rm -f $(DESTDIR)$(PREFIX)/lib/systemd/catalog/camsupervisor.catalog
	rm -f $(DESTDIR)$(PREFIX)/lib/sysusers.d/camsupervisor.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/camsupervisor.conf
	rm -rf $(DESTDIR)$(PREFIX)/libexec/camsupervisor $(DESTDIR)$(PREFIX)/share/doc/camsupervisor

clean: ## both scratch folders
	rm -rf $(DEBUG_FOLDER) $(RELEASE_FOLDER)
