import test from "ava";
import { Bench, SECOND, US } from "../harness.js";

const SYSTEM_TIME = 0x3ff20c00;
const INT_ENA = 0x3ff20c18;
const INT_RAW = 0x3ff20c1c;
const INT_ST = 0x3ff20c20;
const INT_CLR = 0x3ff20c24;
const TX_STATUS = 0x3ff20c84;
const MAC_TIME_LOW = 0x3ff21048;
const MAC_TIME_HIGH = 0x3ff2104c;
const TIMER1_CONTROL = 0x3ff210c8;
const TIMER1_ALARM = 0x3ff210cc;
const plcp0 = (slot: number): number => 0x3ff20dc4 - 24 * slot;

const TX_STARTED = 1 << 18;
const TX_DONE = 1 << 19;
const TIMER1 = 1 << 26;
const ARM = 1 << 31;
const START = 0xc0000000;
const ACK_EXPECTED = 1 << 24;

const DRAM = 0x3ffe8000;
const DESCRIPTOR = 0x3fff0000;

const word = (b: Bench, address: number, value: number): void => b.chip.bus.store(address, 4, value);

/** Lays `data` out over descriptors of at most `chunk` bytes, and four bytes of FCS room. */
function frame(b: Bench, data: readonly number[], chunk = 1000): void {
	const bytes = [...data, 0, 0, 0, 0];
	const chunks = Math.ceil(bytes.length / chunk);
	for (let i = 0; i < chunks; i++) {
		const part = bytes.slice(i * chunk, (i + 1) * chunk);
		const buffer = DESCRIPTOR + 0x1000 + i * 0x400;
		part.forEach((byte, k) => {
			b.chip.bus.store(buffer + k, 1, byte);
		});
		word(b, DESCRIPTOR + 12 * i, part.length << 12);
		word(b, DESCRIPTOR + 12 * i + 4, buffer);
		word(b, DESCRIPTOR + 12 * i + 8, i + 1 < chunks ? DESCRIPTOR + 12 * (i + 1) : 0);
	}
}

function transmit(b: Bench, slot: number, length: number, { rate = 0, ack = false } = {}): void {
	b.write(plcp0(slot) + 4, length | (rate << 12));
	b.write(plcp0(slot), START | (ack ? ACK_EXPECTED : 0) | (DESCRIPTOR & 0x3ffff));
}

test("system time and MAC clock count microseconds", (t) => {
	const b = Bench.at80MHz();
	const before = b.read(SYSTEM_TIME);
	b.run(1234 * US);
	t.is(b.read(SYSTEM_TIME) - before, 1234);
	t.is(b.read(MAC_TIME_LOW), b.read(SYSTEM_TIME));
	b.run(5000 * SECOND);
	t.is(b.read(MAC_TIME_HIGH), 1);
	t.is(b.read(MAC_TIME_LOW), Math.floor(b.tick / US) % 2 ** 32);
});

test("timer 1 fires at its alarm, once", (t) => {
	const b = Bench.at80MHz();
	b.write(INT_ENA, TIMER1);
	b.write(TIMER1_ALARM, b.read(MAC_TIME_LOW) + 500);
	b.run(600 * US);
	t.is(b.read(INT_RAW), 0, "not while it is not armed");
	b.write(TIMER1_ALARM, b.read(MAC_TIME_LOW) + 500);
	b.write(TIMER1_CONTROL, ARM);
	const due = (b.read(TIMER1_ALARM) + 0) * US;
	b.chip.run(due - 2);
	t.is(b.read(INT_ST), 0);
	b.run(2);
	t.is(b.read(INT_ST), TIMER1);
	t.is(b.cpu.intLines & 1, 1);
	b.write(INT_CLR, TIMER1);
	b.run(SECOND);
	t.is(b.read(INT_RAW), 0);
	t.is(b.cpu.intLines & 1, 0);
});

test("only enabled interrupts show in the status and ask for INT0", (t) => {
	const b = Bench.at80MHz();
	b.write(TIMER1_CONTROL, ARM);
	b.run(US);
	t.is(b.read(INT_RAW), TIMER1);
	t.is(b.read(INT_ST), 0);
	b.write(INT_ENA, TIMER1);
	t.is(b.cpu.intLines & 1, 1);
	t.is(b.read(INT_ENA), TIMER1);
});

