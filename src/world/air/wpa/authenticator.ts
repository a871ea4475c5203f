/**
 * The access point's side of the four-way and the group key handshake with one station. What it sends is sent again
 * when nothing comes back. Source: IEEE 802.11-2016, 12.7.6 and 12.7.7; times as hostapd has them.
 */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { SeededRandom } from "../../random.js";
import type { MacAddress } from "../dot11/address.js";
import { FrameError } from "../dot11/bytes.js";
import { Reason } from "../dot11/management-body.js";
import {
	decodeEapolKey,
	type EapolKey,
	type EapolKeyFields,
	encodeEapolKey,
	KeyInfo,
	micMatches,
} from "./eapol-key.js";
import { encapsulateGroupKey, type GroupKey, wrapKeyData } from "./key-data.js";
import { KEY_LENGTH, NONCE_LENGTH, type PairwiseKeys, pairwiseKeys } from "./keys.js";
import { descriptorOf, keyVersionOf, type SecuritySuite } from "./suite.js";

const RETRY_TICKS = TICKS_PER_SECOND;
const ATTEMPTS = 4;

export interface AuthenticatorOptions {
	readonly suite: SecuritySuite;
	readonly pmk: Uint8Array;
	readonly own: MacAddress;
	readonly station: MacAddress;
	/** The network's RSN or WPA element, as its beacons have it. */
	readonly ownElement: Uint8Array;
	/** The station's, as its association request had it. */
	readonly stationElement: Uint8Array;
	/** The group key as it is now, and the packet number it has reached. */
	readonly groupKey: () => GroupKey & { readonly packetNumber: number };
	readonly random: SeededRandom;
	/** Whether a wrong passphrase is answered at once instead of by the time-out. */
	readonly refuseWrongKey: boolean;
	readonly send: (now: number, eapol: Uint8Array) => void;
	/** The pairwise key is in use from now on. */
	readonly onAuthorized: (now: number) => void;
	/** The station must go, for this reason; nothing follows. */
	readonly onFailed: (now: number, reason: number) => void;
	/** Something that a station should not send. */
	readonly onReport: (now: number, text: string) => void;
}

type Stage = "idle" | "first" | "third" | "group" | "done" | "failed";

export class Authenticator {
	readonly #options: AuthenticatorOptions;
	readonly #nonce: Uint8Array;
	#stage: Stage = "idle";
	#keys: PairwiseKeys | undefined;
	#replayCounter = 0n;
	/** The counter of this stage's first message: answers to any since are good. */
	#stageCounter = 0n;
	#attempts = 0;
	#deadline: number | undefined;
	/** Whether the last second message had another key's MIC. */
	#wrongKey = false;

	constructor(options: AuthenticatorOptions) {
		this.#options = options;
		this.#nonce = options.random.bytes(NONCE_LENGTH);
	}

	/** Whether the station seems to have another passphrase. */
	get wrongKey(): boolean {
		return this.#wrongKey;
	}

	start(now: number): void {
		this.#enter(now, "first");
	}

	/** Nothing more is sent. */
	stop(): void {
		this.#stage = "failed";
		this.#deadline = undefined;
	}

	/** Whether the station has not yet answered the last group key. */
	get givesGroupKey(): boolean {
		return this.#stage === "group";
	}

