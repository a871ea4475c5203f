/** `replay unpack FILE.zip`: puts what `replay pack` has put together where replays find it. */
import { existsSync, readFileSync } from "node:fs";
import { Command, Option } from "clipanion";
import { ImageCache } from "../../firmware/cache.js";
import { writeAtomically } from "../../firmware/files.js";
import { unpackBundle } from "../../session/bundle.js";
import { loadHash64 } from "../../trace/hash64.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";

export class UnpackCommand extends BaseCommand {
	static override paths = [["unpack"]];
	static override usage = Command.Usage({
		description: "take a trace and its firmware out of a zip file",
		details: `
			The firmware, and the boot ROM if there is one, are held against the trace's header and go into the cache; the trace,
			and its rules if there are any, are written beside each other. No file that is there is replaced.

			Exit codes: 0 done, 2 wrong usage, or the file is none of \`replay pack\`, 4 the trace in it is damaged.
		`,
		examples: [["What came with a bug report", "replay unpack bug.zip -o bug.mpk"]],
	});

	bundle = Option.String();
	output = Option.String("-o,--output", { required: true, description: "the trace to write" });
	json = Option.Boolean("--json", false, { description: "print what was written as JSON" });

	protected async run(): Promise<ExitCode> {
		const { bundle, output } = this;
		const rulesPath = `${output.replace(/\.mpk$/, "")}.rules.yaml`;
		const { trace, firmware, rom, rules } = unpackBundle(
			new Uint8Array(readFileSync(bundle)),
			await loadHash64(),
		);
		for (const path of [output, ...(rules === undefined ? [] : [rulesPath])]) {
			if (existsSync(path)) throw new UsageMistake(`${path} is there already: name the trace with -o FILE`);
		}
		const cache = new ImageCache();
		const hash = cache.store("firmware", firmware);
		if (rom) cache.store("rom", rom);
		if (rules !== undefined) writeAtomically(rulesPath, rules);
		writeAtomically(output, trace);
		const facts = { trace: output, firmware: hash, rules: rules === undefined ? null : rulesPath };
		this.print(
			this.json ? JSON.stringify(facts, undefined, "\t") : `${output}: its firmware is in the cache now`,
		);
		return ExitCode.OK;
	}
}
