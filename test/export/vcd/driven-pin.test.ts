import test from "ava";
import { DrivenPin } from "../../../src/export/vcd/driven-pin.js";

const bits = { pin: 4, count: 8, bitTicks: 10, elapsed: 0 };

test("levels as they came; a pattern's edges until the next output, and at one tick the level after it", (t) => {
	const pin = new DrivenPin();
	pin.add({ tick: 5, level: 1 });
	pin.add({ ...bits, tick: 100, bytes: Uint8Array.of(0b01100001), repeat: false });
	pin.add({ ...bits, tick: 300, bytes: Uint8Array.of(0b10000000), repeat: true });
	pin.add({ tick: 300, level: 0 });
	pin.add({ tick: 320, level: "z" });
	t.deepEqual(pin.changes(1000), [
		{ tick: 5, value: 1 },
		{ tick: 100, value: 0 },
		{ tick: 110, value: 1 },
		{ tick: 130, value: 0 },
		{ tick: 170, value: 1 },
		{ tick: 300, value: 1 },
		{ tick: 300, value: 0 },
		{ tick: 320, value: "z" },
	]);
});

test("of a pattern that goes on for ever the first edges are shown, then that it is not known", (t) => {
	const pin = new DrivenPin();
	pin.add({ ...bits, tick: 0, bytes: Uint8Array.of(0b01010101), repeat: true });
	const changes = pin.changes(1e12);
	t.is(changes.length, 4097);
	t.deepEqual(changes.at(-2), { tick: 40_950, value: 1 });
	t.deepEqual(changes.at(-1), { tick: 40_960, value: "x" });
	pin.add({ tick: 50_000, level: 0 });
	t.deepEqual(pin.changes(1e12).at(-1), { tick: 50_000, value: 0 });
});
