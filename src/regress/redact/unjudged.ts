/** What a redaction cannot judge: it may hold secrets, and nobody but its owner can tell. Never shows what it is. */
import { decodeText } from "../../session/behave/text.js";
import { formatEndpoint } from "../../world/network/addresses.js";
import type { Conversation } from "../../world/recorded/conversation-log.js";
import { isNameQuery } from "../../world/recorded/names.js";
import { formatTime } from "../../world/units.js";
import type { RunInputs } from "./find-secrets.js";
import { payloadsOf } from "./payloads.js";
import type { Secrets } from "./secrets.js";
import { Tally } from "./tally.js";

/** First byte and version of a TLS record that opens a connection. Source: RFC 8446, section 5.1. */
const HANDSHAKE = 0x16;
const TLS_MAJOR = 3;
/** A word that looks like a key: long, with letters and digits in turn. */
const KEY_LIKE = /[A-Za-z0-9+/_-]{20,}={0,2}/g;
const MIN_CHANGES = 5;
/** Bytes of flash that are no text from which on they are told. */
const MIN_BINARY = 64;
const MAX_TOLD = 100;

/** In lines; `secrets` are those that go. */
export function findUnjudged(
	{ header, events, conversations }: RunInputs,
	secrets: Secrets,
	builtIn: number,
): string[] {
	const told: string[] = [];
	if (builtIn > 0) told.push(`${builtIn} host names that the firmware has by itself: they stay`);
	for (const conversation of conversations) {
		const what = isNameQuery(conversation) ? undefined : ofConversation(conversation);
		if (what !== undefined) {
			told.push(
				`${conversation.protocol} with ${formatEndpoint(conversation.world)} (at ${formatTime(conversation.tick)}): ${what}`,
			);
		}
	}
	for (const { offset, bytes } of header.flash) {
		if (bytes.length >= MIN_BINARY && decodeText(bytes) === undefined) {
			told.push(
				`flash from 0x${offset.toString(16)}: ${bytes.length} bytes that are no text; they were searched as they are`,
			);
		}
	}
	for (const line of [0, 1]) {
		const typed = events.flatMap(({ tick, event: e }) =>
			e.kind === "uart" && e.line === line ? [{ tick, byte: e.byte }] : [],
		);
		const hidden = secrets.inBytes(Uint8Array.from(typed.map(({ byte }) => byte)), new Tally(), "typed");
		for (const match of Buffer.from(hidden).toString("latin1").matchAll(KEY_LIKE)) {
			if (!looksLikeKey(match[0])) continue;
			told.push(
				`typed at ${formatTime(typed[match.index].tick)}: a word of ${match[0].length} characters that looks like a key`,
			);
		}
	}
	const more = told.length - MAX_TOLD;
	return more > 0 ? [...told.slice(0, MAX_TOLD), `and ${more} more`] : told;
}

function ofConversation(conversation: Conversation): string | undefined {
	const { turns } = conversation;
	const first = turns.find(({ bytes }) => bytes !== "end")?.bytes;
	const all = turns.reduce((sum, { bytes }) => sum + (bytes === "end" ? 0 : bytes.length), 0);
	if (first instanceof Uint8Array && first[0] === HANDSHAKE && first[1] === TLS_MAJOR) {
		return `${all} bytes under TLS, which nobody can read`;
	}
	const binary = payloadsOf(conversation).filter(({ bytes }) => decodeText(bytes) === undefined);
	if (binary.length === 0) return undefined;
	return `${binary.reduce((sum, { bytes }) => sum + bytes.length, 0)} bytes that are no text; they were searched as they are`;
}

/** Whether letters and digits, small and large ones, change often. */
function looksLikeKey(word: string): boolean {
	const classes = [...word].map((c) =>
		/[0-9]/.test(c) ? "d" : /[a-z]/.test(c) ? "s" : /[A-Z]/.test(c) ? "l" : "o",
	);
	const changes = classes.filter((c, i) => i > 0 && c !== classes[i - 1]).length;
	return changes >= MIN_CHANGES && classes.includes("d");
}
