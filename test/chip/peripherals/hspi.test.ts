import test from "ava";
import { Bench } from "../harness.js";

const HSPI = 0x60000100;
const CMD = HSPI + 0x00;
const ADDR = HSPI + 0x04;
const CTRL = HSPI + 0x08;
const CLOCK = HSPI + 0x18;
const USER = HSPI + 0x1c;
const USER1 = HSPI + 0x20;
const USER2 = HSPI + 0x24;
const SLAVE = HSPI + 0x30;
const W0 = HSPI + 0x40;
const USR = 1 << 18;

const COMMAND = 1 << 31;
const ADDRESS = 1 << 30;
const DUMMY = 1 << 29;
const MISO = 1 << 28;
const MOSI = 1 << 27;
const MOSI_HIGHPART = 1 << 25;
const MISO_HIGHPART = 1 << 24;
const WR_BYTE_ORDER = 1 << 11;
const RD_BYTE_ORDER = 1 << 10;
const DUPLEX = 1;
const WR_BIT_ORDER = 1 << 26;
const RD_BIT_ORDER = 1 << 25;

const mosiBits = (n: number): number => (n - 1) << 17;
const misoBits = (n: number): number => (n - 1) << 8;

const bench = (): Bench => Bench.at80MHz();
const supply = (b: Bench, ...bytes: number[]): void =>
	b.chip.input({ kind: "spi", bytes: Uint8Array.from(bytes) });
const sent = (b: Bench): number[][] => b.out.spiBytes.map(({ bytes }) => [...bytes]);

function start(b: Bench): void {
	b.write(CMD, USR);
	b.run(100_000);
}

test("MOSI sends the data words, low byte first", (t) => {
	const b = bench();
	b.write(USER, MOSI);
	b.write(USER1, mosiBits(40));
	b.write(W0, 0x44332211);
	b.write(W0 + 4, 0x55);
	start(b);
	t.deepEqual(sent(b), [[0x11, 0x22, 0x33, 0x44, 0x55]]);
	t.is(b.out.spiBytes[0].tick, b.tick - 100_000);
});

test("with WR_BYTE_ORDER the high byte of a word goes first: how MicroPython sends one byte", (t) => {
	const b = bench();
	b.write(USER, MOSI | WR_BYTE_ORDER);
	b.write(USER1, mosiBits(8));
	b.write(W0, 0xa5000000);
	start(b);
	b.write(USER1, mosiBits(48));
	b.write(W0, 0x11223344);
	b.write(W0 + 4, 0x55667788);
	start(b);
	t.deepEqual(sent(b), [[0xa5], [0x11, 0x22, 0x33, 0x44, 0x55, 0x66]]);
});

test("MISO takes bytes the outside sent ahead, and reads ones when there are none", (t) => {
	const b = bench();
	supply(b, 1, 2, 3);
	b.write(USER, MISO);
	b.write(USER1, misoBits(16));
	start(b);
	t.is(b.read(W0) & 0xffff, 0x0201);
	start(b);
	t.is(b.read(W0) & 0xffff, 0xff03);
	t.deepEqual(sent(b), [], "nothing was shifted out");
});

test("the outside may answer until the transfer is over, and is told what of it will be kept", (t) => {
	const b = bench();
	b.write(CLOCK, 7 << 12);
	b.write(USER, COMMAND | MOSI | MISO);
	b.write(USER1, mosiBits(8) | misoBits(16));
	b.write(USER2, (7 << 28) | 0x9f);
	b.write(W0, 0x31);
	b.write(CMD, USR);
	t.deepEqual(b.out.spiTransfers, [{ mosi: Uint8Array.of(0x9f, 0x31), misoFrom: 2, misoLength: 2 }]);
	b.run(10);
	t.is(b.read(CMD), USR);
	supply(b, 0x12, 0x34);
	b.run(100_000);
	t.is(b.read(CMD), 0);
	t.is(b.read(W0) & 0xffff, 0x3412);
});

test("a transfer that begins before the last one is over takes nothing away from it", (t) => {
	const b = bench();
	b.write(CLOCK, 63 << 12);
	b.write(USER, MISO);
	b.write(USER1, misoBits(8));
	b.write(CMD, USR);
	supply(b, 0x11, 0x22);
	b.write(CMD, USR);
	t.is(b.read(W0) & 0xff, 0x11);
	b.run(100_000);
	t.is(b.read(CMD), 0);
	t.is(b.read(W0) & 0xff, 0x22);
});

