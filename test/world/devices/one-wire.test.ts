import test from "ava";
import fc from "fast-check";
import { crc8 } from "../../../src/world/devices/bus/one-wire-target.js";
import { device, Kit } from "./bench-kit.js";

const PIN = 12;

/** A controller by the times of Maxim's application note 126. */
class Controller {
	constructor(readonly kit: Kit) {}

	reset(): boolean {
		this.kit.pin(PIN, 0);
		this.kit.wait(480);
		this.kit.pin(PIN, "z");
		this.kit.wait(70);
		const present = this.kit.level(PIN) === 0;
		this.kit.wait(410);
		return present;
	}

	bit(bit: number): number {
		this.kit.pin(PIN, 0);
		this.kit.wait(bit ? 6 : 60);
		this.kit.pin(PIN, "z");
		this.kit.wait(bit ? 9 : 10);
		const seen = this.kit.level(PIN);
		this.kit.wait(55);
		return seen;
	}

	write(...bytes: readonly number[]): void {
		for (const byte of bytes) for (let i = 0; i < 8; i++) this.bit((byte >>> i) & 1);
	}

	read(length: number): Uint8Array {
		return Uint8Array.from({ length }, () =>
			Array.from({ length: 8 }, (_, i) => this.bit(1) << i).reduce((a, b) => a | b),
		);
	}

	/** All codes on the bus: at each place where they differ first the ones with 0, then those with 1. */
	search(prefix: readonly number[] = []): string[] {
		if (!this.reset()) return [];
		this.write(0xf0);
		const bits = [...prefix];
		for (const bit of prefix) {
			this.bit(1);
			this.bit(1);
			this.bit(bit);
		}
		while (bits.length < 64) {
			const [zero, one] = [this.bit(1) === 0, this.bit(1) === 0];
			if (!zero && !one) return [];
			if (zero && one) return [...this.search([...bits, 0]), ...this.search([...bits, 1])];
			bits.push(one ? 1 : 0);
			this.bit(one ? 1 : 0);
		}
		const bytes = Array.from({ length: 8 }, (_, i) =>
			bits.slice(8 * i, 8 * i + 8).reduce((a, b, n) => a | (b << n), 0),
		);
		return [Buffer.from(bytes).toString("hex")];
	}
}

const serials = fc.uniqueArray(fc.uint8Array({ minLength: 6, maxLength: 6 }), {
	minLength: 1,
	maxLength: 5,
	selector: (serial) => Buffer.from(serial).toString("hex"),
});

test("a search finds every device, and each is read by its code", (t) => {
	fc.assert(
		fc.property(serials, (given) => {
			const devices = given.map((serial, i) =>
				device("ds18b20", { data: PIN }, { serial: [...serial], temperature: i * 3.5 - 5 }, `t${i}`),
			);
			const kit = new Kit(devices);
			const bus = new Controller(kit);
			const roms = given.map((_, i) => String(kit.state(`t${i}`).rom));
			t.deepEqual(bus.search().sort(), [...roms].sort());
			bus.reset();
			bus.write(0xcc, 0x44);
			kit.wait(750_000);
			for (const [i, rom] of roms.entries()) {
				bus.reset();
				bus.write(0x55, ...Buffer.from(rom, "hex"), 0xbe);
				const scratchpad = bus.read(9);
				t.is(crc8(scratchpad), 0);
				t.is(new DataView(scratchpad.buffer).getInt16(0, true) / 16, i * 3.5 - 5);
			}
		}),
		{ numRuns: 10 },
	);
});

test("resolution, alarm, EEPROM, and what a power cycle leaves", (t) => {
	const kit = new Kit([device("ds18b20", { data: PIN }, { temperature: 21.9375 })]);
	const bus = new Controller(kit);
	const value = () => {
		bus.reset();
		bus.write(0xcc, 0xbe);
		return new DataView(bus.read(9).buffer).getInt16(0, true) / 16;
	};
	t.is(value(), 85, "before any conversion");
	bus.reset();
	bus.write(0xcc, 0x4e, 20, 0xf6, 0x1f);
	bus.reset();
	bus.write(0xcc, 0x44);
	t.is(bus.bit(1), 0, "busy");
	kit.wait(94_000);
	t.is(bus.bit(1), 1);
	t.is(value(), 21.5, "nine bits");
	bus.reset();
	bus.write(0xec);
	t.deepEqual([bus.bit(1), bus.bit(1)], [0, 1], "above the upper limit: it takes part in an alarm search");
	bus.reset();
	bus.write(0xcc, 0x48);
	kit.wait(11_000);
	kit.bench.onPower(kit.tick, "power-on");
	t.is(value(), 85);
	bus.reset();
	bus.write(0xcc, 0xbe);
	t.deepEqual([...bus.read(5).subarray(2)], [20, 0xf6, 0x1f]);
});

test("the CRC of Maxim's application note 27", (t) => {
	t.is(crc8(Uint8Array.of(0x02, 0x1c, 0xb8, 0x01, 0x00, 0x00, 0x00)), 0xa2);
});

test("a bus without devices is silent", (t) => {
	const bus = new Controller(new Kit([device("probe", { pin: PIN })]));
	bus.kit.bench.movePin(PIN, 1, 1);
	bus.kit.wait(1);
	t.false(bus.reset());
});
