/** The payloads that a rule file names, as secrets. */

import { decodeText } from "../../session/behave/text.js";
import type { Conversation } from "../../world/recorded/conversation-log.js";
import { isMeant, payloadsOf } from "./payloads.js";
import type { PayloadRule } from "./redact-rules.js";
import { MIN_SECRET, type Secret } from "./secret.js";

/** Digits of a number that stands for itself; shorter ones stand everywhere. */
const MIN_DIGITS = 3;

export interface FoundPayloads {
	readonly secrets: readonly Secret[];
	/** Payloads that are meant, and are no text: they stay. */
	readonly binary: readonly Conversation[];
}

export function findPayloads(
	conversations: readonly Conversation[],
	rules: readonly PayloadRule[],
): FoundPayloads {
	const texts = new Set<string>();
	const binary = new Set<Conversation>();
	for (const conversation of rules.length === 0 ? [] : conversations) {
		for (const payload of payloadsOf(conversation)) {
			for (const rule of rules.filter((candidate) => isMeant(candidate, conversation, payload))) {
				const text = decodeText(payload.bytes);
				if (text === undefined) binary.add(conversation);
				else for (const piece of piecesOf(text, rule)) texts.add(piece);
			}
		}
	}
	const secrets = [...texts].map((text): Secret => ({ text, kind: "payload" }));
	return { secrets, binary: [...binary] };
}

/** What of a payload must go: of JSON the values, of other text its lines. */
function piecesOf(text: string, { matching }: PayloadRule): string[] {
	if (matching) return [...text.matchAll(matching)].map((match) => match[1] ?? match[0]).filter(Boolean);
	try {
		return leaves(JSON.parse(text));
	} catch {
		return text.split(/\r?\n/).filter((line) => line.trim().length >= MIN_SECRET);
	}
}

function leaves(value: unknown): string[] {
	if (typeof value === "string") return value.length >= MIN_SECRET ? [value] : [];
	if (typeof value === "number") {
		return `${value}`.replace(/\D/g, "").length >= MIN_DIGITS ? [`${value}`] : [];
	}
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}
