/**
 * Secrets that a trace shows by itself: what its world marks as such, what is written as passwords are, addresses of
 * makers' devices, names of hosts, and what rules name.
 */
import { decode } from "dns-packet";
import { DEFAULT_MAC } from "../../session/machine.js";
import type { Plain, PlainMap, RecordedEvent, TraceEvent, TraceHeader } from "../../trace/schema.js";
import type { Conversation } from "../../world/recorded/conversation-log.js";
import { isNameQuery } from "../../world/recorded/names.js";
import type { RedactRules } from "./redact-rules.js";
import { MIN_SECRET, type Secret, type SecretKind } from "./secret.js";

/** What is between quotes or up to the end of a word, after what announces it. */
const ANNOUNCED: readonly (readonly [SecretKind, RegExp])[] = [
	["passphrase", /\.connect\(\s*(?:'[^'\r\n]*'|"[^"\r\n]*")\s*,\s*['"]([^'"\r\n]+)['"]/g],
	["passphrase", /\b(?:password|passphrase|passwd)['"]?\s*[=:]\s*b?['"]([^'"\r\n]+)['"]/gi],
	["token", /\b(?:secret|token|api_?key)['"]?\s*[=:]\s*b?['"]([^'"\r\n]+)['"]/gi],
	["token", /\bAuthorization:\s*(?:Basic|Bearer|Token)\s+([\w.~+/=-]+)/gi],
];
const NETWORK_NAME = /\.connect\(\s*['"]([^'"\r\n]+)['"]|\b(?:e?ssid)['"]?\s*[=:]\s*b?['"]([^'"\r\n]+)['"]/gi;
const HOST_HEADER = /^Host:\s*([\w.-]+)/gim;
const MAC_ADDRESS = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi;
/** Bits of an address's first byte: for a group, given by somebody who is no maker. */
const NO_MAKER = 0x03;

/** What goes into a run: everything that can be replaced in it. */
export interface RunInputs {
	readonly header: TraceHeader;
	readonly events: readonly RecordedEvent[];
	readonly conversations: readonly Conversation[];
}

export interface FoundSecrets {
	/** In the order in which they are found, each once. */
	readonly secrets: readonly Secret[];
	/** Names of hosts that the firmware has by itself: nothing that goes in can change them. */
	readonly builtIn: number;
}

/** Finds what rules say is to be found. */
export function findSecrets(inputs: RunInputs, { find, patterns }: RedactRules): FoundSecrets {
	const found = new Map<string, SecretKind>();
	const add = (kind: SecretKind, text: string | undefined) => {
		if (text !== undefined && text.length >= MIN_SECRET && !found.has(text)) found.set(text, kind);
	};
	const said = textsOf(inputs);
	if (find.includes("passphrases")) for (const text of marked(inputs)) add("passphrase", text);
	for (const text of said) {
		for (const [kind, pattern] of ANNOUNCED) {
			if (!find.includes(kind === "token" ? "tokens" : "passphrases")) continue;
			for (const [, secret] of text.matchAll(pattern)) add(kind, secret);
		}
		if (find.includes("network-names")) {
			for (const [, connected, configured] of text.matchAll(NETWORK_NAME))
				add("network name", connected ?? configured);
		}
		if (find.includes("mac-addresses")) {
			for (const [address] of text.matchAll(MAC_ADDRESS)) if (isMakers(address)) add("MAC address", address);
		}
		for (const pattern of patterns) {
			for (const match of text.matchAll(pattern)) add("pattern", match[1] ?? match[0]);
		}
	}
	const hosts = find.includes("host-names") ? hostNames(inputs.conversations) : [];
	const given = textsOf({ ...inputs, events: inputs.events.filter(({ event }) => !isSaidByChip(event)) })
		.join("\n")
		.toLowerCase();
	const isGiven = (name: string) => given.includes(name.toLowerCase());
	for (const name of hosts.filter(isGiven)) add("host name", name);
	return {
		secrets: [...found].map(([text, kind]) => ({ text, kind })),
		builtIn: hosts.filter((name) => !isGiven(name)).length,
	};
}

/** What a trace has of the world, and is no input: it follows from the others. */
function isSaidByChip(event: TraceEvent): boolean {
	return event.kind === "world" && event.topic === "net/data" && (event.data as PlainMap).from === "chip";
}

/** An address that a maker has given to a device, and not the one that every machine here begins with. */
function isMakers(address: string): boolean {
	return (
		(Number.parseInt(address.slice(0, 2), 16) & NO_MAKER) === 0 &&
		address.toLowerCase() !== DEFAULT_MAC &&
		address !== "00:00:00:00:00:00"
	);
}

/** Names that were asked for, and those of HTTP requests that are no addresses. */
function hostNames(conversations: readonly Conversation[]): string[] {
	const names = new Set<string>();
	for (const conversation of conversations) {
		for (const { from, bytes } of conversation.turns) {
			if (from !== "chip" || bytes === "end") continue;
			if (isNameQuery(conversation)) for (const name of questions(bytes)) names.add(name);
			else
				for (const [, name] of Buffer.from(bytes).toString("latin1").matchAll(HOST_HEADER)) names.add(name);
		}
	}
	return [...names].filter((name) => name.length >= MIN_SECRET && !/^[\d.]+$/.test(name));
}

function questions(bytes: Uint8Array): string[] {
	try {
		return (decode(Buffer.from(bytes)).questions ?? []).map(({ name }) => name);
	} catch {
		// The library throws for every malformed message.
		return [];
	}
}

/** Everything that goes in, as texts: what was typed on a line is one. */
function textsOf({ header, events }: RunInputs): string[] {
	const typed = [0, 1].map((line) =>
		Buffer.from(events.flatMap(({ event: e }) => (e.kind === "uart" && e.line === line ? [e.byte] : []))),
	);
	const others = events.flatMap(({ event }) => {
		if (event.kind === "world") return texts(event.data);
		return event.kind === "note" || event.kind === "mark" ? [event.text] : [];
	});
	return [
		header.mac,
		...texts(header.notes),
		...header.flash.map(({ bytes }) => Buffer.from(bytes).toString("latin1")),
		...others,
		...typed.map((bytes) => bytes.toString("latin1")),
	];
}

/** Everything under a key "secret". */
function marked({ events }: RunInputs): string[] {
	const under = (value: Plain): string[] =>
		entries(value).flatMap(([key, item]) => (key === "secret" ? texts(item) : under(item)));
	return events.flatMap(({ event }) => (event.kind === "world" ? under(event.data) : []));
}

/** All texts, and bytes as text. */
function texts(value: Plain): string[] {
	if (typeof value === "string") return [value];
	if (value instanceof Uint8Array) return [Buffer.from(value).toString("latin1")];
	return entries(value).flatMap(([, item]) => texts(item));
}

function entries(value: Plain): [string, Plain][] {
	if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
	return Object.entries(value);
}
