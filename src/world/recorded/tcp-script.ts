/** The world's side of a recorded connection as a script: the same words, as long after the chip's as they were. */
import type { ScriptStep } from "../network/servers/script.js";
import type { Conversation } from "./conversation-log.js";

export function tcpScriptOf({ turns, openedAt, aborted }: Conversation): ScriptStep[] {
	const steps: ScriptStep[] = [];
	let last = openedAt;
	for (const turn of turns) {
		if (turn.from === "chip") steps.push(turn.bytes === "end" ? "expect end" : { take: turn.bytes.length });
		else {
			if (turn.tick > last) steps.push({ wait: turn.tick - last });
			steps.push(turn.bytes === "end" ? "end" : { send: turn.bytes });
		}
		last = turn.tick;
	}
	if (aborted) steps.push("abort");
	return steps;
}
