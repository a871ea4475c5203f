/** Rule files: YAML beside a trace, or named on the command line; checked strictly. */
import { existsSync, readFileSync } from "node:fs";
import { ScenarioError } from "../../world/scenario/errors.js";
import { type YamlNode, YamlReader } from "../../world/scenario/yaml-reader.js";
import { DEFAULT_RULES, NO_RULES, type RuleSet } from "./rules.js";

/** A rule file: where it is, and what it says. */
export interface RulesFile {
	readonly path: string;
	readonly text: string;
}

/** The rule file at `path`, or else NAME.rules.yaml beside NAME.mpk, when there is one. Throws ScenarioError. */
export function findRules(trace: string, path: string | undefined): RulesFile | undefined {
	const beside = `${trace.replace(/\.mpk$/, "")}.rules.yaml`;
	const found = path ?? (existsSync(beside) ? beside : undefined);
	if (found === undefined) return undefined;
	try {
		return { path: found, text: readFileSync(found, "utf8") };
	} catch (error) {
		throw new ScenarioError(`the rules ${found} cannot be read: ${(error as Error).message}`, {
			cause: error,
		});
	}
}

const KEYS = ["defaults", "ignore_lines", "replace", "pins", "files", "ignore_files"];

/**
 * Reads rules; they are added to the defaults unless the file says `defaults: no`. Throws ScenarioError with `file`, line
 * and column in the message.
 */
export function parseRules(text: string, file: string): RuleSet {
	const yaml = new YamlReader(text, file);
	const top = yaml.map(yaml.root, "rules", KEYS);
	const defaults = top.get("defaults");
	const base: RuleSet =
		defaults && word(yaml, defaults.value, defaults.key, "defaults", ["yes", "no"]) === "no"
			? NO_RULES
			: DEFAULT_RULES;
	const ignore = top.get("ignore_lines");
	const replace = top.get("replace");
	const pins = top.get("pins");
	const files = top.get("files");
	const ignoreFiles = top.get("ignore_files");
	const patterns = (entry: { key: YamlNode; value: YamlNode } | undefined, name: string): RegExp[] =>
		entry ? yaml.list(entry.value, name, entry.key).map((node) => regex(yaml, node, entry.key, "")) : [];
	return {
		ignoreLines: [...base.ignoreLines, ...patterns(ignore, "ignore_lines")],
		replace: [
			...base.replace,
			...(replace
				? [...yaml.map(replace.value, "replace", undefined, replace.key)].map(
						([pattern, { key, value }]) => ({
							pattern: compile(yaml, key, pattern, "g"),
							by: yaml.empty(value) ? "" : yaml.text(value, "a replacement", key),
						}),
					)
				: []),
		],
		pins: pins
			? (word(yaml, pins.value, pins.key, "pins", ["order", "ignore"]) as RuleSet["pins"])
			: base.pins,
		files: files
			? (word(yaml, files.value, files.key, "files", ["contents", "ignore"]) as RuleSet["files"])
			: base.files,
		ignoreFiles: [...base.ignoreFiles, ...patterns(ignoreFiles, "ignore_files")],
		stockFiles: base.stockFiles,
	};
}

function word(
	yaml: YamlReader,
	node: YamlNode,
	at: YamlNode,
	name: string,
	allowed: readonly string[],
): string {
	const text = yaml.text(node, name, at);
	return allowed.includes(text) ? text : yaml.fail(node, `${name} must be ${allowed.join(" or ")}`);
}

function regex(yaml: YamlReader, node: YamlNode, at: YamlNode, flags: string): RegExp {
	return compile(yaml, node, yaml.text(node, "a pattern", at), flags);
}

/** A regular expression; the slashes of `/x/i` are optional. */
function compile(yaml: YamlReader, node: YamlNode, text: string, flags: string): RegExp {
	const [, body, own] = /^\/(.+)\/([imsu]*)$/s.exec(text) ?? [undefined, text, ""];
	try {
		return new RegExp(body, own + flags);
	} catch (error) {
		return yaml.fail(node, (error as Error).message);
	}
}
