import test from "ava";
import fc from "fast-check";
import type { DeviceKind } from "../../../src/world/devices/device.js";
import { device, Kit } from "./bench-kit.js";

const SCK = 14;
const MOSI = 13;
const MISO = 12;
const CS = 15;
const PINS = { sck: SCK, mosi: MOSI, miso: MISO, cs: CS };

/** Answers each byte with the one before, turned over. */
const echo = (mode: 0 | 1 | 2 | 3, took: number[]): DeviceKind => ({
	name: "echo",
	pins: ["sck", "mosi", "miso?", "cs?"],
	make(surface) {
		let last = 0;
		surface.spi(
			{
				select: () => {
					last = 0;
				},
				answer: () => ~last & 0xff,
				take: (byte) => {
					last = byte;
					took.push(byte);
				},
			},
			mode,
		);
		return { state: () => ({}) };
	},
});

/** Shifts a byte out and one in, as a controller does in this mode. */
function exchange(kit: Kit, mode: number, byte: number): number {
	const rest = mode >> 1;
	const late = mode & 1;
	let seen = 0;
	for (let bit = 7; bit >= 0; bit--) {
		const out = ((byte >>> bit) & 1) as 0 | 1;
		if (!late) kit.pin(MOSI, out);
		kit.pin(SCK, (1 - rest) as 0 | 1);
		if (late) kit.pin(MOSI, out);
		else seen = (seen << 1) | kit.level(MISO);
		kit.pin(SCK, rest as 0 | 1);
		if (late) seen = (seen << 1) | kit.level(MISO);
	}
	return seen;
}

const expected = (bytes: readonly number[]) =>
	[0, ...bytes].slice(0, bytes.length).map((byte) => ~byte & 0xff);

test("bits on pins and transfers of HSPI are the same to a device, in each mode", (t) => {
	fc.assert(
		fc.property(
			fc.constantFrom<0 | 1 | 2 | 3>(0, 1, 2, 3),
			fc.array(fc.integer({ min: 0, max: 0xff }), { minLength: 1, maxLength: 8 }),
			(mode, bytes) => {
				const took: number[] = [];
				const kit = new Kit([device("echo", PINS)], [echo(mode, took)]);
				kit.pin(SCK, (mode >> 1) as 0 | 1);
				kit.pin(CS, 1);
				t.is(exchange(kit, mode, 0x5a) & 0, 0);
				took.length = 0;
				kit.pin(CS, 0);
				t.deepEqual(
					bytes.map((byte) => exchange(kit, mode, byte)),
					expected(bytes),
				);
				kit.pin(CS, 1);
				kit.pin(CS, 0);
				kit.bench.onSpi(kit.tick, { mosi: Uint8Array.from(bytes), misoFrom: 0, misoLength: bytes.length });
				kit.wait(1);
				const answer = kit.inputs.at(-1)?.input;
				t.deepEqual(answer, { kind: "spi", bytes: Uint8Array.from(expected(bytes)) });
				t.deepEqual(took, [...bytes, ...bytes]);
			},
		),
	);
});

test("in half duplex only what the chip listens to is given; a device that is not selected gives nothing", (t) => {
	const took: number[] = [];
	const kit = new Kit([device("echo", PINS)], [echo(0, took)]);
	kit.pin(CS, 1);
	const before = kit.inputs.length;
	kit.bench.onSpi(kit.tick, { mosi: Uint8Array.of(1), misoFrom: 1, misoLength: 2 });
	kit.wait(1);
	t.is(kit.inputs.length, before);
	kit.pin(CS, 0);
	kit.bench.onSpi(kit.tick, { mosi: Uint8Array.of(3, 5), misoFrom: 2, misoLength: 2 });
	kit.wait(1);
	t.deepEqual(kit.inputs.at(-1)?.input, { kind: "spi", bytes: Uint8Array.of(~5 & 0xff, 0) });
	t.deepEqual(took, [3, 5, 0xff, 0xff]);
});
