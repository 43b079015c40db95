# `make report` and `make test` each do all of their own set-up.

swift_files := Package.swift Sources Tests Scenarios

.DEFAULT_GOAL := help
.PHONY: help packages setup report test format lint clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

packages:
	@.ci/setup

setup: packages ## Install what is missing, build the command, get the model
	swift run -c release steer model fetch

report: setup ## Run every scenario on both engines and write Reports/
	swift run -c release steer report

test: packages ## Run every test, with the full engine required
	swift build --build-tests
	swift run --skip-build steer model fetch
	STEER_REQUIRE_FULL_ENGINE=1 swift test --skip-build

format: ## Format the sources in place
	swift format --in-place --parallel --recursive $(swift_files)

lint: ## Fail on any source that is not formatted
	swift format lint --strict --parallel --recursive $(swift_files)

clean: ## Remove what was built; the downloads in the user's cache stay
	rm -rf .build
