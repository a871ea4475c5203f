/**
 * A place that the chip has sent datagrams to in a recorded run: each is answered as the recorded one was. Ports of the
 * chip's are chance: a datagram stands for the first recorded one with the same bytes, else for the first that is left.
 */
import type { Agenda } from "../agenda.js";
import type { Conversation } from "./conversation-log.js";
import { type Exchange, exchangesOf, giveAnswers } from "./exchanges.js";

/** How far ahead a datagram with the same bytes is looked for. */
const LOOK_AHEAD = 64;

export class UdpPlace {
	readonly #agenda: Agenda;
	readonly #left: Exchange[];
	/** Whether the chip found nobody there. */
	readonly isNobody: boolean;
	/** What the chip has sent there so far. */
	readonly received: Uint8Array[] = [];

	/** `conversations` are those that the chip had begun there. */
	constructor(agenda: Agenda, conversations: readonly Conversation[]) {
		this.#agenda = agenda;
		this.isNobody = conversations.every(({ refused }) => refused);
		this.#left = conversations
			.flatMap(exchangesOf)
			.filter(({ asked }) => asked !== undefined)
			.sort((a, b) => a.tick - b.tick);
	}

	/** A datagram of the chip's; `reply` answers its sender. Beyond the recorded ones there is no answer. */
	hear(payload: Uint8Array, reply: (payload: Uint8Array) => void): void {
		this.received.push(payload.slice());
		const exchange = this.#take(payload);
		if (exchange) giveAnswers(this.#agenda, exchange, reply);
	}

	#take(payload: Uint8Array): Exchange | undefined {
		const same = this.#left
			.slice(0, LOOK_AHEAD)
			.findIndex(({ asked }) => Buffer.from(asked!).equals(payload));
		return this.#left.splice(Math.max(0, same), 1)[0];
	}
}
