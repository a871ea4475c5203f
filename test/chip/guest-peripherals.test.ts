/** Time, pins and buses as MicroPython v1.23.0 uses them. */

import type { ExecutionContext } from "ava";
import fc from "fast-check";
import xxhash from "xxhash-wasm";
import { diffSnapshots } from "../../src/chip/state/diff.js";
import { IMAGES, imageTest } from "../images.js";
import { Guest } from "./guest.js";
import { SECOND, US } from "./harness.js";

const { h64Raw } = await xxhash();

function onGuest(name: string, run: (t: ExecutionContext, guest: Guest) => void): void {
	imageTest(IMAGES["v1.23.0"], name, (t, images) => run(t, new Guest(images)));
}

/** How long each level of a pin lasted, microseconds; the last is still on. */
function durations(guest: Guest, pin: number): { level: 0 | 1 | "z"; us: number }[] {
	const edges = guest.out.pinEdges.filter((e) => e.pin === pin);
	return edges.slice(0, -1).map(({ level, tick }, i) => ({ level, us: (edges[i + 1].tick - tick) / US }));
}

onGuest("time.sleep_ms, lightsleep and idle agree with guest time", (t, guest) => {
	for (const [wait, ms] of [
		["time.sleep_ms(500)", 500],
		["machine.lightsleep(500)", 500],
		["time.sleep(0.25)", 250],
	] as const) {
		const start = guest.seconds;
		const us = guest.evaluate<number>(
			"time.ticks_diff(time.ticks_us(), a)",
			`import time, machine\na = time.ticks_us()\n${wait}`,
		);
		t.true(us >= 1000 * ms && us < 1000 * ms + 3000, `${wait}: ${us} us`);
		t.true(guest.seconds - start > ms / 1000);
	}
	const idle = guest.evaluate<number>(
		"time.ticks_diff(time.ticks_us(), a)",
		"import time, machine\na = time.ticks_us()\nmachine.idle()",
	);
	t.true(idle < 1_700_000, "an interrupt ends it, the watchdog's at the latest");
});

onGuest("ticks_us, ticks_ms and ticks_cpu run at their rates, at 80 and at 160 MHz", (t, guest) => {
	for (const mhz of [80, 160]) {
		guest.exec(`import time, machine\nmachine.freq(${mhz}000000)`);
		const before = guest.evaluate<number[]>("[time.ticks_us(), time.ticks_ms()]");
		const start = guest.chip.tick;
		guest.run(2);
		const after = guest.evaluate<number[]>("[time.ticks_us(), time.ticks_ms()]");
		const us = (guest.chip.tick - start) / US;
		t.true(Math.abs(after[0] - before[0] - us) < 2000);
		t.true(Math.abs(after[1] - before[1] - us / 1000) < 3);
		const cycles = guest.evaluate<number>(
			"time.ticks_diff(time.ticks_cpu(), a)",
			"a = time.ticks_cpu()\ntime.sleep_us(10000)",
		);
		t.true(Math.abs(cycles / mhz - 10_100) < 150, `${cycles} cycles at ${mhz} MHz`);
	}
});

onGuest("at 160 MHz Python runs twice as fast", (t, guest) => {
	const loop = `import time, machine
def f():
  a = time.ticks_us()
  for i in range(10000): pass
  return time.ticks_diff(time.ticks_us(), a)`;
	const slow = guest.evaluate<number>("f()", `${loop}\nmachine.freq(80000000)`);
	const fast = guest.evaluate<number>("f()", "machine.freq(160000000)");
	t.true(Math.abs(slow / fast - 2) < 0.02, `${slow} and ${fast} us`);
});

onGuest("the RTC keeps time", (t, guest) => {
	const start = guest.chip.tick;
	guest.exec("import machine\nr = machine.RTC()\nr.datetime((2024, 1, 1, 0, 0, 0, 0, 0))");
	guest.run(3);
	const [second, ms] = guest.evaluate<number[]>("list(r.datetime()[6:])");
	const passed = (guest.chip.tick - start) / SECOND;
	t.true(Math.abs(second + ms / 1000 - passed) < 0.1, `${second}.${ms} after ${passed}`);
});

onGuest("timers: a periodic one keeps its period, a one-shot fires once", (t, guest) => {
	const intervals = guest.evaluate<number[]>(
		"[time.ticks_diff(x[i + 1], x[i]) for i in range(len(x) - 1)]",
		`import time, machine
x = []
t = machine.Timer(-1)
t.init(period=10, mode=machine.Timer.PERIODIC, callback=lambda t: x.append(time.ticks_us()))
time.sleep_ms(205)
t.deinit()`,
	);
	t.is(intervals.length, 19);
	t.true(intervals.every((us) => Math.abs(us - 10_000) < 100));
	const shots = guest.evaluate<number[]>(
		"x",
		`x = []
a = time.ticks_us()
t.init(period=37, mode=machine.Timer.ONE_SHOT, callback=lambda t: x.append(time.ticks_diff(time.ticks_us(), a)))
time.sleep_ms(100)`,
	);
	t.is(shots.length, 1);
	t.true(Math.abs(shots[0] - 37_000) < 500);
});

onGuest("ADC(0).read() is 1024 counts a volt, within two", (t, guest) => {
	guest.exec("import machine\na = machine.ADC(0)");
	for (let millivolts = 0; millivolts <= 1000; millivolts += 50) {
		guest.chip.input({ kind: "adc", microvolts: 1000 * millivolts });
		const counts = guest.evaluate<number>("a.read()");
		t.true(Math.abs(counts - 1.024 * millivolts) <= 2, `${millivolts} mV: ${counts}`);
	}
});

