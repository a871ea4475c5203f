/** Settings of a device as a scenario or a program gives them; what is wrong, or unknown, is an error that says so. */
import { DeviceError } from "./errors.js";

export class Settings {
	readonly #values: Readonly<Record<string, unknown>>;
	readonly #what: string;
	readonly #asked = new Set<string>();

	/** `what` names the device in messages. */
	constructor(values: Readonly<Record<string, unknown>>, what: string) {
		this.#values = values;
		this.#what = what;
	}

	/** Throws DeviceError. */
	fail(message: string): never {
		throw new DeviceError(`${this.#what}: ${message}`);
	}

	/** A number within limits; undefined when it is not given. */
	number(key: string, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): number | undefined {
		const value = this.raw(key);
		if (value === undefined) return undefined;
		if (typeof value !== "number" || !(value >= min && value <= max)) {
			this.fail(`${key} must be a number${Number.isFinite(min) ? ` from ${min} to ${max}` : ""}`);
		}
		return value;
	}

	/** A whole number within limits. */
	integer(key: string, min: number, max: number): number | undefined {
		const value = this.number(key, min, max);
		if (value !== undefined && !Number.isInteger(value)) this.fail(`${key} must be a whole number`);
		return value;
	}

	flag(key: string): boolean | undefined {
		const value = this.raw(key);
		if (value === undefined) return undefined;
		if (value === true || value === "yes" || value === "on") return true;
		if (value === false || value === "no" || value === "off") return false;
		return this.fail(`${key} must be yes or no`);
	}

	word<T extends string>(key: string, allowed: readonly T[]): T | undefined {
		const value = this.raw(key);
		if (value === undefined) return undefined;
		const word = allowed.find((one) => one === value);
		return word ?? this.fail(`${key} must be one of ${allowed.join(", ")}`);
	}

	/** Bytes, as a list of numbers, or as text in hexadecimal: "28ff4a11", spaces and colons allowed. */
	bytes(key: string, length?: number): Uint8Array | undefined {
		const value = this.raw(key);
		if (value === undefined) return undefined;
		const bytes = toBytes(value);
		if (!bytes || (length !== undefined && bytes.length !== length)) {
			this.fail(`${key} must be ${length === undefined ? "" : `${length} `}bytes in hexadecimal, or a list`);
		}
		return bytes;
	}

	/** The value as it is. */
	raw(key: string): unknown {
		this.#asked.add(key);
		return this.#values[key] ?? undefined;
	}

	/** Throws DeviceError for settings that nobody has asked for. */
	done(): void {
		const unknown = Object.keys(this.#values).find((key) => !this.#asked.has(key));
		if (unknown === undefined) return;
		const known = [...this.#asked].join(", ");
		this.fail(`there is no "${unknown}" to set${known === "" ? "" : `; there is ${known}`}`);
	}
}

function toBytes(value: unknown): Uint8Array | undefined {
	if (Array.isArray(value)) {
		const good = value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 0xff);
		return good ? Uint8Array.from(value as number[]) : undefined;
	}
	const digits = String(value).replace(/[\s:]/g, "");
	return /^([0-9a-f]{2})*$/i.test(digits) ? new Uint8Array(Buffer.from(digits, "hex")) : undefined;
}
