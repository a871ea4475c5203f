/** The world's side of recorded datagrams: after each of the chip's, what had followed that one. */
import type { Agenda } from "../agenda.js";
import type { Conversation, Turn } from "./conversation-log.js";

export class UdpFlow {
	readonly #agenda: Agenda;
	readonly #send: (payload: Uint8Array) => void;
	/** What the world said before the chip's first datagram, after that one, after the second ... */
	readonly #answers: Turn[][] = [[]];
	readonly #asked: number[];
	readonly #received: Uint8Array[] = [];

	constructor(agenda: Agenda, { turns, tick }: Conversation, send: (payload: Uint8Array) => void) {
		this.#agenda = agenda;
		this.#send = send;
		this.#asked = [tick];
		for (const turn of turns) {
			if (turn.from === "world") this.#answers[this.#answers.length - 1].push(turn);
			else {
				this.#answers.push([]);
				this.#asked.push(turn.tick);
			}
		}
	}

	/** What has come so far, end to end. */
	get received(): Uint8Array {
		return Buffer.concat(this.#received);
	}

	/** Says what the world had said before the chip said anything. */
	begin(): void {
		this.#answer(0);
	}

	/** A datagram of the chip's. */
	hear(payload: Uint8Array): void {
		this.#received.push(payload.slice());
		this.#answer(this.#received.length);
	}

	#answer(number: number): void {
		const now = this.#agenda.now;
		for (const { tick, bytes } of this.#answers[number] ?? []) {
			if (bytes === "end") continue;
			this.#agenda.at(now + tick - this.#asked[number], () => this.#send(bytes));
		}
	}
}
