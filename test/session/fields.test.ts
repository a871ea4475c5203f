import test from "ava";
import { Chip } from "../../src/chip/chip.js";
import { FieldTable } from "../../src/session/fields.js";
import { chipConfig, stateLayout } from "../../src/session/machine.js";
import { echoMachine } from "./guest.js";
import { MS } from "./run.js";

const SIZE = 512 * 1024;

test("field names are the layout's, without memories, and every one is read where it lies", (t) => {
	const table = new FieldTable(stateLayout(SIZE));
	for (const name of [
		"cpu.pc",
		"cpu.ar[15]",
		"clock.tick",
		"clock.tick.high",
		"uart0.rx.ring[124]",
		"gpio.pin[0]",
	]) {
		t.true(table.names.includes(name), name);
	}
	t.false(table.names.some((name) => /^(dram|iram|rom|flash|rtcram)\./.test(name)));
	t.is(new Set(table.names).size, table.names.length);
	const chip = new Chip(chipConfig(echoMachine()));
	chip.run(MS);
	const values = table.read(chip.state.buffer);
	const value = (name: string) => values[table.names.indexOf(name)];
	t.is(value("clock.tick"), chip.tick);
	t.is(value("cpu.instructions"), chip.instructions);
	const before = values.slice();
	before[table.names.indexOf("cpu.ar[2]")] = 1;
	t.deepEqual(table.compare(["gone.field", ...table.names], Uint32Array.of(9, ...before), values), [
		{ name: "cpu.ar[2]", expected: 1, actual: 0x60000000 },
	]);
});
