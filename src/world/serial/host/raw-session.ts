/** One client of the serial line that sends and hears bytes as they are. */
import { Outgoing } from "../outgoing.js";
import type { SerialAdapter } from "../serial-adapter.js";
import type { ClientSession } from "./socket-server.js";

export class RawSession implements ClientSession {
	readonly #outgoing: Outgoing;
	readonly fromChip: (bytes: Uint8Array) => void;

	constructor(adapter: SerialAdapter, send: (bytes: Uint8Array) => void) {
		this.#outgoing = new Outgoing(adapter);
		this.fromChip = send;
	}

	get full(): boolean {
		return this.#outgoing.full;
	}

	fromClient(bytes: Uint8Array): void {
		this.#outgoing.write(bytes);
	}

	turn(): void {
		this.#outgoing.flush();
	}

	close(): void {}
}
