import test from "ava";
import { STRAPS_FLASH_BOOT, STRAPS_UART_DOWNLOAD } from "../../../src/chip/config.js";
import { AutoReset, type ModemLines } from "../../../src/world/serial/auto-reset.js";

const MS = 160_000;
const lines = (text: string): ModemLines => ({ dtr: text[0] === "1", rts: text[1] === "1" });

/** Sets the lines (DTR, RTS) at these milliseconds; the straps of each reset, with when it was. */
function play(steps: readonly (readonly [at: number, lines: string])[]): { ms: number; straps: number }[] {
	const circuit = new AutoReset();
	const resets: { ms: number; straps: number }[] = [];
	const run = (until: number): void => {
		for (let next = circuit.next(); next !== undefined && next <= until; next = circuit.next()) {
			const input = circuit.act(next);
			if (input) resets.push({ ms: next / MS, straps: input.straps });
		}
	};
	for (const [at, text] of steps) {
		run(at * MS);
		circuit.set(at * MS, lines(text));
	}
	run(1e12);
	return resets;
}

test("esptool's classic reset ends in the UART download", (t) => {
	const resets = play([
		[0, "01"],
		[100, "10"],
		[150, "00"],
	]);
	t.deepEqual(resets, [{ ms: 101, straps: STRAPS_UART_DOWNLOAD }]);
});

test("changed one after the other the lines do the same: RST rises slowly enough", (t) => {
	const resets = play([
		[0, "00"],
		[1, "01"],
		[100, "11"],
		[100.5, "10"],
		[150, "00"],
	]);
	t.deepEqual(resets, [{ ms: 101, straps: STRAPS_UART_DOWNLOAD }]);
});

test("RTS alone restarts the firmware", (t) => {
	t.deepEqual(
		play([
			[5, "01"],
			[6, "00"],
		]),
		[{ ms: 7, straps: STRAPS_FLASH_BOOT }],
	);
});

test("both lines, as an opened port asserts them, and DTR alone disturb nothing", (t) => {
	t.deepEqual(
		play([
			[0, "11"],
			[10, "10"],
			[20, "11"],
			[30, "00"],
		]),
		[],
	);
});

test("RST that falls again before it was high does not let the chip run", (t) => {
	const resets = play([
		[0, "01"],
		[10, "00"],
		[10.5, "01"],
		[20, "00"],
	]);
	t.deepEqual(resets, [{ ms: 21, straps: STRAPS_FLASH_BOOT }]);
});

test("the chip is held until RST is high", (t) => {
	const circuit = new AutoReset();
	t.false(circuit.holds);
	circuit.set(0, lines("01"));
	t.true(circuit.holds);
	circuit.set(10, lines("00"));
	t.true(circuit.holds);
	t.is(circuit.act(10), undefined);
	t.truthy(circuit.act(10 + MS));
	t.false(circuit.holds);
});
