import test from "ava";
import fc from "fast-check";
import { Bench, FLASH_SIZE, US } from "../harness.js";

const SPI0 = 0x60000200;
const CMD = SPI0 + 0x00;
const ADDR = SPI0 + 0x04;
const CTRL = SPI0 + 0x08;
const RD_STATUS = SPI0 + 0x10;
const USER = SPI0 + 0x1c;
const USER1 = SPI0 + 0x20;
const USER2 = SPI0 + 0x24;
const W0 = SPI0 + 0x40;

const READ = 1 << 31;
const WREN = 1 << 30;
const WRDI = 1 << 29;
const RDID = 1 << 28;
const RDSR = 1 << 27;
const WRSR = 1 << 26;
const PP = 1 << 25;
const SE = 1 << 24;
const BE = 1 << 23;
const CE = 1 << 22;
const DP = 1 << 21;
const RES = 1 << 20;
const USR = 1 << 18;
const WRSR_2B = 1 << 22;

const BUSY = 1;
const WEL = 2;
const MS = 1000 * US;

/** Starts a command and waits until the controller says it is done. */
function command(b: Bench, bit: number): void {
	b.write(CMD, bit);
	while (b.read(CMD) !== 0) b.run(US / 4);
}

function status(b: Bench): number {
	command(b, RDSR);
	return b.read(RD_STATUS) & 0xff;
}

/** Waits for the flash to be ready; returns the milliseconds that took, rounded. */
function waitReady(b: Bench): number {
	const start = b.tick;
	while (status(b) & BUSY) b.run(10 * US);
	return Math.round(((b.tick - start) / MS) * 10) / 10;
}

function program(b: Bench, address: number, data: readonly number[], enable = true): number {
	if (enable) command(b, WREN);
	for (let i = 0; i < data.length; i += 4) {
		b.write(
			W0 + i,
			(data[i] ?? 0) | ((data[i + 1] ?? 0) << 8) | ((data[i + 2] ?? 0) << 16) | ((data[i + 3] ?? 0) << 24),
		);
	}
	b.write(ADDR, address | (data.length << 24));
	command(b, PP);
	return waitReady(b);
}

function erase(b: Bench, bit: number, address: number): number {
	command(b, WREN);
	b.write(ADDR, address);
	command(b, bit);
	return waitReady(b);
}

const array = (b: Bench): Uint8Array => b.chip.state.bytesOf("flash");

/** A USR transfer of one command byte, perhaps an address, that reads `bits`. */
function user(b: Bench, opcode: number, bits: number, address?: number): number {
	b.write(USER, (1 << 31) | (1 << 28) | (address === undefined ? 0 : 1 << 30));
	b.write(USER1, (23 << 26) | ((bits - 1) << 8));
	b.write(USER2, (7 << 28) | opcode);
	if (address !== undefined) b.write(ADDR, address << 8);
	command(b, USR);
	return b.read(W0) & (bits === 32 ? -1 : (1 << bits) - 1);
}

test("READ brings up to 64 bytes into the data words", (t) => {
	const flash = Uint8Array.from({ length: FLASH_SIZE }, (_, i) => (i * 7) & 0xff);
	const b = Bench.at80MHz({ flash });
	b.write(ADDR, 0x1001 | (64 << 24));
	command(b, READ);
	for (let i = 0; i < 64; i++) t.is((b.read(W0 + (i & ~3)) >>> (8 * (i & 3))) & 0xff, flash[0x1001 + i]);
	b.write(ADDR, (FLASH_SIZE - 2) | (4 << 24));
	command(b, READ);
	t.is(
		b.read(W0),
		((flash[1] << 24) | (flash[0] << 16) | (flash.at(-1)! << 8) | flash.at(-2)!) >>> 0,
		"it wraps",
	);
});

test("a command takes its time on the wire, by the flash clock in CTRL", (t) => {
	const b = Bench.at80MHz();
	for (const [ctrl, divider] of [
		[0x313, 4],
		[0x101, 2],
		[0x1000, 1],
	]) {
		b.write(CTRL, ctrl);
		b.write(ADDR, 64 << 24);
		const start = b.tick;
		b.write(CMD, READ);
		const ticks = 8 * (1 + 3 + 64) * divider * 2;
		b.run(ticks - 2);
		t.is(b.read(CMD), READ >>> 0);
		b.run(2);
		t.is(b.read(CMD), 0);
		t.is(b.tick - start, ticks);
	}
});

