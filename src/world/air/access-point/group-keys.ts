/** The group key and its renewal: the new one is used when every member has it. */
import type { SeededRandom } from "../../random.js";
import type { Cipher } from "../dot11/protection.js";
import type { SealingKey } from "../sealing.js";
import { KEY_LENGTH } from "../wpa/keys.js";

/** A group key that frames are sealed with. */
export interface GroupSealingKey extends SealingKey {
	readonly key: Uint8Array;
}

export class GroupKeys {
	readonly #cipher: Cipher;
	readonly #random: SeededRandom;
	#current: GroupSealingKey;
	#coming: GroupSealingKey | undefined;

	constructor(cipher: Cipher, random: SeededRandom) {
		this.#cipher = cipher;
		this.#random = random;
		this.#current = this.#make(1);
	}

	/** What frames are sealed with. */
	get current(): GroupSealingKey {
		return this.#current;
	}

	/** What stations are given. */
	get newest(): GroupSealingKey {
		return this.#coming ?? this.#current;
	}

	/** Makes the next key; it has the other one of the numbers 1 and 2. */
	renew(): void {
		this.#coming = this.#make(3 - this.#current.keyId);
	}

	/** Every member has the newest key. */
	use(): void {
		this.#current = this.newest;
		this.#coming = undefined;
	}

	#make(keyId: number): GroupSealingKey {
		return {
			cipher: this.#cipher,
			keyId,
			key: this.#random.bytes(KEY_LENGTH[this.#cipher]),
			packetNumber: 0,
		};
	}
}
