/** Reads YAML nodes strictly: whatever is not expected is an error with its place in the file. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { parseTime, TIME_UNITS } from "../units.js";
import { ScenarioError } from "./errors.js";

/** A scenario is written by hand; a larger file is a mistake. Characters. */
const MAX_TEXT = 1024 * 1024;

const PLAIN_NUMBER = /^-?((0|[1-9]\d{0,15})(\.\d+)?|0x[0-9a-f]{1,13})$/i;

/** A value and where it stands; `undefined` is a key without a value. */
export type YamlNode = Node | null | undefined;

/** A map's entries by key, with the nodes of the keys. */
export type YamlEntries = ReadonlyMap<string, { readonly key: Node; readonly value: YamlNode }>;

export class YamlReader {
	readonly root: YamlNode;
	readonly #file: string;
	readonly #lines = new LineCounter();

	/** Parses one document. Throws ScenarioError; `file` names it in messages. */
	constructor(text: string, file: string) {
		this.#file = file;
		if (text.length > MAX_TEXT) throw new ScenarioError(`${file}: larger than such a file may be (1 MiB)`);
		const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
		const [problem] = [...document.errors, ...document.warnings];
		if (problem) throw this.#error(problem.pos[0], problem.message);
		this.root = document.contents;
	}

	/** Throws a ScenarioError that points at `node`. */
	fail(node: YamlNode, message: string): never {
		throw this.#error(node?.range?.[0] ?? 0, message);
	}

	/** The line a node begins on, from 1. */
	line(node: YamlNode): number {
		return this.#lines.linePos(node?.range?.[0] ?? 0).line;
	}

	/** A map with keys out of `allowed` only; without `allowed` any key will do. */
	map(node: YamlNode, what: string, allowed?: readonly string[], at: YamlNode = node): YamlEntries {
		this.#refuseAlias(node);
		if (!isMap(node)) this.fail(node ?? at, `${what} must be a map`);
		const entries = new Map<string, { key: Node; value: YamlNode }>();
		for (const { key, value } of node.items) {
			const name = isScalar(key) ? String(key.value) : "?";
			if (allowed && !allowed.includes(name)) {
				this.fail(key as Node, `${what} has no key "${name}"; it may have ${allowed.join(", ")}`);
			}
			entries.set(name, { key: key as Node, value: value as YamlNode });
		}
		return entries;
	}

	/** The items of a list. */
	list(node: YamlNode, what: string, at: YamlNode = node): readonly YamlNode[] {
		this.#refuseAlias(node);
		if (!isSeq(node)) this.fail(node ?? at, `${what} must be a list`);
		return node.items as YamlNode[];
	}

	/** A string; numbers and the like are taken as they are written. */
	text(node: YamlNode, what: string, at: YamlNode = node): string {
		this.#refuseAlias(node);
		if (!isScalar(node) || node.value === null) this.fail(node ?? at, `${what} must be text`);
		return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
	}

	/** A finite number. */
	number(node: YamlNode, what: string, at: YamlNode = node): number {
		this.#refuseAlias(node);
		if (!isScalar(node) || typeof node.value !== "number" || !Number.isFinite(node.value)) {
			this.fail(node ?? at, `${what} must be a number`);
		}
		return node.value;
	}

	/** A time with its unit, in ticks. */
	time(node: YamlNode, what: string, at: YamlNode = node): number {
		const text = this.text(node, what, at);
		return (
			parseTime(text) ?? this.fail(node, `${what} must be a time with a unit (${TIME_UNITS}), such as 500ms`)
		);
	}

	/** A scalar as it is written; undefined for anything else. */
	scalar(node: YamlNode): string | undefined {
		return isScalar(node) && typeof node.value === "string" ? node.value : undefined;
	}

	/**
	 * A value as plain JavaScript: scalars, lists and maps. `yes`, `no`, `on`, `off` stay words, and so do digits that
	 * no number would be written with: 0010, 12e4.
	 */
	plain(node: YamlNode): unknown {
		this.#refuseAlias(node);
		if (isSeq(node)) return (node.items as YamlNode[]).map((item) => this.plain(item));
		if (isMap(node)) {
			const entries = [...this.map(node, "a value")];
			return Object.fromEntries(entries.map(([key, { value }]) => [key, this.plain(value)]));
		}
		if (!isScalar(node)) return null;
		return typeof node.value === "number" && !PLAIN_NUMBER.test(node.source ?? "") ? node.source : node.value;
	}

	isMap(node: YamlNode): boolean {
		return isMap(node);
	}

	/** Whether a step such as `reset:` stands there without a value. */
	empty(node: YamlNode): boolean {
		return node === null || node === undefined || (isScalar(node) && node.value === null);
	}

	#refuseAlias(node: YamlNode): void {
		if (isAlias(node)) this.fail(node, "aliases are not allowed here");
	}

	#error(offset: number, message: string): ScenarioError {
		const { line, col } = this.#lines.linePos(offset);
		return new ScenarioError(`${this.#file}:${line}:${col}: ${message}`);
	}
}
