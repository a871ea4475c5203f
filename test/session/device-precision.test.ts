import test from "ava";
import type { EngineChoice } from "../../src/chip/create-chip.js";
import { sha256 } from "../../src/firmware/cache.js";
import { ROM_SIZE } from "../../src/firmware/rom.js";
import { InMemory } from "../../src/session/in-memory.js";
import { DeviceBench } from "../../src/world/devices/bench.js";
import type { DeviceKind } from "../../src/world/devices/device.js";
import { deviceKinds } from "../../src/world/devices/kinds.js";
import { echoMachine } from "./guest.js";
import { MS } from "./run.js";

const RESET_VECTOR = 0x80;

/**
 * Turns GPIO4 over and, in the very next instruction, reads the pins; GPIO0 goes high once GPIO5 is not what GPIO4 was.
 */
// biome-ignore format: one instruction a line
const PROGRAM = [
	0x22, 0xa0, 0x06, //       movi  a2, 6
	0x40, 0x22, 0x01, //       slli  a2, a2, 28        0x60000000
	0x62, 0xa0, 0x10, //       movi  a6, 1 << 4
	0x82, 0xa0, 0x11, //       movi  a8, 1 << 4 | 1
	0x82, 0x62, 0xc3, //       s32i  a8, a2, 0x30c     outputs
	0x52, 0xa0, 0x00, //       movi  a5, 0
	0x72, 0xa0, 0x00, //       movi  a7, 0
	0x60, 0x55, 0x30, // loop: xor   a5, a5, a6
	0x70, 0x95, 0x20, //       or    a9, a5, a7
	0x92, 0x62, 0xc0, //       s32i  a9, a2, 0x300     to the pins
	0x32, 0x22, 0xc6, //       l32i  a3, a2, 0x318     and back
	0x30, 0xa5, 0x04, //       extui a10, a3, 5, 1
	0x50, 0xb4, 0x04, //       extui a11, a5, 4, 1
	0xb0, 0xaa, 0x30, //       xor   a10, a10, a11
	0xa0, 0x77, 0x20, //       or    a7, a7, a10
	0x06, 0xf9, 0xff, //       j     loop
];

/** Puts on its pin `to` what it sees on `from`. */
const follower: DeviceKind = {
	name: "follower",
	pins: ["from", "to"],
	make(surface) {
		const to = surface.pin("to");
		to.drive(0);
		surface.pin("from").onEdge((level) => to.drive(level));
		return { state: () => ({}) };
	},
};

function machine() {
	const bytes = new Uint8Array(ROM_SIZE);
	bytes.set(PROGRAM, RESET_VECTOR);
	return echoMachine({ rom: { bytes, sha256: sha256(bytes), name: "follow" } });
}

async function record(engine: EngineChoice, wired: boolean) {
	const session = await InMemory.load();
	const pins = wired ? { from: 4, to: 5 } : { from: 12, to: 13 };
	const bench = new DeviceBench({
		devices: [{ name: "follower", kind: "follower", pins, settings: {} }],
		kinds: deviceKinds([follower]),
		seed: 0n,
	});
	const { bytes } = session.record(machine(), [bench], { until: 4 * MS, engine });
	const edges = [...session.open(bytes).chunks()].flatMap(({ outputs }) => [...outputs.pins]);
	return { session, bytes, edges };
}

test("an edge reaches a device, and its answer the chip, before the next instruction, in each engine", async (t) => {
	const traces = [];
	for (const engine of ["wasm", "interp"] as const) {
		const { session, bytes, edges } = await record(engine, true);
		t.true(edges.length > 1000, `${engine}: ${edges.length} edges`);
		t.false(
			edges.some(({ pin, level }) => pin === 0 && level === 1),
			`${engine}: the answer came too late`,
		);
		t.true(session.replay(bytes, machine(), { engine }).reproduced);
		traces.push(Buffer.from(bytes));
	}
	for (const trace of traces) t.deepEqual(trace, traces[0]);
});

test("without the wire the program notices", async (t) => {
	const { edges } = await record("wasm", false);
	t.true(edges.some(({ pin, level }) => pin === 0 && level === 1));
});
