/** Reads one step of a scenario. */
import { DEFAULT_RTC_PERIOD_FS, STRAPS_FLASH_BOOT, STRAPS_UART_DOWNLOAD } from "../../chip/config.js";
import type { PinInput } from "../../chip/inputs.js";
import type { Board } from "../board/board.js";
import { readPin } from "../devices/parse.js";
import { parseTime } from "../units.js";
import { readAirStep, readDatagramStep, readFetchStep } from "./air-steps.js";
import { readExpectState, readPressStep, readSaveStep, readSetStep } from "./device-steps.js";
import { DEFAULT_TIMEOUT, type Pattern, type Step, type StepAction } from "./schema.js";
import type { YamlEntries, YamlNode, YamlReader } from "./yaml-reader.js";

/** Reads the value of a step; `at` is its key, for messages when there is no value. */
type StepReader = (
	yaml: YamlReader,
	value: YamlNode,
	at: YamlNode,
	timeoutTicks: number,
	board: Board | undefined,
) => StepAction;

const STEPS: Readonly<Record<string, StepReader>> = {
	expect: (yaml, value, at, timeoutTicks) =>
		yaml.isMap(value)
			? readExpectState(yaml, value, at, timeoutTicks)
			: { kind: "expect", pattern: readPattern(yaml, value, at), timeoutTicks },
	send: (yaml, value, at, timeoutTicks) => ({
		kind: "send",
		bytes: Buffer.from(yaml.text(value, "send", at)),
		timeoutTicks,
	}),
	line: (yaml, value, at, timeoutTicks) => ({
		kind: "send",
		bytes: Buffer.from(`${yaml.empty(value) ? "" : yaml.text(value, "line", at)}\r`),
		timeoutTicks,
	}),
	bytes: (yaml, value, at, timeoutTicks) => ({
		kind: "send",
		bytes: readBytes(yaml, value, at),
		timeoutTicks,
	}),
	wait: (yaml, value, at) => ({ kind: "wait", ticks: yaml.time(value, "wait", at) }),
	pin: (yaml, value, at, _timeoutTicks, board) => ({ kind: "pin", levels: readPins(yaml, value, at, board) }),
	adc: (yaml, value, at) => ({ kind: "adc", microvolts: readVolts(yaml, value, at) }),
	rtc: (yaml, value, at) => ({ kind: "rtc", periodFs: readRtc(yaml, value, at) }),
	reset: (yaml, value) => ({ kind: "power", event: "reset-pin", straps: readStraps(yaml, value, "reset") }),
	"power-cycle": (yaml, value) => ({
		kind: "power",
		event: "power-on",
		straps: readStraps(yaml, value, "power-cycle"),
	}),
	"brown-out": (yaml, value) => ({
		kind: "power",
		event: "brown-out",
		straps: readStraps(yaml, value, "brown-out"),
	}),
	air: (yaml, value, at) => readAirStep(yaml, value, at),
	fetch: (yaml, value, at, timeoutTicks) => readFetchStep(yaml, value, at, timeoutTicks),
	datagrams: (yaml, value, at, timeoutTicks) => readDatagramStep(yaml, value, at, timeoutTicks),
	set: (yaml, value, at) => readSetStep(yaml, value, at),
	press: (yaml, value, at) => readPressStep(yaml, value, at, true),
	release: (yaml, value, at) => readPressStep(yaml, value, at, false),
	save: (yaml, value, at) => readSaveStep(yaml, value, at),
	note: (yaml, value, at) => ({ kind: "note", text: yaml.text(value, "note", at) }),
};

const NAMES = Object.keys(STEPS);
const WITHOUT_VALUE = ["reset", "power-cycle", "brown-out"];
const WITH_TIMEOUT = ["expect", "send", "line", "bytes", "fetch", "datagrams"];

/** Reads a step: a map with one of the step names, or the bare name of a step that needs no value. */
export function parseStep(yaml: YamlReader, node: YamlNode, board?: Board): Step {
	const line = yaml.line(node);
	const bare = yaml.scalar(node);
	if (bare !== undefined && WITHOUT_VALUE.includes(bare)) {
		return { ...STEPS[bare](yaml, undefined, node, 0, board), line };
	}
	const entries = yaml.map(node, "a step", [...NAMES, "timeout"]);
	const [name, ...others] = NAMES.filter((step) => entries.has(step));
	if (name === undefined) yaml.fail(node, `a step must be one of ${NAMES.join(", ")}`);
	if (others.length > 0)
		yaml.fail(entries.get(others[0])!.key, `a step must do one thing: ${name} or ${others[0]}`);
	const { key, value } = entries.get(name)!;
	return { ...STEPS[name](yaml, value, key, readTimeout(yaml, entries, name), board), line };
}

