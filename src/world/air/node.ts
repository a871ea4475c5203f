/** What everything with an antenna has: a name, a radio, and the faults that can be asked for. */
import type { Plain } from "../../trace/schema.js";
import type { Agenda } from "../agenda.js";
import type { SeededRandom } from "../random.js";
import type { WorldInput, WorldNote } from "../world.js";
import { checkNumber, checkRssi, checkShare } from "./check-options.js";
import { type Disturbance, Disturbances } from "./disturbance.js";
import type { MacAddress } from "./dot11/address.js";
import { Fading, type Loss, type Way } from "./fading.js";
import type { Medium } from "./medium.js";
import { AirOptionError } from "./options.js";
import { Radio, type RadioOptions } from "./radio.js";

/** Something that has happened between a node and a station. */
export interface AirEvent {
	/** Name of the node that says so. */
	readonly node: string;
	readonly event: "joined" | "left" | "refused" | "wrong-passphrase";
	/** The other one's address. */
	readonly peer: MacAddress;
	/** In words, where there is more to say. */
	readonly detail?: string;
}

/** What a node knows of its air. */
export interface Surroundings {
	readonly agenda: Agenda;
	readonly medium: Medium;
	/** Chance of this node's own. */
	readonly random: SeededRandom;
	/** Goes into the trace of every chip on the air. */
	emit(action: WorldInput | WorldNote): void;
	/** Something that nobody should send has been sent. */
	report(now: number, text: string): void;
	/** Something has happened. */
	event(now: number, event: Omit<AirEvent, "node">): void;
}

const MAX_LOST = 1_000_000;
/** A minute. */
const MAX_DELAY_US = 60_000_000;

/** dBm, unless said. */
export const DEFAULT_RSSI = -50;

export abstract class AirNode {
	readonly name: string;
	readonly address: MacAddress;
	protected readonly around: Surroundings;
	protected readonly radio: Radio;
	protected readonly disturbances: Disturbances;
	readonly #fading: Fading;

	protected constructor(
		around: Surroundings,
		{ name, address, rssi }: { name: string; address: MacAddress; rssi: number },
		onFrame: RadioOptions["onFrame"],
	) {
		this.name = name;
		this.address = address;
		this.around = around;
		const { agenda, medium, random } = around;
		this.#fading = new Fading(random.fork("fading"));
		this.disturbances = new Disturbances(agenda, random.fork("disturbance"));
		this.radio = new Radio({
			medium,
			agenda,
			random: random.fork("radio"),
			fading: this.#fading,
			name,
			address,
			rssi,
			onFrame,
		});
	}

	/** The chip hears it so strongly from now on, dBm. Throws AirOptionError. */
	setRssi(rssi: number): void {
		checkRssi(rssi);
		this.fault("rssi", { rssi }, () => {
			this.radio.rssi = rssi;
		});
	}

	/** Loses frames that it sends, or that it should hear; what is not said stays as it is. Throws AirOptionError. */
	lose(way: Way, loss: Loss): void {
		checkShare(loss.probability ?? 0, "probability");
		checkNumber(loss.next ?? 0, "next", 0, MAX_LOST);
		this.fault("loss", { way, ...loss }, () => this.#fading.set(way, loss));
	}

	/** Delays, duplicates or reorders packets that it sends, or hears; an empty one ends it. Throws AirOptionError. */
	disturb(way: Way, disturbance: Disturbance): void {
		const { delayUs, ...others } = disturbance;
		const [least, most] = delayUs ?? [0, 0];
		if (!(least >= 0 && most >= least && most <= MAX_DELAY_US)) {
			throw new AirOptionError(`delayUs must be the least and the most, up to ${MAX_DELAY_US}: ${delayUs}`);
		}
		checkShare(others.duplicate ?? 0, "duplicate");
		checkShare(others.reorder ?? 0, "reorder");
		const data = { way, ...others, ...(delayUs ? { delayUs: [...delayUs] } : {}) };
		this.fault("disturbance", data, () => this.disturbances.set(way, disturbance));
	}

	/** Something that is done to this node on request: at once, and noted in the trace. */
	protected fault(fault: string, data: Readonly<Record<string, Plain>>, apply: (now: number) => void): void {
		this.around.agenda.at(0, (now) => {
			this.around.emit({ kind: "world", topic: "air/fault", data: { node: this.name, fault, ...data } });
			apply(now);
		});
	}
}
