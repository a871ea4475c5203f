/** The conversations of a recorded run, put together from the world's inputs in its trace. */
import * as t from "typanion";
import type { Plain } from "../../trace/schema.js";
import { type Endpoint, formatEndpoint, parseEndpoint } from "../network/addresses.js";
import { RecordedWorldError } from "./errors.js";

/** What one side said at once, or that it will say no more. */
export interface Turn {
	readonly tick: number;
	readonly from: "chip" | "world";
	readonly bytes: Uint8Array | "end";
}

export interface Conversation {
	readonly protocol: "tcp" | "udp";
	readonly chip: Endpoint;
	readonly world: Endpoint;
	readonly opener: "chip" | "world";
	/** The station whose host is the world's side, if it is one's and the trace says so. */
	readonly host?: string;
	/** Tick at which it began. */
	readonly tick: number;
	/** Tick at which it was open for both sides; for one that never was, that at which it began. */
	readonly openedAt: number;
	readonly turns: readonly Turn[];
	/** Whether the world gave the connection up. */
	readonly aborted: boolean;
	/** Whether the chip found nobody there. */
	readonly refused: boolean;
}

interface Growing extends Conversation {
	readonly turns: Turn[];
	openedAt: number;
	aborted: boolean;
	refused: boolean;
}

const SIDES = ["chip", "world"] as const;
const isOpen = t.isPartial({
	id: t.isNumber(),
	protocol: t.isEnum(["tcp", "udp"] as const),
	chip: t.isString(),
	world: t.isString(),
	opener: t.isEnum(SIDES),
	host: t.isOptional(t.isString()),
});
const isOpened = t.isPartial({ id: t.isNumber() });
const isData = t.isPartial({
	id: t.isNumber(),
	from: t.isEnum(SIDES),
	bytes: t.isInstanceOf(Uint8Array),
});
const isEnd = t.isPartial({ id: t.isNumber(), from: t.isEnum(SIDES) });
const isClose = t.isPartial({ id: t.isNumber(), reason: t.isString() });

export class ConversationLog {
	readonly #all = new Map<number, Growing>();

	/** In the order in which they were opened. */
	get conversations(): readonly Conversation[] {
		return [...this.#all.values()];
	}

	/**
	 * Takes a world input of the topics net/open, net/opened, net/data, net/end and net/close; returns the conversation
	 * that it begins, if it does. Throws RecordedWorldError for what no recorder writes.
	 */
	add(tick: number, topic: string, data: Plain): Conversation | undefined {
		if (topic === "net/open" && isOpen(data)) return this.#open(tick, data);
		if (topic === "net/opened" && isOpened(data)) {
			this.#get(topic, data.id).openedAt = tick;
		} else if (topic === "net/data" && isData(data)) {
			const { id, from, bytes } = data;
			this.#get(topic, id).turns.push({ tick, from, bytes });
		} else if (topic === "net/end" && isEnd(data)) {
			this.#get(topic, data.id).turns.push({ tick, from: data.from, bytes: "end" });
		} else if (topic === "net/close" && isClose(data)) {
			const conversation = this.#get(topic, data.id);
			conversation.aborted = data.reason === "aborted";
			conversation.refused = data.reason === "refused" && conversation.opener === "chip";
		} else throw new RecordedWorldError(`${topic} does not say what it should`);
		return undefined;
	}

	#open(
		tick: number,
		data: {
			id: number;
			protocol: "tcp" | "udp";
			chip: string;
			world: string;
			opener: "chip" | "world";
			host?: string | undefined;
		},
	): Conversation {
		const { id, protocol, opener, host } = data;
		const [chip, world] = [parseEndpoint(data.chip), parseEndpoint(data.world)];
		if (!chip || !world || this.#all.has(id)) {
			throw new RecordedWorldError(`conversation ${id} is not between two addresses, or there twice`);
		}
		const conversation = {
			protocol,
			chip,
			world,
			opener,
			...(host === undefined ? {} : { host }),
			tick,
			openedAt: tick,
			turns: [],
			aborted: false,
			refused: false,
		};
		this.#all.set(id, conversation);
		return conversation;
	}

	#get(topic: string, id: number): Growing {
		const conversation = this.#all.get(id);
		if (!conversation) throw new RecordedWorldError(`${topic} of conversation ${id}, which was not opened`);
		return conversation;
	}
}

/** What one side said in a conversation, end to end. */
export function saidBy(side: "chip" | "world", { turns }: Conversation): Uint8Array {
	return Buffer.concat(turns.flatMap(({ from, bytes }) => (from === side && bytes !== "end" ? [bytes] : [])));
}

/** The conversations of a protocol by the world's place in them, "198.51.100.10:80". */
export function byPlace(
	conversations: readonly Conversation[],
	protocol: Conversation["protocol"],
): Map<string, Conversation[]> {
	const places = new Map<string, Conversation[]>();
	for (const conversation of conversations) {
		if (conversation.protocol !== protocol) continue;
		const place = formatEndpoint(conversation.world);
		const others = places.get(place);
		if (others) others.push(conversation);
		else places.set(place, [conversation]);
	}
	return places;
}
