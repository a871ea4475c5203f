/** Reads the devices of a scenario or of a board's profile. */
import { type Board, boardPin } from "../board/board.js";
import { YamlMap } from "../scenario/yaml-map.js";
import type { YamlNode, YamlReader } from "../scenario/yaml-reader.js";
import { type DeviceSpec, ONLY_PIN } from "./bench.js";

/** Keys of a device that are no settings. */
const OWN_KEYS = ["name", "kind", "pin", "pins"];

/** A list of devices: name, kind, `pin` or `pins`, and settings of the kind. Throws ScenarioError. */
export function parseDevices(
	yaml: YamlReader,
	node: YamlNode,
	at: YamlNode,
	board: Board | undefined,
): readonly DeviceSpec[] {
	return yaml.list(node, "devices", at).map((item, i) => parseDevice(yaml, item, i, board));
}

function parseDevice(yaml: YamlReader, node: YamlNode, index: number, board: Board | undefined): DeviceSpec {
	const entries = new YamlMap(yaml, node, "a device", undefined);
	const kind = entries.text("kind") ?? yaml.fail(node, "a device must have a kind");
	const pin = entries.read("pin", (value, at) => readPin(yaml, value, at, board));
	const pins = entries.read("pins", (value, at) =>
		Object.fromEntries(
			[...yaml.map(value, "pins", undefined, at)].map(([name, entry]) => [
				name,
				readPin(yaml, entry.value, entry.key, board),
			]),
		),
	);
	if (pin !== undefined && pins) yaml.fail(node, "a device has either pin or pins");
	const settings: Record<string, unknown> = {};
	for (const key of entries.keys) {
		if (!OWN_KEYS.includes(key)) settings[key] = entries.read(key, (value) => yaml.plain(value));
	}
	return {
		name: entries.text("name") ?? `${kind} ${index + 1}`,
		kind,
		pins: pins ?? (pin === undefined ? {} : { [ONLY_PIN]: pin }),
		settings,
	};
}

/** The GPIO number of a pin that is named as the board does, or by that number. */
export function readPin(yaml: YamlReader, node: YamlNode, at: YamlNode, board: Board | undefined): number {
	const name = yaml.text(node, "a pin", at);
	const gpio = boardPin(board, name);
	if (gpio !== undefined) return gpio;
	const known = board && board.pins.size > 0 ? [...board.pins.keys()].join(", ") : "GPIO 0 to 16, by number";
	return yaml.fail(node ?? at, `there is no pin "${name}"${board ? ` on ${board.name}` : ""}: ${known}`);
}
