import test from "ava";
import { Bench } from "../harness.js";

const GPIO = 0x60000300;
const OUT = GPIO + 0x00;
const OUT_W1TS = GPIO + 0x04;
const OUT_W1TC = GPIO + 0x08;
const ENABLE = GPIO + 0x0c;
const ENABLE_W1TS = GPIO + 0x10;
const ENABLE_W1TC = GPIO + 0x14;
const IN = GPIO + 0x18;
const STATUS = GPIO + 0x1c;
const STATUS_W1TS = GPIO + 0x20;
const STATUS_W1TC = GPIO + 0x24;
const SIGMA_DELTA = GPIO + 0x68;
const pinRegister = (pin: number): number => GPIO + 0x28 + 4 * pin;

const IOMUX = 0x60000800;
/** IOMUX registers of GPIO 4 (function 0 is GPIO) and 12 (function 3 is). */
const MUX_GPIO4 = IOMUX + 0x3c;
const MUX_GPIO12 = IOMUX + 0x04;
const FUNCTION_3 = 3 << 4;
const FUNCTION_4 = 1 << 8;
const PULL_UP = 1 << 7;
const OPEN_DRAIN = 1 << 2;

const GPIO16_OUT = 0x60000768;
const GPIO16_ENABLE = 0x60000774;
const GPIO16_IN = 0x6000078c;

const GPIO_INTERRUPT_LINE = 1 << 4;

const drive = (b: Bench, pin: number, level: 0 | 1 | "z"): void => b.chip.input({ kind: "pin", pin, level });
const pad = (b: Bench, pin: number): number => (b.read(IN) >>> pin) & 1;
const edges = (b: Bench): (number | string)[][] => b.out.pinEdges.map(({ pin, level }) => [pin, level]);

test("a pin is driven while its enable bit is set, and every change is reported once", (t) => {
	const b = new Bench();
	b.write(OUT, 1 << 4);
	b.write(ENABLE, 1 << 4);
	b.write(OUT_W1TS, 1 << 4);
	b.write(OUT_W1TC, 1 << 4);
	b.write(ENABLE_W1TC, 1 << 4);
	t.deepEqual(edges(b), [
		[4, 1],
		[4, 0],
		[4, "z"],
	]);
});

test("an edge carries the tick at which it was made", (t) => {
	const b = new Bench();
	b.write(ENABLE, 1 << 4);
	b.run(1600);
	const { tick } = b;
	b.write(OUT_W1TS, 1 << 4);
	t.is(b.out.pinEdges[1].tick, tick);
});

test("W1TS and W1TC touch only the bits written", (t) => {
	const b = new Bench();
	b.write(OUT, 0xabcd_00f0);
	b.write(OUT_W1TS, 0xffff_0003);
	b.write(OUT_W1TC, 0xffff_0010);
	t.is(b.read(OUT), 0xabcd_00e3);
	b.write(ENABLE_W1TS, 0x0f);
	b.write(ENABLE_W1TC, 0x05);
	t.is(b.read(ENABLE), 0x0a);
	b.write(SIGMA_DELTA, 0x123);
	t.is(b.read(SIGMA_DELTA), 0x123);
	t.is(b.read(GPIO + 0x04), 0, "write-only registers read 0");
});

test("several pins change in one write", (t) => {
	const b = new Bench();
	b.write(ENABLE, (1 << 4) | (1 << 5));
	b.write(OUT, (1 << 4) | (1 << 5));
	t.deepEqual(edges(b).slice(2), [
		[4, 1],
		[5, 1],
	]);
	t.is(pad(b, 4) & pad(b, 5), 1);
});

test("only a pad switched to its GPIO function is driven", (t) => {
	const b = new Bench();
	b.write(ENABLE, 1 << 12);
	t.deepEqual(edges(b), []);
	b.write(MUX_GPIO12, FUNCTION_3);
	t.deepEqual(edges(b), [[12, 0]]);
	b.write(MUX_GPIO12, FUNCTION_3 | FUNCTION_4);
	t.deepEqual(edges(b), [
		[12, 0],
		[12, "z"],
	]);
	t.is(b.read(MUX_GPIO12), FUNCTION_3 | FUNCTION_4);
	b.write(IOMUX, 0x11);
	t.is(b.read(IOMUX), 0x11, "not a pad's register: storage");
});

test("an open-drain pin pulls low and lets go", (t) => {
	const b = new Bench();
	b.write(pinRegister(4), OPEN_DRAIN);
	b.write(ENABLE, 1 << 4);
	b.write(OUT_W1TS, 1 << 4);
	t.deepEqual(edges(b), [
		[4, 0],
		[4, "z"],
	]);
	t.is(b.read(pinRegister(4)), OPEN_DRAIN);
});