	/** Gives the station the present group key. */
	renewGroupKey(now: number): void {
		if (this.#stage === "done") this.#enter(now, "group");
	}

	next(): number | undefined {
		return this.#deadline;
	}

	act(now: number): void {
		if (this.#deadline === undefined || now < this.#deadline) return;
		if (this.#attempts < ATTEMPTS) this.#send(now);
		else this.#fail(now, this.#stage === "group" ? Reason.GROUP_KEY_TIMEOUT : Reason.HANDSHAKE_TIMEOUT);
	}

	/** An EAPOL frame from the station. */
	receive(now: number, eapol: Uint8Array): void {
		const key = decodeEapolKey(eapol);
		const problem = key instanceof FrameError ? key.message : this.#handle(now, eapol, key);
		if (problem !== undefined) this.#options.onReport(now, problem);
	}

	/** What is wrong with it, if anything. */
	#handle(now: number, eapol: Uint8Array, key: EapolKey): string | undefined {
		const { suite } = this.#options;
		if (key.descriptor !== descriptorOf(suite)) return `key descriptor ${key.descriptor}`;
		const version = key.info & KeyInfo.VERSION_MASK;
		if (version !== keyVersionOf(suite)) return `version ${version} of the key descriptor`;
		if (key.info & KeyInfo.ACK) return "an EAPOL-Key that asks for an answer";
		if (!(key.info & KeyInfo.MIC)) return "an EAPOL-Key without a MIC";
		if (key.info & KeyInfo.REQUEST) return "a request for a handshake, which is not served";
		// An answer to what was sent before this stage is late, not wrong.
		if (key.replayCounter < this.#stageCounter) return undefined;
		if (key.replayCounter > this.#replayCounter) return "a replay counter that was not sent";
		const pairwise = (key.info & KeyInfo.PAIRWISE) !== 0;
		if (pairwise && this.#stage === "first") return this.#second(now, eapol, key);
		if (pairwise && this.#stage === "third") return this.#fourth(now, eapol, key);
		if (!pairwise && this.#stage === "group") return this.#groupAnswer(eapol, key);
		return undefined;
	}

	#second(now: number, eapol: Uint8Array, key: EapolKey): string | undefined {
		const { pmk, own, station, suite, stationElement, refuseWrongKey } = this.#options;
		const keys = pairwiseKeys({
			pmk,
			authenticator: own,
			supplicant: station,
			authenticatorNonce: this.#nonce,
			supplicantNonce: key.nonce,
			cipher: suite.pairwise,
		});
		if (!micMatches(keys.kck, eapol, key)) {
			this.#wrongKey = true;
			if (refuseWrongKey) this.#fail(now, Reason.AUTHENTICATION_EXPIRED);
			return undefined;
		}
		if (Buffer.compare(key.data, stationElement) !== 0) {
			this.#fail(now, Reason.DIFFERENT_ELEMENT);
			return "an element in the handshake that differs from the association request's";
		}
		this.#wrongKey = false;
		this.#keys = keys;
		this.#enter(now, "third");
		return undefined;
	}

	#fourth(now: number, eapol: Uint8Array, key: EapolKey): string | undefined {
		if (!micMatches(this.#keys!.kck, eapol, key)) return "a wrong MIC in message 4 of 4";
		this.#finish();
		this.#options.onAuthorized(now);
		// RSN's third message has brought the group key already.
		if (this.#options.suite.kind === "wpa") this.#enter(now, "group");
		return undefined;
	}

	#groupAnswer(eapol: Uint8Array, key: EapolKey): string | undefined {
		if (!micMatches(this.#keys!.kck, eapol, key)) {
			return "a wrong MIC in message 2 of 2 of the group handshake";
		}
		this.#finish();
		return undefined;
	}

	#finish(): void {
		this.#stage = "done";
		this.#deadline = undefined;
	}

	#fail(now: number, reason: number): void {
		this.stop();
		this.#options.onFailed(now, reason);
	}

	#enter(now: number, stage: Stage): void {
		this.#stage = stage;
		this.#attempts = 0;
		this.#stageCounter = this.#replayCounter + 1n;
		this.#send(now);
	}

	#send(now: number): void {
		this.#attempts++;
		this.#replayCounter++;
		this.#deadline = now + RETRY_TICKS;
		const kck = this.#stage === "first" ? undefined : this.#keys!.kck;
		this.#options.send(now, encodeEapolKey(this.#message(), kck));
	}

	#message(): EapolKeyFields {
		const { suite, ownElement } = this.#options;
		const base = { descriptor: descriptorOf(suite), replayCounter: this.#replayCounter };
		const info = keyVersionOf(suite) | KeyInfo.ACK;
		const keyLength = KEY_LENGTH[suite.pairwise];
		if (this.#stage === "first") {
			return { ...base, info: info | KeyInfo.PAIRWISE, keyLength, nonce: this.#nonce };
		}
		if (this.#stage === "group") return { ...base, ...this.#groupMessage(info) };
		const third = { ...base, keyLength, nonce: this.#nonce };
		const pairwise = info | KeyInfo.PAIRWISE | KeyInfo.INSTALL | KeyInfo.MIC;
		if (suite.kind === "wpa") return { ...third, info: pairwise, data: ownElement };
		const groupKey = this.#options.groupKey();
		return {
			...third,
			info: pairwise | KeyInfo.SECURE | KeyInfo.ENCRYPTED,
			...this.#wrapped(Buffer.concat([ownElement, encapsulateGroupKey(groupKey)])),
			receiveCounter: BigInt(groupKey.packetNumber),
		};
	}

	/** WPA sends the bare key and its number in the head; RSN an element. */
	#groupMessage(info: number): Omit<EapolKeyFields, "descriptor" | "replayCounter"> {
		const { suite } = this.#options;
		const groupKey = this.#options.groupKey();
		const wpa = suite.kind === "wpa";
		return {
			info:
				info |
				KeyInfo.MIC |
				KeyInfo.SECURE |
				(wpa ? groupKey.keyId << KeyInfo.INDEX_SHIFT : KeyInfo.ENCRYPTED),
			keyLength: KEY_LENGTH[suite.group],
			receiveCounter: BigInt(groupKey.packetNumber),
			...this.#wrapped(wpa ? groupKey.key : encapsulateGroupKey(groupKey)),
		};
	}

	#wrapped(data: Uint8Array): { iv: Uint8Array; data: Uint8Array } {
		const iv = this.#options.random.bytes(16);
		return { iv, data: wrapKeyData(keyVersionOf(this.#options.suite), this.#keys!.kek, iv, data) };
	}
}
