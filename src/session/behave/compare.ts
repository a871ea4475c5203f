/** Compares what two runs put out, section by section. */

import { LAST_SILENCE } from "./anchored-world.js";
import { ConsoleComparison, type DiffLine } from "./compare-console.js";
import type { Rules } from "./rules.js";
import type { Burst, Script, ScriptInput } from "./script.js";
import type { Edge, Section, Transcript } from "./transcript.js";

/** One place where the runs differ. */
export interface Difference {
	/** 0 before the first input, else the number of the burst of inputs that the section follows. */
	readonly section: number;
	/** Ticks at which the section begins; the new run may not have come so far. */
	readonly recordedAt: number;
	readonly nowAt?: number;
	readonly kind: "console" | "pins" | "power" | "network" | "files" | "missing";
	/** What differs, in words, for all but console text. */
	readonly what?: string;
	readonly lines?: readonly DiffLine[];
}

/** Differences kept; a run that is out of step differs everywhere. */
const MAX_DIFFERENCES = 200;

/** What differs; the sections of `now` are those of the script as far as they go. */
export function compareTranscripts(script: Script, now: Transcript, rules: Rules): Difference[] {
	const found: Difference[] = [];
	const console = new ConsoleComparison(rules);
	const { sections } = script.transcript;
	for (const [i, recorded] of sections.entries()) {
		const actual = now.sections[i];
		if (found.length >= MAX_DIFFERENCES) return found;
		if (!actual) {
			found.push({
				section: i,
				recordedAt: recorded.from,
				kind: "missing",
				what: "the run did not come so far",
			});
			return found;
		}
		const different =
			console.add(i, recorded.text(), actual.text()) ??
			(isLast(i, sections) ? console.end(endsTalking(script)) : undefined);
		if (different) {
			const { section, lines } = different;
			const [was, is] = [sections[section], now.sections[section]];
			found.push({ section, recordedAt: was.from, nowAt: is.from, kind: "console", lines });
		}
		const place = { section: i, recordedAt: recorded.from, nowAt: actual.from };
		found.push(...compareSection(place, recorded, actual, rules));
	}
	return found;
}

/** Whether the recording ended so soon after the last output or input that more was to come. */
function endsTalking({ bursts, transcript, rest }: Script): boolean {
	const last = bursts.at(-1);
	const lastInput = last ? last.tick + last.inputs[last.inputs.length - 1].after : 0;
	return lastInput + rest - Math.max(lastInput, transcript.last.lastOutput) < LAST_SILENCE;
}

function isLast(index: number, all: readonly unknown[]): boolean {
	return index === all.length - 1;
}

/** All of a section but its text. */
function compareSection(
	place: Pick<Difference, "section" | "recordedAt" | "nowAt">,
	recorded: Section,
	actual: Section,
	rules: Rules,
): Difference[] {
	const found: Difference[] = [];
	if (recorded.lost !== actual.lost) {
		found.push({
			...place,
			kind: "console",
			what: `recorded ${recorded.lost} more outputs than are kept, now ${actual.lost}`,
		});
	}
	if (rules.pins === "order") {
		for (const pin of new Set([...recorded.edges, ...actual.edges].map((edge) => edge.pin))) {
			const [one, other] = [levels(recorded.edges, pin), levels(actual.edges, pin)];
			if (one !== other)
				found.push({
					...place,
					kind: "pins",
					what: `GPIO${pin}: recorded ${brief(one)}, now ${brief(other)}`,
				});
		}
	}
	const [was, is] = [recorded.power.join(", "), actual.power.join(", ")];
	if (was !== is)
		found.push({ ...place, kind: "power", what: `recorded ${was || "nothing"}, now ${is || "nothing"}` });
	return found;
}

function levels(edges: readonly Edge[], pin: number): string {
	return edges
		.filter((edge) => edge.pin === pin)
		.map(({ level }) => level)
		.join("");
}

/** The beginning of a waveform: "0101 (4 edges)". */
function brief(waveform: string): string {
	if (waveform === "") return "no edge";
	const shown = waveform.length > 32 ? `${waveform.slice(0, 32)}...` : waveform;
	return `${shown} (${waveform.length} edges)`;
}

/** What was typed in a burst, for people; other inputs by kind. */
export function describeBurst({ inputs }: Burst): string {
	return describeInputs(inputs.map(({ input }) => input));
}

/** Inputs of one kind that belong together, at least one. */
export function describeInputs(inputs: readonly ScriptInput[]): string {
	const [input] = inputs;
	if (input.kind === "uart") {
		const bytes = inputs.flatMap((i) => (i.kind === "uart" ? [i.byte] : []));
		return JSON.stringify(new TextDecoder().decode(Uint8Array.from(bytes)));
	}
	if (input.kind === "pin")
		return `GPIO${input.pin} ${input.level}${inputs.length > 1 ? ` and ${inputs.length - 1} more edges` : ""}`;
	if (input.kind === "power") return input.event;
	if (input.kind === "fault") return `"${input.fault.node}": ${input.fault.fault}`;
	if (input.kind === "conversation")
		return `the world opened ${input.conversation.protocol} port ${input.conversation.chip.port}`;
	if (input.kind === "set") return `device "${input.device}" was set`;
	if (input.kind === "hand") return `GPIO${input.pin} ${input.level}`;
	return inputs.length > 1
		? `${inputs.length} inputs of kind ${input.kind}`
		: `an input of kind ${input.kind}`;
}
