import test from "ava";
import { describeRecording, measureRecording } from "../../src/bench/recording-cost.js";
import { MAX_CHECKPOINT_TICKS } from "../../src/session/machine.js";
import { echoMachine } from "../session/guest.js";

test("a guest that is left alone is timed bare and recorded", async (t) => {
	const machine = echoMachine({ maxCheckpointTicks: MAX_CHECKPOINT_TICKS });
	const { bare, recorded } = await measureRecording(machine, 1, "wasm");
	t.true(bare >= 0 && Number.isFinite(bare), `${bare}`);
	t.true(recorded > 0 && Number.isFinite(recorded), `${recorded}`);
});

test("what recording adds is said in a sentence", (t) => {
	t.is(
		describeRecording({ bare: 438.2, recorded: 441.9, percent: 0.84 }),
		"left alone, it takes 438 microseconds of processor time a guest second, recorded 442, which is 0.8 % more",
	);
});
