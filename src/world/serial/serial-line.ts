/** The wire to a UART's RX pin: bytes in a queue, sent one after another at the line's speed. */
import { TICKS_PER_SECOND } from "../../chip/time.js";
import type { ChipPort, WorldAction } from "../world.js";

/** Start bit, eight data bits, stop bit. */
const FRAME_BITS = 10;
/** Bytes that may wait; 1 MiB takes a minute and a half at 115200 baud. */
const MAX_QUEUE = 1024 * 1024;

export class SerialLine {
	readonly #line: 0 | 1;
	#queue: Uint8Array[] = [];
	/** Bytes of the first chunk that are gone. */
	#taken = 0;
	#waiting = 0;
	/** End of the stop bit of the byte on the wire; undefined when the wire is idle. */
	#due: number | undefined;
	/** The speed that byte was begun at. */
	#speed: number | undefined;

	/** Speed of the bytes that are begun from now on; undefined: whatever the chip's UART is set to, byte by byte. */
	baud: number | undefined;

	constructor(line: 0 | 1 = 0, baud?: number) {
		this.#line = line;
		this.baud = baud;
	}

	/** Queues bytes; returns how many were taken: fewer than given when the queue is full. */
	send(bytes: Uint8Array): number {
		const taken = Uint8Array.from(bytes.subarray(0, MAX_QUEUE - this.#waiting));
		if (taken.length > 0) this.#queue.push(taken);
		this.#waiting += taken.length;
		return taken.length;
	}

	/** Drops the bytes that are not on the wire yet. */
	clear(): void {
		const [head] = this.#queue;
		const onWire = this.#due !== undefined && head;
		this.#queue = onWire ? [head.subarray(0, this.#taken + 1)] : [];
		this.#waiting = onWire ? 1 : 0;
		if (!onWire) this.#taken = 0;
	}

	/** Bytes that have not arrived yet. */
	get waiting(): number {
		return this.#waiting;
	}

	/** Whether every byte has arrived. */
	get idle(): boolean {
		return this.#waiting === 0;
	}

	/** When the next byte has arrived; 0 when one waits that has not been started. */
	next(): number | undefined {
		return this.#waiting === 0 ? undefined : (this.#due ?? 0);
	}

	/** The bytes that have arrived by tick `now`; starts the next one. */
	act(now: number, port: ChipPort): WorldAction[] {
		const actions: WorldAction[] = [];
		if (this.#waiting > 0 && this.#due === undefined) this.#begin(now, port);
		while (this.#due !== undefined && this.#due <= now) {
			actions.push({
				kind: "input",
				input: {
					kind: "uart",
					line: this.#line,
					byte: this.#shift(),
					baud: this.#speed ?? port.baud(this.#line),
				},
			});
			if (this.#waiting > 0) this.#begin(this.#due, port);
			else this.#due = undefined;
		}
		return actions;
	}

	#shift(): number {
		const head = this.#queue[0];
		const byte = head[this.#taken++];
		this.#waiting--;
		if (this.#taken === head.length) {
			this.#queue.shift();
			this.#taken = 0;
		}
		return byte;
	}

	/** Puts the next byte on the wire at `tick`. */
	#begin(tick: number, port: ChipPort): void {
		this.#speed = this.baud;
		const ticks =
			this.#speed === undefined
				? Math.max(1, port.frameTicks(this.#line))
				: Math.ceil((FRAME_BITS * TICKS_PER_SECOND) / this.#speed);
		this.#due = tick + ticks;
	}
}
