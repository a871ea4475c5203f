/** MicroPython with a virtual air around it. */
import type { ExecutionContext } from "ava";
import { describeDivergence } from "../../../src/session/divergence.js";
import { makeMachine } from "../../../src/session/machine.js";
import { Air, type AirFrame, type AirReport } from "../../../src/world/air/air.js";
import type { AirEvent } from "../../../src/world/air/node.js";
import type { World } from "../../../src/world/world.js";
import type { Images } from "../../images.js";
import { MS, record, replay, steps } from "../../session/run.js";

export const CHIP = "5c:cf:7f:00:00:01";
const MAX_GUEST_TIME = 120_000 * MS;

/** Lines for the prompt: each is typed when the one before has brought the prompt back. */
export function lines(...typed: readonly string[]): string {
	const all = typed.map((line) => `  - expect: ">>> "\n  - line: ${JSON.stringify(line)}\n`);
	return `${all.join("")}  - expect: "\\n>>> "\n`;
}

/** Begins with a station and its helper: `u(s)` waits for a status and says so. */
export const STATION = [
	"import network, time",
	"network.WLAN(1).active(False); w = network.WLAN(0); w.active(True)",
	"w.ifconfig(('10.0.0.2', '255.255.255.0', '10.0.0.1', '10.0.0.1'))",
	"exec(\"def u(s):\\n while w.status() != s: time.sleep_ms(50)\\n print('status', s)\")",
] as const;

export interface Played {
	readonly console: string;
	readonly trace: Uint8Array;
	readonly events: string[];
	readonly reports: AirReport[];
	readonly frames: AirFrame[];
}

/**
 * Records a scenario's steps with what `surround` puts on the air; its result acts beside it. Fails the test when the
 * scenario does.
 */
export function play(
	t: ExecutionContext,
	images: Images,
	surround: (air: Air) => World | undefined,
	scenario: string,
): Played {
	const air = new Air({ seed: 7n });
	const events: string[] = [];
	const reports: AirReport[] = [];
	const frames: AirFrame[] = [];
	air.listen({
		onEvent: (_, { node, event, peer }: AirEvent) => events.push(`${node}: ${event} ${peer}`),
		onReport: (report) => reports.push(report),
		onFrame: (frame) => frames.push(frame),
	});
	const antenna = air.addChip();
	const other = surround(air);
	const worlds = [steps(scenario), ...(other ? [other] : []), antenna];
	const { bytes, console, end } = record(makeMachine(images), worlds, MAX_GUEST_TIME);
	t.deepEqual(end, { reason: "scenario end" }, end?.failure ?? console.slice(-500));
	return { console, trace: bytes, events, reports, frames };
}

/** Replays a trace and fails the test when it differs. */
export function reproduces(t: ExecutionContext, images: Images, trace: Uint8Array): void {
	const result = replay(trace, images);
	t.true(result.reproduced, describeDivergence(result.divergence ?? {}).join("\n"));
}
