/** A conversation written down: what to wait for, what to say. It serves for both ends of a connection. */
import type { Agenda, Timer } from "../../agenda.js";
import { Outbox, toBytes } from "../outbox.js";
import type { TcpService } from "../service.js";
import type { CloseReason, StreamHandlers, TcpStream } from "../tcp/stream.js";

export type ScriptStep =
	/** Waits until these bytes come; what comes before them is passed over. */
	| { readonly expect: string | Uint8Array }
	/** Waits until so many bytes have come. */
	| { readonly take: number }
	/** Waits until the other side has ended, and takes everything. */
	| "expect end"
	| { readonly send: string | Uint8Array }
	/** Ticks. */
	| { readonly wait: number }
	| "end"
	| "abort";

export interface ScriptResult {
	/** Whether every step was done. */
	readonly done: boolean;
	/** Everything that came and was taken or passed over. */
	readonly received: Uint8Array;
	readonly reason: CloseReason;
}

/** Bytes that may come while one text is waited for. */
const MAX_HEARD = 1024 * 1024;

/** Plays `steps` for each connection. */
export function scriptServer(
	steps: readonly ScriptStep[],
	onResult?: (result: ScriptResult) => void,
): TcpService {
	return ({ agenda }) => new Script(agenda, steps, onResult);
}

export class Script implements StreamHandlers {
	readonly #steps: readonly ScriptStep[];
	readonly #onResult: ((result: ScriptResult) => void) | undefined;
	readonly #timer: Timer;
	readonly #outbox = new Outbox();
	#stream: TcpStream | undefined;
	#step = 0;
	#heard = Buffer.alloc(0);
	readonly #received: Uint8Array[] = [];

	constructor(agenda: Agenda, steps: readonly ScriptStep[], onResult?: (result: ScriptResult) => void) {
		this.#steps = steps;
		this.#onResult = onResult;
		this.#timer = agenda.timer(() => this.#play());
	}

	/** Everything that has come so far. */
	get received(): Uint8Array {
		return Buffer.concat([...this.#received, this.#heard]);
	}

	onOpen(stream: TcpStream): void {
		this.#stream = stream;
		this.#play();
	}

	onReadable(stream: TcpStream): void {
		this.#hear(stream);
		if (this.#heard.length > MAX_HEARD) stream.abort();
		else if (!this.#timer.isSet) this.#play();
	}

	onWritable(stream: TcpStream): void {
		this.#outbox.flush(stream);
	}

	onClosed(stream: TcpStream, reason: CloseReason): void {
		this.#hear(stream);
		this.#timer.cancel();
		const done = this.#step >= this.#steps.length;
		this.#onResult?.({ done, received: this.received, reason });
	}

	#hear(stream: TcpStream): void {
		this.#heard = Buffer.concat([this.#heard, stream.read()]);
	}

	#play(): void {
		while (this.#step < this.#steps.length) {
			const step = this.#steps[this.#step];
			if (!this.#ready(step)) return;
			this.#step++;
			if (!this.#do(step)) return;
		}
	}

	#ready(step: ScriptStep): boolean {
		if (step === "expect end") return this.#stream!.ended;
		if (typeof step === "string") return true;
		if ("take" in step) return this.#heard.length >= step.take;
		return !("expect" in step) || this.#heard.includes(Buffer.from(toBytes(step.expect)));
	}

	/** Does a step that is ready; false when the next one must wait. */
	#do(step: ScriptStep): boolean {
		const stream = this.#stream!;
		if (step === "end") this.#outbox.end(stream);
		else if (step === "abort") stream.abort();
		else if (step === "expect end") this.#take(this.#heard.length);
		else if ("send" in step) this.#outbox.send(stream, toBytes(step.send));
		else if ("take" in step) this.#take(step.take);
		else if ("wait" in step) this.#timer.after(step.wait);
		else {
			const wanted = toBytes(step.expect);
			this.#take(this.#heard.indexOf(wanted) + wanted.length);
		}
		return !this.#timer.isSet;
	}

	#take(length: number): void {
		this.#received.push(this.#heard.subarray(0, length));
		this.#heard = this.#heard.subarray(length);
	}
}
