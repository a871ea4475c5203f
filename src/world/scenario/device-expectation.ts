/** Compares what a device says of itself with what a step expects: each value that is named, the others may be anything. */
import type { DeviceState } from "../devices/device.js";

/**
 * What differs, for people; undefined when nothing does. A number may be expected as `{ from: 1, to: 2 }`, a text as
 * `/a regular expression/`, a flag as yes or no.
 */
export function differs(
	state: DeviceState,
	expected: Readonly<Record<string, unknown>>,
	path = "",
): string | undefined {
	for (const [key, wanted] of Object.entries(expected)) {
		const name = `${path}${key}`;
		if (!Object.hasOwn(state, key)) return `has no ${name}; it has ${Object.keys(state).join(", ")}`;
		const found = state[key];
		if (isRecord(wanted) && isRecord(found)) {
			const inner = differs(found, wanted, `${name}.`);
			if (inner !== undefined) return inner;
		} else if (!fits(found, wanted)) {
			return `has ${name} ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
		}
	}
	return undefined;
}

function fits(found: unknown, wanted: unknown): boolean {
	if (Array.isArray(wanted)) {
		return (
			Array.isArray(found) && found.length === wanted.length && wanted.every((w, i) => fits(found[i], w))
		);
	}
	if (isRecord(wanted)) {
		const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = wanted;
		return typeof found === "number" && found >= Number(from) && found <= Number(to);
	}
	if (typeof found === "boolean") {
		return (found ? [true, "yes", "on"] : [false, "no", "off"]).includes(wanted as boolean | string);
	}
	const [, pattern] = typeof wanted === "string" ? (/^\/(.+)\/$/.exec(wanted) ?? []) : [];
	if (pattern !== undefined) return new RegExp(pattern).test(String(found));
	// YAML reads a colour of digits as a number.
	return found === wanted || (typeof found === "string" && found === String(wanted));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
