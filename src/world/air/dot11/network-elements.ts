/** Elements that say what a network is called, where it is and how fast. Source: IEEE 802.11-2016, 9.4.2. */
import { FrameError } from "./bytes.js";
import { type Element, ElementId, findElement } from "./elements.js";

export const MAX_SSID_LENGTH = 32;

/** A rate of 500 kb/s units, and whether every member of the network must know it. */
export interface Rate {
	/** 1 to 127. */
	readonly halfMbps: number;
	readonly basic: boolean;
}

export function ssidElement(ssid: Uint8Array): Element {
	return { id: ElementId.SSID, body: ssid };
}

/** Undefined when there is none. Throws FrameError when it is too long. */
export function readSsid(elements: readonly Element[]): Uint8Array | undefined {
	const ssid = findElement(elements, ElementId.SSID);
	if (ssid && ssid.length > MAX_SSID_LENGTH) throw new FrameError(`an SSID of ${ssid.length} bytes`);
	return ssid;
}

const MAX_SUPPORTED_RATES = 8;

/** The elements for a list of rates: the first eight, and the others when there are more. */
export function rateElements(rates: readonly Rate[]): [supported: Element, ...extended: Element[]] {
	const bytes = rates.map(({ halfMbps, basic }) => (basic ? 0x80 : 0) | halfMbps);
	const [first, more] = [bytes.slice(0, MAX_SUPPORTED_RATES), bytes.slice(MAX_SUPPORTED_RATES)];
	const supported = { id: ElementId.SUPPORTED_RATES, body: Uint8Array.from(first) };
	if (more.length === 0) return [supported];
	return [supported, { id: ElementId.EXTENDED_RATES, body: Uint8Array.from(more) }];
}

/** All rates, of both elements. */
export function readRates(elements: readonly Element[]): Rate[] {
	const bodies = [ElementId.SUPPORTED_RATES, ElementId.EXTENDED_RATES].map((id) => findElement(elements, id));
	return bodies.flatMap((body) =>
		Array.from(body ?? [], (byte) => ({ halfMbps: byte & 0x7f, basic: byte >= 0x80 })),
	);
}

export function channelElement(channel: number): Element {
	return { id: ElementId.DS_PARAMETERS, body: Uint8Array.of(channel) };
}

/** The channel the sender is on; undefined when it does not say. */
export function readChannel(elements: readonly Element[]): number | undefined {
	return findElement(elements, ElementId.DS_PARAMETERS)?.[0];
}

/** Tells stations to go to another channel in `count` beacons, and not to send until then when `quiet`. */
export function channelSwitchElement(channel: number, count: number, quiet: boolean): Element {
	return { id: ElementId.CHANNEL_SWITCH, body: Uint8Array.of(quiet ? 1 : 0, channel, count) };
}

/** What a channel switch announcement says; undefined when there is none. Throws FrameError. */
export function readChannelSwitch(
	elements: readonly Element[],
): { channel: number; count: number; quiet: boolean } | undefined {
	const body = findElement(elements, ElementId.CHANNEL_SWITCH);
	if (!body) return undefined;
	if (body.length < 3) throw new FrameError("cut off in the channel switch announcement");
	return { quiet: body[0] !== 0, channel: body[1], count: body[2] };
}

/** 802.11g's element; no station of the older kind is near. */
export function erpElement(): Element {
	return { id: ElementId.ERP, body: Uint8Array.of(0) };
}

export interface CountryRange {
	readonly firstChannel: number;
	readonly channels: number;
	/** dBm. */
	readonly maxPower: number;
}

export interface Country {
	/** Three characters: two letters and where, a blank for anywhere. */
	readonly code: string;
	readonly ranges: readonly CountryRange[];
}

export function countryElement({ code, ranges }: Country): Element {
	const triples = ranges.flatMap(({ firstChannel, channels, maxPower }) => [
		firstChannel,
		channels,
		maxPower,
	]);
	const bytes = [...Buffer.from(code, "latin1"), ...triples];
	// The body's length must be even.
	return { id: ElementId.COUNTRY, body: Uint8Array.from(bytes.length % 2 ? [...bytes, 0] : bytes) };
}

/** Undefined when there is none. Throws FrameError. */
export function readCountry(elements: readonly Element[]): Country | undefined {
	const body = findElement(elements, ElementId.COUNTRY);
	if (!body) return undefined;
	if (body.length < 6) throw new FrameError("cut off in the country element");
	const ranges: CountryRange[] = [];
	for (let at = 3; at + 3 <= body.length; at += 3) {
		ranges.push({ firstChannel: body[at], channels: body[at + 1], maxPower: body[at + 2] });
	}
	return { code: Buffer.from(body.subarray(0, 3)).toString("latin1"), ranges };
}
