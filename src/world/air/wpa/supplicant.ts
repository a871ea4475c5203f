/** The station's side of the handshakes. It only answers. Source: IEEE 802.11-2016, 12.7.6 and 12.7.7. */
import type { SeededRandom } from "../../random.js";
import type { MacAddress } from "../dot11/address.js";
import { FrameError } from "../dot11/bytes.js";
import { elementBytes } from "../dot11/elements.js";
import { findSecurity } from "../dot11/security-elements.js";
import { decodeEapolKey, type EapolKey, encodeEapolKey, KeyInfo, micMatches } from "./eapol-key.js";
import { findGroupKey, type GroupKey, readKeyData, unwrapKeyData } from "./key-data.js";
import { NONCE_LENGTH, type PairwiseKeys, pairwiseKeys } from "./keys.js";
import { descriptorOf, keyVersionOf, type SecuritySuite } from "./suite.js";

export interface SupplicantOptions {
	readonly suite: SecuritySuite;
	readonly pmk: Uint8Array;
	readonly own: MacAddress;
	readonly authenticator: MacAddress;
	/** The element of the association request. */
	readonly ownElement: Uint8Array;
	/** The network's, as its beacons have it. */
	readonly networkElement: Uint8Array;
	readonly random: SeededRandom;
	readonly send: (now: number, eapol: Uint8Array) => void;
	/** The pairwise key is in use from now on: after message 4. */
	readonly onAuthorized: (now: number) => void;
	readonly onGroupKey: (now: number, key: GroupKey) => void;
	/** Something that an access point should not send. */
	readonly onReport: (now: number, text: string) => void;
}

export class Supplicant {
	readonly #options: SupplicantOptions;
	readonly #nonce: Uint8Array;
	#authenticatorNonce: Uint8Array | undefined;
	#keys: PairwiseKeys | undefined;
	/** The last message's whose MIC was right. */
	#replayCounter = -1n;

	constructor(options: SupplicantOptions) {
		this.#options = options;
		this.#nonce = options.random.bytes(NONCE_LENGTH);
	}

	/** An EAPOL frame from the access point. */
	receive(now: number, eapol: Uint8Array): void {
		const key = decodeEapolKey(eapol);
		const problem = key instanceof FrameError ? key.message : this.#handle(now, eapol, key);
		if (problem !== undefined) this.#options.onReport(now, problem);
	}

	/** What is wrong with it, if anything. */
	#handle(now: number, eapol: Uint8Array, key: EapolKey): string | undefined {
		const { suite } = this.#options;
		const { info } = key;
		if (key.descriptor !== descriptorOf(suite)) return `key descriptor ${key.descriptor}`;
		const version = info & KeyInfo.VERSION_MASK;
		if (version !== keyVersionOf(suite)) return `version ${version} of the key descriptor`;
		if (!(info & KeyInfo.ACK)) return "an EAPOL-Key that asks for no answer";
		if (info & KeyInfo.PAIRWISE && !(info & KeyInfo.MIC)) return this.#first(now, key);
		if (!this.#keys) return "a handshake that does not begin with message 1";
		if (!micMatches(this.#keys.kck, eapol, key)) return "a wrong MIC: another passphrase?";
		if (key.replayCounter <= this.#replayCounter) return "a replay counter that was used before";
		this.#replayCounter = key.replayCounter;
		return info & KeyInfo.PAIRWISE ? this.#third(now, key) : this.#group(now, key);
	}

	#first(now: number, key: EapolKey): string | undefined {
		const { pmk, own, authenticator, suite, ownElement } = this.#options;
		this.#authenticatorNonce = key.nonce.slice();
		this.#keys = pairwiseKeys({
			pmk,
			authenticator,
			supplicant: own,
			authenticatorNonce: this.#authenticatorNonce,
			supplicantNonce: this.#nonce,
			cipher: suite.pairwise,
		});
		this.#answer(now, key, KeyInfo.PAIRWISE, { nonce: this.#nonce, data: ownElement });
		return undefined;
	}

	#third(now: number, key: EapolKey): string | undefined {
		const { suite, networkElement, onAuthorized, onGroupKey } = this.#options;
		if (Buffer.compare(key.nonce, this.#authenticatorNonce!) !== 0) return "another nonce in message 3 of 4";
		let data: Uint8Array | undefined = key.data;
		if (key.info & KeyInfo.ENCRYPTED) data = this.#unwrap(key);
		if (!data) return "key data that cannot be unwrapped";
		const elements = keyDataElements(data);
		if (elements instanceof FrameError) return elements.message;
		const element = findSecurity(elements, suite.kind);
		if (!element || Buffer.compare(elementBytes(element), networkElement) !== 0) {
			return "an element in message 3 of 4 that differs from the beacon's";
		}
		const groupKey = findGroupKey(elements);
		if (suite.kind === "rsn" && !groupKey) return "message 3 of 4 without a group key";
		this.#answer(now, key, KeyInfo.PAIRWISE | (key.info & KeyInfo.SECURE));
		if (groupKey) onGroupKey(now, groupKey);
		onAuthorized(now);
		return undefined;
	}

	#group(now: number, key: EapolKey): string | undefined {
		const data = this.#unwrap(key);
		if (!data) return "a group key that cannot be unwrapped";
		const index = key.info & KeyInfo.INDEX_MASK;
		const groupKey =
			this.#options.suite.kind === "wpa"
				? { keyId: index >> KeyInfo.INDEX_SHIFT, key: data }
				: inElements(data);
		if (!groupKey) return "message 1 of 2 without a group key";
		this.#answer(now, key, KeyInfo.SECURE | index);
		this.#options.onGroupKey(now, groupKey);
		return undefined;
	}

	#unwrap({ info, iv, data }: EapolKey): Uint8Array | undefined {
		return unwrapKeyData(info & KeyInfo.VERSION_MASK, this.#keys!.kek, iv, data);
	}

	#answer(
		now: number,
		to: EapolKey,
		info: number,
		more: { nonce?: Uint8Array; data?: Uint8Array } = {},
	): void {
		const { suite, send } = this.#options;
		const answer = {
			descriptor: to.descriptor,
			info: keyVersionOf(suite) | KeyInfo.MIC | info,
			replayCounter: to.replayCounter,
			// WPA repeats the length, RSN leaves it 0.
			keyLength: suite.kind === "wpa" ? to.keyLength : 0,
			...more,
		};
		send(now, encodeEapolKey(answer, this.#keys!.kck));
	}
}

function keyDataElements(data: Uint8Array): ReturnType<typeof readKeyData> | FrameError {
	try {
		return readKeyData(data);
	} catch (error) {
		if (error instanceof FrameError) return error;
		throw error;
	}
}

function inElements(data: Uint8Array): GroupKey | undefined {
	const elements = keyDataElements(data);
	return elements instanceof FrameError ? undefined : findGroupKey(elements);
}
