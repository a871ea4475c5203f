import test from "ava";
import type { Measurement } from "../../src/bench/measure.js";
import { speeds } from "../../src/bench/speeds.js";

const measured = (name: string, ...rounds: number[]): Measurement => ({
	name,
	rounds,
	instructions: 1,
	guestSeconds: 1,
	seconds: 1,
	cpuSeconds: 1,
	mips: 1,
});

test("a run of ours is told in terms of each of QEMU's, round by round", (t) => {
	const all = [
		measured("vm, wasm", 1, 2, 4),
		measured("vm, qemu", 2, 2, 2),
		measured("vm, qemu -icount", 4, 4, 40),
	];
	const compared = { own: ["vm, wasm"], qemu: ["vm, qemu", "vm, qemu -icount"] };
	t.deepEqual(speeds(all, [compared]), [
		"vm, wasm: 1.00 times the speed of qemu, 4.00 times the speed of qemu -icount",
	]);
	t.deepEqual(speeds(all, []), []);
});

test("of several guests there are the geometric means, way by way", (t) => {
	const all = ["a", "b"].flatMap((guest, i) => [
		measured(`${guest}, wasm`, 1),
		measured(`${guest}, wasm from flash, recorded`, 2),
		measured(`${guest}, qemu`, i === 0 ? 2 : 8),
	]);
	const compared = ["a", "b"].map((guest) => ({
		own: [`${guest}, wasm`, `${guest}, wasm from flash, recorded`],
		qemu: [`${guest}, qemu`],
	}));
	t.deepEqual(speeds(all, compared).slice(-2), [
		"geometric mean, wasm: 4.00 times the speed of qemu",
		"geometric mean, wasm from flash, recorded: 2.00 times the speed of qemu",
	]);
});
