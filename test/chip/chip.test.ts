import test from "ava";
import { Chip } from "../../src/chip/chip.js";
import { FLASH_SIZES, STRAPS_FLASH_BOOT, STRAPS_UART_DOWNLOAD } from "../../src/chip/config.js";
import { NO_OUTPUTS } from "../../src/chip/outputs.js";
import { diffSnapshots } from "../../src/chip/state/diff.js";
import { BUSY_ROM } from "./busy-rom.js";
import { Bench, benchConfig, romWith, SECOND, US } from "./harness.js";

test("flash and ROM must have sizes that exist", (t) => {
	for (const size of [0, 1000, 256 * 1024, 3 << 20, 32 << 20]) {
		t.throws(() => new Chip(benchConfig({ flash: new Uint8Array(size) })), {
			instanceOf: RangeError,
			message: new RegExp(`flash of ${size} bytes`),
		});
	}
	t.throws(() => new Chip(benchConfig({ rom: new Uint8Array(100) })), {
		instanceOf: RangeError,
		message: /boot ROM of 100 bytes/,
	});
	for (const size of FLASH_SIZES) t.notThrows(() => new Chip(benchConfig({ flash: new Uint8Array(size) })));
});

test("a chip begins at tick 0 with a power-on", (t) => {
	const b = new Bench();
	t.is(b.tick, 0);
	t.is(b.chip.instructions, 0);
	t.deepEqual(b.out.powerEvents, [{ tick: 0, event: "power-on" }]);
});

test("run stops at the first instruction boundary at or after the tick it is given", (t) => {
	const jumpToItself = [0x06, 0xff, 0xff];
	const b = Bench.at80MHz({ rom: romWith(jumpToItself) });
	const { tick } = b;
	t.is(b.chip.run(tick), "limit");
	t.is(b.tick, tick, "already there");
	b.chip.run(tick + 1);
	t.is(b.tick, tick + 6, "a jump takes three cycles of two ticks");
	b.chip.run(tick + 12);
	t.is(b.tick, tick + 12);
	b.chip.run(0);
	t.is(b.tick, tick + 12);
});

test("an observer can pause a run, and a run in pauses is the same run", (t) => {
	const whole = new Chip(benchConfig({ rom: BUSY_ROM }));
	whole.run(5000 * US);
	let pauses = 0;
	const paused: Chip = new Chip(benchConfig({ rom: BUSY_ROM }), { ...NO_OUTPUTS, pin: () => paused.pause() });
	while (paused.run(5000 * US) === "paused") pauses++;
	t.true(pauses > 10, `${pauses}`);
	t.deepEqual(diffSnapshots(whole.state.layout, whole.snapshot(), paused.snapshot()), []);
});

test("the tick an instruction sees is the one it begins at", (t) => {
	const b = Bench.at80MHz();
	b.run(1000);
	t.is(b.chip.now(), b.tick);
});

test("a timer's interrupt reaches the core at the deadline, within the longest instruction", (t) => {
	const b = new Bench({ rom: BUSY_ROM });
	b.chip.run(20_000 * US);
	const toggles = b.out.pinEdges.filter(({ pin }) => pin === 4).map(({ tick }) => tick);
	const period = (341 * 16 * 40) / 13;
	for (let i = 2; i < toggles.length; i++) {
		t.true(Math.abs(toggles[i] - toggles[i - 1] - period) < 200, `${i}: ${toggles[i] - toggles[i - 1]}`);
	}
	t.is(toggles.length, Math.floor((20_000 * US) / period) + 1);
});

test("inputs wake a core that waits", (t) => {
	const b = new Bench({ rom: BUSY_ROM });
	b.chip.run(1000 * US);
	const { baud } = b.chip.peripherals.uarts[0];
	b.chip.input({ kind: "uart", line: 0, byte: 0x7a, baud });
	b.chip.run(1400 * US);
	t.is(b.out.text, "z");
});

for (const [event, keepsRam] of [
	["reset-pin", true],
	["power-on", false],
	["brown-out", false],
] as const) {
	test(`${event}: the program begins again${keepsRam ? ", RAM is kept" : ", RAM is lost"}`, (t) => {
		const b = new Bench({ rom: BUSY_ROM });
		b.chip.run(5000 * US);
		const { instructions } = b.chip;
		t.true(b.chip.bus.load(0x3ffe8000, 4) > 0);
		b.chip.input({ kind: "power", event, straps: STRAPS_UART_DOWNLOAD });
		t.is(b.out.powerEvents.at(-1)?.event, event);
		t.is(b.chip.bus.load(0x3ffe8000, 4) > 0, keepsRam);
		t.is(b.cpu.pc, 0x40000080);
		t.is(b.chip.instructions, instructions, "the count goes on");
		t.is((b.read(0x60000318) >>> 16) & 7, STRAPS_UART_DOWNLOAD);
		t.is(b.chip.clocks.apbHz, 52_000_000);
		b.run(5000 * US);
		t.true(b.chip.instructions > instructions);
	});
}

test("a reset in deep sleep ends the sleep", (t) => {
	const b = Bench.at80MHz();
	b.write(0x60000740, 0xffffffff);
	b.enterSleep();
	b.run(SECOND);
	b.chip.input({ kind: "power", event: "power-on", straps: STRAPS_FLASH_BOOT });
	const { instructions } = b.chip;
	b.run(US);
	t.true(b.chip.instructions > instructions);
});

test("asleep, time goes to where it is told without a single instruction", (t) => {
	const b = Bench.at80MHz({ rom: romWith([0x06, 0xff, 0xff]) });
	b.write(0x60000740, 0xffffffff);
	b.enterSleep();
	const { instructions } = b.chip;
	b.chip.run(1000 * SECOND);
	t.is(b.tick, 1000 * SECOND);
	t.is(b.chip.instructions, instructions);
});

test("the CPU's clock changes with the next instruction", (t) => {
	const b = Bench.at80MHz({ rom: romWith([0x06, 0xff, 0xff]) });
	const rate = (): number => {
		const before = b.chip.instructions;
		b.run(6000);
		return b.chip.instructions - before;
	};
	t.is(rate(), 1000);
	b.write(0x3ff00014, 1);
	b.run(6);
	t.is(rate(), 2000);
});

test("a run longer than one slice can be is one run", (t) => {
	const b = Bench.at80MHz();
	b.run(100 * SECOND);
	t.true(b.tick >= 100 * SECOND);
	t.is(b.read(0x3ff20c00), Math.floor(b.tick / US));
});

test("the entropy, the MAC and the RTC's period come from the configuration", (t) => {
	const one = new Bench({ mac: Uint8Array.of(1, 2, 3, 4, 5, 6), rtcPeriodFs: 5_000_000_000 });
	t.is(one.read(0x3ff0005c), 0x010203);
	one.chip.run(SECOND);
	t.is(one.read(0x6000071c), 200_000);
});

test("nobody need listen", (t) => {
	const chip = new Chip(benchConfig({ rom: BUSY_ROM }), NO_OUTPUTS);
	chip.run(5000 * US);
	chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	for (const method of Object.values(NO_OUTPUTS)) t.is(method(), undefined);
});
