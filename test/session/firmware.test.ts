import { describeDivergence } from "../../src/session/divergence.js";
import { makeMachine } from "../../src/session/machine.js";
import { IMAGES, imageTest } from "../images.js";
import { MS, record, replay, steps } from "./run.js";

imageTest(
	IMAGES["v1.23.0"],
	"MicroPython boots, computes, and replays bit by bit",
	(t, { firmware, rom }) => {
		const machine = makeMachine({ firmware, rom });
		const { bytes, console, end } = record(
			machine,
			steps('  - expect: ">>> "\n  - line: print(6*7)\n  - expect: "42\\n>>> "\n'),
			20_000 * MS,
		);
		t.deepEqual(end, { reason: "scenario end" });
		t.regex(console, /MicroPython v1\.23\.0 on 2024-06-02/);
		const result = replay(bytes, machine);
		t.true(result.reproduced, describeDivergence(result.divergence ?? {}).join("\n"));
	},
);