test("a pad is wired-AND: who pulls it low wins", (t) => {
	for (const [own, outside, level] of [
		[0, 0, 0],
		[0, 1, 0],
		[1, 0, 0],
		[1, 1, 1],
		[0, "z", 0],
		[1, "z", 1],
	] as const) {
		const b = new Bench();
		b.write(ENABLE, 1 << 4);
		b.write(OUT, own << 4);
		drive(b, 4, outside);
		t.is(pad(b, 4), level, `chip ${own}, outside ${outside}`);
	}
});

test("an undriven pad follows the outside, then its pull-up, then the board", (t) => {
	const b = new Bench();
	t.is(pad(b, 4), 0);
	t.is(pad(b, 0), 1, "GPIO0 has a pull-up on the board");
	b.write(MUX_GPIO4, PULL_UP);
	t.is(pad(b, 4), 1);
	drive(b, 4, 0);
	t.is(pad(b, 4), 0);
	drive(b, 4, "z");
	t.is(pad(b, 4), 1);
	b.write(MUX_GPIO4, 0);
	drive(b, 4, 1);
	t.is(pad(b, 4), 1);
});

test("a reset of the chip lets go of its pins but not of the outside's", (t) => {
	const b = new Bench();
	drive(b, 5, 1);
	b.write(ENABLE, 1 << 4);
	b.write(OUT, 1 << 4);
	b.chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	t.deepEqual(edges(b).slice(-1), [[4, "z"]]);
	t.is(pad(b, 5), 1);
	t.is(b.read(ENABLE), 0);
});

const RISING = 1 << 7;
const FALLING = 2 << 7;
const ANY_EDGE = 3 << 7;
const LOW_LEVEL = 4 << 7;
const HIGH_LEVEL = 5 << 7;

for (const { name, type, expected } of [
	{ name: "disabled", type: 0, expected: [false, false, false, false, false] },
	{ name: "rising", type: RISING, expected: [false, true, false, false, false] },
	{ name: "falling", type: FALLING, expected: [false, false, false, true, false] },
	{ name: "any edge", type: ANY_EDGE, expected: [false, true, false, true, false] },
	{ name: "low level", type: LOW_LEVEL, expected: [true, true, false, true, true] },
	{ name: "high level", type: HIGH_LEVEL, expected: [false, true, true, true, false] },
	{ name: "code 6", type: 6 << 7, expected: [false, false, false, false, false] },
]) {
	test(`trigger: ${name}`, (t) => {
		const b = new Bench();
		const pending = (): boolean => {
			const on = b.read(STATUS) === 1 << 5;
			t.is((b.cpu.intLines & GPIO_INTERRUPT_LINE) !== 0, on);
			return on;
		};
		const steps = [
			() => b.write(pinRegister(5), type),
			() => drive(b, 5, 1),
			() => b.write(STATUS_W1TC, 1 << 5),
			() => drive(b, 5, 0),
			() => b.write(STATUS_W1TC, 1 << 5),
		];
		drive(b, 5, 0);
		const seen = steps.map((step) => {
			step();
			return pending();
		});
		t.deepEqual(seen, expected, "set up at low, rise, clear, fall, clear");
	});
}

test("a level that does not change is no edge", (t) => {
	const b = new Bench();
	drive(b, 5, 1);
	b.write(pinRegister(5), ANY_EDGE);
	drive(b, 5, 1);
	t.is(b.read(STATUS), 0);
});

test("STATUS is set and cleared by hand too", (t) => {
	const b = new Bench();
	b.write(STATUS_W1TS, 0x30);
	t.is(b.read(STATUS), 0x30);
	t.is(b.cpu.intLines, GPIO_INTERRUPT_LINE);
	b.write(STATUS_W1TC, 0x10);
	t.is(b.read(STATUS), 0x20);
	b.write(STATUS, 0);
	t.is(b.cpu.intLines, 0);
});

test("an output that the chip changes itself triggers as well", (t) => {
	const b = new Bench();
	b.write(pinRegister(4), ANY_EDGE);
	b.write(ENABLE, 1 << 4);
	b.write(OUT_W1TS, 1 << 4);
	t.is(b.read(STATUS), 1 << 4);
});

