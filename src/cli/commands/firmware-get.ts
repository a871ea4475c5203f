/** `replay firmware get`: downloads an official release, or builds the one that is built. */
import { Command, Option } from "clipanion";
import { ImageError } from "../../firmware/errors.js";
import { inventoryItem } from "../../firmware/inventory.js";
import {
	DEBIAN_BUILD,
	findRelease,
	namesDebianBuild,
	RELEASES,
	releaseOfHash,
} from "../../firmware/releases.js";
import { resolveFirmware, resolveHash } from "../../firmware/resolve.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode } from "../exit-codes.js";

export class FirmwareGetCommand extends BaseCommand {
	static override paths = [["firmware", "get"]];
	static override usage = Command.Usage({
		category: "Firmware",
		description: "get a release of MicroPython into the cache",
		details: `
			The image comes from micropython.org and is checked against the sha256 that this tool knows; nothing else
			gets into the cache. A download that broke off is gone on with. One that is in the cache stays as it is.

			${DEBIAN_BUILD.name} is not downloaded but built, from Debian's source package with Debian's compiler, which needs
			Linux with Debian's apt.

			HTTPS_PROXY, HTTP_PROXY and NO_PROXY name proxies. ESP8266_REPLAY_MIRROR names a folder on another server
			that has the files, NODE_EXTRA_CA_CERTS the certificates of a network's own authority.

			Exit codes: 0 it is in the cache, 2 wrong usage, 3 it cannot be had, 125 stopped halfway.
		`,
		examples: [
			["A version", "replay firmware get v1.23.0"],
			["The build for 512 KB of flash", "replay firmware get v1.19.1-512k"],
			["The one that is built here", `replay firmware get ${DEBIAN_BUILD.name}`],
			[
				"From a mirror",
				"ESP8266_REPLAY_MIRROR=https://mirror.example/micropython replay firmware get v1.26.0",
			],
		],
	});

	release = Option.String({ name: "version" });
	offline = Option.Boolean("--offline", false, { description: "only say whether it is in the cache" });
	quiet = Option.Boolean("-q,--quiet", false, { description: "no progress, and no path" });

	json = Option.Boolean("--json", false, { description: "print what is known of the image, as JSON" });

	protected async run(): Promise<ExitCode> {
		const { release: name, offline, quiet } = this;
		const { stderr } = this.context;
		const release = findRelease(name) ?? releaseOfHash(name);
		if (!release && !namesDebianBuild(name)) {
			throw new ImageError("unavailable", `no release ${name} is known; there are ${names()}`);
		}
		const found = await withDownloads({ stderr, offline, quiet }, (options) =>
			release
				? resolveHash(release.sha256, release.version, undefined, options)
				: resolveFirmware(DEBIAN_BUILD.version, options),
		);
		if (this.json) this.print(JSON.stringify(inventoryItem(found), undefined, "\t"));
		else if (!quiet) this.print(found.path);
		return ExitCode.OK;
	}
}

function names(): string {
	return [...RELEASES, DEBIAN_BUILD].map(({ name }) => name).join(", ");
}
