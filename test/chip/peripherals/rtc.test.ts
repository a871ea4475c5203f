import test from "ava";
import fc from "fast-check";
import { Bench, SECOND, US } from "../harness.js";

const RTC = 0x60000700;
const CTRL = RTC + 0x00;
const ALARM = RTC + 0x04;
const SLEEP = RTC + 0x08;
const RESET_CAUSE = RTC + 0x14;
const WAKE = RTC + 0x18;
const COUNTER = RTC + 0x1c;
const WAKE_STATUS = RTC + 0x28;
const SCRATCH0 = RTC + 0x30;
const SLEEP_POWER = RTC + 0x40;
const RTC_RAM = 0x60001000;
const CALIB_SYNC = 0x6000036c;
const CALIB_VALUE = 0x60000370;

const WAKE_TIMER = 1 << 3;
const WAKE_PIN = 1 << 2;
const SLEEP_START = 1 << 20;
const SOFTWARE_RESET = 1 << 31;

const GPIO_PIN4 = 0x60000338;
const PIN_WAKEUP_LOW = (1 << 10) | (4 << 7);

const DAY = 86_400 * SECOND;
/** 6.496 us. */
const PERIOD_FS = 6_496_000_000;
const FS_PER_TICK = 6_250_000n;

const cyclesAfter = (ticks: number, periodFs = PERIOD_FS): number =>
	Number(((BigInt(ticks) * FS_PER_TICK) / BigInt(periodFs)) & 0xffffffffn);

function deepSleep(b: Bench, cycles?: number): void {
	b.write(SLEEP_POWER, 0xffffffff);
	b.write(WAKE, cycles === undefined ? 0 : WAKE_TIMER);
	if (cycles !== undefined) b.write(ALARM, (b.read(COUNTER) + cycles) >>> 0);
	b.enterSleep();
}

const events = (b: Bench): string[] => b.out.powerEvents.map((e) => e.event);

test("the counter is right after days, and wraps at 2^32 cycles: 7 h 45 min", (t) => {
	const b = Bench.at80MHz();
	for (const days of [0.1, 1, 3, 10]) {
		b.chip.run(days * DAY);
		t.is(b.read(COUNTER), cyclesAfter(b.tick));
	}
	const wrap = (2 ** 32 * PERIOD_FS) / 1e15;
	t.is(Math.floor(wrap / 60), 7 * 60 + 45);
});

test("a period that changes in mid-count loses no part of a cycle", (t) => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 5e9, max: 8e9 })), {
				minLength: 1,
				maxLength: 8,
			}),
			(steps) => {
				const b = Bench.at80MHz();
				let period = PERIOD_FS;
				let cycles = 0n;
				let left = BigInt(b.tick) * FS_PER_TICK;
				for (const [ticks, next] of steps) {
					const before = b.tick;
					b.run(ticks);
					left += BigInt(b.tick - before) * FS_PER_TICK;
					cycles += left / BigInt(period);
					left %= BigInt(period);
					t.is(b.read(COUNTER), Number(cycles));
					b.chip.input({ kind: "rtc", periodFs: next });
					period = next;
				}
			},
		),
		{ numRuns: 20 },
	);
});

test("calibration counts the crystal over 256 cycles, and takes that long", (t) => {
	const b = Bench.at80MHz();
	b.write(CALIB_VALUE, 0);
	b.write(CALIB_SYNC, 0x101);
	b.write(CALIB_SYNC, 0x80000101);
	const duration = Math.ceil((256 * PERIOD_FS) / 6_250_000);
	b.run(duration - 10);
	t.is(b.read(CALIB_VALUE), 0);
	b.run(10);
	t.is(b.read(CALIB_VALUE), 0x80000000 + Math.floor(26e6 * 256 * 6.496e-6));
	t.is(b.read(CALIB_SYNC), 0x80000101);
	t.is(b.read(CALIB_VALUE), 0x80000000 + 43237, "it stays");
});

test("a calibration begins at a rising start bit only", (t) => {
	const b = Bench.at80MHz();
	b.write(CALIB_SYNC, 0x80000000);
	b.run(10_000 * US);
	b.read(CALIB_VALUE);
	b.write(CALIB_SYNC, 0x80000000);
	t.truthy(b.read(CALIB_VALUE) & 0x80000000);
	b.write(CALIB_SYNC, 0);
	b.write(CALIB_SYNC, 0x80000000);
	t.falsy(b.read(CALIB_VALUE) & 0x80000000);
});

