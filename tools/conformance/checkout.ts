/** What a MicroPython checkout has for running its tests on a board, and how it is called. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The runner's name, by version: up to v1.15, and after. */
const RUNNERS = ["tests/run-tests.py", "tests/run-tests"];
/** The library that some tests of v1.24 and later import, and the compiler that makes it small enough for this chip. */
const UNITTEST = "lib/micropython-lib/python-stdlib/unittest/unittest/__init__.py";
const MPY_CROSS = "mpy-cross/build/mpy-cross";

export interface Checkout {
	/** The runner's folder. */
	readonly tests: string;
	readonly runner: string;
	readonly mpremote: string;
	/** Arguments for the runner; results of failures go to `results`. */
	args(device: string, results: string): string[];
	/** Present when the board must have `unittest`. */
	readonly unittest?: { readonly source: string; readonly compiler: string };
}

/** Looks at a checkout. Throws what is missing. */
export function openCheckout(folder: string): Checkout {
	const path = (name: string): string => resolve(join(folder, name));
	const name = RUNNERS.find((runner) => existsSync(path(runner)));
	if (!name) throw new Error(`${folder} is no MicroPython checkout: it has neither ${RUNNERS.join(" nor ")}`);
	const text = readFileSync(path(name), "utf8");
	const byInstance = text.includes("--test-instance");
	const needsUnittest = text.includes("requires unittest");
	const missing = needsUnittest ? [UNITTEST, MPY_CROSS].find((file) => !existsSync(path(file))) : undefined;
	if (missing) {
		throw new Error(
			`${folder} lacks ${missing}, which tests of this version need: ` +
				"git submodule update --init lib/micropython-lib && make -C mpy-cross",
		);
	}
	return {
		tests: path("tests"),
		runner: path(name),
		mpremote: path("tools/mpremote/mpremote.py"),
		args: (device, results) => [
			...(byInstance ? ["-t", device] : ["--target", "esp8266", "--device", device]),
			"--result-dir",
			results,
		],
		...(needsUnittest ? { unittest: { source: path(UNITTEST), compiler: path(MPY_CROSS) } } : {}),
	};
}
