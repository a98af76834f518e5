# Everything runs in .venv/; PYTHON picks the interpreter it is made from (3.10 or newer).
PYTHON ?= python3
BIN := .venv/bin
SOURCES := runtime models export benchmarks

.DEFAULT_GOAL := help
.PHONY: help install demo test android-test sanitize check format bundles conformance clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt '.[dev]'
	touch $@

install: .venv/ready ## Set up .venv and install the package as it ships (never editable).
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .

demo: install ## Export the default model, segment a bundled photo, write pictures to out/.
	@mkdir -p out
	$(BIN)/edgeward export person -o out/person.ew --image 512x512 \
	  --format onnx,tflite,coreml,executorch
	$(BIN)/edgeward export person-uniform -o out/person-uniform.ew
	$(BIN)/edgeward demo --model out/person.ew -o out

test: install ## Run all tests but Android's, and every example in the documentation.
	$(BIN)/pytest --doctest-modules --pyargs edgeward tests --ignore tests/android

android-test: install ## Compile, pack and test the Android library and demo, on an emulated phone too.
	$(BIN)/pytest -rP tests/android

sanitize: .venv/ready ## Run the core's tests under AddressSanitizer and UBSan.
	$(BIN)/cmake -S tests/core -B build/sanitize -DCMAKE_BUILD_TYPE=RelWithDebInfo \
	  -DEDGEWARD_SANITIZE=address,undefined
	$(BIN)/cmake --build build/sanitize --parallel 2
	$(BIN)/ctest --test-dir build/sanitize --output-on-failure

check: install ## Lint, types, layers and formatting.
	$(BIN)/ruff check $(SOURCES) tests
	$(BIN)/ruff format --check $(SOURCES) tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/clang-format --dry-run --Werror $$(git ls-files '*.h' '*.cpp')

format: install ## Format everything.
	$(BIN)/ruff check --fix $(SOURCES) tests
	$(BIN)/ruff format $(SOURCES) tests
	$(BIN)/clang-format -i $$(git ls-files '*.h' '*.cpp')

bundles: install ## Export the shipped checkpoints into the package and the demo again.
	for name in $$(ls models/weights); do \
	  $(BIN)/edgeward export $$name --form split -o runtime/python/edgeward/bundles/$$name || exit; done
	for name in person person-uniform; do for size in 64 128 256; do \
	  $(BIN)/edgeward export $$name --form split --precision fp16 --size $$size \
	    -o android_demo/app/src/main/assets/$$name-$$size || exit; done; done

conformance: install ## Export 18 segmenters in every format and form; about an hour.
	$(BIN)/python -m edgeward.benchmarks.conformance

clean: ## Remove what the other targets made.
	rm -rf .venv build out
