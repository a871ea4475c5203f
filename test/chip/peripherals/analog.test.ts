import test from "ava";
import { Bench } from "../harness.js";

const APB = 0x60000000;
const IQ_ESTIMATOR = APB + 0x57c;
const CALIBRATION_MODE = APB + 0x594;
const CALIBRATION_STATUS = APB + 0x5a0;
const READBACK = APB + 0x5a4;
const NOISE_FLOOR = APB + 0x9b60;
const i2cHost = (host: number): number => APB + 0xd00 + 4 * host;

const I2C_WRITE = 1 << 24;
const I2C_BUSY = 1 << 25;

function writeAnalog(b: Bench, host: number, block: number, reg: number, value: number): void {
	b.write(i2cHost(host), block | (reg << 8) | (value << 16) | I2C_WRITE);
}

function readAnalog(b: Bench, host: number, block: number, reg: number): number {
	b.write(i2cHost(host), block | (reg << 8));
	return (b.read(i2cHost(host)) >>> 16) & 0xff;
}

test("PHY and baseband are storage", (t) => {
	const b = new Bench();
	for (const address of [0x400, 0x5fc, 0xa00, 0xaf0, 0xc00, 0xdfc, 0x9800, 0x9ffc]) {
		b.write(APB + address, 0x12345678 ^ address);
		t.is(b.read(APB + address), 0x12345678 ^ address, address.toString(16));
	}
	b.chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	t.is(b.read(APB + 0x400), 0);
	t.is(b.read(APB + 0x9800), 0);
});

test("each analog register is one of its host, block and number", (t) => {
	const b = new Bench();
	for (let host = 0; host < 5; host++) {
		for (let block = 0x60; block < 0x70; block++) writeAnalog(b, host, block, 5, 16 * host + (block & 15));
	}
	for (let host = 0; host < 5; host++) {
		for (let block = 0x60; block < 0x70; block++)
			t.is(readAnalog(b, host, block, 5), 16 * host + (block & 15));
	}
	t.is(readAnalog(b, 0, 0x61, 6), 0);
});

test("a transfer on the analog bus is done at once", (t) => {
	const b = new Bench();
	b.write(i2cHost(0), 0x61 | I2C_WRITE | I2C_BUSY);
	t.is(b.read(i2cHost(0)) & I2C_BUSY, 0);
});

test("the RF PLL is locked", (t) => {
	const b = new Bench();
	writeAnalog(b, 1, 0x62, 7, 0x05);
	t.is(readAnalog(b, 1, 0x62, 7), 0x85);
	t.is(readAnalog(b, 0, 0x62, 7), 0);
});

test("both PLL registers together switch the clocks from 52 to 80 MHz, and back", (t) => {
	const b = new Bench();
	writeAnalog(b, 4, 0x67, 1, 0x88);
	b.run(1);
	t.is(b.chip.clocks.apbHz, 52_000_000);
	writeAnalog(b, 4, 0x67, 2, 0x91);
	b.run(1);
	t.is(b.chip.clocks.apbHz, 80_000_000);
	writeAnalog(b, 4, 0x67, 2, 0);
	b.run(1);
	t.is(b.chip.clocks.apbHz, 52_000_000);
});

test("what vendor code waits for comes: IQ estimate, noise floor", (t) => {
	const b = new Bench();
	b.write(IQ_ESTIMATOR, 1);
	t.is(b.read(IQ_ESTIMATOR), 0x80000001);
	b.write(NOISE_FLOOR, 0x1402);
	t.is(b.read(NOISE_FLOOR), 0x1400);
});

test("the periodic calibration finds idle readings outside debug mode, done inside", (t) => {
	const b = new Bench();
	b.write(READBACK, 0x111);
	t.is(b.read(READBACK), 0x07ffffff);
	t.is(b.read(READBACK + 0x18), 0x07ffffff);
	t.is(b.read(CALIBRATION_STATUS), 0);
	b.write(CALIBRATION_MODE, 1);
	t.is(b.read(READBACK), 0x111);
	t.is(b.read(CALIBRATION_STATUS), 1 << 30);
});
