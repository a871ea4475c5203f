import test from "ava";
import { registerMapComponent } from "../../../src/chip/memory/register-map.js";
import { Bench } from "../harness.js";

test("an address that no block answers reads 0 and is counted", (t) => {
	const b = new Bench();
	const unmapped = b.chip.state.view(registerMapComponent);
	t.is(unmapped.accesses, 0);
	for (const address of [0x60008000, 0x6000c000, 0x6fffffff & ~3, 0x3ff10000, 0x3ff30000]) {
		t.is(b.read(address), 0);
		b.write(address, 1);
		t.is(unmapped.lastAddress, address);
	}
	t.is(unmapped.accesses, 10);
});

test("RTC RAM is words at 0x60001000", (t) => {
	const b = new Bench();
	for (let i = 0; i < 256; i++) b.write(0x60001000 + 4 * i, 0x80000000 + i);
	for (let i = 0; i < 256; i++) t.is(b.read(0x60001000 + 4 * i), 0x80000000 + i);
	t.is(b.chip.state.bytesOf("rtcram")[4], 1);
});

test("every block answers at its addresses, and every register can be read and written", (t) => {
	const b = new Bench();
	const unmapped = b.chip.state.view(registerMapComponent);
	for (const [base, size] of [
		[0x3ff00000, 0x100],
		[0x3ff1fe00, 0x2200],
		[0x60000000, 0x374],
		[0x60000400, 0x240],
		[0x60000700, 0x300],
		[0x60000a00, 0x600],
		[0x60001000, 0x400],
		[0x60009800, 0x800],
	]) {
		for (let address = base; address < base + size; address += 4) {
			b.write(address, 0);
			t.is(b.read(address) % 1, 0, address.toString(16));
		}
	}
	t.is(unmapped.accesses, 0);
});
