/** A rule file of redaction: YAML, checked strictly. */
import { type YamlNode, YamlReader } from "../../world/scenario/yaml-reader.js";
import { FINDABLE, type Findable } from "./secret.js";

/** Whose payloads must go. */
export interface PayloadRule {
	/** The world's place, "198.51.100.10:1883" or a port alone, ":1883"; any when absent. */
	readonly place?: string;
	/** Of MQTT: a topic, with + and # as in subscriptions. */
	readonly topic?: string;
	/** What of a payload must go: group 1, or else the whole match. */
	readonly matching?: RegExp;
}

export interface RedactRules {
	/** Texts that must go. */
	readonly secrets: readonly string[];
	/** What one of these matches must go: its group 1, or else the whole match. */
	readonly patterns: readonly RegExp[];
	/** What is looked for without being named. */
	readonly find: readonly Findable[];
	readonly payloads: readonly PayloadRule[];
}

/** Everything that can be found; host and network names keep a bug report readable, and are often public. */
export const DEFAULT_REDACT_RULES: RedactRules = {
	secrets: [],
	patterns: [],
	find: ["passphrases", "tokens", "mac-addresses", "host-names"],
	payloads: [],
};

/** Throws ScenarioError with `file`, line and column in the message. */
export function parseRedactRules(text: string, file: string): RedactRules {
	const yaml = new YamlReader(text, file);
	const top = yaml.map(yaml.root, "rules", ["secrets", "patterns", "find", "payloads"]);
	const list = <T>(name: string, read: (node: YamlNode, at: YamlNode) => T): T[] | undefined => {
		const entry = top.get(name);
		return entry && yaml.list(entry.value, name, entry.key).map((node) => read(node, entry.key));
	};
	return {
		secrets: list("secrets", (node, at) => yaml.text(node, "a secret", at)) ?? [],
		patterns: list("patterns", (node, at) => pattern(yaml, node, at)) ?? [],
		find: list("find", (node, at) => findable(yaml, node, at)) ?? DEFAULT_REDACT_RULES.find,
		payloads: list("payloads", (node, at) => payload(yaml, node, at)) ?? [],
	};
}

function findable(yaml: YamlReader, node: YamlNode, at: YamlNode): Findable {
	const text = yaml.text(node, "find", at);
	const known = FINDABLE.find((name) => name === text);
	return known ?? yaml.fail(node, `find must be of ${FINDABLE.join(", ")}`);
}

function payload(yaml: YamlReader, node: YamlNode, at: YamlNode): PayloadRule {
	const map = yaml.map(node, "a payload", ["place", "topic", "matching"], at);
	const text = (name: string): string | undefined => {
		const entry = map.get(name);
		return entry && yaml.text(entry.value, name, entry.key);
	};
	const [place, topic, matching] = [text("place"), text("topic"), map.get("matching")];
	return {
		...(place === undefined ? {} : { place }),
		...(topic === undefined ? {} : { topic }),
		...(matching ? { matching: pattern(yaml, matching.value, matching.key) } : {}),
	};
}

function pattern(yaml: YamlReader, node: YamlNode, at: YamlNode): RegExp {
	const text = yaml.text(node, "a pattern", at);
	const [, body, flags] = /^\/(.+)\/([imsu]*)$/s.exec(text) ?? [undefined, text, ""];
	try {
		return new RegExp(body, `g${flags}`);
	} catch (error) {
		return yaml.fail(node, (error as Error).message);
	}
}