test("a frame is put together from its descriptors, without its FCS room", (t) => {
	const data = Array.from({ length: 300 }, (_, i) => (i * 3) & 0xff);
	for (const chunk of [1000, 100, 7]) {
		const b = Bench.at80MHz();
		frame(b, data, chunk);
		transmit(b, 2, 304);
		b.run(10_000 * US);
		const lengths = chunk === 7 ? 64 * 7 - 4 : 300;
		t.is(b.out.frames.length, 1);
		t.deepEqual([...b.out.frames[0].bytes], data.slice(0, Math.min(300, lengths)));
	}
});

test("a transmission takes the frame's air time, then both completion bits come together", (t) => {
	for (const [rate, length, us] of [
		[0, 100, 192 + 800],
		[1, 100, 192 + 400],
		[2, 100, 192 + 146],
		[3, 100, 192 + 73],
		[11, 100, 20 + 4 * 35 + 6],
		[12, 100, 20 + 4 * 4 + 6],
	]) {
		const b = Bench.at80MHz();
		frame(b, [1, 2, 3]);
		transmit(b, 0, length, { rate });
		const start = b.tick;
		b.run(us * US - 2);
		t.is(b.read(INT_RAW), 0, `rate ${rate}`);
		b.run(2);
		t.is(b.read(INT_RAW), TX_STARTED | TX_DONE);
		t.is(b.out.frames[0].tick - start, us * US);
		t.is(b.out.frames[0].rate, rate);
		t.is(b.read(plcp0(0)) >>> 30, 0);
		t.is(b.read(TX_STATUS), 0);
	}
});

test("nobody acknowledges: a frame that wants it ends in an ACK time-out", (t) => {
	const b = Bench.at80MHz();
	frame(b, [1]);
	transmit(b, 2, 10, { ack: true });
	b.run((192 + 80 + 50) * US);
	t.is(b.read(TX_STATUS), ((5 << 28) | (2 << 12)) >>> 0);
});

test("slots that are started together go one after another", (t) => {
	const b = Bench.at80MHz();
	frame(b, [1]);
	for (const slot of [10, 3, 0]) transmit(b, slot, 10);
	b.run((192 + 80) * US);
	t.is(b.read(TX_STATUS) >>> 12, 10, "the first was already on the air");
	b.run((192 + 80) * US);
	t.is(b.read(TX_STATUS) >>> 12, 0);
	b.run((192 + 80) * US);
	t.is(b.read(TX_STATUS) >>> 12, 3);
	t.is(b.out.frames.length, 3);
	b.run(SECOND);
	t.is(b.out.frames.length, 3);
});

test("descriptors that lead nowhere or in a circle end in a short frame, not in a hang", (t) => {
	const b = Bench.at80MHz();
	word(b, DESCRIPTOR, 0xfff << 12);
	word(b, DESCRIPTOR + 4, 0x3fff_ff00);
	word(b, DESCRIPTOR + 8, DESCRIPTOR);
	transmit(b, 0, 10);
	b.run(1000 * US);
	b.write(plcp0(0), START | 0x10);
	b.run(1000 * US);
	t.deepEqual(
		b.out.frames.map(({ bytes }) => bytes.length),
		[0, 0],
	);
	word(b, DESCRIPTOR, 100 << 12);
	word(b, DESCRIPTOR + 4, DRAM);
	transmit(b, 0, 10);
	b.run(1000 * US);
	t.is(b.out.frames[2].bytes.length, 4096);
});

test("light sleep stops the clock, the timer and what is on the air", (t) => {
	const b = Bench.at80MHz();
	frame(b, [1]);
	transmit(b, 0, 100);
	const time = b.read(SYSTEM_TIME);
	b.sleepLightly(10_000);
	t.true(b.read(SYSTEM_TIME) - time < 10);
	t.is(b.out.frames.length, 0);
	b.run((192 + 800) * US);
	t.is(b.out.frames.length, 1);
});

test("a received frame finds no open ear", (t) => {
	const b = Bench.at80MHz();
	b.chip.input({ kind: "frame", bytes: new Uint8Array(100), rssi: -50, channel: 1, rate: 0 });
	t.is(b.read(INT_RAW), 0);
});

test("other registers are storage", (t) => {
	const b = Bench.at80MHz();
	b.write(0x3ff20c48, 0x7fcf5c12);
	t.is(b.read(0x3ff20c48), 0x7fcf5c12);
	b.write(plcp0(0), 0x40001234);
	b.run(SECOND);
	t.is(b.read(plcp0(0)), 0x40001234, "not started");
	t.is(b.out.frames.length, 0);
});
