/** A whole chip of each engine with the same code, run side by side. */
import type { ExecutionContext } from "ava";
import { Chip } from "../../src/chip/chip.js";
import { IRAM_BASE } from "../../src/chip/memory/memories.js";
import { NO_OUTPUTS } from "../../src/chip/outputs.js";
import { diffSnapshots } from "../../src/chip/state/diff.js";
import { cpuComponent } from "../../src/chip/xtensa/cpu-state.js";
import { assemble } from "../../tools/qemu/assembler.js";
import { benchConfig } from "./harness.js";

/** The analog bus's master of the PLL, and the set-up for a 26 MHz crystal. */
const PLL_MASTER = 0x60000d10;
const PLL_26 = [
	[1, 0x88],
	[2, 0x91],
] as const;

/**
 * An interpreting and a translating chip at `lines`, which begin where instruction RAM does, with `registers` from a1 on. At
 * 80 MHz, as any firmware sets it up, a cycle is a whole number of ticks; before that it is not.
 */
export function bothEngines(lines: readonly string[], registers: readonly number[], is80MHz = true): Chip[] {
	const code = assemble(lines, IRAM_BASE);
	return (["interp", "wasm"] as const).map((engine) => {
		const chip = new Chip(benchConfig(), NO_OUTPUTS, engine);
		chip.state.view(cpuComponent).pc = IRAM_BASE;
		code.forEach((byte, i) => {
			chip.bus.poke(IRAM_BASE + i, 1, byte);
		});
		chip.state.view(cpuComponent).ar.set(registers, 1);
		for (const [register, value] of is80MHz ? PLL_26 : [])
			chip.bus.store(PLL_MASTER, 4, (1 << 24) | (value << 16) | (register << 8) | 0x67);
		return chip;
	});
}

/** Runs both to each of these ticks; what they come to must be the same. */
export function compareAt(t: ExecutionContext, both: readonly Chip[], ticks: readonly number[]): void {
	for (const tick of ticks) {
		for (const chip of both) chip.run(tick);
		t.is(both[1].tick, both[0].tick);
		t.deepEqual(
			diffSnapshots(both[0].state.layout, both[0].snapshot(), both[1].snapshot()),
			[],
			`at tick ${tick}`,
		);
	}
}
