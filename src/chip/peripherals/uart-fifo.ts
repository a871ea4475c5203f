/** A UART's FIFO: a ring of 128 bytes. */
import { bytes, u32, type View } from "../state/fields.js";

export const UART_FIFO_SIZE = 128;

export const uartFifoFields = {
	/** Index of the oldest byte in the ring. */
	head: u32(),
	count: u32(),
	ring: bytes(UART_FIFO_SIZE),
};

export class UartFifo {
	readonly #s: View<typeof uartFifoFields>;

	constructor(state: View<typeof uartFifoFields>) {
		this.#s = state;
	}

	/** Bytes waiting, 0 to 128. */
	get count(): number {
		return this.#s.count;
	}

	clear(): void {
		this.#s.head = 0;
		this.#s.count = 0;
		this.#s.ring.fill(0);
	}

	/** Takes a byte in; false when the FIFO is full and the byte lost. */
	push(byte: number): boolean {
		const s = this.#s;
		if (s.count === UART_FIFO_SIZE) return false;
		s.ring[(s.head + s.count) % UART_FIFO_SIZE] = byte;
		s.count++;
		return true;
	}

	/** The oldest byte, removed; 0 when the FIFO is empty. */
	pop(): number {
		const s = this.#s;
		if (s.count === 0) return 0;
		const byte = s.ring[s.head];
		s.head = (s.head + 1) % UART_FIFO_SIZE;
		s.count--;
		return byte;
	}
}
