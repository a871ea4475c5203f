/** Looks for a network by its name, channel after channel. */
import { TICKS_PER_MS } from "../../../chip/time.js";
import type { Agenda, Appointment } from "../../agenda.js";
import { BROADCAST, type MacAddress } from "../dot11/address.js";
import type { ManagementFrame } from "../dot11/management.js";
import { rateElements, ssidElement } from "../dot11/network-elements.js";
import type { Radio } from "../radio.js";
import { DSSS, networkRates } from "../rates.js";
import { type Candidate, candidateOf } from "./candidate.js";

const DWELL = 120 * TICKS_PER_MS;

export interface ScannerOptions {
	readonly radio: Radio;
	readonly agenda: Agenda;
	readonly ssid: Uint8Array;
	readonly hasPassphrase: boolean;
	/** Where to look, in this order. */
	readonly channels: readonly number[];
	readonly onFound: (now: number, candidate: Candidate) => void;
	/** All channels were looked at; with what was wrong with a network of that name. */
	readonly onNothing: (now: number, why: string) => void;
}

export class Scanner {
	readonly #options: ScannerOptions;
	#at = 0;
	#dwell: Appointment | undefined;
	#why = "";

	constructor(options: ScannerOptions) {
		this.#options = options;
	}

	start(now: number): void {
		this.#at = 0;
		this.#why = "there is no network of that name";
		this.#look(now);
	}

	stop(): void {
		this.#dwell?.cancel();
		this.#dwell = undefined;
	}

	/** A beacon or probe response has come in. */
	hear(now: number, frame: ManagementFrame, channel: number): void {
		if (!this.#dwell) return;
		const { ssid, hasPassphrase, onFound } = this.#options;
		const candidate = candidateOf(frame, channel, ssid, hasPassphrase);
		if (typeof candidate === "string") {
			if (candidate !== "another name") this.#why = candidate;
			return;
		}
		this.stop();
		onFound(now, candidate);
	}

	#look(now: number): void {
		const { radio, agenda, channels, onNothing } = this.#options;
		const channel = channels[this.#at];
		if (channel === undefined) {
			this.stop();
			onNothing(now, this.#why);
			return;
		}
		radio.tune(now, channel);
		this.#probe(now, radio.address);
		this.#dwell = agenda.at(now + DWELL, (then) => {
			this.#at++;
			this.#look(then);
		});
	}

	#probe(now: number, source: MacAddress): void {
		const { radio, ssid } = this.#options;
		const elements = [ssidElement(ssid), ...rateElements(networkRates("bg"))];
		const body = { type: "probe-request" as const, elements };
		radio.send(now, {
			frame: { kind: "management", flags: 0, destination: BROADCAST, source, bssid: BROADCAST, body },
			rates: [DSSS.M1],
		});
	}
}
