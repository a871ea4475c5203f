import test from "ava";
import fc from "fast-check";
import type { WireDrive } from "../../../src/world/devices/terminal.js";
import { Wire } from "../../../src/world/devices/wire.js";

function makeWire(idle: 0 | 1 = 0): { wire: Wire; toChip: WireDrive[] } {
	const toChip: WireDrive[] = [];
	return { wire: new Wire({ gpio: 4, idle, now: () => 7, toChip: (level) => toChip.push(level) }), toChip };
}

test("low wins, then high, then a resistor, then the board", (t) => {
	const drive = fc.constantFrom<WireDrive>(0, 1, "z");
	fc.assert(
		fc.property(drive, drive, drive, drive, fc.constantFrom<0 | 1>(0, 1), (chip, a, b, pull, idle) => {
			const { wire, toChip } = makeWire(idle);
			const [first, second] = [wire.connect(), wire.connect()];
			second.pull(pull);
			wire.chipDrives(chip);
			first.drive(a);
			second.drive(b);
			const outside = a === 0 || b === 0 ? 0 : a === 1 || b === 1 || pull === 1 ? 1 : "z";
			const level = chip === 0 || outside === 0 ? 0 : chip === 1 || outside === 1 ? 1 : idle;
			t.is(first.level, level);
			t.is(toChip.at(-1) ?? "z", outside);
		}),
	);
});

test("the chip is told of changes only", (t) => {
	const { wire, toChip } = makeWire();
	const [a, b] = [wire.connect(), wire.connect()];
	a.drive(0);
	b.drive(0);
	a.drive("z");
	b.drive("z");
	b.drive("z");
	t.deepEqual(toChip, [0, "z"]);
});

test("a listener that drives in its turn lets everybody hear the edges in their order", (t) => {
	const { wire } = makeWire(1);
	const [a, b] = [wire.connect(), wire.connect()];
	const heard: string[] = [];
	a.onEdge((level, tick) => {
		heard.push(`a${level}@${tick}`);
		if (level === 1) a.drive(0);
	});
	b.onEdge((level) => void heard.push(`b${level}`));
	b.onChip((level) => void heard.push(`chip ${level}`));
	wire.chipDrives(0);
	wire.chipDrives("z");
	t.deepEqual(heard, ["chip 0", "a0@7", "b0", "chip z", "a1@7", "b1", "a0@7", "b0"]);
});
