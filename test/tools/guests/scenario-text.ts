/**
 * The scenario that does for `replay record` what the tests' outside does. It waits for each "# want:" line that it can
 * do something about; the guest skips what it is not given.
 */

import { TICKS_PER_MS } from "../../../src/chip/time.js";
import { ACT_AFTER, type Want } from "./outside.js";

/** The scenario file of a guest that asked for `wants`. */
export function scenarioText(name: string, wants: readonly Want[]): string {
	const steps = wants.flatMap(({ request }) => {
		const actions = action(request);
		if (actions.length === 0) return [];
		return [
			`  - expect: ${JSON.stringify(`# want: ${request}\n`)}`,
			`  - wait: ${ACT_AFTER / TICKS_PER_MS}ms`,
			...actions,
		];
	});
	return [
		`# The guest program ${name}: what its "# want:" lines ask for. Written by test/tools/guests/write-scenarios.ts.`,
		`name: guest ${name}`,
		"flash_size: 4M",
		"steps:",
		...steps,
		'  - expect: "# done\\n"',
		"end: 10ms",
		"",
	].join("\n");
}

function action(request: string): string[] {
	const [verb, ...words] = request.split(" ");
	switch (verb) {
		case "uart":
			// Scenarios send at the chip's own speed.
			return /^\d/.test(words[0]) ? [] : [`  - send: ${request.slice("uart ".length)}`];
		case "pin":
			return [`  - pin: { ${words[0]}: ${words[1] === "z" ? "open" : words[1] === "1" ? "high" : "low"} }`];
		case "adc":
			return [`  - adc: ${words[0]}`];
		case "rtc":
			return [`  - rtc: { period: ${words[0]} }`];
		case "reset":
		case "power-cycle":
			return [`  - ${verb}`];
		default:
			// Scenarios have no HSPI device.
			return [];
	}
}
