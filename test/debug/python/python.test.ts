import test from "ava";
import { TICKS_PER_MS } from "../../../src/chip/time.js";
import { pythonLines } from "../../../src/debug/python/python.js";
import { firmwareTest, IMAGES } from "../../images.js";
import { openRun } from "../runs.js";

firmwareTest(IMAGES["v1.14"], "v1.14: the function of the script that waits, and its line", async (t) => {
	const time = await openRun("wifi/udp-close");
	time.seek(6370 * TICKS_PER_MS);
	t.deepEqual(pythonLines(time.chip).slice(1), ["  storm (<stdin>:4)", "  <module> (<stdin>:1)"]);
});

firmwareTest(
	IMAGES["v1.23.0"],
	"v1.23.0: frozen modules on the way to the first prompt, and none at the prompt",
	async (t) => {
		const time = await openRun("first-boot");
		time.seek(1000 * TICKS_PER_MS);
		t.deepEqual(pythonLines(time.chip).slice(1), [
			"  wifi (inisetup.py:92)",
			"  setup (inisetup.py:50)",
			"  <module> (_boot.py:13)",
		]);
		time.seek(time.lastTick);
		t.deepEqual(pythonLines(time.chip), ["Python: no function is on the stack"]);
	},
);

test("where it cannot be known, it is said why", async (t) => {
	const time = await openRun("guests/uart");
	t.regex(pythonLines(time.chip)[0], /^Python: cannot be known/);
	time.seek(time.lastTick);
	t.regex(pythonLines(time.chip)[0], /^Python: cannot be known/);
});
