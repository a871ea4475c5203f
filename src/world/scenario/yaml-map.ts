/** A map of a YAML file, read key by key: undefined where there is no such key, an error where its value is wrong. */
import type { YamlEntries, YamlNode, YamlReader } from "./yaml-reader.js";

const YES = ["yes", "true", "on"];
const NO = ["no", "false", "off"];

export class YamlMap {
	readonly #yaml: YamlReader;
	readonly #entries: YamlEntries;
	readonly #node: YamlNode;
	readonly #what: string;

	/** Throws ScenarioError for what is no map, and for keys that are not allowed. */
	constructor(
		yaml: YamlReader,
		node: YamlNode,
		what: string,
		allowed: readonly string[] | undefined,
		at: YamlNode = node,
	) {
		this.#yaml = yaml;
		this.#node = node;
		this.#what = what;
		this.#entries = yaml.map(node, what, allowed, at);
	}

	get keys(): readonly string[] {
		return [...this.#entries.keys()];
	}

	/** Throws ScenarioError: this map lacks something, or has something wrong. */
	fail(message: string): never {
		return this.#yaml.fail(this.#node, message);
	}

	/** What `read` makes of the value of a key. */
	read<T>(key: string, read: (value: YamlNode, at: YamlNode) => T): T | undefined {
		const entry = this.#entries.get(key);
		return entry && read(entry.value, entry.key);
	}

	/** The same, of a key that must be there. */
	need<T>(key: string, read: (key: string) => T | undefined): T {
		return read.call(this, key) ?? this.fail(`${this.#what} must have a ${key}`);
	}

	text(key: string): string | undefined {
		return this.read(key, (value, at) => this.#yaml.text(value, key, at));
	}

	number(key: string): number | undefined {
		return this.read(key, (value, at) => this.#yaml.number(value, key, at));
	}

	/** A whole number, 0 or more. */
	count(key: string): number | undefined {
		return this.read(key, (value, at) => {
			const count = this.#yaml.number(value, key, at);
			if (Number.isSafeInteger(count) && count >= 0) return count;
			return this.#yaml.fail(value, `${key} must be a whole number, 0 or more`);
		});
	}

	/** Ticks. */
	time(key: string): number | undefined {
		return this.read(key, (value, at) => this.#yaml.time(value, key, at));
	}

	flag(key: string): boolean | undefined {
		return this.read(key, (value, at) => {
			const word = this.#yaml.text(value, key, at);
			if (YES.includes(word)) return true;
			return NO.includes(word) ? false : this.#yaml.fail(value, `${key} must be yes or no`);
		});
	}

	word<T extends string>(key: string, allowed: readonly T[]): T | undefined {
		return this.read(key, (value, at) => {
			const word = this.#yaml.text(value, key, at) as T;
			if (allowed.includes(word)) return word;
			return this.#yaml.fail(value, `${key} must be ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}`);
		});
	}

	list(key: string): readonly YamlNode[] | undefined {
		return this.read(key, (value, at) => this.#yaml.list(value, key, at));
	}

	texts(key: string): readonly string[] | undefined {
		return this.list(key)?.map((item) => this.#yaml.text(item, `an item of ${key}`, this.#node));
	}

	/** A map whose values are texts. */
	table(key: string): Readonly<Record<string, string>> | undefined {
		return this.read(key, (value, at) =>
			Object.fromEntries(
				[...this.#yaml.map(value, key, undefined, at)].map(([name, { key: place, value: text }]) => [
					name,
					this.#yaml.text(text, name, place),
				]),
			),
		);
	}
}

/** A property that is there when its value is. */
export function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
	return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