function readTimeout(yaml: YamlReader, entries: YamlEntries, step: string): number {
	const entry = entries.get("timeout");
	if (!entry) return parseTime(DEFAULT_TIMEOUT)!;
	if (!WITH_TIMEOUT.includes(step)) {
		yaml.fail(entry.key, `timeout goes with ${WITH_TIMEOUT.join(", ")}; ${step} waits for nothing`);
	}
	return yaml.time(entry.value, "timeout", entry.key);
}

function readBytes(yaml: YamlReader, node: YamlNode, at: YamlNode): Uint8Array {
	const digits = yaml.text(node, "bytes", at).replace(/\s/g, "");
	if (!/^([0-9a-f]{2})+$/i.test(digits)) yaml.fail(node, "bytes must be pairs of hex digits, such as 7f 0d");
	return Buffer.from(digits, "hex");
}

function readPattern(yaml: YamlReader, node: YamlNode, at: YamlNode): Pattern {
	const text = yaml.text(node, "expect", at);
	const regex = /^\/(.+)\/([imsu]*)$/s.exec(text);
	if (!regex) return text === "" ? yaml.fail(node, "expect must not be empty") : { text };
	try {
		return { regex: new RegExp(regex[1], regex[2]) };
	} catch (error) {
		return yaml.fail(node, (error as Error).message);
	}
}

const LEVELS: Readonly<Record<string, PinInput["level"]>> = {
	"0": 0,
	low: 0,
	"1": 1,
	high: 1,
	z: "z",
	open: "z",
};

function readPins(
	yaml: YamlReader,
	node: YamlNode,
	at: YamlNode,
	board: Board | undefined,
): Omit<PinInput, "kind">[] {
	const entries = [...yaml.map(node, "pin", undefined, at)];
	if (entries.length === 0) yaml.fail(at, "pin must name a pin and its level, such as { 4: low }");
	return entries.map(([, { key, value }]) => {
		const pin = readPin(yaml, key, key, board);
		const word = yaml.text(value, "a pin's level", key);
		if (!Object.hasOwn(LEVELS, word)) yaml.fail(value, "a pin's level must be low, high or open");
		return { pin, level: LEVELS[word] };
	});
}

function readVolts(yaml: YamlReader, node: YamlNode, at: YamlNode): number {
	const volts = yaml.number(node, "adc", at);
	if (volts < 0 || volts > 1)
		yaml.fail(node, "adc must be from 0 to 1 volt: more than that is no input of the chip");
	return Math.round(volts * 1e6);
}

const SECONDS_PER_MINUTE = 60;
const FS_PER_US = 1e9;

function readRtc(yaml: YamlReader, node: YamlNode, at: YamlNode): number {
	const entries = yaml.map(node, "rtc", ["drift", "period"], at);
	const drift = entries.get("drift");
	const period = entries.get("period");
	if ((drift === undefined) === (period === undefined)) {
		yaml.fail(at, "rtc must have drift (seconds it gains a minute) or period (microseconds a cycle)");
	}
	if (drift) {
		const gained = yaml.number(drift.value, "drift", drift.key);
		if (Math.abs(gained) > 30) yaml.fail(drift.value, "drift must be from -30 to 30 seconds a minute");
		return Math.round((DEFAULT_RTC_PERIOD_FS * SECONDS_PER_MINUTE) / (SECONDS_PER_MINUTE + gained));
	}
	const us = yaml.number(period!.value, "period", period!.key);
	if (us < 1 || us > 100) yaml.fail(period!.value, "period must be from 1 to 100 microseconds");
	return Math.round(us * FS_PER_US);
}

const STRAPS: Readonly<Record<string, number>> = { flash: STRAPS_FLASH_BOOT, download: STRAPS_UART_DOWNLOAD };

function readStraps(yaml: YamlReader, node: YamlNode, step: string): number {
	if (yaml.empty(node)) return STRAPS_FLASH_BOOT;
	const entry = yaml.map(node, step, ["straps"]).get("straps");
	if (!entry) return STRAPS_FLASH_BOOT;
	const word = yaml.text(entry.value, "straps", entry.key);
	if (!Object.hasOwn(STRAPS, word)) yaml.fail(entry.value, "straps must be flash or download");
	return STRAPS[word];
}
