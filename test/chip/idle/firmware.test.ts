/** MicroPython that waits: skipping ends in the state, and with the count of instructions, that executing ends in. */
import { createChip } from "../../../src/chip/create-chip.js";
import { NO_OUTPUTS } from "../../../src/chip/outputs.js";
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../src/chip/time.js";
import { chipConfig, makeMachine } from "../../../src/session/machine.js";
import { loadHash64 } from "../../../src/trace/hash64.js";
import { firmwareTest, IMAGES } from "../../images.js";

const hash64 = await loadHash64();
const BOOT_SECONDS = 4;
const LINE = "import time; time.sleep_ms(700); print(time.ticks_ms() > 0)\r";

for (const version of ["v1.14", "v1.23.0"] as const) {
	firmwareTest(
		IMAGES[version],
		`${version} at the prompt and in sleep_ms is the same, skipped and executed`,
		(t, images) => {
			t.timeout(600_000);
			const machine = makeMachine({ firmware: images.firmware, rom: images.rom });
			const runs = (["interp", "wasm"] as const).map((engine) => {
				let text = "";
				const outputs = {
					...NO_OUTPUTS,
					uart: (_tick: number, line: number, byte: number) => {
						if (line === 0) text += String.fromCharCode(byte);
					},
				};
				const chip = createChip(chipConfig(machine), outputs, engine);
				chip.run(BOOT_SECONDS * TICKS_PER_SECOND);
				for (const character of LINE) {
					chip.input({ kind: "uart", line: 0, byte: character.charCodeAt(0), baud: 115_200 });
					chip.run(chip.tick + 3 * TICKS_PER_MS);
				}
				chip.run(chip.tick + 2 * TICKS_PER_SECOND + 12_345);
				return { text, tick: chip.tick, instructions: chip.instructions, state: chip.hash(hash64) };
			});
			t.true(runs[0].text.endsWith("True\r\n>>> "), runs[0].text.slice(-80));
			t.is(runs[1].text, runs[0].text);
			t.is(runs[1].tick, runs[0].tick);
			t.is(runs[1].instructions, runs[0].instructions);
			t.deepEqual([...runs[1].state.components], [...runs[0].state.components]);
		},
	);
}
