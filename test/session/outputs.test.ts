import test from "ava";
import { OutputComparer } from "../../src/session/output-comparer.js";
import type { Outputs } from "../../src/trace/schema.js";
import { hash64, makeDigests } from "./run.js";

const NOTHING: Outputs = { uart: [[], []], pins: [], bits: [], frames: [], spi: [], flash: [], power: [] };
const BITS = { bytes: Uint8Array.of(0xa5), count: 8, bitTicks: 50, elapsed: 0, repeat: false };

test("outputs are compared stream by stream, early ones when their turn comes", (t) => {
	const outputs = new OutputComparer();
	const bytes = Uint8Array.of(1, 2);
	outputs.frame(5, bytes, 6, 11);
	outputs.spi(6, bytes);
	outputs.flash(7, 4096, 256);
	outputs.power(8, "deep-sleep");
	outputs.uart(9, 1, 65, 9600);
	outputs.pin(9, 4, "z");
	outputs.bits(9, 3, BITS);
	outputs.expect({
		uart: [[], [{ tick: 9, byte: 65, baud: 9600 }]],
		pins: [{ tick: 9, pin: 4, level: "z" }],
		bits: [{ tick: 9, pin: 3, ...BITS }],
		frames: [{ tick: 5, bytes, channel: 6, rate: 11 }],
		spi: [{ tick: 6, bytes }],
		flash: [{ tick: 7, offset: 4096, length: 256 }],
		power: [{ tick: 8, event: "deep-sleep" }],
	});
	outputs.finish(false);
	t.is(outputs.mismatch, undefined);
});

test("an output too few, too many, or other, is found; the earliest is named", (t) => {
	const missing = new OutputComparer();
	missing.expect({ ...NOTHING, pins: [{ tick: 9, pin: 4, level: 1 }] });
	t.is(missing.mismatch, undefined);
	missing.finish(true);
	t.like(missing.mismatch, { stream: "pins", index: 0, expected: { tick: 9 } });
	const extra = new OutputComparer();
	extra.pin(3, 4, 0);
	extra.finish(true);
	t.is(extra.mismatch, undefined);
	extra.finish(false);
	t.like(extra.mismatch, { actual: { tick: 3 } });
	const other = new OutputComparer();
	other.expect({
		...NOTHING,
		flash: [{ tick: 9, offset: 0, length: 4 }],
		power: [{ tick: 4, event: "power-on" }],
	});
	other.flash(9, 0, 8);
	other.power(4, "reset-pin");
	t.is(other.mismatch?.stream, "power");
});

test("digests depend on every byte, and on nothing else", (t) => {
	const digest = (text: string, ticks: readonly number[]) => {
		const digests = makeDigests();
		for (const byte of Buffer.from(text)) digests.console(byte);
		for (const tick of ticks) digests.pin(tick, 4, "z");
		return digests.finish(Uint8Array.of(1, 2, 3));
	};
	const text = "line\n".repeat(2000);
	const { console: said, pins } = digest(text, [1, 2 ** 40]);
	t.is(said, hash64(Buffer.from(text), 0n).toString(16).padStart(16, "0"));
	t.deepEqual(digest(text, [1, 2 ** 40]).pins, pins);
	t.not(digest(text, [1, 2 ** 40 + 1]).pins, pins);
	t.not(digest(text.slice(1), []).console, said);
});
