/** Reads a board's profile: YAML, checked strictly. */
import { parseDevices } from "../devices/parse.js";
import { readFlashSize } from "../scenario/flash-size.js";
import { YamlMap } from "../scenario/yaml-map.js";
import { YamlReader } from "../scenario/yaml-reader.js";
import type { Board } from "./board.js";

const KEYS = ["name", "flash_size", "gpio16_to_reset", "auto_reset", "pins", "devices"];
const LAST_PIN = 16;

/** Throws ScenarioError with `file`, line and column in the message; `id` is what the board is called by. */
export function parseBoard(text: string, file: string, id: string): Board {
	const yaml = new YamlReader(text, file);
	const top = new YamlMap(yaml, yaml.root, "a board", KEYS);
	const pins = new Map<string, number>();
	top.read("pins", (node, at) => {
		for (const [name, { key, value }] of yaml.map(node, "pins", undefined, at)) {
			const gpio = yaml.number(value, "a pin's GPIO number", key);
			if (!Number.isInteger(gpio) || gpio < 0 || gpio > LAST_PIN)
				yaml.fail(value, `a pin's GPIO number must be from 0 to ${LAST_PIN}`);
			pins.set(name, gpio);
		}
	});
	const board = {
		id,
		name: top.text("name") ?? id,
		flashSize:
			top.read("flash_size", (node, at) => readFlashSize(yaml, node, at)) ??
			yaml.fail(yaml.root, "a board must have a flash_size"),
		gpio16ToReset: top.flag("gpio16_to_reset") ?? false,
		autoReset: top.flag("auto_reset") ?? false,
		pins,
		devices: [],
	};
	return { ...board, devices: top.read("devices", (node, at) => parseDevices(yaml, node, at, board)) ?? [] };
}
