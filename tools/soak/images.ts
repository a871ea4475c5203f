/**
 * Every image in the cache: boot to the prompt, one line of Python, recorded and replayed; a Markdown table.
 *
 *     node dist/tools/soak/images.js [--rom FILE] [SHA256...]
 */
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import { ImageCache } from "../../src/firmware/cache.js";
import { findFirmware } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { InMemory } from "../../src/session/in-memory.js";
import { makeMachine } from "../../src/session/machine.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../src/world/scenario/scenario-world.js";
import { soakArguments } from "./arguments.js";

// Some builds wait in a frozen main.py until Ctrl-C; the 512 KB build has a module os without listdir.
const SCENARIO = String.raw`
steps:
  - { expect: '/awaiting sync|>>> /', timeout: 60s }
  - send: "\x03"
  - expect: '/\n>>> /'
  - line: "import os; print(os.listdir()); print(6*7)"
  - expect: '/\n42\n>>> |AttributeError.*\n>>> /'
end: 100ms
`;

const session = await InMemory.load();
const { values, positionals: wanted } = soakArguments({
	usage: "[--rom FILE] [SHA256...]",
	options: { rom: { type: "string" } },
	places: [0, Number.POSITIVE_INFINITY],
});
const rom = findRom({ path: values.rom });
let failures = 0;

console.log(
	"| image | instructions | guest s | record host s | replay host s | trace bytes | checkpoints | result |",
);
console.log("|---|---|---|---|---|---|---|---|");
for (const sha of wanted.length > 0 ? wanted : new ImageCache().list("firmware")) {
	const firmware = findFirmware(sha);
	const world = new ScenarioWorld(parseScenario(SCENARIO, "soak"));
	const machine = makeMachine({ firmware, rom });
	let started = performance.now();
	const { bytes, end, trace } = session.record(machine, [world]);
	const recordSeconds = (performance.now() - started) / 1000;
	started = performance.now();
	const result = session.replay(bytes, machine);
	const replaySeconds = (performance.now() - started) / 1000;
	const verdict = end?.failure ? "FAILED" : result.reproduced ? "reproduced" : "DIVERGED";
	if (verdict !== "reproduced") failures++;
	console.log(
		`| ${[
			firmware.version ?? sha.slice(0, 16),
			trace.instructions.toLocaleString("en-US"),
			(trace.tick / TICKS_PER_SECOND).toFixed(3),
			recordSeconds.toFixed(2),
			replaySeconds.toFixed(2),
			bytes.length,
			result.checkpoints,
			verdict,
		].join(" | ")} |`,
	);
	if (end?.failure) console.error(end.failure);
}
process.exitCode = failures === 0 ? 0 : 1;
