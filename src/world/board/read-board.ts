/** Reads which board a scenario runs on: a profile's name, or a map with that name and what is wired differently. */
import { YamlMap } from "../scenario/yaml-map.js";
import type { YamlNode, YamlReader } from "../scenario/yaml-reader.js";
import type { Board } from "./board.js";
import { loadBoard } from "./load-board.js";

/** Throws ScenarioError and DeviceError. */
export function readBoard(yaml: YamlReader, node: YamlNode, at: YamlNode): Board {
	if (!yaml.isMap(node)) return loadBoard(yaml.text(node, "board", at));
	const map = new YamlMap(yaml, node, "board", ["profile", "gpio16_to_reset"], at);
	const board = loadBoard(map.need("profile", map.text));
	return { ...board, gpio16ToReset: map.flag("gpio16_to_reset") ?? board.gpio16ToReset };
}