test("deep sleep ends at the alarm with a reset: cause 5, woken by the timer, RTC RAM and scratch kept", (t) => {
	const b = Bench.at80MHz();
	b.write(RTC_RAM + 0x200, 0xcafe);
	b.write(SCRATCH0, 5);
	const start = b.tick;
	deepSleep(b, 100_000);
	b.run(SECOND);
	const [, asleep, awake] = b.out.powerEvents;
	t.deepEqual(events(b), ["power-on", "deep-sleep", "deep-sleep-wake"]);
	t.true(Math.abs(awake.tick - start - 0.6496 * SECOND) < 7 * US);
	t.true(asleep.tick - start < US);
	t.is(b.read(RESET_CAUSE), 5);
	t.is((b.read(WAKE) >>> 8) & 0x3f, 8);
	t.is(b.read(RTC_RAM + 0x200), 0xcafe);
	t.is(b.read(SCRATCH0), 5);
	t.is(b.read(WAKE_STATUS), 1);
	t.is(b.read(SLEEP) & SLEEP_START, 0);
	t.is(b.read(COUNTER), cyclesAfter(b.tick - awake.tick), "the counter began again");
});

test("deep sleep clears the RAM and sets the clock back to 52 MHz", (t) => {
	const b = Bench.at80MHz();
	b.chip.state.bytesOf("dram")[100] = 1;
	deepSleep(b, 10);
	b.run(SECOND);
	t.is(b.chip.state.bytesOf("dram")[100], 0);
	t.is(b.chip.clocks.apbHz, 52_000_000);
});

test("deep sleep without a wake source lasts until the reset pin, which restarts the counter and keeps RTC RAM", (t) => {
	const b = Bench.at80MHz();
	b.write(RTC_RAM, 7);
	deepSleep(b);
	b.run(10 * DAY);
	t.deepEqual(events(b).slice(-1), ["deep-sleep"]);
	b.chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	t.is(b.read(RESET_CAUSE), 2);
	t.is(b.read(COUNTER), 0);
	t.is(b.read(RTC_RAM), 7);
});

test("where GPIO16 is not wired to the reset pin the alarm ends no deep sleep, but a light one", (t) => {
	const b = Bench.at80MHz({ wakeWire: false });
	b.sleepLightly(100);
	t.is(events(b).at(-1), "light-sleep-wake");
	deepSleep(b, 100_000);
	b.run(DAY);
	t.is(events(b).at(-1), "deep-sleep");
	b.chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	t.is(b.read(RESET_CAUSE), 2);
});

test("the alarm is reached across the counter's wrap", (t) => {
	const b = Bench.at80MHz();
	b.chip.run(Math.ceil((2 ** 32 - 1000) * 1039.36));
	const start = b.tick;
	deepSleep(b, 5000);
	b.run(SECOND);
	const wake = b.out.powerEvents.at(-1)!;
	t.is(wake.event, "deep-sleep-wake");
	t.true(Math.abs(wake.tick - start - 5000 * 1039.36) < 1100);
});

test("a period that changes during sleep moves the wake", (t) => {
	const b = Bench.at80MHz();
	const start = b.tick;
	deepSleep(b, 100_000);
	b.run(0.3248 * SECOND);
	b.chip.input({ kind: "rtc", periodFs: 2 * PERIOD_FS });
	b.run(2 * SECOND);
	t.true(Math.abs(b.out.powerEvents.at(-1)!.tick - start - 3 * 0.3248 * SECOND) < 15 * US);
});

test("light sleep goes on where it was, with everything kept", (t) => {
	const b = Bench.at80MHz();
	b.chip.state.bytesOf("dram")[5] = 9;
	const start = b.tick;
	b.sleepLightly(1000);
	t.deepEqual(events(b), ["power-on", "light-sleep", "light-sleep-wake"]);
	t.true(Math.abs(b.tick - start - 1000 * 1039.36) < 8 * US);
	t.is(b.read(RESET_CAUSE), 1);
	t.is((b.read(WAKE) >>> 8) & 0x3f, 8);
	t.is(b.chip.state.bytesOf("dram")[5], 9);
	t.is(b.read(WAKE_STATUS), 1);
});