for (const [size, capacity] of [
	[512, 0x13],
	[1024, 0x14],
	[2048, 0x15],
	[4096, 0x16],
	[8192, 0x17],
	[16384, 0x18],
]) {
	test(`a ${size} KB chip identifies itself`, (t) => {
		const b = Bench.at80MHz({ flash: new Uint8Array(size * 1024) });
		command(b, RDID);
		t.is(b.read(W0) & 0xffffff, (capacity << 16) | 0x40ef);
		t.is(user(b, 0x9f, 24), (capacity << 16) | 0x40ef);
		t.is(user(b, 0x90, 16, 0), ((capacity - 1) << 8) | 0xef);
	});
}

test("program clears bits only, takes 0.7 ms, and needs write enable each time", (t) => {
	const b = Bench.at80MHz();
	t.is(program(b, 0x100, [0xf0, 0x0f, 0x55]), 0.7);
	t.deepEqual([...array(b).subarray(0x100, 0x104)], [0xf0, 0x0f, 0x55, 0xff]);
	program(b, 0x100, [0x3c, 0xff]);
	t.deepEqual([...array(b).subarray(0x100, 0x102)], [0x30, 0x0f]);
	t.is(program(b, 0x100, [0, 0], false), 0, "without WREN nothing begins");
	t.is(array(b)[0x100], 0x30);
});

test("program wraps within its page of 256 bytes", (t) => {
	const b = Bench.at80MHz();
	program(b, 0x2fe, [1, 2, 3, 4]);
	t.deepEqual([array(b)[0x2fe], array(b)[0x2ff], array(b)[0x200], array(b)[0x201]], [1, 2, 3, 4]);
	t.is(array(b)[0x300], 0xff);
	t.deepEqual(
		b.out.flashChanges.map(({ offset, length }) => [offset, length]),
		[[0x200, 256]],
	);
});

test("the write enable latch shows in the status, and a write ends it", (t) => {
	const b = Bench.at80MHz();
	t.is(status(b), 0);
	command(b, WREN);
	t.is(status(b), WEL);
	command(b, WRDI);
	t.is(status(b), 0);
	program(b, 0, [1]);
	t.is(status(b), 0);
});

for (const [name, bit, size, milliseconds] of [
	["sector", SE, 0x1000, 45],
	["block", BE, 0x10000, 150],
	["chip", CE, FLASH_SIZE, 1200],
] as const) {
	test(`${name} erase: ${size >> 10} KB in ${milliseconds} ms`, (t) => {
		const b = Bench.at80MHz({ flash: new Uint8Array(FLASH_SIZE) });
		t.true(Math.abs(erase(b, bit, 0x23456) - milliseconds) < 0.2);
		const start = 0x23456 - (0x23456 % size);
		const erased = array(b).subarray(start, start + size);
		t.true(erased.every((byte) => byte === 0xff));
		t.is(
			array(b).reduce((sum, byte) => sum + (byte === 0xff ? 1 : 0), 0),
			size,
			"and nothing else",
		);
	});
}

test("erases of 32 KB and the other chip erase come by USR", (t) => {
	const b = Bench.at80MHz({ flash: new Uint8Array(FLASH_SIZE) });
	command(b, WREN);
	b.write(USER, (1 << 31) | (1 << 30));
	b.write(USER1, 23 << 26);
	b.write(USER2, (7 << 28) | 0x52);
	b.write(ADDR, 0x9000 << 8);
	command(b, USR);
	t.true(Math.abs(waitReady(b) - 120) < 0.2);
	t.is(array(b).indexOf(0xff), 0x8000);
	command(b, WREN);
	user(b, 0x60, 8);
	waitReady(b);
	t.true(array(b).every((byte) => byte === 0xff));
});

test("a busy chip answers its status only, and its contents change when it is done", (t) => {
	const b = Bench.at80MHz({ flash: new Uint8Array(FLASH_SIZE) });
	command(b, WREN);
	b.write(ADDR, 0);
	command(b, SE);
	t.is(status(b), BUSY | WEL);
	b.write(ADDR, 4 << 24);
	command(b, READ);
	t.is(b.read(W0), 0xffffffff);
	t.is(array(b)[0], 0);
	command(b, WREN);
	b.write(ADDR, 0x8000);
	command(b, SE);
	waitReady(b);
	t.deepEqual([array(b)[0], array(b)[0x8000]], [0xff, 0]);
});

