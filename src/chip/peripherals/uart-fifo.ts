/** A UART's FIFO: a ring of 128 bytes. */
import { bytes, u32, type View } from "../state/fields.js";
import { Ring } from "./ring.js";

export const UART_FIFO_SIZE = 128;

export const uartFifoFields = {
	/** Index of the oldest byte in the ring. */
	head: u32(),
	count: u32(),
	ring: bytes(UART_FIFO_SIZE),
};

export class UartFifo extends Ring {
	readonly #bytes: Uint8Array;

	constructor(state: View<typeof uartFifoFields>) {
		super(state);
		this.#bytes = state.ring;
	}

	override clear(): void {
		super.clear();
		this.#bytes.fill(0);
	}
}
