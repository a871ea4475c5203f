/** Which Telnet options are on, for either side, and what is said about that (RFC 855, and 1143's rule against loops). */
import { Verb } from "./telnet.js";

type Standing = "off" | "asked" | "on";

export interface NegotiationOptions {
	/** Options that we use when the other side agrees. */
	readonly ours: readonly number[];
	/** Options that the other side may use. */
	readonly theirs: readonly number[];
	readonly send: (verb: Verb, option: number) => void;
}

export class Negotiation {
	readonly #ours: Map<number, Standing>;
	readonly #theirs: Map<number, Standing>;
	readonly #send: NegotiationOptions["send"];

	constructor({ ours, theirs, send }: NegotiationOptions) {
		this.#ours = new Map(ours.map((option) => [option, "off"]));
		this.#theirs = new Map(theirs.map((option) => [option, "off"]));
		this.#send = send;
	}

	/** Offers all of ours, and asks for all of theirs. */
	start(): void {
		for (const option of this.#ours.keys()) this.#ask(this.#ours, Verb.WILL, option);
		for (const option of this.#theirs.keys()) this.#ask(this.#theirs, Verb.DO, option);
	}

	/** The other side has said something about an option. */
	receive(verb: Verb, option: number): void {
		if (verb === Verb.DO) this.#agree(this.#ours, option, Verb.WILL, Verb.WONT);
		else if (verb === Verb.WILL) this.#agree(this.#theirs, option, Verb.DO, Verb.DONT);
		else if (verb === Verb.DONT) this.#refuse(this.#ours, option, Verb.WONT);
		else this.#refuse(this.#theirs, option, Verb.DONT);
	}

	#ask(side: Map<number, Standing>, verb: Verb, option: number): void {
		side.set(option, "asked");
		this.#send(verb, option);
	}

	#agree(side: Map<number, Standing>, option: number, yes: Verb, no: Verb): void {
		const standing = side.get(option);
		if (standing === undefined) this.#send(no, option);
		else side.set(option, "on");
		if (standing === "off") this.#send(yes, option);
	}

	#refuse(side: Map<number, Standing>, option: number, no: Verb): void {
		const standing = side.get(option);
		if (standing === undefined) return;
		side.set(option, "off");
		if (standing === "on") this.#send(no, option);
	}
}