test("both status registers are written together or the first alone", (t) => {
	const b = Bench.at80MHz();
	b.write(CTRL, WRSR_2B);
	command(b, WREN);
	b.write(RD_STATUS, 0x0234);
	command(b, WRSR);
	t.true(Math.abs(waitReady(b) - 10) < 0.1);
	t.is(status(b), 0x34);
	t.is(user(b, 0x35, 8), 0x02);
	b.write(CTRL, 0);
	command(b, WREN);
	b.write(RD_STATUS, 0x0018);
	command(b, WRSR);
	waitReady(b);
	t.deepEqual([status(b), user(b, 0x35, 8)], [0x18, 0x02]);
});

test("status register 2 has a write command of its own", (t) => {
	const b = Bench.at80MHz();
	b.write(W0, 0x02);
	const writeStatus2 = (): void => {
		b.write(USER, (1 << 31) | (1 << 27));
		b.write(USER1, 7 << 17);
		b.write(USER2, (7 << 28) | 0x31);
		command(b, USR);
	};
	writeStatus2();
	t.is(user(b, 0x35, 8), 0);
	command(b, WREN);
	b.write(W0, 0x02);
	writeStatus2();
	t.is(user(b, 0x35, 8), 2);
	t.is(status(b), 0);
});

test("powered down, it answers nothing until released", (t) => {
	const b = Bench.at80MHz({ flash: new Uint8Array(FLASH_SIZE) });
	command(b, DP);
	t.is(status(b), 0xff);
	command(b, WREN);
	command(b, RES);
	t.is(b.read(W0) & 0xff, 0x12);
	t.is(status(b), 0);
});

test("the chip's reset ends a power-down", (t) => {
	const b = Bench.at80MHz();
	command(b, DP);
	b.chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	t.is(status(b), 0);
});

test("losing power loses the enable latch, not the protection bits", (t) => {
	const b = Bench.at80MHz({ flash: new Uint8Array(FLASH_SIZE) });
	command(b, WREN);
	b.write(RD_STATUS, 0x1c);
	command(b, WRSR);
	waitReady(b);
	command(b, WREN);
	b.chip.input({ kind: "power", event: "brown-out", straps: 3 });
	t.is(status(b), 0x1c);
});

test("a program that loses its power has cleared some of the bits it was to clear, and no others", (t) => {
	const data = Array.from({ length: 32 }, (_, i) => (i * 73) & 0xff);
	const lost = (us: number) => {
		const b = Bench.at80MHz({ flash: new Uint8Array(FLASH_SIZE).fill(0xff) });
		command(b, WREN);
		data.forEach((_, i) => {
			if (i % 4 === 0) b.write(W0 + i, new DataView(Uint8Array.from(data).buffer).getUint32(i, true));
		});
		b.write(ADDR, (0x1000 + 250) | (data.length << 24));
		command(b, PP);
		b.run(us * US);
		b.chip.input({ kind: "power", event: "power-on", straps: 3 });
		const page = array(b).slice(0x1000, 0x1100);
		let cleared = 0;
		data.forEach((byte, i) => {
			const cell = page[(250 + i) % 256];
			t.is(~cell & byte, 0, "a bit that was to stay");
			cleared += (~cell >>> 0).toString(2).split("1").length - 1 - 24;
		});
		t.true(page.subarray(26, 250).every((cell) => cell === 0xff));
		t.true(
			array(b)
				.subarray(0x1100)
				.every((cell) => cell === 0xff),
		);
		return cleared;
	};
	const all = data.reduce((sum, byte) => sum + (~byte & 0xff).toString(2).split("1").length - 1, 0);
	const [early, half, late] = [lost(1), lost(350), lost(690)];
	t.true(
		early < all / 8 && half > all / 4 && half < (3 * all) / 4 && late > (7 * all) / 8,
		`${[early, half, late]}`,
	);
	t.is(lost(350), half, "the same moment leaves the same");
});

