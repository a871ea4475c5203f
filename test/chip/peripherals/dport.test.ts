import test from "ava";
import { Bench, MAC, US } from "../harness.js";

const DPORT = 0x3ff00000;
const NMI_INT = DPORT + 0x00;
const EDGE_INT_ENABLE = DPORT + 0x04;
const SPI_CACHE = DPORT + 0x0c;
const CPU_CLOCK = DPORT + 0x14;
const CLOCK_GATE = DPORT + 0x18;
const SPI_CACHE_TARGET = DPORT + 0x24;
const EFUSE = DPORT + 0x50;

const CACHE_FLUSH = 1;
const CACHE_FLUSHED = 2;
const CACHE_ENABLE = 1 << 8;
const CACHE_BUSY = 1 << 9;

const FLASH_WINDOW = 0x40200000;

test("the efuses give esptool and the SDK the MAC address", (t) => {
	const b = new Bench();
	const [w0, w1, w2, w3] = [0, 4, 8, 12].map((offset) => b.read(EFUSE + offset));
	t.not(w3, 0, "else esptool takes another OUI");
	const mac = [w3 >>> 16, w3 >>> 8, w3, w1 >>> 8, w1, w0 >>> 24].map((byte) => byte & 0xff);
	t.deepEqual(mac, [...MAC]);
	t.is(w1 >>> 24, 2);
	t.is(w2 & 0x9000, 0x9000);
	t.is(w0 & (1 << 4), 0, "with bit 4, or bit 16 of word 2, it would be an ESP8285");
	t.is(w2 & (1 << 16), 0);
	b.write(EFUSE, 0);
	t.is(b.read(EFUSE), w0, "burnt");
});

test("a cache flush is done at once, and the controller never looks busy", (t) => {
	const b = new Bench();
	b.write(SPI_CACHE, CACHE_FLUSH | CACHE_BUSY);
	t.is(b.read(SPI_CACHE), CACHE_FLUSH | CACHE_FLUSHED);
	b.write(SPI_CACHE, 0);
	t.is(b.read(SPI_CACHE), 0);
});

test("the flash window opens with the cache, on the megabyte that is chosen", (t) => {
	const flash = new Uint8Array(4 << 20);
	for (let mb = 0; mb < 4; mb++) flash[mb << 20] = 0x10 + mb;
	const b = new Bench({ flash });
	t.is(b.chip.bus.load(FLASH_WINDOW, 4), 0, "closed");
	for (const [mapping, mb] of [
		[1 << 24, 0],
		[1 << 25, 1],
		[(1 << 16) | (1 << 24), 2],
		[(1 << 16) | (1 << 25), 3],
	]) {
		b.write(SPI_CACHE, CACHE_ENABLE | mapping);
		t.is(b.chip.bus.load(FLASH_WINDOW, 4), 0x10 + mb);
	}
	b.write(SPI_CACHE, 0);
	t.is(b.chip.bus.load(FLASH_WINDOW, 4), 0);
});

test("the cache takes banks of IRAM", (t) => {
	const b = new Bench();
	b.chip.bus.store(0x40108000, 4, 0x1234);
	t.is(b.chip.bus.load(0x40108000, 4), 0x1234);
	b.write(SPI_CACHE_TARGET, 1 << 3);
	t.is(b.chip.bus.load(0x40108000, 4), 0);
	b.chip.bus.store(0x4010c000, 4, 0x77);
	t.is(b.chip.bus.load(0x4010c000, 4), 0x77);
	b.write(SPI_CACHE_TARGET, 0b11 << 3);
	t.is(b.chip.bus.load(0x4010c000, 4), 0);
	b.write(SPI_CACHE_TARGET, 0);
	t.is(b.chip.bus.load(0x40108000, 4), 0x1234);
});

test("CPU_CLOCK bit 0 doubles the CPU's clock only, from the next instruction on", (t) => {
	const b = Bench.at80MHz();
	b.write(CPU_CLOCK, 1);
	b.run(1);
	t.is(b.chip.clocks.cpuSubticks, 13);
	t.is(b.chip.clocks.apbHz, 80_000_000);
	const [ccount, time] = [b.chip.cpu.ccount(), b.read(0x3ff20c00)];
	b.run(1000 * US);
	t.is(b.chip.cpu.ccount() - ccount, 160_000);
	t.is(b.read(0x3ff20c00) - time, 1000);
	b.write(CPU_CLOCK, 0);
	b.run(2);
	t.is(b.chip.clocks.cpuSubticks, 26);
});

test("the block reset of a restart closes the edge gates and empties the MAC", (t) => {
	const b = Bench.at80MHz();
	b.write(EDGE_INT_ENABLE, 5);
	b.write(0x3ff20004, 1 << 31);
	b.write(CLOCK_GATE, 0xffff0000);
	t.is(b.read(EDGE_INT_ENABLE), 5);
	b.write(CLOCK_GATE, 0xffff0100);
	t.is(b.read(EDGE_INT_ENABLE), 0);
	t.is(b.read(0x3ff20004), 0);
	b.write(EDGE_INT_ENABLE, 5);
	b.write(CLOCK_GATE, 0xffff0100);
	t.is(b.read(EDGE_INT_ENABLE), 5, "only its rising edge resets");
	t.is(b.read(CLOCK_GATE), 0xffff0100);
});

test("NMI routing reads back five bits, other registers are storage", (t) => {
	const b = new Bench();
	b.write(NMI_INT, 0xff0f);
	t.is(b.read(NMI_INT), 0x0f);
	b.write(DPORT + 0x28, 0x24);
	t.is(b.read(DPORT + 0x28), 0x24);
});
