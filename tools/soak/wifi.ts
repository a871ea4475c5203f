/**
 * Runs every Wi-Fi scenario on several releases, with the project's own boot ROM; records and replays each.
 *
 *     node dist/tools/soak/wifi.js [--scenario NAME...] [--version V...]
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { NEVER, TICKS_PER_SECOND } from "../../src/chip/time.js";
import { findFirmware } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { loadDigests } from "../../src/session/digest.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { Recorder } from "../../src/session/recorder.js";
import { replayTrace } from "../../src/session/replayer.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { TraceReader } from "../../src/trace/reader.js";
import { MemorySink } from "../../src/trace/sink.js";
import { MemorySource } from "../../src/trace/source.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { scenarioWorlds } from "../../src/world/scenario/worlds.js";

const FOLDER = "traces/wifi";

const { values } = parseArgs({
	options: { scenario: { type: "string", multiple: true }, version: { type: "string", multiple: true } },
});
const scenarios =
	values.scenario ??
	readdirSync(FOLDER).flatMap((name) => (name.endsWith(".yaml") ? basename(name, ".yaml") : []));
const versions = values.version ?? ["v1.14", "v1.18", "v1.23.0", "v1.26.0"];
const hash64 = await loadHash64();
const digests = await loadDigests();
let failures = 0;

for (const version of versions) {
	const firmware = findFirmware(version);
	for (const name of scenarios) {
		const file = join(FOLDER, `${name}.yaml`);
		const scenario = parseScenario(readFileSync(file, "utf8"), file);
		const machine = prepareMachine({ image: firmware, scenario });
		const sink = new MemorySink();
		let console_ = "";
		const recorder = new Recorder({
			machine,
			worlds: scenarioWorlds(scenario, machine.seed),
			sink,
			hash64,
			digests: digests(),
			onConsole: (byte) => {
				console_ += String.fromCharCode(byte);
			},
		});
		const started = performance.now();
		const end = recorder.run(NEVER);
		const { tick } = recorder.finish(end?.reason ?? "limit");
		const recorded = performance.now();
		const bytes = sink.bytes();
		const reader = new TraceReader(new MemorySource(bytes), hash64);
		const replayed = replayTrace(reader, { firmware, rom: findRom(), hash64, digests: digests() });
		const good = end?.failure === undefined && replayed.reproduced;
		if (!good) failures++;
		console.log(
			`${version.padEnd(8)} ${name.padEnd(16)} ${good ? "ok" : "FAILED"}: ${(tick / TICKS_PER_SECOND).toFixed(1)} guest s, ` +
				`${replayed.inputs} inputs, ${bytes.length} bytes, recorded in ${((recorded - started) / 1000).toFixed(1)} s, ` +
				`replayed in ${((performance.now() - recorded) / 1000).toFixed(1)} s${replayed.reproduced ? "" : ", NOT REPRODUCED"}`,
		);
		for (const line of console_.match(/^got True.*|.*already freed|LmacRxBlk.*/gm) ?? [])
			console.log(`         ${line.trim()}`);
		if (end?.failure) console.log(end.failure);
	}
}
process.exitCode = failures === 0 ? 0 : 1;