test("an erase that loses its power leaves its sector in any state, and what is around it whole", (t) => {
	const after = (milliseconds: number) => {
		const b = Bench.at80MHz({ flash: new Uint8Array(FLASH_SIZE).fill(0x5a) });
		command(b, WREN);
		b.write(ADDR, 0x2000);
		command(b, SE);
		b.run(milliseconds * MS);
		b.chip.input({ kind: "power", event: "brown-out", straps: 3 });
		b.run(100 * MS);
		t.true(
			array(b)
				.subarray(0, 0x2000)
				.every((cell) => cell === 0x5a),
		);
		t.true(
			array(b)
				.subarray(0x3000)
				.every((cell) => cell === 0x5a),
		);
		return array(b).slice(0x2000, 0x3000);
	};
	const ones = (cells: Uint8Array) =>
		cells.reduce((sum, cell) => sum + cell.toString(2).split("1").length - 1, 0);
	t.true(ones(after(11)) < 0x1000 / 2, "all cells are programmed first");
	t.true(ones(after(44)) > 7.5 * 0x1000, "nearly done");
	const half = ones(after(28));
	t.true(half > 2 * 0x1000 && half < 6 * 0x1000, String(half));
});

test("a reset pin does not stop an erase", (t) => {
	const b = Bench.at80MHz({ flash: new Uint8Array(FLASH_SIZE) });
	command(b, WREN);
	command(b, SE);
	b.chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	b.run(100 * MS);
	t.is(array(b)[0], 0xff);
});

test("the USR forms of read give the same bytes", (t) => {
	const flash = Uint8Array.from({ length: FLASH_SIZE }, (_, i) => (i * 13) & 0xff);
	const b = Bench.at80MHz({ flash });
	const expected = new DataView(flash.buffer).getInt32(0x345, true);
	for (const opcode of [0x03, 0x0b, 0x3b, 0x6b, 0xbb, 0xeb]) t.is(user(b, opcode, 32, 0x345), expected);
	t.is(user(b, 0x4b, 32, 0), 0x858460d1 | 0);
	t.is(user(b, 0x77, 8), 0xff, "an unknown opcode");
});

test("CMD bits without a meaning end at once", (t) => {
	const b = Bench.at80MHz();
	b.write(CMD, 1);
	b.run(2);
	t.is(b.read(CMD), 0);
	b.write(CMD, 0);
	t.is(b.read(CMD), 0);
});

test("any sequence of programs and erases is what NOR flash would hold", (t) => {
	const operation = fc.oneof(
		fc.record({ address: fc.nat(0x3fff), data: fc.uint8Array({ minLength: 1, maxLength: 64 }) }),
		fc.record({ sector: fc.nat(3) }),
	);
	fc.assert(
		fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
			const b = Bench.at80MHz();
			const model = new Uint8Array(FLASH_SIZE).fill(0xff);
			for (const op of operations) {
				if ("sector" in op) {
					erase(b, SE, op.sector * 0x1000);
					model.fill(0xff, op.sector * 0x1000, (op.sector + 1) * 0x1000);
				} else {
					program(b, op.address, [...op.data]);
					op.data.forEach((byte, i) => {
						model[(op.address & ~0xff) | ((op.address + i) & 0xff)] &= byte;
					});
				}
			}
			t.deepEqual(array(b).subarray(0, 0x4000), model.subarray(0, 0x4000));
		}),
		{ numRuns: 15 },
	);
});

test("a protected part takes neither program nor erase, and nothing of the kind begins", (t) => {
	const b = Bench.at80MHz();
	const writeStatus = (value: number) => {
		command(b, WREN);
		b.write(RD_STATUS, value);
		command(b, WRSR);
		waitReady(b);
	};
	const top = FLASH_SIZE - 0x100;
	program(b, top, [1, 2, 3, 4]);
	program(b, 0, [5, 6, 7, 8]);
	// BP0: the upper 64 KB.
	writeStatus(1 << 2);
	t.is(program(b, top, [0, 0, 0, 0]), 0);
	t.is(erase(b, SE, top), 0);
	t.is(erase(b, BE, top), 0);
	t.is(erase(b, CE, 0), 0, "nor is the whole chip erased");
	t.deepEqual([...array(b).subarray(top, top + 4)], [1, 2, 3, 4]);
	t.true(erase(b, SE, 0) > 0);
	t.deepEqual([...array(b).subarray(0, 4)], [0xff, 0xff, 0xff, 0xff]);
	writeStatus(0);
	t.true(erase(b, SE, top) > 0);
	t.is(array(b)[top], 0xff);
});
