import type { Profiler } from "node:inspector";
import test from "ava";
import { sharesOf } from "../../src/bench/where.js";

test("a sample goes to the place of its function, and WebAssembly to that of its caller", (t) => {
	const node = (
		id: number,
		functionName: string,
		url: string,
		children: number[] = [],
	): Profiler.ProfileNode => ({
		id,
		callFrame: { functionName, scriptId: "0", url, lineNumber: 0, columnNumber: 0 },
		children,
	});
	const shares = sharesOf({
		nodes: [
			node(1, "(root)", "", [2, 4, 6, 8]),
			node(2, "run", "file:///dist/src/chip/translate/translator.js", [3]),
			node(3, "wasm-function[4]", "wasm://wasm/1"),
			node(4, "skip", "file:///dist/src/chip/idle/skipper.js", [5]),
			node(5, "wasm-function[0]", "wasm://wasm/2"),
			node(6, "hash", "file:///dist/src/chip/state/chip-state.js", [7]),
			node(7, "wasm-function[1]", "wasm://wasm/3"),
			node(8, "(garbage collector)", ""),
		],
		startTime: 0,
		endTime: 100,
		samples: [3, 2, 5, 7, 8],
		timeDeltas: [50, 20, 15, 10, 5],
	});
	t.deepEqual(shares, [
		["translated code", 0.5],
		["interpreter", 0.2],
		["waiting loops", 0.15],
		["hashing and recording", 0.1],
		["garbage collection", 0.05],
	]);
});
