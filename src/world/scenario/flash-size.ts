/** Sizes of flash chips as people write them: "512K", "4M". */
import { FLASH_SIZES } from "../../chip/config.js";
import type { YamlNode, YamlReader } from "./yaml-reader.js";

/** Bytes. Throws ScenarioError for a size that no chip has. */
export function readFlashSize(yaml: YamlReader, node: YamlNode, at: YamlNode): number {
	const [, digits, unit] = /^(\d+)([KM])B?$/i.exec(yaml.text(node, "flash_size", at)) ?? [];
	const size = digits === undefined ? 0 : Number(digits) * (unit.toUpperCase() === "K" ? 1024 : 1024 * 1024);
	if (!FLASH_SIZES.includes(size)) yaml.fail(node, "flash_size must be 512K, 1M, 2M, 4M, 8M or 16M");
	return size;
}
