# `make report` and `make test` each do all of their own set-up.

swift_files := Package.swift Sources Tests Scenarios

.DEFAULT_GOAL := help
.PHONY: help packages setup report calibration test test-crashes bench bench-peers format lint clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

packages:
	@.ci/setup

setup: packages ## Install what is missing, build the command, get the model
	swift run -c release steer model fetch

report: setup ## Run every scenario on both engines and write Reports/
	swift run -c release steer report

calibration: packages ## How often verdicts are wrong on planted models; writes Reports/calibration.md (20 minutes)
	swift run -c release steer calibrate

test: packages ## Run every test, with the full engine required
	swift build --build-tests
	swift run --skip-build steer model fetch
	STEER_REQUIRE_FULL_ENGINE=1 swift test --skip-build

sweep := --sweep Benchmarks/sweep.json
peers := $(HOME)/.cache/steeringlab-peers

test-crashes: packages ## Stop sweeps at every write and at 200 times of chance (minutes)
	swift build --build-tests
	STEER_THOROUGH=1 swift test --skip-build --filter DurabilityTests

bench: setup ## How fast this machine is, in both precisions (minutes)
	for precision in exact fast; do \
	  for part in "" "$(sweep) --whole"; do \
	    swift run -c release steer bench --model smollm2-135m --precision $$precision $$part || exit; \
	  done; \
	done

bench-peers: setup ## The same sweeps in other programs; writes Reports/performance.md (an hour and a half)
	swift build -c release --product steer
	Benchmarks/peers/setup.sh $(peers)
	$(peers)/venv/bin/python Benchmarks/peers/compare.py --setup $(peers)

format: ## Format the sources in place
	swift format --in-place --parallel --recursive $(swift_files)

lint: ## Fail on any source that is not formatted
	swift format lint --strict --parallel --recursive $(swift_files)

clean: ## Remove what was built; the downloads in the user's cache stay
	rm -rf .build
