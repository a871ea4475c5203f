/** `replay firmware list`: which images there are. */
import { Command, Option } from "clipanion";
import { ImageCache } from "../../firmware/cache.js";
import { type InventoryItem, inventory } from "../../firmware/inventory.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode } from "../exit-codes.js";

export class FirmwareListCommand extends BaseCommand {
	static override paths = [["firmware", "list"], ["firmware"]];
	static override usage = Command.Usage({
		category: "Firmware",
		description: "list the official releases, and what is in the cache",
		details: `
			Every image in the cache is read and its hash checked. The first column is what other commands take.

			Exit codes: 0 listed, 2 the cache cannot be read.
		`,
		examples: [
			["The list", "replay firmware list"],
			["With whole hashes and paths, for a program", "replay firmware list --json"],
		],
	});

	json = Option.Boolean("--json", false, { description: "print JSON" });

	protected async run(): Promise<ExitCode> {
		const cache = new ImageCache();
		const items = inventory(cache);
		if (this.json) {
			this.print(JSON.stringify({ cache: cache.folder, images: items }, undefined, "\t"));
			return ExitCode.OK;
		}
		for (const item of items) this.print(describe(item));
		this.print(`the cache: ${cache.folder}`);
		return ExitCode.OK;
	}
}

function describe({ name, origin, path, problem, sha256, version, variant }: InventoryItem): string {
	const where = problem ? "spoilt" : path ? "here" : "-";
	const words = problem ?? [version ?? "no version", variant].filter(Boolean).join(", ");
	return `${name.padEnd(13)} ${where.padEnd(7)} ${origin.padEnd(13)} ${sha256.slice(0, 16)}  ${words}`;
}
