/** `replay firmware add`: puts a file into the cache. */
import { Command, Option } from "clipanion";
import { ImageCache } from "../../firmware/cache.js";
import { inventoryItem } from "../../firmware/inventory.js";
import { readFirmware } from "../../firmware/reference.js";
import { releaseOfHash } from "../../firmware/releases.js";
import { romFromFile } from "../../firmware/rom.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode } from "../exit-codes.js";

export class FirmwareAddCommand extends BaseCommand {
	static override paths = [["firmware", "add"]];
	static override usage = Command.Usage({
		category: "Firmware",
		description: "put a firmware image, or a dump of the boot ROM, into the cache",
		details: `
			The file is checked: an image's header, segments and checksum, a dump's size. In the cache it goes by its
			hash, and traces that were recorded with it find it there.

			Exit codes: 0 it is in the cache, 2 the file is not what it should be, 3 there is no such file.
		`,
		examples: [
			["An image", "replay firmware add build/firmware.bin"],
			["A dump of a chip's boot ROM", "replay firmware add --rom bootrom.bin"],
		],
	});

	file = Option.String();
	rom = Option.Boolean("--rom", false, { description: "the file is a dump of the boot ROM" });
	json = Option.Boolean("--json", false, { description: "print what was added, as JSON" });

	protected async run(): Promise<ExitCode> {
		const cache = new ImageCache();
		if (this.rom) {
			const { bytes, name } = romFromFile(this.file);
			const sha256 = cache.store("rom", bytes);
			if (this.json) this.#printJson({ name, size: bytes.length, sha256, path: cache.path("rom", sha256) });
			else this.print(`${sha256}  ${name}`);
			return ExitCode.OK;
		}
		const firmware = readFirmware(this.file);
		const { bytes, version } = firmware;
		const hash = cache.store("firmware", bytes);
		if (this.json) {
			this.#printJson(inventoryItem({ ...firmware, path: cache.path("firmware", hash) }));
			return ExitCode.OK;
		}
		const release = releaseOfHash(hash);
		this.print(`${hash}  ${version ?? "no version"}${release ? `, the official ${release.name}` : ""}`);
		return ExitCode.OK;
	}

	#printJson(facts: object): void {
		this.print(JSON.stringify(facts, undefined, "\t"));
	}
}
