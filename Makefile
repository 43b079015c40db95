# `make report` and `make test` each do all of their own set-up.

swift_files := Package.swift Sources Tests Scenarios Fuzzing/Package.swift Fuzzing/Sources

.DEFAULT_GOAL := help
.PHONY: help packages test-neon setup report report-all calibration check test test-models test-crashes test-address test-threads \
  test-html test-llamacpp test-recompute test-replication test-examples test-slurm \
  docs fuzz bench bench-workers bench-cluster bench-peers format lint clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

packages:
	@.ci/setup

setup: packages ## Install what is missing, build the command, get the model
	swift run -c release steer model fetch

report: setup ## Run every scenario on the planted model and SmolLM2 and write Reports/
	swift run -c release steer report

report-all: setup ## The same on the whole roster, from where it stopped (hours; fetches 1.9 GB, Gemma's terms accepted)
	swift run -c release steer model fetch --accept-terms gemma-3-270m qwen2.5-coder-0.5b qwen2.5-coder-1.5b
	swift run -c release steer data fetch caa mwe repe
	swift run -c release steer report --model all

calibration: packages ## How often verdicts are wrong on planted models; writes Reports/calibration.md (20 minutes)
	swift run -c release steer calibrate

check: packages ## What a change breaks at once: every part and the planted model, without real weights
	swift build --build-tests
	STEER_REQUIRE_FULL_ENGINE=0 swift test --skip-build --skip DurabilityTests --skip CalibrationTests --skip TruncationTests

test: packages ## Run every test; SmolLM2 is fetched and required
	swift build --build-tests
	swift run --skip-build steer model fetch
	STEER_REQUIRE_FULL_ENGINE=1 swift test --skip-build

test-models: packages ## Recompute every finding on every model of the roster that is in the cache (hours)
	swift build --build-tests
	STEER_THOROUGH=1 swift test --skip-build --filter VerdictTests

# What the checks below leave out takes hours under them: the scenarios, which are arithmetic on top of
# the modules that are checked, and the full model. The command's tests limit its memory, of which
# AddressSanitizer reserves terabytes, and those of durability load a library into it. XCTest, of which no test is left, leaks its empty suite.
long := --disable-xctest --skip ScenarioTests --skip CommandTests --skip DurabilityTests \
  --skip FullEngine --skip CalibrationTests

test-address: packages ## The tests with memory errors, leaks and undefined behaviour in C made failures
	SWIFT_BACKTRACE=enable=no UBSAN_OPTIONS=print_stacktrace=1 \
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leaks.txt \
	swift test --scratch-path .build-address --sanitize=address $(long) \
	  -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined

modules := StrictJSON Formatting Randomness Files Store Statistics Inference TinyModel Steering Claims Reporting Subjects \
  Protocols Scenarios Sweeps Calibrating
target = $(shell swift -print-target-info | sed -n 's/.*"triple": "\(.*\)",.*/\1/p' | head -1)
sdk = $(if $(shell command -v xcrun),-sdk $(shell xcrun --show-sdk-path))

docs: packages ## Documentation of every public symbol, as a DocC archive: .build/docs
	swift build
	rm -rf .build/docs .build/symbols && mkdir -p .build/symbols
	for module in $(modules); do \
	  swift symbolgraph-extract -module-name $$module -target $(target) $(sdk) -I .build/debug/Modules \
	    -I Sources/CKernels/include -I Sources/CGSL -I Sources/CCrypto \
	    -I .build/checkouts/GRDB.swift/Sources/GRDBSQLite -output-dir .build/symbols \
	    -minimum-access-level public -skip-inherited-docs || exit; \
	done
	docc convert --additional-symbol-graph-dir .build/symbols --output-path .build/docs --diagnostic-level error \
	  --fallback-display-name SteeringLab --fallback-bundle-identifier SteeringLab

# Readers of hostile files use one thread.
test-threads: packages ## The tests of all that uses threads, with data races made failures
	SWIFT_BACKTRACE=enable=no \
	swift test --scratch-path .build-threads --sanitize=thread $(long) \
	  --skip FuzzTests --skip ReliabilityListTests --skip TruncationTests --skip Hostile \
	  --filter InferenceTests --filter SteeringTests

test-neon: packages ## The kernels on an emulated ARM: the same bits as here (installs an emulator; a minute)
	Tests/Emulated/run