test("light sleep holds CCOUNT and system time; the slow counter runs", (t) => {
	const b = Bench.at80MHz();
	const [ccount, time, counter] = [b.chip.cpu.ccount(), b.read(0x3ff20c00), b.read(COUNTER)];
	b.sleepLightly(10_000);
	t.true(b.chip.cpu.ccount() - ccount < 1000);
	t.true(b.read(0x3ff20c00) - time < 10);
	t.true(b.read(COUNTER) - counter >= 10_000);
});

test("a pin on its wake level ends light sleep where pins may", (t) => {
	const b = Bench.at80MHz();
	b.chip.input({ kind: "pin", pin: 4, level: 1 });
	b.write(GPIO_PIN4, PIN_WAKEUP_LOW);
	b.write(WAKE, WAKE_PIN);
	b.enterSleep();
	b.run(SECOND);
	b.chip.input({ kind: "pin", pin: 5, level: 1 });
	t.is(events(b).at(-1), "light-sleep");
	b.chip.input({ kind: "pin", pin: 4, level: 0 });
	t.is(events(b).at(-1), "light-sleep-wake");
	t.is((b.read(WAKE) >>> 8) & 0x3f, WAKE_PIN);
});

test("pins do not end a sleep that only the timer may, nor a deep one", (t) => {
	for (const power of [0, 0xffffffff]) {
		const b = Bench.at80MHz();
		b.chip.input({ kind: "pin", pin: 4, level: 1 });
		b.write(GPIO_PIN4, PIN_WAKEUP_LOW);
		b.write(SLEEP_POWER, power);
		b.write(WAKE, power === 0 ? WAKE_TIMER : WAKE_PIN);
		b.write(ALARM, b.read(COUNTER) - 1);
		b.enterSleep();
		b.chip.input({ kind: "pin", pin: 4, level: 0 });
		b.run(SECOND);
		t.is(events(b).at(-1), power === 0 ? "light-sleep" : "deep-sleep");
	}
});

test("a wake level that stands already keeps the chip awake", (t) => {
	const b = Bench.at80MHz();
	b.write(GPIO_PIN4, PIN_WAKEUP_LOW);
	b.write(WAKE, WAKE_PIN);
	b.enterSleep();
	b.run(SECOND);
	t.deepEqual(events(b), ["power-on"]);
	t.is(b.read(WAKE_STATUS), 1);
});

for (const [event, cause, keepsScratch, keepsRtcRam] of [
	["power-on", 1, false, false],
	["reset-pin", 2, true, true],
	["brown-out", 1, false, false],
] as const) {
	test(`${event}: cause ${cause}`, (t) => {
		const b = Bench.at80MHz();
		b.write(SCRATCH0, 77);
		b.write(RTC_RAM, 88);
		b.run(SECOND);
		b.chip.input({ kind: "power", event, straps: 3 });
		t.is(b.read(RESET_CAUSE), cause);
		t.is(b.read(SCRATCH0), keepsScratch ? 77 : 0);
		t.is(b.read(RTC_RAM), keepsRtcRam ? 88 : 0);
		t.is(events(b).at(-1), event);
	});
}

test("bit 31 of CTRL resets the digital part; the counter goes on", (t) => {
	const b = Bench.at80MHz();
	b.run(SECOND);
	b.write(CTRL, SOFTWARE_RESET | 0x123);
	b.run(1);
	t.is(events(b).at(-1), "software-reset");
	t.is(b.read(RESET_CAUSE), 3);
	t.is(b.read(CTRL), 0x123);
	t.is(b.read(COUNTER), cyclesAfter(b.tick));
});

test("read-only registers stay, scratch and wake enables are storage", (t) => {
	const b = Bench.at80MHz();
	for (const register of [RESET_CAUSE, WAKE_STATUS]) {
		const before = b.read(register);
		b.write(register, 0xffffffff);
		t.is(b.read(register), before);
	}
	b.write(COUNTER, 0x1234567);
	t.true(b.read(COUNTER) < 1000);
	b.write(SCRATCH0 + 8, 0xdeadbeef);
	t.is(b.read(SCRATCH0 + 8), 0xdeadbeef);
	b.write(WAKE, 0xffff);
	t.is(b.read(WAKE), 0x3f);
});
