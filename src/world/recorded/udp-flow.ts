/** Datagrams that the world had sent by itself, and after each of the chip's what had followed that one. */
import type { Agenda } from "../agenda.js";
import type { Conversation } from "./conversation-log.js";
import { type Exchange, exchangesOf, giveAnswers } from "./exchanges.js";

export class UdpFlow {
	readonly #agenda: Agenda;
	readonly #send: (payload: Uint8Array) => void;
	readonly #exchanges: readonly Exchange[];
	readonly #received: Uint8Array[] = [];

	constructor(agenda: Agenda, conversation: Conversation, send: (payload: Uint8Array) => void) {
		this.#agenda = agenda;
		this.#send = send;
		this.#exchanges = exchangesOf(conversation);
	}

	/** What has come so far, end to end. */
	get received(): Uint8Array {
		return Buffer.concat(this.#received);
	}

	/** Says what the world had said before the chip said anything. */
	begin(): void {
		this.#answer();
	}

	/** A datagram of the chip's. */
	hear(payload: Uint8Array): void {
		this.#received.push(payload.slice());
		this.#answer();
	}

	#answer(): void {
		const exchange = this.#exchanges[this.#received.length];
		if (exchange) giveAnswers(this.#agenda, exchange, this.#send);
	}
}
