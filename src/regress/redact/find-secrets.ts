/** Secrets that a trace shows by itself: what its world marks as such, and what is written as passwords are. */
import type { Plain, RecordedEvent } from "../../trace/schema.js";

/** What is between quotes or up to the end of a word, after what announces it. */
const ANNOUNCED: readonly RegExp[] = [
	/\.connect\(\s*(?:'[^'\r\n]*'|"[^"\r\n]*")\s*,\s*['"]([^'"\r\n]+)['"]/g,
	/\b(?:password|passphrase|passwd|secret|token|api_?key)['"]?\s*[=:]\s*b?['"]([^'"\r\n]+)['"]/gi,
	/\bAuthorization:\s*(?:Basic|Bearer|Token)\s+([\w.~+/=-]+)/gi,
];
/** Shorter ones stand in half of all words. */
const MIN_SECRET = 4;

/** In the order in which they are found, each once. */
export function findSecrets(events: readonly RecordedEvent[]): string[] {
	const found = new Set<string>();
	for (const { event } of events) {
		if (event.kind !== "world") continue;
		for (const text of marked(event.data)) found.add(text);
		for (const text of texts(event.data)) addAnnounced(found, text);
	}
	for (const line of [0, 1]) {
		const typed = events.flatMap(({ event: e }) => (e.kind === "uart" && e.line === line ? [e.byte] : []));
		addAnnounced(found, Buffer.from(typed).toString("latin1"));
	}
	return [...found].filter((secret) => secret.length >= MIN_SECRET);
}

function addAnnounced(found: Set<string>, text: string): void {
	for (const pattern of ANNOUNCED) for (const [, secret] of text.matchAll(pattern)) found.add(secret);
}

/** Everything under a key "secret". */
function marked(value: Plain): string[] {
	return entries(value).flatMap(([key, item]) => (key === "secret" ? texts(item) : marked(item)));
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
