/** A person, or a program, at the other end of the serial line: bytes come from outside at any moment. */
import type { ChipPort, World, WorldAction, WorldEnd } from "../world.js";
import { SerialLine } from "./serial-line.js";

export class LiveTerminal implements World {
	readonly #line: SerialLine;
	#end: WorldEnd | undefined;

	/** Without `baud` the line follows the chip's UART0. */
	constructor(baud?: number) {
		this.#line = new SerialLine(0, baud);
	}

	/** Types bytes; they reach the chip at the line's speed. Returns how many the line's queue took. */
	type(bytes: Uint8Array): number {
		return this.#line.send(bytes);
	}

	/** Ends the run, at the next moment the session looks. */
	leave(reason: string): void {
		this.#end ??= { reason };
	}

	get end(): WorldEnd | undefined {
		return this.#end;
	}

	next(): number | undefined {
		return this.#line.next();
	}

	act(now: number, port: ChipPort): readonly WorldAction[] {
		return this.#line.act(now, port);
	}

	onConsole(): void {}
}