fuzz_minutes ?= 10
fuzz_targets ?= GGUF Safetensors Vectors Tokenizers Pairs JSON

fuzz: packages ## Feed the readers damaged input, fuzz_minutes=10 for each target (Fuzzing/README.md)
	Fuzzing/run $(fuzz_minutes) $(fuzz_targets)

sweep := --sweep Benchmarks/sweep.json
peers := $(HOME)/.cache/steeringlab-peers

test-crashes: packages ## Stop sweeps at every write and at 200 times of chance (minutes)
	swift build --build-tests
	STEER_THOROUGH=1 swift test --skip-build --filter DurabilityTests

test-examples: packages ## Build and run Examples/ against the last commit as if it were version 0.1.0
	rm -rf .build/examples && mkdir -p .build/examples
	git clone --quiet --bare . .build/examples/SteeringLab.git
	git -C .build/examples/SteeringLab.git tag --force 0.1.0 HEAD
	for example in Steer Patch; do \
	  STEERINGLAB=file://$(CURDIR)/.build/examples/SteeringLab.git swift run \
	    --package-path Examples --scratch-path .build/examples/build $$example || exit; \
	done

llamacpp := $(HOME)/.cache/steeringlab-llamacpp

test-llamacpp: setup ## A vector written here must steer real llama.cpp to the same text; installs it first
	swift build -c release --product steer
	Tests/Interop/setup.sh $(llamacpp)
	$(llamacpp)/venv/bin/python Tests/Interop/llamacpp.py --steer .build/release/steer --setup $(llamacpp)

test-recompute: ## Selective effects of the committed records again, by transformers (half an hour)
	Benchmarks/peers/setup.sh $(peers)
	$(peers)/venv/bin/python Tests/Interop/recompute.py $(peers)/hf smollm2-135m

test-replication: ## Three published sets of S24 and S25 again, by transformers, from the authors' files (ten minutes)
	Benchmarks/peers/setup.sh $(peers)
	swift run -c release steer data fetch caa mwe
	$(peers)/venv/bin/python Tests/Interop/replication.py $(peers)/hf smollm2-135m $${XDG_CACHE_HOME:-$$HOME/.cache}/steeringlab/data

vector := .build/love-hate.gguf

$(vector): setup
	swift build -c release --product steer
	.build/release/steer extract --model smollm2-135m --output $@ --quiet \
	  --pairs Sources/Steering/Resources/love-hate.pairs.jsonl > /dev/null

test-slurm: $(vector) ## Cluster/ on a real Slurm on this machine, installed for it and removed again (2 minutes)
	Tests/Cluster/run .build/release/steer $(vector)

bench: setup ## How fast this machine is, in both precisions (minutes)
	for precision in exact fast draft; do \
	  for part in "" "$(sweep) --whole"; do \
	    swift run -c release steer bench --model smollm2-135m --precision $$precision $$part || exit; \
	  done; \
	done

bench-workers: $(vector) ## Two workers of one thread beside one (4 minutes); needs two idle processors
	Benchmarks/workers.sh .build/release/steer $(vector)

shape := $(HOME)/.cache/steeringlab-7b

bench-cluster: setup ## What a 7B sweep costs here (root, 12 GB of memory); simulates 1,024 workers from it
	swift build -c release --product steer
	mkdir -p $(shape)
	python3 -m venv $(shape)/venv && $(shape)/venv/bin/pip install --quiet gguf==0.17.1
	[ -e $(shape)/model.gguf ] || $(shape)/venv/bin/python Benchmarks/cluster/model.py \
	  "$$(.build/release/steer model path smollm2-135m)" $(shape)/model.gguf
	work=$$(mktemp -d) && python3 Benchmarks/cluster/measure.py .build/release/steer $(shape)/model.gguf \
	  $$work Reports/scaling.json && rm -r $$work
	.build/release/steer scaling

bench-peers: setup ## The same sweeps in other programs; writes Reports/performance.md (two hours)
	swift build -c release --product steer
	Benchmarks/peers/setup.sh $(peers)
	$(peers)/venv/bin/python Benchmarks/peers/compare.py --setup $(peers)

format: ## Format the sources in place
	swift format --in-place --parallel --recursive $(swift_files)

lint: ## Fail on any source that is not formatted
	swift format lint --strict --parallel --recursive $(swift_files)

clean: ## Remove what was built; the downloads in the user's cache stay
	rm -rf .build
