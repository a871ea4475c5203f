/** Scenario files: YAML, checked strictly. */
import type { Board } from "../board/board.js";
import { readBoard } from "../board/read-board.js";
import { parseDevices } from "../devices/parse.js";
import { parseMac, parseSeed } from "../identity.js";
import { parseSurroundings, SURROUNDINGS_KEYS } from "../surroundings/parse.js";
import { readFlashSize } from "./flash-size.js";
import type { Scenario } from "./schema.js";
import { parseStep } from "./steps.js";
import { type YamlNode, YamlReader } from "./yaml-reader.js";

const KEYS = [
	"name",
	"board",
	"devices",
	"flash_size",
	"seed",
	"mac",
	"checkpoint_every",
	"steps",
	"end",
	...SURROUNDINGS_KEYS,
];

/**
 * Reads a scenario; `board` is used in the place of the one it names. Throws ScenarioError with `file`, line and column
 * in the message; DeviceError for a board that cannot be had.
 */
export function parseScenario(text: string, file: string, board?: Board): Scenario {
	const yaml = new YamlReader(text, file);
	const top = yaml.map(yaml.root, "a scenario", KEYS);
	const read = <T>(key: string, from: (value: YamlNode, at: YamlNode) => T): T | undefined => {
		const entry = top.get(key);
		return entry && from(entry.value, entry.key);
	};
	const steps = top.get("steps") ?? yaml.fail(yaml.root, "a scenario must have steps");
	const name = read("name", (node, at) => yaml.text(node, "name", at));
	const flashSize = read("flash_size", (node, at) => readFlashSize(yaml, node, at));
	const seed = read("seed", (node, at) => readSeed(yaml, node, at));
	const mac = read("mac", (node, at) => readMac(yaml, node, at));
	const checkpointTicks = read("checkpoint_every", (node, at) => {
		const ticks = yaml.time(node, "checkpoint_every", at);
		return ticks > 0 ? ticks : yaml.fail(node, "checkpoint_every must be more than 0");
	});
	const surroundings = parseSurroundings(yaml, top);
	const carrier = board ?? read("board", (node, at) => readBoard(yaml, node, at));
	const devices = read("devices", (node, at) => parseDevices(yaml, node, at, carrier));
	return {
		...(carrier ? { board: carrier } : {}),
		...(devices ? { devices } : {}),
		...(surroundings ? { surroundings } : {}),
		...(name === undefined ? {} : { name }),
		...(flashSize === undefined ? {} : { flashSize }),
		...(seed === undefined ? {} : { seed }),
		...(mac === undefined ? {} : { mac }),
		...(checkpointTicks === undefined ? {} : { checkpointTicks }),
		endTicks: read("end", (node, at) => yaml.time(node, "end", at)) ?? 0,
		steps: yaml.list(steps.value, "steps", steps.key).map((node) => parseStep(yaml, node, carrier)),
	};
}

function readSeed(yaml: YamlReader, node: YamlNode, at: YamlNode): bigint {
	const text = yaml.text(node, "seed", at);
	return (
		parseSeed(text) ?? yaml.fail(node, "seed must be a whole number from 0 to 2^64 - 1, decimal or 0x...")
	);
}

function readMac(yaml: YamlReader, node: YamlNode, at: YamlNode): string {
	const text = yaml.text(node, "mac", at);
	return (
		parseMac(text) ?? yaml.fail(node, "mac must be six hex pairs with colons, such as 5c:cf:7f:00:00:01")
	);
}
