/** `replay redact TRACE`: a trace that can be given to others. */
import { readFileSync } from "node:fs";
import { Command, Option } from "clipanion";
import { writeAtomically } from "../../firmware/files.js";
import { resolveHash } from "../../firmware/resolve.js";
import { findRom } from "../../firmware/rom.js";
import { describeRedaction } from "../../regress/redact/describe.js";
import { type Redacted, redact } from "../../regress/redact/redact.js";
import { DEFAULT_REDACT_RULES, parseRedactRules } from "../../regress/redact/redact-rules.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { stopOnSignals } from "../signals.js";
import { withTrace } from "../trace-file.js";

export class RedactCommand extends BaseCommand {
	static override paths = [["redact"]];
	static override usage = Command.Usage({
		description: "take passwords and names out of a trace",
		details: `
			Puts as many other letters in the place of each secret, also where it stands in hex or Base64, and of the keys that
			networks make of their passphrases: in what was typed, in the flash the run began with, in conversations and notes.
			Found without being named are passphrases of the air, second arguments of connect(), what follows words such as
			password= or Authorization:, MAC addresses that a maker has given, and names of hosts that were asked for; a text
			or a MAC address that is named with --secret goes as well. Rules name more, or less:

			\`{ secrets: [my-router], patterns: ["device-[0-9]+"], find: [passphrases, tokens, mac-addresses, host-names,
			network-names], payloads: [{ topic: "home/#" }, { place: ":80", matching: "name=(.*)" }] }\`

			Of a payload that is JSON the values go, of other text its lines, or what \`matching\` matches.

			It says of each secret what it was taken for, where it stood how often, and what stands there now, and of what it
			cannot judge that it is there: conversations under TLS, what is no text, words that look like keys.

			Other letters are another run, so the session is run again on the recorded firmware, with its air and its network
			put up anew if it had them. The new trace replays like any other, and is searched; it is said when it does something
			else than before. Secrets may come from a file, a line each, so that they are not in the shell's history.

			Exit codes: 0 done, 1 written, but the run does something else than before, 2 wrong usage, 3 firmware not
			available, 4 the trace is damaged, 5 recorded with another model, 6 a secret is still there: nothing is written.
		`,
		examples: [
			["What the trace itself shows to be secret", "replay redact bug.mpk -o public.mpk"],
			["A name as well", "replay redact bug.mpk -o public.mpk --secret my-router"],
			["Several, from a file", "replay redact bug.mpk -o public.mpk --secrets secrets.txt"],
			["By rules", "replay redact bug.mpk -o public.mpk --rules redact.yaml"],
		],
	});

	trace = Option.String();
	output = Option.String("-o,--output", { required: true, description: "the trace to write" });
	secret = Option.Array("--secret", [], { description: "a text that must go; any number of them" });
	secrets = Option.String("--secrets", { description: "a file with such texts, a line each" });
	rules = Option.String("--rules", { description: "a YAML file that says what must go" });
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the one in the cache" });
	offline = Option.Boolean("--offline", false, { description: "do not download the firmware" });
	json = Option.Boolean("--json", false, { description: "print the result as JSON" });

	protected run(): Promise<ExitCode> {
		const listed = this.secrets === undefined ? [] : readText("--secrets", this.secrets).split(/\r?\n/);
		const named = [...this.secret, ...listed].filter((secret) => secret !== "");
		const read =
			this.rules === undefined
				? DEFAULT_REDACT_RULES
				: parseRedactRules(readText("--rules", this.rules), this.rules);
		const rules = { ...read, secrets: [...named, ...read.secrets] };
		return withTrace(this.trace, async (reader) => {
			const { sha256, version } = reader.header.firmware;
			const { stderr } = this.context;
			const firmware = await withDownloads({ stderr, offline: this.offline, quiet: this.json }, (options) =>
				resolveHash(sha256, version, undefined, options),
			);
			const rom = findRom(this.rom === undefined ? { sha256: reader.header.rom.sha256 } : { path: this.rom });
			const signals = stopOnSignals();
			try {
				const { trace, ...result } = await redact(reader, firmware, rom, rules, signals.stop);
				if (result.left === 0) writeAtomically(this.output, trace);
				this.#show(result);
				if (result.left > 0) return ExitCode.GUEST;
				return result.same ? ExitCode.OK : ExitCode.DIVERGED;
			} catch (error) {
				if (error instanceof RangeError)
					throw new UsageMistake(`${error.message}, with --secret, --secrets or --rules`);
				if (!signals.stop.aborted) throw error;
				stderr.write("replay: stopped; nothing is written\n");
				return ExitCode.CANNOT_JUDGE;
			} finally {
				signals.release();
			}
		});
	}

	#show(result: Omit<Redacted, "trace">): void {
		const { left, same, evidence = [] } = result;
		if (this.json) {
			const facts = { trace: this.trace, output: left > 0 ? null : this.output, ...result };
			this.print(JSON.stringify(facts, undefined, "\t"));
			return;
		}
		for (const line of describeRedaction(result, this.output)) this.print(line);
		if (same || left > 0) return;
		this.print("the new run does something else than before: what the run showed may be gone too");
		for (const line of evidence) this.print(line);
	}
}

function readText(option: string, path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw new UsageMistake(`${option} ${path} cannot be read: ${(error as Error).message}`, { cause: error });
	}
}
