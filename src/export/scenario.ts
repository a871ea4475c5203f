/** A trace as a scenario, which can be read, changed, and recorded anew: on the same firmware or on another. */
import { stringify } from "yaml";
import { STRAPS_UART_DOWNLOAD } from "../chip/config.js";
import { type Burst, readScript, type Script, type ScriptInput } from "../session/behave/script.js";
import type { TraceReader } from "../trace/reader.js";
import type { TraceHeader } from "../trace/schema.js";
import type { WorldLog } from "../world/recorded/world-log.js";
import { exactTime } from "../world/units.js";
import { faultStep, scenarioSurroundings } from "./scenario-surroundings.js";

/** Characters of the console's text that are waited for. */
const EXPECTED = 48;
const FS_PER_US = 1e9;

type Step = Readonly<Record<string, unknown>> | string;

export interface ExportedScenario {
	readonly text: string;
	readonly steps: number;
	/** Inputs that no step can give: frames of an unknown air, bytes on HSPI and UART1. */
	readonly leftOut: number;
}

/** Throws TraceError; RangeError for a trace with more inputs than a script may hold. */
export function exportScenario(reader: TraceReader): ExportedScenario {
	return scenarioOf(reader.header, readScript(reader));
}

/** The same of a trace that was read already. */
export function scenarioOf(header: TraceHeader, { bursts, frames, rest, log }: Script): ExportedScenario {
	const steps: Step[] = [];
	let leftOut = log.hasAir ? 0 : frames;
	for (const burst of bursts) {
		steps.push(...waiting(burst));
		const given = stepsOf(burst);
		if (given) steps.push(...given);
		else leftOut += burst.inputs.length;
	}
	const scenario = {
		...facts(header),
		...scenarioSurroundings(log),
		...scenarioDevices(log),
		steps: [...steps],
		end: exactTime(rest),
	};
	const remark = leftOut > 0 ? `# ${leftOut} inputs that a scenario has no step for are left out.\n` : "";
	return { text: `${remark}${stringify(scenario, { lineWidth: 0 })}`, steps: steps.length, leftOut };
}

/** The devices, on GPIO numbers: what a board calls its pins, no trace says. */
function scenarioDevices({ devices: { devices } }: WorldLog) {
	if (devices.length === 0) return {};
	return { devices: devices.map(({ name, kind, pins, settings }) => ({ name, kind, pins, ...settings })) };
}

function facts({ flashSize, seed, mac, notes }: TraceHeader) {
	const size = flashSize >= 1 << 20 ? `${flashSize >> 20}M` : `${flashSize >> 10}K`;
	return {
		...(notes.scenario === undefined ? {} : { name: notes.scenario }),
		flash_size: size,
		seed: `0x${seed.toString(16)}`,
		mac,
	};
}

/** What the console had said last, and the silence after it; without a text the time since the input before. */
function waiting({ said, silence, wait }: Burst): Step[] {
	const text = expected(said);
	const pause = text === "" ? wait : silence;
	return [...(text === "" ? [] : [{ expect: text }]), ...(pause > 0 ? [{ wait: exactTime(pause) }] : [])];
}

/** The end of a text as an `expect` step takes it: a text, not a regular expression, and nothing that was no text. */
function expected(said: string): string {
	const lines = said.replaceAll("\r\n", "\n");
	const whole = lines.slice(lines.lastIndexOf("\ufffd") + 1).replace(/\r$/, "");
	return whole.slice(-EXPECTED).replace(/^\/+/, "");
}

/** The steps that give a burst; undefined where there are none. */
function stepsOf({ inputs }: Burst): Step[] | undefined {
	const [{ input }] = inputs;
	if (input.kind === "uart") return typed(inputs.map((one) => one.input));
	const steps: Step[] = [];
	let last = 0;
	for (const { after, input: one } of inputs) {
		// A step disturbs both ways; the trace has a fault for each.
		if (one.kind === "fault" && one.fault.data.way === "heard") continue;
		const step = stepOf(one);
		if (step === undefined) return undefined;
		if (after > last) steps.push({ wait: exactTime(after - last) });
		steps.push(step);
		last = after;
	}
	return steps;
}

/** What was typed on UART0, as text where it is; a line is one that ends with the return key and has no other. */
function typed(inputs: readonly ScriptInput[]): Step[] | undefined {
	const bytes = inputs.flatMap((one) => (one.kind === "uart" && one.line === 0 ? [one.byte] : []));
	if (bytes.length < inputs.length) return undefined;
	try {
		const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
		const isLine = /^[^\r]+\r$/.test(text);
		return [isLine ? { line: text.slice(0, -1) } : { send: text }];
	} catch {
		return [
			{
				bytes: Buffer.from(bytes)
					.toString("hex")
					.replace(/..(?=.)/g, "$& "),
			},
		];
	}
}

const POWER_STEPS = { "reset-pin": "reset", "power-on": "power-cycle", "brown-out": "brown-out" } as const;
const LEVELS = { 0: "low", 1: "high", z: "open" } as const;

function stepOf(input: ScriptInput): Step | undefined {
	switch (input.kind) {
		case "pin":
			return { pin: { [input.pin]: LEVELS[input.level] } };
		case "adc":
			return { adc: input.microvolts / 1e6 };
		case "rtc":
			return { rtc: { period: input.periodFs / FS_PER_US } };
		case "power": {
			const step = POWER_STEPS[input.event];
			return input.straps === STRAPS_UART_DOWNLOAD ? { [step]: { straps: "download" } } : step;
		}
		case "set":
			return { set: { [input.device]: input.values } };
		case "hand":
			return { pin: { [input.pin]: LEVELS[input.level] } };
		case "fault":
			return faultStep(input.fault);
		default:
			return undefined;
	}
}
