/** What guests cannot see of themselves: what came out of the chip's pins, and its resets and sleeps. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { TICKS_PER_MS } from "../../../src/chip/time.js";
import { GUESTS } from "../../../tools/guests/build.js";
import { roms } from "./roms.js";
import { type GuestRun, MAC, runGuest } from "./run-guest.js";

const { rom } = roms()[0];

function run(name: string): GuestRun {
	return runGuest(readFileSync(join(GUESTS, "bin", `${name}.bin`)), { rom });
}

const events = ({ power }: GuestRun): string[] => power.map(({ value }) => value);

test("deep sleep: asleep for as long as the alarm says, awake by reset", (t) => {
	const result = run("deep-sleep");
	t.deepEqual(events(result), ["power-on", "deep-sleep", "deep-sleep-wake", "deep-sleep", "reset-pin"]);
	const [, asleep, awake] = result.power;
	// 2000 periods of 6.496 us.
	t.true(Math.abs((awake.tick - asleep.tick) / TICKS_PER_MS - 12.992) < 0.1);
});

test("light sleep: three times, by timer, pin, timer", (t) => {
	const sleep = ["light-sleep", "light-sleep-wake"];
	t.deepEqual(events(run("light-sleep")), ["power-on", ...sleep, ...sleep, ...sleep]);
});

test("watchdog: two resets", (t) => {
	t.deepEqual(events(run("wdt")), ["power-on", "watchdog-reset", "watchdog-reset"]);
});

test("every kind of reset, in order", (t) => {
	t.deepEqual(events(run("reset-causes")), [
		"power-on",
		"software-reset",
		"watchdog-reset",
		"reset-pin",
		"deep-sleep",
		"deep-sleep-wake",
		"power-on",
	]);
});

test("hspi: MOSI carries the data registers, low byte first, after command and address", (t) => {
	const sent = run("hspi").spi.map(({ value }) => Buffer.from(value).toString("hex"));
	t.deepEqual(sent.slice(0, 4), ["00010203", "9b123456", "44332211", "9b"]);
	t.deepEqual(
		sent.slice(4).map((hex) => hex.length / 2),
		[64, 32, 1, 1],
	);
});

test("hspi: byte order, bit order and the upper half of the registers on MOSI", (t) => {
	const sent = run("hspi-order").spi.map(({ value }) => Buffer.from(value).toString("hex"));
	t.deepEqual(sent.slice(0, 4), ["04030201", "01020304", "20c04080", "44332211"]);
});

test("gpio: levels, open drain and letting go are seen outside", (t) => {
	const { pins } = run("gpio");
	const levels = (pin: number): unknown[] =>
		pins.filter((p) => p.value.pin === pin).map((p) => p.value.level);
	t.deepEqual(levels(4).slice(0, 3), [0, 1, 0]);
	// Open drain: 1 is high impedance.
	t.deepEqual(levels(5), [0, "z", 0, "z"]);
	// Another function than GPIO: never driven.
	t.deepEqual(levels(12), []);
});

test("gpio16: driven high, low, let go", (t) => {
	const { pins } = run("gpio16");
	t.deepEqual(
		pins.filter(({ value }) => value.pin === 16).map(({ value }) => value.level),
		[1, 0, "z"],
	);
});

test("uart: what UART1 sends leaves at its own pace", (t) => {
	const { uart1 } = run("uart");
	const gaps = uart1.slice(1).map(({ tick }, i) => tick - uart1[i].tick);
	// Ten bits of 87 bus cycles of two ticks, as long as the FIFO is not empty.
	t.true(gaps.filter((gap) => gap === 1740).length > 100);
});

test("efuse: the guest reads the machine's MAC address", (t) => {
	const text = [...MAC].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
	t.true(run("efuse-mac").console.includes(`# mac ${text}\n`));
});

test("another seed gives other random numbers and the same verdict", (t) => {
	const image = readFileSync(join(GUESTS, "bin", "rng.bin"));
	const one = runGuest(image, { rom, seed: [1, 2] });
	const other = runGuest(image, { rom, seed: [3, 4] });
	t.is(other.console, one.console);
	t.not(other.hash, one.hash);
});