onGuest("pin interrupts: rising, falling, both", (t, guest) => {
	guest.exec("from machine import Pin\nc = [0]\ndef h(p): c[0] += 1\nb = Pin(5, Pin.IN)");
	for (const [trigger, expected] of [
		["Pin.IRQ_RISING", 4],
		["Pin.IRQ_FALLING", 4],
		["Pin.IRQ_RISING | Pin.IRQ_FALLING", 8],
	] as const) {
		guest.exec(`c[0] = 0\nb.irq(h, ${trigger})`);
		for (let i = 0; i < 8; i++) {
			guest.chip.input({ kind: "pin", pin: 5, level: i % 2 === 0 ? 1 : 0 });
			guest.run(0.002);
		}
		t.is(guest.evaluate("c[0]"), expected, trigger);
	}
});

onGuest("GPIO16 goes out and comes in", (t, guest) => {
	guest.exec("from machine import Pin\np = Pin(16, Pin.OUT)\np(1); p(0); p(1)");
	t.deepEqual(
		guest.out.pinEdges.filter((e) => e.pin === 16).map((e) => e.level),
		[0, 1, 0, 1],
	);
	guest.exec("p = Pin(16, Pin.IN)");
	for (const level of [0, 1, 0] as const) {
		guest.chip.input({ kind: "pin", pin: 16, level });
		t.is(guest.evaluate("p()"), level);
	}
});

onGuest("PWM on FRC1: frequency and duty", (t, guest) => {
	guest.exec("from machine import Pin, PWM\np = PWM(Pin(14)); p.freq(100); p.duty(256)");
	guest.run(0.05);
	guest.forget();
	guest.run(0.3);
	const spans = durations(guest, 14);
	t.true(spans.length >= 57);
	for (const { level, us } of spans)
		t.true(Math.abs(us - (level === 1 ? 2500 : 7500)) < 20, `${level}: ${us}`);
});

onGuest("WS2812 bits keep their limits at 80 and 160 MHz", (t, guest) => {
	guest.exec("import machine\nfrom neopixel import NeoPixel\nn = NeoPixel(machine.Pin(13), 2)");
	guest.exec("n[0] = (0x55, 0xff, 0)\nn[1] = (1, 2, 3)");
	for (const mhz of [80, 160]) {
		guest.exec(`machine.freq(${mhz}000000)\nn.write()`);
		const high = durations(guest, 13).filter(({ level }) => level === 1);
		t.is(high.length, 48);
		for (const { us } of high) t.true((us >= 0.2 && us <= 0.5) || (us >= 0.55 && us <= 0.95), `${us} us`);
		const bits = high.map(({ us }) => (us > 0.525 ? "1" : "0")).join("");
		const bytes = bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2));
		t.deepEqual(bytes, [0xff, 0x55, 0, 2, 1, 3], "green, red, blue");
	}
});

onGuest("UART1 sends at its own speed", (t, guest) => {
	guest.exec('import machine\nu = machine.UART(1, 9600)\nu.write("hello")');
	guest.run(0.05);
	const bytes = guest.out.uartBytes.filter(({ line }) => line === 1);
	t.is(String.fromCharCode(...bytes.map(({ byte }) => byte)), "hello");
	t.is(bytes[0].baud, 9600);
	t.true(Math.abs(bytes[4].tick - bytes[0].tick - (40 / 9600) * SECOND) < 40 * US);
});

onGuest("SPI(1) exchanges bytes", (t, guest) => {
	guest.exec("from machine import SPI\ns = SPI(1, baudrate=1000000)\nb = bytearray(4)");
	guest.chip.input({ kind: "spi", bytes: Uint8Array.of(1, 2, 3, 4) });
	guest.forget();
	t.deepEqual(guest.evaluate("list(b)", "s.readinto(b, 0x5a)"), [1, 2, 3, 4]);
	t.deepEqual(guest.evaluate("list(b)", 's.write_readinto(b"abcd", b)'), [255, 255, 255, 255]);
	guest.forget();
	guest.exec('s.write(b"xyz")');
	t.is(guest.out.spiBytes.map(({ bytes }) => String.fromCharCode(...bytes)).join(""), "xyz");
});

onGuest("the flash identifies itself and keeps files", (t, guest) => {
	t.deepEqual(guest.evaluate("[esp.flash_size(), esp.flash_id()]", "import esp"), [4 << 20, 0x1640ef]);
	const size = guest.evaluate(
		"os.stat('a')[6]",
		"import os\nf = open('a', 'w'); _ = f.write('x' * 5000); f.close()",
	);
	t.is(size, 5000);
	t.true(guest.out.flashChanges.length > 0);
});

imageTest(
	IMAGES["v1.23.0"],
	"a chip restored at any moment runs on like the one it was taken of",
	(t, images) => {
		const [guest, copy] = [new Guest(images), new Guest(images)];
		const hash64 = (data: Uint8Array, seed: bigint): bigint => h64Raw(data, seed);
		guest.start("import os, time\nwhile True: print(os.urandom(2), time.ticks_us())");
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 2_000_000 }),
				fc.array(fc.nat(5_000_000), { maxLength: 10 }),
				(ticks, cuts) => {
					guest.chip.run(guest.chip.tick + ticks);
					const snapshot = guest.chip.snapshot();
					const end = guest.chip.tick + 5_000_000;
					guest.chip.run(end);
					copy.chip.restore(snapshot);
					for (const cut of cuts.sort((a, b) => a - b)) copy.chip.run(end - 5_000_000 + cut);
					copy.chip.run(end);
					t.deepEqual(diffSnapshots(copy.chip.state.layout, guest.chip.snapshot(), copy.chip.snapshot()), []);
					t.is(copy.chip.hash(hash64).whole, guest.chip.hash(hash64).whole);
				},
			),
			{ numRuns: 5 },
		);
	},
);
