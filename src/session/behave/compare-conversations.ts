/** Compares what the chip said to its partners in the network. */
import { type Endpoint, formatEndpoint } from "../../world/network/addresses.js";
import { byPlace, type Conversation, saidBy } from "../../world/recorded/conversation-log.js";
import { isNameQuery } from "../../world/recorded/names.js";
import type { Difference } from "./compare.js";
import type { Rules } from "./rules.js";
import type { Script } from "./script.js";
import { decodeText } from "./text.js";

/** What the chip has said in the new run. */
export interface Heard {
	/** In a conversation; undefined when that did not take place. */
	heard(conversation: Conversation): Uint8Array | undefined;
	/** Datagrams to a place where the chip had begun to speak. */
	datagrams(place: Endpoint): readonly Uint8Array[];
	/** Places where nobody was in the recorded run. */
	readonly unknown: readonly string[];
}

/** Bytes shown of what was said. */
const MAX_SHOWN = 60;

/**
 * What differs, in the order of the recorded conversations. Questions to the name server are left out: their numbers are
 * chance. Datagrams are compared by place, whatever ports they came from.
 */
export function compareConversations(script: Script, now: Heard, rules: Rules): Difference[] {
	const found: Difference[] = [];
	const add = (tick: number, what: string) =>
		found.push({
			section: script.bursts.filter((burst) => burst.tick <= tick).length,
			recordedAt: tick,
			kind: "network",
			what,
		});
	const { conversations } = script.log;
	const asked = conversations.filter((conversation) => isAsked(conversation) && !isNameQuery(conversation));
	for (const conversation of conversations) {
		if (isAsked(conversation)) continue;
		const what = compareOne(conversation, now.heard(conversation), rules);
		if (what !== undefined) add(conversation.tick, `${nameOf(conversation)}: ${what}`);
	}
	for (const [place, all] of byPlace(asked, "udp")) {
		const what = compareDatagrams(all, now.datagrams(all[0].world), rules);
		if (what !== undefined) add(all[0].tick, `udp to ${place}: ${what}`);
	}
	for (const place of new Set(now.unknown)) {
		const times = now.unknown.filter((other) => other === place).length;
		add(
			script.bursts.at(-1)?.tick ?? 0,
			`${place}: tried ${times === 1 ? "once" : `${times} times`} more than in the recorded run`,
		);
	}
	return found;
}

/** Datagrams that the chip had begun to send. */
function isAsked({ protocol, opener }: Conversation): boolean {
	return protocol === "udp" && opener === "chip";
}

function compareDatagrams(
	conversations: readonly Conversation[],
	now: readonly Uint8Array[],
	rules: Rules,
): string | undefined {
	const recorded = conversations.flatMap(({ turns }) =>
		turns.flatMap(({ from, bytes }) => (from === "chip" && bytes !== "end" ? [bytes] : [])),
	);
	const left = new Map<string, number>();
	const count = (payload: Uint8Array, by: number) => {
		const text = decodeText(payload);
		const key = text === undefined ? Buffer.from(payload).toString("latin1") : rules.normalise(text);
		left.set(key, (left.get(key) ?? 0) + by);
		return left.get(key)!;
	};
	for (const payload of recorded) count(payload, 1);
	const added = now.filter((payload) => count(payload, -1) < 0);
	const missing = recorded.find((payload) => count(payload, 0) > 0);
	if (added.length === 0 && missing === undefined) return undefined;
	const counts = `recorded ${recorded.length} datagrams, now ${now.length}`;
	const lost = missing === undefined ? "" : `; not sent any more: ${shown(missing, 0)}`;
	return `${counts}${added.length === 0 ? "" : `; new: ${shown(added[0], 0)}`}${lost}`;
}

function compareOne(
	conversation: Conversation,
	now: Uint8Array | undefined,
	rules: Rules,
): string | undefined {
	const recorded = saidBy("chip", conversation);
	if (now === undefined) return "did not take place";
	if (Buffer.from(recorded).equals(now)) return undefined;
	const [before, after] = [decodeText(recorded), decodeText(now)];
	if (before !== undefined && after !== undefined && rules.normalise(before) === rules.normalise(after)) {
		return undefined;
	}
	let same = 0;
	while (same < recorded.length && recorded[same] === now[same]) same++;
	return `the chip said ${shown(recorded, same)} after ${same} bytes that are the same, now ${shown(now, same)}`;
}

function shown(bytes: Uint8Array, from: number): string {
	const rest = bytes.subarray(from);
	const piece = rest.subarray(0, MAX_SHOWN);
	const text = decodeText(piece);
	const readable = text === undefined ? Buffer.from(piece).toString("hex") : JSON.stringify(text);
	if (rest.length === 0) return "nothing more";
	return rest.length > MAX_SHOWN ? `${readable} ... (${rest.length} bytes)` : readable;
}

function nameOf({ protocol, world, chip, opener }: Conversation): string {
	return opener === "chip"
		? `${protocol} to ${formatEndpoint(world)}`
		: `${protocol} to the chip's port ${chip.port}`;
}
