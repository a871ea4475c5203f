/** `replay firmware get`: downloads an official release. */
import { Command, Option } from "clipanion";
import { ImageError } from "../../firmware/errors.js";
import type { Firmware } from "../../firmware/reference.js";
import { findRelease, RELEASES, releaseOfHash } from "../../firmware/releases.js";
import { resolveHash } from "../../firmware/resolve.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode } from "../exit-codes.js";

export class FirmwareGetCommand extends BaseCommand {
	static override paths = [["firmware", "get"]];
	static override usage = Command.Usage({
		category: "Firmware",
		description: "download an official release into the cache",
		details: `
			The image comes from micropython.org and is checked against the sha256 that this tool knows; nothing else
			gets into the cache. A download that broke off is gone on with. One that is in the cache stays as it is.

			HTTPS_PROXY, HTTP_PROXY and NO_PROXY name proxies. ESP8266_REPLAY_MIRROR names a folder on another server
			that has the files, NODE_EXTRA_CA_CERTS the certificates of a network's own authority.

			Exit codes: 0 it is in the cache, 2 wrong usage, 3 it cannot be had, 125 stopped halfway.
		`,
		examples: [
			["A version", "replay firmware get v1.23.0"],
			["The build for 512 KB of flash", "replay firmware get v1.19.1-512k"],
			[
				"From a mirror",
				"ESP8266_REPLAY_MIRROR=https://mirror.example/micropython replay firmware get v1.26.0",
			],
		],
	});

	release = Option.String({ name: "version" });
	offline = Option.Boolean("--offline", false, { description: "only say whether it is in the cache" });
	quiet = Option.Boolean("-q,--quiet", false, { description: "no progress bar, and no path" });

	protected async run(): Promise<ExitCode> {
		const { release: name, offline, quiet } = this;
		const { stderr } = this.context;
		const release = findRelease(name) ?? (/^[0-9a-f]{8,64}$/.test(name) ? releaseOfHash(name) : undefined);
		if (!release)
			throw new ImageError("unavailable", `no official release ${name} is known; there are ${names()}`);
		const { sha256, version } = release;
		const found: Firmware = await withDownloads({ stderr, offline, quiet }, (options) =>
			resolveHash(sha256, version, undefined, options),
		);
		if (!quiet) this.print(found.path);
		return ExitCode.OK;
	}
}

function names(): string {
	return RELEASES.map(({ name }) => name).join(", ");
}
