/** `replay firmware where`: the path of an image in the cache. */
import { Command, Option } from "clipanion";
import { inventoryItem } from "../../firmware/inventory.js";
import { findFirmware } from "../../firmware/reference.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode } from "../exit-codes.js";

export class FirmwareWhereCommand extends BaseCommand {
	static override paths = [["firmware", "where"]];
	static override usage = Command.Usage({
		category: "Firmware",
		description: "print the path of an image in the cache",
		details: `
			The image is named by its sha256, by eight digits of it or more, or by its version. It is checked.

			Exit codes: 0 printed, 2 the file is spoilt, 3 it is not in the cache.
		`,
		examples: [
			["By hash", "replay firmware where eaeec530"],
			["By version", "esptool.py write_flash 0 $(replay firmware where v1.23.0)"],
		],
	});

	image = Option.String();
	json = Option.Boolean("--json", false, { description: "print what is known of the image, as JSON" });

	protected async run(): Promise<ExitCode> {
		const found = findFirmware(this.image);
		this.print(this.json ? JSON.stringify(inventoryItem(found), undefined, "\t") : found.path);
		return ExitCode.OK;
	}
}
