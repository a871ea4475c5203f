/** Small validators for decoded or handed-in values; each returns the value or throws Malformed. */
import { Malformed } from "./errors.js";
import { MAX_SAFE } from "./limits.js";

/** An integer from `min` to `max`. */
export function int(value: unknown, min: number, max: number, what: string): number {
	if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
		throw new Malformed(`${what} must be an integer from ${min} to ${max}, not ${describe(value)}`);
	}
	return value as number;
}

/** A tick or an instruction count. */
export function count(value: unknown, what: string): number {
	return int(value, 0, MAX_SAFE, what);
}

/** A string of at most `max` UTF-8 bytes. */
export function text(value: unknown, max: number, what: string): string {
	if (typeof value !== "string") throw new Malformed(`${what} must be a string, not ${describe(value)}`);
	// Lone surrogates have no UTF-8 and would read back as another string.
	if (!isWellFormed(value)) throw new Malformed(`${what} must be valid Unicode`);
	if (value.length > max || Buffer.byteLength(value) > max) {
		throw new Malformed(`${what} must be at most ${max} bytes long`);
	}
	return value;
}

function isWellFormed(value: string): boolean {
	return !/\p{Surrogate}/u.test(value);
}

/** Lower-case hex digits; of exactly `digits` digits when given. */
export function hex(value: unknown, what: string, digits?: number): string {
	const found = text(value, digits ?? 128, what);
	if (!/^[0-9a-f]+$/.test(found) || (digits !== undefined && found.length !== digits)) {
		throw new Malformed(`${what} must be ${digits ?? "1 to 128"} lower-case hex digits`);
	}
	return found;
}

/** Bytes, `min` to `max` of them; not copied. */
export function bytes(value: unknown, min: number, max: number, what: string): Uint8Array {
	if (!(value instanceof Uint8Array)) throw new Malformed(`${what} must be bytes, not ${describe(value)}`);
	if (value.length < min || value.length > max) {
		throw new Malformed(`${what} must be ${min} to ${max} bytes long, not ${value.length}`);
	}
	return value;
}

/** An array of at most `max` elements. */
export function list(value: unknown, max: number, what: string): readonly unknown[] {
	if (!Array.isArray(value)) throw new Malformed(`${what} must be an array, not ${describe(value)}`);
	if (value.length > max) throw new Malformed(`${what} must have at most ${max} elements`);
	return value;
}

/** An array of exactly `length` elements. */
export function tuple(value: unknown, length: number, what: string): readonly unknown[] {
	const found = list(value, length, what);
	if (found.length !== length) throw new Malformed(`${what} must have ${length} elements`);
	return found;
}

/** A map of strings to anything. */
export function map(value: unknown, what: string): Readonly<Record<string, unknown>> {
	if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array) {
		throw new Malformed(`${what} must be a map, not ${describe(value)}`);
	}
	return value as Record<string, unknown>;
}

/** A map with exactly these keys; those in `optional` may be missing. */
export function keyed(
	value: unknown,
	required: readonly string[],
	optional: readonly string[],
	what: string,
): Readonly<Record<string, unknown>> {
	const found = map(value, what);
	for (const key of required) {
		if (!Object.hasOwn(found, key)) throw new Malformed(`${what} must have ${key}`);
	}
	for (const key of Object.keys(found)) {
		if (!required.includes(key) && !optional.includes(key)) {
			throw new Malformed(`${what} must not have ${JSON.stringify(key.slice(0, 40))}`);
		}
	}
	return found;
}

function describe(value: unknown): string {
	if (typeof value === "number") return String(value);
	if (value === null || value === undefined) return "nothing";
	if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
	return Array.isArray(value) ? "an array" : typeof value;
}