test("duplex exchanges as many bits as are sent", (t) => {
	const b = bench();
	supply(b, 0x81, 0x42);
	b.write(USER, MOSI | DUPLEX | WR_BYTE_ORDER | RD_BYTE_ORDER);
	b.write(USER1, mosiBits(16));
	b.write(W0, 0xabcd0000);
	start(b);
	t.deepEqual(sent(b), [[0xab, 0xcd]]);
	t.is(b.read(W0) >>> 16, 0x8142);
});

test("the bit order bits of CTRL turn bytes around", (t) => {
	const b = bench();
	supply(b, 0x01);
	b.write(CTRL, WR_BIT_ORDER | RD_BIT_ORDER);
	b.write(USER, MOSI | DUPLEX);
	b.write(USER1, mosiBits(8));
	b.write(W0, 0x13);
	start(b);
	t.deepEqual(sent(b), [[0xc8]]);
	t.is(b.read(W0) & 0xff, 0x80);
});

test("command and address go out before the data", (t) => {
	const b = bench();
	b.write(USER, COMMAND | ADDRESS | DUMMY | MOSI);
	b.write(USER1, (23 << 26) | mosiBits(8) | 7);
	b.write(USER2, (15 << 28) | 0x0102);
	b.write(ADDR, 0xaabbcc00);
	b.write(W0, 0x77);
	start(b);
	t.deepEqual(sent(b), [[0x02, 0x01, 0xaa, 0xbb, 0xcc, 0x77]]);
});

test("the upper halves of the data words serve where the highpart bits say so", (t) => {
	const b = bench();
	supply(b, 0x99);
	b.write(USER, MOSI | MISO | MOSI_HIGHPART | MISO_HIGHPART);
	b.write(USER1, mosiBits(8) | misoBits(8));
	b.write(W0 + 32, 0x12);
	start(b);
	t.deepEqual(sent(b), [[0x12]]);
	t.is(b.read(W0 + 32) & 0xff, 0x99);
	b.write(USER1, mosiBits(512));
	start(b);
	t.is(sent(b)[1].length, 32, "not beyond the last word");
});

test("the CMD bit stands for the bits on the wire at the clock's divider", (t) => {
	for (const [clock, divider] of [
		[1 << 31, 1],
		[(3 << 18) | (9 << 12), 40],
		[63 << 12, 64],
	]) {
		const b = bench();
		b.write(CLOCK, clock);
		b.write(USER, COMMAND | DUMMY | MOSI | MISO);
		b.write(USER1, mosiBits(16) | misoBits(8) | 3);
		b.write(USER2, 7 << 28);
		const cycles = (8 + 4 + 16 + 8) * divider;
		b.write(CMD, USR);
		b.run(2 * cycles - 2);
		t.is(b.read(CMD), USR);
		b.run(2);
		t.is(b.read(CMD), 0);
	}
});

test("the end of a transfer interrupts where it is enabled, as one of three sources of INT2", (t) => {
	const b = bench();
	b.write(USER, MOSI);
	b.write(USER1, mosiBits(8));
	start(b);
	t.truthy(b.read(SLAVE) & (1 << 4), "done shows without an interrupt");
	b.write(SLAVE, 1 << 9);
	t.is(b.cpu.intLines, 0);
	b.write(CMD, USR);
	t.is(b.cpu.intLines, 0);
	b.run(20);
	t.is(b.cpu.intLines, 1 << 2);
	t.is(b.read(0x3ff00020), 1 << 7);
	b.write(SLAVE, 1 << 9);
	t.is(b.cpu.intLines, 0);
});

test("flash commands mean nothing here", (t) => {
	const b = bench();
	b.write(W0, 5);
	b.write(CMD, 1 << 28);
	b.run(10);
	t.is(b.read(W0), 5);
	t.is(b.read(HSPI + 0xfc), 0);
});

test("the queue of bytes sent ahead holds 4096", (t) => {
	const b = bench();
	supply(b, ...Array.from({ length: 5000 }, (_, i) => i & 0xff));
	b.write(USER, MISO);
	b.write(USER1, misoBits(512));
	for (let i = 0; i < 64; i++) {
		start(b);
		t.is(b.read(W0) & 0xff, (64 * i) & 0xff);
	}
	start(b);
	t.is(b.read(W0), 0xffffffff);
});

test("a transfer in a light sleep goes on after it", (t) => {
	const b = bench();
	b.write(CLOCK, 63 << 12);
	b.write(USER, MOSI);
	b.write(USER1, mosiBits(512));
	b.write(CMD, USR);
	b.sleepLightly(1000);
	t.is(b.read(CMD), USR);
	b.run(2 * 64 * 512);
	t.is(b.read(CMD), 0);
});
