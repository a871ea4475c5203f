/**
 * Hostile frames against the chip: whatever the guest makes of them, the emulator goes on, and the run replays.
 *
 *     node dist/tools/soak/hostile-frames.js [--count 100000] [--seed 1] [--version V...]
 */
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import { findFirmware } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { InMemory } from "../../src/session/in-memory.js";
import { besiege } from "../../test/wifi/hostile-antenna.js";
import { soakArguments } from "./arguments.js";

const { values, whole } = soakArguments({
	usage: "[--count 100000] [--seed 1] [--version V...]",
	options: {
		count: { type: "string", default: "100000" },
		seed: { type: "string", default: "1" },
		version: { type: "string", multiple: true },
	},
});
const session = await InMemory.load();
const rom = findRom();
for (const version of values.version ?? ["v1.14", "v1.18", "v1.23.0", "v1.26.0"]) {
	const firmware = findFirmware(version);
	const started = performance.now();
	const siege = besiege(session, firmware, whole(values.count), BigInt(whole(values.seed)));
	const recorded = performance.now();
	const { reproduced } = session.replay(siege.bytes, { firmware, rom });
	if (!reproduced) process.exitCode = 1;
	console.log(
		`${version}: ${(siege.trace.tick / TICKS_PER_SECOND).toFixed(0)} guest s, ${siege.bytes.length} bytes, ` +
			`${siege.reboots} resets, alive ${siege.alive} times, recorded in ` +
			`${((recorded - started) / 1000).toFixed(0)} s, replayed in ${((performance.now() - recorded) / 1000).toFixed(0)} s: ` +
			`${reproduced ? "reproduced" : "NOT REPRODUCED"}`,
	);
	console.log(
		`  ${Object.entries(siege.counts)
			.map(([kind, n]) => `${kind} ${n}`)
			.join(", ")}`,
	);
	const told =
		siege.console.match(/^(Fatal exception.*|.*rst cause.*|.*already freed.*|LmacRxBlk.*)/gm) ?? [];
	const sorts = new Map<string, number>();
	for (const line of told) sorts.set(line.trim(), (sorts.get(line.trim()) ?? 0) + 1);
	for (const [line, n] of sorts) console.log(`  ${n} x ${line}`);
}