test("GPIO16 is driven and read through the RTC block", (t) => {
	const b = new Bench();
	t.is(b.read(GPIO16_IN), 1, "pulled up on the board");
	b.write(GPIO16_ENABLE, 1);
	t.is(b.read(GPIO16_IN), 0);
	b.write(GPIO16_OUT, 1);
	t.is(b.read(GPIO16_IN), 1);
	b.write(GPIO16_ENABLE, 0);
	drive(b, 16, 0);
	t.is(b.read(GPIO16_IN), 0);
	b.write(GPIO16_IN, 1);
	t.is(b.read(GPIO16_IN), 0, "read-only");
	t.deepEqual(edges(b), [
		[16, 0],
		[16, 1],
		[16, "z"],
	]);
});

test("straps are read with the pins and as boot mode, and latched with a reset", (t) => {
	const b = new Bench({ straps: 0b011 });
	t.is((b.read(IN) >>> 16) & 7, 0b011);
	t.is(b.read(IN) >>> 29, 0b011);
	b.chip.input({ kind: "power", event: "reset-pin", straps: 0b001 });
	t.is((b.read(IN) >>> 16) & 7, 0b001);
});

test("the flash is cut off while one of its pads is a GPIO, or its HOLD is driven low", (t) => {
	const MUX_SD_CLK = IOMUX + 0x1c;
	const MUX_SD_DATA2 = IOMUX + 0x28;
	const SPI0 = 0x60000200;
	const DPORT_CACHE = 0x3ff0000c;
	const b = Bench.at80MHz();
	b.write(DPORT_CACHE, b.read(DPORT_CACHE) | (1 << 8));
	const identify = () => {
		b.write(SPI0, 1 << 28);
		b.run(1000);
		return b.read(SPI0 + 0x40) & 0xff;
	};
	const isConnected = () => b.chip.peripherals.flashWindow.enabled;
	const connected = [isConnected(), identify()];
	t.deepEqual(connected, [true, 0xef]);
	b.write(MUX_SD_CLK, FUNCTION_3);
	t.deepEqual([isConnected(), identify()], [false, 0xff]);
	b.write(MUX_SD_CLK, 1 << 4);
	t.deepEqual([isConnected(), identify()], connected);
	b.write(MUX_SD_DATA2, FUNCTION_3);
	t.true(isConnected(), "as an input HOLD stays high");
	b.write(ENABLE_W1TS, 1 << 9);
	t.false(isConnected());
	b.write(OUT_W1TS, 1 << 9);
	t.true(isConnected());
	b.write(OUT_W1TC, 1 << 9);
	t.false(isConnected());
	b.chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	t.is(identify(), 0xef, "a reset gives the pads back");
});

/** Bits 18:16 of IN: GPIO2, GPIO0, GPIO15. */
const straps = (b: Bench): number => (b.read(IN) >>> 16) & 7;
const reset = (b: Bench, event: "reset-pin" | "power-on" = "reset-pin"): void =>
	b.chip.input({ kind: "power", event, straps: 0b011 });

test("a button that holds GPIO0 or GPIO2 low, or GPIO15 high, at a reset is a strap", (t) => {
	for (const [pin, level, wanted] of [
		[0, 0, 0b001],
		[2, 0, 0b010],
		[15, 1, 0b111],
		[0, 1, 0b011],
		[15, 0, 0b011],
		[4, 0, 0b011],
	] as const) {
		const b = new Bench();
		drive(b, pin, level);
		t.is(straps(b), 0b011, "not before the reset");
		reset(b);
		t.is(straps(b), wanted, `GPIO${pin} ${level}`);
		drive(b, pin, "z");
		t.is(straps(b), wanted, "and not after it");
		reset(b, "power-on");
		t.is(straps(b), 0b011);
	}
});

test("straps that whoever resets the chip gives are pulled as strongly as a button pulls", (t) => {
	const b = new Bench();
	drive(b, 0, 1);
	b.chip.input({ kind: "power", event: "reset-pin", straps: 0b001 });
	t.is(straps(b), 0b001);
});

test("what the chip itself drives is no strap; a chip that resets itself keeps the old ones, a deep sleep does not", (t) => {
	const b = new Bench();
	b.write(ENABLE, 1);
	drive(b, 2, 0);
	b.write(0x60000700, 2 ** 31);
	b.run(1);
	t.is(b.out.powerEvents.at(-1)?.event, "software-reset");
	t.is(straps(b), 0b011);
	b.write(0x60000740, 0xffffffff);
	b.write(0x60000704, b.read(0x6000071c) + 100);
	b.write(0x60000718, 1 << 3);
	b.enterSleep();
	b.run(10_000_000);
	t.is(b.out.powerEvents.at(-1)?.event, "deep-sleep-wake");
	t.is(straps(b), 0b010);
});
